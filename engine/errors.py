"""Refusals: what the engine answers when a caller asks something that may not or cannot be done.

A refusal changes nothing. Its docstring is its message, its facts are attributes, its code is stable.
Incidents (the model's or the outside world's fault) are stored, not raised; bugs crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from regelruimte.engine.findings import Finding


class EngineError(Exception):
    """The engine refused what was asked."""

    code: ClassVar[str] = "engine-error"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        message = (type(self).__doc__ or "").strip().splitlines()[0]
        told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        super().__init__(f"{message} ({told})" if told else message)


class NotFound(EngineError):
    """What was asked for does not exist, or this actor may not know that it does."""

    code = "not-found"


class NotAllowed(EngineError):
    """This actor may not do this."""

    code = "not-allowed"


class DatabaseUnavailable(EngineError):
    """The database cannot do this now; nothing was changed, and the same may be asked again.

    Attributes:
        cause: the code the database or its driver gave, such as `SQLITE_FULL` or `53100`; empty when none.
    """

    code = "database-unavailable"

    def __init__(self, **facts: object) -> None:
        super().__init__(**facts)
        self.cause = str(facts.get("cause", ""))


class DatabaseBusy(DatabaseUnavailable):
    """The database is locked by another writer, or the caller's transaction was not begun for writing."""

    code = "database-busy"


class WritersCollided(DatabaseBusy):
    """Two transactions were in each other's way and this one was taken back; doing it again helps."""

    code = "writers-collided"


class DatabaseAway(DatabaseUnavailable):
    """The database does not answer, or cannot read or write its files."""

    code = "database-away"


class OutcomeUnknown(DatabaseAway):
    """The database went away while it stored this: it may or may not be stored.

    What was sent under a submission key may be sent again: it is stored once.
    """

    code = "outcome-unknown"


class DatabaseFull(DatabaseUnavailable):
    """The database has no room left to write; reading still works."""

    code = "database-full"


class SchemaOutdated(EngineError):
    """The database has an older schema than this release; run `regelruimte migrate-db`."""

    code = "schema-outdated"


class SchemaTooNew(EngineError):
    """The database has the schema of a newer release that this one cannot work with; install that release."""

    code = "schema-too-new"


class DefinitionExists(EngineError):
    """A process with this key exists already."""

    code = "definition-exists"


class InvalidKey(EngineError):
    """A key has lower-case letters, digits and hyphens only, and starts with a letter."""

    code = "invalid-key"


class NothingPublished(EngineError):
    """The process has no standing version, so no case can start."""

    code = "nothing-published"


class DraftRevisionConflict(EngineError):
    """Somebody else saved the draft since it was opened.

    Attributes:
        revision: the revision that stands now.
        saved_by: display name of who saved it.
        saved_at: when, aware UTC.
    """

    code = "draft-revision-conflict"

    def __init__(self, *, revision: int, saved_by: str, saved_at: datetime) -> None:
        super().__init__(revision=revision, saved_by=saved_by, saved_at=saved_at)
        self.revision, self.saved_by, self.saved_at = revision, saved_by, saved_at


class BundleHasErrors(EngineError):
    """A bundle with errors cannot be published.

    Attributes:
        findings: all findings, the errors among them.
    """

    code = "bundle-has-errors"

    def __init__(self, *, findings: tuple[Finding, ...]) -> None:
        super().__init__(errors=[f"{f.code}:{f.element}" for f in findings if f.is_error])
        self.findings = findings


class ReasonMissing(EngineError):
    """This act asks for a reason."""

    code = "reason-missing"


class GroundMissing(EngineError):
    """This act asks for a ground: a room of the model, or an article or agreement."""

    code = "ground-missing"


class ValuesMissing(EngineError):
    """The usual path needs values that this step would have given.

    Attributes:
        names: of the variables.
    """

    code = "values-missing"

    def __init__(self, *, element: str, names: Sequence[str]) -> None:
        super().__init__(element=element, names=list(names))
        self.names = tuple(names)


class CaseClosed(EngineError):
    """The case has ended."""

    code = "case-closed"


class TaskNotOpen(EngineError):
    """The task was completed or cancelled already."""

    code = "task-not-open"


class TaskHeld(EngineError):
    """The task waits for a detour that holds the usual path."""

    code = "task-held"


