"""Commands about processes: publish, import, export."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from regelruimte.app.cli_errors import open_engine
from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import read_bundle, write_package
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.vocabulary import DefinitionVersion, Draft
from regelruimte.forms.check import check_form

_BUNDLE = click.argument("path", type=click.Path(exists=True, path_type=Path))
_KEY = click.option("--key", help="Key of the process; else the name of the folder or file.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Write one JSON object and nothing else.")


@click.command("import")
@_BUNDLE
@_KEY
@_JSON
def import_(path: Path, key: str | None, *, as_json: bool) -> None:
    """Put a bundle (folder or zip) in the draft of a process, new or existing."""
    with open_engine().work(SYSTEM) as work:
        draft = definitions.put_files(work, key or path.stem, read_bundle(path))
    _tell(
        f"{draft.key}: draft {draft.revision}",
        {"key": draft.key, "revision": draft.revision},
        as_json=as_json,
    )


@click.command("publish")
@_BUNDLE
@_KEY
@click.option("--note", default="Gepubliceerd vanaf de opdrachtregel", help="What changed and why.")
@_JSON
def publish(path: Path, key: str | None, note: str, *, as_json: bool) -> None:
    """Publish a bundle (folder or zip): new cases start on it; nothing is published when it has errors."""
    with open_engine().work(SYSTEM) as work:
        version = publish_bundle(work, key or path.stem, read_bundle(path), note=note)
    facts = {"key": version.key, "version": version.number, "hash": version.hash}
    _tell(f"{version.key}: version {version.number} is published", facts, as_json=as_json)


@click.command("export")
@click.argument("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--version", "number", type=int, help="Number of a version; else the draft.")
def export(key: str, file: Path, number: int | None) -> None:
    """Write the draft, or a version, of a process to a zip file."""
    with open_engine().view(SYSTEM) as view:
        held: Draft | DefinitionVersion = (
            definitions.get_draft(view, key) if number is None else definitions.get_version(view, key, number)
        )
    write_package(file, held.files)
    click.echo(f"{file}: {len(held.files)} files")


def publish_bundle(work: UnitOfWork, key: str, files: Mapping[str, bytes], *, note: str) -> DefinitionVersion:
    """Put files in the draft of a process and publish it.

    Raises:
        BundleHasErrors: with all findings.
    """
    return definitions.publish_files(work, key, files, change_note=note, check_form=check_form)


def _tell(line: str, facts: dict[str, object], *, as_json: bool) -> None:
    click.echo(json.dumps(facts) if as_json else line)


COMMANDS = (import_, publish, export)
