"""Designers at work in a real browser: from a blank sheet, kept on saving, never over each other."""

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM

pytestmark = pytest.mark.browser

KEY = "vergunning"


@pytest.fixture
def designer(sign_in_as):
    return sign_in_as("Sanne de Wit")


def make_process(page, title="Vergunning", *, starter="roles"):
    page.goto("/studio/new")
    page.fill("#title", title)
    page.check(f"input[name=starter][value={starter}]", force=True)
    page.get_by_role("button", name="Maak het proces").click()
    opened(page)


def opened(page):
    page.wait_for_selector("#canvas[data-ready=yes]")


def select(page, element):
    page.locator(f'g.djs-element[data-element-id="{element}"] > .djs-hit').first.click(
        position={"x": 8, "y": 8}
    )
    page.wait_for_selector(f'#properties [data-subject="{element}"]')


def rename(page, element, name):
    select(page, element)
    page.fill("#prop-name", name)


def save(page):
    with page.expect_response("**/save") as answer:
        page.click("#save")
    return answer.value


def draft_xml(server):
    with server.engine.view(SYSTEM) as view:
        return definitions.get_draft(view, KEY).files["process.bpmn"].decode()


def test_keeps_a_new_name_when_saved_and_opened_again(designer):
    make_process(designer)
    rename(designer, "Activity_1", "Aanvraag wegen")

    assert save(designer).status == 200
    designer.reload()
    opened(designer)
    select(designer, "Activity_1")

    assert designer.input_value("#prop-name") == "Aanvraag wegen"


def test_offers_the_choice_when_a_colleague_saved_first(designer, new_page, sign_in_as, server):
    make_process(designer)
    colleague = sign_in_as("Omar Yıldız", on=new_page())
    colleague.goto(f"/studio/definitions/{KEY}")
    opened(colleague)
    rename(designer, "Activity_1", "Van Sanne")
    save(designer)

    rename(colleague, "Activity_1", "Van Omar")
    answer = save(colleague)

    assert answer.status == 409
    assert "Sanne de Wit" in colleague.locator("dialog").inner_text()
    assert "Van Sanne" in draft_xml(server)


def test_saves_over_the_other_when_the_writer_chooses_so(designer, new_page, sign_in_as, server):
    make_process(designer)
    colleague = sign_in_as("Omar Yıldız", on=new_page())
    colleague.goto(f"/studio/definitions/{KEY}")
    opened(colleague)
    rename(designer, "Activity_1", "Van Sanne")
    save(designer)
    rename(colleague, "Activity_1", "Van Omar")
    save(colleague)

    with colleague.expect_response("**/save"):
        colleague.click('dialog [data-choice="conflictOverwrite"]')

    assert "Van Omar" in draft_xml(server)


def test_form_and_drawing_are_saved_side_by_side_when_one_person_has_both_open(designer, server):
    make_process(designer)
    form = designer.context.new_page()
    form.goto(f"/studio/definitions/{KEY}/forms/aanvraag")
    form.wait_for_selector("#form-canvas[data-ready=yes]")
    form.click("#add-question")

    first = save(form)
    rename(designer, "Activity_1", "Daarna bewaard")
    second = save(designer)

    assert (first.status, second.status) == (200, 200)
    assert "Daarna bewaard" in draft_xml(server)


def test_draws_two_roles_a_condition_and_tailored_work_when_started_from_an_empty_sheet(designer, server):
    make_process(designer, starter="empty")
    select(designer, "StartEvent_1")
    for entry in ("user-task", "choice", "end-event"):
        designer.focus(f'.djs-palette [data-action="create.{entry}"]')
        designer.keyboard.press("Enter")
    designer.click('.djs-palette [data-action="create.roles"]')
    designer.keyboard.press("Escape")
    designer.focus('.djs-palette [data-action="create.tailored"]')
    designer.keyboard.press("Enter")

    answer = save(designer)
    xml = draft_xml(server)

    assert answer.status == 200
    assert xml.count("<bpmn:lane ") == 2
    assert all(kind in xml for kind in ("userTask", "exclusiveGateway", "endEvent", "adHocSubProcess"))


def test_preview_follows_the_form_when_a_question_is_added(designer):
    make_process(designer)
    designer.goto(f"/studio/definitions/{KEY}/forms/aanvraag")
    designer.wait_for_selector("#form-canvas[data-ready=yes]")

    designer.click("#add-question")

    designer.frame_locator("#preview").get_by_text("Nieuwe vraag").first.wait_for()


def test_keeps_what_an_outcome_means_when_it_is_chosen(designer, server):
    make_process(designer)
    select(designer, "EndEvent_1")
    designer.get_by_label("Wat betekent deze uitkomst?").select_option("refused")

    save(designer)

    assert 'regelruimte:outcome="refused"' in draft_xml(server)


def test_keeps_the_reference_date_of_the_process_when_saved_and_opened_again(designer, server):
    make_process(designer)
    designer.locator("#prop-regelruimte-referenceDate").fill("=aanvraagdatum")

    assert save(designer).status == 200
    assert 'regelruimte:referenceDate="=aanvraagdatum"' in draft_xml(server)

    designer.reload()
    opened(designer)

    assert designer.input_value("#prop-regelruimte-referenceDate") == "=aanvraagdatum"
