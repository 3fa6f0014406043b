"""Commands that run the product: serve, work, demo, migrate-db."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from granian import Granian
from granian.constants import Interfaces

from regelruimte.app.cli_errors import database_url, open_engine, settings
from regelruimte.app.demo import PERSONS, set_up_demo
from regelruimte.app.logs import GRANIAN_LOGGERS, set_up_logs
from regelruimte.app.metrics import measure_worker, share_measures
from regelruimte.app.opening import follow_traces, make_engine
from regelruimte.app.settings import Settings, read_log
from regelruimte.app.traces import TraceObserver
from regelruimte.app.working import keep_working
from regelruimte.engine.engine import Engine
from regelruimte.engine.roles import Role


@click.command("serve")
@click.option("--threads", default=4, show_default=True, help="Requests answered at the same time.")
@click.option("--processes", default=1, show_default=True, help="Server processes.")
def serve(threads: int, processes: int) -> None:
    """Serve the portal, the worklist and the studio.

    Refuses to start on an older or newer database schema, or with a setting that cannot be read.
    """
    chosen = settings()
    _require_free_port(chosen)
    open_engine(chosen.database_url).close()
    _serve(chosen, threads=threads, processes=processes)


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, say how much that was, and stop.")
def work(*, once: bool) -> None:
    """Fire due timers and run automatic steps, every second, until stopped.

    While the database is busy, away or full it waits, longer each time, and goes on by itself.
    """
    set_up_logs(read_log(os.environ))
    engine = open_engine()
    engine.watch(TraceObserver())
    follow_traces(engine, role="worker")
    measure_worker(engine, os.environ.get("REGELRUIMTE_METRICS_FOLDER", ""))
    if once:
        click.echo(f"{engine.run_due()} jobs done")
        return
    keep_working(engine.run_due)


@click.command("migrate-db")
def migrate_db() -> None:
    """Bring the database to the schema of this release; safe to run again."""
    _migrated(database_url()).close()
    click.echo("The database has the schema of this release.")


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
