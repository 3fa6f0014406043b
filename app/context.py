"""What the request at hand belongs to: the engine, the settings and the person."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from regelruimte.app.settings import Settings
from regelruimte.engine.actors import Actor
from regelruimte.engine.engine import Engine

ENGINE_KEY = "regelruimte.engine"
SETTINGS_KEY = "regelruimte.settings"

VISITOR = Actor(id="visitor", name="", roles=frozenset())
"""Somebody who has not signed in."""


def current_engine() -> Engine:
    """Return the engine this application runs on."""
    return cast("Engine", current_app.extensions[ENGINE_KEY])


def current_settings() -> Settings:
    """Return the settings this application was made with."""
    return cast("Settings", current_app.extensions[SETTINGS_KEY])


def current_actor() -> Actor:
    """Return the person who asks; `VISITOR` when nobody is signed in."""
    return cast("Actor", g.get("actor", VISITOR))


def is_signed_in() -> bool:
    """Tell whether the person who asks is signed in."""
    return current_actor() is not VISITOR
