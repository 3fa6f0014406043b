"""Opening and saving: the file means the same to an XML reader, also when it is written anew."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from regelruimte.app.check import model_files
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.xml import parse
from regelruimte.modeller.document import open_document
from tests.conformance.area import Area


def run_corpus(folder: Path) -> list[Area]:
    """Open and save every BPMN model below a folder, once as it is and once written anew."""
    areas: dict[str, Area] = {}
    for path in model_files((str(folder),)):
        if path.casefold().endswith(".dmn"):
            continue
        below = Path(path).relative_to(folder)
        name = below.parts[0] if len(below.parts) > 1 else "."
        _round(Path(path), areas.setdefault(name, Area(name)))
    return list(areas.values())


def _round(path: Path, area: Area) -> None:
    data = path.read_bytes()
    try:
        document = open_document(data)
    except DocumentRefused as refused:
        area.skipped.append(refused.findings[0].code)
        return
    if document.to_bytes() != data:
        area.failures.append(f"{path}: an unchanged document was written back otherwise")
    elif canonical(document.rewritten()) != canonical(data):
        area.failures.append(f"{path}: written anew it is another document")
    else:
        area.passed += 1


def canonical(data: bytes) -> bytes:
    """Return Canonical XML 2.0 with comments and processing instructions, without whitespace-only text."""
    root = parse(data)
    for element in root.iter():
        if element.text is not None and isinstance(element.tag, str) and not element.text.strip():
            element.text = None
        if element.tail is not None and not element.tail.strip():
            element.tail = None
    written: bytes = etree.tostring(root.getroottree(), method="c14n2", with_comments=True)
    return written
