"""`regelruimte rehearse`: run the sample cases of a bundle; nothing leaves and no database is needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.clock import SystemClock
from regelruimte.modeller.rehearse import Rehearsal, SamplesRefused, read_samples
from regelruimte.modeller.rehearse import rehearse as rehearse_samples

EXIT_MISSED = 1


@click.command("rehearse")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a line and nothing else.")
def rehearse(path: Path, *, as_json: bool) -> None:
    """Run the sample cases (samples.json) of a bundle: a folder or a package.

    Exits with 0 when each goes as expected, 1 when not or when they cannot be read, 2 on wrong use.
    """
    files = read_bundle(path)
    try:
        samples = read_samples(files)
    except SamplesRefused as refused:
        click.echo(f"regelruimte: {refused}", err=True)
        sys.exit(EXIT_MISSED)
    rehearsals = rehearse_samples(files, at=SystemClock().now())
    for one in rehearsals:
        click.echo(_json_line(one) if as_json else _readable(one))
    missed = len(samples) - sum(1 for one in rehearsals if one.passed)
    if not as_json:
        click.echo(f"{len(samples)} samples, {missed} missed")
    sys.exit(EXIT_MISSED if missed else 0)


def _json_line(one: Rehearsal) -> str:
    line = {
        "sample": one.sample.name,
        "passed": one.passed,
        "expected": one.expected,
        "found": one.found,
        "path": [step.element for step in one.path],
        "problems": list(one.problems),
    }
    return json.dumps(line, ensure_ascii=False)


def _readable(one: Rehearsal) -> str:
    lines = [f"{'raak' if one.passed else 'mis '}  {one.sample.name}"]
    lines += [f"      {problem}" for problem in one.problems]
    return "\n".join(lines)
