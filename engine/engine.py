"""The engine: a database, a clock, an id source and connectors, opening units of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TypeVar

from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.attempts import attempt
from regelruimte.engine.clock import Clock, SystemClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.ids import IdSource, RandomIds
from regelruimte.engine.jobs import runner
from regelruimte.engine.jobs.lane import OpenWork
from regelruimte.engine.jobs.tally import Tally
from regelruimte.engine.jobs.threads import Threads
from regelruimte.engine.jobs.worker import STANDARD_PACE, Crew, Pace, Worker, Yard
from regelruimte.engine.limits import STANDARD, Limits
from regelruimte.engine.observer import Observer, PartKind
from regelruimte.engine.parts import Parts
from regelruimte.engine.patience import STANDARD as STANDARD_PATIENCE
from regelruimte.engine.patience import Patience
from regelruimte.engine.store import vitals, worker_rows
from regelruimte.engine.store.changes import Changes
from regelruimte.engine.store.database import Connection, Database, join, require_write_lock
from regelruimte.engine.store.schema import Fit, find_fit, migrate
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.store.vitals import Readiness, Vitals

T = TypeVar("T")


class Engine:
    """Runs the cases of one database; safe to share between threads.

    Attributes:
        clock: where the present comes from; ids: where fresh ids come from.
        connectors: what service tasks may call.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        ids: IdSource,
        connectors: Connectors,
        limits: Limits,
    ) -> None:
        self._database = database
        self._parts = Parts(connectors, limits)
        self.clock = clock
        self.ids = ids

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        ids: IdSource | None = None,
        connectors: Connectors | None = None,
        limits: Limits | None = None,
        patience: Patience = STANDARD_PATIENCE,
    ) -> Engine:
        """Open the engine on a database address, such as `sqlite:///cases.sqlite`."""
        return cls(
            Database(url, patience),
            clock=clock or SystemClock(),
            ids=ids or RandomIds(),
            connectors=connectors or Connectors(),
            limits=limits or STANDARD,
        )

    @property
    def connectors(self) -> Connectors:
        """What service tasks may call."""
        return self._parts.connectors

    def watch(self, observer: Observer) -> None:
        """Tell an observer from now on what the engine does; before the engine is shared between threads."""
        self._parts.observers.add(observer)

    def migrate(self) -> None:
        """Bring the database's schema to this release; does nothing when it is there already.

        Raises:
            SchemaTooNew: a newer release made the schema, and this one cannot work with it.
        """
        migrate(self._database)

    def is_current(self) -> bool:
        """Tell whether the database has this release's schema."""
        return self.schema_fit() is Fit.CURRENT

    def schema_fit(self) -> Fit:
        """Tell how the database's schema suits this release: is it older, newer, may it be worked with?"""
        return find_fit(self._database)

    def readiness(self) -> Readiness:
        """Tell whether the engine can take work: its database answers and its schema suits."""
        return vitals.read_readiness(self._database)

    def has_room(self) -> bool:
        """Tell whether the database has room to write, by writing a little and taking it away again.

        Raises:
            DatabaseUnavailable: it is busy or away.
        """
        return vitals.has_room(self._database)

    def examine(self) -> Vitals:
        """Look the database over from end to end; on a large SQLite file this takes a while.

        Raises:
            DatabaseUnavailable: it does not answer.
        """
        return vitals.examine(self._database)

    @contextmanager
    def work(self, actor: Actor, *, connection: Connection | None = None) -> Iterator[UnitOfWork]:
        """Open a unit of work: all of it is committed at the end, or nothing on an exception.

        With a `connection` it joins the caller's transaction: it neither begins, commits nor rolls back.

        Raises:
            DatabaseBusy: another writer holds the database, or the caller's SQLite transaction was not
                begun with BEGIN IMMEDIATE.
            DatabaseUnavailable: it is away or full; nothing was stored, but for `OutcomeUnknown`.
        """
        if connection is not None:
            require_write_lock(connection)
            join(connection)
            work = self._unit(connection, actor)
            yield work
            work.forget_heads()
            work.flush()
            return
        with self._parts.observers.part(PartKind.WORK), self._database.write() as own:
            work = self._unit(own, actor)
            yield work
            work.flush()
        work.committed()

    def attempt(self, actor: Actor, act: Callable[[UnitOfWork], T]) -> T:
        """Do something in a unit of work of its own, and return what it returns.

        Where two transactions collided, the one the database took back is done again from its beginning: at
        most three times. So `act` must change nothing but what its unit of work takes back.

        Raises:
            DatabaseUnavailable: it is busy, away or full, or kept colliding.
        """
        return attempt(partial(self.work, actor), act)

    @contextmanager
    def view(self, actor: Actor, *, connection: Connection | None = None) -> Iterator[View]:
        """Open a view: it only reads."""
        if connection is not None:
            join(connection)
            yield self._view(connection, actor)
            return
        with self._database.read() as own:
            yield self._view(own, actor)

    def run_due(self, *, limit: int = 1_000) -> int:
        """Fire the timers that are due and run the jobs that may run now; return how many jobs ran."""
        return runner.run_due(partial(self.work, SYSTEM), limit=limit)

    def worker(self, *, concurrency: int = 1, pace: Pace = STANDARD_PACE) -> Worker:
        """Return a worker that does this engine's jobs until it is stopped: `run` it in a thread to spare.

        On SQLite steps go one after the other whatever the concurrency, and calls to the outside world run
        beside each other; on PostgreSQL all of it does, in any number of workers on any number of machines.
        """
        tally = Tally()
        self.watch(tally)
        yard = Yard(
            open_work=self._open_system_work(),
            open_view=partial(self.view, SYSTEM),
            new_id=self.ids.new,
            changes=partial(Changes, self._database),
        )
        crew = self._crew(yard, concurrency)
        return Worker(yard, crew, concurrency=concurrency, tally=tally, pace=pace)

    def _crew(self, yard: Yard, concurrency: int) -> Crew:
        if not self._database.is_server():
            return Threads(concurrency)
        # Imported here, for procrastinate comes with what PostgreSQL needs and is not there without.
        from regelruimte.engine.jobs.listening import Listening  # noqa: PLC0415  # see above

        def wake() -> None:
            with yard.open_work() as work:
                worker_rows.wake(work)

        return Listening(self._database.conninfo, concurrency, wake)

    def _open_system_work(self) -> OpenWork:
        open_work = partial(self.work, SYSTEM)
        if self._database.is_server():
            return open_work
        turn = Lock()

        @contextmanager
        def in_turn() -> Iterator[UnitOfWork]:
            # One writer at a time: waiting for each other here is fair, waiting at the file is not.
            with turn, open_work() as work:
                yield work

        return in_turn

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def _unit(self, connection: Connection, actor: Actor) -> UnitOfWork:
        return UnitOfWork(connection, actor=actor, clock=self.clock, ids=self.ids, parts=self._parts)

    def _view(self, connection: Connection, actor: Actor) -> View:
        return View(connection, actor=actor, clock=self.clock, ids=self.ids, parts=self._parts)
