"""What a job of a case starts from: the step that waits, and the case locked around it."""

from __future__ import annotations

from collections.abc import Callable

from regelruimte.engine.advance import Running, lock_running, record_advance, take_live
from regelruimte.engine.errors import NotFound, NotWaiting
from regelruimte.engine.spiff.step import Advance
from regelruimte.engine.store import case_rows, step_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.job_rows import Job
from regelruimte.engine.store.step_rows import Wait
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import CaseStatus, Incident


def find_waiting(view: View, job: Job) -> Wait | None:
    """Return the step a job is about, or None when it waits no longer."""
    return step_rows.find_wait(view, str(job.payload["instance"]), str(job.payload["step"]))


def lock_waiting(work: UnitOfWork, job: Job) -> tuple[Wait | None, Running | None]:
    """Lock the case of a job and return the step it is about; None for what is over."""
    if job.case_id is None:
        return None, None
    try:
        running = lock_running(work, job.case_id, str(job.payload["instance"]))
    except NotFound:
        # A practice case that was deleted: nobody waits any more.
        return None, None
    if running.case.status is not CaseStatus.OPEN or running.instance.state is None:
        return None, None
    return find_waiting(work, job), running


def open_incident(work: UnitOfWork, wait: Wait, *, code: str, message: str) -> None:
    """Let a person look at a step that went wrong.

    Args:
        work: a unit of work that has locked the case.
        wait: the step that went wrong.
        code: stable kebab-case name of what went wrong.
        message: the same in Dutch, for that person.
    """
    incident = Incident(
        id=work.ids.new(), case_id=wait.case_id, instance=wait.instance, step=wait.step,
        element=wait.element, code=code, message=message, opened_at=work.now, resolved_at=None,
    )  # fmt: skip
    case_rows.insert_incident(work, incident)
    facts = {"incident": incident.id, "element": wait.element, "code": code}
    work.note(case_chain(wait.case_id), "incident:opened", facts=facts)


def take_step(work: UnitOfWork, running: Running, take: Callable[[object | None], Advance]) -> None:
    """Take a step and record it, unless what it waited for came another way in the meantime."""
    try:
        advance = take(take_live(work, running))
    except NotWaiting:
        return
    record_advance(work, running, advance)
