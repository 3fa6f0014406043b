"""Moving running cases to another version: a plan, a preview, one case or many, and going back.

Source: docs/decisions/0012-migration.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import Running, lock_running, record_advance, require_open, setting_of
from regelruimte.engine.errors import (
    CannotMove,
    CannotUndo,
    CaseOnOtherVersion,
    EngineError,
    NotFound,
)
from regelruimte.engine.migration_plan import (
    UNDO_WINDOW,
    MigrationPlan,
    MoveStatus,
    Obstacle,
    Progress,
    Verdict,
)
from regelruimte.engine.priority import Priority
from regelruimte.engine.roles import ANY_CASE_WORKER
from regelruimte.engine.spiff import migrate
from regelruimte.engine.spiff.info import ElementInfo
from regelruimte.engine.spiff.step import Advance, OpenedStep, WaitKind
from regelruimte.engine.store import case_rows, definition_rows, migration_rows, step_rows, task_rows
from regelruimte.engine.store.audit import case_chain, definition_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.versions import RunnableVersion, get_runnable
from regelruimte.engine.vocabulary import Case

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]
"""Opens a unit of work."""


def propose_plan(
    view: View, key: str, from_version: int, to_version: int, *, mapping: Mapping[str, str] | None = None
) -> MigrationPlan:
    """Propose how the running cases of a version move to another version of the same definition.

    What is live keeps its id where the new version has it; an element whose id changed but whose name and
    kind did not is taken for the same.

    Args:
        view: the view.
        key: key of the definition.
        from_version: number of the version the cases run on.
        to_version: number of the version they go to.
        mapping: what somebody decided already, which goes before what is proposed.

    Raises:
        NotAllowed; NotFound: no such definition or version, or an element of the mapping.
    """
    require(view.actor, Act.MIGRATE)
    old, new = get_runnable(view, key, from_version), get_runnable(view, key, to_version)
    given = dict(mapping or {})
    _require_elements(given, old, new)
    renamed = _renamed(old.elements, new.elements)
    live = {element: element for element in _live(view, old, key) if element in new.elements}
    return MigrationPlan(
        id=view.ids.new(),
        definition=key,
        from_version=from_version,
        to_version=to_version,
        mapping=renamed | live | given,
        added=tuple(sorted(new.elements.keys() - old.elements.keys() - set(renamed.values()))),
        removed=tuple(sorted(old.elements.keys() - new.elements.keys() - renamed.keys())),
        renamed=renamed,
        made_at=view.now,
        made_by=view.actor.name,
        undo_until=view.now + UNDO_WINDOW,
    )


def get_plan(view: View, plan_id: str) -> MigrationPlan:
    """Return a plan that was applied; what it adds and removes is not kept.

    Raises:
        NotAllowed; NotFound: no such plan.
    """
    require(view.actor, Act.MIGRATE)
    return migration_rows.read_plan(view, plan_id)


def preview(view: View, plan: MigrationPlan, *, most: int | None = None) -> tuple[Verdict, ...]:
    """Return for each running case of the plan whether it can move now, and if not, why.

    Args:
        view: the view.
        plan: the plan.
        most: how many cases to look at, the lowest numbers first; None for all.

    Raises:
        NotAllowed; NotFound: no such version.
    """
    require(view.actor, Act.MIGRATE)
    running = migration_rows.list_running(view, plan.definition, plan.from_version)[:most]
    return tuple(_verdict(view, plan, case_rows.read_case(view, case_id)) for case_id, _ in running)


def dry_run(open_work: OpenWork, plan: MigrationPlan, numbers: Iterable[str]) -> tuple[Verdict, ...]:
    """Move cases in units of work that are taken back, each case its own; return what would become of them.

    Args:
        open_work: opens a unit of work of whoever asks.
        plan: the plan.
        numbers: numbers of the cases.

    Raises:
        NotAllowed.
    """
    return tuple(_try_out(open_work, plan, number) for number in numbers)


def apply_to_case(work: UnitOfWork, plan: MigrationPlan, number: str) -> None:
    """Move one case, all or nothing; a case that runs on the new version already is left as it is.

    Tokens, scopes and variables stay, timers keep their due time, open tasks and saved answers are kept.

    Raises:
        NotAllowed; NotFound: no such case of this definition; CaseClosed: it has ended.
        CaseOnOtherVersion: it does not run on the version the plan starts from.
        CannotMove: with what stands in the way.
    """
    require(work.actor, Act.MIGRATE)
    case = _find_case(work, plan, number)
    running = lock_running(work, case.id)
    if plan.to_version in {plan.from_version, running.case.version}:
        return
    migration_rows.keep_plan(work, plan)
    _move(work, plan, running)


def apply_in_background(work: UnitOfWork, plan: MigrationPlan, numbers: Iterable[str]) -> None:
    """Let cases move one by one in jobs of their own; `progress` tells how far it is.

    Raises:
        NotAllowed; NotFound: no such case of this definition.
    """
    require(work.actor, Act.MIGRATE)
    definition_rows.lock_definition(work, plan.definition)
    migration_rows.keep_plan(work, plan)
    cases = [_find_case(work, plan, number) for number in numbers]
    for case in cases:
        migration_rows.put_case(work, plan.id, case.id, {"status": MoveStatus.WAITING.value})
        work.enqueue("migrate_case", {"plan": plan.id, "case": case.id}, case=None, priority=Priority.LATER)
    facts = {
        "plan": plan.id, "from": plan.from_version, "to": plan.to_version, "cases": len(cases),
    }  # fmt: skip
    work.note(definition_chain(plan.definition), "migration:started", facts=facts)


def progress(view: View, plan: MigrationPlan) -> Progress:
    """Return what became of each case of a plan so far.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.MIGRATE)
    return Progress(migration_rows.list_moves(view, plan.id))


