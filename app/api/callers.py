"""Which program asks: it shows a token, of which the settings keep the hash only.

A cookie opens nothing here: what needs no proof that a form is ours must not be sent by a browser unasked.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import Flask, abort, g, request

from regelruimte.app.context import VISITOR, current_settings
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role

BLUEPRINT = "api"
_SCHEME = "Bearer "
_LONGEST_TOKEN = 200


def load_callers(app: Flask) -> None:
    """Find out before every request of a program which one asks; refuse one that shows no good token."""
    app.before_request(_load_caller)


def hash_of(token: str) -> str:
    """Return what the settings keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _load_caller() -> None:
    if request.blueprint != BLUEPRINT:
        return
    g.actor = VISITOR
    name = _name_of(request.headers.get("Authorization", ""))
    if name is None:
        abort(401)
    g.actor = Actor(id=f"api:{name}", name=name, roles=frozenset({Role.PARTNER}))


def _name_of(header: str) -> str | None:
    if not header.startswith(_SCHEME) or len(header) > len(_SCHEME) + _LONGEST_TOKEN:
        return None
    shown = hash_of(header.removeprefix(_SCHEME).strip())
    found = None
    for entry in current_settings().api_tokens.split(","):
        name, _equals, kept = entry.strip().partition("=")
        # Each is compared, and in constant time, so that time tells nothing.
        if name and hmac.compare_digest(kept.strip().casefold().encode(), shown.encode()):
            found = name
    return found
