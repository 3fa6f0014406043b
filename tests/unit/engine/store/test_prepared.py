from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from regelruimte.engine.store.columns import Json, Moment
from regelruimte.engine.store.database import Database
from regelruimte.engine.store.prepared import Prepared

TABLE = sa.Table(
    "kept",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("what", Json),
    sa.Column("at", Moment),
    sa.Column("day", sa.Date),
    sa.Column("content", sa.LargeBinary),
    sa.Column("is_done", sa.Boolean),
)
INSERT = Prepared(sa.insert(TABLE))
ALL = Prepared(sa.select(TABLE).order_by(TABLE.c.id))
ONE = Prepared(sa.select(TABLE.c.what.label("thing")).where(TABLE.c.id == sa.bindparam("id")))
UPDATE = Prepared(sa.update(TABLE).where(TABLE.c.id == sa.bindparam("b_id")).values(id=TABLE.c.id + 10))
ROW = {
    "what": {"bedrag": Decimal("12.50"), "$n": [date(2026, 2, 1), None]},
    "at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    "day": date(2026, 11, 22),
    "content": b"\x00\xff",
    "is_done": True,
}


@pytest.fixture
def connection():
    database = Database("sqlite://")
    with database.write() as opened:
        TABLE.metadata.create_all(opened)
        yield opened
    database.close()


def test_gives_every_kind_of_value_back_as_it_was(connection):
    INSERT.run(connection, {"id": 1, **ROW})

    assert ALL.rows(connection, {}) == [{"id": 1, **ROW}]


def test_gives_what_core_gives(connection):
    INSERT.run(connection, {"id": 1, **ROW})

    assert connection.execute(sa.select(TABLE)).mappings().all() == ALL.rows(connection, {})


def test_writes_many_rows_in_one_go(connection):
    INSERT.run_all(connection, [{"id": number, **ROW} for number in range(3)])

    assert [row["id"] for row in ALL.rows(connection, {})] == [0, 1, 2]


def test_writes_nothing_when_there_are_no_rows(connection):
    INSERT.run_all(connection, [])

    assert ALL.rows(connection, {}) == []


def test_takes_only_the_names_that_are_given(connection):
    INSERT.run(connection, {"id": 1, "day": date(2026, 1, 1)})
    INSERT.run(connection, {"id": 2, "is_done": False})

    first, second = ALL.rows(connection, {})
    assert (first["day"], first["is_done"]) == (date(2026, 1, 1), None)
    assert (second["day"], second["is_done"]) == (None, False)


def test_finds_one_value_by_a_label(connection):
    INSERT.run(connection, {"id": 1, **ROW})

    assert ONE.first(connection, {"id": 1}) == {"thing": ROW["what"]}
    assert ONE.scalar(connection, {"id": 1}) == ROW["what"]


def test_finds_nothing_when_nothing_is_there(connection):
    assert ONE.first(connection, {"id": 7}) is None
    assert ONE.scalar(connection, {"id": 7}) is None


def test_keeps_the_values_that_a_statement_has_of_its_own(connection):
    INSERT.run(connection, {"id": 1, **ROW})
    UPDATE.run(connection, {"b_id": 1, "is_done": False})

    (row,) = ALL.rows(connection, {})
    assert (row["id"], row["is_done"]) == (11, False)


def test_misses_a_parameter_that_nobody_gave(connection):
    with pytest.raises(KeyError):
        ONE.first(connection, {})


def test_names_errors_as_core_does_and_tells_no_values(connection):
    INSERT.run(connection, {"id": 1, **ROW})

    with pytest.raises(sa.exc.IntegrityError) as failed:
        INSERT.run(connection, {"id": 1, "what": "123456782"})

    assert "123456782" not in str(failed.value)
