"""Signs of life of a database: whether it answers, and whether its schema is this release's."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from regelruimte.engine.store.database import Database
from regelruimte.engine.store.schema import is_current


class Readiness(StrEnum):
    """Whether an engine can take work; the value is stable."""

    READY = "ready"
    NO_DATABASE = "database-unreachable"
    OTHER_SCHEMA = "schema-outdated"


def read_readiness(database: Database) -> Readiness:
    """Ask a database whether it can be worked with."""
    try:
        return Readiness.READY if is_current(database) else Readiness.OTHER_SCHEMA
    except sa.exc.SQLAlchemyError:
        return Readiness.NO_DATABASE
