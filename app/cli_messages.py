"""Commands about messages from outside: send-message, send-signal, api-token."""

from __future__ import annotations

import json
import secrets
from typing import Any

import click

from regelruimte.app.api.callers import hash_of
from regelruimte.app.api.reading import read_values
from regelruimte.app.cli_errors import open_engine
from regelruimte.engine import messages
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.messages import Message
from regelruimte.engine.values import Value

_LONGEST_KEY = 64


def _values(_context: click.Context, _parameter: click.Parameter, text: str) -> dict[str, Value]:
    try:
        return read_values(text)
    except ValueError as error:
        raise click.BadParameter("expected a JSON object.") from error


def _key(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not 0 < len(text) <= _LONGEST_KEY:
        raise click.BadParameter(f"expected 1 to {_LONGEST_KEY} characters.")
    return text


def _told(command: Any) -> Any:
    """Give a command what messages and signals have in common."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object."),
        click.option("--practice", is_flag=True, help="A case it begins is a practice case."),
        click.option("--person-name", default="", help="What the person is called."),
        click.option("--person", help="Id of the person a case it begins is about."),
        click.option("--key", callback=_key, help="Under the same key it is handled once."),
        click.option("--values", default="{}", callback=_values, help="What it carries: a JSON object."),
        click.argument("name"),
    ):
        command = option(command)
    return command


@click.command("send-message")
@_told
@click.option("--correlation", help="Key that tells which case it is for.")
def send_message(*, correlation: str | None, as_json: bool, practice: bool, **told: Any) -> None:
    """Hand a message to the one case that waits for it, or begin a case of what starts on it."""
    message = Message(correlation=correlation, is_practice=practice, **told)
    with open_engine().work(SYSTEM) as work:
        receipt = messages.deliver_message(work, message)
    number = None if receipt is None else receipt.case_number
    words = f"case {number} began" if number else "delivered to the case that waits for it"
    click.echo(
        json.dumps({"status": "begun" if number else "delivered", "case": number}) if as_json else words
    )


@click.command("send-signal")
@_told
def send_signal(*, as_json: bool, practice: bool, **told: Any) -> None:
    """Let a BPMN signal reach all cases that wait for it, and begin a case of all that starts on it."""
    with open_engine().work(SYSTEM) as work:
        count = messages.send_signal(work, Message(is_practice=practice, **told))
    click.echo(json.dumps({"status": "sent", "receivers": count}) if as_json else f"{count} receivers")


@click.command("api-token")
@click.argument("name")
def api_token(name: str) -> None:
    """Make a token with which another program may send messages; it is shown once and kept nowhere."""
    if not name.replace("-", "").isalnum():
        raise click.BadParameter("expected letters, digits and hyphens only.", param_hint="NAME")
    token = secrets.token_urlsafe(32)
    click.echo(f"token: {token}")
    click.echo(f"add to REGELRUIMTE_API_TOKENS: {name}={hash_of(token)}")


COMMANDS = (send_message, send_signal, api_token)
