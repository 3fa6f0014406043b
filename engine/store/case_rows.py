"""Rows of applications, cases, process instances, submissions, documents and incidents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.audit import FIRST_HASH, case_chain
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import (
    Application,
    ApplicationStatus,
    Case,
    CaseStatus,
    Channel,
    Document,
    Incident,
    Submission,
    TaskStatus,
)

_CASE = [c for c in t.case_.c if not c.name.startswith("audit_")]
_DOCUMENT = [c for c in t.document.c if c.name != "content"]
_CASE_BY_ID = Prepared(sa.select(*_CASE).where(t.case_.c.id == sa.bindparam("id")))
_CASE_LOCKED = Prepared(sa.select(t.case_).where(t.case_.c.id == sa.bindparam("id")).with_for_update())
_CASE_OF_TASK_LOCKED = Prepared(
    sa.select(t.case_)
    .where(
        t.case_.c.id
        == sa.select(t.task.c.case_id).where(t.task.c.id == sa.bindparam("task")).scalar_subquery()
    )
    .with_for_update()
)
_INSERT_CASE = Prepared(sa.insert(t.case_))
_UPDATE_CASE = Prepared(
    sa.update(t.case_).where(t.case_.c.id == sa.bindparam("b_id")).values(revision=t.case_.c.revision + 1)
)
_INSERT_SUBMISSION = {
    name: Prepared(
        insert(t.submission)
        .on_conflict_do_nothing(index_elements=["submission_key"])
        .returning(t.submission.c.id)
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_INSERT_INCIDENT = Prepared(sa.insert(t.incident))
_CASE_BY_NUMBER = Prepared(sa.select(*_CASE).where(t.case_.c.number == sa.bindparam("number")))
_NEXT_NUMBER = Prepared(
    sa.update(t.counter)
    .where(t.counter.c.name == "case_number")
    .values(value=t.counter.c.value + 1)
    .returning(t.counter.c.value)
)


def next_number(work: UnitOfWork) -> str:
    """Return the next public case number, such as Z-2026-004711; gaps are allowed."""
    if work.connection.dialect.name == "postgresql":
        value = work.connection.scalar(sa.text("SELECT nextval('case_number')"))
    else:
        value = _NEXT_NUMBER.scalar(work.connection, {})
    return f"Z-{work.now.year}-{value:06d}"


def insert_case(work: UnitOfWork, case: Case) -> None:
    """Add a case, with the start of its audit chain."""
    row = {c.name: getattr(case, c.name) for c in _CASE}
    _INSERT_CASE.run(work.connection, row | {"audit_sequence": 0, "audit_head": FIRST_HASH})
    work.know_head(case_chain(case.id), (0, FIRST_HASH))
    work.parts.observers.case_locked(case.number)


def find_case(view: View, number: str) -> Case | None:
    """Return a case by its public number, or None."""
    row = _CASE_BY_NUMBER.first(view.connection, {"number": number})
    return None if row is None else _case(row)


def read_case(view: View, case_id: str) -> Case:
    """Return a case by id.

    Raises:
        NotFound: no such case.
    """
    row = _CASE_BY_ID.first(view.connection, {"id": case_id})
    if row is None:
        raise NotFound(case=case_id)
    return _case(row)


def lock_case(work: UnitOfWork, case_id: str) -> Case:
    """Return a case and lock its row until the commit; the consistency boundary of every step.

    Raises:
        NotFound: no such case.
    """
    row = _CASE_LOCKED.first(work.connection, {"id": case_id})
    if row is None:
        raise NotFound(case=case_id)
    return _locked(work, row)


def lock_case_of_task(work: UnitOfWork, task_id: str) -> Case:
    """Return the case of a task and lock its row until the commit.

    Raises:
        NotFound: no such task.
    """
    row = _CASE_OF_TASK_LOCKED.first(work.connection, {"task": task_id})
    if row is None:
        raise NotFound(task=task_id)
    return _locked(work, row)


def _locked(work: UnitOfWork, row: dict[str, Any]) -> Case:
    head = row.pop("audit_sequence"), row.pop("audit_head")
    case = _case(row)
    work.know_head(case_chain(case.id), head)
    work.parts.observers.case_locked(case.number)
    return case


def update_case(work: UnitOfWork, case_id: str, changes: dict[str, Any]) -> None:
    """Change columns of a case; its revision goes up."""
    _UPDATE_CASE.run(work.connection, {"b_id": case_id, **changes})


def is_done(view: View, case_id: str) -> bool:
    """Tell whether an open case has nothing left: its usual path has ended, no task or sub-case is open."""
    return _DONE.first(view.connection, {"id": case_id}) is not None


# The status of tasks stands in the text: SQLite plans anew when a value decides which index serves.
_DONE = Prepared(
    sa.select(t.case_.c.id).where(
        t.case_.c.id == sa.bindparam("id"),
        t.case_.c.status == CaseStatus.OPEN.value,
        ~sa.exists().where(
            t.task.c.case_id == t.case_.c.id,
            t.task.c.status == sa.literal_column(f"'{TaskStatus.OPEN.value}'"),
        ),
        ~sa.exists().where(
            t.process_instance.c.case_id == t.case_.c.id,
            t.process_instance.c.state.is_not(None),
            t.process_instance.c.kind != "earlier",
        ),
    )
)


def _case(row: Mapping[str, Any]) -> Case:
    values = dict(row)
    values["channel"] = Channel(values["channel"])
    values["status"] = CaseStatus(values["status"])
    return Case(**values)


def insert_application(work: UnitOfWork, application: Application) -> None:
    """Add an application."""
    row = {c.name: getattr(application, c.name) for c in t.application.c}
    work.connection.execute(sa.insert(t.application), row)


def read_application(view: View, application_id: str) -> Application:
    """Return an application.

    Raises:
        NotFound: no such application.
    """
    return _read_application(view, _APPLICATION, application_id)


_APPLICATION_BY_ID = t.application.c.id == sa.bindparam("id")
_APPLICATION = Prepared(
    sa.select(t.application, t.definition.c.title)
    .join(t.definition, t.definition.c.key == t.application.c.definition)
    .where(_APPLICATION_BY_ID)
)
_APPLICATION_LOCKED = Prepared(sa.select(t.application).where(_APPLICATION_BY_ID).with_for_update())


def lock_application(work: UnitOfWork, application_id: str) -> Application:
    """Return an application and lock its row until the commit.

    Raises:
        NotFound: no such application.
    """
    return _read_application(work, _APPLICATION_LOCKED, application_id)


def update_application(work: UnitOfWork, application_id: str, changes: dict[str, Any]) -> None:
    """Change columns of an application."""
    _UPDATE_APPLICATION.run(work.connection, {"b_id": application_id, **changes})


_UPDATE_APPLICATION = Prepared(sa.update(t.application).where(t.application.c.id == sa.bindparam("b_id")))


def delete_expired_applications(work: UnitOfWork, limit: int) -> int:
    """Delete open applications that need no longer be kept, with their documents; return how many."""
    expired = work.connection.scalars(
        sa.select(t.application.c.id)
        .where(t.application.c.status == ApplicationStatus.OPEN.value, t.application.c.keep_until <= work.now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if expired:
        work.connection.execute(sa.delete(t.document).where(t.document.c.application.in_(expired)))
        work.connection.execute(sa.delete(t.application).where(t.application.c.id.in_(expired)))
    return len(expired)


def list_open_applications(view: View, person: str) -> tuple[Application, ...]:
    """Return the open applications of a person that are still kept, last saved first."""
    rows = view.connection.execute(
        sa.select(t.application, t.definition.c.title)
        .join(t.definition, t.definition.c.key == t.application.c.definition)
        .where(
            t.application.c.person == person,
            t.application.c.status == ApplicationStatus.OPEN.value,
            t.application.c.keep_until > view.now,
        )
        .order_by(t.application.c.saved_at.desc())
    ).mappings()
    return tuple(_application(row) for row in rows)


def _read_application(view: View, select: Prepared, application_id: str) -> Application:
    row = select.first(view.connection, {"id": application_id})
    if row is None:
        raise NotFound(application=True)
    return _application(row)


def _application(row: Mapping[Any, Any]) -> Application:
    values = dict(row)
    values["channel"] = Channel(values["channel"])
    values["status"] = ApplicationStatus(values["status"])
    return Application(**values)


def lock_submission_key(work: UnitOfWork, key: str) -> None:
    """Let no other transaction accept anything under a submission key until the commit."""
    # On SQLite there is only one writer at a time, so the key is locked with everything else.
    if work.connection.dialect.name == "postgresql":
        _LOCK_KEY.first(work.connection, {"key": key})


_LOCK_KEY = Prepared(
    sa.select(
        sa.func.pg_advisory_xact_lock(
            sa.func.hashtextextended(sa.bindparam("key", type_=sa.Text), sa.literal_column("0"))
        )
    )
)


def insert_submission(work: UnitOfWork, submission: Submission, *, key: str) -> bool:
    """Add a submission under its submission key; False when something was accepted under that key already."""
    row = {name: getattr(submission, name) for name in Submission.__slots__}
    insert = _INSERT_SUBMISSION[work.connection.dialect.name]
    return insert.scalar(work.connection, row | {"submission_key": key}) is not None


def find_submission(view: View, key: str) -> Submission | None:
    """Return what was accepted under a submission key, or None."""
    row = _SUBMISSION_BY_KEY.first(view.connection, {"key": key})
    return None if row is None else _submission(row)


def list_submissions(view: View, case_id: str) -> tuple[Submission, ...]:
    """Return the submissions of a case in order of arrival."""
    rows = view.connection.execute(
        sa.select(*_SUBMISSION)
        .where(t.submission.c.case_id == case_id)
        .order_by(t.submission.c.accepted_at, t.submission.c.id)
    ).mappings()
    return tuple(_submission(row) for row in rows)


_SUBMISSION = [c for c in t.submission.c if c.name != "submission_key"]
_SUBMISSION_BY_KEY = Prepared(
    sa.select(*_SUBMISSION).where(t.submission.c.submission_key == sa.bindparam("key"))
)


def _submission(row: Mapping[Any, Any]) -> Submission:
    values = dict(row)
    values["channel"] = Channel(values["channel"])
    return Submission(**values)


def insert_document(work: UnitOfWork, document: Document, content: bytes) -> None:
    """Add a document with its content."""
    row = {name: getattr(document, name) for name in Document.__slots__}
    work.connection.execute(sa.insert(t.document), row | {"content": content})


def find_document(view: View, document_id: str) -> Document | None:
    """Return a document without its content, or None."""
    row = (
        view.connection.execute(sa.select(*_DOCUMENT).where(t.document.c.id == document_id))
        .mappings()
        .first()
    )
    return None if row is None else Document(**row)


def read_content(view: View, document_id: str) -> bytes:
    """Return the content of a document.

    Raises:
        NotFound: no such document.
    """
    content = view.connection.scalar(sa.select(t.document.c.content).where(t.document.c.id == document_id))
    if content is None:
        raise NotFound(document=document_id)
    return bytes(content)


def list_documents(
    view: View, *, case_id: str | None = None, application: str | None = None
) -> tuple[Document, ...]:
    """Return the documents of a case or of an application, oldest first."""
    if case_id:
        rows = _OF_CASE.rows(view.connection, {"owner": case_id})
    else:
        rows = _OF_APPLICATION.rows(view.connection, {"owner": application})
    return tuple(Document(**row) for row in rows)


_OLDEST_FIRST = sa.select(*_DOCUMENT).order_by(t.document.c.added_at, t.document.c.id)
_OF_CASE = Prepared(_OLDEST_FIRST.where(t.document.c.case_id == sa.bindparam("owner")))
_OF_APPLICATION = Prepared(_OLDEST_FIRST.where(t.document.c.application == sa.bindparam("owner")))


def give_documents_to_case(work: UnitOfWork, application: str, case_id: str) -> None:
    """Make the documents of an application those of its case."""
    work.connection.execute(
        sa.update(t.document).where(t.document.c.application == application).values(case_id=case_id)
    )


def delete_document(work: UnitOfWork, document_id: str) -> None:
    """Remove a document that was not sent yet."""
    work.connection.execute(sa.delete(t.document).where(t.document.c.id == document_id))


def insert_incident(work: UnitOfWork, incident: Incident) -> None:
    """Add an incident."""
    row = {name: getattr(incident, name) for name in Incident.__slots__}
    _INSERT_INCIDENT.run(work.connection, row)


def find_incident(view: View, incident_id: str) -> Incident | None:
    """Return an incident, or None."""
    row = (
        view.connection.execute(sa.select(t.incident).where(t.incident.c.id == incident_id))
        .mappings()
        .first()
    )
    return None if row is None else Incident(**row)


def list_incidents(view: View, case_id: str) -> tuple[Incident, ...]:
    """Return the unresolved incidents of a case, oldest first."""
    rows = view.connection.execute(
        sa.select(t.incident)
        .where(t.incident.c.case_id == case_id, t.incident.c.resolved_at.is_(None))
        .order_by(t.incident.c.opened_at)
    ).mappings()
    return tuple(Incident(**row) for row in rows)


def resolve_incidents(work: UnitOfWork, instance: str, step: str, at: datetime) -> None:
    """Mark the incidents of a step resolved."""
    work.connection.execute(
        sa.update(t.incident)
        .where(
            t.incident.c.instance == instance, t.incident.c.step == step, t.incident.c.resolved_at.is_(None)
        )
        .values(resolved_at=at)
    )


def resolve_all_incidents(work: UnitOfWork, instance: str, at: datetime) -> None:
    """Mark the incidents of a process instance resolved."""
    work.connection.execute(
        sa.update(t.incident)
        .where(t.incident.c.instance == instance, t.incident.c.resolved_at.is_(None))
        .values(resolved_at=at)
    )
