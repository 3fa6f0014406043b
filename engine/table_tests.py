"""Test cases of decisions (toetsgevallen): inputs, a day and what must come out, kept beside the table.

A bundle keeps those of `tarief.dmn` in `tests/tarief.json`: a list of objects with `decision`, `title`,
`inputs`, `expected` and, where the day matters, `date`. Values are written as `engine.values` writes them;
plain JSON numbers are read exactly too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath

from regelruimte.engine.dmn import DecisionModel, DmnRefused, evaluate, read_decisions
from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel.logic import equal
from regelruimte.engine.feel.render import literal_of
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.terms import AMSTERDAM, day_of
from regelruimte.engine.values import Value, dump, load

MAX_TESTS = 200
"""Most test cases of one file: all of them run at every save."""

_FOLDER = PurePosixPath("tests")
_LONGEST_SHOWN = 120
_NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class TableTest:
    """A test case of a decision.

    Attributes:
        on: the reference date; None for the day on which it runs.
        inputs: what the decision is told, by name.
        expected: what must come out; of several outputs only those it names are looked at.
    """

    decision: str
    title: str
    inputs: Mapping[str, Value]
    expected: Value
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test case gave.

    Attributes:
        result: what came out; rows: numbers of the rows that made it.
        problem: why nothing could come out, empty when it could.
    """

    test: TableTest
    passed: bool
    result: Value = None
    rows: tuple[int, ...] = ()
    problem: str = ""


class UnreadableTests(ValueError):
    """A file of test cases is not what it must be; the text is Dutch and says where."""


def path_of_tests(path: str) -> str:
    """Return where a bundle keeps the test cases of a decision file."""
    return str(_FOLDER / PurePosixPath(path).with_suffix(".json"))


def read_tests(data: bytes) -> tuple[TableTest, ...]:
    """Read a file of test cases.

    Raises:
        UnreadableTests: it is no list of test cases, or there are too many.
    """
    try:
        listed = load(data.decode())
    except (ValueError, TypeError, InvalidOperation, RecursionError, OverflowError) as error:
        raise UnreadableTests("Het bestand is geen leesbare JSON.") from error
    if not isinstance(listed, list):
        raise UnreadableTests("Het bestand is geen lijst van toetsgevallen.")
    if len(listed) > MAX_TESTS:
        raise UnreadableTests(f"Er zijn meer dan {MAX_TESTS} toetsgevallen.")
    return tuple(_test(number, one) for number, one in enumerate(listed, 1))


def write_tests(tests: tuple[TableTest, ...]) -> bytes:
    """Write a file of test cases; reading it gives the same ones."""
    plain = json.loads(dump([_written(one) for one in tests]))
    return (json.dumps(plain, ensure_ascii=False, indent=2) + "\n").encode()


def run_test(model: DecisionModel, test: TableTest, now: datetime) -> Tested:
    """Run a test case.

    Args:
        model: the decisions it may ask.
        test: the test case.
        now: the present moment, which counts where the test case names no day.
    """
    at = datetime.combine(test.on, _NOON, AMSTERDAM) if test.on else now
    try:
        decided = evaluate(model, test.decision, test.inputs, now=at, on=day_of(at))
    except KeyError:
        return Tested(test, passed=False, problem="De beslissing staat niet meer in het bestand.")
    except FeelError as error:
        return Tested(test, passed=False, problem=str(error))
    rows = tuple(int(row) for row in decided.trace.get("counted") or ())
    return Tested(test, _is_expected(decided.result, test.expected), decided.result, rows)


def table_test_findings(files: Mapping[str, bytes], now: datetime) -> Iterator[Finding]:
    """Yield an error for every test case of a bundle that does not give what it must."""
    written = {path: data for path, data in sorted(files.items()) if path.lower().endswith(".dmn")}
    for path in written:
        if path_of_tests(path) in files:
            yield from _of_file(path, written, files[path_of_tests(path)], now)


def _of_file(path: str, written: Mapping[str, bytes], kept: bytes, now: datetime) -> Iterator[Finding]:
    try:
        model, tests = read_decisions(written[path], written.values()), read_tests(kept)
    except DmnRefused:
        return  # the check of the file itself says what is wrong with it
    except UnreadableTests as error:
        message = f"De toetsgevallen van {path} zijn niet te lezen. {error}"
        suggestion = "Haal het bestand weg of zet het goede terug."
        yield Finding(
            "table-tests-unreadable", Severity.ERROR, None, message, suggestion, path_of_tests(path)
        )
        return
    for test in tests:
        tested = run_test(model, test, now)
        if not tested.passed:
            yield _red(tested, path, model)


def _red(tested: Tested, path: str, model: DecisionModel) -> Finding:
    title, known = tested.test.title, tested.test.decision in model.decisions
    told = tested.problem or _difference(tested.result, tested.test.expected)
    return Finding(
        "table-test-red",
        Severity.ERROR,
        tested.test.decision if known else None,
        f"Toetsgeval ‘{title[:_LONGEST_SHOWN]}’ klopt niet. {told}",
        "Herstel de tabel, of pas het toetsgeval aan als de regels zijn veranderd.",
        path if known else path_of_tests(path),
    )


def _difference(result: Value, expected: Value) -> str:
    if not isinstance(result, Mapping) or not isinstance(expected, Mapping):
        return f"Er komt {_short(result)} uit en niet {_short(expected)}."
    wrong = [name for name, one in expected.items() if equal(result.get(name), one) is not True]
    told = (f"‘{n}’ is {_short(result.get(n))} en niet {_short(expected[n])}" for n in wrong)
    return f"Uitkomst {', uitkomst '.join(told)}."


def _short(value: Value) -> str:
    told = "niets" if value is None else literal_of(value)
    return told if len(told) <= _LONGEST_SHOWN else f"{told[:_LONGEST_SHOWN]}…"


def _is_expected(result: Value, expected: Value) -> bool:
    if isinstance(result, Mapping) and isinstance(expected, Mapping):
        return all(name in result and equal(result[name], one) is True for name, one in expected.items())
    return equal(result, expected) is True


def _written(test: TableTest) -> dict[str, Value]:
    told: dict[str, Value] = {"decision": test.decision, "title": test.title}
    if test.on is not None:
        told["date"] = test.on.isoformat()
    return told | {"inputs": dict(test.inputs), "expected": test.expected}


def _test(number: int, one: Value) -> TableTest:
    where = f"Toetsgeval {number}"
    if not isinstance(one, dict) or not isinstance(one.get("inputs"), dict) or "expected" not in one:
        raise UnreadableTests(f"{where} heeft geen ‘inputs’ of geen ‘expected’.")
    decision, title = one.get("decision"), one.get("title")
    if not isinstance(decision, str) or not isinstance(title, str):
        raise UnreadableTests(f"{where} heeft geen ‘decision’ of geen ‘title’.")
    if not all(_is_exact(value) for value in (*one["inputs"].values(), one["expected"])):
        raise UnreadableTests(f"{where} heeft een getal dat geen getal is.")
    return TableTest(decision, title, one["inputs"], one["expected"], _day(where, one.get("date")))


def _is_exact(value: Value) -> bool:
    if isinstance(value, dict):
        return all(map(_is_exact, value.values()))
    if isinstance(value, list):
        return all(map(_is_exact, value))
    # JSON of Python also reads NaN and Infinity, as floats.
    return value.is_finite() if isinstance(value, Decimal) else not isinstance(value, float)


def _day(where: str, written: Value) -> date | None:
    if written is None or isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        raise UnreadableTests(f"{where} heeft een datum die geen datum is.") from error
