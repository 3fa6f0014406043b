"""The course of a case in words: the same as the drawing shows, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.days import first_capital, short_day
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import DetourKind, DetourStatus

_NOT_TOLD = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
_ICONS = {"done": "check", "now": "clock", "wait": "clock", "detour": "detour", "": "close"}


@dataclass(frozen=True, slots=True)
class CourseStep:
    """A step of the course: its state (done, now, wait, detour or empty), name and when."""

    kind: str
    icon: str
    title: str
    meta: str
    text: str = ""


@dataclass(slots=True)
class _Visit:
    first: datetime
    last: datetime
    was_cancelled: bool = field(default=False)


def list_course(dossier: Dossier) -> tuple[CourseStep, ...]:
    """Return the steps a case went through and stands at, in order, own steps among them."""
    visits = _visits(dossier)
    steps = [(visit.first, _step(dossier, element, visit)) for element, visit in visits.items()]
    steps += [
        (detour.opened_at, _own_step(detour.title, detour.status, detour.opened_at, detour.closed_at))
        for detour in dossier.detours
        if detour.kind is DetourKind.OWN_STEP
    ]
    steps.sort(key=lambda pair: pair[0])
    return tuple(step for _at, step in steps)


def marks_of(dossier: Dossier) -> Mapping[str, Any]:
    """Return what the drawing shows: elements by state, flows taken, and marks of own steps."""
    path = dossier.path
    detours = set(path.detour)
    own = [
        d.title for d in dossier.detours if d.kind is DetourKind.OWN_STEP and d.status is DetourStatus.OPEN
    ]
    at = next(iter((*path.now, *path.waiting)), None)
    overlays = [{"element": at, "text": title, "kind": "detour"} for title in own] if at else []
    return {
        "done": [e for e in path.done if e not in detours],
        "now": list(path.now),
        "wait": list(path.waiting),
        "detour": list(path.detour),
        "flows": list(path.flows),
        "overlays": overlays,
    }


def _visits(dossier: Dossier) -> dict[str, _Visit]:
    visits: dict[str, _Visit] = {}
    for passage in dossier.passages:
        info = dossier.find_element(passage.element)
        if passage.event == "taken" or info is None or info.type in _NOT_TOLD or info.name == info.id:
            continue
        visit = visits.setdefault(passage.element, _Visit(passage.at, passage.at))
        visit.last, visit.was_cancelled = passage.at, passage.event == "cancelled"
    return visits


def _step(dossier: Dossier, element: str, visit: _Visit) -> CourseStep:
    drawn, path = dossier.find_element(element), dossier.path
    name = element if drawn is None else drawn.name
    if element in path.now:
        who = next((t.assignee_name for t in dossier.open_tasks if t.element == element), "")
        meta = _("Nu bij %(name)s", name=who) if who else _("Nu, nog door niemand opgepakt")
        kind = "detour" if element in path.detour else "now"
        return CourseStep(kind, _ICONS[kind], name, meta)
    if element in path.waiting:
        return CourseStep("wait", _ICONS["wait"], name, _waits(dossier, element))
    if visit.was_cancelled:
        return CourseStep("", _ICONS[""], name, _("Niet meer nodig, %(day)s", day=short_day(visit.last)))
    kind = "detour" if element in path.detour else "done"
    return CourseStep(kind, _ICONS[kind], name, _when(day_of(visit.first), day_of(visit.last)))


def _waits(dossier: Dossier, element: str) -> str:
    wait = next((w for w in dossier.waits if w.element == element), None)
    if wait is not None and wait.kind == "adhoc":
        return _("Staat open: u kiest wat past")
    if wait is not None and wait.due_at is not None:
        return _("Wacht tot %(day)s", day=short_day(wait.due_at))
    return _("Wacht op antwoord")


def _own_step(title: str, status: DetourStatus, opened: datetime, closed: datetime | None) -> CourseStep:
    name = _("Eigen stap: %(title)s", title=title)
    if status is DetourStatus.OPEN:
        return CourseStep("detour", "detour", name, _("Loopt sinds %(day)s", day=short_day(opened)))
    if status is DetourStatus.CANCELLED:
        return CourseStep("", "close", name, _("Niet meer nodig, %(day)s", day=short_day(closed or opened)))
    return CourseStep("detour", "detour", name, _when(day_of(opened), day_of(closed or opened)))


def _when(first: date, last: date) -> str:
    start = first_capital(short_day(first))
    if first == last:
        return start
    return _("%(first)s tot en met %(last)s", first=start, last=short_day(last))
