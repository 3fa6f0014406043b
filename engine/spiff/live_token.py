"""One token: a `Task` of the library that stands by itself."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A task without children, whose changes of state nobody listens to.

    The library makes up a log line of every change of state and tells listeners, also where there are none.
    """

    def __init__(self, tokens: Any, node: Any, *, state: int, id: str) -> None:  # noqa: A002  # the library's word
        self.id, self.workflow, self.task_spec = id, tokens, node
        self.data: dict[str, Any] = {}
        self.internal_data: dict[str, Any] = {}
        self._children: list[str] = []
        self._state, self._parent = state, None
        self.triggered, self.thread_id, self.last_state_change = False, 0, 0.0
        tokens.tasks[id] = self

    def _set_state(self, value: int) -> None:
        self._state = value

    def run(self) -> bool | None:
        """Let the node do its work; True when the token is done there, None when it waits."""
        try:
            done: bool | None = self.task_spec.move(self)
        except Exception:
            self._state = TaskState.ERROR
            raise
        self._state = TaskState.STARTED if done is None else TaskState.COMPLETED
        return done
