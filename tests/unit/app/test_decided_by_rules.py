"""A decision of rules, explained on the case page of the desk and to the resident."""

from datetime import date
from decimal import Decimal

import pytest

from regelruimte.engine import cases, definitions, dossier, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel, Intake
from tests.dated import fee_process, fee_table

NORM = (("validUntil", "2026-12-31", "100"), ("validFrom", "2027-01-01", "200"))


@pytest.fixture
def number(engine, people):
    files = {"process.bpmn": fee_process(), "leges.dmn": fee_table(NORM)}
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "leges", title="Leges", files=files)
        definitions.publish(work, "leges", revision=1, change_note="Eerste versie")
        intake, sent = Intake(Channel.WEB, date(2026, 11, 23)), Sent("k", {"age": Decimal(20)})
        receipt = cases.start_case(work, "leges", intake, sent, person="mehmet", person_name="Mehmet Aydin")
    return receipt.case_number


def finish(engine, number):
    with engine.work(SYSTEM) as work:
        (task,) = dossier.get_dossier(work, number).open_tasks
        tasks.complete_task(work, task.id, Sent("klaar", {}))


def test_explains_on_the_desk_what_made_the_row_count(client, sign_in, number):
    sign_in("marieke")

    page = client.get(f"/worklist/cases/{number}/decisions").text

    assert "Peildatum: 23 november 2026" in page
    assert "Leeftijd: 20. Dat is niet minder dan de grens van 18." in page
    assert "Dat staat in: Verordening artikel 1" in page
    assert "Leges = <strong>100</strong>" in page
    assert "gold toen niet" in page
    assert "minstens 18" in page


def test_explains_to_the_resident_when_the_case_is_closed(client, sign_in, engine, number):
    sign_in("mehmet")
    before = client.get(f"/mijn-zaken/{number}").text
    finish(engine, number)

    after = client.get(f"/mijn-zaken/{number}").text

    assert "Wat zeggen de regels?" not in before
    assert "Leeftijd: 20. Dat is niet minder dan de grens van 18." in after
    assert "Dat staat in: Verordening artikel 1" in after
    assert "Leges: 100" in after
    assert "Dit zijn de regels van 23 november 2026." in after


def test_keeps_what_colleagues_filled_in_from_the_resident(client, sign_in, engine, number):
    with engine.work(SYSTEM) as work:
        (task,) = dossier.get_dossier(work, number).open_tasks
        tasks.complete_task(work, task.id, Sent("klaar", {"age": Decimal(20)}))
    sign_in("mehmet")

    page = client.get(f"/mijn-zaken/{number}").text

    assert "Leeftijd" not in page
    assert "Dat staat in: Verordening artikel 1" in page
