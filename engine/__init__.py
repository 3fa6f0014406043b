"""The names an embedder needs: open an engine, then call use cases with a unit of work.

They are imported when first asked for, so that a part used by itself, such as `engine.feel`, starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regelruimte.engine import (
        accounts,
        applications,
        bundles,
        cases,
        definitions,
        detours,
        documents,
        dossier,
        incidents,
        messages,
        migration,
        repair,
        tasks,
        trials,
        worklist,
    )
    from regelruimte.engine.actors import Actor
    from regelruimte.engine.engine import Engine
    from regelruimte.engine.roles import Role
    from regelruimte.engine.submissions import Sent
    from regelruimte.engine.vocabulary import Channel, Intake

__all__ = [
    "Actor",
    "Channel",
    "Engine",
    "Intake",
    "Role",
    "Sent",
    "accounts",
    "applications",
    "bundles",
    "cases",
    "definitions",
    "detours",
    "documents",
    "dossier",
    "incidents",
    "messages",
    "migration",
    "repair",
    "tasks",
    "trials",
    "worklist",
]
_HOMES = {
    "Actor": "actors",
    "Channel": "vocabulary",
    "Engine": "engine",
    "Intake": "vocabulary",
    "Role": "roles",
    "Sent": "submissions",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(name)
