"""What the pages of a process show around their own content: facts of the draft, findings, tabs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from regelruimte.app.access import may_ask
from regelruimte.app.context import current_actor
from regelruimte.engine import definitions, trials
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.parts import Kept
from regelruimte.engine.spiff.info import ProcessInfo
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.vocabulary import Bundle, Definition, Draft
from regelruimte.modeller.facts import DecisionFile, FormFile, decision_files, form_files, process_facts
from regelruimte.modeller.release import review

KEPT_KEY = "regelruimte.studio"
"""Where an application keeps what it worked out of drafts before."""

SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings of each severity."""

    error: int
    warning: int
    advice: int

    @property
    def total(self) -> int:
        """All findings together."""
        return self.error + self.warning + self.advice


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What is worked out of the files of a draft; the same for the same revision.

    Attributes:
        findings: of the whole bundle, errors first.
        process: what the drawing says about the process; None when it cannot be opened.
    """

    findings: tuple[Finding, ...]
    process: ProcessInfo | None
    forms: tuple[FormFile, ...]
    decisions: tuple[DecisionFile, ...]

    @property
    def counts(self) -> FindingCounts:
        """How many findings of each severity."""
        by_severity = Counter(finding.severity for finding in self.findings)
        return FindingCounts(*(by_severity[severity] for severity in SEVERITIES))


@dataclass(frozen=True, slots=True)
class ListedProcess:
    """A process in the list of the studio."""

    definition: Definition
    question: str
    counts: FindingCounts
    has_trial: bool

    @property
    def title(self) -> str:
        """The name of the process."""
        return self.definition.title


@dataclass(frozen=True, slots=True)
class OpenProcess:
    """A process whose pages are open in the studio.

    Attributes:
        definition: the process; draft: its draft with all files.
        facts: what was worked out of the draft.
        has_trial: true while a trial of it runs.
    """

    definition: Definition
    draft: Draft
    facts: DraftFacts
    has_trial: bool

    @property
    def key(self) -> str:
        """Key of the process."""
        return self.definition.key

    @property
    def saved_at(self) -> datetime:
        """When the draft was last saved, aware UTC."""
        return self.draft.saved_at


def open_process(view: View, key: str) -> OpenProcess:
    """Return what every page of a process shows.

    Raises:
        NotFound: no such process.
    """
    definition = definitions.get_definition(view, key)
    draft = definitions.get_draft(view, key)
    return OpenProcess(definition, draft, facts_of(view, draft), key in _tried(view))


def list_processes(view: View) -> tuple[ListedProcess, ...]:
    """Return all processes by title."""
    tried, groups = _tried(view), definitions.known_groups(view)
    return tuple(
        _listed(view, one, groups=groups, has_trial=one.key in tried)
        for one in definitions.list_definitions(view)
    )


def check(view: View, files: Bundle) -> tuple[Finding, ...]:
    """Return the findings of files as the page to publish shows them, errors first."""
    return review(view, files).findings


def facts_of(view: View, draft: Draft) -> DraftFacts:
    """Return the facts of a draft, from the cache where they were worked out before."""
    wanted = (draft.key, draft.revision, definitions.known_groups(view), view.parts.connectors.names())
    return _kept().get_or_make(wanted, lambda: _work_out(view, draft))


def may_open(endpoint: str) -> bool:
    """Tell whether a page exists and the person who asks may open it."""
    return endpoint in current_app.view_functions and may_ask(current_actor(), endpoint)


def _listed(view: View, definition: Definition, *, groups: frozenset[str], has_trial: bool) -> ListedProcess:
    # Groups and connectors change what a check finds, without the draft being saved.
    wanted = (definition.key, definition.draft_revision, groups, view.parts.connectors.names())
    facts = _kept().get_or_make(wanted, lambda: _work_out(view, definitions.get_draft(view, definition.key)))
    drawn = facts.process.question if facts.process else None
    return ListedProcess(definition, drawn or definition.question, facts.counts, has_trial)


def _tried(view: View) -> frozenset[str]:
    return frozenset(trial.definition for trial in trials.list_running_trials(view))


def _kept() -> Kept[tuple[object, ...], DraftFacts]:
    return cast("Kept[tuple[object, ...], DraftFacts]", current_app.extensions[KEPT_KEY])


def _work_out(view: View, draft: Draft) -> DraftFacts:
    files = draft.files
    return DraftFacts(check(view, files), process_facts(files), form_files(files), decision_files(files))
