import pytest

from regelruimte.engine.validate import Status, check_bytes, check_file
from tests.drawings import corpus, line


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.bpmn", line('<task id="t"/>'), Status.EXECUTABLE),
        ("a.bpmn", line('<userTask id="t"/>'), Status.EXECUTABLE),
        ("a.bpmn", line('<complexGateway id="t"/>'), Status.DRAWABLE),
        ("a.bpmn", b"<a/>", Status.REFUSED),
        ("a.bpmn", b"", Status.REFUSED),
        ("a.dmn", line('<task id="t"/>'), Status.REFUSED),
    ],
)
def test_tells_the_status_when_given_bytes(name, data, status):
    checked = check_bytes(name, data)

    assert checked.status is status
    assert (status is Status.EXECUTABLE) == (not any(finding.is_error for finding in checked.findings))


def test_refuses_when_the_file_is_not_there(tmp_path):
    assert check_file(tmp_path / "weg.bpmn").status is Status.REFUSED


def test_refuses_when_the_file_is_too_large(tmp_path):
    path = tmp_path / "groot.bpmn"
    path.write_bytes(line('<task id="t"/>') + b" " * 10_000_001)

    assert [finding.code for finding in check_file(path).findings] == ["xml-too-large"]


@pytest.mark.corpus
def test_opens_every_reference_diagram_when_the_corpus_is_here():
    paths = sorted(path for path in corpus("miwg").rglob("*.bpmn") if "Reference" in str(path))

    assert all(check_file(path).status is not Status.REFUSED for path in paths)


def test_may_not_run_when_a_decision_calls_what_no_part_of_the_file_defines():
    data = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="u">'
        b'<decision id="k" name="k"><literalExpression id="x"><text>open("x")</text></literalExpression>'
        b"</decision>"
        b"</definitions>"
    )

    assert [finding.code for finding in check_bytes("a.dmn", data).findings] == ["function-unknown"]
