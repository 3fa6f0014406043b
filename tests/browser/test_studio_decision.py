"""Designers edit a decision table in a real browser: cells, rows, dates, findings and saving."""

from pathlib import Path

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.starters import process_with_two_roles

pytestmark = pytest.mark.browser

KEY = "zorg"
EDITOR = f"/studio/definitions/{KEY}/decisions/recht/edit"
AXE = Path(__file__).resolve().parents[2] / "static" / "node_modules" / "axe-core" / "axe.min.js"

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  xmlns:regelruimte="https://regelruimte.nl/schema/dmn/1.0" xmlns:eigen="urn:eigen"
  id="d" name="d" namespace="urn:x">
  <decision id="recht" name="Recht op zorg">
    <decisionTable id="t" hitPolicy="UNIQUE" eigen:blijft="ja">
      <input id="c1" label="Uw inkomen"><inputExpression id="x1" typeRef="number"><text>inkomen</text>
        </inputExpression></input>
      <output id="o" name="besluit" typeRef="string"/>
      <annotation name="Artikel"/>
      <rule id="a"><inputEntry id="e1"><text>&lt; 1000</text></inputEntry>
        <outputEntry id="e2"><text>"toekennen"</text></outputEntry>
        <annotationEntry><text>artikel 1</text></annotationEntry></rule>
      <rule id="b"><inputEntry id="e3"><text>&gt;= 1000</text></inputEntry>
        <outputEntry id="e4"><text>"afwijzen"</text></outputEntry>
        <annotationEntry><text>artikel 2</text></annotationEntry></rule>
    </decisionTable></decision></definitions>"""

WITH_FORMULA = TABLE.replace(
    "</definitions>",
    """<decision id="bijdrage" name="Bijdrage"><variable id="v" name="bijdrage" typeRef="number"/>
      <literalExpression id="l"><text>inkomen * 0.05</text></literalExpression></decision>
    <dmndi:DMNDI xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
      xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"><dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="s1" dmnElementRef="recht"><dc:Bounds x="80" y="80" width="180" height="80"/>
      </dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI></definitions>""",
)


@pytest.fixture
def designer(sign_in_as, server):
    files = {**process_with_two_roles(KEY, "Zorg"), "recht.dmn": TABLE.encode()}
    with server.engine.work(SYSTEM) as work:
        definitions.create_definition(work, KEY, title="Zorg", files=files)
    return sign_in_as("Sanne de Wit")


def opened(page):
    page.goto(EDITOR)
    ready(page)
    return page


def ready(page):
    page.wait_for_selector("#decision-canvas[data-ready=yes]")


def cell(page, element):
    return page.locator(f'#decision-canvas td[data-element-id="{element}"] [contenteditable]')


def write(page, element, text):
    cell(page, element).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.wait_for_selector("#save-status[data-state=unsaved]")


def save(page):
    with page.expect_response("**/save") as answer:
        page.click("#save")
    return answer.value


def saved_xml(server):
    with server.engine.view(SYSTEM) as view:
        return definitions.get_draft(view, KEY).files["recht.dmn"].decode()


def rows(page):
    return page.locator("#decision-canvas td.rule-index")


def change_from(page, day):
    page.click("[data-tool=newRules]")
    page.fill("#new-rules-day", day)
    page.get_by_role("button", name="Maak de nieuwe rijen").click()


def test_keeps_a_cell_when_saved_and_opened_again(designer, server):
    write(opened(designer), "e1", "< 1200")

    assert save(designer).status == 200
    designer.reload()
    ready(designer)

    assert cell(designer, "e1").inner_text().strip() == "< 1200"
    assert 'eigen:blijft="ja"' in saved_xml(server)
    assert "artikel 2" in saved_xml(server)


def test_offers_the_choice_when_a_colleague_saved_first(designer, new_page, sign_in_as, server):
    colleague = opened(sign_in_as("Omar Yıldız", on=new_page()))
    write(opened(designer), "e1", "< 1200")
    save(designer)

    write(colleague, "e1", "< 1400")
    answer = save(colleague)

    assert answer.status == 409
    assert "Sanne de Wit" in colleague.locator("dialog").inner_text()
    assert "1200" in saved_xml(server)


def test_adds_a_row_when_asked(designer, server):
    opened(designer).locator("tfoot td.add-rule").first.click()
    rows(designer).nth(2).wait_for()

    assert save(designer).status == 200

    assert saved_xml(server).count("<rule ") == 3
    assert saved_xml(server).count("<annotationEntry>") == 3


def test_marks_the_rows_when_they_overlap(designer):
    write(opened(designer), "e3", ">= 900")
    sign = designer.locator(".st-rowsign").first
    sign.wait_for()

    designer.locator("#findings button").first.click()

    assert "fout" in sign.inner_text()
    assert designer.evaluate("document.activeElement.isContentEditable")


def test_tells_of_a_gap_below_the_table(designer):
    write(opened(designer), "e3", "> 1100")

    designer.locator("#findings button[data-element=t]").wait_for()


def test_keeps_the_dates_of_a_row_and_of_the_table(designer, server):
    page = opened(designer)
    page.get_by_label("Geldig vanaf, rij 1", exact=True).fill("2027-01-01")
    page.get_by_label("Tabel geldig vanaf").fill("2026-01-01")
    page.keyboard.press("Tab")

    save(page)

    xml = saved_xml(server)
    assert '<rule id="a" regelruimte:validFrom="2027-01-01">' in xml
    assert 'regelruimte:validFrom="2026-01-01"' in xml.split("<input")[0]


def test_goes_on_with_new_rows_from_a_day_and_takes_that_back_in_one_step(designer, server):
    change_from(opened(designer), "2027-01-01")
    rows(designer).nth(3).wait_for()
    save(designer)
    changed = saved_xml(server)

    designer.click("[data-tool=undo]")
    rows(designer).nth(2).wait_for(state="detached")
    save(designer)

    assert changed.count('validUntil="2026-12-31"') == 2
    assert changed.count('validFrom="2027-01-01"') == 2
    assert changed.count("artikel 1") == 2
    assert "validFrom" not in saved_xml(server)
    assert "validUntil" not in saved_xml(server)


def test_changes_an_annotation_when_typed(designer, server):
    page = opened(designer)
    page.get_by_label("Artikel, rij 1").fill("artikel 3")

    save(page)

    assert "artikel 3" in saved_xml(server)
    assert "artikel 1" not in saved_xml(server)


def test_goes_to_the_next_row_by_keyboard(designer):
    page = opened(designer)
    cell(page, "e1").click()

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.closest('td').dataset.elementId") == "e3"


def test_shows_the_mark_of_the_maker_in_full(designer):
    page = opened(designer)

    on_top = page.evaluate(
        """() => {
          const mark = [...document.querySelectorAll('.bjs-powered-by')].find((one) => one.offsetParent);
          const box = mark.getBoundingClientRect();
          const corners = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
          return corners.every(([x, y]) => mark.contains(document.elementFromPoint(x, y)));
        }"""
    )

    assert on_top


@pytest.mark.parametrize("language", ["nl", "en"])
def test_says_everything_in_the_language_of_the_page(designer, language):
    if language == "en":
        designer.get_by_role("link", name="English").click()

    page = opened(designer)

    shown = page.locator("#decision-canvas, #decision-tools").all_inner_texts()
    assert ("New rules from a date" in " ".join(shown)) == (language == "en")
    assert ("Hit policy" in " ".join(shown)) == (language == "en")


def test_makes_a_new_table_and_opens_it(designer, server):
    designer.goto(f"/studio/definitions/{KEY}/decisions/new")
    designer.fill("#name", "Hoogte van de bijdrage")
    designer.fill("#inputs", "inkomen\nAantal kinderen")
    designer.fill("#output", "bijdrage")
    designer.get_by_role("button", name="Maak de beslistabel").click()
    ready(designer)

    designer.locator("tfoot td.add-rule").first.click()
    rows(designer).nth(0).wait_for()

    assert "Aantal kinderen" in designer.locator("#decision-canvas thead").inner_text()
    assert save(designer).status == 200


def put_file(server, content):
    with server.engine.work(SYSTEM) as work:
        draft = definitions.get_draft(work, KEY)
        files = {**draft.files, "recht.dmn": content.encode()}
        definitions.save_draft(work, KEY, files, revision=draft.revision)


def test_opens_nothing_that_saving_would_lose(designer, server):
    odd = TABLE.replace("<decisionTable", "<unheard/><decisionTable", 1)
    put_file(server, odd)

    designer.goto(EDITOR)

    assert "zou weglaten" in designer.get_by_role("alert").inner_text()
    assert designer.locator("#save").count() == 0
    assert saved_xml(server) == odd


@pytest.mark.parametrize("version", ["20211108", "20230324"])
def test_keeps_the_version_of_the_standard_a_file_is_written_in(designer, server, version):
    put_file(server, TABLE.replace("20191111", version))

    write(opened(designer), "e1", "< 1200")

    assert save(designer).status == 200
    assert f"https://www.omg.org/spec/DMN/{version}/MODEL/" in saved_xml(server)
    assert "20191111" not in saved_xml(server)


def test_opens_the_formula_and_the_graph_of_a_file(designer, server):
    put_file(server, WITH_FORMULA)
    page = opened(designer)

    page.get_by_role("button", name="Bijdrage").click()
    page.get_by_text("inkomen * 0.05").wait_for()
    page.get_by_role("button", name="Samenhang").click()

    page.locator('.djs-element[data-element-id="recht"]').wait_for()


@pytest.fixture
def without_policy(new_page, sign_in_as, designer):
    # The page's own policy keeps axe out: the tests of headers look at the policy.
    return sign_in_as("Sanne de Wit", on=new_page(bypass_csp=True))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
def test_has_no_barrier(without_policy):
    page = opened(without_policy)
    page.add_script_tag(path=AXE)

    found = page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )

    assert found == []
