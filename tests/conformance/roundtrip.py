"""Opening and saving: the file means the same to an XML reader, changed or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from regelruimte.app.check import model_files
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.xml import XmlRefused, parse
from regelruimte.modeller.document import open_document
from tests.conformance.outcome import FAILED, PASSED, SKIPPED, Result, told_by_area


def run(directory: Path) -> Result:
    """Open and save every BPMN model below a folder, once as it is and once written anew."""
    return told_by_area(_results(directory))


def _results(directory: Path) -> Iterator[tuple[str, Result]]:
    for path in model_files((str(directory),)):
        if path.casefold().endswith(".dmn"):
            continue
        below = Path(path).relative_to(directory)
        area = below.parts[0] if len(below.parts) > 1 else "."
        yield area, _round(Path(path))


def _round(path: Path) -> Result:
    data = path.read_bytes()
    try:
        document = open_document(data)
    except DocumentRefused as refused:
        print(f"skipped {path}: {refused.findings[0].code}: {refused.findings[0].message}")
        return SKIPPED
    if document.to_bytes() != data:
        print(f"failed {path}: an unchanged document was written back otherwise")
        return FAILED
    anew = document.rewritten()
    if canonical(anew) == canonical(data):
        return PASSED
    print(f"failed {path}: written anew it is another document")
    return FAILED


def canonical(data: bytes) -> bytes:
    """Return Canonical XML with comments and processing instructions, without whitespace-only text.

    Raises:
        AssertionError: the bytes are no XML, which a saved document must be.
    """
    try:
        root = parse(data)
    except XmlRefused as error:
        raise AssertionError("a document that was opened is XML") from error
    for element in root.iter():
        if element.text is not None and isinstance(element.tag, str) and not element.text.strip():
            element.text = None
        if element.tail is not None and not element.tail.strip():
            element.tail = None
    written: bytes = etree.tostring(root.getroottree(), method="c14n2", with_comments=True)
    return written
