"""Runs the DMN Technology Compatibility Kit, levels 2 and 3, against `regelruimte.engine.dmn`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from lxml import etree

from regelruimte.engine.dmn import DecisionModel, DmnRefused, read_decisions
from regelruimte.engine.dmn.elements import child, children
from regelruimte.engine.dmn.evaluate import Evaluation
from regelruimte.engine.dmn.feel_cells import Cells
from regelruimte.engine.dmn.model import Decision, DecisionService
from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel.expression import storable
from regelruimte.engine.feel.kinds import Run
from regelruimte.engine.feel.logic import equal
from regelruimte.engine.feel.temporal import read_date, read_datetime, read_duration, read_time
from regelruimte.engine.values import Value
from regelruimte.engine.xml import parse
from tests.conformance.area import Area

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_CLOSE_ENOUGH = Decimal("1e-8")  # the kit's answers are written as doubles


def run_corpus(folder: Path) -> list[Area]:
    """Run every test case of the levels 2 and 3 below a folder."""
    folders = sorted(folder.glob("files/TestCases/compliance-level-[23]/*/"))
    return [run_folder(one) for one in folders if any(one.glob("*-test-*.xml"))]


def run_folder(folder: Path) -> Area:
    """Run the test cases of one folder of the kit."""
    area = Area(f"{folder.parent.name}/{folder.name}")
    for path in sorted(folder.glob("*-test-*.xml")):
        root = parse(path.read_bytes())
        name = child(root, "modelName")
        model_path = folder / (name.text or "").strip()
        try:
            others = [one.read_bytes() for one in sorted(folder.glob("*.dmn")) if one != model_path]
            model = read_decisions(model_path.read_bytes(), others)
        except (DmnRefused, OSError) as error:
            model = None
            area.failures += [f"{path.name}: {error}" for _ in children(root, "testCase")]
        for case in children(root, "testCase") if model else []:
            _run_case(area, case, model)
    return area


def _run_case(area: Area, case: etree._Element, model: DecisionModel) -> None:
    context = {one.get("name"): _value(one) for one in children(case, "inputNode")}
    told = []
    for node in children(case, "resultNode"):
        expected = _value(child(node, "expected"))
        try:
            found = _result(model, case.get("invocableName"), node.get("name"), context)
        except FeelError as error:
            found = f"{type(error).__name__}: {error}"
        if not _same(expected, found):
            told.append(f"{case.get('id')} {node.get('name')}: expected {expected!r}, found {found!r}")
    if told:
        area.failures.append("; ".join(told))
    else:
        area.passed += 1


def _result(model: DecisionModel, invocable: str | None, name: str, context: dict[str, Value]) -> Value:
    evaluation = Evaluation(model, context, cells=Cells(model.names, Run(_NOW)))
    named = {element.name: element for element in model.elements.values()}
    if not invocable and isinstance(named.get(name), Decision):
        return storable(evaluation.decision(named[name].id))
    element = named.get(invocable or name)
    function = evaluation.function(element) if element else None
    if function is None:
        return None
    given = {parameter: context.get(parameter) for parameter in function.parameters}
    result = storable(function.call_by_name(Run(_NOW), given))
    if isinstance(element, DecisionService) and len(element.outputs) > 1 and isinstance(result, dict):
        return result.get(name)
    return result


def _value(node: etree._Element | None) -> Value:
    if node is None or node.get(f"{_XSI}nil") == "true":
        return None
    items, plain, components = child(node, "list"), child(node, "value"), children(node, "component")
    if items is not None:
        return None if items.get(f"{_XSI}nil") == "true" else [_value(one) for one in children(items, "item")]
    if components:
        return {one.get("name"): _value(one) for one in components}
    if plain is None or plain.get(f"{_XSI}nil") == "true":
        return None
    return _scalar((plain.get(f"{_XSI}type") or "string").rpartition(":")[2], plain.text or "")


def _scalar(kind: str, text: str) -> Value:
    readers = {
        "string": str,
        "boolean": lambda written: written == "true",
        "date": read_date,
        "time": read_time,
        "dateTime": read_datetime,
        "duration": read_duration,
    }
    return readers.get(kind, Decimal)(text) if text or kind == "string" else None


def _same(expected: Value, found: Value) -> bool:
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return abs(expected - found) <= _CLOSE_ENOUGH * max(1, abs(expected))
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(_same, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(_same(expected[key], found[key]) for key in expected)
    if isinstance(expected, date | time | datetime | timedelta):
        return equal(expected, found) is True
    return type(expected) is type(found) and expected == found
