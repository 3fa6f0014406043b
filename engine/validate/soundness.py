"""What can be told of how tokens move before anything runs: loops that never wait, joins that never fill.

Only what is certain on plain paths is told; what depends on data or on loops is left to trying out.
Source: BPMN 2.0.2, 13.4.1 (parallel gateway), 13.4.2 (exclusive gateway), 13.2.1 (uncontrolled flow).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import extension, flow_nodes, kind_of
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.validate.drawing import Drawing, error, label, warning

_GOES_ON = frozenset(
    {
        "task",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "exclusiveGateway",
        "inclusiveGateway",
        "intermediateThrowEvent",
    }
)
_WRITES = frozenset({"scriptTask", "businessRuleTask", "task"})
_ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})
_JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


def soundness_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield loops that never come to wait, joins that are never complete and paths that go on twice."""
    for scope in drawing.scopes():
        nodes = {node.get("id", ""): node for node in flow_nodes(scope)}
        yield from _loops(drawing, nodes)
        yield from _blocked(drawing, nodes)
        for node in nodes.values():
            yield from _meeting(drawing, nodes, node)


def _loops(drawing: Drawing, nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    going = {id_: node for id_, node in nodes.items() if goes_on(node)}
    after = {
        id_: [t for flow in drawing.flows_out_of(node) if (t := flow.get("targetRef", "")) in going]
        for id_, node in going.items()
    }
    for loop in _circles(after):
        inside = [node for id_, node in going.items() if id_ in loop]
        coming = (flow.get("sourceRef") for node in inside for flow in drawing.flows_into(node))
        leaving = (flow.get("targetRef") for node in inside for flow in drawing.flows_out_of(node))
        if all(source in loop for source in coming):
            continue  # Nothing ever comes here, and that is told elsewhere.
        if all(target in loop for target in leaving):
            yield _endless(inside[0])
        elif not any(kind_of(node) in _WRITES for node in inside):
            yield _unchanging(inside[0])


def _blocked(drawing: Drawing, nodes: dict[str, etree._Element]) -> Iterator[Finding]:
    """Yield parallel joins that wait for a path that comes only after them."""
    for id_, node in nodes.items():
        arriving = drawing.flows_into(node)
        if kind_of(node) != "parallelGateway" or len(arriving) < 2:  # noqa: PLR2004  # one path is no join
            continue
        first = _ahead_of(drawing, nodes, without=id_)
        late = [flow for flow in arriving if flow.get("sourceRef", "") not in first]
        if late and len(late) < len(arriving):
            yield warning(
                "join-waits-for-itself",
                node,
                f"{label(node)} wacht op een weg die pas na ditzelfde punt komt.",
                "Laat de weg terug uitkomen in een gewoon keuzepunt.",
            )


def _ahead_of(drawing: Drawing, nodes: dict[str, etree._Element], *, without: str) -> set[str]:
    """Return what is reached from where a scope starts when nothing passes one of its nodes."""
    ahead = [id_ for id_, node in nodes.items() if not drawing.flows_into(node)]
    reached: set[str] = set()
    while ahead:
        id_ = ahead.pop()
        if id_ in reached or id_ == without or id_ not in nodes:
            continue
        reached.add(id_)
        ahead.extend(flow.get("targetRef", "") for flow in drawing.flows_out_of(nodes[id_]))
    return reached


def _endless(node: etree._Element) -> Finding:
    return error(
        "loop-without-end",
        node,
        f"{label(node)} staat in een kring waar niets op wacht en geen weg uit gaat.",
        "Teken een weg uit de kring, of een stap die ergens op wacht.",
    )


def _unchanging(node: etree._Element) -> Finding:
    return warning(
        "loop-without-change",
        node,
        f"{label(node)} staat in een kring waar niets op wacht en niets verandert; "
        "de voorwaarde om eruit te gaan blijft dan gelijk.",
        "Zet in de kring een stap die wacht of iets uitrekent.",
    )


def goes_on(node: etree._Element) -> bool:
    """Tell whether a token passes a node without anything from outside."""
    connector = extension(node, "taskDefinition")
    return kind_of(node) in _GOES_ON and connector is None


def _circles(after: dict[str, list[str]]) -> Iterator[set[str]]:
    """Yield the sets of nodes from which each can come back to itself (Kosaraju's two walks)."""
    before: dict[str, list[str]] = {id_: [] for id_ in after}
    for id_, targets in after.items():
        for target in targets:
            before[target].append(id_)
    order: list[str] = []
    seen: set[str] = set()
    for id_ in after:
        order.extend(_finished(id_, after, seen))
    placed: set[str] = set()
    for id_ in reversed(order):
        circle = set(_finished(id_, before, placed))
        if len(circle) > 1 or (circle and id_ in after[id_]):
            yield circle


def _finished(start: str, after: dict[str, list[str]], seen: set[str]) -> Iterator[str]:
    """Yield what is reached and was not seen before, a node behind all that comes after it."""
    ahead = [(start, iter(after[start]))] if start not in seen else []
    seen.add(start)
    while ahead:
        id_, targets = ahead[-1]
        following = next((target for target in targets if target not in seen), None)
        if following is None:
            ahead.pop()
            yield id_
        else:
            seen.add(following)
            ahead.append((following, iter(after[following])))


def _meeting(drawing: Drawing, nodes: dict[str, etree._Element], node: etree._Element) -> Iterator[Finding]:
    """Compare where the paths that meet at a node have parted."""
    arriving = drawing.flows_into(node)
    if len(arriving) < 2:  # noqa: PLR2004  # one path meets nothing
        return
    parted = [_parting(drawing, nodes, flow) for flow in arriving]
    for parting in {one.get("id"): one for one in parted if one is not None}.values():
        if sum(one is parting for one in parted) < 2:  # noqa: PLR2004  # as above
            continue
        if kind_of(node) == "parallelGateway" and kind_of(parting) == "inclusiveGateway":
            yield warning(
                "join-may-wait",
                node,
                f"{label(node)} wacht op alle wegen, maar na {label(parting)} gaan er soms minder verder.",
                "Laat de wegen samenkomen in een meerkeuze-punt.",
            )
        elif kind_of(node) == "parallelGateway" and kind_of(parting) in _ONE_WAY:
            yield warning(
                "join-never-complete",
                node,
                f"{label(node)} wacht op alle wegen, maar na {label(parting)} wordt er maar één gekozen.",
                "Laat de wegen samenkomen in een gewoon keuzepunt.",
            )
        elif kind_of(node) not in _JOINS and kind_of(parting) == "parallelGateway":
            yield Finding(
                "goes-on-twice",
                Severity.ADVICE,
                node.get("id"),
                f"{label(node)} wordt voor elke weg na {label(parting)} een keer gedaan.",
                "Laat de wegen eerst samenkomen als het maar één keer moet.",
            )


def _parting(
    drawing: Drawing, nodes: dict[str, etree._Element], flow: etree._Element
) -> etree._Element | None:
    """Go back along a path with one way in until where paths part; None when that cannot be told."""
    seen: set[str] = set()
    while True:
        id_ = flow.get("sourceRef", "")
        node = nodes.get(id_)
        if node is None or id_ in seen:
            return None
        seen.add(id_)
        if len(drawing.flows_out_of(node)) > 1:
            return node
        arriving = drawing.flows_into(node)
        if len(arriving) != 1:
            return None
        flow = arriving[0]
