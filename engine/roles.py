"""Roles of actors, and how a lane of a model names the group whose work it is."""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Role(StrEnum):
    """What an actor is in the product; decides what they may do (`engine.actors`)."""

    CITIZEN = "citizen"
    CASE_WORKER = "case_worker"
    DOMAIN_EXPERT = "domain_expert"
    PROCESS_OWNER = "process_owner"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    PARTNER = "partner"


CITIZEN_GROUP = "citizen"
"""The group of tasks that wait for the person the case is about."""

ANY_CASE_WORKER = "case_worker"
"""The group every case worker belongs to."""

SYSTEM_GROUP = "system"
"""The lane of what goes by itself."""

_WORDS = {
    "inwoner": CITIZEN_GROUP,
    "aanvrager": CITIZEN_GROUP,
    "citizen": CITIZEN_GROUP,
    "resident": CITIZEN_GROUP,
    "medewerker": ANY_CASE_WORKER,
    "case-worker": ANY_CASE_WORKER,
    "gaat-vanzelf": SYSTEM_GROUP,
    "systeem": SYSTEM_GROUP,
    "system": SYSTEM_GROUP,
}


def group_of_lane(name: str) -> str:
    """Return the key of the group a lane or role names: `Team Parkeren` -> `team-parkeren`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = "-".join("".join(c if c.isalnum() else " " for c in plain).split())
    return _WORDS.get(slug, slug)
