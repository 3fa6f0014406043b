"""Our own additions: room at a step, maatwerk (ad-hoc), terms of a process."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regelruimte.engine.bpmn import (
    ACTIVITIES,
    REGELRUIMTE,
    elements,
    extensions,
    flow_nodes,
    kind_of,
    tag,
    text_of,
)
from regelruimte.engine.findings import Finding
from regelruimte.engine.validate.drawing import Drawing, error, label, short_name, warning

ROOM_KINDS = {
    "law": "wet",
    "policy_rule": "beleidsregel",
    "hardship_clause": "hardheidsclausule",
    "working_practice": "werkafspraak",
}
_CLOSES = frozenset({"condition", "by_hand", "when_idle"})
_DAYS = {"legalTermDays": "wettelijke termijn", "targetDays": "streefdatum"}
_MAX_DAYS = 36_525


def room_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield what is wrong with rooms, maatwerk and terms."""
    for process in drawing.processes:
        yield from _terms(process)
        for scope in elements(process, "adHocSubProcess"):
            yield from _adhoc(scope)
    for node in drawing.nodes():
        for room in extensions(node, "room", REGELRUIMTE):
            yield from _room(node, room)
        yield from _max_times(node)


def _terms(process: etree._Element) -> Iterator[Finding]:
    for name, words in _DAYS.items():
        given = process.get(tag(name, REGELRUIMTE))
        if given is not None and not _is_count(given):
            yield error(
                "term-not-days",
                process,
                f"De {words} van {short_name(process)} is ‘{given[:40]}’; dat is geen aantal dagen.",
                "Vul een heel aantal dagen in, bijvoorbeeld 56.",
            )


def _is_count(text: str) -> bool:
    digits = text.strip()
    return digits.isascii() and digits.isdigit() and len(digits) < 7 and 0 < int(digits) <= _MAX_DAYS  # noqa: PLR2004  # int() of any length is slow


def _room(node: etree._Element, room: etree._Element) -> Iterator[Finding]:
    if not room.get("id"):
        yield error(
            "room-without-id",
            node,
            f"Een ruimte bij {_at(node)} heeft geen id.",
            "Geef de ruimte een eigen id.",
        )
    if room.get("kind") not in ROOM_KINDS:
        yield error(
            "room-kind-unknown",
            node,
            f"De soort ruimte ‘{room.get('kind', '')[:40]}’ bij {_at(node)} bestaat niet.",
            f"Kies uit: {', '.join(ROOM_KINDS.values())}.",
        )
    if not (room.get("article") or "").strip():
        yield error(
            "room-without-ground",
            node,
            f"De ruimte bij {_at(node)} noemt geen artikel of regel.",
            "Schrijf erbij waar de ruimte vandaan komt, bijvoorbeeld: Awb 4:84.",
        )
    if not text_of(room):
        yield warning(
            "room-without-text",
            node,
            f"De ruimte bij {_at(node)} zegt niet wat er anders mag.",
            "Schrijf in één zin wat de medewerker zelf mag beslissen.",
        )


def _at(node: etree._Element) -> str:
    return label(node)[0].lower() + label(node)[1:]


def _adhoc(scope: etree._Element) -> Iterator[Finding]:
    inside = {node.get("id", ""): node for node in flow_nodes(scope)}
    for node in inside.values():
        if kind_of(node) in {"startEvent", "endEvent"}:
            yield error(
                "adhoc-start-or-end",
                node,
                f"In {_at(scope)} staat een begin of einde. In maatwerk kiest de medewerker zelf.",
                "Haal het begin en het einde weg uit het maatwerk.",
            )
    if not any(kind_of(node) in ACTIVITIES for node in inside.values()):
        yield warning(
            "adhoc-empty",
            scope,
            f"{label(scope)} heeft geen stappen om uit te kiezen.",
            "Teken stappen in het maatwerk, of reken alleen op eigen stappen.",
        )
    yield from _initial(scope, inside)
    yield from _closing(scope)


def _initial(scope: etree._Element, inside: dict[str, etree._Element]) -> Iterator[Finding]:
    for id_ in scope.get(tag("initial", REGELRUIMTE), "").split():
        if id_ not in inside or kind_of(inside[id_]) not in ACTIVITIES:
            yield error(
                "adhoc-initial-unknown",
                scope,
                f"{label(scope)} moet beginnen met ‘{id_[:80]}’, maar die stap staat er niet in.",
                "Kies een stap die in het maatwerk is getekend.",
            )


def _closing(scope: etree._Element) -> Iterator[Finding]:
    closes = scope.get(tag("closes", REGELRUIMTE))
    if closes is not None and closes not in _CLOSES:
        yield error(
            "adhoc-closes-unknown",
            scope,
            f"{label(scope)} kan niet sluiten op de manier ‘{closes[:40]}’.",
            "Kies condition (een voorwaarde), by_hand (met de hand) of when_idle (als niets meer loopt).",
        )
    if closes == "condition" and not text_of(scope.find(tag("completionCondition"))):
        yield error(
            "adhoc-condition-missing",
            scope,
            f"{label(scope)} sluit op een voorwaarde, maar die is niet ingevuld.",
            "Vul in wanneer het maatwerk klaar is, of laat het met de hand sluiten.",
        )
    ordering = scope.get("ordering")
    if ordering not in {None, "Parallel", "Sequential"}:
        yield error(
            "adhoc-ordering-unknown",
            scope,
            f"{label(scope)} heeft een onbekende volgorde ‘{str(ordering)[:40]}’.",
            "Kies Parallel (naast elkaar) of Sequential (na elkaar).",
        )


def _max_times(node: etree._Element) -> Iterator[Finding]:
    given = node.get(tag("maxTimes", REGELRUIMTE))
    if given is not None and not _is_count(given):
        yield error(
            "max-times-not-a-count",
            node,
            f"Hoe vaak {_at(node)} mag, is ‘{given[:40]}’; dat is geen aantal.",
            "Vul een heel getal van 1 of meer in.",
        )
