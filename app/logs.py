"""Logs for programs: one JSON object a line, with trace and case number, without anything of a person.

What people typed can stand in the message of an exception and in the address they asked for, so neither is
written: of an exception only its kind and where it was raised, of a request only its route.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from regelruimte.app.traces import current_trace

log = logging.getLogger(__name__)

_OURS = "regelruimte"
_MOST_FRAMES = 12

GRANIAN_LOGGERS: dict[str, Any] = {
    "loggers": {"_granian": {"handlers": [], "level": "INFO", "propagate": True}},
}
"""What the server is told about its own lines, so that they go the way of ours."""


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        trace = current_trace()
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event_of(record),
            **getattr(record, "told", {}),
        }
        if trace.id:
            line["trace"] = trace.id
        if trace.case:
            line["case"] = trace.case
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = {"type": record.exc_info[0].__name__, "at": _frames_of(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(kind: str) -> None:
    """Let this process log as its settings say; may be called again.

    Args:
        kind: `json`, or `text` for Python's own way: warnings and worse, on standard error.
    """
    if kind != "json":
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in (_OURS, "_granian"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_crash


def _event_of(record: logging.LogRecord) -> str:
    """Return the text of a record; of a line that is not ours without its arguments, which we do not know."""
    if record.name == "py.warnings":
        # Python puts the whole warning in the text, with whatever value it is about.
        return "warning"
    return record.getMessage() if record.name.startswith(_OURS) else str(record.msg)


def _frames_of(stack: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(stack)[-_MOST_FRAMES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _log_crash(kind: type[BaseException], error: BaseException, stack: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("crashed", exc_info=(kind, error, stack))
