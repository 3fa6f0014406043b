"""One token: a `Task` of the library that stands by itself."""

from __future__ import annotations

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A task without children, whose changes of state nobody listens to.

    The library makes up a log line of every change of state and tells listeners, also where there are none.
    """

    def _set_state(self, value: int) -> None:
        self._state = value

    def complete(self) -> None:
        """Mark the token as done at its node."""
        self._state = TaskState.COMPLETED

    def error(self) -> None:
        """Mark the token as in trouble at its node."""
        self._state = TaskState.ERROR
