"""What a resident has running: cases with what they have to do, and applications not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regelruimte.engine import applications, cases, dossier
from regelruimte.engine.dossier import MyCase
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.terms import day_of
from regelruimte.engine.vocabulary import Application, Case, CaseStatus


@dataclass(frozen=True, slots=True)
class Overview:
    """Open cases, those that wait for the person first; closed cases; and applications not sent yet.

    Attributes:
        today: the day in the Netherlands, to tell which dates are still to come.
    """

    running: tuple[MyCase, ...]
    closed: tuple[Case, ...]
    unsent: tuple[Application, ...]
    today: date


def read_overview(view: View) -> Overview:
    """Return what the person who asks has running."""
    mine = cases.list_my_cases(view)
    running = [dossier.get_my_case(view, one.number) for one in mine if one.status is CaseStatus.OPEN]
    return Overview(
        running=tuple(sorted(running, key=lambda one: not one.turn)),
        closed=tuple(one for one in mine if one.status is CaseStatus.CLOSED),
        unsent=applications.list_applications(view),
        today=day_of(view.now),
    )
