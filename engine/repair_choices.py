"""What an administrator can choose from when repairing a case; the repairs themselves are in `repair`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from regelruimte.engine.actors import Act, require
from regelruimte.engine.advance import SUSPENDED, Running, read_running
from regelruimte.engine.earlier_versions import as_now, moves_of
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.spiff import repair as steps
from regelruimte.engine.spiff.repair import LiveStep
from regelruimte.engine.store import step_rows
from regelruimte.engine.store.reads import history
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Case, CaseStatus

_MAIN_SCOPE = "main"
_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")

Choice = tuple[str, str]
"""Id and name of an element."""


@dataclass(frozen=True, slots=True)
class DataScope:
    """Variables that live in one place; `part` is the name of that place, empty for the case itself."""

    scope: str
    part: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Repairs:
    """What can be repaired of a case now.

    Attributes:
        live: what is live, in order.
        places: elements that can begin now; earlier: elements of the main line the case passed before.
        data: the variables, those of the case itself first.
        is_open: False when the case has ended; path_runs: False when only its usual path has.
    """

    case: Case
    live: tuple[LiveStep, ...]
    places: tuple[Choice, ...]
    earlier: tuple[Choice, ...]
    data: tuple[DataScope, ...]
    is_open: bool
    path_runs: bool
    is_suspended: bool


def get_repairs(view: View, number: str) -> Repairs:
    """Return what can be repaired of a case.

    Raises:
        NotAllowed; NotFound: no such case.
    """
    require(view.actor, Act.REPAIR)
    running = read_running(view, find_visible_case(view, number))
    case, instance, model = running.case, running.instance, running.version.model
    is_open, state = case.status is CaseStatus.OPEN, instance.state
    return Repairs(
        case=case,
        live=() if state is None else _live(running, state),
        places=() if state is None else _named(running, steps.places(model, state)),
        earlier=_earlier(view, running) if is_open else (),
        data=_data(view, running),
        is_open=is_open,
        path_runs=is_open and state is not None,
        is_suspended=is_open and instance.held_by == SUSPENDED,
    )


def list_places(view: View, number: str, *, step: str) -> tuple[Choice, ...]:
    """Return the elements that can begin in the place of a live step.

    Raises:
        NotAllowed; NotFound: no such case.
    """
    require(view.actor, Act.REPAIR)
    running = read_running(view, find_visible_case(view, number))
    if running.instance.state is None:
        return ()
    found = steps.places(running.version.model, running.instance.state, step=step)
    return _named(running, found)


def _live(running: Running, state: bytes) -> tuple[LiveStep, ...]:
    found = steps.live_steps(running.version.model, state)
    names = {key: info.name for key, info in running.version.elements.items()}
    return tuple(replace(each, name=names.get(each.element, each.name)) for each in found)


def _named(running: Running, elements: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return elements a person can tell apart: a gateway without a name is none."""
    drawn = running.version.elements
    return tuple(
        (element, drawn[element].name)
        for element in elements
        if element in drawn and not (drawn[element].type in _GATEWAYS and drawn[element].name == element)
    )


def _earlier(view: View, running: Running) -> tuple[Choice, ...]:
    moves = moves_of(history.list_moves(view, running.case.id))
    passages = as_now(history.list_passages(view, running.case.id), moves)
    passed = dict.fromkeys(each.element for each in passages if each.event == "entered")
    can_begin = steps.beginnings(running.version.model, running.version.process.id)
    return _named(running, tuple(element for element in passed if element in can_begin))


def _data(view: View, running: Running) -> tuple[DataScope, ...]:
    found: dict[str, dict[str, Value]] = {_MAIN_SCOPE: {}}
    for variable in step_rows.list_variables(view, running.instance.id):
        found.setdefault(variable.scope, {})[variable.name] = variable.value
    around = step_rows.list_scopes(view, running.instance.id)
    drawn = running.version.elements
    names = {scope: drawn[each].name for scope, each in around.items() if each in drawn}
    return tuple(
        DataScope(scope, "" if scope == _MAIN_SCOPE else names.get(scope, scope), values)
        for scope, values in found.items()
    )
