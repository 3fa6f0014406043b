"""Commands that run the product: serve, work, demo, migrate-db."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import click
from granian import Granian
from granian.constants import Interfaces

from regelruimte.app.cli_errors import database_url, open_engine, settings
from regelruimte.app.demo import PERSONS, set_up_demo
from regelruimte.app.logs import GRANIAN_LOGGERS, set_up_logs
from regelruimte.app.metrics import measure_worker, share_measures
from regelruimte.app.opening import follow_traces, make_engine
from regelruimte.app.settings import Settings, read_grace, read_log
from regelruimte.app.traces import TraceObserver
from regelruimte.engine.engine import Engine
from regelruimte.engine.jobs.worker import Pace, Worker
from regelruimte.engine.roles import Role


@click.command("serve")
@click.option("--threads", default=4, show_default=True, help="Requests answered at the same time.")
@click.option("--processes", default=1, show_default=True, help="Server processes.")
def serve(threads: int, processes: int) -> None:
    """Serve the portal, the worklist and the studio.

    Refuses to start on an older database schema, on a newer one that it may not work with, and with a setting
    that cannot be read.
    """
    chosen = settings()
    _require_free_port(chosen)
    open_engine(chosen.database_url).close()
    _serve(chosen, threads=threads, processes=processes)


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, say how much that was, and stop.")
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    metavar="N",
    help="Jobs done at once.",
)
def work(*, once: bool, concurrency: int) -> None:
    """Fire due timers and run automatic steps until stopped.

    On PostgreSQL N jobs are done at once, by any number of workers on any number of machines. On SQLite steps
    go one after the other whatever N is, for it knows one writer at a time: there N tells how many calls to
    the outside world run beside each other.

    While the database is busy, away or full it waits, longer each time, and goes on by itself.

    SIGTERM or SIGINT: takes no new job, finishes what was begun within REGELRUIMTE_WORK_GRACE_SECONDS, and
    ends with exit code 0. A second signal ends it at once. Nothing is lost or done twice either way.
    """
    set_up_logs(read_log(os.environ))
    grace = read_grace(os.environ)
    engine = open_engine()
    engine.watch(TraceObserver())
    follow_traces(engine, role="worker")
    measure_worker(engine, os.environ.get("REGELRUIMTE_METRICS_FOLDER", ""))
    if once:
        click.echo(f"{engine.run_due()} jobs done")
        return
    worker = engine.worker(concurrency=concurrency, pace=Pace(grace=grace))
    _stop_on_signals(worker)
    if not worker.run():
        # A call still runs: its thread would keep the process. It is made again, with the same key.
        logging.shutdown()
        os._exit(0)
    engine.close()


def _stop_on_signals(worker: Worker) -> None:
    """Let the first signal stop a worker when it has finished what it began, and the second at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if worker.is_stopping:
            os._exit(128 + number)
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


@click.command("migrate-db")
def migrate_db() -> None:
    """Bring the database to the schema of this release; safe to run again, and while the last one works.

    A schema that a newer release made stays as it is.
    """
    engine = _migrated(database_url())
    is_current = engine.is_current()
    engine.close()
    whose = "this release" if is_current else "a newer release, which this one may go on beside"
    click.echo(f"The database has the schema of {whose}.")


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Fill the database only; start nothing.")
def demo(*, no_serve: bool) -> None:
    """Set up a demonstration with example processes, persons and practice cases, and start it.

    Needs REGELRUIMTE_DEMO=1. Running it again keeps what is there.
    """
    chosen = settings()
    if not chosen.demo:
        raise click.UsageError("This is for demonstrations only: set REGELRUIMTE_DEMO=1.")
    if not no_serve:
        _require_free_port(chosen)
    engine = _migrated(chosen.database_url)
    until = engine.clock.now()
    engine.close()
    for line in set_up_demo(chosen.database_url, until=until):
        click.echo(line)
    if no_serve:
        return
    click.echo(where_to_click(chosen))
    with _worker():
        _serve(chosen, threads=4, processes=1)


def _migrated(url: str) -> Engine:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    engine.migrate()
    return engine


def _serve(chosen: Settings, *, threads: int, processes: int) -> None:
    set_up_logs(chosen.log)
    with _counting_together(chosen, processes):
        _run_server(chosen, threads=threads, processes=processes)


@contextmanager
def _counting_together(chosen: Settings, processes: int) -> Iterator[None]:
    """Let several server processes count as one, in a folder of their own where the settings name none."""
    if not chosen.metrics or chosen.metrics_folder or processes == 1:
        yield
        return
    with TemporaryDirectory(prefix="regelruimte-metrics-") as folder:
        share_measures(folder)
        yield


def _run_server(chosen: Settings, *, threads: int, processes: int) -> None:
    Granian(
        "regelruimte.app.wiring:app_from_environment",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        factory=True,
        log_access=False,
        log_dictconfig=GRANIAN_LOGGERS if chosen.log == "json" else None,
    ).serve()


@contextmanager
def _worker() -> Iterator[None]:
    """Keep a worker running beside the server, and stop it with the server."""
    process = subprocess.Popen([sys.executable, "-m", "regelruimte.app.cli", "work"])  # our own
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def where_to_click(chosen: Settings) -> str:
    """Return the rooms of a demonstration with their addresses and the persons to sign in as."""
    site = f"http://{chosen.host}:{chosen.port}"
    rooms = (
        ("Portal", "/", Role.CITIZEN),
        ("Worklist", "/worklist/", Role.CASE_WORKER),
        ("Studio", "/studio/", Role.DOMAIN_EXPERT),
    )
    lines = [f"  {room:<10}{site + path:<36}as {_names(role)}" for room, path, role in rooms]
    return "\n".join(("", *lines, "", f"  Sign in    {site}/sign-in  by choosing a person: no password.", ""))


def _require_free_port(chosen: Settings) -> None:
    """Refuse a port that another server has: two on one port would answer in turn.

    Raises:
        click.ClickException: it is taken.
    """
    with socket.socket(socket.AF_INET6 if ":" in chosen.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as taken:
            raise click.ClickException(
                f"Port {chosen.port} on {chosen.host} is taken. Set REGELRUIMTE_PORT to another."
            ) from taken


def _names(role: Role) -> str:
    return ", ".join(person.display_name for person in PERSONS if role in person.roles)


COMMANDS = (serve, work, demo, migrate_db)
