import html
import json
import re

import pytest

from regelruimte.engine import definitions, trials
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.vocabulary import TrialStatus
from tests.builders import process

KEY = "parkeren"


def bundle(name="Bekijken", **files):
    model = process(regelruimte__question="Mag ik parkeren?").start().user("look", name=name).end("done")
    return {"process.bpmn": model.bpmn(), **files}


@pytest.fixture
def draft(engine):
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, KEY, title="Parkeren", files=bundle())


@pytest.fixture
def standing(engine, draft):
    with engine.work(SYSTEM) as work:
        definitions.publish(work, KEY, revision=1, change_note="eerste")
        definitions.save_draft(work, KEY, bundle("Samen bekijken"), revision=1)


@pytest.fixture
def studio(client, sign_in):
    sign_in("sanne")
    return client


def definition(engine):
    with engine.view(SYSTEM) as view:
        return definitions.get_definition(view, KEY)


def words(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def publish(studio, **data):
    form = {"revision": "1", "way": "everyone", "change_note": "Korter formulier", **data}
    return studio.post(f"/studio/definitions/{KEY}/publish", data=form)


def start_form(**data):
    return {"revision": "2", "goal": "Sneller weten", "share_percent": "20", "candidate": "draft",
            "change_note": "Samen bekijken", "rule": "", **data}  # fmt: skip


def start(studio, **data):
    return studio.post(f"/studio/definitions/{KEY}/trials", data=start_form(**data))


def running(engine):
    with engine.view(SYSTEM) as view:
        return trials.list_trials(view, KEY)[0]


def test_asks_to_look_again_before_anything_is_published(studio, engine, draft):
    answer = publish(studio)

    assert answer.status_code == 200
    assert "Versie 1 publiceren voor iedereen?" in words(answer)
    assert definition(engine).standing is None


def test_publishes_for_everyone_when_confirmed(studio, engine, draft):
    answer = publish(studio, confirmed="1")

    assert answer.status_code == 303
    assert definition(engine).standing == 1
    assert "Versie 1 is gepubliceerd" in words(studio.get(answer.headers["Location"]))


def test_publishes_for_nobody_when_it_is_a_candidate(studio, engine, standing):
    answer = publish(studio, confirmed="1", way="candidate", revision="2")

    assert definition(engine).standing == 1
    assert "Versie 2 is een kandidaat" in words(studio.get(answer.headers["Location"]))


def test_offers_no_candidate_when_nothing_stands(studio, draft):
    assert "candidate" not in studio.get(f"/studio/definitions/{KEY}/publish").text
    assert publish(studio, way="candidate").status_code == 422


def test_asks_for_a_change_note_when_there_is_none(studio, engine, draft):
    answer = publish(studio, change_note="  ", confirmed="1")

    assert answer.status_code == 422
    assert "Schrijf op wat er verandert en waarom." in words(answer)
    assert definition(engine).standing is None


def test_publishes_nothing_when_somebody_saved_the_draft_meanwhile(studio, engine, draft):
    with engine.work(SYSTEM) as work:
        definitions.save_draft(work, KEY, bundle("Anders"), revision=1)

    answer = publish(studio, confirmed="1")

    assert answer.status_code == 409
    assert "Er is niets gepubliceerd" in words(answer)
    assert definition(engine).standing is None


def test_shows_the_errors_and_no_button_when_the_draft_has_errors(studio, engine, draft):
    with engine.work(SYSTEM) as work:
        broken = process().start().user("look", name="Bekijken", form="weg").end("done").bpmn()
        definitions.save_draft(work, KEY, {"process.bpmn": broken}, revision=1)

    page = studio.get(f"/studio/definitions/{KEY}/publish")

    assert "Publiceren kan nog niet." in words(page)
    assert 'name="change_note"' not in page.text
    assert publish(studio, revision="2", confirmed="1").status_code == 422
    assert definition(engine).standing is None


def test_says_what_changes_since_the_standing_version(studio, standing):
    told = words(studio.get(f"/studio/definitions/{KEY}/publish"))

    assert "De taak ‘Bekijken’ heet nu taak ‘Samen bekijken’." in told


def test_shows_a_missed_sample_as_a_warning(studio, engine, draft):
    samples = json.dumps([{"name": "Gewoon", "answers": {}, "expect": {"outcome": "Verleend"}}]).encode()
    with engine.work(SYSTEM) as work:
        definitions.save_draft(work, KEY, bundle(**{"samples.json": samples}), revision=1)

    told = words(studio.get(f"/studio/definitions/{KEY}/publish"))
    rehearsed = words(studio.get(f"/studio/definitions/{KEY}/rehearse"))

    assert "De voorbeeldzaak ‘Gewoon’ is mis." in told
    assert "Er gaat niets de deur uit." in rehearsed
    assert "1 mis van 1" in rehearsed


TABS = ["Tekening", "Formulieren", "Beslistabellen", "Bevindingen", "Oefenen", "Vergelijken", "Versies",
        "Proeven", "Bestanden"]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("", "Tekening"),
        ("/outline", "Tekening"),
        ("/forms", "Formulieren"),
        ("/forms/new", "Formulieren"),
        ("/decisions", "Beslistabellen"),
        ("/findings", "Bevindingen"),
        ("/rehearse", "Oefenen"),
        ("/compare", "Vergelijken"),
        ("/versions", "Versies"),
        ("/versions/1", "Versies"),
        ("/versions/1/restore", "Versies"),
        ("/trials", "Proeven"),
        ("/files", "Bestanden"),
        ("/publish", None),
        ("/versions/1/published", None),
    ],
)
def test_marks_the_tab_of_the_page(studio, standing, page, tab):
    text = studio.get(f"/studio/definitions/{KEY}{page}").text
    bar = re.search(r'<ul class="st-tabs">(.*?)</ul>', text, re.DOTALL)[1]

    assert [
        re.sub(r"[\d\s]+$", "", re.sub("<[^>]+>", "", one)) for one in re.findall("<li>.*?</li>", bar)
    ] == TABS
    assert re.findall(r'aria-current="page">(\w+)', bar) == ([tab] if tab else [])
    assert f'href="/studio/definitions/{KEY}/publish"' in text
    assert "versie 1 is de geldende" in text


