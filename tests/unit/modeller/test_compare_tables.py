from datetime import date
from decimal import Decimal

from regelruimte.engine.table_tests import TableTest, write_tests
from regelruimte.modeller.compare import Part, compare_by_part
from tests.dated import fee_process, fee_table


def bundle(*, rows=(("validFrom", "2026-01-01", "100"),), tests=None):
    files = {"process.bpmn": fee_process(), "leges.dmn": fee_table(rows)}
    return files if tests is None else {**files, "tests/leges.json": write_tests(tests)}


def case(title, fee="100"):
    return TableTest("fee", title, {"age": Decimal(20)}, Decimal(fee), date(2026, 6, 1))


def table_changes(old, new):
    return [change.text for change in compare_by_part(old, new).get(Part.TABLES, ())]


def test_tells_the_dates_of_a_row_when_only_they_differ():
    (change,) = compare_by_part(bundle(), bundle(rows=(("validUntil", "2026-12-31", "100"),)))[Part.TABLES]

    assert change.before.endswith("(geldt vanaf 1 januari 2026)")
    assert change.after.endswith("(geldt tot en met 31 december 2026)")


def test_tells_which_test_cases_came_went_and_changed():
    old = bundle(tests=(case("Blijft"), case("Verandert"), case("Gaat weg")))
    new = bundle(tests=(case("Blijft"), case("Verandert", "200"), case("Komt erbij")))

    assert table_changes(old, new) == [
        "Toetsgeval ‘Verandert’ is anders.",
        "Nieuw toetsgeval: ‘Komt erbij’.",
        "Vervallen toetsgeval: ‘Gaat weg’.",
    ]


def test_tells_every_test_case_when_the_file_is_new():
    assert table_changes(bundle(), bundle(tests=(case("Eerste"),))) == ["Nieuw toetsgeval: ‘Eerste’."]


def test_says_only_that_they_differ_when_test_cases_cannot_be_read():
    broken = {**bundle(), "tests/leges.json": b"{"}

    assert table_changes(bundle(), broken) == ["De toetsgevallen in tests/leges.json zijn anders."]


def test_tells_the_reference_date_when_it_differs():
    new = {**bundle(), "process.bpmn": fee_process(regelruimte__referenceDate="=aanvraagdatum")}

    (change,) = compare_by_part(bundle(), new)[Part.PROCESS]

    assert (change.text, change.after) == ("De peildatum is anders.", "=aanvraagdatum")
