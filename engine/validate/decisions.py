"""Checks of decision files, and which decisions a bundle holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from regelruimte.engine.bpmn import text_of
from regelruimte.engine.dmn import DmnRefused, check_decisions, read_decisions
from regelruimte.engine.dmn.tablecheck.declared import Declared
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.feel import FeelError
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.opening import open_xml, refusal
from regelruimte.engine.validate.calls import unknown_calls

_DMN = ("{http://www.omg.org/spec/DMN/", "{https://www.omg.org/spec/DMN/")


def decision_findings(
    data: bytes,
    *,
    file: str = "",
    outside: Mapping[str, Declared] | None = None,
    others: Iterable[bytes] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of a decision file.

    Args:
        data: the file.
        file: the name findings carry.
        outside: what is known of names it is told.
        others: the other decision files of its bundle; None when it is checked by itself. Within a bundle
            an import that is not there is an error.

    Raises:
        DocumentRefused: it cannot be opened: no XML, no DMN, or a decision's id stands twice.
    """
    _refuse_unopenable(data)
    found = (
        *check_decisions(data, file=file, outside=outside, others=others or ()),
        *_call_findings(data, file),
    )
    if others is not None:
        found = tuple(map(_decisive, found))
    if found or decision_ids({"x.dmn": data}):
        return found
    message, suggestion = (
        "Er staat geen beslissing in het bestand.",
        "Teken een beslissing met een beslistabel.",
    )
    return (Finding("no-decision", Severity.ERROR, None, message, suggestion, file),)


def _decisive(finding: Finding) -> Finding:
    """Return a finding as it counts when all files of a bundle were looked at."""
    is_import = finding.code == "dmn-import-elsewhere"
    return replace(finding, code="dmn-import-missing", severity=Severity.ERROR) if is_import else finding


def _call_findings(data: bytes, file: str) -> Iterator[Finding]:
    """Yield an error for every call of a function that no part of the file defines."""
    root = open_xml(data)
    known = frozenset(name for element in root.iter() if (name := element.get("name")) is not None)
    calls: dict[str, tuple[str, ...]] = {}
    for text in root.iter(f"{str(root.tag).partition('}')[0]}}}text"):
        written = text_of(text)
        if "(" not in written:
            continue
        try:
            unknown = calls[written] if written in calls else unknown_calls(written, known)
        except FeelError:
            continue
        calls[written] = unknown
        for name in unknown:
            yield Finding(
                "function-unknown",
                Severity.ERROR,
                _id_around(text),
                f"De uitdrukking ‘{written[:120]}’ roept ‘{name[:60]}’ aan, en dat bestaat hier niet.",
                "Gebruik een functie van FEEL.",
                file,
            )


def _id_around(element: etree._Element) -> str | None:
    return next((id_ for around in element.iterancestors() if (id_ := around.get("id")) is not None), None)


def _refuse_unopenable(data: bytes) -> None:
    root = open_xml(data)
    name = str(root.tag)
    if not name.startswith(_DMN) or not name.endswith("}definitions"):
        raise refusal(
            "not-dmn",
            f"Dit is geen DMN-model: het begint met ‘{name[:120]}’.",
            suggestion="Kies een bestand dat als DMN is opgeslagen.",
        )
    seen: set[str] = set()
    for element in root.iter(f"{name.partition('}')[0]}}}*"):
        id_ = element.get("id")
        if id_ is not None and id_ in seen:
            raise refusal("duplicate-id", f"De id ‘{id_[:80]}’ komt meer dan één keer voor.", element=id_)
        seen.add(id_ or "")


def decision_ids(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of the decisions in the readable decision files of a bundle."""
    return frozenset(_decisions_in(files))


def _decisions_in(files: Mapping[str, bytes]) -> Iterator[str]:
    for path, data in files.items():
        if path.endswith(".dmn"):
            try:
                yield from read_decisions(data).decisions
            except (DmnRefused, DocumentRefused):
                continue
