"""The story of a norm: a gap, a test case, a change from a day, and two cases on either side of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from regelruimte.engine import cases, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel, Intake
from tests.people import Person

pytestmark = pytest.mark.browser

KEY = "bewonersparkeervergunning"
FOLDER = Path(__file__).resolve().parents[2] / "processes" / KEY
FEE = f"/studio/definitions/{KEY}/decisions/tarief"
FIRST_OF_ZONE_2 = f"{FEE}/dates/tarief_zone_2_eerste"
ANSWERS = {
    "naam": "Mehmet Aydin", "postcode": "1234 AB", "huisnummer": "12", "kenteken": "GK-482-T",
    "auto_van_wie": "ik", "startdatum": date(2027, 2, 1), "bijzonderheden": "nee",
}  # fmt: skip


@pytest.fixture
def as_person(sign_in_as, new_page):
    """Let a demo person sign in on a page of their own, past the policy that keeps axe out."""

    def enter(name):
        return Person(sign_in_as(name, on=new_page(bypass_csp=True)))

    return enter


@pytest.fixture
def parking(server):
    with server.engine.work(SYSTEM) as work:
        draft = definitions.put_files(work, KEY, read_bundle(FOLDER))
        definitions.publish(work, KEY, revision=draft.revision, change_note="Eerste versie")


def gaps(expert):
    """Return what the table says of its gaps, in the table itself."""
    return expert.page.locator("table.st-dmn tr.gap").all_inner_texts()


def end_row_3(expert, day):
    """Say in the editor until when the third row is in force, and save."""
    page = expert.page
    expert.open(f"{FEE}/edit")
    page.wait_for_selector("#decision-canvas[data-ready=yes]")
    with page.expect_response("**/check"):
        until = page.get_by_label("Geldig tot en met, rij 3", exact=True)
        until.fill(day)
        until.blur()
    with page.expect_response("**/save") as saved:
        page.click("#save")
    assert saved.value.status == 200
    return page.locator("#findings").inner_text()


def make_a_gap_and_mend_it(expert):
    assert "past geen enkele rij vanaf 1 januari 2027 bij" in end_row_3(expert, "2026-12-31")
    expert.open(FEE)
    (gap,) = gaps(expert)
    assert "‘Zone’: 2" in gap

    assert "past geen enkele rij" not in end_row_3(expert, "")
    expert.open(FEE)
    assert gaps(expert) == []


def add_a_test_case(expert):
    expert.open(FEE)
    expert.page.get_by_role("link", name="Wat gebeurt er als").click()
    expert.fill("Zone", "2")
    expert.fill("Hoeveel vergunningen zijn er al op dit adres?", "0")
    expert.press("Kijk wat eruit komt")
    expert.sees("Raak: rij 3")
    expert.follow("Bewaar als toetsgeval")
    expert.fill("Hoe heet dit toetsgeval?", "Eerste vergunning in zone 2")
    expert.press("Bewaar het toetsgeval")
    expert.sees("Alle toetsgevallen kloppen.")


def change_the_norm(expert):
    expert.open(FIRST_OF_ZONE_2)
    expert.fill("Vanaf welke dag?", "2027-01-01")
    expert.fill("Bedrag per jaar in euro", "110")
    expert.press("Bewaar de wijziging")
    expert.sees("rij 4 gaat gelden, rij 3 geldt niet meer.")
    assert gaps(expert) == []


def publish(expert):
    expert.open(f"/studio/definitions/{KEY}/publish")
    expert.fill("Wat verandert er, en waarom?", "Het tarief van zone 2 gaat omhoog op 1 januari 2027")
    expert.page.get_by_label("Voor iedereen").check()
    expert.press("Ga verder naar controleren")
    expert.press("Publiceer")
    expert.sees("is gepubliceerd")


def apply(server, number):
    """Ask for a permit; return the number of the case, which waits for the payment."""
    with server.engine.work(SYSTEM) as work:
        intake = Intake(Channel.WEB, server.clock.now().date())
        sent = Sent(f"aanvraag-{number}", ANSWERS, form="aanvraag")
        receipt = cases.start_case(work, KEY, intake, sent, person="demo-mehmet", person_name="Mehmet Aydin")
    server.engine.run_due()
    return receipt.case_number


def pay(server, resident, number):
    """Pay for a permit, after which the case is closed, and open its page with all it tells."""
    resident.open(f"/mijn-zaken/{number}")
    resident.follow("Begin")
    resident.page.get_by_label("Ik betaal nu op deze pagina").check()
    resident.press("Verstuur")
    server.engine.run_due()
    resident.open(f"/mijn-zaken/{number}")
    closed = resident.page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    resident.look()


def told_of(worker, number):
    """Return what the case page tells of the fee."""
    worker.open(f"/worklist/cases/{number}/decisions")
    panel = worker.page.locator(".rr-panel").filter(has_text="Wat kost de vergunning?")
    return panel.inner_text()


def test_a_norm_changes_from_a_day_and_each_case_is_told_by_its_own(server, as_person, parking):
    expert = as_person("Sanne de Wit")
    make_a_gap_and_mend_it(expert)
    add_a_test_case(expert)
    change_the_norm(expert)
    publish(expert)

    before = apply(server, 1)
    server.clock.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    worker = as_person("Marieke Bos")
    after = apply(server, 2)

    old, new = told_of(worker, before), told_of(worker, after)
    assert "Peildatum: 23 november 2026" in old
    assert "Bedrag per jaar = 96 euro" in old
    assert "Peildatum: 4 januari 2027" in new
    assert "Bedrag per jaar = 110 euro" in new
    for told in (old, new):
        assert "Zone: 2." in told
        assert "Dat staat in: Tarieventabel 2.1" in told

    resident = as_person("Mehmet Aydin")
    pay(server, resident, after)
    resident.sees("Dat staat in: Tarieventabel 2.1")
    resident.sees("Bedrag per jaar: 110 euro")
    resident.sees("Dit zijn de regels van 4 januari 2027.")


def test_a_red_test_case_keeps_publishing_back(as_person, parking):
    expert = as_person("Sanne de Wit")
    add_a_test_case(expert)
    expert.follow("Pas aan Eerste vergunning in zone 2")
    expert.fill("Bedrag per jaar in euro", "95")
    expert.press("Bewaar het toetsgeval")
    expert.sees("1 toetsgeval klopt niet.")

    expert.open(f"/studio/definitions/{KEY}/publish")

    expert.sees("Toetsgeval ‘Eerste vergunning in zone 2’ klopt niet.")
    assert expert.page.get_by_role("button", name="Ga verder naar controleren").count() == 0
