"""What differs between two bundles, as sentences for the person who publishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from regelruimte.engine.bpmn import elements, extension, kind_of, tag, text_of
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.spiff.info import ElementInfo, OutcomeKind, read_elements, read_process, read_rooms
from regelruimte.engine.spiff.step import RoomOffered
from regelruimte.engine.vocabulary import MODEL_FILE, Bundle
from regelruimte.modeller.compare_files import file_changes
from regelruimte.modeller.compare_words import Change, ChangeKind, added, changed, removed
from regelruimte.modeller.document import Document, open_document

__all__ = ["Change", "ChangeKind", "Part", "compare", "compare_by_part"]

_TYPES = {
    "userTask": "taak",
    "serviceTask": "automatische stap",
    "sendTask": "bericht",
    "scriptTask": "berekening",
    "businessRuleTask": "beslissing",
    "receiveTask": "wachten op bericht",
    "callActivity": "ander proces",
    "subProcess": "deelproces",
    "adHocSubProcess": "maatwerk",
    "startEvent": "begin",
    "endEvent": "uitkomst",
    "boundaryEvent": "gebeurtenis",
    "intermediateCatchEvent": "wachtmoment",
    "intermediateThrowEvent": "gebeurtenis",
}


OUTCOMES = {
    OutcomeKind.GRANTED: "verleend",
    OutcomeKind.REFUSED: "geweigerd, of voor een deel",
    OutcomeKind.WITHDRAWN: "ingetrokken",
    OutcomeKind.OTHER: "iets anders",
}
"""What the outcome of an end event means, in words of the studio."""


class Part(StrEnum):
    """Which part of a process a change is in."""

    PROCESS = "process"
    STEPS = "steps"
    ROUTES = "routes"
    FORMS = "forms"
    TABLES = "tables"
    OTHER = "other"


def compare(old: Bundle, new: Bundle) -> tuple[Change, ...]:
    """Return what differs from one bundle to another, in words; nothing when they mean the same."""
    return tuple(change for changes in compare_by_part(old, new).values() for change in changes)


def compare_by_part(old: Bundle, new: Bundle) -> dict[Part, tuple[Change, ...]]:
    """Return what differs from one bundle to another, by part; parts without a change are left out."""
    found = {**_model_changes(old, new), **_file_changes(old, new)}
    return {part: changes for part in Part if (changes := tuple(found.get(part, ())))}


def _file_changes(old: Bundle, new: Bundle) -> dict[Part, tuple[Change, ...]]:
    changes = file_changes(old, new)
    return {Part.FORMS: changes.forms, Part.TABLES: changes.tables, Part.OTHER: changes.other}


def _model_changes(old: Bundle, new: Bundle) -> dict[Part, tuple[Change, ...]]:
    before, after = _open(old), _open(new)
    if before is None or after is None:
        same = old.get(MODEL_FILE) == new.get(MODEL_FILE)
        return {} if same else {Part.PROCESS: (changed("De tekening is anders."),)}
    return {
        Part.PROCESS: tuple(_process_changes(before, after)),
        Part.STEPS: tuple(_step_changes(_Side.of(before), _Side.of(after))),
        Part.ROUTES: tuple(_route_changes(before, after)),
    }


def _open(files: Bundle) -> Document | None:
    try:
        return open_document(files[MODEL_FILE])
    except (KeyError, DocumentRefused):
        return None


def _process_changes(before: Document, after: Document) -> Iterator[Change]:
    if not before.processes() or not after.processes():
        return
    old, new = read_process(before.processes()[0]), read_process(after.processes()[0])
    yield from _differing(
        (
            ("De naam van het proces", old.name, new.name),
            ("De vraag van de inwoner", old.question, new.question),
            ("De samenvatting", old.summary, new.summary),
            ("Het onderwerp", old.topic, new.topic),
            ("De wettelijke termijn (dagen)", old.legal_term_days, new.legal_term_days),
            ("De bron van de wettelijke termijn", old.legal_term_source, new.legal_term_source),
            ("De streeftermijn (dagen)", old.target_days, new.target_days),
            ("De termijn voor bezwaar (dagen)", old.objection_days, new.objection_days),
            ("De peildatum", old.reference_date, new.reference_date),
            ("Het formulier van de aanvraag", old.start_form, new.start_form),
        )
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two models."""

    document: Document
    steps: Mapping[str, ElementInfo]
    rooms: Mapping[str, tuple[RoomOffered, ...]]

    @classmethod
    def of(cls, document: Document) -> _Side:
        root = document.root
        return cls(document, read_elements(root), read_rooms(root))

    def told(self, element: str) -> str:
        """Return how an element is called: its kind and name; a gateway without a name has no words."""
        info = self.steps[element]
        kind = _TYPES.get(info.type, "stap" if "Gateway" not in info.type else "keuzepunt")
        drawn = self.document.find(element)
        name = " ".join(((drawn.get("name") if drawn is not None else "") or "").split())
        return f"{kind} ‘{name}’" if name else f"{kind} zonder naam"

    def decision(self, element: str) -> str | None:
        """Return the id of the decision an element calls."""
        return self._attribute(element, "calledDecision", "decisionId")

    def connector(self, element: str) -> str | None:
        """Return the name of the connector an element calls."""
        return self._attribute(element, "taskDefinition", "type")

    def rule(self, element: str) -> str:
        """Return the texts of timers, scripts and completion conditions of an element."""
        drawn = self.document.find(element)
        if drawn is None:
            return ""
        script = self._attribute(element, "script", "expression") or ""
        tags = ("timeDuration", "timeDate", "timeCycle")
        timers = [text_of(one) for name in tags for one in drawn.findall(f".//{tag(name)}")]
        closing = text_of(drawn.find(tag("completionCondition")))
        return " ".join(filter(None, (script, *timers, closing)))

    def _attribute(self, element: str, extension_name: str, attribute: str) -> str | None:
        drawn = self.document.find(element)
        found = None if drawn is None else extension(drawn, extension_name)
        return None if found is None else found.get(attribute)


