"""Mijn zaken: what a resident has running, and one case in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.language import current_language
from regelruimte.app.portal.decided import DecidedByRules, decided_by_rules
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.overview import read_overview
from regelruimte.app.portal.sent import Section, explanations, sections_sent
from regelruimte.engine import dossier
from regelruimte.engine.dossier import MyCase
from regelruimte.engine.spiff.info import OutcomeKind
from regelruimte.engine.terms import day_of, legal_end
from regelruimte.engine.vocabulary import Case, CaseStatus, Submission
from regelruimte.forms.formats import format_date


@dataclass(frozen=True, slots=True)
class StatusStep:
    """A step of the status line; `state` is done, now or detour."""

    state: str
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as its page tells it.

    Attributes:
        sent: what the person sent, each with its answers.
        told: what staff wrote for the person, as (heading, text).
        rules: what decision tables answered and why.
        percent_past: how much of the legal term is gone, 0 to 100; None without one.
        days_left: days until the last day of the legal term, below 0 when that is past.
        objection_until: last day of an objection against a refusal, else None.
        is_refused: the case ended with a refusal, whole or in part; is_granted: with what was asked for.
    """

    mine: MyCase
    steps: tuple[StatusStep, ...]
    sent: tuple[tuple[Submission, tuple[Section, ...]], ...]
    told: tuple[tuple[str, str], ...]
    rules: tuple[DecidedByRules, ...]
    percent_past: int | None
    days_left: int
    objection_until: date | None
    is_refused: bool
    is_granted: bool
    today: date


@blueprint.get("/mijn-zaken")
def my_cases() -> ResponseReturnValue:
    """Show all cases and unsent applications of the person."""
    with current_engine().view(current_actor()) as view:
        overview = read_overview(view)
    return render_template("portal/my_cases.html", overview=overview)


@blueprint.get("/mijn-zaken/<number>")
def my_case(number: str) -> ResponseReturnValue:
    """Show one case: what to do, how far it is, and when it is decided."""
    with current_engine().view(current_actor()) as view:
        mine = dossier.get_my_case(view, number)
        today = day_of(view.now)
    locale = current_language()
    page = CasePage(
        mine=mine,
        steps=tuple(_steps(mine)),
        sent=tuple((one, sections_sent(mine, one, locale)) for one in mine.submissions),
        told=explanations(mine, locale),
        rules=decided_by_rules(mine, locale),
        percent_past=_percent_past(mine.case, today),
        days_left=0 if mine.case.legal_due is None else (mine.case.legal_due - today).days,
        objection_until=objection_until(mine),
        is_refused=mine.outcome is OutcomeKind.REFUSED,
        is_granted=mine.outcome is OutcomeKind.GRANTED,
        today=today,
    )
    return render_template("portal/case.html", page=page, mine=mine, case=mine.case)


def objection_until(mine: MyCase) -> date | None:
    """Return the last day to object to a refusal, counted from the day after the decision.

    The process says how many days; where it says none the law has another remedy, and this gives None. Where
    the end event does not say that it refuses, nothing is told about a remedy either.

    Source: Awb 6:7 and 6:8; Algemene termijnenwet 1.
    """
    days = mine.version.process.objection_days
    if mine.decided_at is None or not days or mine.outcome is not OutcomeKind.REFUSED:
        return None
    return legal_end(day_of(mine.decided_at), days)


def _steps(mine: MyCase) -> Iterator[StatusStep]:
    case = mine.case
    received = format_date(case.opened_at, current_language())
    yield StatusStep("done", _("Aanvraag ontvangen"), received)
    is_open = case.status is CaseStatus.OPEN
    here = mine.status if is_open else None
    yield from (StatusStep("done", text) for text in mine.steps if text not in {here, mine.status})
    for title in mine.extra if is_open else ():
        yield StatusStep("detour", title, mine.extra_texts.get(title, ""))
    if mine.status:
        closed = "" if case.closed_at is None else format_date(case.closed_at, current_language())
        now = _("Wij kijken uw zaak na") if mine.is_suspended else mine.status
        yield StatusStep("now" if is_open else "done", now, closed)


def _percent_past(case: Case, today: date) -> int | None:
    if case.legal_due is None:
        return None
    received = day_of(case.opened_at)
    whole = max(1, (case.legal_due - received).days)
    return min(100, max(0, (today - received).days * 100 // whole))
