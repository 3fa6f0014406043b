"""Rows of mail that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store.exchange_tables import mail_in
from regelruimte.engine.store.unit_of_work import UnitOfWork, View

OPEN, HANDLED = "open", "handled"
"""A person has to look at it, or nobody has to (any more)."""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail that came in, without its source.

    Attributes:
        case_id: the case it belongs to, None while that is not known.
        why: why a person has to look, empty when nobody has to: `no-number`, `no-case`, `case-closed`,
            `not-waiting`, `automatic`, `attachment-refused`, `unreadable`.
        attachments: name and why it was not kept, for each that was not.
    """

    id: str
    case_id: str | None
    status: str
    why: str
    sender: str
    subject: str
    text: str
    attachments: Sequence[Mapping[str, str]]
    received_at: datetime
    handled_at: datetime | None
    handled_by: str


_SHOWN = [c for c in mail_in.c if c.name not in {"content", "message_key"}]


def insert_mail(work: UnitOfWork, mail: KeptMail, *, key: str, content: bytes) -> None:
    """Keep a mail with its source."""
    row = {name: getattr(mail, name) for name in KeptMail.__slots__}
    work.connection.execute(sa.insert(mail_in), row | {"message_key": key, "content": content})


def find_by_key(view: View, key: str) -> KeptMail | None:
    """Return the mail that came in under a key, or None."""
    return _first(view, mail_in.c.message_key == key)


def read_mail(view: View, mail_id: str) -> KeptMail:
    """Return a mail.

    Raises:
        NotFound: no such mail.
    """
    found = _first(view, mail_in.c.id == mail_id)
    if found is None:
        raise NotFound(mail=mail_id)
    return found


def lock_mail(work: UnitOfWork, mail_id: str) -> KeptMail:
    """Return a mail and lock it until the commit.

    Raises:
        NotFound: no such mail.
    """
    work.connection.execute(sa.select(mail_in.c.id).where(mail_in.c.id == mail_id).with_for_update())
    return read_mail(work, mail_id)


def read_source(view: View, mail_id: str) -> bytes:
    """Return a mail as it came in.

    Raises:
        NotFound: no such mail.
    """
    content = view.connection.scalar(sa.select(mail_in.c.content).where(mail_in.c.id == mail_id))
    if content is None:
        raise NotFound(mail=mail_id)
    return bytes(content)


def list_open(view: View, *, limit: int, offset: int = 0) -> tuple[KeptMail, ...]:
    """Return the mails a person has to look at, oldest first."""
    rows = view.connection.execute(
        sa.select(*_SHOWN)
        .where(mail_in.c.status == OPEN)
        .order_by(mail_in.c.received_at, mail_in.c.id)
        .limit(limit)
        .offset(offset)
    ).mappings()
    return tuple(KeptMail(**row) for row in rows)


def settle_mail(work: UnitOfWork, mail_id: str, *, case_id: str | None) -> None:
    """Mark a mail as handled by whoever acts, with the case it went to."""
    changes = {"status": HANDLED, "handled_at": work.now, "handled_by": work.actor.name}
    if case_id is not None:
        changes["case_id"] = case_id
    work.connection.execute(sa.update(mail_in).where(mail_in.c.id == mail_id).values(**changes))


def _first(view: View, where: sa.ColumnElement[bool]) -> KeptMail | None:
    row = view.connection.execute(sa.select(*_SHOWN).where(where)).mappings().first()
    return None if row is None else KeptMail(**row)