def undo_in_background(work: UnitOfWork, plan: MigrationPlan, numbers: Iterable[str] | None = None) -> None:
    """Let cases that moved go back one by one in jobs of their own; without numbers all that can.

    Raises:
        NotAllowed; NotFound: no such plan; CannotUndo: the time for it is over.
    """
    require(work.actor, Act.MIGRATE)
    kept = migration_rows.read_plan(work, plan.id)
    if work.now > kept.undo_until:
        raise CannotUndo(plan=plan.id, why="too-late")
    definition_rows.lock_definition(work, kept.definition)
    wanted = None if numbers is None else frozenset(numbers)
    moves = [move for move in migration_rows.list_moves(work, plan.id) if move.may_return]
    chosen = [move.number for move in moves if wanted is None or move.number in wanted]
    for number in chosen:
        case = _find_case(work, kept, number)
        migration_rows.put_case(work, plan.id, case.id, {"status": MoveStatus.GOING_BACK.value})
        work.enqueue("migrate_case", {"plan": plan.id, "case": case.id}, case=None, priority=Priority.LATER)
    facts = {"plan": plan.id, "from": kept.to_version, "to": kept.from_version, "cases": len(chosen)}
    work.note(definition_chain(kept.definition), "migration:undo-started", facts=facts)


def undo(work: UnitOfWork, plan: MigrationPlan, number: str) -> None:
    """Let a case go back to the version it came from.

    Raises:
        NotAllowed; NotFound: no such case of this definition; CaseClosed: it has ended.
        CannotUndo: it did not move under this plan, moved on since, or the time for it is over.
    """
    require(work.actor, Act.MIGRATE)
    running = lock_running(work, _find_case(work, plan, number).id)
    require_open(running)
    kept = migration_rows.find_kept(work, plan.id, running.case.id)
    if kept is None or kept.status not in {MoveStatus.MOVED, MoveStatus.GOING_BACK}:
        raise CannotUndo(case=number, why="not-moved")
    if work.now > migration_rows.read_plan(work, plan.id).undo_until:
        raise CannotUndo(case=number, why="too-late")
    if kept.state is None or kept.revision != running.instance.revision:
        raise CannotUndo(case=number, why="moved-on")
    migration_rows.put_back(work, running.instance.id, kept.before)
    changes = {
        "state": kept.state, "revision": running.instance.revision + 1, "version": plan.from_version,
    }  # fmt: skip
    step_rows.update_instance(work, running.instance.id, changes)
    case_rows.update_case(work, running.case.id, {"version": plan.from_version})
    migration_rows.put_case(work, plan.id, running.case.id, {"status": MoveStatus.UNDONE.value})
    facts = {"plan": plan.id, "from": plan.to_version, "to": plan.from_version}
    work.note(case_chain(running.case.id), "case:migration-undone", facts=facts)


