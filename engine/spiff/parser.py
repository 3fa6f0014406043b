"""Compiling normalised BPMN into SpiffWorkflow specs of our own elements, once per version."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from typing import Any

from lxml import etree
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from regelruimte.engine.spiff.elements.activity import Activity
from regelruimte.engine.spiff.elements.adhoc import AdHoc
from regelruimte.engine.spiff.elements.events import (
    BoundaryEvent,
    CatchEvent,
    EventSubProcessStart,
)
from regelruimte.engine.spiff.elements.gateways import InclusiveGateway
from regelruimte.engine.spiff.elements.node import Node
from regelruimte.engine.spiff.elements.throwing import ThrowEvent
from regelruimte.engine.spiff.files import ModelRefused, called_ids, files_called, open_file
from regelruimte.engine.spiff.handlers import compensation_start, connect_handlers
from regelruimte.engine.spiff.info import (
    BPMN,
    ElementInfo,
    ProcessInfo,
    flow_nodes,
    local,
    processes,
    read_elements,
    read_process,
    read_rooms,
)
from regelruimte.engine.spiff.model import CompiledModel, Container, Flow
from regelruimte.engine.spiff.reading import Reading, make_node
from regelruimte.engine.spiff.starting import start_events
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.spiff.support import is_compensation, is_event_sub_process

__all__ = ["ModelRefused", "compile_model"]

CACHE_SIZE = 64
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})


_cache: OrderedDict[tuple[str, int], CompiledModel] = OrderedDict()
_lock = Lock()


def compile_model(
    version: str, bpmn: bytes, *, called: Mapping[str, bytes] = MappingProxyType({})
) -> CompiledModel:
    """Compile a model; the last ones are kept by version.

    Args:
        version: what the compiled model is kept under.
        bpmn: the normalised file.
        called: normalised files with processes that it may call, by a short name of the file.

    Raises:
        ModelRefused: it, or a file it calls, cannot be opened, or not be run as drawn.
    """
    key = (version, hash((bpmn, *sorted(called.items()))))
    with _lock:
        if (known := _cache.get(key)) is not None:
            _cache.move_to_end(key)
            return known
    model = _compile(version, bpmn, called)
    with _lock:
        _cache[key] = model
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)
    return model


def _compile(version: str, bpmn: bytes, called: Mapping[str, bytes]) -> CompiledModel:
    spec, containers = WorkflowSpec(name=version), dict[str, Container]()
    files = {"": open_file(bpmn)}
    files |= files_called(files[""], called)
    for name, root in files.items():
        reading = Reading(root, spec, prefix=f"{name}/" if name else "")
        for process in processes(root):
            if process.get("id") not in containers:  # what a file has itself comes before what others have
                _read_container(reading, process, containers)
        if reading.findings:
            raise ModelRefused(tuple(reading.findings))
    _find_reach(spec)
    elements, rooms = dict[str, ElementInfo](), dict[str, tuple[RoomOffered, ...]]()
    for root in reversed(files.values()):
        elements |= read_elements(root)
        rooms |= read_rooms(root)
    begins = tuple(start_events(Reading(files[""], spec), files[""]))
    return CompiledModel(version, spec, containers, _in_order(files[""]), elements, rooms, begins)


def _in_order(root: etree._Element) -> tuple[ProcessInfo, ...]:
    """Put what can be started first: executable processes that no other process of the file calls."""
    called = set(called_ids(root))

    def rank(process: etree._Element) -> tuple[bool, bool, bool]:
        empty = next(iter(flow_nodes(process)), None) is None
        return empty, process.get("isExecutable") == "false", process.get("id") in called

    return tuple(read_process(process) for process in sorted(processes(root), key=rank))


def _read_container(reading: Reading, within: etree._Element, containers: dict[str, Container]) -> None:
    nodes = list(flow_nodes(within))
    for node in nodes:
        make_node(reading, node)
        if local(node) in CONTAINERS:
            _read_container(reading, node, containers)
    _connect(reading, within, {node.get("id", "") for node in nodes})
    _attach(reading, nodes)
    connect_handlers(reading, nodes)
    is_process = local(within) == "process"
    name = within.get("id", "") if is_process else reading.name(within.get("id"))
    for node in nodes:
        reading.node(node.get("id")).around = name
    handlers = [
        start for node in nodes if is_event_sub_process(node) for start in _event_starts(reading, node)
    ]
    containers[name] = Container(
        name=name,
        starts=_starts(reading, nodes),
        listeners=tuple(start.name for start in handlers if _listens(start)),
        compensation=compensation_start(handlers, name),
        handlers=tuple(start.name for start in handlers if not _listens(start)),
        is_process=is_process,
    )
    _offer(reading, name, nodes)


def _connect(reading: Reading, within: etree._Element, here: set[str]) -> None:
    for number, flow in enumerate(within.iterchildren(BPMN + "sequenceFlow")):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source not in here or target not in here:
            continue
        flow_id = flow.get("id") or f"{source}-{target}-{number}"
        condition = reading.expression_in(flow, "conditionExpression", flow_id)
        node, following = reading.node(source), reading.node(target)
        node.connect(following)
        node.flows = (*node.flows, Flow(flow_id, following.name, condition))
        following.arrives = (*following.arrives, flow_id)


def _attach(reading: Reading, nodes: list[etree._Element]) -> None:
    made = [reading.node(each.get("id")) for each in nodes]
    links = {node.trigger.name: node.name for node in made if _is_link(node, CatchEvent)}
    for each, node in zip(nodes, made, strict=True):
        if isinstance(node, BoundaryEvent):
            host = reading.node(each.get("attachedToRef"))
            if node.trigger.kind in {"error", "escalation", "cancel"}:
                host.catches = (*host.catches, node.name)
            elif node.trigger.kind != "compensate":
                host.boundaries = (*host.boundaries, node.name)
        elif _is_link(node, ThrowEvent):
            node.link = links.get(node.trigger.name)


def _is_link(node: Any, kind: type[Any]) -> bool:
    return isinstance(node, kind) and node.trigger.kind == "link"


def _event_starts(reading: Reading, within: etree._Element) -> list[Any]:
    return [reading.node(start.get("id")) for start in within.iterchildren(BPMN + "startEvent")]


def _listens(start: Any) -> bool:
    return isinstance(start, EventSubProcessStart) and start.trigger.kind not in {
        "error",
        "escalation",
        "compensate",
    }


def _starts(reading: Reading, nodes: list[etree._Element]) -> tuple[str, ...]:
    events = [node for node in nodes if local(node) == "startEvent"]
    if events:
        plain = [e for e in events if not any(local(c).endswith("EventDefinition") for c in e)]
        return (reading.name((plain or events)[0].get("id")),)
    return tuple(reading.name(node.get("id")) for node in nodes if _may_begin(reading, node))


def _may_begin(reading: Reading, node: etree._Element) -> bool:
    spec = reading.node(node.get("id"))
    if spec.arrives or isinstance(spec, BoundaryEvent) or _is_link(spec, CatchEvent):
        return False
    return not is_event_sub_process(node) and not is_compensation(node)


def _offer(reading: Reading, name: str, nodes: list[etree._Element]) -> None:
    around = reading.spec.task_specs.get(name)
    if not isinstance(around, AdHoc):
        return
    activities = [n for n in nodes if reading.node(n.get("id")).is_activity]
    around.offered = tuple(n.get("id", "") for n in activities if _may_begin(reading, n))
    reading.read_offers(around, activities)


def _find_reach(spec: Any) -> None:
    """For every inclusive join: from where can a token still come along each of its flows."""
    before: dict[str, list[str]] = {}
    leads: dict[tuple[str, str], str] = {}
    for node in spec.task_specs.values():
        for flow in node.flows:
            before.setdefault(flow.target, []).append(node.name)
            leads[flow.target, flow.id] = node.name
        if isinstance(node, Activity):
            for boundary in (*node.boundaries, *node.catches):
                before.setdefault(boundary, []).append(node.name)
        if isinstance(node, ThrowEvent) and node.link:
            before.setdefault(node.link, []).append(node.name)
    for node in spec.task_specs.values():
        if isinstance(node, InclusiveGateway):
            node.reaches = {flow: _reach(node, leads[node.name, flow], before) for flow in node.arrives}


def _reach(join: Node, source: str, before: dict[str, list[str]]) -> frozenset[str]:
    seen, queue = {source}, deque([source])
    while queue:
        for name in before.get(queue.popleft(), ()):
            if name not in seen and name != join.name:
                seen.add(name)
                queue.append(name)
    return frozenset(seen - {join.name})
