import pytest

from regelruimte.app.access import TABLE, may_ask
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role


def test_every_endpoint_stands_in_the_table(app):
    assert sorted(set(app.view_functions) - set(TABLE)) == []


def test_table_names_only_endpoints_that_exist(app):
    assert sorted(set(TABLE) - set(app.view_functions)) == []


def test_refuses_an_endpoint_when_it_is_not_in_the_table():
    everything = Actor(id="x", name="X", roles=frozenset(Role))

    assert not may_ask(everything, "portal.forgotten")


def test_answers_403_when_an_endpoint_is_not_in_the_table(app, client):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")

    answer = client.get("/forgotten")

    assert answer.status_code == 403
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("mehmet", "/worklist/", 403),
        ("mehmet", "/studio/", 403),
        ("marieke", "/worklist/", 200),
        ("marieke", "/studio/", 403),
        ("sanne", "/studio/", 200),
        ("sanne", "/worklist/", 403),
        ("sanne", "/", 200),
    ],
)
def test_opens_a_room_only_to_its_roles(client, sign_in, who, path, status):
    sign_in(who)

    assert client.get(path).status_code == status


def test_leads_to_signing_in_and_back_when_nobody_is_signed_in(client):
    answer = client.get("/worklist/?page=2")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/worklist/?page%3D2"
