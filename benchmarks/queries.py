"""Lists of a million: due timers and pages of the worklist, over bare SQL for the same rows.

Ours are the functions the product calls. The bare statements are written by hand for the same rows, sent on
the same connection, and nothing is made of what they find.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.million import NOW, PERSONS, Million, prepare
from regelruimte.engine import Actor, Engine, Role, cases, worklist
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.store import step_rows
from regelruimte.engine.store.reads import case_lists, inbox
from regelruimte.engine.store.reads.figures import read_figures
from regelruimte.engine.store.reads.places import FIRST, Place, read_spot
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.worklist import Pile
from tests.servers import database

ROUNDS = 31
DUE = 100
LAST_PAGE = 500
GROUPS = tuple(f"g{number}" for number in (3, 17, 41, 99, 150, 151, 160, 170))
WORKER = Actor("w3", "Petra Vos", frozenset({Role.CASE_WORKER}), groups=frozenset(GROUPS))


class _Undone(Exception):
    """Ends a unit of work so that nothing of it stays."""


class Lists:
    """The lists of one filled database."""

    def __init__(self, url: str) -> None:
        self.engine = Engine.open(url, clock=VirtualClock(NOW))
        self._is_bare_first = False
        # SQLite works in this process, so its cost is processor time; of a server one sees only the time.
        self._clock = time.thread_time if url.startswith("sqlite") else time.perf_counter

    def due(self) -> tuple[float, float]:
        """Return milliseconds of taking the timers that are due, ours and bare; each is undone again."""
        return self._turns(self._ms_of_work, _take_due, _take_due_bare)

    def inbox(self, place: Place) -> tuple[float, float]:
        """Return milliseconds of a page of tasks of several groups, ours and bare."""
        return self._turns(self._ms, lambda view: _page(view, place), lambda view: _page_bare(view, place))

    def _turns(
        self, measure: Callable[[Any], float], ours: Callable[[Any], object], bare: Callable[[Any], object]
    ) -> tuple[float, float]:
        """Measure both, each first in turn: who comes second finds the pages in memory."""
        self._is_bare_first = not self._is_bare_first
        if self._is_bare_first:
            spent = measure(bare)
            return measure(ours), spent
        return measure(ours), measure(bare)

    def place(self, page: int) -> Place:
        """Go to a page as people do, one after the other."""
        at = FIRST
        with self.engine.view(WORKER) as view:
            for _ in range(page - 1):
                later = _page(view, at).later
                assert later is not None  # noqa: S101  # the database is filled so that there are enough
                at = later
            mine = [row.task.id for row in _page(view, at).rows]
            assert mine == [row.id for row in _page_bare(view, at)]  # noqa: S101  # else they cannot be compared
        return at

    def alone(self, ask: Callable[[View], object]) -> float:
        """Return the milliseconds of a list that has no bare statement beside it."""
        return round(median(self._ms(ask) for _ in range(ROUNDS)), 2)

    def _ms(self, ask: Callable[[View], object]) -> float:
        with self.engine.view(WORKER) as view:
            return self._took(lambda: ask(view))

    def _ms_of_work(self, act: Callable[[UnitOfWork], object]) -> float:
        spent = []
        with contextlib.suppress(_Undone), self.engine.work(WORKER) as work:
            spent.append(self._took(lambda: act(work)))
            raise _Undone
        return spent[0]

    def _took(self, act: Callable[[], object]) -> float:
        began = self._clock()
        act()
        return (self._clock() - began) * 1000


def _take_due(work: UnitOfWork) -> object:
    return step_rows.take_due_timers(work, DUE)


def _take_due_bare(work: UnitOfWork) -> object:
    rows = work.connection.execute(_BARE_DUE, {"now": _stored(work, NOW)}).all()
    taken = [{"instance": row.instance, "step": row.step} for row in rows]
    return work.connection.execute(_BARE_TAKE, taken)


_BARE_DUE = sa.text(
    "SELECT w.* FROM wait w JOIN process_instance i ON i.id = w.instance WHERE w.kind = 'timer' "
    f"AND NOT w.queued AND w.due_at <= :now AND i.held_by IS NULL ORDER BY w.due_at LIMIT {DUE}"
)
_BARE_TAKE = sa.text("UPDATE wait SET queued = true WHERE instance = :instance AND step = :step")


def _page(view: View, place: Place) -> inbox.InboxPage:
    return inbox.list_of_groups(view, GROUPS, definition=None, place=place)


def _page_bare(view: View, place: Place) -> list[Any]:
    """Ask for the same page by SQL written for it: the groups one by one, from the last task seen."""
    spot, named = read_spot(place.after), {f"g{at}": group for at, group in enumerate(GROUPS)}
    if spot is None:
        return list(view.connection.execute(_BARE_FIRST, named).all())
    at = {"opened": _stored(view, spot.opened_at), "id": spot.id}
    if spot.due_at is None:
        return list(view.connection.execute(_BARE_UNDATED, {**named, **at}).all())
    due = {"due": _stored(view, spot.due_at)}
    return list(view.connection.execute(_BARE_DATED, {**named, **at, **due}).all())


def _bare(condition: str) -> sa.TextClause:
    arms = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, due_at, opened_at FROM task WHERE status = 'open' AND group_key = :g{at} "
        f"AND assignee IS NULL AND {condition} ORDER BY due_at, opened_at, id LIMIT {inbox.PAGE_ROWS}) a{at}"
        for at in range(len(GROUPS))
    )
    order = "due_at, opened_at, id"
    return sa.text(
        "SELECT k.*, c.number, c.title, c.person_name, c.definition, c.legal_due, c.target_due, c.trial, "
        f"c.arm, c.is_practice FROM (SELECT * FROM ({arms}) u ORDER BY {order} LIMIT {inbox.PAGE_ROWS}) f "
        f"JOIN task k ON k.id = f.id JOIN case_ c ON c.id = k.case_id ORDER BY f.due_at, f.opened_at, f.id"
    )


_BARE_FIRST = _bare("due_at IS NOT NULL")
_BARE_DATED = _bare("due_at IS NOT NULL AND (due_at, opened_at, id) > (:due, :opened, :id)")
_BARE_UNDATED = _bare("due_at IS NULL AND (opened_at, id) > (:opened, :id)")


def _stored(view: View, moment: Any) -> object:
    """Return a moment as the database keeps it."""
    is_sqlite = view.connection.dialect.name == "sqlite"
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite else moment


def run(asked: str) -> tuple[dict[str, float], list[str]]:
    """Measure; return the numbers and remarks."""
    with filled(asked) as (url, seconds):
        lists = Lists(url)
        found = _measure(lists)
        lists.engine.close()
    clock = "processor time" if asked.startswith("sqlite") else "by the clock"
    return found, [
        f"{clock}; filled in {seconds:.0f} s; medians of {ROUNDS} rounds, ours and bare first in turn"
    ]


@contextmanager
def filled(asked: str) -> Iterator[tuple[str, float]]:
    """Give a database with a million tasks and timers, and the seconds it took to fill it."""
    with tempfile.TemporaryDirectory(prefix="queries-") as folder, database(asked, Path(folder)) as url:
        prepare(url)
        began = time.monotonic()
        Million(url).fill()
        yield url, time.monotonic() - began


def _measure(lists: Lists) -> dict[str, float]:
    place = lists.place(LAST_PAGE)
    pairs = {
        "due": lists.due,
        "inbox_page1": lambda: lists.inbox(FIRST),
        "inbox_page500": lambda: lists.inbox(place),
    }
    found: dict[str, float] = {}
    for name, pair in pairs.items():
        rounds = [pair() for _ in range(ROUNDS + 1)][1:]
        ours, bare = (median(column) for column in zip(*rounds, strict=True))
        found[f"{name}_over_bare"] = round(median(one / other for one, other in rounds), 2)
        found |= {f"{name}_ms": round(ours, 2), f"{name}_bare_ms": round(bare, 2)}
    return found | {name: lists.alone(ask) for name, ask in _WHOLE.items()}


_WHOLE: dict[str, Callable[[View], object]] = {
    "worklist_ms": lambda view: worklist.get_worklist(view, Pile.GROUP),
    "worklist_counts_ms": lambda view: inbox.count_open(view, WORKER.id, WORKER.all_groups),
    "cases_newest_ms": lambda view: cases.search_cases(view, ""),
    "cases_by_number_ms": lambda view: cases.search_cases(view, "Z-2026-100000"),
    "cases_by_rare_name_ms": lambda view: cases.search_cases(view, f"Inwoner {PERSONS - 7}"),
    "cases_of_person_ms": lambda view: case_lists.list_cases_of_person(view, "p77"),
    "figures_ms": read_figures,
}
