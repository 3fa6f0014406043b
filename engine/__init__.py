"""The names an embedder needs: open an engine, then call use cases with a unit of work."""

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
    "tasks",
    "trials",
    "worklist",
]
