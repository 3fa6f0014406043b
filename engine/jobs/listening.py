"""Lanes that procrastinate brings jobs to, on PostgreSQL: from any machine, as soon as they are committed.

A job of procrastinate is word of a job, never the job: whoever hears it begins a lane with that job and goes
on with whatever else may run. Word of what is gone, held or done by another is heard in vain.

Source: docs/decisions/0018-jobs-for-many-machines.md
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status

from regelruimte.engine.jobs.failing import tell_failure
from regelruimte.engine.jobs.lane import Lane
from regelruimte.engine.store.dispatch import LOOK, QUEUE, TASK

_UNHEARD_SECONDS = 0.3
_POLL_SECONDS = 2.0
_RESCUE_SECONDS = 30.0
_STALLED_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
_CONNECTIONS = 4


class Listening:
    """The lanes of a worker on PostgreSQL: procrastinate's worker, in a thread with a loop of its own.

    Args:
        conninfo: address of the database, as libpq takes it.
        concurrency: how many lanes run at once.
        wake: lets any machine look for what may run.
    """

    def __init__(self, conninfo: str, concurrency: int, wake: Callable[[], None]) -> None:
        self._conninfo, self._concurrency, self._wake = conninfo, concurrency, wake
        self._thread = threading.Thread(target=self._live, name="listening", daemon=True)
        self._make_lane: Callable[[], Lane] | None = None
        self._is_stopping = False
        self._cancel: Callable[[], None] | None = None

    def start(self, make_lane: Callable[[], Lane]) -> None:
        """Begin to listen."""
        self._make_lane = make_lane
        self._thread.start()

    def ring(self, late_seconds: float = 0.0) -> None:
        """Let a machine look for what has waited so long that no word of it came through."""
        if late_seconds > _UNHEARD_SECONDS:
            self._wake()

    def stop(self) -> None:
        """Listen no more."""
        self._is_stopping = True
        if self._cancel is not None:
            self._cancel()

    def wait(self, seconds: float) -> bool:
        """Wait until what was begun is finished; False when it is not by then."""
        self._thread.join(timeout=seconds)
        return not self._thread.is_alive()

    def _live(self) -> None:
        while not self._is_stopping:
            try:
                asyncio.run(self._listen())
            except Exception as failure:  # noqa: BLE001  # a worker goes on by itself
                # The database went away: jobs are in the table, and word of them waits there too.
                tell_failure("listening-failed", failure)
                time.sleep(_PAUSE_SECONDS)

    async def _listen(self) -> None:
        app = App(connector=self._connector())
        app.task(name=TASK, queue=QUEUE)(self._run)
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(self._concurrency, thread_name_prefix="lane"))
        async with app.open_async():
            listening = asyncio.create_task(self._work(app))
            self._cancel = partial(_cancel, loop, listening)
            if self._is_stopping:
                listening.cancel()
            rescuing = asyncio.create_task(self._rescue(app))
            try:
                await listening
            except asyncio.CancelledError:
                pass
            finally:
                self._cancel = None
                rescuing.cancel()

    async def _work(self, app: App) -> None:
        await app.run_worker_async(
            queues=[QUEUE],
            concurrency=self._concurrency,
            fetch_job_polling_interval=_POLL_SECONDS,
            delete_jobs="always",
            install_signal_handlers=False,
            stalled_worker_timeout=_STALLED_SECONDS,
        )

    def _run(self, job_id: str) -> None:
        """Begin a lane with a job, and go on with what else may run."""
        if self._make_lane is None or self._is_stopping:
            return
        try:
            self._make_lane().run(first=None if job_id.startswith(LOOK) else job_id, limit=10_000)
        except Exception as failure:  # noqa: BLE001  # a worker goes on by itself
            # The row still tells what is to be done: the next look finds it.
            tell_failure("lane-failed", failure)
            time.sleep(_PAUSE_SECONDS)

    async def _rescue(self, app: App) -> None:
        """Forget what a vanished worker had heard, now and then: its jobs are found by the next look."""
        while True:
            await asyncio.sleep(_RESCUE_SECONDS)
            manager = app.job_manager
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
                await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            await manager.prune_stalled_workers(_STALLED_SECONDS)

    def _connector(self) -> PsycopgConnector:
        return PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=_CONNECTIONS)


def _cancel(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    loop.call_soon_threadsafe(task.cancel)
