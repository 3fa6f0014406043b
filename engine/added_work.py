"""Finishing a task that a detour added: its answers, its detour, and the path that goes on."""

from __future__ import annotations

from collections.abc import Mapping

from regelruimte.engine.advance import (
    Running,
    record_advance,
    release_hold,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.closing import close_when_done
from regelruimte.engine.errors import NotStartable
from regelruimte.engine.spiff import detours as departing
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Advance, Write
from regelruimte.engine.store import step_rows, task_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus, Task


def finish_added_task(work: UnitOfWork, running: Running, task: Task, values: Mapping[str, Value]) -> None:
    """Keep the answers of an added task and close its detour; the path goes on where it waited for it."""
    detour = None if task.detour is None else task_rows.read_detour(work, task.detour)
    if detour is not None and detour.status is DetourStatus.ASKED:
        # It is agreed to or sent back, which is no filling-in of a form.
        raise NotStartable(detour=detour.id, why="asks-agreement")
    if detour is not None and detour.kind is DetourKind.SUB_CASE:
        # Its first questions are answered: now the sub-case itself begins, and it ends by itself.
        advance = interpreter.start(running.version.model, setting_of(work, running), values=values)
        record_advance(work, running, advance, task=task)
        return
    if detour is not None and detour.kind is DetourKind.REPLACE and detour.step is not None:
        _go_on_instead(work, running, task, detour, values)
    else:
        _keep_answers(work, running, task, detour, values)
    if detour is not None:
        task_rows.close_detour(work, detour.id, DetourStatus.COMPLETED)
        release_hold(work, running, detour.id)
    close_when_done(work, running.case.id)


def _go_on_instead(
    work: UnitOfWork, running: Running, task: Task, detour: Detour, values: Mapping[str, Value]
) -> None:
    given = {**(detour.facts.get("values") or {}), **values}
    advance = departing.skip(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        step=detour.step or "",
        values=given,
        live=take_live(work, running),
    )
    record_advance(work, running, advance, task=task)


def _keep_answers(
    work: UnitOfWork, running: Running, task: Task, detour: Detour | None, values: Mapping[str, Value]
) -> None:
    holder = running.instance.held_by
    is_still = holder is not None and (detour is None or holder != detour.id)
    if running.instance.state is None or is_still:
        # What is held by something else does not move, also not because of what is new here.
        _write(work, running, task, values)
        return
    record_advance(work, running, _take_in(work, running, task, values, running.instance.state), task=task)


def _take_in(
    work: UnitOfWork, running: Running, task: Task, values: Mapping[str, Value], state: bytes
) -> Advance:
    model, setting, live = running.version.model, setting_of(work, running), take_live(work, running)
    if task.element is not None and task.element in running.version.elements:
        return departing.take_in(model, state, setting, element=task.element, values=values, live=live)
    revision = running.instance.revision + 1
    writes = [Write("main", name, value) for name, value in values.items()]
    step_rows.write_variables(work, running.instance.id, writes, revision=revision, task=task.id)
    return interpreter.look_again(model, state, setting, live=live)


def _write(work: UnitOfWork, running: Running, task: Task, values: Mapping[str, Value]) -> None:
    writes = [Write("main", name, value) for name, value in values.items()]
    revision = running.instance.revision + 1
    step_rows.write_variables(work, running.instance.id, writes, revision=revision, task=task.id)
    step_rows.update_instance(work, running.instance.id, {"revision": revision})
