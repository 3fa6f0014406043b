"""Rows of trials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.prepared import Prepared
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.vocabulary import Trial, TrialStatus


def insert_trial(work: UnitOfWork, trial: Trial) -> None:
    """Add a trial."""
    work.connection.execute(sa.insert(t.trial), {name: getattr(trial, name) for name in Trial.__slots__})


def find_running_trial(view: View, definition: str) -> Trial | None:
    """Return the running trial of a definition, or None."""
    row = _RUNNING.first(view.connection, {"definition": definition})
    return None if row is None else _trial(row)


def read_trial(view: View, trial_id: str) -> Trial:
    """Return a trial.

    Raises:
        NotFound: no such trial.
    """
    row = view.connection.execute(sa.select(t.trial).where(t.trial.c.id == trial_id)).mappings().first()
    if row is None:
        raise NotFound(trial=trial_id)
    return _trial(row)


def list_trials(view: View, definition: str) -> tuple[Trial, ...]:
    """Return the trials of a definition, newest first."""
    rows = view.connection.execute(
        sa.select(t.trial)
        .where(t.trial.c.definition == definition)
        .order_by(t.trial.c.started_at.desc(), t.trial.c.id)
    ).mappings()
    return tuple(_trial(row) for row in rows)


def list_running_trials(view: View) -> tuple[Trial, ...]:
    """Return the running trials of all definitions."""
    rows = view.connection.execute(
        sa.select(t.trial).where(t.trial.c.status == TrialStatus.RUNNING.value).order_by(t.trial.c.started_at)
    ).mappings()
    return tuple(_trial(row) for row in rows)


def update_trial(work: UnitOfWork, trial_id: str, changes: dict[str, Any]) -> None:
    """Change columns of a trial."""
    work.connection.execute(sa.update(t.trial).where(t.trial.c.id == trial_id).values(**changes))


# The status stands in the text: SQLite plans a statement anew each time a value decides which index serves.
_RUNNING = Prepared(
    sa.select(t.trial).where(
        t.trial.c.definition == sa.bindparam("definition"),
        t.trial.c.status == sa.literal_column(f"'{TrialStatus.RUNNING.value}'"),
    )
)


def _trial(row: Mapping[Any, Any]) -> Trial:
    values = dict(row)
    values["status"] = TrialStatus(values["status"])
    return Trial(**values)
