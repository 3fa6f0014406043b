"""A disk that is really full under an SQLite file: everything is refused whole, and goes on by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from regelruimte.engine import Engine, documents, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.errors import DatabaseFull
from regelruimte.engine.store.audit import SYSTEM_CHAIN, case_chain, is_unbroken
from regelruimte.engine.store.backup import BackupRefused, write_backup
from regelruimte.engine.store.vitals import Readiness
from regelruimte.engine.submissions import Sent
from tests.builders import mapping, process
from tests.desk import WORKER, Desk
from tests.outages import fill_up, small_disk

PDF = b"%PDF-1.7 "


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", kilobytes=4_000) as folder:
        yield folder


@pytest.fixture
def calls():
    return []


@pytest.fixture
def engine(disk, calls):
    def register(_inputs, /, *, key, at):  # what connectors are called with
        calls.append(key)
        return {"zone": 2}

    made = Engine.open(
        f"sqlite:///{disk}/cases.sqlite",
        clock=VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        connectors=Connectors({"register": register}),
    )
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def desk(engine):
    made = Desk(engine)
    io = mapping(outputs=[("=zone", "zone")])
    made.publish(process().start().user("ask").service("call", "register", io).user("look").end("done"))
    return made


def complete(engine, task, values, key="k"):
    with engine.work(WORKER) as work:
        return tasks.complete_task(work, task, Sent(key, values))


def chains_hold(engine, case_id):
    with engine.view(SYSTEM) as view:
        return all(is_unbroken(view.connection, chain) for chain in (case_chain(case_id), SYSTEM_CHAIN))


def test_refuses_a_form_whole_and_takes_it_when_there_is_room(disk, engine, desk):
    number = desk.start()
    task = desk.open_tasks(number)["ask"].id
    before, ballast = desk.dossier(number), fill_up(disk)

    with pytest.raises(DatabaseFull):
        complete(engine, task, {"text": "x" * 100_000})
    full, seen = engine.readiness(), desk.dossier(number)
    ballast.unlink()
    again = engine.readiness()
    complete(engine, task, {"text": "x" * 100_000})

    assert (full, again) == (Readiness.FULL, Readiness.READY)
    assert (seen.open_tasks, seen.submissions) == (before.open_tasks, before.submissions)
    assert desk.open_tasks(number) == {}
    assert chains_hold(engine, before.case.id)


def test_refuses_a_file_whole(disk, engine, desk):
    number = desk.start()
    ballast = fill_up(disk)

    with pytest.raises(DatabaseFull), engine.work(WORKER) as work:
        documents.add_to_case(work, number, name="plan.pdf", content=PDF + b"x" * 500_000)

    seen = desk.dossier(number)
    ballast.unlink()
    assert seen.documents == ()
    assert chains_hold(engine, seen.case.id)


def test_worker_keeps_its_job_and_does_it_once_there_is_room(disk, engine, desk, calls):
    number = desk.start()
    complete(engine, desk.open_tasks(number)["ask"].id, {})
    ballast = fill_up(disk)

    refused = 0
    for _ in range(8):
        try:
            engine.run_due()
        except DatabaseFull:
            refused += 1
        engine.clock.advance(timedelta(minutes=6))
    ballast.unlink()
    engine.run_due()

    seen = desk.dossier(number)
    assert refused == 8
    assert [task.element for task in seen.open_tasks] == ["look"]
    assert seen.incidents == ()
    assert len(set(calls)) == 1
    assert chains_hold(engine, seen.case.id)


def test_leaves_the_last_backup_alone_when_there_is_no_room_for_another(disk, engine, desk):
    desk.start()
    url, target = f"sqlite:///{disk}/cases.sqlite", disk / "nightly.sqlite"
    write_backup(url, target)
    kept, ballast = target.read_bytes(), fill_up(disk)

    with pytest.raises(BackupRefused, match=r"full|No space"):
        write_backup(url, target, may_replace=True)

    assert target.read_bytes() == kept
    assert sorted(path.name for path in disk.iterdir() if path.suffix == ".partial") == []
    ballast.unlink()
    write_backup(url, target, may_replace=True)
