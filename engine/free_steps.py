"""Free steps of the case itself: work beside the usual path for which no reason or ground is asked."""

from __future__ import annotations

from collections.abc import Sequence

from regelruimte.engine.advance import Running
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.unfit import UnfitQuestion
from regelruimte.engine.versions import RunnableVersion
from regelruimte.engine.vocabulary import Task, TaskStatus

FREE_STEP = "free_step"
"""Source of a task that is a free step of the case itself."""

_LONGEST_NAME = 200
_NOT_STAFF = frozenset({CITIZEN_GROUP, SYSTEM_GROUP})


def open_for_unfit(
    work: UnitOfWork, running: Running, unfit: Sequence[UnfitQuestion], *, group: str | None = None
) -> None:
    """Open one free step for the questions that did not fit who answered; nothing when all did.

    It keeps the case open until a person has looked, and holds nothing.

    Args:
        work: the unit of work that locked the case.
        running: the case.
        unfit: the questions, with why.
        group: whose work the form was; without it, or when that is not staff, the process's group.
    """
    if not unfit:
        return
    case = running.case
    staff = group if group and group not in _NOT_STAFF else group_of_process(running.version)
    task = Task(
        id=work.ids.new(), case_id=case.id, case_number=case.number, instance=running.instance.id,
        step=None, element=None, name=_name(unfit), note=_note(unfit), group=staff, assignee=None,
        assignee_name="", form=None, status=TaskStatus.OPEN, source=FREE_STEP, detour=None, due_at=None,
        opened_at=work.now, closed_at=None, closed_by="", scope="main",
        scope_revision=running.instance.revision, held_by=None,
    )  # fmt: skip
    task_rows.insert_task(work, task)
    facts = {"task": task.id, "names": [one.label for one in unfit], "keys": [one.key for one in unfit]}
    work.note(case_chain(case.id), "question:unfit", facts=facts)
    opened = {"task": task.id, "element": None, "name": task.name, "group": task.group}
    work.note(case_chain(case.id), "task:opened", facts=opened)


def group_of_process(version: RunnableVersion) -> str:
    """Return the group of staff whose process it is: that of the first task for staff as drawn."""
    for element in version.elements.values():
        if element.type == "userTask" and element.group and element.group not in _NOT_STAFF:
            return element.group
    return ANY_CASE_WORKER


def _name(unfit: Sequence[UnfitQuestion]) -> str:
    labels = ", ".join(one.label.rstrip(".: ") for one in unfit)
    name = f"Vraag past niet: {labels}" if len(unfit) == 1 else f"Vragen passen niet: {labels}"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _note(unfit: Sequence[UnfitQuestion]) -> str:
    return "\n".join(f"{one.label.rstrip(': ')}: ‘{one.why}’" for one in unfit)
