"""A process told as a list: the steps in order of flow, with who, form, routes and room.

What the drawing shows at a glance, this says in words; both name everything alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from regelruimte.engine.bpmn import (
    REGELRUIMTE,
    SUB_PROCESSES,
    extension,
    extensions,
    flow_nodes,
    kind_of,
    tag,
    text_of,
)
from regelruimte.engine.spiff.info import lane_of, lanes
from regelruimte.modeller.document import Document

_MAX_NESTING = 40


@dataclass(frozen=True, slots=True)
class OutlineRoom:
    """Where somebody may decide otherwise at a step."""

    kind: str
    article: str
    limit: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineRoute:
    """A way on from a step.

    Attributes:
        label: the name as drawn of the arrow or event, may be empty.
        condition: the FEEL condition as written, empty when there is none.
        is_default: taken when no other way applies.
        is_event: begins when the event named by the label happens while the step is open.
        steps: what follows, up to where the routes meet again.
    """

    label: str
    condition: str
    is_default: bool
    is_event: bool
    steps: tuple[OutlineStep, ...]


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """A step, choice, event or merge of the list.

    Attributes:
        id: its id in the model.
        kind: its BPMN name, such as `userTask`.
        name: as drawn, may be empty.
        who: the lane it is in or the group it is assigned to, may be empty.
        form, decision, connector: what it shows, asks or calls; may be empty.
        due: the term as written; entry: the condition to start it in tailored work.
        citizen_text: what the resident reads meanwhile.
        outcome: what an end means, as written; may be empty.
        rooms: where somebody may decide otherwise.
        routes: the ways on, when there is more than one or it has a condition.
        inside: the steps of a sub-process or of tailored work.
        is_again: told before; the list goes on there.
    """

    id: str
    kind: str
    name: str
    who: str = ""
    form: str = ""
    decision: str = ""
    connector: str = ""
    due: str = ""
    entry: str = ""
    citizen_text: str = ""
    outcome: str = ""
    rooms: tuple[OutlineRoom, ...] = ()
    routes: tuple[OutlineRoute, ...] = ()
    inside: tuple[OutlineStep, ...] = ()
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class OutlineProcess:
    """A process of the file and its steps in order of flow."""

    id: str
    name: str
    steps: tuple[OutlineStep, ...]


def read_outline(document: Document) -> tuple[OutlineProcess, ...]:
    """Return the processes of a model as lists; every step is told exactly once in full."""
    teller = _Teller(lanes(document.root))
    return tuple(
        OutlineProcess(process.get("id", ""), process.get("name") or "", teller.tell(process))
        for process in document.processes()
    )


def all_steps(steps: Iterable[OutlineStep]) -> Iterator[OutlineStep]:
    """Go through steps and everything below them, as they are told."""
    for step in steps:
        yield step
        yield from all_steps(step.inside)
        for route in step.routes:
            yield from all_steps(route.steps)


@dataclass(slots=True)
class _Scope:
    """The nodes and arrows directly in one process or sub-process."""

    nodes: dict[str, etree._Element]
    flows: dict[str, list[etree._Element]]
    events: dict[str, list[etree._Element]] = field(default_factory=dict)

    def targets(self, node: str) -> list[str]:
        """Return where the arrows and events of a node lead."""
        sources = [node, *(event.get("id", "") for event in self.events.get(node, ()))]
        return [flow.get("targetRef", "") for source in sources for flow in self.flows.get(source, ())]

    def reachable(self, start: str) -> dict[str, None]:
        """Return what can be reached from a node, the node first, nearest first."""
        found: dict[str, None] = {start: None}
        waiting = [start]
        for node in waiting:
            for target in self.targets(node):
                if target in self.nodes and target not in found:
                    found[target] = None
                    waiting.append(target)
        return found


@dataclass(slots=True)
class _Teller:
    lanes: dict[str, str]
    told: set[str] = field(default_factory=set)

    def tell(self, within: etree._Element) -> tuple[OutlineStep, ...]:
        """Tell everything in a process or sub-process: from its beginnings, then what nothing leads to."""
        scope = _scope_of(within)
        targets = {target for node in scope.nodes for target in scope.targets(node)}
        first = [node for node in scope.nodes if node not in targets]
        steps: list[OutlineStep] = []
        for node in [*first, *scope.nodes]:
            if node not in self.told:
                steps.extend(self._walk(scope, node, stops=frozenset(), depth=0))
        return tuple(steps)

    def _walk(self, scope: _Scope, start: str, *, stops: frozenset[str], depth: int) -> list[OutlineStep]:
        """Follow the flow from a node up to where it ends, was told before, or meets other routes."""
        steps: list[OutlineStep] = []
        at: str | None = start
        while at is not None and at in scope.nodes and at not in stops:
            if at in self.told or depth > _MAX_NESTING:
                steps.append(_again(scope.nodes[at]))
                break
            self.told.add(at)
            step, at = self._step(scope, at, stops=stops, depth=depth)
            steps.append(step)
        return steps

    def _step(
        self, scope: _Scope, node: str, *, stops: frozenset[str], depth: int
    ) -> tuple[OutlineStep, str | None]:
        ways = [(flow, False) for flow in scope.flows.get(node, ())]
        for event in scope.events.get(node, ()):
            self.told.add(event.get("id", ""))
            ways.extend((flow, True) for flow in scope.flows.get(event.get("id", ""), ()))
        element = scope.nodes[node]
        if len(ways) == 1 and not _says_something(ways[0][0], is_event=ways[0][1]):
            return self._told(element, ()), ways[0][0].get("targetRef")
        meeting = _meeting(scope, [flow.get("targetRef", "") for flow, _ in ways])
        inner = stops | ({meeting} if meeting else frozenset())
        routes = tuple(
            self._route(scope, flow, is_event=is_event, stops=inner, depth=depth + 1)
            for flow, is_event in ways
        )
        return self._told(element, routes), meeting

    def _route(
        self, scope: _Scope, flow: etree._Element, *, is_event: bool, stops: frozenset[str], depth: int
    ) -> OutlineRoute:
        source = flow.getparent()
        origin = None if source is None else _by_id(source, flow.get("sourceRef"))
        label = (origin.get("name") if is_event and origin is not None else None) or flow.get("name") or ""
        return OutlineRoute(
            label=" ".join(label.split()),
            condition=text_of(flow.find(tag("conditionExpression"))).removeprefix("=").strip(),
            is_default=origin is not None and origin.get("default") == flow.get("id"),
            is_event=is_event,
            steps=tuple(self._walk(scope, flow.get("targetRef", ""), stops=stops, depth=depth)),
        )

    def _told(self, element: etree._Element, routes: tuple[OutlineRoute, ...]) -> OutlineStep:
        kind = kind_of(element)
        return OutlineStep(
            id=element.get("id", ""),
            kind=kind,
            name=_name(element),
            who=_attribute(element, "assignmentDefinition", "candidateGroups")
            or (lane_of(element, self.lanes) or ""),
            form=_attribute(element, "formDefinition", "formId"),
            decision=_attribute(element, "calledDecision", "decisionId"),
            connector=_attribute(element, "taskDefinition", "type"),
            due=_attribute(element, "taskSchedule", "dueDate"),
            entry=(element.get(tag("entryCondition", REGELRUIMTE)) or "").removeprefix("=").strip(),
            citizen_text=element.get(tag("citizenText", REGELRUIMTE)) or "",
            outcome=element.get(tag("outcome", REGELRUIMTE)) or "",
            rooms=_rooms(element),
            routes=routes,
            inside=self.tell(element) if kind in SUB_PROCESSES else (),
        )


def _scope_of(within: etree._Element) -> _Scope:
    scope = _Scope(nodes={}, flows={})
    for node in flow_nodes(within):
        if kind_of(node) == "boundaryEvent":
            scope.events.setdefault(node.get("attachedToRef", ""), []).append(node)
        else:
            scope.nodes[node.get("id", "")] = node
    for flow in within.iterchildren(tag("sequenceFlow")):
        scope.flows.setdefault(flow.get("sourceRef", ""), []).append(flow)
    return scope


def _meeting(scope: _Scope, starts: list[str]) -> str | None:
    """Return the nearest node that every route comes to, or None when they end apart."""
    if len(starts) < 2:  # noqa: PLR2004  # one way has nothing to meet
        return None
    first, *rest = [scope.reachable(start) for start in starts if start in scope.nodes]
    return next((node for node in first if all(node in other for other in rest)), None)


def _again(element: etree._Element) -> OutlineStep:
    return OutlineStep(element.get("id", ""), kind_of(element), _name(element), is_again=True)


def _says_something(flow: etree._Element, *, is_event: bool) -> bool:
    return is_event or bool(flow.get("name")) or flow.find(tag("conditionExpression")) is not None


def _by_id(within: etree._Element, wanted: str | None) -> etree._Element | None:
    return next((node for node in flow_nodes(within) if node.get("id") == wanted), None)


def _name(element: etree._Element) -> str:
    return " ".join((element.get("name") or "").split())


def _attribute(element: etree._Element, name: str, attribute: str) -> str:
    found = extension(element, name)
    return "" if found is None else (found.get(attribute) or "").removeprefix("=").strip()


def _rooms(element: etree._Element) -> tuple[OutlineRoom, ...]:
    return tuple(
        OutlineRoom(
            kind=room.get("kind", ""),
            article=room.get("article", ""),
            limit=room.get("limit", ""),
            text=text_of(room),
        )
        for room in extensions(element, "room", REGELRUIMTE)
    )
