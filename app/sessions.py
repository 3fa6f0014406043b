"""Who is signed in: a signed cookie that names the account, since when, and when it was last seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, g, request, session

from regelruimte.app.context import VISITOR, current_engine, current_settings
from regelruimte.app.signing import SteadySessions
from regelruimte.engine import accounts
from regelruimte.engine.actors import SYSTEM, Actor

_ACCOUNT = "account"
_SEEN_AT = "seen_at"
_SIGNED_IN_AT = "signed_in_at"
_LONGEST_VISIT = timedelta(hours=12)
"""After this one signs in again, however busy: a cookie that leaked is of no use for ever."""

_WITHOUT_VISITOR = frozenset({"frame.healthz", "frame.readyz", "metrics.show", "static"})
"""Pages for machines, and files that are everybody's: nobody is looked up for them, and no cookie goes along.

So they answer when the database does not, and what keeps a file for many keeps nothing of one person.
"""

_KEPT_WHEN_RENEWED = ("language",)


def load_actors(app: Flask) -> None:
    """Find out before every request who asks."""
    app.session_interface = SteadySessions()
    app.before_request(_load_actor)


def start_session(actor: Actor, now: datetime) -> None:
    """Sign an actor in, in a session that shares nothing with the one before but the language."""
    _renew()
    session[_ACCOUNT] = actor.id
    session[_SIGNED_IN_AT] = session[_SEEN_AT] = int(now.timestamp())
    g.actor = actor


def end_session() -> None:
    """Sign out whoever is signed in."""
    _renew()
    g.actor = VISITOR


def late_account() -> str | None:
    """Return the account whose session ran out by the clock before this request, if any."""
    late: str | None = g.get("late_account")
    return late


def _renew() -> None:
    kept = {key: session[key] for key in _KEPT_WHEN_RENEWED if key in session}
    session.clear()
    session.update(kept)
    g.pop("csrf_token", None)


def _load_actor() -> None:
    account_id = None if request.endpoint in _WITHOUT_VISITOR else session.get(_ACCOUNT)
    if account_id is None:
        return
    engine = current_engine()
    with engine.view(SYSTEM) as view:
        actor, now = accounts.find_actor(view, account_id), int(view.now.timestamp())
    if actor is None:
        _renew()
        return
    if _has_run_out(actor, now):
        # The cookie stays until the next sign-in, so that a late form still proves where it came from.
        g.late_account = account_id
        return
    session[_SEEN_AT] = now
    g.actor = actor


def _has_run_out(actor: Actor, now: int) -> bool:
    idle: int = now - session.get(_SEEN_AT, 0)
    visit: int = now - session.get(_SIGNED_IN_AT, 0)
    return idle > _allowed_idle(actor).total_seconds() or visit > _LONGEST_VISIT.total_seconds()


def _allowed_idle(actor: Actor) -> timedelta:
    settings = current_settings()
    return timedelta(minutes=settings.staff_session_minutes if actor.is_staff else settings.session_minutes)
