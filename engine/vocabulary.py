"""The engine's nouns as frozen records: what use cases return and templates read (design: Words)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from regelruimte.engine.values import Value

T = TypeVar("T")

Bundle = Mapping[str, bytes]
"""The files of a draft or version: path -> content."""

MODEL_FILE = "process.bpmn"


class Channel(StrEnum):
    """How something reached us."""

    WEB = "web"
    DESK = "desk"
    PHONE = "phone"
    LETTER = "letter"
    API = "api"


class CaseStatus(StrEnum):
    """Where a case is."""

    OPEN = "open"
    CLOSED = "closed"


class TaskStatus(StrEnum):
    """Where a task is."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    REPLACED = "replaced"


class DetourKind(StrEnum):
    """What kind of departure from the usual path a detour is."""

    OFFERED = "offered"
    OWN_STEP = "own_step"
    SKIP = "skip"
    REPEAT = "repeat"
    REPLACE = "replace"
    OVERRIDE = "override"
    SUB_CASE = "sub_case"


class DetourStatus(StrEnum):
    """Where a detour is."""

    ASKED = "asked"  # somebody else must agree first
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TrialStatus(StrEnum):
    """Where a trial is."""

    RUNNING = "running"
    PROMOTED = "promoted"
    STOPPED = "stopped"


class ApplicationStatus(StrEnum):
    """Where an application is."""

    OPEN = "open"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Definition:
    """A named service process.

    Attributes:
        key: stable name in addresses.
        title, question, summary, topic: read from the latest published model, else from the draft.
        standing: number of the version new cases get outside a trial; None before the first publication.
        draft_revision: revision of its draft.
    """

    key: str
    title: str
    question: str
    summary: str
    topic: str
    standing: int | None
    draft_revision: int
    draft_saved_at: datetime
    draft_saved_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """The one mutable model of a definition."""

    key: str
    revision: int
    files: Bundle
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A published version, without its files."""

    key: str
    number: int
    hash: str
    title: str
    change_note: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class DefinitionVersion(VersionSummary):
    """An immutable numbered bundle: the author's files and the model that publishing compiled."""

    files: Bundle
    normalised: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known when an application is opened, before its first page.

    Attributes:
        channel: how the person came.
        day: the day, in the Netherlands.
        office: key of the desk, None outside desks.
        facts: what signing in told.
        is_practice: True for practice cases, which one command removes.
    """

    channel: Channel
    day: date
    office: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    is_practice: bool = False

    def context(self) -> dict[str, Value]:
        """Return the names a cohort's rule may use, with their values."""
        return {
            "kanaal": self.channel.value,
            "dag": self.day,
            "kantoor": self.office,
            "persoon": dict(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Application:
    """An opened, not yet submitted start form; becomes a case with the same id."""

    id: str
    definition: str
    version: int
    status: ApplicationStatus
    person: str | None
    opened_by: str
    channel: Channel
    trial: str | None
    arm: str | None
    answers: Mapping[str, object]
    page: str | None
    opened_at: datetime
    saved_at: datetime
    keep_until: datetime
    is_practice: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case (zaak): lock and consistency boundary; owns tasks, detours and dossier.

    Attributes:
        number: public number such as Z-2026-004711; title: name of the kind of case.
        person: id of the person it is about; person_name: as they are called.
        legal_due: last day by law; target_due: our own target; None when the model sets none.
        outcome: name of the end event reached; outcome_text: the sentence for the citizen.
    """

    id: str
    number: str
    definition: str
    version: int
    title: str
    person: str | None
    person_name: str
    channel: Channel
    status: CaseStatus
    opened_at: datetime
    closed_at: datetime | None
    legal_due: date | None
    target_due: date | None
    outcome: str | None
    outcome_text: str
    trial: str | None
    arm: str | None
    is_practice: bool
    revision: int


@dataclass(frozen=True, slots=True)
class Task:
    """Work waiting for a person.

    Attributes:
        step: token of the interpreter it stands for; None for an own step.
        source: `model`, `detour`, `free_step` (of the case itself), or `by_hand` (a connector could not).
        form: id of the form in the version's bundle; None for a plain note.
        held_by: id of the detour that holds the usual path, None when it may be done.
    """

    id: str
    case_id: str
    case_number: str
    instance: str
    step: str | None
    element: str | None
    name: str
    note: str
    group: str
    assignee: str | None
    assignee_name: str
    form: str | None
    status: TaskStatus
    source: str
    detour: str | None
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    scope: str
    scope_revision: int
    held_by: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that answers were accepted.

    Attributes:
        accepted_at: when, aware UTC.
        fingerprint: sha256 of the accepted values, in hexadecimal.
    """

    submission: str
    case_id: str
    case_number: str
    accepted_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Submission:
    """An accepted, immutable filling-in of a form."""

    id: str
    case_id: str
    task: str | None
    element: str | None
    form: str | None
    values: Mapping[str, Value]
    by: str
    channel: Channel
    accepted_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Detour:
    """A departure from the usual path in one case, with its reason and ground.

    Attributes:
        ground: article or agreement, as text; room: id of the room used; citizen_text: what the person reads.
        element: activity of the model it is about; step: token it started, skipped or replaced.
        holds: the usual path waits for it; instance: process instance it runs as; facts: of its kind.
    """

    id: str
    case_id: str
    kind: DetourKind
    title: str
    reason: str
    ground: str
    element: str | None
    holds: bool
    status: DetourStatus
    by: str
    by_name: str
    opened_at: datetime
    closed_at: datetime | None
    step: str | None = None
    room: str | None = None
    citizen_text: str = ""
    instance: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """True when it is under way or done, False when it is only asked for or was called off."""
        return self.status in {DetourStatus.OPEN, DetourStatus.COMPLETED}


@dataclass(frozen=True, slots=True)
class Trial:
    """Bounded use of a candidate version beside the standing one.

    Attributes:
        share_percent: whole percentage of the cohort that gets the candidate.
        rule: FEEL condition over the intake; empty means everyone takes part.
    """

    id: str
    definition: str
    standing: int
    candidate: int
    share_percent: int
    rule: str
    goal: str
    status: TrialStatus
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Append-only line of who did what, when and why; hash-chained per case, definition and system."""

    chain: str
    sequence: int
    at: datetime
    actor: str
    actor_name: str
    tag: str
    reason: str
    facts: Mapping[str, Value]
    hash: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file kept with a case or an application, without its content."""

    id: str
    case_id: str | None
    application: str | None
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """An automatic step that failed and needs a person."""

    id: str
    case_id: str
    instance: str
    step: str
    element: str
    code: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Page `number` (from 1) of a list of `pages` pages, and `total` rows in all."""

    rows: tuple[T, ...]
    total: int
    number: int
    pages: int
