"""Jobs of no case that were given up after several tries: looking at them, and letting them run again.

What concerns a case becomes an incident of it instead.
"""

from __future__ import annotations

from regelruimte.engine.actors import Act, require
from regelruimte.engine.errors import NotFound
from regelruimte.engine.store import job_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN
from regelruimte.engine.store.job_rows import StoppedJob
from regelruimte.engine.store.unit_of_work import UnitOfWork, View


def list_stopped_jobs(view: View) -> tuple[StoppedJob, ...]:
    """Return the jobs of no case that wait for a person, the oldest first; at most a hundred."""
    require(view.actor, Act.SOLVE_INCIDENTS)
    return job_rows.list_stopped(view, limit=100)


def let_stopped_job_run(work: UnitOfWork, job: str) -> None:
    """Let a stopped job run again.

    Raises:
        NotFound: there is no such stopped job.
    """
    require(work.actor, Act.SOLVE_INCIDENTS)
    if not job_rows.let_run(work, job):
        raise NotFound(job=job)
    work.note(SYSTEM_CHAIN, "job:let-run", facts={"job": job})
