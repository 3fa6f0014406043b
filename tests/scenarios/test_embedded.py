"""The engine in somebody else's transaction: it joins it, and leaves no trace when that is rolled back."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from regelruimte.engine import Channel, Intake, cases, definitions, detours, dossier, tasks
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.errors import DatabaseBusy
from regelruimte.engine.store.schema import TABLES
from tests.builders import process
from tests.databases import with_driver
from tests.desk import CITIZEN, EXPERT, WORKER

both_databases = pytest.mark.database
INTAKE = Intake(Channel.API, date(2026, 11, 2))
MODEL = process().start().user("bekijk").user("besluit").end(name="Toegekend")
FILES = {"process.bpmn": MODEL.bpmn()}


@pytest.fixture
def session(database_url, database_kind, engine):
    """A session of the embedder's own, on the same database as the engine's."""
    patience = {"timeout": 0.1} if database_kind == "sqlite" else {}
    database = sa.create_engine(with_driver(database_url), connect_args=patience)
    with Session(database) as made:
        yield made
    database.dispose()


def begun(session):
    """Return the connection of a session, begun for writing where SQLite asks that to be said."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")
    return session.connection()


def everything_in(database) -> dict[str, list[str]]:
    """Return every row of every table of a database."""
    with database.connect() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(sa.select(table)))
            for table in TABLES.sorted_tables
        }


def first_open_task(engine, number, connection):
    with engine.view(WORKER, connection=connection) as view:
        return dossier.get_dossier(view, number).open_tasks[0]


def do_a_days_work(engine, desk, connection) -> str:
    """Publish, start, complete and take a detour, each in a unit of work on the caller's connection."""
    with engine.work(EXPERT, connection=connection) as work:
        definitions.publish_files(work, "p", FILES, change_note="eerste")
    with engine.work(CITIZEN, connection=connection) as work:
        number = cases.start_case(work, "p", INTAKE, desk.sent({"naam": "Aydın"})).case_number
    with engine.work(WORKER, connection=connection) as work:
        tasks.complete_task(
            work, first_open_task(engine, number, connection).id, desk.sent({"akkoord": True})
        )
    with engine.work(WORKER, connection=connection) as work:
        detours.add_own_step(work, number, OwnStep("Bel de inwoner", "Het adres klopt niet"))
    return number


@both_databases
def test_nothing_is_kept_when_the_callers_session_rolls_back(engine, desk, session):
    before = everything_in(session.get_bind())

    number = do_a_days_work(engine, desk, begun(session))
    session.rollback()

    assert number.startswith("Z-")
    assert everything_in(session.get_bind()) == before


@both_databases
def test_all_is_kept_when_the_callers_session_commits(engine, desk, session):
    number = do_a_days_work(engine, desk, begun(session))
    session.commit()

    found = desk.dossier(number)
    assert {task.name for task in found.open_tasks} == {"besluit", "Bel de inwoner"}
    assert [entry.tag for entry in found.log][-1] == "detour:added"


def test_work_is_refused_when_the_caller_did_not_begin_for_writing(engine, session):
    with pytest.raises(DatabaseBusy), engine.work(EXPERT, connection=session.connection()):
        pytest.fail("the unit of work was opened")


def test_work_is_refused_when_another_writer_holds_the_database(engine, session):
    connection = session.connection()
    connection.exec_driver_sql("BEGIN")

    with engine.work(EXPERT), pytest.raises(DatabaseBusy), engine.work(EXPERT, connection=connection):
        pytest.fail("the unit of work was opened")


@both_databases
def test_case_goes_on_from_what_is_kept_when_a_joined_step_was_rolled_back(engine, desk, session):
    desk.publish(MODEL)
    number = desk.start()
    task = desk.open_tasks(number)["bekijk"]
    with engine.work(WORKER, connection=begun(session)) as work:
        tasks.complete_task(work, task.id, desk.sent({"akkoord": False}))
    session.rollback()

    desk.complete(task, {"akkoord": True})

    found = desk.dossier(number)
    assert [open_task.name for open_task in found.open_tasks] == ["besluit"]
    assert {v.name: v.value for v in found.variables} == {"akkoord": True}


@both_databases
def test_joined_step_keeps_no_live_object_when_the_caller_may_still_roll_back(engine, desk, session):
    desk.publish(MODEL)
    number = desk.start()
    task = desk.open_tasks(number)["bekijk"]
    with engine.view(WORKER) as view:
        kept = view.parts.live
    asked = []
    take = kept.take
    kept.take = lambda key: asked.append(key) or take(key)

    with engine.work(WORKER, connection=begun(session)) as work:
        tasks.complete_task(work, task.id, desk.sent({}))

    ((instance, revision),) = asked
    assert take((instance, revision)) is None
    assert take((instance, revision + 1)) is None
