"""The whole product as one story: from a process in the studio to a permit, a detour and a trial."""

from pathlib import Path

import pytest
import regex

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import pack, read_bundle
from tests.people import Person

pytestmark = pytest.mark.browser

KEY = "bewonersparkeervergunning"
FOLDER = Path(__file__).resolve().parents[2] / "processes" / KEY
PHONE = {"width": 390, "height": 844}
TOO_FEW = "Nog te weinig zaken om te besluiten"


@pytest.fixture
def as_person(sign_in_as, new_page):
    """Let a demo person sign in on a page of their own."""

    def enter(name, *, looks=True, **options):
        return Person(sign_in_as(name, on=new_page(**options)), looks=looks)

    return enter


@pytest.fixture
def parking(server):
    """Publish the parking permit without a browser."""
    with server.engine.work(SYSTEM) as work:
        draft = definitions.put_files(work, KEY, read_bundle(FOLDER))
        definitions.publish(work, KEY, revision=draft.revision, change_note="Eerste versie")


def open_and_publish(expert):
    """Open the parking permit as a package, look at the drawing, publish it."""
    package = {"name": f"{KEY}.zip", "mimeType": "application/zip", "buffer": pack(read_bundle(FOLDER))}
    expert.open("/studio/import")
    expert.page.set_input_files("input[type=file]", package)
    expert.press("Open als nieuw proces")
    key = regex.search("/studio/definitions/([^/?#]+)", expert.page.url)[1]
    expert.open(f"/studio/definitions/{key}")
    expert.page.wait_for_selector("#canvas[data-ready=yes]")
    publish(expert, key, "Eerste versie")
    return key


def publish(expert, key, note, *, way="Voor iedereen"):
    expert.open(f"/studio/definitions/{key}/publish")
    expert.fill("Wat verandert er, en waarom?", note)
    expert.page.get_by_label(way).check()
    expert.press("Ga verder naar controleren")
    expert.press("Publiceer")
    expert.sees("is gepubliceerd")


def apply(citizen, *, special="Ja"):
    """Ask for a permit from the first page on; return the number of the case."""
    citizen.open("/")
    citizen.follow("Ik wil parkeren of reizen")
    citizen.follow("Ik wil mijn auto bij mijn huis parkeren")
    citizen.press("Begin met aanvragen")
    fill_in(citizen, special=special)
    citizen.sees("U hebt nog niets verstuurd")
    citizen.press("Aanvraag versturen")
    citizen.sees("Wij hebben uw aanvraag ontvangen")
    return citizen.page.locator(".rr-receipt__number").inner_text().strip()


def fill_in(citizen, *, special):
    citizen.fill("Uw naam", "Mehmet Aydin")
    citizen.fill("Postcode", "1234 AB")
    citizen.fill("Huisnummer", "12")
    citizen.press("Volgende")
    citizen.fill("Kenteken", "GK-482-T")
    citizen.choose("Van mij")
    citizen.press("Volgende")
    for part, text in (("Dag", "4"), ("Maand", "1"), ("Jaar", "2027")):
        citizen.fill(part, text)
    citizen.press("Volgende")
    citizen.page.get_by_label(special, exact=True).check()
    if special == "Ja":
        if citizen.page.get_by_label("Wat moeten wij weten?").count() == 0:
            citizen.press("Volgende")
        citizen.fill("Wat moeten wij weten?", "Ik zorg voor mijn moeder.")
    citizen.press("Volgende")


def take_the_offered_detour(worker, number):
    """Ask the neighbourhood team: offered by the model, with a reason and a ground."""
    worker.follow("Advies vragen aan wijkteam")
    worker.press("Start de omweg")
    worker.sees("Schrijf op waarom")
    worker.fill("Waarom neemt u deze omweg?", "Mevrouw zorgt voor haar moeder; het wijkteam kent haar.")
    worker.page.get_by_label("artikel 12").first.check()
    worker.press("Start de omweg")
    worker.open_task("Advies vragen aan wijkteam")
    worker.fill("Wat vroeg u aan het wijkteam?", "Is een auto voor de deur nodig?")
    worker.choose("Toekennen")
    worker.press("Rond de taak af")


def add_an_own_step(worker):
    """Do something the model never had, which the usual path waits for."""
    worker.follow("Start een omweg")
    worker.follow("Voeg een eigen stap toe")
    worker.fill("Wat moet er gebeuren?", "Bel de huisarts")
    worker.choose("Wacht tot deze stap klaar is")
    worker.fill("Waarom is deze stap nodig?", "De huisarts weet hoe vaak er zorg is.")
    worker.press("Voeg de stap toe")
    worker.sees("De gewone weg wacht op: Bel de huisarts")
    worker.open_task("Bel de huisarts")
    worker.fill("Wat kwam eruit?", "Elke dag zorg.")
    worker.press("Rond de taak af")


