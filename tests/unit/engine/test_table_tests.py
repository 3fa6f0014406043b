from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regelruimte.engine import bundles, definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.dmn import read_decisions
from regelruimte.engine.errors import BundleHasErrors
from regelruimte.engine.table_tests import (
    MAX_TESTS,
    TableTest,
    UnreadableTests,
    path_of_tests,
    read_tests,
    run_test,
    table_test_findings,
    write_tests,
)
from regelruimte.engine.values import YearsMonths
from tests.dated import fee_process, fee_table

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NORM = (("validUntil", "2026-12-31", "100"), ("validFrom", "2027-01-01", "200"))
ADULT = {"age": Decimal(20)}


def asking(fee="100", *, on=None, decision="fee"):
    return TableTest(decision, "Volwassene", ADULT, Decimal(fee), on)


def bundle(*tests):
    kept = write_tests(tests)
    return {"process.bpmn": fee_process(), "leges.dmn": fee_table(NORM), "tests/leges.json": kept}


def test_reads_back_every_value_exactly_when_written():
    values = {
        "bedrag": Decimal("12.50"), "dag": date(2027, 1, 1), "lijst": [True, None, "é"],
        "duur": YearsMonths(14), "diep": {"$x": Decimal("0.1")},
    }  # fmt: skip
    one = TableTest("fee", "Alles", values, {"fee": Decimal("1283.83")}, date(2027, 1, 1))

    assert read_tests(write_tests((one,))) == (one,)


def test_reads_plain_numbers_exactly():
    (one,) = read_tests(b'[{"decision": "d", "title": "t", "inputs": {"a": 0.1}, "expected": 12.50}]')

    assert (one.inputs["a"], one.expected) == (Decimal("0.1"), Decimal("12.50"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "JSON"),
        (b"\xff", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'[{"decision": "d", "title": "t", "inputs": {"a": {"$n": "veel"}}, "expected": 1}]', "JSON"),
        (b"{}", "geen lijst"),
        (b"[1]", "Toetsgeval 1"),
        (b'[{"title": "t", "inputs": {}, "expected": 1}]', "decision"),
        (b'[{"decision": "d", "title": "t", "inputs": {}, "expected": NaN}]', "geen getal"),
        (b'[{"decision": "d", "title": "t", "inputs": {}, "expected": {"$n": "Infinity"}}]', "geen getal"),
        (b'[{"decision": "d", "title": "t", "inputs": {}, "expected": 1, "date": "morgen"}]', "datum"),
        (b"[" + b",".join([b"1"] * (MAX_TESTS + 1)) + b"]", "meer dan 200"),
    ],
)
def test_says_what_is_wrong_when_a_file_is_no_list_of_test_cases(data, told):
    with pytest.raises(UnreadableTests, match=told):
        read_tests(data)


@pytest.mark.parametrize(
    ("on", "fee"), [(date(2026, 12, 31), "100"), (date(2027, 1, 1), "200"), (None, "100")]
)
def test_runs_on_its_own_day_else_on_the_present_one(on, fee):
    tested = run_test(read_decisions(fee_table(NORM)), asking(fee, on=on), NOW)

    assert tested.passed
    assert tested.rows == ((2,) if fee == "200" else (1,))


def test_looks_only_at_the_outputs_it_names():
    body = fee_table(NORM).replace(
        b"</inputExpression></input>", b"</inputExpression></input><output id='w' name='why'/>"
    )
    model = read_decisions(
        body.replace(
            b'<outputEntry id="o', b'<outputEntry><text>"reden"</text></outputEntry><outputEntry id="o'
        )
    )
    one = TableTest("fee", "Eén uitkomst", ADULT, {"fee": Decimal(100)}, date(2026, 1, 1))

    assert run_test(model, one, NOW).passed
    assert not run_test(model, TableTest("fee", "t", ADULT, {"why": "anders"}, date(2026, 1, 1)), NOW).passed


def test_finds_a_red_test_case_at_its_decision_with_both_outcomes():
    (found,) = table_test_findings(bundle(asking("150", on=date(2026, 6, 1))), NOW)

    assert (found.code, found.element, found.file) == ("table-test-red", "fee", "leges.dmn")
    assert "‘Volwassene’" in found.message
    assert "Er komt 100 uit en niet 150" in found.message


def test_names_only_the_outcomes_that_differ():
    files = bundle(TableTest("fee", "Twee", ADULT, {"fee": Decimal(1)}, date(2026, 6, 1)))
    body = fee_table(NORM).replace(b"<annotation ", b'<output id="w" name="why"/><annotation ')
    files["leges.dmn"] = body.replace(
        b"<annotationEntry>", b'<outputEntry><text>"reden"</text></outputEntry><annotationEntry>'
    )

    (found,) = table_test_findings(files, NOW)

    assert "Uitkomst ‘fee’ is 100 en niet 1." in found.message


def test_finds_a_test_case_of_a_decision_that_is_gone():
    (found,) = table_test_findings(bundle(asking(decision="weg")), NOW)

    assert "staat niet meer" in found.message
    assert found.file == "tests/leges.json"


def test_finds_a_file_of_test_cases_that_cannot_be_read():
    (found,) = table_test_findings({**bundle(), "tests/leges.json": b"{"}, NOW)

    assert found.code == "table-tests-unreadable"


def test_finds_nothing_when_all_test_cases_are_green():
    green = (asking(on=date(2026, 12, 31)), asking("200", on=date(2027, 1, 1)))

    assert list(table_test_findings(bundle(*green), NOW)) == []


def test_keeps_publishing_back_when_a_test_case_is_red(engine):
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "leges", title="Leges", files=bundle(asking("150")))
        with pytest.raises(BundleHasErrors) as refused:
            definitions.publish(work, "leges", revision=1, change_note="Eerste")

    assert "table-test-red" in [one.code for one in refused.value.findings]


def test_goes_out_and_in_with_the_package():
    files = bundle(asking())

    assert bundles.unpack(bundles.pack(files))["tests/leges.json"] == files["tests/leges.json"]


def test_keeps_the_folders_of_a_decision_file_apart():
    assert path_of_tests("tarief.dmn") == "tests/tarief.json"
    assert path_of_tests("sub/tarief.dmn") == "tests/sub/tarief.json"
