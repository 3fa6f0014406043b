"""Measures for Prometheus: what is in hand, how late it is, and how long pages and jobs take.

Labels are routes, kinds and statuses of our own: never a case, a person or an address.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import compare_digest
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from flask import Blueprint, Flask, Response, abort, current_app, g, request

from regelruimte.app.context import current_settings
from regelruimte.app.request_log import route_of_request
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.engine import Engine
from regelruimte.engine.observer import JobRun, Observer
from regelruimte.engine.store.reads.figures import Figures, count_cases, read_figures
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.store.vitals import Readiness

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

MEASURES_KEY = "regelruimte.measures"
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client lets processes count together, in files of this folder."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FRESH_FOR = timedelta(seconds=10)
_TIMES_READING = 60
_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_JOB_BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0)
_LATE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0, 60.0, 600.0)
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")

T = TypeVar("T")

blueprint = Blueprint("metrics", __name__)


class Measures(Observer):
    """What one process counts while it works."""

    def __init__(self) -> None:
        # Imported here, for at its import the library decides whether processes count together.
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415  # see above

        self.registry = CollectorRegistry()
        self._steps = Counter(
            "regelruimte_steps", "Steps of cases that were committed.", registry=self.registry
        )
        self._runs = Counter(
            "regelruimte_job_runs", "Runs of jobs.", ["kind", "outcome"], registry=self.registry
        )
        self._job_seconds = Histogram(
            "regelruimte_job_seconds",
            "How long a run of a job took.",
            ["kind"],
            buckets=_JOB_BUCKETS,
            registry=self.registry,
        )
        self._late_seconds = Histogram(
            "regelruimte_job_late_seconds",
            "How long after the moment it might run a job or timer began.",
            ["kind"],
            buckets=_LATE_BUCKETS,
            registry=self.registry,
        )
        self._request_seconds = Histogram(
            "regelruimte_request_seconds",
            "How long a page took, by its route.",
            ["method", "route", "status"],
            buckets=_REQUEST_BUCKETS,
            registry=self.registry,
        )

    def step_taken(self) -> None:
        """Count a step."""
        self._steps.inc()

    def job_ended(self, run: JobRun) -> None:
        """Count a run of a job, its time and how late it began."""
        self._runs.labels(run.kind, run.outcome.value).inc()
        self._job_seconds.labels(run.kind).observe(run.seconds)
        self._late_seconds.labels(run.kind).observe(run.late_seconds)

    def request_ended(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and its time; the status by its first digit, as in `4xx`."""
        self._request_seconds.labels(method, route, f"{status // 100}xx").observe(seconds)

    def written(self) -> bytes:
        """Return what was counted here, or by all processes together where they share a folder."""
        from prometheus_client import CollectorRegistry, generate_latest, multiprocess  # noqa: PLC0415  # as above

        if SHARED not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library's own
        return generate_latest(together)


def share_measures(folder: str) -> None:
    """Let the processes of this machine count together in a folder; does nothing when it is empty.

    Must come before the first `Measures` of a process.
    """
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.environ[SHARED] = folder


class Kept(Generic[T]):
    """Something read from the database, kept for ten seconds, or sixty times as long as reading it took."""

    def __init__(self, read: Callable[[View], T]) -> None:
        self._read = read
        self._kept: T | None = None
        self._read_at: datetime | None = None
        self._fresh_for = _FRESH_FOR

    def get(self, view: View) -> T:
        """Return it, reading it first when it was not or is too old."""
        # A clock that was put back would make what was kept look fresh for long: then it is read again.
        is_fresh = self._read_at is not None and timedelta(0) <= view.now - self._read_at < self._fresh_for
        if self._kept is None or not is_fresh:
            began = perf_counter()
            self._kept, self._read_at = self._read(view), view.now
            self._fresh_for = max(_FRESH_FOR, _TIMES_READING * timedelta(seconds=perf_counter() - began))
        return self._kept


