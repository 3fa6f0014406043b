"""Which cases and tasks an actor may see: asked before every read and act on them."""

from __future__ import annotations

from regelruimte.engine.actors import Act, Actor, require
from regelruimte.engine.errors import NotAllowed, NotFound
from regelruimte.engine.roles import CITIZEN_GROUP, Role
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Case, Task

_ALL_CASES = frozenset({Role.CASE_WORKER, Role.ADMINISTRATOR, Role.SYSTEM})


def find_visible_case(view: View, number: str) -> Case:
    """Return a case by its number when this actor may see it.

    Raises:
        NotFound: no such case, or not for this actor: the answer does not tell which.
    """
    case = case_rows.find_case(view, number)
    if case is None or not may_see(view.actor, case):
        raise NotFound(case=number)
    return case


def may_see(actor: Actor, case: Case) -> bool:
    """Tell whether an actor may see a case: staff who handle cases all, a citizen only their own."""
    if actor.roles & _ALL_CASES:
        return True
    return case.person is not None and case.person == actor.person


def require_task(view: View, task: Task, *, case: Case | None = None) -> None:
    """Refuse when this actor may not work on a task; `case` is its case, where it was read already.

    Raises:
        NotFound: the task is of a case this actor may not see.
        NotAllowed: it is another group's work.
    """
    require(view.actor, Act.WORK_ON_TASKS)
    if not may_see(view.actor, case or case_rows.read_case(view, task.case_id)):
        raise NotFound(task=task.id)
    if not may_work_on(view.actor, task):
        raise NotAllowed(act="work-on-task", group=task.group)


def may_work_on(actor: Actor, task: Task) -> bool:
    """Tell whether a task is an actor's work: assigned to them, of their group, or the person's own.

    A case worker may do a citizen's task for them, at the desk or by phone: the channel says so.
    """
    if Role.SYSTEM in actor.roles or task.assignee == actor.id:
        return True
    if task.group == CITIZEN_GROUP:
        return bool(actor.roles & {Role.CITIZEN, Role.CASE_WORKER})
    return task.group in actor.all_groups and Role.CITIZEN not in actor.roles
