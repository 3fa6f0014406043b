"""Checks of decision files: they open, their ids are unique, their expressions compile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.opening import open_xml, refusal

_NAMESPACES = (
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
)


def open_decisions(data: bytes) -> etree._Element:
    """Parse the bytes of a DMN model and return its `definitions` element.

    Raises:
        DocumentRefused: not XML, not DMN, or an id stands twice.
    """
    root = open_xml(data)
    if not _is_dmn(str(root.tag)):
        raise refusal(
            "not-dmn",
            f"Dit is geen DMN-model: het begint met ‘{str(root.tag)[:120]}’.",
            suggestion="Kies een bestand dat als DMN is opgeslagen.",
        )
    seen: set[str] = set()
    for decision in _decisions(root):
        id_ = decision.get("id", "")
        if id_ in seen:
            raise refusal("duplicate-id", f"De id ‘{id_[:80]}’ komt meer dan één keer voor.", element=id_)
        seen.add(id_)
    return root


def _is_dmn(name: str) -> bool:
    return name.endswith("}definitions") and name.startswith(
        ("{http://www.omg.org/spec/DMN/", "{https://www.omg.org/spec/DMN/")
    )


def decision_findings(data: bytes) -> tuple[Finding, ...]:
    """Return the findings of a decision file.

    Raises:
        DocumentRefused: it cannot be opened.
    """
    root = open_decisions(data)
    if str(root.tag)[1:].partition("}")[0] not in _NAMESPACES:
        return (
            Finding(
                "dmn-version",
                Severity.ERROR,
                None,
                "Deze beslistabel is in een oude versie van DMN opgeslagen.",
                "Sla het bestand op als DMN 1.2 of nieuwer.",
            ),
        )
    if any(True for _ in _decisions(root)):
        return ()
    return (
        Finding(
            "no-decision",
            Severity.ERROR,
            None,
            "Er staat geen beslissing in het bestand.",
            "Teken een beslissing met een beslistabel.",
        ),
    )


def decision_ids(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of the decisions in the readable decision files of a bundle."""
    found: set[str] = set()
    for path, data in files.items():
        if not path.endswith(".dmn"):
            continue
        try:
            root = open_decisions(data)
        except DocumentRefused:
            continue
        found.update(decision.get("id", "") for decision in _decisions(root))
    return frozenset(found)


def _decisions(root: etree._Element) -> Iterator[etree._Element]:
    namespace = str(root.tag).partition("}")[0]
    yield from root.iter(f"{namespace}}}decision")
