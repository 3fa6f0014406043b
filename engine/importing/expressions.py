"""Conditions, timers, loops and scripts of other engines as FEEL, in place."""

from __future__ import annotations

import regex
from lxml import etree

from regelruimte.engine.bpmn import elements, extension, kind_of, text_of
from regelruimte.engine.importing.extending import Translator, extend, vendor
from regelruimte.engine.importing.juel import has_juel, has_juel_signs

_IN_PLACE = (
    "conditionExpression",
    "condition",
    "completionCondition",
    "loopCardinality",
    "loopCondition",
    "timeDate",
    "timeDuration",
    "timeCycle",
)
_CONDITIONS = frozenset({"conditionExpression", "condition", "completionCondition", "loopCondition"})
_NAME = regex.compile(r"[^\W\d]\w*")
_JUEL_NAMES = frozenset({"juel"})


def read_expressions(root: etree._Element, translator: Translator) -> None:
    """Write every foreign expression that FEEL can say as FEEL; the others stay and are told."""
    for element in elements(root, *_IN_PLACE):
        said = _said(element, text_of(element), translator)
        if said is not None:
            element.text = said
            for child in list(element):
                element.remove(child)
    for loop in elements(root, "multiInstanceLoopCharacteristics"):
        _read_collection(loop, translator)
        _read_data_items(loop)
    for task in elements(root, "scriptTask"):
        _read_script(task, translator)


def _said(element: etree._Element, written: str, translator: Translator) -> str | None:
    if has_juel(written):
        return translator.feel(element, written)
    if kind_of(element) in _CONDITIONS and has_juel_signs(written):
        return translator.feel_of_bare(element, written)
    return None


def _read_collection(loop: etree._Element, translator: Translator) -> None:
    collection = vendor(loop, "collection")
    said = None if collection is None else translator.feel(loop, collection)
    if said is None:
        return
    item = vendor(loop, "elementVariable")
    names = {"inputCollection": said if said.startswith("=") else f"={said}"}
    extend(loop, "loopCharacteristics", **names, **({"inputElement": item} if item else {}))


def _read_data_items(loop: etree._Element) -> None:
    """Read the standard's own way to say what a step is repeated over and what it gives.

    Source: BPMN 2.0.2, 10.3.8 (loopDataInputRef, inputDataItem, loopDataOutputRef, outputDataItem).
    """
    collection, output = _referred(loop, "loopDataInputRef"), _referred(loop, "loopDataOutputRef")
    if collection:
        item = _named(loop, "inputDataItem")
        names = {"inputElement": item} if item else {}
        extend(loop, "loopCharacteristics", inputCollection=f"={collection}", **names)
    if output and (one := _named(loop, "outputDataItem")):
        extend(loop, "loopCharacteristics", outputCollection=output, outputElement=f"={one}")


def _referred(loop: etree._Element, kind: str) -> str:
    """Return the variable of a data element that is referred to by id, else the reference as it is."""
    reference = text_of(next((child for child in loop if kind_of(child) == kind), None))
    data = next((one for one in elements(loop.getroottree().getroot()) if one.get("id") == reference), None)
    return _plain("" if data is None else data.get("name", ""), reference)


def _named(loop: etree._Element, kind: str) -> str:
    item = next((child for child in loop if kind_of(child) == kind), None)
    return "" if item is None else _plain(item.get("name", ""), item.get("id", ""))


def _plain(*names: str) -> str:
    """Return the first name that an expression can say without quotes, empty when there is none."""
    return next((name for name in names if _NAME.fullmatch(name)), "")


def _read_script(task: etree._Element, translator: Translator) -> None:
    if extension(task, "script") is not None:
        return
    written = text_of(next((child for child in task if kind_of(child) == "script"), None))
    language = task.get("scriptFormat", "").strip().casefold()
    said: str | None = None
    if language in _JUEL_NAMES and has_juel(written):
        said = translator.feel(task, written)
    elif "feel" in language and written:
        said = written if written.startswith("=") else f"={written}"
    if said is not None:
        extend(
            task, "script", expression=said, resultVariable=vendor(task, "resultVariable") or _stand_in(task)
        )


def _stand_in(task: etree._Element) -> str:
    # Without a result variable the outcome would be thrown away; a name keeps it visible.
    return f"{task.get('id', 'script')}_result".replace("-", "_").replace(".", "_")