@dataclass(frozen=True, slots=True)
class Told:
    """What the database told: cases by status, and the figures."""

    cases: Mapping[str, int]
    figures: Figures


class KeptFigures:
    """What the database tells, without asking it more than it can bear; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._cases = Kept(count_cases)
        self._figures = Kept(read_figures)

    def find(self) -> Told | None:
        """Return what the database tells; None when it cannot now."""
        with self._lock:
            if self._engine.readiness() is not Readiness.READY:
                return None
            with self._engine.view(SYSTEM) as view:
                return Told(self._cases.get(view), self._figures.get(view))


class FiguresCollector:
    """Gives figures of the database the shape the library writes."""

    def __init__(self, told: Told | None) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        """Yield the measures; without figures only that the database cannot be worked with."""
        yield _gauge("database_ready", "1 when the database answers.", self._told is not None)
        if self._told is None:
            return
        told = self._told.figures
        yield _by_status("cases", "Cases, practice left out.", self._told.cases.items())
        yield _by_status("jobs", "Jobs that wait or run.", told.jobs.items())
        yield _gauge("workers", "Workers that told of themselves in the last minute.", told.workers)
        yield _gauge("late_seconds_max", "How late a job or timer began at most lately.", told.late_seconds)
        yield _gauge("jobs_abandoned", "Jobs whose worker vanished.", told.abandoned_jobs)
        yield _gauge("tasks_open", "Tasks that wait for a person.", told.open_tasks)
        yield _gauge("incidents_open", "Automatic steps that wait for a person.", told.open_incidents)
        yield _gauge("job_lateness_seconds", "How long the oldest job waits.", told.job_lateness_seconds)
        yield _gauge("timer_lateness_seconds", "The same of a timer.", told.timer_lateness_seconds)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # see Measures

    return GaugeMetricFamily(f"regelruimte_{name}", meaning, value=float(value))


def _by_status(name: str, meaning: str, counts: Iterable[tuple[str, int]]) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # see Measures

    family = GaugeMetricFamily(f"regelruimte_{name}", meaning, labels=["status"])
    for status, count in counts:
        family.add_metric([status], count)
    return family


def set_up_metrics(app: Flask, engine: Engine) -> None:
    """Count what an application and its engine do, to be read at `/metrics`."""
    measures = Measures()
    engine.watch(measures)
    app.extensions[MEASURES_KEY] = (measures, KeptFigures(engine))
    app.after_request(_count)


def _count(response: Response) -> Response:
    measures, _ = _kept()
    measures.request_ended(
        method=request.method if request.url_rule else "other",
        route=route_of_request(),
        status=response.status_code,
        seconds=perf_counter() - g.began,
    )
    return response


@blueprint.get("/metrics")
def show() -> Response:
    """Tell the measures to whom may read them; the page is not there where measuring is off."""
    if MEASURES_KEY not in current_app.extensions:
        abort(404)
    if not _may_read():
        abort(403)
    measures, figures = _kept()
    return Response(measures.written() + _write(figures.find()), content_type=CONTENT_TYPE)


def _write(told: Told | None) -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415  # see Measures

    registry: CollectorRegistry = CollectorRegistry()
    registry.register(FiguresCollector(told))
    return generate_latest(registry)


def _may_read() -> bool:
    """Tell whether the asker has the token, or without a token asks from this very machine."""
    token = current_settings().metrics_token
    if token:
        given = request.headers.get("Authorization", "")
        return compare_digest(given.encode(), f"Bearer {token}".encode())
    # What came through a proxy comes from this machine too, whoever asked.
    return _is_loopback(request.remote_addr) and not any(name in request.headers for name in _FORWARDED)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _kept() -> tuple[Measures, KeptFigures]:
    return cast("tuple[Measures, KeptFigures]", current_app.extensions[MEASURES_KEY])


def measure_worker(engine: Engine, folder: str) -> None:
    """Count what a worker does in the folder that servers of this machine read; without one nobody could."""
    if folder:
        share_measures(folder)
        engine.watch(Measures())
