"""Every expression of a model is read as FEEL; scripts are FEEL or they do not run."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import (
    REGELRUIMTE,
    ZEEBE,
    elements,
    extension,
    extensions,
    kind_of,
    tag,
    text_of,
)
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.findings import Finding
from regelruimte.engine.importing.juel import has_juel
from regelruimte.engine.validate.calls import unknown_calls
from regelruimte.engine.validate.drawing import Drawing, error, label, owner_of

# Elements whose text is always FEEL; the leading `=` is optional.
_WRITTEN = ("conditionExpression", "condition", "completionCondition", "loopCondition", "loopCardinality")
# Elements whose text is FEEL only with a leading `=`.
_MAYBE_WRITTEN = ("timeDate", "timeDuration", "timeCycle")
_MAYBE_ATTRIBUTES = {
    "assignmentDefinition": ("assignee", "candidateGroups", "candidateUsers"),
    "taskSchedule": ("dueDate", "followUpDate"),
    "calledDecision": ("decisionId",),
    "calledElement": ("processId",),
    "loopCharacteristics": ("inputCollection", "outputElement"),
    "adHoc": ("activeElementsCollection", "outputElement"),
}
_SUGGESTION = 'Schrijf het in FEEL, bijvoorbeeld: bedrag > 250 and woonplaats = "Utrecht".'


def expression_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield an error for every expression that is not FEEL, calls what does not exist, or is a script."""
    for process in drawing.processes:
        if reference := process.get(tag("referenceDate", REGELRUIMTE)):
            yield from compiled(process, reference)
        for written in elements(process, *_WRITTEN):
            yield from _of_element(written)
        for moment in elements(process, *_MAYBE_WRITTEN):
            if text_of(moment).startswith("="):
                yield from compiled(owner_of(moment), text_of(moment))
        for loop in elements(process, "multiInstanceLoopCharacteristics"):
            yield from _of_extensions(owner_of(loop), loop)
    for node in drawing.nodes():
        yield from _of_node(node)
    yield from _correlations(drawing)


def _of_node(node: etree._Element) -> Iterator[Finding]:
    yield from _of_extensions(node, node)
    if entry := node.get(tag("entryCondition", REGELRUIMTE)):
        yield from compiled(node, entry)
    if kind_of(node) == "scriptTask":
        yield from _script(node)


def _of_element(written: etree._Element) -> Iterator[Finding]:
    text, owner = text_of(written), owner_of(written)
    language = written.get("language", "")
    if not text or has_juel(text):
        return
    if language and not _is_feel(language):
        yield error(
            "expression-language",
            owner,
            f"{label(owner)} heeft een voorwaarde in een andere taal ({language[:60]}).",
            _SUGGESTION,
        )
        return
    yield from compiled(owner, text)


def _is_feel(language: str) -> bool:
    return "feel" in language.casefold()


def compiled(owner: etree._Element, text: str) -> Iterator[Finding]:
    """Yield an error when a text is not FEEL or calls a function that does not exist here."""
    if has_juel(text):
        return
    try:
        compile_expression(text)
        unknown = unknown_calls(text)
    except FeelError as wrong:
        yield error(
            "expression-not-feel",
            owner,
            f"{label(owner)}: de uitdrukking ‘{_short(text)}’ is niet te lezen. {wrong}",
            _SUGGESTION,
        )
        return
    for name in unknown:
        yield error(
            "function-unknown",
            owner,
            f"{label(owner)}: ‘{_short(text)}’ roept ‘{name[:60]}’ aan, en dat bestaat hier niet.",
            "Gebruik een functie van FEEL, of teken een stap met een koppeling.",
        )


def _short(text: str) -> str:
    return " ".join(text.split())[:120]


def _of_extensions(owner: etree._Element, element: etree._Element) -> Iterator[Finding]:
    for name, attributes in _MAYBE_ATTRIBUTES.items():
        for one in extensions(element, name):
            for attribute in attributes:
                if one.get(attribute, "").lstrip().startswith("="):
                    yield from compiled(owner, one.get(attribute, ""))
    for mapping in extensions(element, "ioMapping"):
        for line in mapping.iter(tag("input", ZEEBE), tag("output", ZEEBE)):
            if line.get("source", "").lstrip().startswith("="):
                yield from compiled(owner, line.get("source", ""))


def _script(task: etree._Element) -> Iterator[Finding]:
    script = extension(task, "script")
    if script is not None and script.get("expression"):
        yield from compiled(task, script.get("expression", ""))
        return
    language = task.get("scriptFormat", "").strip()
    if not text_of(task.find(tag("script"))):
        yield error(
            "script-missing",
            task,
            f"{label(task)} rekent iets uit, maar er staat niet wat.",
            "Schrijf de berekening in FEEL en geef het antwoord een naam.",
        )
        return
    named = language[:40] or "een onbekende taal"
    yield error(
        "script-language",
        task,
        f"{label(task)} heeft een script in {named}. Dat wordt hier niet uitgevoerd.",
        "Schrijf de berekening in FEEL, of teken een stap met een koppeling.",
    )


def _correlations(drawing: Drawing) -> Iterator[Finding]:
    for message in elements(drawing.root, "message"):
        for subscription in extensions(message, "subscription"):
            key = subscription.get("correlationKey", "")
            if key:
                yield from compiled(message, key)
