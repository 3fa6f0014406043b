"""What is shown around moving running cases: where they are, what takes its place, earlier plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from regelruimte.engine.actors import Act, require
from regelruimte.engine.migration_plan import ListedPlan, LivePlace, MigrationPlan
from regelruimte.engine.spiff import migrate
from regelruimte.engine.spiff.info import ElementInfo
from regelruimte.engine.store import migration_rows, step_rows
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.versions import RunnableVersion, get_runnable


def list_plans(view: View, key: str) -> tuple[ListedPlan, ...]:
    """Return the plans of a definition that were applied, newest first.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.MIGRATE)
    return migration_rows.list_plans(view, key)


def count_running(view: View, key: str) -> dict[int, int]:
    """Return how many open cases of a definition run on each version, by number of the version.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.MIGRATE)
    return migration_rows.count_running(view, key)


def list_numbers(view: View, plan: MigrationPlan) -> tuple[str, ...]:
    """Return the numbers of the cases a plan is about.

    Raises:
        NotAllowed.
    """
    require(view.actor, Act.MIGRATE)
    running = migration_rows.list_running(view, plan.definition, plan.from_version)
    return tuple(number for _, number in running)


def list_live(view: View, plan: MigrationPlan) -> tuple[LivePlace, ...]:
    """Return where the cases of a plan are now, the busiest place first, with what may take its place.

    Raises:
        NotAllowed; NotFound: no such version.
    """
    require(view.actor, Act.MIGRATE)
    old = get_runnable(view, plan.definition, plan.from_version)
    new = get_runnable(view, plan.definition, plan.to_version)
    counted = _count_live(view, old, plan)
    return tuple(
        _place(old.elements[element], cases, new=new.elements, mapping=plan.mapping)
        for element, cases in counted.most_common()
        if element in old.elements
    )


def names_of(view: View, plan: MigrationPlan) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the names of the elements of the version a plan starts from, and of the one it goes to, by id.

    Raises:
        NotAllowed; NotFound: no such version.
    """
    require(view.actor, Act.MIGRATE)
    old, new = (get_runnable(view, plan.definition, n) for n in (plan.from_version, plan.to_version))
    return _names(old), _names(new)


def _names(version: RunnableVersion) -> dict[str, str]:
    return {element: info.name for element, info in version.elements.items()}


def _count_live(view: View, version: RunnableVersion, plan: MigrationPlan) -> Counter[str]:
    counted: Counter[str] = Counter()
    for case_id, _ in migration_rows.list_running(view, plan.definition, plan.from_version):
        state = step_rows.read_main_instance(view, case_id).state or b""
        counted.update(migrate.live_elements(version.model, state))
    return counted


def _place(
    drawn: ElementInfo, cases: int, *, new: Mapping[str, ElementInfo], mapping: Mapping[str, str]
) -> LivePlace:
    targets = tuple((each.id, each.name) for each in new.values() if each.type == drawn.type)
    proposed = mapping.get(drawn.id)
    return LivePlace(drawn.id, drawn.name, cases, targets, proposed if proposed in new else None)
