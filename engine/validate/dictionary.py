"""The data dictionary of a bundle: which names it fills in, of which type, with which choices."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from lxml import etree

from regelruimte.engine import xml
from regelruimte.engine.bpmn import ZEEBE
from regelruimte.engine.dmn import DecisionModel, DmnRefused, read_decisions
from regelruimte.engine.dmn.tablecheck.declared import Declared, Types
from regelruimte.engine.feel.render import literal_of
from regelruimte.engine.feel.static import KnownName
from regelruimte.engine.validate.supplied import supplied_names

_NUMBERS = frozenset({"bedrag", "amount", "number"})
_OF_COMPONENT = {
    "textfield": "string",
    "textarea": "string",
    "select": "string",
    "radio": "string",
    "number": "number",
    "checkbox": "boolean",
    "datetime": "date",
}
_DECIDES = f"{{{ZEEBE}}}calledDecision"


def dictionary_of(files: Mapping[str, bytes]) -> Mapping[str, KnownName]:
    """Return the names that forms, decisions, scripts and mappings of a bundle fill in.

    Where two of them fill in the same name differently, only the name is known.
    """
    found: dict[str, list[KnownName]] = {name: [] for name in supplied_names(files)}
    for path, data in files.items():
        if path.endswith(".form"):
            for key, known in _asked(data):
                found.setdefault(key, []).append(known)
    mapped = _mapped_names(files)
    for name, known in _decided(files):
        found.setdefault(name, []).append(known)
    return {name: KnownName() if name in mapped else _agreed(known) for name, known in found.items()}


def declared_outside(known: Mapping[str, KnownName]) -> Mapping[str, Declared]:
    """Return the data dictionary as the checks of a decision table read it."""
    return {
        name: Declared(one.kind, (", ".join(map(literal_of, one.choices)),) if one.choices else ())
        for name, one in known.items()
        if one.kind is not None
    }


def _agreed(known: list[KnownName]) -> KnownName:
    kinds = {one.kind for one in known}
    if len(kinds) != 1:
        return KnownName()
    if not all(one.choices for one in known):
        return KnownName(kinds.pop())
    return KnownName(kinds.pop(), tuple(dict.fromkeys(choice for one in known for choice in one.choices)))


def _asked(data: bytes) -> Iterator[tuple[str, KnownName]]:
    """Yield the questions of a form; those within a repeating group are parts of its list."""
    try:
        ahead: list[object] = [json.loads(data)]
    except (ValueError, RecursionError):
        return
    while ahead:
        part = ahead.pop()
        if not isinstance(part, dict):
            continue
        key, inner = part.get("key"), part.get("components")
        if isinstance(key, str):
            yield key, _question(part)
        if part.get("type") != "dynamiclist" and isinstance(inner, list):
            ahead.extend(inner)


def _question(part: dict[str, object]) -> KnownName:
    own = part.get("regelruimte")
    narrower = own.get("kind") if isinstance(own, dict) else None
    kind = "number" if narrower in _NUMBERS else _OF_COMPONENT.get(str(part.get("type")))
    listed = part.get("values")
    if part.get("type") not in {"select", "radio"} or not isinstance(listed, list):
        return KnownName(kind)
    values = [one.get("value") for one in listed if isinstance(one, dict)]
    texts = tuple(value for value in values if isinstance(value, str))
    return KnownName(kind, texts) if len(texts) == len(values) else KnownName()


def _decided(files: Mapping[str, bytes]) -> Iterator[tuple[str, KnownName]]:
    kinds = {
        decision: _kind_of(model, decision)
        for path, data in files.items()
        if path.endswith(".dmn")
        for model in _models(data)
        for decision in model.decisions
    }
    for root in _drawings(files):
        for called in root.iter(_DECIDES):
            if name := called.get("resultVariable"):
                yield name, KnownName(kinds.get(called.get("decisionId") or ""))


def _models(data: bytes) -> Iterator[DecisionModel]:
    try:
        yield read_decisions(data)
    except DmnRefused:
        return


def _kind_of(model: DecisionModel, decision: str) -> str | None:
    return Types(model, {}).of_type(model.decision(decision).type).kind


def _mapped_names(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the names that mappings, scripts and loops fill in: what they become is not known."""
    return supplied_names({path: data for path, data in files.items() if path.endswith(".bpmn")}) - {
        called.get("resultVariable") for root in _drawings(files) for called in root.iter(_DECIDES)
    }


def _drawings(files: Mapping[str, bytes]) -> Iterator[etree._Element]:
    for path, data in files.items():
        if path.endswith(".bpmn"):
            try:
                yield xml.parse(data)
            except xml.XmlRefused:
                continue
