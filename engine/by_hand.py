"""Doing by hand what a connector could not: a task in its place that gives the outputs of the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import regex

from regelruimte.engine.advance import Running, require_open, setting_of, take_live
from regelruimte.engine.bpmn import MANUAL
from regelruimte.engine.feel.render import number_text
from regelruimte.engine.free_steps import group_of_process
from regelruimte.engine.roles import CITIZEN_GROUP, SYSTEM_GROUP
from regelruimte.engine.spiff import detours as departing
from regelruimte.engine.spiff.step import Advance
from regelruimte.engine.store import case_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain
from regelruimte.engine.store.step_rows import Wait
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Task, TaskStatus

BY_HAND = "by_hand"
"""Source of a task that stands in the place of a connector."""

_NOT_STAFF = frozenset({CITIZEN_GROUP, SYSTEM_GROUP})
_PLAIN_NAME = regex.compile(r"\s*=?\s*(\w+)\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person does by hand.

    Attributes:
        connector: name of the connector that could not do it.
        inputs: what it was asked; outputs: what is to be filled in, name to kind (`OUTPUT_KINDS`).
    """

    connector: str
    inputs: Mapping[str, Value]
    outputs: Mapping[str, str]


def open_by_hand(work: UnitOfWork, running: Running, wait: Wait, *, why: str, code: str) -> Task:
    """Open the task that stands in the place of a connector, or return the one that is open already.

    Args:
        work: the unit of work that locked the case.
        running: the case, with the process instance the step is in.
        wait: the step that waits for the connector.
        why: what went wrong, in words.
        code: the same for a program.
    """
    standing = task_rows.find_task_of_step(work, wait.instance, wait.step)
    if standing is not None and standing.status is TaskStatus.OPEN:
        return standing
    drawn = running.version.elements[wait.element]
    group = drawn.group if drawn.group and drawn.group not in _NOT_STAFF else None
    task = Task(
        id=work.ids.new(), case_id=running.case.id, case_number=running.case.number, instance=wait.instance,
        step=wait.step, element=wait.element, name=wait.name, note=why,
        group=group or group_of_process(running.version), assignee=None, assignee_name="",
        form=None if drawn.fallback == MANUAL else drawn.fallback, status=TaskStatus.OPEN, source=BY_HAND,
        detour=None, due_at=None, opened_at=work.now, closed_at=None, closed_by="", scope=wait.scope,
        scope_revision=running.instance.revision, held_by=running.instance.held_by,
    )  # fmt: skip
    task_rows.insert_task(work, task)
    chain = case_chain(running.case.id)
    work.note(chain, "connector:by-hand", facts={"task": task.id, "element": wait.element, "code": code})
    opened = {"task": task.id, "element": wait.element, "name": task.name, "group": task.group}
    work.note(chain, "task:opened", facts=opened)
    return task


def find_asked(view: View, running: Running, task: Task) -> Asked | None:
    """Return what a task asks to do by hand; None for any other task, and for one that is over."""
    if task.source != BY_HAND or task.step is None:
        return None
    wait = step_rows.find_wait(view, task.instance, task.step)
    if wait is None or wait.connector is None:
        return None
    declared = view.parts.connectors.declared(wait.connector).outputs
    mapped = departing.output_mapping(running.version.model, wait.element)
    if mapped is None:
        return Asked(wait.connector, wait.inputs, dict(declared))
    kinds = {target: declared.get(_plain_name(source), "text") for target, source in mapped.items()}
    return Asked(wait.connector, wait.inputs, kinds)


def go_on_by_hand(work: UnitOfWork, running: Running, task: Task, values: Mapping[str, Value]) -> Advance:
    """Let the step go on with what a person filled in; its incidents are over."""
    assert task.step is not None  # noqa: S101  # the caller chose by the task's source
    case_rows.resolve_incidents(work, task.instance, task.step, work.now)
    return departing.stand_in(
        running.version.model,
        require_open(running),
        setting_of(work, running),
        step=task.step,
        values={name: _plainly(value) for name, value in values.items()} if task.form is None else values,
        live=take_live(work, running),
    )


def _plainly(value: Value) -> Value:
    """Return a number as it was meant: our own form asks for more decimals than most numbers have."""
    return Decimal(number_text(value)) if isinstance(value, Decimal) else value


def _plain_name(source: str) -> str:
    found = _PLAIN_NAME.fullmatch(source, timeout=0.2)
    return found[1] if found else ""