def move_planned(work: UnitOfWork, plan_id: str, case_id: str) -> None:
    """Move a case that waits for its turn under a plan, or let it go back when it waits for that.

    Raises:
        NotAllowed; NotFound; CaseClosed; CaseOnOtherVersion; CannotMove; CannotUndo.
    """
    plan = migration_rows.read_plan(work, plan_id)
    kept = migration_rows.find_kept(work, plan_id, case_id)
    if kept is None or kept.status not in {MoveStatus.WAITING, MoveStatus.GOING_BACK}:
        return
    number = case_rows.read_case(work, case_id).number
    if kept.status is MoveStatus.GOING_BACK:
        undo(work, plan, number)
        return
    apply_to_case(work, plan, number)
    if (now := migration_rows.find_kept(work, plan_id, case_id)) is not None and now.status is kept.status:
        migration_rows.put_case(work, plan_id, case_id, {"status": MoveStatus.MOVED.value})


def note_failed(work: UnitOfWork, plan_id: str, case_id: str, refusal: EngineError) -> None:
    """Remember why a case that waited for its turn under a plan could not move, or could not go back."""
    kept = migration_rows.find_kept(work, plan_id, case_id)
    status = MoveStatus.MOVED if kept and kept.status is MoveStatus.GOING_BACK else MoveStatus.FAILED
    text = " ".join(message for _, _, message in getattr(refusal, "blockers", ()))
    code = str(refusal.facts.get("why", refusal.code))
    changes = {"status": status.value, "code": code, "message": text}
    migration_rows.put_case(work, plan_id, case_id, changes)


class _TakenBack(Exception):  # it is no error: it ends a unit of work that must not be kept
    """Ends a dry run."""


def _try_out(open_work: OpenWork, plan: MigrationPlan, number: str) -> Verdict:
    verdict = Verdict(number, (), ())
    with suppress(_TakenBack), open_work() as work:
        try:
            apply_to_case(work, plan, number)
        except CannotMove as refused:
            verdict = Verdict(number, (), tuple(Obstacle(*told) for told in refused.blockers))
        except EngineError as refused:
            if refused.code == "not-allowed":
                raise
            verdict = Verdict(number, (), (Obstacle(refused.code, "", str(refused)),))
        raise _TakenBack
    return verdict


def _require_elements(mapping: Mapping[str, str], old: RunnableVersion, new: RunnableVersion) -> None:
    for before, after in mapping.items():
        if before not in old.elements or after not in new.elements:
            raise NotFound(element=before if before not in old.elements else after)


def _renamed(old: Mapping[str, ElementInfo], new: Mapping[str, ElementInfo]) -> dict[str, str]:
    gone = [each for key, each in old.items() if key not in new and each.name != each.id]
    come = [each for key, each in new.items() if key not in old]
    pairs: dict[str, str] = {}
    for each in gone:
        alike = [one.id for one in come if (one.type, one.name) == (each.type, each.name)]
        twins = [one for one in gone if (one.type, one.name) == (each.type, each.name)]
        if len(alike) == len(twins) == 1:
            pairs[each.id] = alike[0]
    return pairs


