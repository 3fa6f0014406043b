"""Verdicts on running cases and what became of them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from regelruimte.engine.migration_plan import CaseMove, MoveStatus, Verdict

_WHY: Mapping[str, LazyString] = {
    "case-closed": _("De zaak was al klaar."),
    "case-on-other-version": _("De zaak loopt op een andere versie."),
    "moved-on": _("De zaak ging intussen verder en kon niet meer terug."),
    "too-late": _("De tijd om terug te gaan was voorbij."),
    "not-moved": _("De zaak was niet overgestapt."),
}
_WHY_ELSE = _("Het lukte niet. De zaak bleef zoals zij was.")

STATUSES: Mapping[MoveStatus, LazyString] = {
    MoveStatus.WAITING: _("nog niet aan de beurt"),
    MoveStatus.MOVED: _("overgestapt"),
    MoveStatus.FAILED: _("niet overgestapt"),
    MoveStatus.GOING_BACK: _("onderweg terug"),
    MoveStatus.UNDONE: _("teruggegaan"),
}


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """Cases with the same verdict.

    Attributes:
        reasons: why they cannot move, in Dutch; empty when they can.
        at: names of the steps where each case is now, by number of the case.
    """

    reasons: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    at: Mapping[str, str]

    @property
    def can_move(self) -> bool:
        """True when nothing stands in the way of these."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class ReadMove:
    """What became of one case, in words."""

    number: str
    status: MoveStatus
    said: LazyString
    why: str
    at: datetime
    may_return: bool


def group_verdicts(verdicts: Iterable[Verdict], names: Mapping[str, str]) -> tuple[VerdictGroup, ...]:
    """Put cases with the same verdict together: those that can move first, then the largest groups."""
    found: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        reasons = tuple(dict.fromkeys(each.message for each in verdict.obstacles))
        found.setdefault(reasons, []).append(verdict)
    groups = sorted(found.items(), key=lambda pair: (bool(pair[0]), -len(pair[1])))
    return tuple(
        VerdictGroup(reasons, tuple(same), {one.number: _places(one, names) for one in same})
        for reasons, same in groups
    )


def read_move(move: CaseMove) -> ReadMove:
    """Return what became of a case in words."""
    why = (move.message or str(_WHY.get(move.code, _WHY_ELSE))) if move.code else ""
    return ReadMove(move.number, move.status, STATUSES[move.status], why, move.at, move.may_return)


def _places(verdict: Verdict, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(element, element) for element in verdict.at) or "–"
