"""Moments written down as plain text: ISO 8601 dates, durations and cycles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import regex
from lxml import etree

from regelruimte.engine.bpmn import elements, extension, kind_of, text_of
from regelruimte.engine.findings import Finding
from regelruimte.engine.importing.juel import has_juel
from regelruimte.engine.validate.drawing import Drawing, error, label, owner_of

_DURATION = regex.compile(
    r"P(?=.)(?:\d{1,6}Y)?(?:\d{1,6}M)?(?:\d{1,6}W)?(?:\d{1,6}D)?"
    r"(?:T(?=.)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?"
)
_TIMES = ("timeDate", "timeDuration", "timeCycle")
_EXAMPLES = {
    "timeDate": "een datum, bijvoorbeeld 2027-01-31 of 2027-01-31T09:00:00Z",
    "timeDuration": "een duur, bijvoorbeeld P2W (twee weken) of PT12H (twaalf uur)",
    "timeCycle": "een herhaling, bijvoorbeeld R3/P1D (drie keer, elke dag)",
}


def timer_findings(drawing: Drawing) -> Iterator[Finding]:
    """Yield an error for every timer and due date that is no moment and no FEEL."""
    for process in drawing.processes:
        for definition in elements(process, "timerEventDefinition"):
            yield from _timer(definition)
    for task in drawing.nodes():
        schedule = extension(task, "taskSchedule")
        due = "" if schedule is None else schedule.get("dueDate", "")
        if due and not is_expression(due) and not (is_date(due) or is_duration(due)):
            yield error(
                "due-date-unreadable",
                task,
                f"{label(task)} heeft als termijn ‘{due[:60]}’; dat is geen datum of duur.",
                "Schrijf een duur, bijvoorbeeld P2D (twee dagen), of een FEEL-uitdrukking met = ervoor.",
            )


def _timer(definition: etree._Element) -> Iterator[Finding]:
    owner = owner_of(definition)
    times = [child for child in definition if kind_of(child) in _TIMES and text_of(child)]
    if not times:
        yield error(
            "timer-empty",
            owner,
            f"{label(owner)} wacht op een tijd, maar er staat niet welke.",
            f"Vul in: {_EXAMPLES['timeDuration']}.",
        )
    for time in times:
        written = text_of(time)
        if is_expression(written) or is_timing(written):
            continue
        yield error(
            "timer-unreadable",
            owner,
            f"{label(owner)} wacht op ‘{written[:60]}’; dat is geen tijd die hier gelezen kan worden.",
            f"Vul in: {_EXAMPLES[kind_of(time)]}.",
        )


def is_expression(text: str) -> bool:
    """Tell whether a text is an expression: FEEL, or JUEL that the importer has told about."""
    return text.lstrip().startswith("=") or has_juel(text)


def is_timing(text: str) -> bool:
    """Tell whether a text is a date, a duration or a cycle of ISO 8601."""
    return is_date(text) or is_duration(text) or is_cycle(text)


def is_duration(text: str) -> bool:
    """Tell whether a text is a duration, such as `P2W` or `PT1H30M`."""
    return _DURATION.fullmatch(text, timeout=1) is not None


def is_date(text: str) -> bool:
    """Tell whether a text is a date, or a date with a time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_cycle(text: str) -> bool:
    """Tell whether a text repeats a duration, such as `R3/PT1H` or `R/2027-01-01T00:00:00Z/P1D`."""
    head, *parts = text.split("/")
    if not head.startswith("R") or not (head == "R" or (head[1:].isascii() and head[1:].isdigit())):
        return False
    durations = [part for part in parts if is_duration(part)]
    return 1 <= len(parts) <= 2 and len(durations) == 1 and all(map(is_timing, parts))  # noqa: PLR2004  # interval
