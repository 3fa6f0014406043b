"""Opening the file of a model, and finding the files with the processes it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from lxml import etree

from regelruimte.engine.findings import Finding, Severity, has_errors
from regelruimte.engine.spiff.info import BPMN, ZEEBE, extension_text, processes
from regelruimte.engine.spiff.support import refusals
from regelruimte.engine.xml import XmlRefused, parse


class ModelRefused(Exception):
    """A model cannot be run as drawn.

    Attributes:
        findings: why, the errors among them.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{f.element}: {f.message}" for f in findings if f.is_error))
        self.findings = findings


def open_file(bpmn: bytes) -> etree._Element:
    """Open a normalised file.

    Raises:
        ModelRefused: it cannot be opened, or not be run as drawn.
    """
    root = _parsed(bpmn)
    findings = refusals(root)
    if has_errors(findings):
        raise ModelRefused(findings)
    return root


def called_process(call: etree._Element) -> str:
    """Return the id of the process a call activity calls, empty when it names none, FEEL when computed.

    Source: BPMN 2.0.2, 10.3.6 (call activity); the id may stand behind a namespace prefix.
    """
    called = extension_text(call, ZEEBE + "calledElement", "processId") or call.get("calledElement") or ""
    return called if called.startswith("=") else called.split(":")[-1]


def called_ids(root: etree._Element) -> Iterator[str]:
    """Yield the ids of the processes a file calls."""
    return (called_process(call) for call in root.iter(BPMN + "callActivity"))


def files_called(root: etree._Element, others: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """Return which of the other files a file calls, directly or through one another.

    Raises:
        ModelRefused: one of those cannot be opened, or not be run as drawn.
    """
    if any(
        called.startswith("=") for each in (root, *_readable(others).values()) for called in called_ids(each)
    ):
        return _all_that_run(others)  # Which process is called is known only when it is.
    home = _homes(others)
    own = {process.get("id") for process in processes(root)}
    found: dict[str, etree._Element] = {}
    ahead = [root]
    while ahead:
        for called in called_ids(ahead.pop()):
            name = home.get(called)
            if called not in own and name is not None and name not in found:
                found[name] = open_file(others[name])
                ahead.append(found[name])
    return found


def _homes(others: Mapping[str, bytes]) -> dict[str, str]:
    """Return per process the file it is in; the first file that has it counts."""
    home: dict[str, str] = {}
    for name, root in _readable(others).items():
        for process in processes(root):
            home.setdefault(process.get("id", ""), name)
    return home


def _readable(others: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """Return the files that can be opened; a call of what is in another one says that it is missing."""
    return _opened(others, _parsed)


def _all_that_run(others: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """Return the files that can be run as drawn."""
    return _opened(others, open_file)


def _opened(
    others: Mapping[str, bytes], open_: Callable[[bytes], etree._Element]
) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for name, bpmn in sorted(others.items()):
        with suppress(ModelRefused):
            found[name] = open_(bpmn)
    return found


def _parsed(bpmn: bytes) -> etree._Element:
    try:
        return parse(bpmn)
    except XmlRefused as refused:
        raise ModelRefused((Finding(refused.code, Severity.ERROR, None, str(refused)),)) from refused
