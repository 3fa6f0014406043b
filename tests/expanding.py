"""Making a database look as a newer release would leave it."""

import sqlalchemy as sa

from regelruimte.engine.store.schema_tables import schema_revision
from tests.databases import with_driver

NEWER = "9999"


def expand(url: str, *, runs_beside: str | None) -> None:
    """Give a database a revision this release does not know; None when it does not tell who may go on."""
    database = sa.create_engine(with_driver(url))
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :newer"), {"newer": NEWER})
        connection.exec_driver_sql("ALTER TABLE task ADD COLUMN colour VARCHAR(20)")
        connection.exec_driver_sql("CREATE TABLE novelty (id VARCHAR(32) PRIMARY KEY)")
        if runs_beside is not None:
            row = {"revision": NEWER, "runs_beside": runs_beside}
            connection.execute(sa.insert(schema_revision), row)
    database.dispose()
