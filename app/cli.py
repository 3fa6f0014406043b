"""The command `regelruimte`: every act of installing, running and filling the product."""

from __future__ import annotations

import click

from regelruimte.app import (
    cli_backup,
    cli_cases,
    cli_definitions,
    cli_doctor,
    cli_jobs,
    cli_mail,
    cli_messages,
    cli_migration,
    cli_server,
)
from regelruimte.app.check import check
from regelruimte.app.cli_errors import ClearErrors
from regelruimte.app.rehearsing import rehearse


@click.group(cls=ClearErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="regelruimte")
def main() -> None:
    """Regelruimte: draw, run and try out service processes.

    Settings are environment variables REGELRUIMTE_*; see docs/reference/settings.md.
    """


for command in (
    check,
    rehearse,
    *cli_server.COMMANDS,
    *cli_definitions.COMMANDS,
    *cli_cases.COMMANDS,
    *cli_migration.COMMANDS,
    *cli_backup.COMMANDS,
    *cli_doctor.COMMANDS,
    *cli_mail.COMMANDS,
    *cli_messages.COMMANDS,
    *cli_jobs.COMMANDS,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
