"""Reading untrusted XML: entities, network and document types off, size and depth bounded."""

from __future__ import annotations

from lxml import etree

MAX_BYTES = 10_000_000
MAX_DEPTH = 250


class XmlRefused(ValueError):
    """A file cannot be opened as XML. Carries a stable code.

    Attributes:
        code: `xml-too-large`, `xml-not-well-formed`, `xml-doctype` or `xml-too-deep`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse(data: bytes) -> etree._Element:
    """Parse an XML document and return its root.

    Raises:
        XmlRefused: too large, not well-formed, with a DOCTYPE, or nested too deeply.
    """
    if len(data) > MAX_BYTES:
        raise XmlRefused("xml-too-large", f"Het bestand is groter dan {MAX_BYTES // 1_000_000} MB.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_blank_text=False,
        recover=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlRefused("xml-not-well-formed", f"Het bestand is geen geldige XML: {error}") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs know less than lxml
        raise XmlRefused("xml-doctype", "Het bestand heeft een DOCTYPE. Dat is niet toegestaan.")
    _refuse_deep(root)
    return root


def _refuse_deep(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise XmlRefused("xml-too-deep", f"De elementen zijn meer dan {MAX_DEPTH} lagen diep genest.")
