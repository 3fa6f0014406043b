"""Editing the rows of a decision table in its file; everything else of the file stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lxml import etree

from regelruimte.engine.dmn import read_decisions
from regelruimte.engine.dmn.elements import child, children, local_name
from regelruimte.engine.dmn.model import DecisionTable
from regelruimte.engine.dmn.validity import ALWAYS, NAMESPACE, VALID_FROM, VALID_UNTIL, Period
from regelruimte.engine.xml import parse

_PREFIX = "regelruimte"
_CELLS = ("inputEntry", "outputEntry", "annotationEntry")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written; `period` are its own dates, without those of its table.

    Attributes:
        id: as in the file; `#3` for the third row where the file gives none; empty for a new row.
    """

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    period: Period = ALWAYS

    @property
    def cells(self) -> tuple[str, ...]:
        """All its cells, from left to right."""
        return (*self.inputs, *self.outputs, *self.annotations)


def table_of(data: bytes, decision_id: str) -> DecisionTable:
    """Return the table of a decision.

    Raises:
        KeyError: there is no such decision, or it is no table; DmnRefused: the file cannot be read.
    """
    logic = read_decisions(data).decision(decision_id).logic
    if not isinstance(logic, DecisionTable):
        raise KeyError(decision_id)
    return logic


def read_rows(table: DecisionTable) -> tuple[Row, ...]:
    """Return the rows of a table, each with as many notes as the table has columns for them."""
    notes = len(table.annotations)
    return tuple(
        Row(
            rule.id or f"#{number}",
            rule.inputs,
            rule.outputs,
            (rule.annotations + ("",) * notes)[: max(notes, len(rule.annotations))],
            rule.period,
        )
        for number, rule in enumerate(table.rules, 1)
    )


def change_from(rows: Sequence[Row], changed: Row, day: date) -> tuple[Row, ...]:
    """Return rows in which a row is followed by its new form, which holds from a day on.

    The row itself then ends the day before.

    Raises:
        KeyError: there is no row of that id; ValueError: it starts on that day or later, or ended before it.
    """
    old = next((one for one in rows if one.id == changed.id), None)
    if old is None:
        raise KeyError(changed.id)
    if not old.period.holds_on(day) or old.period.valid_from == day:
        raise ValueError(day)
    before = replace(old, period=Period(old.period.valid_from, day - timedelta(days=1)))
    after = replace(changed, id="", period=Period(day, old.period.valid_until))
    return tuple(part for one in rows for part in ((before, after) if one is old else (one,)))


def write_rows(data: bytes, decision_id: str, rows: Iterable[Row]) -> bytes:
    """Return a decision file with other rows in one of its tables.

    A row keeps its element, with all that stands in it, as long as its id stays.

    Raises:
        KeyError: there is no such decision, or it is no table.
    """
    root = parse(data)
    table = _table(root, decision_id)
    rules = children(table, "rule")
    known = {one.get("id") or f"#{number}": one for number, one in enumerate(rules, 1)}
    names = _Names(root, decision_id)
    written = [_rule(table, known.pop(row.id, None), row, names) for row in rows]
    # Blank text after an element moves with it, so that the file stays laid out as it was.
    at = table.index(rules[0]) if rules else len(table)
    for rule in rules:
        table.remove(rule)
    for number, rule in enumerate(written):
        table.insert(at + number, rule)
    _declare(root)
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)


class _Names:
    """Makes ids that the file does not have yet."""

    def __init__(self, root: etree._Element, decision_id: str) -> None:
        self._taken = {one.get("id") for one in root.iter("{*}*")}
        self._stem, self._number = decision_id, 0

    def new(self, sort: str) -> str:
        """Return a fresh id."""
        while True:
            self._number += 1
            name = f"{self._stem}_{sort}_{self._number}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def _table(root: etree._Element, decision_id: str) -> etree._Element:
    for node in root:
        if local_name(node) == "decision" and node.get("id") == decision_id:
            table = child(node, "decisionTable")
            if table is not None:
                return table
    raise KeyError(decision_id)


def _rule(table: etree._Element, rule: etree._Element | None, row: Row, names: _Names) -> etree._Element:
    namespace = etree.QName(table).namespace
    made = etree.Element(f"{{{namespace}}}rule", id=names.new("rij")) if rule is None else rule
    if rule is None:
        made.tail = "\n"
    texts = zip(_CELLS, (row.inputs, row.outputs, row.annotations), strict=True)
    for name, cells in texts:
        _write_cells(made, name, cells, names)
    for attribute, day in ((VALID_FROM, row.period.valid_from), (VALID_UNTIL, row.period.valid_until)):
        if day is not None:
            made.set(attribute, day.isoformat())
        elif attribute in made.attrib:
            del made.attrib[attribute]
    return made


def _write_cells(rule: etree._Element, name: str, cells: tuple[str, ...], names: _Names) -> None:
    """Write the cells of one sort; those before and after it keep their order."""
    there = children(rule, name)
    namespace = etree.QName(rule).namespace
    for cell in cells[len(there) :]:
        if name == "annotationEntry" and not any(cells[len(there) :]):
            return
        entry = etree.SubElement(rule, f"{{{namespace}}}{name}")
        if name != "annotationEntry":  # a note has no id in DMN before 1.4
            entry.set("id", names.new("cel"))
        etree.SubElement(entry, f"{{{namespace}}}text").text = cell
    for entry, cell in zip(there, cells, strict=False):
        text = child(entry, "text")
        if text is None:
            text = etree.SubElement(entry, f"{{{namespace}}}text")
        if "".join(map(str, text.itertext())).strip() != cell:
            for part in list(text):
                text.remove(part)
            text.text = cell


def _declare(root: etree._Element) -> None:
    """Give our namespace its usual prefix where rows got dates for the first time."""
    if NAMESPACE in root.nsmap.values() or not any(
        VALID_FROM in one.attrib or VALID_UNTIL in one.attrib for one in root.iter("{*}rule")
    ):
        return
    kept = [prefix for one in root.iter("{*}*") for prefix in one.nsmap if prefix]
    etree.cleanup_namespaces(root, top_nsmap={_PREFIX: NAMESPACE}, keep_ns_prefixes=[*kept, _PREFIX])
