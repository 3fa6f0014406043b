"""Commands that keep and bring back the cases of an SQLite installation: backup, restore."""

from __future__ import annotations

import json
from pathlib import Path

import click

from regelruimte.app.cli_errors import database_url
from regelruimte.engine.clock import SystemClock
from regelruimte.engine.store.backup import restore_backup, write_backup

_MEGABYTE = 1_000_000
_FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Write one JSON object and nothing else.")


@click.command("backup")
@_FILE
@click.option("--replace", "may_replace", is_flag=True, help="Write over a file that exists.")
@_JSON
def backup(file: Path, *, may_replace: bool, as_json: bool) -> None:
    """Copy the database to one file while servers and workers go on.

    The copy is checked before it gets its name. It holds personal data and only its owner can read it.
    """
    made = write_backup(database_url(), file, may_replace=may_replace)
    facts = {
        "file": str(made.path),
        "size_bytes": made.size_bytes,
        "revision": made.revision,
        "cases": made.cases,
    }
    said = f"{made.path}: {made.cases} cases, {_megabytes(made.size_bytes)}, schema {made.revision}, checked"
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else said)


@click.command("restore")
@_FILE
@click.option("--replace", "may_replace", is_flag=True, help="Put it over a database that exists.")
@_JSON
def restore(file: Path, *, may_replace: bool, as_json: bool) -> None:
    """Put a backup in the place of the database, and bring it to the schema of this release.

    Stop servers and workers first. A database that stands there is kept beside it under another name.
    """
    now = SystemClock().now()
    restored = restore_backup(database_url(), file, now=now, may_replace=may_replace)
    there = restored.backup
    facts = {
        "database": str(there.path),
        "size_bytes": there.size_bytes,
        "from_revision": restored.from_revision,
        "revision": there.revision,
        "cases": there.cases,
        "replaced": None if restored.replaced is None else str(restored.replaced),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(f"{there.path}: {there.cases} cases, {_megabytes(there.size_bytes)}, schema {there.revision}")
    if restored.from_revision != there.revision:
        click.echo(f"The backup had schema {restored.from_revision} and was brought to {there.revision}.")
    if restored.replaced is not None:
        click.echo(f"What stood there is kept in {restored.replaced}.")


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / _MEGABYTE:.1f} MB"


COMMANDS = (backup, restore)