class CaseSuspended(TaskHeld):
    """The case is suspended; an administrator lets it go on."""

    code = "case-suspended"


class TaskClaimedByAnother(EngineError):
    """A colleague took this task."""

    code = "task-claimed-by-another"


class SubmissionAlreadyMade(EngineError):
    """These answers were sent already, with other values.

    Attributes:
        made_at: when they were accepted, aware UTC.
        values: what was accepted; empty when the key was used for another case or task.
    """

    code = "submission-already-made"

    def __init__(self, *, made_at: datetime, values: dict[str, object]) -> None:
        super().__init__(made_at=made_at)
        self.made_at, self.values = made_at, values


class ApplicationNotOpen(EngineError):
    """The application was sent or withdrawn already."""

    code = "application-not-open"


class NotStartable(EngineError):
    """This step cannot be started now."""

    code = "not-startable"


class MandateMissing(EngineError):
    """This actor has no mandate for this room."""

    code = "mandate-missing"


class ScopeNotOpen(EngineError):
    """The tailored-work block is not open."""

    code = "scope-not-open"


class ScopeStillActive(EngineError):
    """Work in the tailored-work block goes on, and the model says it may not be cancelled."""

    code = "scope-still-active"


class TrialAlreadyRuns(EngineError):
    """The process has a running trial already."""

    code = "trial-already-runs"


class TrialNotRunning(EngineError):
    """The trial has ended."""

    code = "trial-not-running"


class CohortRuleRefused(EngineError):
    """The rule for who takes part uses what is not known at the draw, or is not a FEEL condition."""

    code = "cohort-rule-refused"


class ShareOutOfRange(EngineError):
    """A trial's share lies between 1 and 99 percent."""

    code = "share-out-of-range"


class AccountExists(EngineError):
    """An account with this name exists already."""

    code = "account-exists"


class SignInRefused(EngineError):
    """The name or the password is wrong."""

    code = "sign-in-refused"


class SignInThrottled(EngineError):
    """Too many tries; wait before the next.

    Attributes:
        retry_at: first moment of the next try, aware UTC.
    """

    code = "sign-in-throttled"

    def __init__(self, *, retry_at: datetime) -> None:
        super().__init__(retry_at=retry_at)
        self.retry_at = retry_at


class PasswordTooWeak(EngineError):
    """A password has at least twelve characters."""

    code = "password-too-weak"


class DocumentRefused(EngineError):
    """The file is empty, too large, or of a type that is not accepted.

    Attributes:
        findings: why a model cannot be opened, at least one error; empty for other documents.
    """

    code = "document-refused"

    def __init__(self, *, findings: tuple[Finding, ...] = (), **facts: object) -> None:
        super().__init__(**facts, **({"findings": [f.code for f in findings]} if findings else {}))
        self.findings = findings


class InvalidValue(EngineError):
    """A value does not fit what the model asks for."""

    code = "invalid-value"


class StateUnreadable(EngineError):
    """A stored state cannot be read by this release."""

    code = "state-unreadable"


class StateTooNew(StateUnreadable):
    """A newer release wrote this state; let it work on the case, or install it here."""

    code = "state-too-new"


class NotWaiting(EngineError):
    """The step does not wait for this any more."""

    code = "not-waiting"


class CaseOnOtherVersion(EngineError):
    """The case does not run on the version the plan starts from."""

    code = "case-on-other-version"


class CannotMove(EngineError):
    """The case cannot go to the other version as it stands.

    Attributes:
        blockers: what stands in the way: code, element and message, the message in Dutch.
    """

    code = "cannot-move"

    def __init__(self, *, blockers: Sequence[tuple[str, str, str]]) -> None:
        super().__init__(blockers=[f"{code}:{element}" for code, element, _ in blockers])
        self.blockers = tuple(blockers)


class CannotUndo(EngineError):
    """The case cannot go back: it moved on since, or the time for it is over."""

    code = "cannot-undo"


class NoSuchElement(EngineError):
    """The model has no such element where the case can be put."""

    code = "no-such-element"


class NotRepairable(EngineError):
    """This cannot be repaired this way."""

    code = "not-repairable"


class TooMuch(EngineError):
    """This exceeds a limit of this installation."""

    code = "too-much"
