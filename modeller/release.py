"""Releasing a draft: check it, rehearse its sample cases, publish it, and offer it in a trial when asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from regelruimte.engine import definitions, trials
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.store.audit import definition_chain
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.trials import TrialPlan
from regelruimte.engine.vocabulary import Bundle, DefinitionVersion, Trial
from regelruimte.forms.check import check_form
from regelruimte.modeller.checks import advise
from regelruimte.modeller.rehearse import Rehearsal, rehearsal_findings, rehearse

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be known of a bundle before it is published.

    Attributes:
        findings: of all checks, errors first.
        rehearsals: one for each sample case.
    """

    findings: tuple[Finding, ...]
    rehearsals: tuple[Rehearsal, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that block publishing."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def missed(self) -> tuple[Rehearsal, ...]:
        """The sample cases that went another way than expected."""
        return tuple(rehearsal for rehearsal in self.rehearsals if not rehearsal.passed)


def review(view: View, files: Bundle) -> Review:
    """Check a bundle in every way publishing does, and rehearse its sample cases, without publishing it."""
    checked = definitions.check_files(view, files, check_form=check_form)
    rehearsals = rehearse(files, at=view.now)
    found = {*checked, *advise(files), *rehearsal_findings(files, rehearsals)}
    return Review(tuple(sorted(found, key=_in_order)), rehearsals)


def release(work: UnitOfWork, key: str, *, revision: int, change_note: str) -> DefinitionVersion:
    """Publish the draft for everyone: new cases start on it.

    Args:
        work: the unit of work.
        key: key of the definition.
        revision: the revision of the draft that was seen.
        change_note: what changed and why.

    Raises:
        NotFound; DraftRevisionConflict; ReasonMissing: no change note.
        BundleHasErrors: with all findings.
    """
    version = definitions.publish(
        work, key, revision=revision, change_note=change_note, check_form=check_form
    )
    _note_rehearsals(work, version)
    return version


def release_candidate(work: UnitOfWork, key: str, *, revision: int, change_note: str) -> DefinitionVersion:
    """Publish the draft as a candidate: it holds for nobody until a trial offers it.

    Raises:
        NotFound; DraftRevisionConflict; ReasonMissing: no change note.
        BundleHasErrors: with all findings.
    """
    version = definitions.publish_candidate(
        work, key, revision=revision, change_note=change_note, check_form=check_form
    )
    _note_rehearsals(work, version)
    return version


def release_to_trial(
    work: UnitOfWork, key: str, *, revision: int, change_note: str, plan: TrialPlan
) -> Trial:
    """Publish the draft as a candidate and start a trial with it, in one go.

    Args:
        work: the unit of work.
        key: key of the definition.
        revision: the revision of the draft that was seen.
        change_note: what changed and why.
        plan: the trial; its candidate is not read: the new version takes that place.

    Raises:
        NotFound; DraftRevisionConflict; ReasonMissing; BundleHasErrors: as `release_candidate`.
        NothingPublished; TrialAlreadyRuns; ShareOutOfRange; CohortRuleRefused: as `trials.start_trial`.
    """
    version = release_candidate(work, key, revision=revision, change_note=change_note)
    return trials.start_trial(work, key, replace(plan, candidate=version.number))


def _note_rehearsals(work: UnitOfWork, version: DefinitionVersion) -> None:
    rehearsals = rehearse(version.files, at=work.now)
    if not rehearsals:
        return
    missed = [rehearsal.sample.name for rehearsal in rehearsals if not rehearsal.passed]
    facts = {"number": version.number, "samples": len(rehearsals), "missed": missed}
    work.note(definition_chain(version.key), "version:rehearsed", facts=facts)


def _in_order(finding: Finding) -> tuple[int, str, str, str]:
    return _ORDER.index(finding.severity), finding.file, finding.element or "", finding.code
