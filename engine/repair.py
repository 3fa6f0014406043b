"""Repairing a case: what only an administrator may do, always with a reason that goes into the log.

Source: docs/decisions/0012-migration.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import (
    SUSPENDED,
    Running,
    cancel_sub_instance,
    lock_running,
    record_advance,
    release_suspension,
    require_open,
    require_room_for,
    setting_of,
)
from regelruimte.engine.closing import close_when_done
from regelruimte.engine.errors import CaseClosed, InvalidValue, NotRepairable, ReasonMissing
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff import repair as steps
from regelruimte.engine.spiff.step import Advance, Write
from regelruimte.engine.store import case_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.step_rows import Instance
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value, to_value
from regelruimte.engine.vocabulary import CaseStatus, DetourStatus, TaskStatus

_MAIN_SCOPE = "main"


@dataclass(frozen=True, slots=True)
class Difference:
    """A variable before and after a change; None before when it was not there."""

    name: str
    before: Value
    after: Value


def move_activity(work: UnitOfWork, number: str, *, step: str, element: str, reason: str) -> None:
    """Take what is live at one place away and start another element instead.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        NotWaiting: no such step; NoSuchElement; NotRepairable: it cannot be moved this way.
    """
    running, state = _lock(work, number, reason)
    left = _element_of(work, running, step)
    setting, model = setting_of(work, running), running.version.model
    advance = steps.move_activity(model, state, setting, step=step, element=element)
    facts = {"element": element, "earlier": left, "name": _name(running, element)}
    work.note(case_chain(running.case.id), "step:moved", reason=reason, facts=facts)
    _record(work, running, advance, [step])


def add_activity(work: UnitOfWork, number: str, *, element: str, reason: str) -> None:
    """Start an element of the model beside what is live already.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        NoSuchElement; NotRepairable: its part of the process is not open, or more than once.
    """
    running, state = _lock(work, number, reason)
    setting, model = setting_of(work, running), running.version.model
    advance = steps.add_activity(model, state, setting, element=element)
    facts = {"element": element, "name": _name(running, element)}
    work.note(case_chain(running.case.id), "step:added", reason=reason, facts=facts)
    record_advance(work, running, advance)


def cancel_activity(work: UnitOfWork, number: str, *, step: str, reason: str) -> None:
    """Take what is live at one place away.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        NotWaiting: no such step; NotRepairable: it is the last one, or cannot be taken away by itself.
    """
    running, state = _lock(work, number, reason)
    left = _element_of(work, running, step)
    advance = steps.cancel_activity(running.version.model, state, setting_of(work, running), step=step)
    facts = {"element": left, "name": _name(running, left or "")}
    work.note(case_chain(running.case.id), "step:cancelled", reason=reason, facts=facts)
    _record(work, running, advance, [step])


def change_data(
    work: UnitOfWork,
    number: str,
    *,
    values: Mapping[str, Value],
    reason: str,
    scope: str = _MAIN_SCOPE,
    seen: Mapping[str, Value] | None = None,
) -> tuple[Difference, ...]:
    """Give variables another value; what was and what became of it is kept in the log.

    Conditions that wait see the new values at once.

    Args:
        work: the unit of work.
        number: number of the case.
        values: the new values.
        reason: why, for the log.
        scope: where the variables live.
        seen: the values whoever asks saw before; None when nobody looked.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        InvalidValue: nothing changes, or the case has no such scope.
        NotRepairable: a value is not what was seen any more; TooMuch: the case would hold too much.
    """
    running, state = _lock(work, number, reason)
    kept = {v.name: v.value for v in step_rows.list_variables(work, running.instance.id) if v.scope == scope}
    if not kept and scope != _MAIN_SCOPE:
        raise InvalidValue(scope=scope)
    if seen is not None and any(kept.get(name) != seen.get(name) for name in values):
        raise NotRepairable(case=number, why="changed-since")
    new = {name: to_value(value) for name, value in values.items()}
    changed = [
        Difference(name, kept.get(name), value)
        for name, value in new.items()
        if name not in kept or kept[name] != value
    ]
    if not changed:
        raise InvalidValue(values="unchanged")
    require_room_for(work, running.instance.id, {each.name: each.after for each in changed})
    writes = [Write(scope, each.name, each.after) for each in changed]
    revision = running.instance.revision + 1
    step_rows.write_variables(work, running.instance.id, writes, revision=revision, task=None)
    facts = {
        "scope": scope,
        "names": [each.name for each in changed],
        "before": {each.name: each.before for each in changed},
        "after": {each.name: each.after for each in changed},
    }
    work.note(case_chain(running.case.id), "data:changed", reason=reason, facts=facts)
    model = running.version.model
    record_advance(work, running, interpreter.look_again(model, state, setting_of(work, running)))
    return tuple(changed)


def suspend(work: UnitOfWork, number: str, *, reason: str) -> None:
    """Let a case wait: its tasks, timers, messages and automatic steps, until it is resumed.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        NotRepairable: it is suspended already.
    """
    running, _ = _lock(work, number, reason)
    if running.instance.held_by == SUSPENDED:
        raise NotRepairable(case=number, why="suspended")
    step_rows.update_instance(work, running.instance.id, {"held_by": SUSPENDED})
    task_rows.hold_open_tasks(work, running.instance.id, SUSPENDED)
    for sub in step_rows.list_sub_instances(work, running.case.id):
        step_rows.update_instance(work, sub.id, {"held_by": SUSPENDED})
        task_rows.hold_open_tasks(work, sub.id, SUSPENDED)
    work.note(case_chain(running.case.id), "case:suspended", reason=reason)


def resume(work: UnitOfWork, number: str, *, reason: str) -> None:
    """Let a suspended case go on, unless an own step still holds it.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        NotRepairable: it is not suspended.
    """
    running, _ = _lock(work, number, reason)
    if running.instance.held_by != SUSPENDED:
        raise NotRepairable(case=number, why="not-suspended")
    work.note(case_chain(running.case.id), "case:resumed", reason=reason)
    release_suspension(work, running)


def cancel_case(work: UnitOfWork, number: str, *, outcome: str, reason: str, text: str = "") -> None:
    """End a case before its time: its tasks, own steps and jobs are called off.

    Args:
        work: the unit of work.
        number: number of the case.
        outcome: short name of how it ended, such as "Ingetrokken".
        reason: why, for the log.
        text: one sentence for the citizen.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: it has ended.
        InvalidValue: no outcome.
    """
    if not outcome.strip():
        raise InvalidValue(name="outcome")
    running = _lock_case(work, number, reason)
    work.note(case_chain(running.case.id), "case:cancelled", reason=reason, facts={"outcome": outcome})
    _call_off_own_steps(work, running)
    if running.instance.state is not None:
        model, state = running.version.model, running.instance.state
        advance = interpreter.cancel(model, state, setting_of(work, running))
        record_advance(work, running, replace(advance, outcome=outcome))
    case_rows.update_case(work, running.case.id, {"outcome": outcome, "outcome_text": text})
    close_when_done(work, running.case.id)


def restart(work: UnitOfWork, number: str, *, element: str, reason: str) -> None:
    """Let the usual path begin again at an earlier element, with the values of the case as they are.

    The old process instance is closed with all that waits in it; its history and answers stay.

    Raises:
        NotAllowed; ReasonMissing; NotFound: no such case; CaseClosed: the case has ended.
        NoSuchElement: the main line of the process has none where one can begin.
    """
    running = _lock_case(work, number, reason)
    old, model = running.instance, running.version.model
    values = {v.name: v.value for v in step_rows.list_variables(work, old.id) if v.scope == _MAIN_SCOPE}
    new = Instance(
        id=work.ids.new(), case_id=running.case.id, kind="main", version=running.case.version,
        state=None, outcome=None, held_by=old.held_by,
        # It counts on: what was kept of the old run by its revision never fits the new one.
        revision=old.revision + 1,
    )  # fmt: skip
    again = replace(running, instance=new)
    process, setting = running.version.process.id, setting_of(work, again)
    advance = steps.start_at(model, setting, process=process, element=element, values=values)
    facts = {"element": element, "name": _name(running, element), "earlier": old.id}
    work.note(case_chain(running.case.id), "case:restarted", reason=reason, facts=facts)
    _close_run(work, running)
    step_rows.insert_instance(work, new)
    case_rows.update_case(work, running.case.id, {"outcome": None, "outcome_text": ""})
    record_advance(work, again, advance)


def _close_run(work: UnitOfWork, running: Running) -> None:
    """Close a process instance without ending the case: what waits in it is called off."""
    instance = running.instance
    if instance.state is not None:
        setting = setting_of(work, running)
        closing = interpreter.cancel(running.version.model, instance.state, setting)
        # With its state kept until the next line nobody takes this for the end of the usual path.
        record_advance(work, running, replace(closing, state=instance.state, live=None))
    step_rows.update_instance(work, instance.id, {"kind": "earlier", "state": None})
    case_rows.resolve_all_incidents(work, instance.id, work.now)


def _lock(work: UnitOfWork, number: str, reason: str) -> tuple[Running, bytes]:
    running = _lock_case(work, number, reason)
    return running, require_open(running)


def _lock_case(work: UnitOfWork, number: str, reason: str) -> Running:
    require(work.actor, Act.REPAIR)
    if not reason.strip():
        raise ReasonMissing
    running = lock_running(work, find_visible_case(work, number).id)
    if running.case.status is not CaseStatus.OPEN:
        raise CaseClosed(case=number)
    return running


def _record(work: UnitOfWork, running: Running, advance: Advance, gone: list[str]) -> None:
    for step in gone:
        case_rows.resolve_incidents(work, running.instance.id, step, work.now)
    record_advance(work, running, advance)


def _element_of(work: UnitOfWork, running: Running, step: str) -> str | None:
    task = task_rows.find_task_of_step(work, running.instance.id, step)
    if task is not None:
        return task.element
    wait = step_rows.find_wait(work, running.instance.id, step)
    return None if wait is None else wait.element


def _name(running: Running, element: str) -> str:
    known = running.version.elements.get(element)
    return known.name if known else element


def _call_off_own_steps(work: UnitOfWork, running: Running) -> None:
    closing = {"status": TaskStatus.CANCELLED.value, "closed_at": work.now, "closed_by": work.actor.name}
    for task in task_rows.list_tasks_of_case(work, running.case.id):
        if task.status is TaskStatus.OPEN and task.source == "detour":
            task_rows.update_task(work, task.id, closing)
            task_rows.delete_saved_answers(work, task.id)
    for detour in task_rows.list_detours(work, running.case.id):
        if detour.status in {DetourStatus.OPEN, DetourStatus.ASKED}:
            task_rows.close_detour(work, detour.id, DetourStatus.CANCELLED)
            if detour.instance is not None:
                cancel_sub_instance(work, lock_running(work, running.case.id, detour.instance))
