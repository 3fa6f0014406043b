"""Replacing an open step by another: the usual path goes on when that one is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine.advance import Running, close_task
from regelruimte.engine.detours.needs import names_of_form
from regelruimte.engine.detours.open_steps import require_departure
from regelruimte.engine.detours.taking import (
    Doer,
    Motive,
    Taken,
    ask_second_eyes,
    doer_values,
    grounded,
    lock_case,
    new_detour,
    open_added_task,
    write_note,
)
from regelruimte.engine.errors import InvalidValue, NotStartable
from regelruimte.engine.store import task_rows
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourKind, TaskStatus


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is done instead of an open step.

    Attributes:
        step: id of the step; instance: the process instance it is in.
        motive: why, and on what ground.
        title: what is done instead; may be empty when `element` says it.
        element: another activity of the model that is done instead, None for an own step.
        form: id of a form of the version that is filled in, None for that of `element` or a plain note.
        doer: who does it.
        values: what the usual path needs and neither step nor form gives, by name.
    """

    step: str
    instance: str
    motive: Motive
    title: str = ""
    element: str | None = None
    form: str | None = None
    doer: Doer = field(default_factory=Doer)
    values: Mapping[str, Value] = field(default_factory=dict)


def replace_step(work: UnitOfWork, number: str, request: Replacement) -> Detour:
    """Replace an open step of a person by another; the usual path goes on when that one is done.

    Boundary events of the step go on watching: when one of them takes the path elsewhere, what stands in its
    place is called off.

    Raises:
        ReasonMissing; GroundMissing; MandateMissing: the actor may not decide this.
        NotFound: no such case for this actor; CaseClosed: it has ended.
        NotStartable: the step is not open or not a person's, or may not be replaced, with why.
        InvalidValue: no title, or no such activity or form; ValuesMissing: the path needs more values.
        TaskHeld: the path waits for a detour; TaskClaimedByAnother: a colleague is at it.
    """
    running = lock_case(work, number, request.instance)
    found = require_departure(work, running, request.step)
    if found.task is None:
        raise NotStartable(step=request.step, why="not-a-task")
    motive = grounded(request.motive, found.standing)
    title, form, doer = _instead(running, request)
    found.require_values(names_of_form(running.version, form) | request.values.keys())
    taken = Taken(
        DetourKind.REPLACE, title, found.element, request.step,
        facts={"instead": request.element, "name": found.name, "values": dict(request.values)},
    )  # fmt: skip
    detour = new_detour(work, running, taken, motive)
    if asked := ask_second_eyes(work, running, detour, motive=motive, request=_payload(request)):
        return asked
    task_rows.insert_detour(work, detour)
    close_task(work, found.task, TaskStatus.REPLACED)
    open_added_task(work, running, detour, doer, form=form)
    write_note(work, detour, "detour:replaced", name=found.name)
    return detour


def _payload(request: Replacement) -> dict[str, Value]:
    return {
        "step": request.step, "instance": request.instance, "title": request.title,
        "element": request.element, "form": request.form, "doer": doer_values(request.doer),
        "values": dict(request.values),
    }  # fmt: skip


def _instead(running: Running, request: Replacement) -> tuple[str, str | None, Doer]:
    info = None if request.element is None else running.version.elements.get(request.element)
    if request.element is not None and (info is None or info.type != "userTask"):
        raise InvalidValue(name="element")
    title = request.title.strip() or (info.name if info else "")
    form = request.form or (info.form if info else None)
    if not title:
        raise InvalidValue(name="title")
    if form is not None and running.version.find_form(form) is None:
        raise InvalidValue(name="form")
    doer = request.doer
    if info is not None and doer.group is None and doer.assignee is None:
        doer = Doer(info.group, due_at=doer.due_at, note=doer.note)
    return title, form, doer
