"""Designers edit a decision table in a real browser: findings at the row, days, and saving side by side."""

from pathlib import Path

import pytest
from lxml import etree

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dmn import evaluate, read_decisions
from tests.accessibility import violations_on
from tests.builders import process

pytestmark = pytest.mark.browser

KEY = "tarieven"
TABLE = Path(__file__).resolve().parents[2] / "processes" / "bewonersparkeervergunning" / "tarief.dmn"
EDITOR = f"/studio/definitions/{KEY}/decisions/tarief/edit"
FIRST, NEXT = "tarief_zone_1_eerste", "tarief_zone_1_volgende"


@pytest.fixture
def designer(server, sign_in_as):
    model = process("p").start().decision("kosten", "tarief", "tarief").end()
    with server.engine.work(SYSTEM) as work:
        files = {"process.bpmn": model.bpmn(), "tarief.dmn": TABLE.read_bytes()}
        definitions.create_definition(work, KEY, title="Tarieven", files=files)
    return opened(sign_in_as("Sanne de Wit"))


def opened(page):
    page.goto(EDITOR)
    page.wait_for_selector("#canvas[data-ready=yes]")
    return page


def cell(page, element):
    return page.locator(f'td[data-element-id="{element}"]')


def write(page, element, text):
    """Choose a cell, put a text in the place of what it says, and leave it."""
    cell(page, element).click()
    page.wait_for_selector("#properties [data-row]")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Escape")


def checked(page, act):
    with page.expect_response("**/check"):
        act()


def save(page):
    with page.expect_response("**/save") as answer:
        page.click("#save")
    return answer.value


def stored(server):
    with server.engine.view(SYSTEM) as view:
        return definitions.get_draft(view, KEY).files["tarief.dmn"].decode()


def flat(xml):
    """The elements of a file with the whitespace between them and around texts left out."""
    root = etree.fromstring(xml.encode(), etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, method="c14n2", strip_text=True).decode()


def test_keeps_a_changed_cell_when_saved_and_opened_again(designer, server):
    write(designer, f"{FIRST}_uit_bedrag", "150")

    assert save(designer).status == 200
    table = read_decisions(stored(server).encode())
    assert evaluate(table, "tarief", {"zone": 1, "vergunningen_op_adres": 0}).result["bedrag"] == 150
    opened(designer)
    assert cell(designer, f"{FIRST}_uit_bedrag").inner_text().strip() == "150"


def test_changes_nothing_else_in_the_file_when_one_cell_is_changed(designer, server):
    # What a table is when it does not say so is left out: rows of which one fits.
    before = TABLE.read_text().replace(' hitPolicy="UNIQUE"', "")
    write(designer, f"{FIRST}_uit_bedrag", "150")
    save(designer)

    cell_id = f'<outputEntry id="{FIRST}_uit_bedrag"><text>'
    assert flat(stored(server)) == flat(before).replace(f"{cell_id}144", f"{cell_id}150")


def test_tells_at_the_rows_that_two_rows_fit_at_once_until_it_is_mended(designer):
    checked(designer, lambda: write(designer, f"{NEXT}_hoeveelste", ">= 0"))
    marks = designer.locator("td.rule-index .st-row-mark")
    marks.first.wait_for()
    found = designer.locator("#findings").inner_text()

    checked(designer, lambda: write(designer, f"{NEXT}_hoeveelste", ">= 1"))
    marks.first.wait_for(state="detached")

    assert "fout" in found
    assert marks.count() == 0


def test_keeps_from_when_a_row_is_in_force(designer, server):
    cell(designer, f"{FIRST}_zone").click()
    designer.wait_for_selector(f'#properties [data-row="{FIRST}"]')
    designer.fill("#prop-row-validFrom", "2027-01-01")
    designer.keyboard.press("Tab")

    save(designer)

    assert 'regelruimte:validFrom="2027-01-01"' in stored(server)
    opened(designer)
    cell(designer, f"{FIRST}_zone").click()
    designer.wait_for_selector(f'#properties [data-row="{FIRST}"]')
    assert designer.input_value("#prop-row-validFrom") == "2027-01-01"


def test_offers_the_choice_when_a_colleague_saved_first(designer, new_page, sign_in_as, server):
    colleague = opened(sign_in_as("Omar Yıldız", on=new_page()))
    write(designer, f"{FIRST}_uit_bedrag", "150")
    save(designer)

    write(colleague, f"{FIRST}_uit_bedrag", "160")
    answer = save(colleague)

    assert answer.status == 409
    assert "Sanne de Wit" in colleague.locator("dialog").inner_text()
    assert ">150<" in "".join(stored(server).split())


def test_says_what_it_cannot_keep_and_saves_nothing_when_a_file_has_more_than_it_knows(designer, server):
    with server.engine.work(SYSTEM) as work:
        draft = definitions.get_draft(work, KEY)
        odd = draft.files["tarief.dmn"].replace(b"<decisionTable ", b"<unheard/><decisionTable ", 1)
        definitions.save_draft(work, KEY, {**draft.files, "tarief.dmn": odd}, revision=draft.revision)

    opened(designer)

    assert "niet kent" in designer.locator("[role=alert]").inner_text()
    assert designer.locator("#save").count() == 0


def test_is_accessible_and_shows_whose_editor_it_is(designer):
    cell(designer, f"{FIRST}_zone").click()
    designer.wait_for_selector("#properties [data-row]")

    assert violations_on(designer) == []
    assert designer.locator(".powered-by, .bjs-powered-by, [class*=powered-by]").first.is_visible()
