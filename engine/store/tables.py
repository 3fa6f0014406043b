"""Tables of the schema. Changes go through `migrations/versions`; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from regelruimte.engine.store.columns import Json, Moment, case_column, id_column, metadata
from regelruimte.engine.store.partial import only

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
    id_column(),
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
    sa.Index("uq_trial_running", "definition", unique=True, **only("status = 'running'")),
)

application = sa.Table(
    "application",
    metadata,
    id_column(),
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
    sa.Index("ix_application_kept", "status", "keep_until"),
)

case_ = sa.Table(
    "case_",
    metadata,
    id_column(),
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
    sa.Index("ix_case_opened", "opened_at", "id"),
)

process_instance = sa.Table(
    "process_instance",
    metadata,
    id_column(),
    case_column(),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("held_by", sa.String(32)),
    sa.Column("released_at", Moment),
    sa.Column("definition", sa.String(80)),
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
    id_column(),
    case_column(),
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
    sa.Column("room", sa.String(200)),
    sa.Column("citizen_text", sa.Text),
    sa.Column("instance", sa.String(32)),
    sa.Column("facts", Json),
    sa.Index("ix_detour_case", "case_id"),
)

task = sa.Table(
    "task",
    metadata,
    id_column(),
    case_column(),
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
    sa.Index("ix_task_queue", "group_key", "due_at", "opened_at", "id", **only("status = 'open'")),
    sa.Index("ix_task_mine", "assignee", "due_at", "id", **only("status = 'open'")),
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
    id_column(),
    sa.Column("submission_key", sa.String(64), nullable=False, unique=True),
    case_column(),
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
    case_column(),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("group_key", sa.String(80)),
    sa.Column("queued", sa.Boolean, nullable=False),
    sa.Column("connector", sa.String(200)),
    sa.Column("inputs", Json, nullable=False),
    sa.Column("message", sa.String(200)),
    sa.Column("correlation", sa.String(200)),
    sa.Index("ix_wait_case", "case_id"),
    sa.Index("ix_wait_receiver", "kind", "message", "correlation", **only("message IS NOT NULL")),
    sa.Index("ix_wait_block", "group_key", **only("kind = 'adhoc'")),
    sa.Index("ix_wait_due", "due_at", **only("kind = 'timer' and not queued")),
)

passage = sa.Table(
    "passage",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    case_column(),
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
    case_column(),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("decision", sa.String(200), nullable=False),
    sa.Column("trace", Json, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("instance", sa.String(32)),
    sa.Index("ix_decision_made_case", "case_id"),
)

incident = sa.Table(
    "incident",
    metadata,
    id_column(),
    case_column(),
    sa.Column("instance", sa.String(32), nullable=False),
    sa.Column("step", sa.String(64), nullable=False),
    sa.Column("element", sa.String(200), nullable=False),
    sa.Column("code", sa.String(80), nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("resolved_at", Moment),
    sa.Index("ix_incident_case", "case_id"),
    sa.Index("ix_incident_open", "opened_at", **only("resolved_at IS NULL")),
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
    id_column(),
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
    id_column(),
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
    sa.Index("ix_job_turn", "status", "priority", "run_at", "id"),
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
