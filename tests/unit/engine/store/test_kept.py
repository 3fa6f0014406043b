"""Connections that are kept between writing transactions hand nothing of one on to the next."""

import pytest
import sqlalchemy as sa

from regelruimte.engine.store import kept
from regelruimte.engine.store.database import Database
from regelruimte.engine.store.prepared import Prepared, tell

TABLE = sa.Table("thing", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
INSERT = Prepared(sa.insert(TABLE))


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/kept.sqlite")
    with made.write() as connection:
        TABLE.metadata.create_all(connection)
    yield made
    made.close()


def written(database):
    with database.read() as connection:
        return connection.scalars(sa.select(TABLE.c.id).order_by(TABLE.c.id)).all()


def driver_of(connection):
    return connection.connection.dbapi_connection


def test_takes_the_same_connection_again_when_the_transaction_was_committed(database):
    with database.write() as connection:
        first = driver_of(connection)
        INSERT.run(connection, {"id": 1})
    with database.write() as connection:
        again = driver_of(connection)

    assert again is first
    assert written(database) == [1]


def test_keeps_what_core_wrote_when_the_transaction_is_committed(database):
    with database.write() as connection:
        connection.execute(sa.insert(TABLE), {"id": 1})
        INSERT.run(connection, {"id": 2})

    assert written(database) == [1, 2]


def test_nothing_is_left_when_a_transaction_fails(database):
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        INSERT.run_all(connection, [{"id": 1}, {"id": 1}])

    with database.write() as connection:
        assert driver_of(connection).in_transaction
        INSERT.run(connection, {"id": 2})
    assert written(database) == [2]


def test_keeps_few_when_many_write_at_once(database):
    keeping = kept.KeptConnections(database._engine)
    taken = [keeping.take() for _ in range(4)]
    before = database._engine.pool.checkedout()

    for connection in taken:
        keeping.put(connection)

    assert before - database._engine.pool.checkedout() == 2
    keeping.close()


def test_takes_another_connection_when_the_kept_one_broke_in_a_pause(database, monkeypatch):
    with database.write() as connection:
        broken = driver_of(connection)
    broken.close()
    monkeypatch.setattr(kept, "_SURE_SECONDS", 0)

    with database.write() as connection:
        INSERT.run(connection, {"id": 1})

    assert written(database) == [1]


@pytest.fixture
def strict(database):
    """The database with a table whose references are looked at when a transaction ends."""
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE child (of INTEGER REFERENCES thing DEFERRABLE INITIALLY DEFERRED)"
        )
    return database


@pytest.mark.parametrize("run", [sa.Connection.exec_driver_sql, tell], ids=["by Core", "by the driver"])
def test_leaves_nothing_open_when_the_commit_fails(strict, run):
    with pytest.raises(sa.exc.IntegrityError), strict.write() as connection:
        run(connection, "INSERT INTO child VALUES (9)")

    with strict.write() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM child")) == 0
    assert written(strict) == []
