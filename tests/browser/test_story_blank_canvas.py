"""From a blank sheet to a trial without touching a file: roles, a condition, two pages, tailored work."""

import pytest

from tests.people import Person

pytestmark = pytest.mark.browser

KEY = "bomen-planten"
STUDIO = f"/studio/definitions/{KEY}"
OLD, NEW = "Hoeveel bomen wilt u planten?", "Hoeveel bomen komen er bij?"
MOST_APPLICATIONS = 16


@pytest.fixture
def as_person(sign_in_as, new_page):
    def enter(name):
        return Person(sign_in_as(name, on=new_page()), looks=False)

    return enter


def select(page, element):
    page.evaluate("id => { location.hash = ''; location.hash = id; }", element)
    page.locator(f'[data-element-id="{element}"].selected').first.wait_for(state="attached")
    page.wait_for_selector(f'#properties [data-subject="{element}"]')


def draw(page, entry):
    """Make a shape with the keyboard; return its id."""
    page.focus(f'.djs-palette [data-action="create.{entry}"]')
    page.keyboard.press("Enter")
    return page.locator(".djs-shape.selected").first.get_attribute("data-element-id")


def draw_named(page, entry, name):
    made = draw(page, entry)
    page.fill("#prop-name", name)
    page.keyboard.press("Tab")
    return made


def flows(page):
    ids = page.locator(".djs-connection").evaluate_all("all => all.map(one => one.dataset.elementId)")
    return set(ids)


def connect(page, source, target):
    select(page, source)
    page.click('.djs-context-pad [data-action="connect"]')
    box = page.locator(f'.djs-shape[data-element-id="{target}"]').bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def append_end(page, source, name):
    select(page, source)
    page.click('.djs-context-pad [data-action="append.end-event"]')
    page.fill("#prop-name", name)
    page.keyboard.press("Tab")


def save(page):
    with page.expect_response("**/save") as saved:
        page.click("#save")
    assert saved.value.status == 200


def set_condition(page, flow, text):
    select(page, flow)
    page.fill("#prop-condition", text)
    page.keyboard.press("Tab")


def open_drawing(page):
    page.goto(STUDIO)
    page.wait_for_selector("#canvas[data-ready=yes]")


def begin_blank(expert):
    expert.open("/studio/new")
    expert.fill("Naam", "Bomen planten")
    expert.page.check("input[name=starter][value=empty]", force=True)
    expert.press("Maak het proces")


def make_form(expert):
    """A form of two pages: how many trees, and where."""
    page = expert.page
    expert.open(f"{STUDIO}/forms/new")
    page.fill("#title", "Aanvraag")
    expert.press("Maak het formulier")
    page.wait_for_selector("#form-canvas[data-ready=yes]")
    add_question(page, "group", "De plek")
    page.check("#prop-own-page")
    add_question(page, "textfield", "In welke straat?")
    page.locator("#form-list button.st-fieldlist__name").first.click()
    add_question(page, "number", OLD)
    page.fill("#prop-standard-key", "aantal")
    page.keyboard.press("Tab")
    save(page)


def add_question(page, kind, label):
    page.select_option("#new-kind", kind)
    page.click("#add-question")
    page.fill("#prop-standard-label", label)
    page.keyboard.press("Tab")


def draw_process(page):
    """Two roles; who asks for many trees gets tailored work. Returns the flow with the condition."""
    open_drawing(page)
    page.fill("#prop-regelruimte-question", "Ik wil bomen in mijn straat")
    page.select_option("#prop-regelruimte-topic", "wonen-verhuizen")
    select(page, "StartEvent_1")
    page.select_option("#prop-zeebe-FormDefinition-formId", "aanvraag")
    page.click('.djs-palette [data-action="create.roles"]')
    lanes = page.locator('.djs-shape[data-element-id^="Lane_"]').evaluate_all(
        "all => all.map(one => one.dataset.elementId)"
    )
    select(page, lanes[1])
    look = draw_named(page, "user-task", "Aanvraag bekijken")
    connect(page, "StartEvent_1", look)
    select(page, look)
    choice = draw_named(page, "choice", "Veel bomen?")
    before = flows(page)
    draw_named(page, "end-event", "Geplant")
    (usual,) = flows(page) - before
    select(page, usual)
    page.check("#prop-is-default")
    return draw_tailored(page, choice)


