"""What makes the processes of a file begin by itself: message, signal, timer and condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from regelruimte.engine.spiff.elements.gateways import EventGateway
from regelruimte.engine.spiff.info import flow_nodes, local, processes
from regelruimte.engine.spiff.reading import Reading
from regelruimte.engine.spiff.step import StartOffered


def start_events(reading: Reading, root: etree._Element) -> Iterator[StartOffered]:
    """Yield the events that begin a process of the file.

    A receive task begins one when it says so; an event-based gateway through each of its events.
    Source: BPMN 2.0.2, 10.3.3 (receive task, instantiate), 10.5.2 (start events), 10.6.6 (event gateway).
    """
    for process in processes(root):
        for node in flow_nodes(process):
            for begin in _beginning(reading, node):
                trigger = reading.trigger(begin) if local(begin) == "startEvent" else _trigger(reading, begin)
                if trigger.waits is not None:
                    yield StartOffered(
                        process.get("id", ""), begin.get("id", ""), trigger.waits, trigger.name
                    )


def _beginning(reading: Reading, node: etree._Element) -> Iterator[etree._Element]:
    tag, begins = local(node), node.get("instantiate") == "true"
    if tag == "startEvent" or (tag == "receiveTask" and begins):
        yield node
    elif begins and isinstance(reading.node(node.get("id")), EventGateway):
        ahead = {flow.target for flow in reading.node(node.get("id")).flows}
        parent = node.getparent()
        yield from (
            (each for each in flow_nodes(parent) if each.get("id") in ahead) if parent is not None else ()
        )


def _trigger(reading: Reading, node: etree._Element) -> Any:
    return reading.node(node.get("id")).trigger
