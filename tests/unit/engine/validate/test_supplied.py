from regelruimte.engine.validate.supplied import supplied_names
from tests.builders import mapping, process


def test_names_what_forms_decisions_scripts_and_mappings_fill_in():
    model = process().start().decision("d", "recht", "recht").script("s", "=1", "n")
    model.service("a", "demo", mapping(outputs=[("=zone", "adres.zone")])).end()
    form = b'{"components": [{"type": "group", "components": [{"key": "kenteken"}]}]}'

    names = supplied_names({"process.bpmn": model.bpmn(), "forms/a.form": form})

    assert names == {"recht", "n", "adres", "kenteken", "past_niet"}


def test_names_nothing_when_a_file_cannot_be_read():
    assert supplied_names({"process.bpmn": b"<", "forms/a.form": b"{"}) == frozenset()
