"""Outcomes of rules that a person overruled, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regelruimte.app.reasons import label_of
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.readable import in_words
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourKind


@dataclass(frozen=True, slots=True)
class ReadOverride:
    """Another outcome than the rules gave: what changed, as (label, before, after), by whom and why."""

    changes: tuple[tuple[str, str, str], ...]
    detour: Detour


def list_overruled(dossier: Dossier, decision: int) -> tuple[ReadOverride, ...]:
    """Return the other outcomes a person gave to a decision, by the id of it as made; the first first."""
    return tuple(
        ReadOverride(changes_in_words(detour), detour)
        for detour in dossier.detours
        if detour.kind is DetourKind.OVERRIDE and detour.is_taken and detour.facts.get("decision") == decision
    )


def changes_in_words(detour: Detour) -> tuple[tuple[str, str, str], ...]:
    """Return what an overruled decision changes, as (label, before, after)."""
    return tuple(_changes(detour.facts.get("before"), detour.facts.get("after")))


def _changes(before: Value, after: Value) -> Iterable[tuple[str, str, str]]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield _("Uitkomst"), in_words(before), in_words(after)
        return
    for name, value in after.items():
        if before.get(name) != value:
            yield label_of(str(name)), in_words(before.get(name)), in_words(value)
