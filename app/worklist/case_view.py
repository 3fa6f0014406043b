"""What the page of a case shows: the dossier put in the order and the words of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext

from regelruimte.app.story import Told, tell
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.course import CourseStep, list_course, marks_of
from regelruimte.app.worklist.rows import Mark, arm_mark
from regelruimte.engine import definitions
from regelruimte.engine.actors import Act, Actor, may
from regelruimte.engine.detours import Offer, list_offers
from regelruimte.engine.dossier import Dossier, get_dossier
from regelruimte.engine.reach import may_work_on
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP
from regelruimte.engine.store import exchange_rows
from regelruimte.engine.store.exchange_rows import Exchange
from regelruimte.engine.store.step_rows import Wait
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import (
    MODEL_FILE,
    CaseStatus,
    Channel,
    Detour,
    DetourKind,
    DetourStatus,
    Incident,
    Task,
)

CHANNELS = {
    Channel.WEB: (lazy_gettext("internet"), "web"),
    Channel.DESK: (lazy_gettext("balie"), "person"),
    Channel.PHONE: (lazy_gettext("telefoon"), "phone"),
    Channel.LETTER: (lazy_gettext("brief"), "letter"),
    Channel.API: (lazy_gettext("een ander systeem"), "process"),
}

KINDS_OF_DETOUR = {
    DetourKind.OWN_STEP.value: lazy_gettext("Eigen stap"),
    DetourKind.REPEAT.value: lazy_gettext("Opnieuw"),
    DetourKind.REPLACE.value: lazy_gettext("Vervanging"),
    DetourKind.SUB_CASE.value: lazy_gettext("Deelzaak"),
}

KINDS_OF_ROOM = {
    "law": lazy_gettext("wet"),
    "policy_rule": lazy_gettext("beleidsregel"),
    "hardship_clause": lazy_gettext("hardheidsclausule"),
    "working_practice": lazy_gettext("werkafspraak"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """An open tailored-work block: what it offers, and whether it can be closed by hand."""

    step: str
    name: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it.

    Attributes:
        mine: open tasks this actor took; free: those they may take; others: those of somebody else.
        blocks: open tailored-work blocks; open_detours: what was added to this case and still runs.
        groups: names of groups, by key.
        percent_past: how much of the legal term is gone, None without one.
        calls: the last calls to other systems, newest first.
    """

    dossier: Dossier
    today: date
    marks: tuple[Mark, ...]
    mine: tuple[Task, ...]
    free: tuple[Task, ...]
    others: tuple[Task, ...]
    blocks: tuple[Block, ...]
    open_detours: tuple[Detour, ...]
    groups: Mapping[str, str]
    percent_past: int | None
    calls: tuple[Exchange, ...] = ()

    def calls_of(self, step: str) -> tuple[Exchange, ...]:
        """Return the calls to other systems of one step."""
        return tuple(call for call in self.calls if call.step == step)

    def may_do_by_hand(self, incident: Incident) -> bool:
        """Tell whether the model says that a person may do what failed."""
        waits = any(w.step == incident.step and w.connector is not None for w in self.dossier.waits)
        return waits and self.dossier.version.falls_back(incident.element)

    @property
    def is_open(self) -> bool:
        """True while something can still be done."""
        return self.dossier.case.status is CaseStatus.OPEN

    @property
    def has_drawing(self) -> bool:
        """True when the author's model can be drawn."""
        return b"BPMNDiagram" in self.dossier.version.version.files[MODEL_FILE]

    @property
    def drawing_marks(self) -> Mapping[str, object]:
        """What the drawing shows of this case."""
        return marks_of(self.dossier)

    @property
    def course(self) -> tuple[CourseStep, ...]:
        """The course of the case as a list."""
        return list_course(self.dossier)

    @property
    def log(self) -> tuple[Told, ...]:
        """The whole log in words, newest first."""
        names = names_of(self.dossier)
        return tuple(tell(entry, names=names) for entry in reversed(self.dossier.log))

    @property
    def suspension(self) -> Told | None:
        """Who lets the case wait since when and why; None when nobody does."""
        if not self.dossier.is_suspended:
            return None
        return next((told for told in self.log if told.tag == "case:suspended"), None)

    @property
    def story(self) -> tuple[Told, ...]:
        """What happened in words, newest first, without what only the log shows."""
        return tuple(told for told in self.log if told.is_plain)

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the detours that a second pair of eyes must agree to."""
        return tuple(d.id for d in self.dossier.detours if d.status is DetourStatus.ASKED)

    @property
    def sub_cases(self) -> tuple[Detour, ...]:
        """The sub-cases of this case, those that are over too."""
        return tuple(d for d in self.dossier.detours if d.kind is DetourKind.SUB_CASE)

    def sub_case_of(self, instance: str) -> Detour | None:
        """Return the sub-case a task belongs to, None when it is of the case itself."""
        return next((d for d in self.sub_cases if d.instance == instance), None)

    def group_name(self, key: str) -> str:
        """Return what a group is called."""
        return self.groups.get(key, key)


def view_case(view: View, number: str) -> CaseView:
    """Return what the page of a case shows.

    Raises:
        NotFound: no such case for this actor.
    """
    dossier, today = get_dossier(view, number), day_of(view.now)
    mine, free, others = _by_whose(view.actor, dossier.open_tasks)
    return CaseView(
        dossier=dossier, today=today, marks=tuple(_marks(dossier)), mine=mine, free=free, others=others,
        blocks=_blocks(dossier.waits, list_offers(view, number)) if may(view.actor, Act.TAKE_DETOURS) else (),
        open_detours=tuple(
            d
            for d in dossier.detours
            if d.kind is not DetourKind.OFFERED and d.status is DetourStatus.OPEN
        ),
        groups=group_names(view), percent_past=_percent_past(dossier, today),
        calls=exchange_rows.list_exchanges(view, dossier.case.id),
    )  # fmt: skip


def group_names(view: View) -> dict[str, str]:
    """Return what groups are called, by key, the built-in ones among them."""
    built_in = {
        CITIZEN_GROUP: _("de inwoner"),
        ANY_CASE_WORKER: _("alle medewerkers"),
        SYSTEM_GROUP: _("gaat vanzelf"),
    }
    return built_in | dict(definitions.list_groups(view))


def names_of(dossier: Dossier) -> dict[str, str]:
    """Return the names of elements and detours, by id."""
    drawn = dict(dossier.earlier) | dict(dossier.version.elements)
    names = {element: info.name for element, info in drawn.items()}
    return names | {detour.id: detour.title for detour in dossier.detours}


def _by_whose(
    actor: Actor, tasks: tuple[Task, ...]
) -> tuple[tuple[Task, ...], tuple[Task, ...], tuple[Task, ...]]:
    mine = tuple(t for t in tasks if t.assignee == actor.id)
    free = tuple(t for t in tasks if t.assignee is None and may_work_on(actor, t))
    others = tuple(t for t in tasks if t not in mine and t not in free)
    return mine, free, others


def _blocks(waits: tuple[Wait, ...], offers: tuple[Offer, ...]) -> tuple[Block, ...]:
    return tuple(
        Block(w.step, w.name, tuple(o for o in offers if o.startable.scope_step == w.step))
        for w in waits
        if w.kind == "adhoc"
    )


def _marks(dossier: Dossier) -> list[Mark]:
    case = dossier.case
    marks = []
    detours = sum(d.status is DetourStatus.OPEN for d in dossier.detours)
    if detours:
        text = _("1 omweg loopt") if detours == 1 else _("%(count)s omwegen lopen", count=detours)
        marks.append(Mark("detour", "detour", text))
    if dossier.rooms:
        marks.append(Mark("room", "room", _("Ruimte mogelijk")))
    if dossier.is_suspended:
        marks.append(Mark("", "pause", _("Stilgezet")))
    if any(incident.resolved_at is None for incident in dossier.incidents):
        marks.append(Mark("late", "alert", _("Storing")))
    if case.trial is not None:
        marks.append(arm_mark(case.arm))
    if case.is_practice:
        marks.append(Mark("", "play", _("Oefenzaak")))
    return marks


def _percent_past(dossier: Dossier, today: date) -> int | None:
    case = dossier.case
    if case.legal_due is None:
        return None
    opened = day_of(case.opened_at)
    whole = max(1, (case.legal_due - opened).days)
    return max(0, min(100, round((today - opened).days * 100 / whole)))
