"""The reference date (peildatum) of a case: the day whose rules count for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.feel.render import literal_of
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """When a decision is asked.

    Attributes:
        now: the present moment, aware UTC.
        received: the day the application was received.
    """

    now: datetime
    received: date


def reference_date(written: str | None, context: Mapping[str, Value], moment: Moment) -> date:
    """Return the reference date of a case.

    Args:
        written: FEEL over the data of the case, as the process gives it; None for the day of receipt.
        context: the data of the case; while it gives no date yet, the day of receipt counts.
        moment: when the decision is asked.

    Raises:
        FeelError: what is written cannot be read, or gives something else than a date.
    """
    if written is None:
        return moment.received
    found = compile_expression(written).evaluate(context, now=moment.now)
    if found is None:
        return moment.received
    if isinstance(found, datetime):
        return day_of(found) if found.tzinfo else found.date()
    if isinstance(found, date):
        return found
    told = literal_of(found)[:_LONGEST_SHOWN]
    raise FeelError(f"De peildatum '{written[:_LONGEST_SHOWN]}' geeft geen datum maar {told}.")