@pytest.mark.parametrize("act", ["", "/promote", "/stop"])
def test_a_trial_is_a_page_of_its_process(studio, engine, standing, act):
    start(studio, confirmed="1")

    text = studio.get(f"/studio/trials/{running(engine).id}{act}").text

    assert 'aria-current="page">Proeven' in text
    assert "<h1>Parkeren</h1>" in text


def test_lists_versions_with_the_one_that_stands(studio, standing):
    told = words(studio.get(f"/studio/definitions/{KEY}/versions"))

    assert "Versie 1 geldende versie eerste" in told


def test_shows_a_version_with_its_files(studio, standing):
    told = words(studio.get(f"/studio/definitions/{KEY}/versions/1"))

    assert "process.bpmn" in told
    assert "eerste" in told


def test_makes_the_draft_of_a_version_when_confirmed(studio, engine, standing):
    asked = words(studio.get(f"/studio/definitions/{KEY}/versions/1/restore"))
    studio.post(f"/studio/definitions/{KEY}/versions/1/restore", data={"revision": "2"})

    assert "De taak ‘Samen bekijken’ heet nu taak ‘Bekijken’." in asked
    with engine.view(SYSTEM) as view:
        assert definitions.get_draft(view, KEY).files == bundle()


def test_leaves_the_draft_when_it_was_saved_since(studio, engine, standing):
    answer = studio.post(f"/studio/definitions/{KEY}/versions/1/restore", data={"revision": "1"})

    assert answer.status_code == 409
    with engine.view(SYSTEM) as view:
        assert definitions.get_draft(view, KEY).files == bundle("Samen bekijken")


def test_compares_any_two_when_asked(studio, standing):
    same = words(studio.get(f"/studio/definitions/{KEY}/compare?from=1&to=1"))
    other = words(studio.get(f"/studio/definitions/{KEY}/compare?from=draft&to=1"))

    assert "Er is geen verschil." in same
    assert "heet nu taak ‘Bekijken’" in other


def test_tells_the_trial_in_one_sentence_before_it_starts(studio, engine, standing):
    answer = start(studio, rule='kanaal = "web"')

    assert 'Van elke 100 nieuwe aanvragen waarvoor ‘kanaal = "web"’ klopt, krijgen er ongeveer 20 versie 2' in words(answer)  # fmt: skip  # noqa: E501  # the sentence in one piece
    with engine.view(SYSTEM) as view:
        assert trials.list_trials(view, KEY) == ()


