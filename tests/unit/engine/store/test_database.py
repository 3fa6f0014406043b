import pytest
import sqlalchemy as sa

from regelruimte.engine.store.database import Database


def test_tells_no_values_when_a_statement_fails():
    database = Database("sqlite://")

    with pytest.raises(sa.exc.OperationalError) as failed, database.write() as connection:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:bsn)"), {"bsn": "123456782"})

    database.close()
    assert "123456782" not in str(failed.value)
