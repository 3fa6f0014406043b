"""The other models of a bundle: processes that its own process may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.importing.normalise import normalise


def other_models(files: Mapping[str, bytes], *, main: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the BPMN files of a bundle that are not its main one."""
    return ((path, files[path]) for path in sorted(files) if path.lower().endswith(".bpmn") and path != main)


def callable_models(files: Mapping[str, bytes], *, main: str) -> dict[str, bytes]:
    """Return the normalised BPMN of the other models of a bundle, by path without ending.

    One that cannot be opened is left out; publishing refuses such a bundle.
    """
    found: dict[str, bytes] = {}
    for path, data in other_models(files, main=main):
        try:
            found[path[: -len(".bpmn")]] = normalise(data).bpmn
        except DocumentRefused:
            continue
    return found
