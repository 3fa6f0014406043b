"""Removing practice cases: everything that belongs to them, in the order the references allow."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store import tables as t
from regelruimte.engine.store.unit_of_work import UnitOfWork


def delete_practice(work: UnitOfWork) -> int:
    """Delete all practice cases and applications; return how many cases went."""
    connection = work.connection
    cases = sa.select(t.case_.c.id).where(t.case_.c.is_practice)
    applications = sa.select(t.application.c.id).where(t.application.c.is_practice)
    instances = sa.select(t.process_instance.c.id).where(t.process_instance.c.case_id.in_(cases))
    tasks = sa.select(t.task.c.id).where(t.task.c.case_id.in_(cases))
    chains = sa.select(sa.literal("case:") + t.case_.c.id).where(t.case_.c.is_practice)
    connection.execute(sa.delete(t.saved_answers).where(t.saved_answers.c.task.in_(tasks)))
    connection.execute(sa.delete(t.variable).where(t.variable.c.instance.in_(instances)))
    connection.execute(sa.delete(t.scope).where(t.scope.c.instance.in_(instances)))
    connection.execute(sa.delete(t.audit).where(t.audit.c.chain.in_(chains)))
    for table in (
        t.task, t.detour, t.wait, t.submission, t.passage, t.decision_made, t.incident, t.job,
        t.document, t.process_instance,
    ):  # fmt: skip
        connection.execute(sa.delete(table).where(table.c.case_id.in_(cases)))
    connection.execute(sa.delete(t.document).where(t.document.c.application.in_(applications)))
    connection.execute(sa.delete(t.application).where(t.application.c.is_practice))
    return connection.execute(sa.delete(t.case_).where(t.case_.c.is_practice)).rowcount
