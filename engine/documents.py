"""Documents: files kept with an application or a case."""

from __future__ import annotations

import hashlib

from regelruimte.engine.applications import get_application, lock_open_application
from regelruimte.engine.errors import DocumentRefused, NotFound
from regelruimte.engine.reach import find_visible_case, may_see
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import Document

MAX_BYTES = 10_000_000
_NAME_LENGTH = 150

_MAGIC = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1")


def add_to_application(work: UnitOfWork, application_id: str, *, name: str, content: bytes) -> Document:
    """Keep a file with an application that is not sent yet.

    Raises:
        NotFound: no such application of this actor; ApplicationNotOpen: it was sent or withdrawn.
        DocumentRefused: empty, larger than 10 MB, or not a PDF, JPG, PNG or HEIC by its content.
    """
    lock_open_application(work, application_id)
    return _add(work, name=name, content=content, application=application_id)


def add_to_case(work: UnitOfWork, number: str, *, name: str, content: bytes) -> Document:
    """Keep a file with a case.

    Raises:
        NotFound: no such case for this actor.
        DocumentRefused: empty, larger than 10 MB, or not a PDF, JPG, PNG or HEIC by its content.
    """
    case = case_rows.lock_case(work, find_visible_case(work, number).id)
    document = _add(work, name=name, content=content, case_id=case.id)
    facts = {"document": document.id, "name": document.name}
    work.note(case_chain(case.id), "document:added", facts=facts)
    return document


def remove_from_application(work: UnitOfWork, application_id: str, *, document_id: str) -> None:
    """Remove a file of an application that is not sent yet.

    Raises:
        NotFound: no such file of this application.
    """
    get_application(work, application_id)
    document = case_rows.find_document(work, document_id)
    if document is None or document.application != application_id or document.case_id is not None:
        raise NotFound(document=document_id)
    case_rows.delete_document(work, document_id)


def list_of_application(view: View, application_id: str) -> tuple[Document, ...]:
    """Return the files of an application, oldest first."""
    get_application(view, application_id)
    return case_rows.list_documents(view, application=application_id)


def list_of_case(view: View, number: str) -> tuple[Document, ...]:
    """Return the files of a case, oldest first.

    Raises:
        NotFound: no such case for this actor.
    """
    return case_rows.list_documents(view, case_id=find_visible_case(view, number).id)


def read_document(view: View, document_id: str) -> tuple[Document, bytes]:
    """Return a file and its content when this actor may see it.

    Raises:
        NotFound: no such file for this actor.
    """
    document = case_rows.find_document(view, document_id)
    if document is None:
        raise NotFound(document=document_id)
    if document.case_id is not None:
        if not may_see(view.actor, case_rows.read_case(view, document.case_id)):
            raise NotFound(document=document_id)
    else:
        get_application(view, document.application or "")
    return document, case_rows.read_content(view, document_id)


def media_type_of(content: bytes) -> str | None:
    """Return the media type of a file by its first bytes, or None when it is not accepted."""
    for magic, media_type in _MAGIC.items():
        if content.startswith(magic):
            return media_type
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return None


def _add(
    work: UnitOfWork, *, name: str, content: bytes, case_id: str | None = None, application: str | None = None
) -> Document:
    if not content:
        raise DocumentRefused(why="empty")
    if len(content) > MAX_BYTES:
        raise DocumentRefused(why="too-large", limit_bytes=MAX_BYTES)
    media_type = media_type_of(content)
    if media_type is None:
        raise DocumentRefused(why="type")
    document = Document(
        id=work.ids.new(), case_id=case_id, application=application, name=safe_name(name),
        media_type=media_type, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(),
        added_by=work.actor.name, added_at=work.now,
    )  # fmt: skip
    case_rows.insert_document(work, document, content)
    return document


def safe_name(name: str) -> str:
    """Return the name of a file as it may be kept and given back."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(c for c in last if c.isprintable() and c not in '"<>|:*?')
    return printable.strip()[-_NAME_LENGTH:] or "document"
