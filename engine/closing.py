"""Closing a case: when nothing is left to do in it."""

from __future__ import annotations

from typing import Any

from regelruimte.engine.store import case_rows, job_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import CaseStatus


def close_when_done(work: UnitOfWork, case_id: str) -> None:
    """Close a case whose usual path has ended and that has no open task and no running sub-case left."""
    if case_rows.is_done(work, case_id):
        outcome = case_rows.read_case(work, case_id).outcome
        case_rows.update_case(work, case_id, _closing(work))
        _let_go(work, case_id, outcome)


def end_path(work: UnitOfWork, case_id: str, *, outcome: str, text: str) -> None:
    """Write how the usual path of a case ended, and close the case when nothing else is left in it."""
    is_done = case_rows.is_done(work, case_id)
    told = {"outcome": outcome, "outcome_text": text}
    case_rows.update_case(work, case_id, told | _closing(work) if is_done else told)
    work.note(case_chain(case_id), "path:ended", facts={"outcome": outcome})
    if is_done:
        _let_go(work, case_id, outcome)


def _closing(work: UnitOfWork) -> dict[str, Any]:
    return {"status": CaseStatus.CLOSED.value, "closed_at": work.now}


def _let_go(work: UnitOfWork, case_id: str, outcome: str | None) -> None:
    job_rows.cancel_jobs(work, case_id)
    work.note(case_chain(case_id), "case:closed", facts={"outcome": outcome})
