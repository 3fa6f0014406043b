"""A resident's own tasks: doing them once, and what is said when they cannot be done."""

import re

import pytest

from regelruimte.engine import dossier
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role
from tests import permit

MEHMET = Actor(id="m", name="Mehmet Aydin", roles=frozenset({Role.CITIZEN}), person="mehmet")


@pytest.fixture
def paying(client, engine, sign_in):
    """Return the address of the page of a task that waits for Mehmet."""
    permit.publish(engine)
    task = permit.approve(engine, permit.start(engine, MEHMET))
    sign_in("mehmet")
    return client.get(f"/taken/{task}").headers["Location"]


def key_of(page):
    return re.search(r'name="sleutel" value="([^"]*)"', page)[1]


def test_shows_the_form_with_its_last_day(client, paying):
    page = client.get(paying).text

    assert "Ik heb betaald" in page
    assert "Doe dit uiterlijk 7 december 2026." in page


def test_asks_again_when_an_answer_is_missing(client, paying):
    answer = client.post(paying, data={"sleutel": "k"})

    assert answer.status_code == 422
    assert "rr-error-summary" in answer.text
    assert 'value="k"' in answer.text


def test_is_done_once_with_a_receipt(client, engine, paying):
    data = {"sleutel": key_of(client.get(paying).text), "betaald": "true"}

    first = client.post(paying, data=data)
    second = client.post(paying, data=data)

    assert first.status_code == 303
    assert "Wij hebben uw antwoorden ontvangen" in client.get(first.headers["Location"]).text
    assert second.headers["Location"] == first.headers["Location"] + "?opnieuw=1"
    with engine.view(MEHMET) as view:
        assert len(dossier.get_my_case(view, "Z-2026-000001").submissions) == 2


def test_says_that_it_is_done_when_opened_later(client, paying):
    client.post(paying, data={"sleutel": "k", "betaald": "true"})

    page = client.get(paying)
    late = client.post(paying, data={"sleutel": "other", "betaald": "true"})

    assert "Dit is al gedaan" in page.text
    assert late.status_code == 409
    assert "/mijn-zaken/Z-2026-000001" in late.text


def test_keeps_what_was_typed_for_later(client, paying):
    answer = client.post(paying, data={"betaald": "true", "actie": "bewaar"}, follow_redirects=True)

    assert "Uw antwoorden zijn bewaard. U hebt nog niets verstuurd." in answer.text
    assert "checked" in client.get(paying).text