def draw_tailored(page, choice):
    select(page, choice)
    before = flows(page)
    block = draw_named(page, "tailored", "Samen kijken")
    (many,) = flows(page) - before
    draw_named(page, "user-task", "Bel de buurt")
    draw_named(page, "user-task", "Kijk ter plaatse")
    append_end(page, block, "Samen geplant")
    set_condition(page, many, "aantal > 3")
    save(page)
    return many


def publish(expert):
    expert.open(f"{STUDIO}/publish")
    expert.fill("Wat verandert er, en waarom?", "Eerste versie")
    expert.press("Ga verder naar controleren")
    expert.press("Publiceer")
    expert.sees("Versie 1 is gepubliceerd")


def apply(citizen, trees="4"):
    """Ask for trees; return the number of the case and the question that was asked."""
    citizen.open(f"/aanvragen/{KEY}")
    citizen.press("Begin met aanvragen")
    asked = NEW if citizen.page.get_by_text(NEW).count() else OLD
    citizen.page.locator("textarea").first.fill("Meer groen")
    citizen.fill(asked, trees)
    citizen.press("Volgende: De plek")
    citizen.fill("In welke straat?", "Lindelaan")
    citizen.press("Volgende")
    citizen.press("Aanvraag versturen")
    return citizen.page.locator(".rr-receipt__number").inner_text().strip(), asked


def look_at(worker, number):
    """Do the first task of a case; its page is open afterwards."""
    worker.open(f"/worklist/cases/{number}")
    worker.follow("Open de taak")
    worker.press("Rond de taak af")
    worker.open(f"/worklist/cases/{number}")


def change(expert, many):
    page = expert.page
    page.goto(f"{STUDIO}/forms/aanvraag")
    page.wait_for_selector("#form-canvas[data-ready=yes]")
    page.locator("#form-list button.st-fieldlist__name", has_text=OLD).click()
    page.fill("#prop-standard-label", NEW)
    page.keyboard.press("Tab")
    save(page)
    open_drawing(page)
    set_condition(page, many, "aantal > 5")
    save(page)


def start_trial(expert):
    expert.open(f"{STUDIO}/trials")
    expert.fill("Wat moet de proef laten zien?", "Gaat het zonder maatwerk even goed?")
    expert.page.get_by_label("Welke versie probeert u?").select_option("draft")
    expert.fill("Wat verandert er in het concept?", "Andere vraag, andere grens.")
    expert.fill("Welk deel van de nieuwe aanvragen", "50")
    expert.press("Bekijk de proef in één zin")
    expert.press("Start de proef")
    return expert.page.url


def apply_until_both(citizen):
    """Apply until both versions were given out; return a case number by the question that was asked."""
    seen = {}
    for _ in range(MOST_APPLICATIONS):
        number, asked = apply(citizen)
        seen.setdefault(asked, number)
        if len(seen) == len((OLD, NEW)):
            return seen
    raise AssertionError(f"only {list(seen)} after {MOST_APPLICATIONS} applications")


def test_goes_from_a_blank_sheet_to_a_trial_on_half_of_the_cases(as_person, server):
    expert, citizen, worker = (as_person(name) for name in ("Sanne de Wit", "Mehmet Aydin", "Marieke Bos"))
    begin_blank(expert)
    make_form(expert)
    many = draw_process(expert.page)
    publish(expert)

    number, _asked = apply(citizen)
    look_at(worker, number)
    worker.sees("Samen kijken")
    worker.press("Bel de buurt")

    change(expert, many)
    trial = start_trial(expert)
    seen = apply_until_both(citizen)
    look_at(worker, seen[OLD])
    worker.sees("Maatwerk: Samen kijken")
    look_at(worker, seen[NEW])
    worker.sees("Deze zaak is klaar")
    expert.open(trial)
    expert.sees("Nog te weinig zaken om te besluiten")
    counts = expert.page.locator("tr", has_text="Zaken").first.locator("td").all_inner_texts()
    assert all(int(count) >= 1 for count in counts)
