"""Tables of the schema. Changes go through `migrations/versions`; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from regelruimte.engine.values import Value, dump, load

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite, which knows no zones, keeps it as naive UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  # the library's signature
        """Refuse naive datetimes and write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Expected an aware datetime, but got a naive one.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002  # same
        """Give back an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Value]):
    """A value as its lossless JSON text (`engine.values`)."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Value, dialect: Any) -> str:  # noqa: ARG002  # the library's signature
        """Write the value as text."""
        return dump(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Value:  # noqa: ARG002  # same
        """Read the value back."""
        return None if value is None else load(value)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _case() -> sa.Column[str]:
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("case_.id", ondelete="CASCADE"), nullable=False)


definition = sa.Table(
    "definition",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("topic", sa.String(80), nullable=False),
    sa.Column("standing", sa.Integer),
    sa.Column("draft_revision", sa.Integer, nullable=False),
    sa.Column("draft_saved_at", Moment, nullable=False),
    sa.Column("draft_saved_by", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("audit_sequence", sa.Integer, nullable=False),
    sa.Column("audit_head", sa.String(64), nullable=False),
)

draft_file = sa.Table(
    "draft_file",
    metadata,
    sa.Column("key", sa.ForeignKey("definition.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("path", sa.String(200), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

definition_version = sa.Table(
    "definition_version",
    metadata,
    sa.Column("key", sa.ForeignKey("definition.key"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("change_note", sa.Text, nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("normalised", sa.LargeBinary, nullable=False),
    sa.Column("importer", sa.Integer, nullable=False),
)

version_file = sa.Table(
    "version_file",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("path", sa.String(200), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["key", "number"], ["definition_version.key", "definition_version.number"]),
)

trial = sa.Table(
    "trial",
    metadata,
    _id(),
    sa.Column("definition", sa.ForeignKey("definition.key"), nullable=False),
    sa.Column("standing", sa.Integer, nullable=False),
    sa.Column("candidate", sa.Integer, nullable=False),
    sa.Column("share_percent", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("goal", sa.Text, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("started_by", sa.Text, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("ended_by", sa.Text, nullable=False),
    sa.Column("end_reason", sa.Text, nullable=False),
    sa.Index(
        "uq_trial_running",
        "definition",
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    ),
)

application = sa.Table(
    "application",
    metadata,
    _id(),
    sa.Column("definition", sa.ForeignKey("definition.key"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("person", sa.String(64), index=True),
    sa.Column("opened_by", sa.String(64), nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("trial", sa.ForeignKey("trial.id")),
    sa.Column("arm", sa.String(1)),
    sa.Column("answers", Json, nullable=False),
    sa.Column("page", sa.String(200)),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
    sa.Column("keep_until", Moment, nullable=False),
    sa.Column("is_practice", sa.Boolean, nullable=False),
)

case_ = sa.Table(
    "case_",
    metadata,
    _id(),
    sa.Column("number", sa.String(20), nullable=False, unique=True),
    sa.Column("definition", sa.ForeignKey("definition.key"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("person", sa.String(64), index=True),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("legal_due", sa.Date),
    sa.Column("target_due", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("outcome_text", sa.Text, nullable=False),
    sa.Column("trial", sa.ForeignKey("trial.id"), index=True),
    sa.Column("arm", sa.String(1)),
    sa.Column("is_practice", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("audit_sequence", sa.Integer, nullable=False),
    sa.Column("audit_head", sa.String(64), nullable=False),
    sa.Index("ix_case_definition_opened", "definition", "opened_at"),
)

process_instance = sa.Table(
    "process_instance",
    metadata,
    _id(),
    _case(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("held_by", sa.String(32)),
    sa.Index("ix_process_instance_case", "case_id"),
)

variable = sa.Table(
    "variable",
    metadata,
    sa.Column("instance", sa.ForeignKey("process_instance.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), primary_key=True),
    sa.Column("value", Json, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("task", sa.String(32)),
)

scope = sa.Table(
    "scope",
    metadata,
    sa.Column("instance", sa.ForeignKey("process_instance.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("parent", sa.String(64), nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
)

detour = sa.Table(
    "detour",
    metadata,
    _id(),
    _case(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("element", sa.String(200)),
    sa.Column("step", sa.String(64)),
    sa.Column("holds", sa.Boolean, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Index("ix_detour_case", "case_id"),
)

task = sa.Table(
    "task",
    metadata,
    _id(),
    _case(),
    sa.Column("instance", sa.ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    sa.Column("step", sa.String(64)),
    sa.Column("element", sa.String(200)),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("group_key", sa.String(80), nullable=False),
    sa.Column("assignee", sa.String(64)),
    sa.Column("assignee_name", sa.Text, nullable=False),
    sa.Column("form", sa.String(200)),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("detour", sa.ForeignKey("detour.id", ondelete="CASCADE")),
    sa.Column("due_at", Moment),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("closed_by", sa.Text, nullable=False),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("scope_revision", sa.Integer, nullable=False),
    sa.Column("held_by", sa.String(32)),
    sa.Index("ix_task_case", "case_id"),
    sa.Index("ix_task_step", "instance", "step"),
    sa.Index(
        "ix_task_inbox",
        "group_key",
        "due_at",
        "id",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
    sa.Index(
        "ix_task_mine",
        "assignee",
        "due_at",
        "id",
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
)

saved_answers = sa.Table(
    "saved_answers",
    metadata,
    sa.Column("task", sa.ForeignKey("task.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("actor", sa.String(64), primary_key=True),
    sa.Column("answers", Json, nullable=False),
    sa.Column("page", sa.String(200)),
    sa.Column("saved_at", Moment, nullable=False),
)

submission = sa.Table(
    "submission",
    metadata,
    _id(),
    sa.Column("submission_key", sa.String(64), nullable=False, unique=True),
    _case(),
    sa.Column("task", sa.String(32)),
    sa.Column("element", sa.String(200)),
    sa.Column("form", sa.String(200)),
    sa.Column("values", Json, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("accepted_at", Moment, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Index("ix_submission_case", "case_id"),
)

wait = sa.Table(
    "wait",
    metadata,
    sa.Column("instance", sa.ForeignKey("process_instance.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("step", sa.String(64), primary_key=True),
    _case(),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("queued", sa.Boolean, nullable=False),
    sa.Column("connector", sa.String(200)),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("message", sa.String(200)),
    sa.Column("correlation", sa.String(200)),
    sa.Index("ix_wait_case", "case_id"),
    sa.Index("ix_wait_message", "kind", "message", "correlation"),
    sa.Index(
        "ix_wait_due",
        "due_at",
        sqlite_where=sa.text("kind = 'timer' and not queued"),
        postgresql_where=sa.text("kind = 'timer' and not queued"),
    ),
)

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    _case(),
    sa.Column("instance", sa.String(32), nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("event", sa.String(20), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_passage_case", "case_id", "id"),
)

decision_made = sa.Table(
    "decision_made",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    _case(),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("decision", sa.String(200), nullable=False),
    sa.Column("trace", Json, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_decision_made_case", "case_id"),
)

incident = sa.Table(
    "incident",
    metadata,
    _id(),
    _case(),
    sa.Column("instance", sa.String(32), nullable=False),
    sa.Column("step", sa.String(64), nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("code", sa.String(80), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("resolved_at", Moment),
    sa.Index("ix_incident_case", "case_id"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("chain", sa.String(100), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("tag", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("facts", Json, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

document = sa.Table(
    "document",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("case_.id", ondelete="CASCADE"), index=True),
    sa.Column("application", sa.String(32), index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.String(80), nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
)

job = sa.Table(
    "job",
    metadata,
    _id(),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("payload", Json, nullable=False),
    sa.Column("case_id", sa.String(32), index=True),
    sa.Column("run_at", Moment, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("locked_until", Moment),
    sa.Column("last_error", sa.Text, nullable=False),
    sa.Index("ix_job_ready", "status", "run_at", "priority"),
)

account = sa.Table(
    "account",
    metadata,
    _id(),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("roles", Json, nullable=False),
    sa.Column("groups", Json, nullable=False),
    sa.Column("person", sa.String(64)),
    sa.Column("facts", Json, nullable=False),
    sa.Column("is_demo", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

sign_in_try = sa.Table(
    "sign_in_try",
    metadata,
    sa.Column("subject", sa.String(200), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("retry_at", Moment, nullable=False),
)

group_ = sa.Table(
    "group_",
    metadata,
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
)
