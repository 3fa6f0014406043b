import pytest

from regelruimte.engine.errors import DocumentRefused
from regelruimte.modeller.document import open_document
from tests.conformance.roundtrip import canonical
from tests.drawings import corpus, line

TASK = '<userTask id="t" name="Betalen" x:kleur="rood"><!-- let op --><x:iets a="1"/></userTask>'


@pytest.mark.parametrize(
    "data",
    [
        line(TASK),
        line(TASK).replace(b"\n", b"\r\n"),
        line(TASK).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
)
def test_writes_back_byte_for_byte_when_nothing_changed(data):
    document = open_document(data)

    assert not document.is_changed
    assert document.to_bytes() == data


def test_keeps_what_is_foreign_when_changed():
    document = open_document(line(TASK))

    document.find("t").set("name", "Kosten innen")

    saved = document.to_bytes()
    assert document.is_changed
    assert canonical(saved) == canonical(line(TASK.replace("Betalen", "Kosten innen")))


def test_gives_original_bytes_when_a_change_is_taken_back():
    document = open_document(line(TASK))

    document.find("t").set("name", "Anders")
    document.find("t").set("name", "Betalen")

    assert document.to_bytes() == line(TASK)


def test_finds_elements_when_ids_change():
    document = open_document(line(TASK))

    document.find("t").set("id", "u")

    assert document.find("t") is None
    assert document.name_of("u") == "Betalen"


def test_reads_form_and_documentation_when_drawn():
    box = "<documentation>Lees dit.</documentation>"
    box += '<extensionElements><zeebe:formDefinition formId="x"/></extensionElements>'
    document = open_document(line(f'<userTask id="t">{box}</userTask>'))

    assert document.documentation_of("t") == "Lees dit."
    assert document.documentation_of("p") == ""
    assert document.form_of("t") == "x"
    assert document.form_of("s") is None


def test_refuses_with_findings_when_it_is_not_bpmn():
    with pytest.raises(DocumentRefused) as refused:
        open_document(b"<html/>")

    assert [finding.code for finding in refused.value.findings] == ["not-bpmn"]


@pytest.mark.corpus
def test_means_the_same_when_reference_diagrams_are_written_anew():
    for path in sorted(corpus("miwg").rglob("*.bpmn"))[::20]:
        data = path.read_bytes()
        try:
            document = open_document(data)
        except DocumentRefused:
            continue

        assert document.to_bytes() == data
        assert canonical(document.rewritten()) == canonical(data), path
