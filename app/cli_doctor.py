"""The command that looks an installation over: doctor."""

from __future__ import annotations

import json
import os

import click

from regelruimte.app.cli_errors import EXIT_REFUSED
from regelruimte.app.doctor import examine, worst_of
from regelruimte.app.verdicts import Check, Verdict

_MARKS = {Verdict.OK: "ok", Verdict.ATTENTION: "ATTENTION", Verdict.FAULT: "FAULT"}
_WIDTHS = (14, 10)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object and nothing else.")
def doctor(*, as_json: bool) -> None:
    """Look this installation over: database, workers, clock, settings, mail, connectors, disk.

    It changes nothing and sends no message.

    Exit code 1 when something is at fault, 0 when all is well or deserves attention only.
    """
    checks = examine(os.environ)
    verdict = worst_of(checks)
    if as_json:
        told = [
            {"name": each.name, "verdict": each.verdict, "found": each.found, "advice": each.advice}
            for each in checks
        ]
        click.echo(json.dumps({"verdict": verdict, "checks": told}, ensure_ascii=False))
    else:
        for each in checks:
            click.echo(_line(each))
    click.get_current_context().exit(EXIT_REFUSED if verdict is Verdict.FAULT else 0)


def _line(check: Check) -> str:
    name, mark = check.name.ljust(_WIDTHS[0]), _MARKS[check.verdict].ljust(_WIDTHS[1])
    line = f"{name}{mark} {check.found}"
    return f"{line}\n{' ' * (sum(_WIDTHS) + 1)}{check.advice}" if check.advice else line


COMMANDS = (doctor,)
