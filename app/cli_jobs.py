"""Commands about background jobs: stopped-jobs."""

from __future__ import annotations

import click

from regelruimte.app.cli_errors import open_engine
from regelruimte.engine import stopped_jobs
from regelruimte.engine.actors import SYSTEM


@click.command("stopped-jobs")
@click.option("--retry", is_flag=True, help="Let all of them run again.")
def show_stopped_jobs(*, retry: bool) -> None:
    """List the jobs of no case that were given up after several tries; those of a case are its incidents."""
    engine = open_engine()
    with engine.view(SYSTEM) as view:
        stopped = stopped_jobs.list_stopped_jobs(view)
    for job in stopped:
        click.echo(f"{job.id} {job.kind} {job.stopped_at:%Y-%m-%d %H:%M} {job.last_error}")
    if not retry:
        click.echo(f"{len(stopped)} stopped jobs")
        return
    with engine.work(SYSTEM) as work:
        for job in stopped:
            stopped_jobs.let_stopped_job_run(work, job.id)
    click.echo(f"{len(stopped)} jobs may run again")


COMMANDS = (show_stopped_jobs,)
