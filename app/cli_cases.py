"""Commands about people and cases: account create, remove-practice."""

from __future__ import annotations

import click

from regelruimte.app.cli_errors import open_engine
from regelruimte.engine import accounts, cases
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.roles import Role

_ROLES = [role.value for role in Role if role is not Role.SYSTEM]


@click.group("account")
def account() -> None:
    """Accounts of people who sign in."""


@account.command("create")
@click.argument("name")
@click.option("--display-name", help="Name on the screens; else the name itself.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(_ROLES), help="May be repeated."
)
@click.option("--group", "groups", multiple=True, help="Key of a group whose work they do; may be repeated.")
@click.password_option(help="At least twelve characters; asked when left out.")
def create_account(
    name: str, display_name: str | None, roles: tuple[str, ...], groups: tuple[str, ...], password: str
) -> None:
    """Make an account that signs in with a password."""
    chosen = frozenset(Role(role) for role in roles)
    new = NewAccount(
        name,
        display_name or name,
        chosen,
        password=password,
        groups=frozenset(groups),
        person=f"account:{name.casefold()}" if Role.CITIZEN in chosen else None,
    )
    with open_engine().work(SYSTEM) as work:
        accounts.create_account(work, new)
    click.echo(f"{name} can sign in.")


@click.command("remove-practice")
def remove_practice() -> None:
    """Remove all practice cases; real cases stay."""
    with open_engine().work(SYSTEM) as work:
        count = cases.remove_practice_cases(work)
    click.echo(f"{count} practice cases removed")


COMMANDS = (account, remove_practice)
