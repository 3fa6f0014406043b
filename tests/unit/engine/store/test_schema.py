"""Whether a release may work with the schema it finds: its own, an older one, a newer one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic import command

from regelruimte.engine import Engine
from regelruimte.engine.errors import DatabaseBusy, SchemaTooNew
from regelruimte.engine.store import schema
from regelruimte.engine.store.schema import Fit, newest_revision
from regelruimte.engine.store.schema_tables import schema_revision
from regelruimte.engine.store.vitals import Readiness
from tests.builders import process
from tests.databases import with_driver
from tests.desk import Desk
from tests.expanding import NEWER, expand

pytestmark = pytest.mark.database


def told(engine):
    return engine.schema_fit(), engine.readiness()


def test_is_its_own_when_this_release_migrated_it(engine):
    assert told(engine) == (Fit.CURRENT, Readiness.READY)


def test_is_outdated_when_there_is_nothing_yet(empty_database_url):
    engine = Engine.open(empty_database_url)

    assert told(engine) == (Fit.OUTDATED, Readiness.OTHER_SCHEMA)
    engine.close()


def test_may_be_worked_with_when_a_newer_release_says_so(engine, database_url):
    expand(database_url, runs_beside=newest_revision())

    assert told(engine) == (Fit.EXPANDED, Readiness.READY)


def test_process_that_runs_goes_on_when_a_newer_release_expands_the_schema(engine, desk: Desk, database_url):
    desk.publish(process().start().user("bekijk").user("besluit").end("klaar"))
    number = desk.start()

    expand(database_url, runs_beside=newest_revision())
    desk.complete(desk.open_tasks(number)["bekijk"], {"akkoord": True})

    assert list(desk.open_tasks(number)) == ["besluit"]
    assert engine.examine().last_step_at == engine.clock.now()


@pytest.mark.parametrize("oldest", [None, "9998"])
def test_is_too_new_when_a_newer_release_does_not_say_that_this_one_may(engine, database_url, oldest):
    expand(database_url, runs_beside=oldest)

    assert told(engine) == (Fit.TOO_NEW, Readiness.TOO_NEW)
    with pytest.raises(SchemaTooNew):
        engine.migrate()


def test_stays_as_it_is_when_this_release_migrates_what_a_newer_one_expanded(engine, database_url):
    expand(database_url, runs_beside=newest_revision())

    engine.migrate()

    assert engine.examine().revision == NEWER


def test_changes_nothing_when_what_it_changes_is_in_use(empty_database_url, database_kind, monkeypatch):
    if database_kind == "sqlite":
        pytest.skip("SQLite has one lock, for the whole database")
    monkeypatch.setattr(schema, "_LOCK_SECONDS", 1)
    engine = Engine.open(empty_database_url)
    with engine._database.write() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    with engine._database.read() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM detour")
        with pytest.raises(DatabaseBusy):
            engine.migrate()

    assert engine.examine().revision == "0001"
    engine.migrate()
    assert engine.is_current()
    engine.close()


def test_is_migrated_once_when_several_do_so_at_the_same_moment(empty_database_url):
    engines = [Engine.open(empty_database_url) for _ in range(3)]

    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(Engine.migrate, engines))

    assert [engine.is_current() for engine in engines] == [True] * len(engines)
    for engine in engines:
        engine.close()


def test_tells_the_next_release_who_may_go_on_when_it_is_migrated(database_url):
    database = sa.create_engine(with_driver(database_url))
    with database.connect() as connection:
        rows = connection.execute(sa.select(schema_revision)).all()
    database.dispose()

    assert rows == [(newest_revision(), schema.oldest_beside())]
