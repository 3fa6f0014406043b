"""How much a case and a model may take; beyond it an incident names the element, or publishing is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.values import Value

_CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_NOT_COUNTED = frozenset({"sequenceFlow", "laneSet", "extensionElements", "documentation"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an installation.

    Attributes:
        steps: moves of tokens between two waits of one process instance.
        tokens: live tokens of one process instance.
        data_bytes: size of all variables of one process instance, about.
        expression_steps: steps one expression may take.
        depth: sub-processes and called processes inside each other, drawn or running.
        elements: flow nodes of one model.
        chain: messages and BPMN signals that follow from each other without a person or a moment in between.
    """

    steps: int = 10_000
    tokens: int = 20_000
    data_bytes: int = 10_000_000
    expression_steps: int = 200_000
    depth: int = 50
    elements: int = 5_000
    chain: int = 100

    @property
    def small_bytes(self) -> int:
        """Size below which what is added is not held against what is kept already."""
        return self.data_bytes // 1_000


STANDARD = Limits()
"""The limits of who says nothing else."""


def size_of(value: Value) -> int:
    """Return about how many bytes a value takes as text."""
    size, waiting = 0, [(value,)]
    while waiting:
        # A collection at a time: what is in it is mostly numbers and texts, which need no turn of their own.
        for item in waiting.pop():
            kind = type(item)
            size += 8
            if kind is Decimal:
                continue
            if kind is str:
                size += len(item)
            elif kind is dict:
                size += 8 * len(item) + sum(map(len, item))
                waiting.append(item.values())
            elif kind is list or kind is tuple:
                waiting.append(item)
            elif isinstance(item, Mapping):
                waiting.append((dict(item),))
    return size


def model_findings(root: etree._Element, limits: Limits) -> tuple[Finding, ...]:
    """Return the errors of a model that is larger or deeper than the limits."""
    found: list[Finding] = []
    count, deepest, at = _measure(root)
    if count > limits.elements:
        message = f"Dit model heeft {count} onderdelen; hier mogen het er {limits.elements} zijn."
        advice = "Maak van een deel een eigen proces en roep dat aan."
        found.append(Finding("model-too-large", Severity.ERROR, None, message, advice))
    if deepest > limits.depth:
        message = f"Deelprocessen staan {deepest} diep in elkaar; hier mag dat {limits.depth} diep."
        found.append(Finding("model-too-deep", Severity.ERROR, at, message, "Maak het model platter."))
    return tuple(found)


def _measure(root: etree._Element) -> tuple[int, int, str | None]:
    """Return how many flow nodes a file has, how deep they go, and where that is."""
    count, deepest, where = 0, 0, None
    waiting = [(each, 0) for each in root if _local(each) == "process"]
    while waiting:
        at, depth = waiting.pop()
        if depth > deepest:
            deepest, where = depth, at.get("id")
        for child in at:
            name = _local(child)
            if not name or child.get("id") is None or name in _NOT_COUNTED:
                continue
            count += 1
            if name in _CONTAINERS:
                waiting.append((child, depth + 1))
    return count, deepest, where


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