def decide(worker):
    worker.follow("Sluit dit blok")
    worker.press("Sluit af")
    worker.open_task("Beslissen met ruimte")
    worker.choose("Vergunning geven")
    worker.page.get_by_label("De hardheidsclausule (artikel 12)").check()
    worker.fill("Waarom besluit u dit?", "U zorgt elke dag voor uw moeder.")
    worker.press("Rond de taak af")


def pay(citizen, number):
    citizen.open(f"/mijn-zaken/{number}")
    citizen.sees("U bent aan de beurt")
    citizen.follow("Begin")
    citizen.page.get_by_label("Ik betaal nu op deze pagina").check()
    citizen.press("Verstuur")
    citizen.sees("Wij hebben uw antwoorden ontvangen")


def change_a_question(expert, key, before, after):
    expert.open(f"/studio/definitions/{key}/forms/aanvraag")
    expert.page.wait_for_selector("#form-canvas[data-ready=yes]")
    expert.page.locator("#form-list button.st-fieldlist__name", has_text=before).click()
    expert.page.fill("#prop-standard-label", after)
    with expert.page.expect_response("**/save") as saved:
        expert.page.click("#save")
    assert saved.value.status == 200


def start_trial(expert, key, *, percent):
    """Try the draft on part of the new cases; the page of the trial is open afterwards."""
    expert.open(f"/studio/definitions/{key}/trials")
    expert.fill("Wat moet de proef laten zien?", "Snappen inwoners de laatste vraag beter?")
    expert.page.get_by_label("Welke versie probeert u?").select_option("draft")
    expert.fill("Wat verandert er in het concept?", "De laatste vraag is anders gesteld.")
    expert.fill("Welk deel van de nieuwe aanvragen", str(percent))
    expert.press("Bekijk de proef in één zin")
    expert.press("Start de proef")
    expert.sees(TOO_FEW)


def test_tells_the_story_from_opening_a_process_to_a_permit(as_person, server):
    expert = as_person("Sanne de Wit", looks=False)
    open_and_publish(expert)
    citizen = as_person("Mehmet Aydin")
    number = apply(citizen)
    server.engine.run_due()
    worker = as_person("Marieke Bos")
    worker.open(f"/worklist/cases/{number}")
    take_the_offered_detour(worker, number)
    worker.open(f"/worklist/cases/{number}")
    add_an_own_step(worker)
    worker.open(f"/worklist/cases/{number}")
    decide(worker)
    server.engine.run_due()
    pay(citizen, number)
    server.engine.run_due()
    citizen.open(f"/mijn-zaken/{number}")
    citizen.sees("U hebt de vergunning. U mag bij uw huis parkeren vanaf de dag die u koos.")


def test_tries_a_question_on_part_of_the_cases_and_lets_it_hold_for_everyone(as_person, parking):
    expert, citizen = as_person("Sanne de Wit", looks=False), as_person("Mehmet Aydin", looks=False)
    change_a_question(expert, KEY, "Is er iets dat wij moeten weten?", "Mogen wij nog iets weten?")
    start_trial(expert, KEY, percent=50)
    trial = expert.page.url
    for _ in range(2):
        apply(citizen, special="Nee")

    expert.open(trial)
    expert.sees("Er zijn nu 2 zaken in de proef.")
    expert.sees(TOO_FEW)
    expert.follow("gelden voor iedereen")
    expert.fill("Waarom besluit u dit nu?", "Inwoners stellen minder vragen.")
    expert.press("gelden voor iedereen")
    expert.sees("De proef is klaar: versie 2 ging gelden voor iedereen.")

    citizen.open(f"/aanvragen/{KEY}")
    citizen.press("Begin met aanvragen")
    fill_in(citizen, special="Nee")
    citizen.sees("Mogen wij nog iets weten?")


@pytest.mark.parametrize(
    ("options", "looks"),
    [({**PHONE}, True), ({"java_script_enabled": False}, False)],
    ids=["on a phone of 390 px", "without JavaScript"],
)
def test_citizen_gets_a_permit(as_person, server, parking, options, looks):
    citizen = as_person("Mehmet Aydin", looks=looks, **options)
    number = apply(citizen, special="Nee")
    server.engine.run_due()
    pay(citizen, number)
    server.engine.run_due()
    citizen.open(f"/mijn-zaken/{number}")
    citizen.sees("U hebt de vergunning. U mag bij uw huis parkeren vanaf de dag die u koos.")
