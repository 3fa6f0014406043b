"""Sub-cases: a whole published process that runs inside a case, beside its usual path or holding it.

A sub-case is a second process instance of the same case: same number, same log, same page, its own state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import Running, record_advance, setting_of
from regelruimte.engine.detours.needs import names_of_form
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
from regelruimte.engine.errors import NotFound, NothingPublished
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.step import Write
from regelruimte.engine.store import definition_rows, step_rows, task_rows
from regelruimte.engine.store.step_rows import Instance
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value
from regelruimte.engine.versions import get_runnable
from regelruimte.engine.vocabulary import Definition, Detour, DetourKind


@dataclass(frozen=True, slots=True)
class SubProcessOffered:
    """A published process that can run as a sub-case.

    Attributes:
        key: of its definition; title, question, summary: as it says of itself.
        version: number of the version that would run: the standing one.
    """

    key: str
    title: str
    question: str
    summary: str
    version: int


@dataclass(frozen=True, slots=True)
class SubCase:
    """A published process that runs inside one case.

    Attributes:
        definition: its key; reason: why; ground: article or agreement, may be empty.
        holds: True when the usual path waits for it, False when it goes beside it.
        doer: who answers its first questions.
        citizen_text: what the person the case is about reads of it.
        values: what it knows from the start besides what the case knows already.
    """

    definition: str
    reason: str
    ground: str = ""
    holds: bool = False
    doer: Doer = field(default_factory=Doer)
    citizen_text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


def list_sub_processes(view: View) -> tuple[SubProcessOffered, ...]:
    """Return the processes that can run as a sub-case: all that have a standing version.

    Raises:
        NotAllowed: this actor takes no detours.
    """
    require(view.actor, Act.TAKE_DETOURS)
    return tuple(
        SubProcessOffered(each.key, each.title, each.question, each.summary, each.standing)
        for each in definition_rows.list_definitions(view)
        if each.standing is not None
    )


def start_sub_case(work: UnitOfWork, number: str, request: SubCase) -> Detour:
    """Start a published process inside a case.

    What its first form asks and the case knows already goes along. Where it has such a form somebody looks at
    it first: a task is opened, and the process begins when that is done. What comes out of it is kept in one
    variable of the case, named by `result_name`.

    Raises:
        ReasonMissing: no reason; NotFound: no such case or definition; CaseClosed: the case has ended.
        NothingPublished: the definition has no standing version.
    """
    require_reason(request.reason)
    main = lock_case(work, number)
    definition, standing = _standing(work, request.definition)
    sub = _begin_instance(work, main, definition, standing)
    taken = Taken(
        DetourKind.SUB_CASE, definition.title, holds=request.holds, instance=sub.instance.id,
        facts={"definition": definition.key, "version": standing},
    )  # fmt: skip
    motive = Motive(request.reason, article=request.ground, citizen_text=request.citizen_text)
    detour = new_detour(work, main, taken, motive)
    task_rows.insert_detour(work, detour)
    hold_path(work, main, detour)
    write_note(work, detour, "detour:sub-case", definition=definition.key, version=standing)
    values = {**_passed_on(work, main, sub), **request.values}
    form = sub.version.process.start_form
    if form is not None and sub.version.find_form(form) is not None:
        writes = [Write("main", name, value) for name, value in values.items()]
        step_rows.write_variables(work, sub.instance.id, writes, revision=0, task=None)
        open_added_task(work, sub, detour, request.doer, form=form)
        return detour
    advance = interpreter.start(sub.version.model, setting_of(work, sub), values=values)
    record_advance(work, sub, advance)
    return detour


def _standing(view: View, key: str) -> tuple[Definition, int]:
    definition = definition_rows.find_definition(view, key)
    if definition is None:
        raise NotFound(definition=key)
    if definition.standing is None:
        raise NothingPublished(definition=key)
    return definition, definition.standing


def _begin_instance(work: UnitOfWork, main: Running, definition: Definition, number: int) -> Running:
    instance = Instance(
        id=work.ids.new(), case_id=main.case.id, kind="sub", version=number, state=None, revision=0,
        outcome=None, held_by=None, definition=definition.key,
    )  # fmt: skip
    step_rows.insert_instance(work, instance)
    return Running(main.case, instance, get_runnable(work, definition.key, number))


def _passed_on(view: View, main: Running, sub: Running) -> dict[str, Value]:
    wanted = names_of_form(sub.version, sub.version.process.start_form)
    variables = step_rows.list_variables(view, main.instance.id)
    return {v.name: v.value for v in variables if v.scope == "main" and v.name in wanted}
