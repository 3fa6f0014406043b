"""Connecting what undoes completed activities to those activities, when a model is compiled."""

from __future__ import annotations

from typing import Any

from lxml import etree

from regelruimte.engine.spiff.reading import Reading
from regelruimte.engine.spiff.support import handler_of


def connect_handlers(reading: Reading, nodes: list[etree._Element]) -> None:
    """Connect the compensation events at boundaries with the activity they are at and their handler."""
    for each in nodes:
        handler = handler_of(each)
        if handler is None:
            continue
        event, host = reading.node(each.get("id")), reading.node(each.get("attachedToRef"))
        event.undoes, event.handler = host.name, reading.name(handler.get("id"))
        host.compensator = event.name
        reading.node(handler.get("id")).is_handler = True


def compensation_start(starts: list[Any], within: str) -> str | None:
    """Return the start of the event sub-process that undoes the sub-process `within`, None without one."""
    for start in starts:
        if start.trigger.kind == "compensate":
            start.undoes = within
            return str(start.name)
    return None
