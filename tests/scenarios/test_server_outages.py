"""PostgreSQL stops, collides, loses its room or the line: nothing is lost, and all goes on by itself."""

import os
import random
import threading
import time
from contextlib import ExitStack, suppress

import psycopg
import pytest
import sqlalchemy as sa

from regelruimte.app import create_app
from regelruimte.app.settings import Settings
from regelruimte.engine import Channel, Engine, Intake, cases, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFull,
    OutcomeUnknown,
    WritersCollided,
)
from regelruimte.engine.patience import Patience
from regelruimte.engine.store import case_rows
from regelruimte.engine.store.audit import case_chain, is_unbroken
from regelruimte.engine.store.vitals import Readiness
from regelruimte.engine.submissions import Sent
from tests.builders import process
from tests.desk import WORKER, Desk
from tests.outages import at_next_commit, commit_and_lose_the_answer, fill_up, server_to_cut_off, small_disk

pytestmark = pytest.mark.database

BOUND_SECONDS = 20
"""Nobody waits longer than this for an answer, whatever happens; generous, for a machine that is busy."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with server_to_cut_off(tmp_path_factory.mktemp("outages")) as started:
        yield started


@pytest.fixture
def engine(server):
    patience = Patience(connect_seconds=2, lock_seconds=2, statement_seconds=5, idle_seconds=2)
    connectors = Connectors({"register": lambda *_, **__: {"zone": 2}})
    made = Engine.open(server.url, connectors=connectors, patience=patience)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def desk(engine):
    made = Desk(engine)
    made.publish(process("p").start().user("look", name="Bekijken").service("ask", "register").end("done"))
    return made


@pytest.fixture
def case(desk):
    return begin(desk)


def begin(desk, key="p"):
    """Start a case, under a submission key that no test before used in the same database."""
    with desk.engine.work(WORKER) as work:
        sent = Sent(work.ids.new(), {})
        return cases.start_case(work, key, Intake(Channel.API, work.now.date()), sent).case_number


def task_of(desk, number):
    return desk.open_tasks(number)["Bekijken"].id


def complete(engine, task, key="k"):
    with engine.work(WORKER) as work:
        return tasks.complete_task(work, task, Sent(f"{task}-{key}", {"ok": True}))


def assert_done_once(desk, engine, number):
    seen = desk.dossier(number)
    assert [made.values for made in seen.submissions if made.task] == [{"ok": True}]
    with engine.view(SYSTEM) as view:
        assert is_unbroken(view.connection, case_chain(seen.case.id))


def test_refuses_in_time_and_goes_on_by_itself_when_the_server_was_gone(server, engine, desk, case):
    task = task_of(desk, case)
    server.cut_off()
    began = time.monotonic()

    with pytest.raises(DatabaseAway):
        complete(engine, task)
    gone, took = engine.readiness(), time.monotonic() - began
    server.start()
    back = engine.readiness()
    complete(engine, task)

    assert (gone, back) == (Readiness.NO_DATABASE, Readiness.READY)
    assert took < BOUND_SECONDS
    assert_done_once(desk, engine, case)


def test_answers_with_a_page_and_is_ready_again_when_the_server_was_gone(server, engine, tmp_path):
    settings = Settings(secret_key="s" * 32, instance_folder=str(tmp_path))
    client = create_app(engine=engine, settings=settings).test_client()
    client.get("/")
    server.cut_off()

    gone, red, alive = client.get("/"), client.get("/readyz"), client.get("/healthz")
    server.start()
    back, green = client.get("/"), client.get("/readyz")

    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "30")
    assert "Wij kunnen even niet bij onze gegevens" in gone.text
    assert (red.status_code, alive.status_code) == (503, 200)
    assert (back.status_code, green.status_code) == (200, 200)


def test_worker_waits_and_does_its_job_when_the_server_was_gone(server, engine, desk, case):
    complete(engine, task_of(desk, case))
    server.cut_off()
    with pytest.raises(DatabaseAway):
        engine.run_due()
    server.start()
    engine.run_due()

    assert desk.dossier(case).case.outcome == "done"


def test_stores_nothing_when_the_line_breaks_half_way(engine, desk, case):
    task = task_of(desk, case)

    def half_way():
        with engine.work(WORKER) as work:
            tasks.complete_task(work, task, Sent("half", {"ok": True}))
            cut_line(engine, work.connection)

    with pytest.raises(DatabaseAway):
        half_way()

    complete(engine, task)
    assert_done_once(desk, engine, case)


def test_gives_the_receipt_when_the_answer_to_a_commit_was_lost(engine, desk, case):
    task = task_of(desk, case)

    with at_next_commit(commit_and_lose_the_answer), pytest.raises(OutcomeUnknown):
        complete(engine, task)
    receipt = complete(engine, task)

    assert receipt.submission == next(made.id for made in desk.dossier(case).submissions if made.task)
    assert_done_once(desk, engine, case)


def test_takes_what_is_sent_again_when_the_commit_never_arrived(engine, desk, case):
    task = task_of(desk, case)

    def cut_before_commit(connection, commit):
        cut_line(engine, connection)
        commit(connection)

    with at_next_commit(cut_before_commit), pytest.raises(OutcomeUnknown):
        complete(engine, task)
    complete(engine, task)

    assert_done_once(desk, engine, case)


def test_effect_is_recorded_once_when_the_answer_to_its_commit_was_lost(engine, desk, case):
    calls, until_the_end = [], ExitStack()

    def ask(_inputs, /, *, key, at):  # what connectors are called with
        calls.append(key)
        until_the_end.enter_context(at_next_commit(commit_and_lose_the_answer))
        return {}

    engine.connectors.register("once", ask)
    desk.publish(process("once").start().service("ask", "once").end("done"), key="once")
    number = begin(desk, "once")

    with until_the_end, suppress(OutcomeUnknown):
        engine.run_due()
    engine.run_due()

    seen = desk.dossier(number)
    assert (seen.case.outcome, seen.incidents) == ("done", ())
    assert [entry.tag for entry in seen.log].count("connector:answered") == 1
    assert len(calls) == 1


def test_does_it_again_when_two_transactions_collide(engine, desk):
    one, other = (desk.dossier(begin(desk)).case.id for _ in range(2))
    tries, done, both = [], [], threading.Barrier(2)

    def lock(first, second):
        def act(work):
            tries.append(first)
            case_rows.lock_case(work, first)
            if tries.count(first) == 1:
                both.wait(timeout=BOUND_SECONDS)
            case_rows.lock_case(work, second)

        engine.attempt(WORKER, act)
        done.append(first)

    thread = threading.Thread(target=lock, args=(other, one))
    thread.start()
    lock(one, other)
    thread.join(timeout=BOUND_SECONDS)

    assert set(done) == {one, other}
    assert len(tries) > len(done)


def test_gives_up_when_it_keeps_colliding(engine):
    tries = []

    def act(work):
        tries.append(work)
        raise WritersCollided

    with pytest.raises(WritersCollided):
        engine.attempt(WORKER, act)

    assert len(tries) == 3


def test_refuses_in_time_when_another_holds_the_case(engine, desk, case):
    task = task_of(desk, case)
    holder = psycopg.connect(engine._database.url.set(drivername="postgresql").render_as_string())
    holder.execute("SELECT 1 FROM case_ WHERE number = %s FOR UPDATE", [case])
    began = time.monotonic()

    with pytest.raises(DatabaseBusy):
        complete(engine, task)

    assert time.monotonic() - began < BOUND_SECONDS
    holder.close()
    complete(engine, task)


def test_takes_the_lock_of_who_froze_half_way(engine, desk, case):
    task = task_of(desk, case)
    url = engine._database.url.render_as_string(hide_password=False)
    patient = Engine.open(url, patience=Patience(lock_seconds=BOUND_SECONDS))

    def freeze_half_way():
        with engine.work(WORKER) as frozen:
            tasks.complete_task(frozen, task, Sent("frozen", {"ok": False}))
            complete(patient, task)

    with pytest.raises(DatabaseAway):
        freeze_half_way()

    patient.close()
    assert_done_once(desk, engine, case)


@pytest.fixture
def on_small_disk(tmp_path):
    """Give an engine whose database has a small disk of its own, and the folder that disk is."""
    with (
        server_to_cut_off(tmp_path) as server,
        small_disk(tmp_path / "small", kilobytes=32_000) as folder,
    ):
        made = Engine.open(database_on(server, folder))
        made.migrate()
        yield made, folder
        made.close()


def test_refuses_and_goes_on_when_the_disk_of_the_server_was_full(on_small_disk):
    engine, folder = on_small_disk
    desk = Desk(engine)
    desk.publish(process("p").start().user("look", name="Bekijken").end("done"))
    number = begin(desk)
    task, room = task_of(desk, number), fill_up(folder)

    with pytest.raises(DatabaseFull), engine.work(WORKER) as work:
        tasks.complete_task(work, task, Sent("full", {"ok": True, "text": noise(400_000)}))
    full = engine.readiness()
    room.unlink()
    again = engine.readiness()
    complete(engine, task)

    assert (full, again) == (Readiness.FULL, Readiness.READY)
    assert_done_once(desk, engine, number)


def test_believes_its_last_write_when_its_account_may_make_no_temporary_tables(engine):
    database = engine._database
    with database.write() as connection:
        connection.exec_driver_sql("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC")
        connection.exec_driver_sql("CREATE ROLE modest LOGIN IN ROLE pg_read_all_data")
    modest = Engine.open(database.url.set(username="modest").render_as_string(hide_password=False))

    had_room, modest._database.lacks_room = modest.has_room(), True
    has_room = modest.has_room()

    modest.close()
    assert (had_room, has_room) == (True, False)


def noise(length):
    """Return text that no database can make smaller."""
    chance = random.Random(1)  # noqa: S311  # repeatable
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))


def database_on(server, folder):
    """Make a database that keeps its files in a folder; return its address."""
    inner = folder / "space"
    inner.mkdir()
    owner = server.folder.stat()
    os.chown(inner, owner.st_uid, owner.st_gid)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{inner}'")
        connection.execute("CREATE DATABASE small TABLESPACE small")
    return sa.engine.make_url(server.url).set(database="small").render_as_string(hide_password=False)


def cut_line(engine, connection):
    """End the connection of a transaction from the side of the server."""
    pid = connection.connection.dbapi_connection.info.backend_pid
    with engine._database._engine.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%s, 10000)", (pid,))
