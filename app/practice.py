"""Practice cases: sample cases played through the real engine on a virtual clock, to look around in.

They are marked as practice cases, count nowhere as real ones, and one command removes them.
"""

from __future__ import annotations

import heapq
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from regelruimte.app.opening import make_engine
from regelruimte.engine import (
    Actor,
    Channel,
    Engine,
    Intake,
    Role,
    Sent,
    accounts,
    applications,
    definitions,
    detours,
    documents,
    dossier,
    tasks,
)
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.detours import OfferedDetour, OwnStep
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.spiff.step import WaitKind
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import CaseStatus, Document, Task

_FIRST_NAMES = (
    "Amira", "Joost", "Ans", "Piet", "Yusuf", "Maria", "Kevin", "Fatima", "Bram", "Noor", "Sem", "Lotte",
    "Hassan", "Ingrid", "Wei", "Olga", "Ruud", "Samira", "Thijs", "Vera",
)  # fmt: skip
_LAST_NAMES = (
    "Jansen", "de Boer", "El Amrani", "Visser", "Kaya", "Bakker", "van Leeuwen", "Mulder", "Nguyen", "Smit",
)  # fmt: skip
_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page: what a practice person adds where a document is asked."""

_REASONS = (
    "De situatie past niet in de vragen. Eerst even bellen.",
    "De inwoner vroeg om een gesprek aan huis.",
    "Er kwam een brief binnen die eerst gelezen moet worden.",
)
PLAYED = timedelta(weeks=8)
"""How far back the practice cases go."""

_PAUSES = (timedelta(hours=3), timedelta(days=1), timedelta(days=2), timedelta(days=4))
_OWN_CASES = 15
"""Of so many cases, one is each demo person's own."""
_STOPS_EARLY = 0.08
_TAKES_OWN_STEP = 0.2
_FINISHES_OWN_STEP = 0.7


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample case of a definition: the application's answers and what is done at each task."""

    definition: str
    answers: Mapping[str, Value]
    tasks: tuple[tuple[str, Mapping[str, Value]], ...]


@dataclass(order=True, slots=True)
class _Turn:
    """The next thing that happens in a practice case."""

    at: datetime
    order: int
    sample: Sample = field(compare=False)
    person: Actor = field(compare=False)
    number: str = field(compare=False, default="")
    done: int = field(compare=False, default=0)


def play(url: str, *, until: datetime, count: int = 60, seed: int = 10) -> int:
    """Play practice cases over the weeks before a moment; return how many were made.

    Args:
        url: address of a database whose example processes are published.
        until: moment at which the play ends; what is unfinished then stays open.
        count: how many cases.
        seed: the same seed plays the same cases.
    """
    clock = VirtualClock(until - PLAYED)
    engine = make_engine(url, clock=clock, ids=SeededIds(seed))
    try:
        return _Play(engine, clock, random.Random(seed)).run(until=until, count=count)  # noqa: S311  # repeatable on purpose
    finally:
        engine.close()


def read_samples(view_of: Engine) -> tuple[Sample, ...]:
    """Return the samples of all standing versions."""
    with view_of.view(SYSTEM) as view:
        found: list[Sample] = []
        for definition in definitions.list_offered(view):
            version = definitions.get_version(view, definition.key, definition.standing or 0)
            found.extend(_samples(definition.key, version.files.get("samples.json", b"[]")))
        return tuple(found)


def _samples(key: str, content: bytes) -> Iterator[Sample]:
    for told in json.loads(content, parse_float=Decimal, parse_int=Decimal):
        steps = tuple((step["element"], _values(step.get("values", {}))) for step in told.get("tasks", []))
        yield Sample(key, _values(told["answers"]), steps)


def _values(told: Any) -> dict[str, Value]:
    """Return JSON answers as values: text that is an ISO date becomes a date."""
    return {name: _dated(value) for name, value in told.items()}


