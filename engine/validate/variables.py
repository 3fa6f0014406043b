"""Expressions of a bundle against its data dictionary: unknown names, types that never compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from regelruimte.engine.bpmn import REGELRUIMTE, ZEEBE, elements, extension, extensions, kind_of, tag, text_of
from regelruimte.engine.dmn import DmnRefused, read_decisions
from regelruimte.engine.dmn.model import DecisionTable, InputData
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.feel.builtins import BUILTINS
from regelruimte.engine.feel.static import KnownName, closest, remarks_on
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.juel import has_juel
from regelruimte.engine.validate.drawing import Drawing, label, owner_of

_CONDITIONS = ("conditionExpression", "condition", "completionCondition", "loopCondition")
_FROM_OUTSIDE = ("callActivity", "receiveTask", "messageEventDefinition", "signalEventDefinition")
_ALWAYS = frozenset({"loopCounter"})


def variable_findings(drawing: Drawing, known: Mapping[str, KnownName]) -> Iterator[Finding]:
    """Yield a warning for everything in a model's expressions that cannot be as it is meant.

    A name that nothing fills in is only told when it looks like one that is there, or when nothing can come
    from outside: called processes, messages and connections give names of their own.
    """
    is_closed = bool(known) and not _takes_from_outside(drawing)
    for owner, text in _expressions(drawing):
        yield from _of_expression(owner, text, known, is_closed=is_closed)


def _takes_from_outside(drawing: Drawing) -> bool:
    for process in drawing.processes:
        if next(elements(process, *_FROM_OUTSIDE), None) is not None:
            return True
        if any(_gives_all(task) for task in elements(process, "serviceTask", "sendTask")):
            return True
    return False


def _gives_all(task: etree._Element) -> bool:
    """Tell whether a connection may give names that are not drawn: it has no output mapping."""
    mapping = extension(task, "ioMapping")
    return mapping is None or mapping.find(tag("output", ZEEBE)) is None


def _expressions(drawing: Drawing) -> Iterator[tuple[etree._Element, str]]:
    for process in drawing.processes:
        for written in elements(process, *_CONDITIONS):
            yield owner_of(written), text_of(written)
    for node in drawing.nodes():
        yield node, node.get(tag("entryCondition", REGELRUIMTE), "")
        if kind_of(node) == "scriptTask" and (script := extension(node, "script")) is not None:
            yield node, script.get("expression", "")
        for mapping in extensions(node, "ioMapping"):
            for line in mapping.iter(tag("input", ZEEBE)):
                if line.get("source", "").lstrip().startswith("="):
                    yield node, line.get("source", "").strip()


def _of_expression(
    owner: etree._Element, text: str, known: Mapping[str, KnownName], *, is_closed: bool
) -> Iterator[Finding]:
    written = text.strip().removeprefix("=").strip()
    if not written or has_juel(written):
        return
    try:
        remarks = remarks_on(written, known, _ALWAYS)
    except FeelError:
        # What cannot be read is told by the check of expressions.
        return
    for remark in remarks:
        if remark.is_sure or is_closed:
            yield Finding(
                remark.code,
                Severity.WARNING,
                owner.get("id"),
                f"{label(owner)}: in ‘{' '.join(written.split())[:120]}’, bij teken {remark.position + 1}: "
                f"{remark.message}",
                remark.hint or "Vraag het op een formulier, of verbeter de naam.",
            )


def input_findings(path: str, data: bytes, known: Mapping[str, KnownName]) -> Iterator[Finding]:
    """Yield a warning for each name a decision file asks for that looks like a name there is, but is not."""
    try:
        model = read_decisions(data)
    except DmnRefused:
        return
    asked: dict[str, str] = {
        one.name: one.id for one in model.elements.values() if isinstance(one, InputData)
    }
    for decision in map(model.decision, model.decisions):
        if isinstance(decision.logic, DecisionTable):
            for column in decision.logic.inputs:
                for name in _names_in(column.expression, model.names):
                    asked.setdefault(name, column.id or decision.id)
    for name, place in asked.items():
        near = None if name in known or name in model.names - asked.keys() else closest(name, known)
        if near is not None and near not in asked:
            yield Finding(
                "decision-input-unknown",
                Severity.WARNING,
                place,
                f"De beslissing vraagt naar ‘{name}’, maar niets vult dat in.",
                f"Bedoelt u ‘{near}’?",
                path,
            )


def _names_in(text: str, names: frozenset[str]) -> frozenset[str]:
    try:
        return compile_expression(text, names).names - BUILTINS.keys()
    except FeelError:
        return frozenset()
