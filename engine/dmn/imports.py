"""Models that a decision model imports, found by namespace among a bundle's files (DMN 1.5, 6.3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from lxml import etree

from regelruimte.engine.dmn.elements import children
from regelruimte.engine.dmn.model import DecisionModel, Imported, ItemDefinition
from regelruimte.engine.xml import XmlRefused, parse

Read = Callable[[bytes, tuple[bytes, ...]], DecisionModel]
"""Reads a file with the others it may import."""


def imported_models(root: etree._Element, others: Iterable[bytes], read: Read) -> Mapping[str, Imported]:
    """Return the models a file imports that are there, by namespace.

    A file that imports another is not offered to it in turn, so that imports in a circle end.
    """
    wanted = {one.get("namespace") or "": one.get("name") or "" for one in children(root, "import")}
    wanted.pop(root.get("namespace") or "", None)
    if not wanted:
        return {}
    files = {namespace: data for data in others if (namespace := _namespace(data)) is not None}
    files.pop(root.get("namespace") or "", None)
    return {
        namespace: Imported(name, read(files[namespace], tuple(_all_but(files, namespace))))
        for namespace, name in wanted.items()
        if namespace in files
    }


def _all_but(files: Mapping[str, bytes], namespace: str) -> list[bytes]:
    return [data for one, data in files.items() if one != namespace]


def _namespace(data: bytes) -> str | None:
    try:
        return parse(data).get("namespace")
    except XmlRefused:
        return None


def imported_types(imports: Mapping[str, Imported]) -> dict[str, ItemDefinition]:
    """Return the types of imported models by the names they have here: `model.type`, or `type` if unnamed."""
    found: dict[str, ItemDefinition] = {}
    for one in imports.values():
        prefix = f"{one.name}." if one.name else ""
        for name, definition in one.model.types.items():
            found[prefix + name] = _renamed(definition, prefix, one.model.types)
            # An expression of the imported model itself calls it by its own name.
            found.setdefault(name, definition)
    return found


def _renamed(definition: ItemDefinition, prefix: str, known: Mapping[str, ItemDefinition]) -> ItemDefinition:
    own = definition.type
    return replace(
        definition,
        type=prefix + own if own is not None and own in known else own,
        components=tuple(_renamed(one, prefix, known) for one in definition.components),
    )