def _dated(value: Any) -> Value:
    if isinstance(value, str) and len(value) == len("2026-11-22"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _named(answers: Mapping[str, Value], person: Actor) -> dict[str, Value]:
    """Return the answers with the name of who gives them."""
    return {**answers, "naam": person.name} if "naam" in answers else dict(answers)


def _with_files(values: Mapping[str, Value], add: Callable[..., Document]) -> dict[str, Value]:
    """Return values in which each list of file names became a list of documents that are really kept."""
    return {
        name: [add(name=f).id for f in value] if _are_files(value) else value
        for name, value in values.items()
    }


def _are_files(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(str(item).endswith(".pdf") for item in value)


class _Play:
    """One play: a heap of turns in order of time, so that the clock only goes forward."""

    def __init__(self, engine: Engine, clock: VirtualClock, chance: random.Random) -> None:
        self._engine = engine
        self._clock = clock
        self._chance = chance
        with engine.view(SYSTEM) as view:
            actors = [account.actor for account in accounts.list_demo_accounts(view)]
        self._demo = [actor for actor in actors if Role.CITIZEN in actor.roles]

    def run(self, *, until: datetime, count: int) -> int:
        samples = read_samples(self._engine)
        turns = [self._first(samples[n % len(samples)], n) for n in range(count if samples else 0)]
        heapq.heapify(turns)
        made = len(turns)
        while turns and turns[0].at <= until:
            turn = heapq.heappop(turns)
            self._clock.move_to(turn.at)
            self._engine.run_due()
            following = self._take(turn)
            self._engine.run_due()
            if following is not None:
                heapq.heappush(turns, following)
        self._clock.move_to(until)
        self._engine.run_due()
        return made - sum(1 for turn in turns if not turn.number)

    def _first(self, sample: Sample, order: int) -> _Turn:
        start = self._clock.now().replace(
            hour=self._chance.randrange(7, 15), minute=self._chance.randrange(60)
        )
        at = start + timedelta(days=self._chance.randrange(PLAYED.days))
        if order % _OWN_CASES < len(self._demo):
            return _Turn(at, order, sample, self._demo[order % _OWN_CASES])
        name = f"{_FIRST_NAMES[order % len(_FIRST_NAMES)]} {self._chance.choice(_LAST_NAMES)}"
        person = f"oefenpersoon-{order + 1}"
        citizen = Actor(person, name, frozenset({Role.CITIZEN}), person=person, facts={"naam": name})
        return _Turn(at, order, sample, citizen)

    def _take(self, turn: _Turn) -> _Turn | None:
        if not turn.number:
            return replace(turn, number=self._apply(turn), at=self._later(turn.at))
        if turn.done >= len(turn.sample.tasks):
            self._finish_own_steps(turn)
            return None
        if self._chance.random() < _STOPS_EARLY:
            return None
        self._finish_own_steps(turn)
        if turn.done == 0 and self._chance.random() < _TAKES_OWN_STEP:
            self._add_own_step(turn)
        element, values = turn.sample.tasks[turn.done]
        block = self._find_block(turn.number, element)
        task = None if block else self._reach(turn.number, element)
        if block:
            self._close_blocks(turn.number, {block})
        elif task is not None:
            self._complete(turn, task, values)
        # A step that this version or path does not have is passed over.
        return replace(turn, done=turn.done + 1, at=self._later(turn.at))

    def _apply(self, turn: _Turn) -> str:
        intake = Intake(Channel.WEB, day_of(turn.at), facts=turn.person.facts, is_practice=True)
        with self._engine.work(turn.person) as work:
            application = applications.open_application(work, turn.sample.definition, intake)
            add = partial(documents.add_to_application, work, application.id, content=_PAGE)
            form = applications.get_application_version(work, application).process.start_form
            sent = self._sent(_with_files(_named(turn.sample.answers, turn.person), add), form)
            receipt = applications.submit_application(work, application.id, sent)
        return receipt.case_number

    def _reach(self, number: str, element: str) -> Task | None:
        """Return the open task of an element; starts it, or closes the blocks before it, where needed."""
        task = self._find_task(number, element)
        if task is not None:
            return task
        with self._engine.view(self._worker()) as view:
            offers = detours.list_offers(view, number)
        offered = next((offer for offer in offers if offer.startable.element == element), None)
        if offered is not None:
            self._start(number, offered)
        else:
            self._close_blocks(number, {offer.startable.scope_step for offer in offers})
        return self._find_task(number, element)

    def _find_block(self, number: str, element: str) -> str | None:
        """Return the step of the open block that is this element, None when it is no open block."""
        with self._engine.view(self._worker()) as view:
            waits = dossier.get_dossier(view, number).waits
        return next((w.step for w in waits if w.element == element and w.kind == WaitKind.ADHOC), None)

    def _find_task(self, number: str, element: str) -> Task | None:
        with self._engine.view(self._worker()) as view:
            kept = dossier.get_dossier(view, number)
        if kept.case.status is CaseStatus.CLOSED:
            return None
        return next((t for t in kept.open_tasks if t.element == element and t.held_by is None), None)

    def _start(self, number: str, offer: detours.Offer) -> None:
        step, element = offer.startable.scope_step, offer.startable.element
        with self._engine.work(self._worker()) as work:
            if offer.may_use:
                reason = self._chance.choice(_REASONS)
                request = OfferedDetour(step, element, reason, offer.may_use[0].id)
                detours.take_offered_detour(work, number, request)
            elif not offer.is_detour:
                detours.start_free_step(work, number, scope_step=step, element=element)

    def _close_blocks(self, number: str, steps: set[str]) -> None:
        for step in sorted(steps):
            with self._engine.work(self._worker()) as work:
                detours.close_block(work, number, scope_step=step)

    def _add_own_step(self, turn: _Turn) -> None:
        request = OwnStep("Bel de inwoner terug", self._chance.choice(_REASONS))
        with self._engine.view(self._worker()) as view:
            if dossier.get_dossier(view, turn.number).case.status is CaseStatus.CLOSED:
                return
        with self._engine.work(self._worker()) as work:
            detours.add_own_step(work, turn.number, request)

    def _finish_own_steps(self, turn: _Turn) -> None:
        with self._engine.view(self._worker()) as view:
            open_tasks = dossier.get_dossier(view, turn.number).open_tasks
        for task in open_tasks:
            if task.step is None and self._chance.random() < _FINISHES_OWN_STEP:
                self._complete(turn, task, {"opmerking": "Gesproken. Alles is duidelijk."})

    def _complete(self, turn: _Turn, task: Task, values: Mapping[str, Value]) -> None:
        actor = turn.person if task.group == CITIZEN_GROUP else self._worker()
        with self._engine.work(actor) as work:
            add = partial(documents.add_to_case, work, turn.number, content=_PAGE)
            tasks.complete_task(work, task.id, self._sent(_with_files(values, add), task.form))

    def _worker(self) -> Actor:
        with self._engine.view(SYSTEM) as view:
            groups = frozenset(key for key, _ in definitions.list_groups(view))
        return Actor("oefenmedewerker", "Oefenmedewerker", frozenset({Role.CASE_WORKER}), groups)

    def _sent(self, values: Mapping[str, Value], form: str | None) -> Sent:
        return Sent(f"practice-{self._engine.ids.new()}", values, form)

    def _later(self, moment: datetime) -> datetime:
        return moment + self._chance.choice(_PAUSES)
