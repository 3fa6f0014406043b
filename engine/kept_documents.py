"""Documents that did not come from a person's hand: what a connector made."""

from __future__ import annotations

import hashlib

from regelruimte.engine.connect.declared import MadeDocument
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import Document


def keep_made(work: UnitOfWork, case_id: str, made: MadeDocument) -> Document:
    """Keep a document that a connector made with the case, which is locked."""
    document = Document(
        id=work.ids.new(), case_id=case_id, application=None, name=made.name, media_type=made.media_type,
        size_bytes=len(made.content), sha256=hashlib.sha256(made.content).hexdigest(),
        added_by=work.actor.name, added_at=work.now,
    )  # fmt: skip
    case_rows.insert_document(work, document, made.content)
    facts = {"document": document.id, "name": document.name}
    work.note(case_chain(case_id), "document:added", facts=facts)
    return document
