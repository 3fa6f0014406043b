"""Noticing that another connection changed the database: on SQLite for a few microseconds."""

from __future__ import annotations

from regelruimte.engine.store.database import Database


class Changes:
    """Tells whether anything was committed since it was last asked; keeps a connection of its own.

    On a database server, and in memory, there is no such mark: then whoever asks is always told yes.
    """

    def __init__(self, database: Database) -> None:
        self._connection = database.raw() if database.is_file() else None
        self._mark: object = None

    @property
    def are_noticed(self) -> bool:
        """Whether asking tells anything, so that it is worth asking often."""
        return self._connection is not None

    def have_come(self) -> bool:
        """Tell whether there may be something new."""
        if self._connection is None:
            return True
        cursor = self._connection.cursor()
        try:
            mark = cursor.execute("PRAGMA data_version").fetchone()
        finally:
            cursor.close()
        before, self._mark = self._mark, mark
        return bool(mark != before)

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
