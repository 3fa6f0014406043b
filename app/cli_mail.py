"""The command that takes in mail: mail-in."""

from __future__ import annotations

import sys

import click

from regelruimte.app.cli_errors import open_engine
from regelruimte.app.settings import SettingRefused
from regelruimte.engine import mail_in
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.errors import DatabaseAway, EngineError, TooMuch
from regelruimte.engine.store.mail_rows import OPEN

_NOT_OURS, _LATER = 65, 75
"""Exit codes of sysexits.h that mail servers know: give it back to who sent it, and try again later."""


@click.command("mail-in")
@click.option("--message", default=mail_in.MESSAGE, show_default=True, help="What models wait for.")
def take_in(message: str) -> None:
    """Take in one mail from standard input, for use in the pipe of a mail server.

    It goes to the case whose number stands in its subject or address, or that waits for its sender; what
    fits nowhere waits for a person. Exit code 75 when the server has to try again, 65 when the mail is too
    large.
    """
    context = click.get_current_context()
    content = sys.stdin.buffer.read(mail_in.LARGEST_BYTES + 1)
    try:
        with open_engine().work(SYSTEM) as work:
            kept = mail_in.take_in_mail(work, content, message=message)
    except TooMuch as refused:
        click.echo(f"regelruimte: {refused}", err=True)
        context.exit(_NOT_OURS)
    except (EngineError, DatabaseAway, SettingRefused, OSError) as refused:
        # Nothing was kept: the mail server keeps it until we can.
        click.echo(f"regelruimte: {refused}", err=True)
        context.exit(_LATER)
    click.echo(f"waits for a person: {kept.why}" if kept.status == OPEN else "brought to its case")


COMMANDS = (take_in,)
