"""Skipping an open step of the usual path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine.advance import (
    Running,
    close_task,
    record_advance,
    require_open,
    setting_of,
    take_live,
)
from regelruimte.engine.detours.open_steps import OpenStep, require_departure
from regelruimte.engine.detours.taking import (
    Motive,
    Taken,
    ask_second_eyes,
    done_at_once,
    grounded,
    lock_case,
    new_detour,
    write_note,
)
from regelruimte.engine.spiff import detours as departing
from regelruimte.engine.store import case_rows, task_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourKind, TaskStatus


@dataclass(frozen=True, slots=True)
class Skip:
    """An open step that is not done in this case.

    Attributes:
        step: id of the step; instance: the process instance it is in.
        motive: why, and on what ground.
        values: what the usual path needs and the step would have given, by name.
    """

    step: str
    instance: str
    motive: Motive
    values: Mapping[str, Value] = field(default_factory=dict)


def skip_step(work: UnitOfWork, number: str, request: Skip) -> Detour:
    """Skip an open step: the usual path goes on without it, with only the values that are given.

    Raises:
        ReasonMissing; GroundMissing; MandateMissing: the actor may not decide this.
        NotFound: no such case for this actor; CaseClosed: it has ended.
        NotStartable: the step is not open, or may not be skipped, with why.
        ValuesMissing: the usual path needs values that are not given.
        TaskHeld: the path waits for a detour; TaskClaimedByAnother: a colleague is at it.
    """
    running = lock_case(work, number, request.instance)
    found = require_departure(work, running, request.step)
    motive = grounded(request.motive, found.standing)
    found.require_values(request.values)
    taken = Taken(DetourKind.SKIP, found.name, found.element, request.step)
    detour = new_detour(work, running, taken, motive)
    payload = {"step": request.step, "instance": request.instance, "values": dict(request.values)}
    if asked := ask_second_eyes(work, running, detour, motive=motive, request=payload):
        return asked
    detour = done_at_once(work, detour)
    task_rows.insert_detour(work, detour)
    write_note(work, detour, "detour:skipped", names=sorted(request.values))
    _go_on(work, running, found, request)
    return detour


def _go_on(work: UnitOfWork, running: Running, found: OpenStep, request: Skip) -> None:
    if found.task is not None:
        close_task(work, found.task, TaskStatus.SKIPPED)
    case_rows.resolve_incidents(work, running.instance.id, request.step, work.now)
    advance = departing.skip(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        step=request.step,
        values=request.values,
        live=take_live(work, running),
    )
    record_advance(work, running, advance)
