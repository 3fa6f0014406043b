"""Backup of an SQLite database while it is at work, and putting one back.

PostgreSQL has its own tools for this; docs/howto/backup.md says which.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from regelruimte.engine.store.database import Database, file_of
from regelruimte.engine.store.schema import known_revisions, migrate, newest_revision

_BUSY_SECONDS = 10.0
_OURS = frozenset({"alembic_version", "audit", "case_", "counter", "submission"})
"""Tables by which a database of ours is known; every release has them."""

_SIDE_FILES = ("-wal", "-shm", "-journal")


class BackupRefused(Exception):
    """A backup cannot be taken or put back; the message says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A database in one file, checked.

    Attributes:
        path: the file; size_bytes: its size.
        revision: revision of its schema, None for a database that was never migrated.
        cases: how many cases are in it.
    """

    path: Path
    size_bytes: int
    revision: str
    cases: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A database that was put in place.

    Attributes:
        backup: what it is now, after bringing it to this release's schema.
        from_revision: revision it had in the backup.
        replaced: where the database went that stood there before, None when there was none.
    """

    backup: Backup
    from_revision: str
    replaced: Path | None


def write_backup(url: str, target: Path, *, may_replace: bool = False) -> Backup:
    """Copy a database that may be in use to one file, check the copy, and only then give it its name.

    The copy is the database at one moment: whole transactions, none in part. Writers are not held up.

    Raises:
        BackupRefused: not SQLite, no database there, the file exists already, or the copy is damaged.
    """
    source = _file_of(url)
    if not source.exists():
        raise BackupRefused(f"There is no database at {source}.")
    if target.exists() and not may_replace:
        raise BackupRefused(f"{target} exists already; choose another name or ask to replace it.")
    with _beside(target) as partial:
        _copy(source, partial)
        found = _inspect(partial, told_as=source)
        partial.replace(target)
    _keep_entry(target.parent)
    return Backup(target, found.size_bytes, found.revision, found.cases)


def restore_backup(url: str, source: Path, *, now: datetime, may_replace: bool = False) -> Restored:
    """Put a backup in the place of a database, brought to this release's schema.

    A database that stands there is kept under another name. Nothing changes unless the backup is whole.

    Args:
        url: address of the SQLite database that is to hold the cases.
        source: the backup; it is only read.
        now: names the database that is put aside.
        may_replace: put a backup over a database that exists.

    Raises:
        BackupRefused: not SQLite; the backup is damaged, not ours or of a newer release; a database
            stands there and was not to be replaced, or is in use.
    """
    target = _file_of(url)
    if target.exists() and not may_replace:
        raise BackupRefused(f"There is a database at {target}; ask to replace it to put the backup over it.")
    if not source.is_file():
        raise BackupRefused(f"There is no backup at {source}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as partial:
        _copy(source, partial)
        before = _inspect(partial, told_as=source)
        _require_known(before.revision, source)
        _bring_to_this_release(partial)
        found = _inspect(partial, told_as=source)
        replaced = _put_aside(target, now)
        partial.replace(target)
    _keep_entry(target.parent)
    now_there = Backup(target, found.size_bytes, found.revision, found.cases)
    return Restored(now_there, before.revision, replaced)


def _file_of(url: str) -> Path:
    file = file_of(url)
    if file is None:
        raise BackupRefused(
            "This is for an SQLite file. A PostgreSQL server has its own tools: docs/howto/backup.md."
        )
    return file


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a new file in the folder of `target`, readable by its owner only; gone when it was not used."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    except OSError as error:
        raise BackupRefused(f"Cannot write in {target.parent}: {error.strerror}.") from error
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
    except OSError as error:
        raise BackupRefused(f"Cannot write {target}: {error.strerror}.") from error
    finally:
        for ending in ("", *_SIDE_FILES):
            Path(f"{partial}{ending}").unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy all pages in one go: one reading transaction, so that no writer can make it begin anew."""
    try:
        with closing(_connect(source, "ro")) as here, closing(_connect(target, "rw")) as there:
            here.backup(there, pages=-1)
            # One file: without this the copy would ask for a log beside it, as the database does.
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupRefused(f"{source} cannot be copied: {error}.") from error
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _inspect(file: Path, *, told_as: Path) -> Backup:
    """Read a copy from end to end.

    Raises:
        BackupRefused: it is damaged or not a database of ours.
    """
    try:
        with closing(_connect(file, "ro")) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            if not tables >= _OURS:
                raise BackupRefused(f"{told_as} is no database of this product.")
            _require_whole(connection, told_as)
            revision = _only(connection, "SELECT version_num FROM alembic_version")
            cases = _only(connection, "SELECT count(*) FROM case_")
    except sqlite3.Error as error:
        raise BackupRefused(f"{told_as} cannot be read: {error}.") from error
    return Backup(file, file.stat().st_size, str(revision), int(str(cases)))


def _require_whole(connection: sqlite3.Connection, told_as: Path) -> None:
    verdict = _only(connection, "PRAGMA integrity_check(1)")
    if verdict != "ok":
        raise BackupRefused(f"{told_as} is damaged: {verdict}.")
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        raise BackupRefused(f"{told_as} is damaged: a row of {orphan[0]} belongs to nothing.")


def _require_known(revision: str, source: Path) -> None:
    if revision not in known_revisions():
        raise BackupRefused(
            f"{source} has schema {revision}, which this release ({newest_revision()}) does not know: "
            "it was made by a newer one."
        )


def _bring_to_this_release(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    try:
        migrate(database)
    finally:
        database.close()
    _fold_log(file)


def _put_aside(target: Path, now: datetime) -> Path | None:
    if not target.exists():
        return None
    try:
        _fold_log(target)
    except sqlite3.DatabaseError as error:
        # What cannot be read cannot be in use by the product either: it is put aside as it is.
        if isinstance(error, sqlite3.OperationalError):
            raise BackupRefused(
                f"{target} is in use ({error}); stop servers and workers and try again."
            ) from error
    aside = target.with_name(f"{target.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    target.replace(aside)
    for ending in _SIDE_FILES:
        with suppress(FileNotFoundError):
            Path(f"{target}{ending}").replace(f"{aside}{ending}")
    return aside


def _fold_log(file: Path) -> None:
    """Bring everything into the one file; fails as locked when anybody else has the database open."""
    with closing(_connect(file, "rw", busy_seconds=0)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.rollback()


def _connect(file: Path, mode: str, *, busy_seconds: float = _BUSY_SECONDS) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=busy_seconds)


def _only(connection: sqlite3.Connection, statement: str) -> object:
    row = connection.execute(statement).fetchone()
    return None if row is None else row[0]


def _keep_entry(folder: Path) -> None:
    """Write a folder's entries to disk, so that a new name outlives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
