"""Own steps: what one case gets that the model never had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from regelruimte.engine.detours.taking import (
    Doer,
    Motive,
    Taken,
    hold_path,
    lock_case,
    new_detour,
    open_added_task,
    require_reason,
    write_note,
)
from regelruimte.engine.errors import InvalidValue
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import Detour, DetourKind


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step this one case gets, which the model never had.

    Attributes:
        title: what to do; reason: why; ground: article or agreement, may be empty.
        group: key of the group whose work it is; None means any case worker.
        assignee: id of one person, None for anyone of the group; assignee_name: as they are called.
        due_at: by when, None when it does not matter.
        note: what whoever does it should know.
        holds: True when the usual path waits for it, False when it goes beside it.
        form: id of a form of the version that is filled in, None for a plain note.
        citizen_text: what the person the case is about reads of it.
    """

    title: str
    reason: str
    ground: str = ""
    group: str | None = None
    assignee: str | None = None
    assignee_name: str = ""
    due_at: datetime | None = None
    note: str = ""
    holds: bool = False
    form: str | None = None
    citizen_text: str = ""

    @property
    def doer(self) -> Doer:
        """Who does it, and by when."""
        return Doer(self.group, self.assignee, self.assignee_name, self.due_at, self.note)


def add_own_step(work: UnitOfWork, number: str, request: OwnStep) -> Detour:
    """Give one case a step of its own, with a reason; the usual path waits for it or goes on beside it.

    Raises:
        ReasonMissing: no reason; InvalidValue: no title, or the version has no such form.
        NotFound: no such case for this actor; CaseClosed: it has ended.
    """
    require_reason(request.reason)
    if not request.title.strip():
        raise InvalidValue(name="title")
    running = lock_case(work, number)
    if request.form is not None and running.version.find_form(request.form) is None:
        raise InvalidValue(name="form")
    taken = Taken(DetourKind.OWN_STEP, request.title.strip(), holds=request.holds)
    motive = Motive(request.reason, article=request.ground, citizen_text=request.citizen_text)
    detour = new_detour(work, running, taken, motive)
    task_rows.insert_detour(work, detour)
    open_added_task(work, running, detour, request.doer, form=request.form)
    hold_path(work, running, detour)
    write_note(work, detour, "detour:added")
    return detour