def _live(view: View, version: RunnableVersion, key: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for case_id, _ in migration_rows.list_running(view, key, version.version.number):
        state = step_rows.read_main_instance(view, case_id).state or b""
        found |= dict.fromkeys(migrate.live_elements(version.model, state))
    return tuple(found)


def _verdict(view: View, plan: MigrationPlan, case: Case) -> Verdict:
    instance = step_rows.read_main_instance(view, case.id)
    old = get_runnable(view, plan.definition, plan.from_version)
    new = get_runnable(view, plan.definition, plan.to_version)
    found = migrate.blockers(
        old.model,
        instance.state or b"",
        setting_of(view, Running(case, instance, new)),
        target=new.model,
        mapping=plan.mapping,
    )
    at = migrate.live_elements(old.model, instance.state or b"")
    return Verdict(case.number, at, tuple(Obstacle(each.code, each.element, each.message) for each in found))


def _find_case(view: View, plan: MigrationPlan, number: str) -> Case:
    case = case_rows.find_case(view, number)
    if case is None or case.definition != plan.definition:
        raise NotFound(case=number)
    return case


def _move(work: UnitOfWork, plan: MigrationPlan, running: Running) -> None:
    case, instance, state = running.case, running.instance, require_open(running)
    if case.version != plan.from_version:
        raise CaseOnOtherVersion(case=case.number, version=case.version)
    target = get_runnable(work, plan.definition, plan.to_version)
    there = Running(case, instance, target)
    moved = migrate.move_state(
        running.version.model,
        state,
        setting_of(work, there),
        target=target.model,
        mapping=plan.mapping,
    )
    if not isinstance(moved, migrate.Moved):
        raise CannotMove(blockers=[(each.code, each.element, each.message) for each in moved])
    before = migration_rows.take_snapshot(work, instance.id)
    for changed in moved.changed:
        _change(work, there, changed)
    _note(work, plan, case)
    case_rows.update_case(work, case.id, {"version": plan.to_version})
    step_rows.update_instance(work, instance.id, {"version": plan.to_version})
    record_advance(work, there, moved.advance)
    kept = {
        "status": MoveStatus.MOVED.value,
        "revision": instance.revision + 1,
        "before": before,
        "state": state if _stood_still(moved.advance) else None,
    }
    migration_rows.put_case(work, plan.id, case.id, kept)


def _note(work: UnitOfWork, plan: MigrationPlan, case: Case) -> None:
    facts = {
        "plan": plan.id, "from": plan.from_version, "to": plan.to_version, "by": plan.made_by,
        "mapping": {old: new for old, new in plan.mapping.items() if old != new},
    }  # fmt: skip
    work.note(case_chain(case.id), "case:migrated", facts=facts)


def _change(work: UnitOfWork, there: Running, changed: migrate.Changed) -> None:
    after, instance = changed.after, there.instance.id
    migration_rows.move_incidents(work, instance, changed.step, after.element)
    if after.kind is not WaitKind.USER:
        names = ("element", "name", "connector", "inputs", "message", "correlation")
        changes = _differing(changed, names)
        if "inputs" in changes:
            changes["inputs"] = dict(after.inputs)
        drawn = there.version.elements.get(after.element)
        changes["group_key"] = None if drawn is None else drawn.group
        migration_rows.change_wait(work, instance, changed.step, changes)
        return
    changes = _differing(changed, ("element", "name", "form", "group"))
    if "group" in changes:
        changes["group_key"] = changes.pop("group") or ANY_CASE_WORKER
    task = task_rows.find_task_of_step(work, instance, changed.step)
    if task is not None and changes:
        task_rows.update_task(work, task.id, changes)


def _differing(changed: migrate.Changed, names: Iterable[str]) -> dict[str, Any]:
    """Return what the new model says otherwise; what a person or the past made of it stays."""
    before: OpenedStep | None = changed.before
    pairs = {name: getattr(changed.after, name) for name in names}
    return {name: said for name, said in pairs.items() if before is None or getattr(before, name) != said}


def _stood_still(advance: Advance) -> bool:
    """Tell whether a move set nothing going, so that the case may go back."""
    went = advance.passages or advance.writes or advance.decisions or advance.thrown or advance.troubles
    kinds = {each.kind for each in advance.opened} | {each.kind for each in advance.closed}
    return not went and WaitKind.USER not in kinds
