"""Opening the bytes of a model: encoding, XML, root element. What cannot be opened is refused."""

from __future__ import annotations

import regex
from lxml import etree

from regelruimte.engine.bpmn import tag
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.xml import XmlRefused, parse

_DECLARED = regex.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
)
# Encodings whose Python decoder is linear and strict; what is not here is left to the XML parser.
_CHECKED = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_SUGGESTIONS = {
    "xml-too-large": "Verdeel het proces over kleinere processen die elkaar aanroepen.",
    "xml-not-well-formed": "Sla het model opnieuw op in het programma waarin het is getekend.",
    "xml-doctype": "Haal de regel met <!DOCTYPE uit het bestand.",
    "xml-too-deep": "Teken minder deelprocessen in elkaar.",
}


def refusal(code: str, message: str, *, suggestion: str = "", element: str | None = None) -> DocumentRefused:
    """Return the refusal of a model for one reason."""
    return DocumentRefused(findings=(Finding(code, Severity.ERROR, element, message, suggestion),))


def open_model(data: bytes) -> etree._Element:
    """Parse the bytes of a BPMN model and return its `definitions` element.

    Raises:
        DocumentRefused: empty, wrong encoding, not well-formed, with a DOCTYPE, too large, or not BPMN 2.0.
    """
    root = open_xml(data)
    if root.tag == tag("definitions"):
        return root
    raise refusal(
        "not-bpmn",
        f"Dit is geen BPMN 2.0-model: het begint met ‘{str(root.tag)[:120]}’.",
        suggestion="Kies een bestand dat als BPMN 2.0 is opgeslagen.",
    )


def open_xml(data: bytes) -> etree._Element:
    """Parse the bytes of any model and return its root.

    Raises:
        DocumentRefused: empty, wrong encoding, not well-formed, with a DOCTYPE, too deep or too large.
    """
    if not data.strip():
        raise refusal("file-empty", "Het bestand is leeg.", suggestion="Kies een bestand met een model.")
    _refuse_wrong_encoding(data)
    try:
        return parse(data)
    except XmlRefused as error:
        raise refusal(error.code, str(error), suggestion=_SUGGESTIONS.get(error.code, "")) from error


def _refuse_wrong_encoding(data: bytes) -> None:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return
    declared = _DECLARED.match(data, timeout=1)
    encoding = declared.group(1).decode().lower() if declared else "utf-8"
    if encoding not in _CHECKED:
        return
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(
            "xml-encoding",
            f"Het bestand zegt dat het als {encoding.upper()} is opgeslagen, "
            f"maar regel {line} klopt daar niet mee.",
            suggestion="Sla het bestand opnieuw op als UTF-8.",
        ) from error
