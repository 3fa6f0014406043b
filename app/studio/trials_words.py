"""A trial in plain words: who gets what, and what may be told of small numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask_babel import gettext, ngettext

from regelruimte.app.language import current_language
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.learning.measures import Group
from regelruimte.forms.formats import format_number, format_percent

FEWEST = 10
"""Below this many cases no share or spread is shown: it would be chance, or somebody could be found."""

_HOURS_A_DAY, _MINUTES_AN_HOUR = 24, 60


def _(text: str, **facts: object) -> str:
    """Return a text in the language of the page."""
    return str(gettext(text, **facts))


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """How often an outcome came in both groups, as shown."""

    name: str
    a: str
    b: str


@blueprint.app_template_global()
def trial_sentence(*, standing: int, candidate: str, share: int, rule: str) -> str:
    """Return who gets which version, in one sentence."""
    facts = {"share": share, "rest": 100 - share, "candidate": candidate, "standing": standing}
    if rule:
        return _(
            "Van elke 100 nieuwe aanvragen waarvoor ‘%(rule)s’ klopt, krijgen er ongeveer %(share)s "
            "%(candidate)s en %(rest)s versie %(standing)s. De loting beslist. Alle andere aanvragen krijgen "
            "versie %(standing)s.",
            rule=rule,
            **facts,
        )
    return _(
        "Van elke 100 nieuwe aanvragen krijgen er ongeveer %(share)s %(candidate)s en %(rest)s "
        "versie %(standing)s. De loting beslist.",
        **facts,
    )


@blueprint.app_template_filter()
def duration(length: timedelta | None) -> str:
    """Write how long something took: days, else hours, else minutes."""
    if length is None:
        return ""
    hours = length / timedelta(hours=1)
    if hours >= _HOURS_A_DAY:
        days = round(Decimal(hours / _HOURS_A_DAY), 1)
        return (
            _("%(count)s dagen", count=format_number(days, current_language())) if days != 1 else _("1 dag")
        )
    if hours >= 1:
        return _("%(count)s uur", count=round(hours))
    return str(ngettext("%(num)s minuut", "%(num)s minuten", round(hours * _MINUTES_AN_HOUR)))


def outcome_lines(a: Group, b: Group) -> tuple[OutcomeLine, ...]:
    """Return the outcomes of both groups, those of A first; shares only where there are enough cases."""
    in_a, in_b = dict(a.outcomes), dict(b.outcomes)
    names = dict.fromkeys((*in_a, *in_b))
    return tuple(
        OutcomeLine(name, _told(in_a.get(name, 0), a), _told(in_b.get(name, 0), b)) for name in names
    )


def _told(count: int, group: Group) -> str:
    ended = sum(times for _name, times in group.outcomes)
    if ended < FEWEST:
        return str(count)
    share = format_percent(Decimal(round(Decimal(count * 100) / ended)), current_language())
    return _("%(count)s van %(ended)s (%(share)s)", count=count, ended=ended, share=share)
