"""Rows of accounts and of failed tries to sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role
from regelruimte.engine.store import account_tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.values import Value


@dataclass(frozen=True, slots=True)
class Account:
    """An account as stored. `password_hash` is None when nobody can sign in with a password."""

    id: str
    name: str
    display_name: str
    password_hash: str | None
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    person: str | None
    facts: Mapping[str, Value]
    is_demo: bool
    created_at: datetime

    @property
    def actor(self) -> Actor:
        """The actor who signs in with this account."""
        return Actor(
            id=self.id,
            name=self.display_name,
            roles=frozenset(Role(role) for role in self.roles),
            groups=frozenset(self.groups),
            person=self.person,
            facts=self.facts,
        )


def insert_account(work: UnitOfWork, account: Account) -> None:
    """Add an account."""
    row = {name: getattr(account, name) for name in Account.__slots__}
    work.connection.execute(sa.insert(t.account), row)


def find_account(view: View, *, name: str | None = None, account_id: str | None = None) -> Account | None:
    """Return an account by name or by id, or None."""
    if name is not None:
        row = _BY_NAME.first(view.connection, {"name": name})
    else:
        row = _BY_ID.first(view.connection, {"id": account_id})
    return None if row is None else _account(row)


_BY_NAME = Prepared(sa.select(t.account).where(t.account.c.name == sa.bindparam("name")))
_BY_ID = Prepared(sa.select(t.account).where(t.account.c.id == sa.bindparam("id")))


def list_accounts(view: View) -> tuple[Account, ...]:
    """Return all accounts by name."""
    rows = view.connection.execute(sa.select(t.account).order_by(t.account.c.display_name)).mappings()
    return tuple(_account(row) for row in rows)


def _account(row: Mapping[Any, Any]) -> Account:
    values = dict(row)
    values["roles"], values["groups"] = tuple(values["roles"]), tuple(values["groups"])
    return Account(**values)


def set_password_hash(work: UnitOfWork, account_id: str, password_hash: str) -> None:
    """Give an account another password."""
    work.connection.execute(
        sa.update(t.account).where(t.account.c.id == account_id).values(password_hash=password_hash)
    )


def read_tries(view: View, subject: str) -> tuple[int, datetime | None]:
    """Return how often signing in failed for a subject, and from when it may be tried again."""
    row = view.connection.execute(
        sa.select(t.sign_in_try.c.failures, t.sign_in_try.c.retry_at).where(
            t.sign_in_try.c.subject == subject
        )
    ).first()
    return (0, None) if row is None else (row.failures, row.retry_at)


def write_tries(work: UnitOfWork, subject: str, *, failures: int, retry_at: datetime) -> None:
    """Remember failed tries of a subject."""
    values = {"failures": failures, "retry_at": retry_at}
    changed = work.connection.execute(
        sa.update(t.sign_in_try).where(t.sign_in_try.c.subject == subject).values(**values)
    )
    if changed.rowcount == 0:
        work.connection.execute(sa.insert(t.sign_in_try), {"subject": subject, **values})


def forget_tries(work: UnitOfWork, subject: str) -> None:
    """Forget the failed tries of a subject."""
    work.connection.execute(sa.delete(t.sign_in_try).where(t.sign_in_try.c.subject == subject))
