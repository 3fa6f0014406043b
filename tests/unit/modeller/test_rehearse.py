import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from regelruimte.engine.bundles import read_bundle
from regelruimte.modeller.rehearse import SamplesRefused, read_samples, rehearsal_findings, rehearse
from tests.builders import process

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROCESSES = Path(__file__).parents[3] / "processes"


def bundle(*samples, form=None):
    model = process().start(inner=_form_of_start() if form else "").user("look", name="Bekijken")
    model.exclusive("which").when("bedrag > 100").end("no", name="Geweigerd")
    model.at("which").when("bedrag <= 100").end("yes", name="Verleend")
    files = {"process.bpmn": model.bpmn(), "samples.json": json.dumps(samples).encode()}
    return {**files, "forms/aanvraag.form": json.dumps(form).encode()} if form else files


def _form_of_start():
    return '<extensionElements><zeebe:formDefinition formId="aanvraag"/></extensionElements>'


def sample(**told):
    return {"name": "Gewoon", "answers": {"bedrag": 5}, "tasks": [{"element": "look", "values": {}}], **told}


def rehearsed(**told):
    [one] = rehearse(bundle(sample(**told)), at=AT)
    return one


def test_passes_when_path_and_outcome_are_as_expected():
    one = rehearsed(expect={"path": ["look", "yes"], "outcome": "Verleend"})

    assert (one.passed, one.expected, one.found, one.problems) == (True, "Verleend", "Verleend", ())
    assert [step.name for step in one.path] == ["Bekijken", "Verleend"]


def test_misses_when_the_outcome_is_another():
    one = rehearsed(answers={"bedrag": 500}, expect={"outcome": "Verleend"})

    assert (one.passed, one.found) == (False, "Geweigerd")
    assert one.problems == ("Verwacht: ‘Verleend’. Uitgekomen: ‘Geweigerd’.",)


def test_misses_when_the_path_does_not_pass_an_element_in_order():
    assert not rehearsed(expect={"path": ["yes", "look"]}).passed
    assert not rehearsed(expect={"path": ["no"]}).passed


def test_says_where_it_waits_when_it_did_not_end():
    one = rehearsed(tasks=[], expect={"outcome": "Verleend"})

    assert one.problems == ("Verwacht: ‘Verleend’. Uitgekomen: nog niet klaar, wacht bij ‘Bekijken’.",)


def test_misses_when_an_automatic_step_cannot_go_on():
    one = rehearsed(answers={"bedrag": "veel"})

    assert not one.passed


def test_warns_of_each_sample_that_missed():
    files = bundle(sample(expect={"outcome": "Geweigerd"}), sample(expect={"outcome": "Verleend"}))
    found = list(rehearsal_findings(files, rehearse(files, at=AT)))

    assert [(one.code, one.severity, one.file) for one in found] == [
        ("sample-missed", "warning", "samples.json")
    ]


@pytest.mark.parametrize(
    "content", [b"{", b"[1]", b'[{"answers": {}}]', b'[{"name": "x", "at": "2026-01-01"}]']
)
def test_refuses_and_warns_when_the_samples_cannot_be_read(content):
    files = {**bundle(), "samples.json": content}

    with pytest.raises(SamplesRefused):
        read_samples(files)
    assert rehearse(files, at=AT) == ()
    assert [one.code for one in rehearsal_findings(files, ())] == ["samples-unreadable"]


def test_finds_nothing_when_there_are_no_samples():
    files = bundle()
    del files["samples.json"]

    assert rehearse(files, at=AT) == ()
    assert list(rehearsal_findings(files, ())) == []


def test_gives_answers_the_type_the_form_asks():
    parts = [
        {"type": "number", "id": "b", "key": "bedrag", "label": "Bedrag"},
        {"type": "datetime", "subtype": "date", "id": "d", "key": "dag", "label": "Dag",
         "dateLabel": "Dag", "regelruimte": {"kind": "datum"}},
    ]  # fmt: skip
    form = {"id": "aanvraag", "type": "default", "components": parts}
    told = sample(answers={"bedrag": "12,50", "dag": "2026-12-01"}, expect={"outcome": "Verleend"})

    [one] = rehearse(bundle(told, form=form), at=AT)

    assert one.problems == ()
    assert one.sample.answers == {"bedrag": "12,50", "dag": "2026-12-01"}


def test_says_why_when_an_answer_does_not_fit_the_form():
    part = {"type": "number", "id": "b", "key": "bedrag", "label": "Bedrag"}
    form = {"id": "aanvraag", "type": "default", "components": [part]}

    [one] = rehearse(bundle(sample(answers={"bedrag": "veel"}), form=form), at=AT)

    assert not one.passed
    assert "kan niet worden geoefend" in one.problems[0]


def test_reads_numbers_exactly():
    [one] = read_samples(bundle(sample(answers={"bedrag": 0.1})))

    assert one.answers == {"bedrag": Decimal("0.1")}


def test_uses_the_moment_of_the_sample_when_it_has_one():
    [one] = read_samples(bundle(sample(at="2026-01-02T10:00:00+01:00")))

    assert one.at is not None
    assert one.at.date() == date(2026, 1, 2)


@pytest.mark.parametrize(
    "folder", sorted(PROCESSES.glob("*/samples.json")), ids=lambda path: path.parent.name
)
def test_passes_every_sample_of_the_examples(folder):
    rehearsals = rehearse(read_bundle(folder.parent), at=AT)

    assert [(one.sample.name, one.problems) for one in rehearsals if not one.passed] == []
    assert rehearsals
