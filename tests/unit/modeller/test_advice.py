import json

import pytest

from regelruimte.engine.findings import Severity
from regelruimte.modeller.checks import advise
from tests.builders import part, process

LONG = "Dit is een zin " + "met heel veel woorden " * 5 + "achter elkaar."


def bundle(model, **parts):
    form = {
        "id": "a",
        "type": "default",
        "components": [{"type": "textfield", "id": "q", "key": "q", **parts}],
    }
    return {"process.bpmn": model.bpmn(), "forms/a.form": json.dumps(form).encode()}


def good():
    return process(regelruimte__question="Mag het?").start()


def codes(model, **parts):
    return [finding.code for finding in advise(bundle(model, **{"label": "Uw naam", **parts}))]


def test_has_nothing_to_say_when_all_is_well():
    assert codes(good().user("look", regelruimte__citizenText="Wij kijken.").end("done", name="Klaar")) == []


def test_advises_shorter_sentences_in_what_citizens_read():
    found = advise(bundle(good().end(), label="Uw naam", description=LONG))

    assert [(one.code, one.severity, one.element, one.file) for one in found] == [
        ("sentence-long", Severity.ADVICE, "q", "forms/a.form")
    ]


@pytest.mark.parametrize(
    "text", ["Volgens Awb 4:13 art. 4 mag dit. " * 3, "Kort. " * 30, "Ja!\n\n- een\n- twee"]
)
def test_does_not_join_short_sentences(text):
    assert codes(good().end(), description=text) == []


def test_advises_common_words_once_for_each_word_of_an_office():
    found = advise(bundle(good().end(), label="Indien u woonachtig bent, en indien niet?"))

    assert [one.suggestion for one in found] == ["Schrijf liever ‘als’.", "Schrijf liever ‘woont’."]


def test_leaves_words_alone_that_only_contain_one():
    assert codes(good().end(), label="Een onverstrekte middelste bescheidenheid") == []


def test_reads_the_texts_of_the_drawing():
    model = process(regelruimte__question="Kan ik mijn bescheiden inleveren?").start()

    assert codes(model.user("look", regelruimte__citizenText="Thans kijken wij.").end()) == [
        "word-officialese",
        "word-officialese",
    ]


def test_asks_for_the_question_of_the_resident():
    assert codes(process().start().end()) == ["process-without-question"]


def test_asks_what_the_resident_reads_at_work_of_others_only():
    model = good().user("look").user("answer", group="citizen").end()

    assert codes(model) == ["task-without-citizen-text"]


def test_counts_the_text_around_a_task():
    inside = part().start("s").user("look").end("e")
    model = good().sub("phase", inside, regelruimte__citizenText="Wij kijken.").end("done")

    assert codes(model) == []


def ending(name, outcome=None):
    said = {"regelruimte__outcome": outcome} if outcome else {}
    told = good().user("call", name="Bel de inwoner", regelruimte__citizenText="Wij bellen u.")
    return told.end("no", name=name, **said)


def test_asks_what_an_end_means_when_only_its_name_refuses():
    assert codes(ending("Afgewezen")) == ["refusal-not-said"]
    assert codes(ending("Afgewezen", "refused")) == []
    assert codes(ending("Klaar")) == []


def test_warns_when_the_meaning_of_an_end_is_unknown():
    (found,) = advise(bundle(ending("Klaar", "maybe"), label="Uw naam"))

    assert (found.code, found.severity, found.element) == ("outcome-unknown", Severity.WARNING, "no")


def test_asks_for_contact_when_only_the_meaning_refuses():
    model = good().user("look", regelruimte__citizenText="Wij kijken.")

    assert codes(model.end("no", name="Klaar", regelruimte__outcome="refused")) == ["refusal-without-contact"]


def refusing(*steps):
    model = good()
    for number, name in enumerate(steps):
        model.user(f"t{number}", name=name, regelruimte__citizenText="Wij kijken.")
    return model.end("no", name="Geweigerd", regelruimte__outcome="refused")


def test_asks_for_contact_before_a_refusal():
    assert codes(refusing("Beoordelen")) == ["refusal-without-contact"]
    assert codes(refusing("Beoordelen", "Bellen met de inwoner")) == []


def test_has_nothing_to_say_when_the_model_cannot_be_opened():
    assert advise({"process.bpmn": b"<kapot"}) == ()
    assert advise({}) == ()
