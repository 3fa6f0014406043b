"""Rows of definitions, drafts and versions."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.audit import FIRST_HASH
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import Bundle, Definition, DefinitionVersion, Draft, VersionSummary

_DEFINITION = [c for c in t.definition.c if not c.name.startswith("audit_")]
_DEFINITION_BY_KEY = Prepared(sa.select(*_DEFINITION).where(t.definition.c.key == sa.bindparam("key")))
_SUMMARY = [c for c in t.definition_version.c if c.name not in {"normalised", "importer"}]

_LAST_NUMBER = 2**31 - 1
"""No column holds a larger one, so there is no such version."""


def insert_definition(work: UnitOfWork, definition: Definition) -> None:
    """Add a definition."""
    row = {name: getattr(definition, name) for name in Definition.__slots__}
    work.connection.execute(sa.insert(t.definition), row | {"audit_sequence": 0, "audit_head": FIRST_HASH})


def find_definition(view: View, key: str) -> Definition | None:
    """Return a definition by key, or None."""
    row = _DEFINITION_BY_KEY.first(view.connection, {"key": key})
    return None if row is None else Definition(**row)


def lock_definition(work: UnitOfWork, key: str) -> Definition:
    """Return a definition and lock its row until the commit.

    Raises:
        NotFound: no such definition.
    """
    row = (
        work.connection.execute(sa.select(*_DEFINITION).where(t.definition.c.key == key).with_for_update())
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(definition=key)
    return Definition(**row)


def list_definitions(view: View) -> tuple[Definition, ...]:
    """Return all definitions by title."""
    rows = view.connection.execute(sa.select(*_DEFINITION).order_by(t.definition.c.title)).mappings()
    return tuple(Definition(**row) for row in rows)


def update_definition(work: UnitOfWork, key: str, changes: dict[str, object]) -> None:
    """Change columns of a definition."""
    work.connection.execute(sa.update(t.definition).where(t.definition.c.key == key).values(**changes))


def write_draft_files(work: UnitOfWork, key: str, files: Bundle) -> None:
    """Replace the files of a draft."""
    work.connection.execute(sa.delete(t.draft_file).where(t.draft_file.c.key == key))
    rows = [{"key": key, "path": path, "content": content} for path, content in files.items()]
    if rows:
        work.connection.execute(sa.insert(t.draft_file), rows)


def read_draft(view: View, definition: Definition) -> Draft:
    """Return the draft of a definition with its files."""
    rows = view.connection.execute(
        sa.select(t.draft_file.c.path, t.draft_file.c.content)
        .where(t.draft_file.c.key == definition.key)
        .order_by(t.draft_file.c.path)
    )
    return Draft(
        key=definition.key,
        revision=definition.draft_revision,
        files={path: bytes(content) for path, content in rows},
        saved_at=definition.draft_saved_at,
        saved_by=definition.draft_saved_by,
    )


def insert_version(work: UnitOfWork, version: DefinitionVersion, *, importer: int) -> None:
    """Add a version with its files; versions are never changed."""
    row = {c.name: getattr(version, c.name) for c in _SUMMARY}
    work.connection.execute(
        sa.insert(t.definition_version),
        row | {"normalised": version.normalised, "importer": importer},
    )
    files = [
        {"key": version.key, "number": version.number, "path": path, "content": content}
        for path, content in version.files.items()
    ]
    work.connection.execute(sa.insert(t.version_file), files)


def last_number(view: View, key: str) -> int:
    """Return the number of the newest version, 0 when nothing was published."""
    number = view.connection.scalar(
        sa.select(sa.func.max(t.definition_version.c.number)).where(t.definition_version.c.key == key)
    )
    return int(number or 0)


def list_versions(view: View, key: str) -> tuple[VersionSummary, ...]:
    """Return the versions of a definition, newest first."""
    rows = view.connection.execute(
        sa.select(*_SUMMARY)
        .where(t.definition_version.c.key == key)
        .order_by(t.definition_version.c.number.desc())
    ).mappings()
    return tuple(VersionSummary(**row) for row in rows)


def find_version_hash(view: View, key: str, number: int) -> str | None:
    """Return the hash of a version, or None when there is no such version."""
    if not 0 < number <= _LAST_NUMBER:
        return None
    found: str | None = _VERSION_HASH.scalar(view.connection, {"key": key, "number": number})
    return found


_VERSION_HASH = Prepared(
    sa.select(t.definition_version.c.hash).where(
        t.definition_version.c.key == sa.bindparam("key"),
        t.definition_version.c.number == sa.bindparam("number"),
    )
)


def read_version(view: View, key: str, number: int) -> DefinitionVersion:
    """Return a version with its files.

    Raises:
        NotFound: no such version.
    """
    if not 0 < number <= _LAST_NUMBER:
        raise NotFound(definition=key, version=number)
    row = (
        view.connection.execute(
            sa.select(*_SUMMARY, t.definition_version.c.normalised).where(
                t.definition_version.c.key == key, t.definition_version.c.number == number
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(definition=key, version=number)
    files = view.connection.execute(
        sa.select(t.version_file.c.path, t.version_file.c.content).where(
            t.version_file.c.key == key, t.version_file.c.number == number
        )
    )
    values = dict(row)
    values["normalised"] = bytes(values["normalised"])
    return DefinitionVersion(**values, files={path: bytes(content) for path, content in files})


def list_groups(view: View) -> tuple[tuple[str, str], ...]:
    """Return the groups of the organisation as (key, name), by name."""
    rows = view.connection.execute(sa.select(t.group_.c.key, t.group_.c.name).order_by(t.group_.c.name))
    return tuple((row.key, row.name) for row in rows)


def put_group(work: UnitOfWork, key: str, name: str) -> None:
    """Add a group, or give it another name."""
    changed = work.connection.execute(sa.update(t.group_).where(t.group_.c.key == key).values(name=name))
    if changed.rowcount == 0:
        work.connection.execute(sa.insert(t.group_), {"key": key, "name": name})