def _step_changes(before: _Side, after: _Side) -> Iterator[Change]:
    for element in after.steps:
        if element not in before.steps:
            yield added(f"Nieuw: {after.told(element)}{_role(after.steps[element])}.", element)
    for element in before.steps:
        if element not in after.steps:
            yield removed(f"Vervallen: {before.told(element)}{_role(before.steps[element])}.", element)
    for element in after.steps:
        if element in before.steps:
            yield from _changes_of_step(element, before, after)


def _who(old: ElementInfo, new: ElementInfo) -> tuple[str | None, str | None]:
    """Return who does a step in both: by lane, or by group where only that differs."""
    return (old.group, new.group) if old.lane == new.lane else (old.lane, new.lane)


def _role(info: ElementInfo) -> str:
    return f" ({info.lane})" if info.lane else ""


def _changes_of_step(element: str, before: _Side, after: _Side) -> Iterator[Change]:
    old, new = before.steps[element], after.steps[element]
    if before.told(element) != after.told(element):
        sentence = f"De {before.told(element)} heet nu {after.told(element)}."
        yield changed(sentence, element)
    name = f"Bij de {after.told(element)}"
    yield from _differing(
        (
            (f"{name}: wie het doet", *_who(old, new)),
            (f"{name}: het formulier", old.form, new.form),
            (f"{name}: de termijn", old.due, new.due),
            (f"{name}: wat de inwoner leest", old.citizen_text, new.citizen_text),
            (f"{name}: wat de uitkomst betekent", _meaning(old), _meaning(new)),
            (f"{name}: de beslissing", before.decision(element), after.decision(element)),
            (f"{name}: de koppeling", before.connector(element), after.connector(element)),
            (f"{name}: de regel", before.rule(element), after.rule(element)),
            (f"{name}: de toelichting", old.documentation, new.documentation),
        ),
        element,
    )
    yield from _room_changes(name, before.rooms.get(element, ()), after.rooms.get(element, ()), element)


def _meaning(info: ElementInfo) -> str | None:
    return None if info.outcome is None else OUTCOMES[info.outcome]


def _room_changes(
    name: str, old: tuple[RoomOffered, ...], new: tuple[RoomOffered, ...], element: str
) -> Iterator[Change]:
    before, after = {room.id: room for room in old}, {room.id: room for room in new}
    for room in after.values():
        if room.id not in before:
            yield added(f"{name} is er meer ruimte: {_room(room)}.", element)
        elif room != before[room.id]:
            sentence = f"{name} is de ruimte anders: eerst {_room(before[room.id])}, nu {_room(room)}."
            yield changed(sentence, element)
    for room in before.values():
        if room.id not in after:
            yield removed(f"{name} vervalt de ruimte {_room(room)}.", element)


def _room(room: RoomOffered) -> str:
    told = " · ".join(filter(None, (room.text, room.article, room.limit)))
    return f"‘{told or room.id}’"


def _route_changes(before: Document, after: Document) -> Iterator[Change]:
    old, new = _routes(before), _routes(after)
    for flow, route in new.items():
        if flow not in old:
            yield added(f"Nieuwe weg: {route.told}.", flow)
        elif route.ends != old[flow].ends:
            yield changed(f"De weg {old[flow].told} is nu: {route.told}.", flow)
        elif route.condition != old[flow].condition:
            what = f"Op de weg {route.told}: de voorwaarde"
            yield from _differing(((what, old[flow].condition, route.condition),), flow)
    for flow, route in old.items():
        if flow not in new:
            yield removed(f"Vervallen weg: {route.told}.", flow)


@dataclass(frozen=True, slots=True)
class _Route:
    """A sequence flow: in words, by what it connects and is called, and its condition."""

    told: str
    ends: tuple[str, str, str]
    condition: str


def _routes(document: Document) -> dict[str, _Route]:
    found: dict[str, _Route] = {}
    for flow in elements(document.root, "sequenceFlow"):
        source, target, name = flow.get("sourceRef", ""), flow.get("targetRef", ""), flow.get("name", "")
        named = f" (‘{name}’)" if name else ""
        told = f"van {_node(document, source)} naar {_node(document, target)}{named}"
        condition = text_of(flow.find(tag("conditionExpression"))).removeprefix("=").strip()
        found[flow.get("id", "")] = _Route(told, (source, target, name), condition)
    return found


def _node(document: Document, element: str) -> str:
    drawn = document.find(element)
    if drawn is not None and drawn.get("name"):
        return f"‘{document.name_of(element)}’"
    kind = "" if drawn is None else kind_of(drawn)
    if kind.endswith("Gateway"):
        return "een keuzepunt"
    return {"startEvent": "het begin", "endEvent": "het einde"}.get(kind, "een stap zonder naam")


def _differing(facts: Iterable[tuple[str, object, object]], element: str | None = None) -> Iterator[Change]:
    for what, old, new in facts:
        if (old or None) != (new or None):
            yield changed(f"{what} is anders.", element, before=_plain(old), after=_plain(new))


def _plain(fact: object) -> str:
    return "" if fact is None else str(fact)