def test_tells_no_sentence_while_the_form_can_still_change(studio, standing):
    told = words(studio.get(f"/studio/definitions/{KEY}/trials"))

    assert "Van elke 100 nieuwe aanvragen" not in told
    assert "Hierna leest u in één zin wie welke versie krijgt." in told


def test_publishes_the_draft_and_starts_its_trial_when_confirmed(studio, engine, standing):
    answer = start(studio, confirmed="1")
    trial = running(engine)

    assert (trial.candidate, trial.standing, trial.share_percent, trial.goal) == (2, 1, 20, "Sneller weten")
    assert definition(engine).standing == 1
    told = words(studio.get(answer.headers["Location"]))
    assert "Nog te weinig zaken om te besluiten" in told
    assert "Er is nog geen zaak in de proef." in told


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("share_percent", "100", "Vul een heel getal in van 1 tot en met 99."),
        ("share_percent", "veel", "Vul een heel getal in van 1 tot en met 99."),
        ("rule", "inkomen > 3", "Bij de loting is nog niet bekend: inkomen."),
        ("rule", "kanaal =", "Deze regel kunnen wij niet lezen"),
        ("goal", "", "Schrijf op wat de proef moet laten zien."),
        ("change_note", "", "Schrijf op wat er in het concept verandert."),
        ("candidate", "77", None),
    ],
)
def test_starts_nothing_when_something_is_wrong(studio, engine, standing, field, value, message):
    answer = start(studio, confirmed="1", **{field: value})

    assert answer.status_code == 422
    assert message is None or message in words(answer)
    with engine.view(SYSTEM) as view:
        assert trials.list_trials(view, KEY) == ()


def test_publishes_no_version_when_the_trial_cannot_start(studio, engine, standing):
    start(studio, confirmed="1")

    assert start(studio, confirmed="1").status_code == 409
    with engine.view(SYSTEM) as view:
        assert len(definitions.list_versions(view, KEY)) == 2


def test_starts_nothing_when_the_draft_was_saved_since(studio, engine, standing):
    answer = start(studio, confirmed="1", revision="1")

    assert answer.status_code == 409
    assert "bewaarde het concept intussen. Er is niets gestart." in words(answer)
    with engine.view(SYSTEM) as view:
        assert len(definitions.list_versions(view, KEY)) == 1


@pytest.mark.parametrize(
    ("act", "status", "stands"),
    [("promote", TrialStatus.PROMOTED, 2), ("stop", TrialStatus.STOPPED, 1)],
)
def test_ends_a_trial_with_a_reason(studio, engine, standing, act, status, stands):
    start(studio, confirmed="1")
    page = f"/studio/trials/{running(engine).id}"
    asked = words(studio.get(f"{page}/{act}"))
    answer = studio.post(f"{page}/{act}", data={"reason": "Het gaat sneller"})

    assert "Lopende zaken ronden af op hun eigen versie." in asked
    assert (running(engine).status, definition(engine).standing) == (status, stands)
    told = words(studio.get(answer.headers["Location"]))
    assert "‘Het gaat sneller’" in told
    assert "Sanne de Wit" in told
    assert "Nog te weinig zaken" not in told


def test_ends_nothing_when_there_is_no_reason(studio, engine, standing):
    start(studio, confirmed="1")
    answer = studio.post(f"/studio/trials/{running(engine).id}/promote", data={"reason": " "})

    assert answer.status_code == 422
    assert definition(engine).standing == 1


def test_knows_no_other_way_to_end_a_trial(studio, engine, standing):
    start(studio, confirmed="1")

    assert studio.get(f"/studio/trials/{running(engine).id}/verleng").status_code == 404


def test_lists_the_trials_of_all_processes(studio, standing):
    start(studio, confirmed="1")

    assert "Nu bezig Parkeren · loopt Sneller weten" in words(studio.get("/studio/trials"))


def test_is_closed_to_case_workers(client, sign_in, standing):
    sign_in("marieke")

    assert client.get(f"/studio/definitions/{KEY}/publish").status_code == 403
    assert start(client, confirmed="1").status_code == 403
