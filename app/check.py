"""`regelruimte check`: whether files of anyone may run, each bounded in time and memory."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from regelruimte.app.checking import BoundedChecker
from regelruimte.engine.findings import Finding
from regelruimte.engine.validate import Checked, Status

_ENDINGS = (".bpmn", ".bpmn2", ".bpmn20.xml", ".dmn")
_STATUS_WORDS = {
    Status.EXECUTABLE: "kan worden uitgevoerd",
    Status.DRAWABLE: "kan worden getekend, niet uitgevoerd",
    Status.REFUSED: "kan niet worden geopend",
}
_SEVERITY_WORDS = {"error": "fout", "warning": "waarschuwing", "advice": "advies"}


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line and nothing else.")
def check(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Check BPMN and DMN files, or folders of them.

    Exits with 0 when all may run, 1 when not, 2 on wrong use.
    """
    all_run = True
    with BoundedChecker() as checker:
        for path in model_files(paths):
            checked = checker.check(Path(path))
            all_run = all_run and checked.status is Status.EXECUTABLE
            click.echo(_json_line(path, checked) if as_json else _readable(path, checked))
    sys.exit(0 if all_run else 1)


def model_files(paths: tuple[str, ...]) -> Iterator[str]:
    """Yield the files to check in path order: files as named, folders walked for models."""
    found: set[str] = set()
    for path in paths:
        found.update(_walk(path) if Path(path).is_dir() else [path])
    yield from sorted(found)


def _walk(folder: str) -> Iterator[str]:
    for around, _, names in os.walk(folder):
        below = os.path.relpath(around, folder)
        for name in names:
            if name.casefold().endswith(_ENDINGS):
                yield os.path.join(folder, name) if below == "." else os.path.join(folder, below, name)  # noqa: PTH118  # Path would drop a leading `./`, and the path is printed as given


def _json_line(path: str, checked: Checked) -> str:
    findings = [_plain(finding) for finding in checked.findings]
    line = {"path": path, "status": checked.status.value, "findings": findings}
    # A file name that is not UTF-8 holds lone surrogates, which no UTF-8 stream can carry.
    return json.dumps(line, ensure_ascii=not _is_printable(path))


def _is_printable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(finding: Finding) -> dict[str, str | None]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "element": finding.element,
        "message": finding.message,
        "suggestion": finding.suggestion,
    }


def _readable(path: str, checked: Checked) -> str:
    lines = [f"{_shown(path)}: {_STATUS_WORDS[checked.status]}"]
    for finding in checked.findings:
        lines.append(_shown(f"  {_SEVERITY_WORDS[finding.severity.value]}: {finding.message}"))
        if finding.suggestion:
            lines.append(_shown(f"      {finding.suggestion}"))
    return "\n".join(lines)


def _shown(text: str) -> str:
    """Return text that cannot steer a terminal: control and direction characters become `?`."""
    return "".join(character if character.isprintable() else "?" for character in text)
