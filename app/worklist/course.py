"""The course of a case in words: the same as the drawing shows, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext

from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.days import first_capital, short_day
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import Detour, DetourKind, DetourStatus

_NOT_TOLD = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
_ICONS = {"done": "check", "now": "clock", "wait": "clock", "detour": "detour", "": "close"}


_ADDED = {
    DetourKind.OWN_STEP: lazy_gettext("Eigen stap: %(title)s"),
    DetourKind.REPEAT: lazy_gettext("Opnieuw: %(title)s"),
    DetourKind.REPLACE: lazy_gettext("In plaats van een stap: %(title)s"),
    DetourKind.SUB_CASE: lazy_gettext("Deelzaak: %(title)s"),
}
"""What a case gets beside its path, and how it is told; what is over at once is told by the step itself."""


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
    was_skipped: bool = field(default=False)


def list_course(dossier: Dossier) -> tuple[CourseStep, ...]:
    """Return the steps a case went through and stands at, in order, own steps among them."""
    visits = _visits(dossier)
    steps = [(visit.first, _step(dossier, element, visit)) for element, visit in visits.items()]
    steps += [
        (detour.opened_at, _added(detour))
        for detour in dossier.detours
        if detour.kind in _ADDED and _began(detour) and not dossier.is_sub_case
    ]
    steps.sort(key=lambda pair: pair[0])
    return tuple(step for _at, step in steps)


def marks_of(dossier: Dossier) -> Mapping[str, Any]:
    """Return what the drawing shows: elements by state, flows taken, and marks of own steps."""
    path = dossier.path
    detours = set(path.detour)
    own = [d.title for d in dossier.detours if d.kind in _ADDED and d.status is DetourStatus.OPEN]
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
        visit.was_skipped = passage.event == "skipped" or (visit.was_skipped and passage.event == "left")
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
    if visit.was_skipped:
        is_replaced = any(d.kind is DetourKind.REPLACE and d.element == element for d in dossier.detours)
        told = _("Vervangen, %(day)s") if is_replaced else _("Overgeslagen, %(day)s")
        return CourseStep("detour", "detour", name, told % {"day": short_day(visit.last)})
    kind = "detour" if element in path.detour else "done"
    return CourseStep(kind, _ICONS[kind], name, _when(day_of(visit.first), day_of(visit.last)))


def _waits(dossier: Dossier, element: str) -> str:
    wait = next((w for w in dossier.waits if w.element == element), None)
    if wait is not None and wait.kind == "adhoc":
        return _("Staat open: u kiest wat past")
    if wait is not None and wait.due_at is not None:
        return _("Wacht tot %(day)s", day=short_day(wait.due_at))
    return _("Wacht op antwoord")


def _began(detour: Detour) -> bool:
    """Tell whether a detour ever began: one that was only asked for, and then sent back, did not."""
    return detour.status is not DetourStatus.ASKED and not (
        detour.status is DetourStatus.CANCELLED and "asks" in detour.facts
    )


def _added(detour: Detour) -> CourseStep:
    opened, closed = detour.opened_at, detour.closed_at
    name = str(_ADDED[detour.kind]) % {"title": detour.title}
    if detour.status is DetourStatus.OPEN:
        return CourseStep("detour", "detour", name, _("Loopt sinds %(day)s", day=short_day(opened)))
    if detour.status is DetourStatus.CANCELLED:
        return CourseStep("", "close", name, _("Niet meer nodig, %(day)s", day=short_day(closed or opened)))
    return CourseStep("detour", "detour", name, _when(day_of(opened), day_of(closed or opened)))


def _when(first: date, last: date) -> str:
    start = first_capital(short_day(first))
    if first == last:
        return start
    return _("%(first)s tot en met %(last)s", first=start, last=short_day(last))
