"""The shortest story on PostgreSQL: migrate, publish, start, complete, a timer fires."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from regelruimte.engine import Engine, Sent, definitions, detours, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.store.schema import TABLES
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import process
from tests.desk import WORKER, Desk
from tests.servers import postgresql

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        with postgresql(tmp_path_factory.mktemp("database")) as url:
            yield url
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.fixture
def url(server):
    admin = sa.create_engine(
        server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS cases")
        connection.exec_driver_sql("CREATE DATABASE cases")
    admin.dispose()
    return server.replace("/postgres?", "/cases?")


@pytest.fixture
def engine(url, clock):
    made = Engine.open(url, clock=clock, ids=SeededIds())
    made.migrate()
    with made.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
    yield made
    made.close()


@pytest.fixture
def model():
    return process().start().user("bekijk").timer("wacht", "P2D").user("besluit").end(name="Toegekend")


def test_case_runs_to_its_end_when_the_database_is_postgresql(engine, desk: Desk, model, clock):
    desk.publish(model)
    number = desk.start({"naam": "Aydın"})
    desk.complete(desk.open_tasks(number)["bekijk"], {"akkoord": True})
    before = engine.run_due()
    clock.advance(timedelta(days=2, minutes=1))

    after = engine.run_due()
    desk.complete(desk.open_tasks(number)["besluit"])

    case = desk.dossier(number).case
    assert (before, after) == (0, 1)
    assert (case.status, case.outcome) == (CaseStatus.CLOSED, "Toegekend")


def test_answers_are_kept_exactly_when_the_database_is_postgresql(engine, desk, model):
    desk.publish(model)

    number = desk.start(
        {"naam": "Aydın", "bedrag": Decimal("12.50"), "kinderen": [1, 2], "akkoord": True, "leeg": None}
    )

    assert {v.name: v.value for v in desk.dossier(number).variables} == {
        "naam": "Aydın",
        "bedrag": Decimal("12.50"),
        "kinderen": [1, 2],
        "akkoord": True,
        "leeg": None,
    }


def test_detour_holds_the_path_when_the_database_is_postgresql(engine, desk, model):
    desk.publish(model)
    number = desk.start()

    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel de inwoner", "Het adres klopt niet", holds=True))

    held = {task.name: task.held_by is not None for task in desk.dossier(number).open_tasks}
    assert held == {"bekijk": True, "Bel de inwoner": False}


def test_schema_equals_the_tables_when_postgresql_is_migrated(engine, url):
    database = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with database.connect() as connection:
        # What procrastinate made is its own.
        opts = {"compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, TABLES)
    database.dispose()

    assert differences == []


def _is_ours(name, kind, _parents):
    return kind != "table" or not name.startswith("procrastinate_")


def test_migrating_again_changes_nothing_when_the_schema_is_current(engine):
    engine.migrate()

    assert engine.is_current()


def test_step_is_kept_when_the_caller_commits_a_connection_of_its_own(engine, url, desk: Desk, model):
    desk.publish(model)
    number = desk.start()
    task = desk.open_tasks(number)["bekijk"]
    own = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    with own.connect() as connection:
        with engine.work(WORKER, connection=connection) as work:
            tasks.complete_task(work, task.id, Sent("own-connection", {}))
        connection.commit()
    own.dispose()

    assert "bekijk" not in desk.open_tasks(number)
