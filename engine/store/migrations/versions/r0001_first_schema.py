"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from regelruimte.engine.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, and the rows that count."""
    for make in (
        _account,
        _audit,
        _counter,
        _definition,
        _group,
        _job,
        _sign_in_try,
        _definition_version,
        _draft_file,
        _trial,
        _application,
        _case,
        _version_file,
        _decision_made,
        _detour,
        _document,
        _incident,
        _passage,
        _process_instance,
        _submission,
        _scope,
        _task,
        _variable,
        _wait,
        _saved_answers,
    ):
        make()
    counter = sa.table("counter", sa.column("name"), sa.column("value"), sa.column("head"))
    first = [{"name": name, "value": 0, "head": "0" * 64} for name in ("case_number", "audit")]
    op.bulk_insert(counter, first)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE case_number")


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("roles", columns.Json(), nullable=False),
        sa.Column("groups", columns.Json(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("facts", columns.Json(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("chain", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", columns.Json(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "sequence", name=op.f("pk_audit")),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _definition() -> None:
    op.create_table(
        "definition",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("draft_saved_at", columns.Moment(), nullable=False),
        sa.Column("draft_saved_by", sa.Text(), nullable=False),
        sa.Column("created_at", columns.Moment(), nullable=False),
        sa.Column("audit_sequence", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_definition")),
    )


def _group() -> None:
    op.create_table(
        "group_",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_group_")),
    )


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", columns.Json(), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("run_at", columns.Moment(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("locked_until", columns.Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_case_id"), "job", ["case_id"], unique=False)
    op.create_index("ix_job_ready", "job", ["status", "run_at", "priority"], unique=False)


def _sign_in_try() -> None:
    op.create_table(
        "sign_in_try",
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", columns.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_try")),
    )


def _definition_version() -> None:
    op.create_table(
        "definition_version",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("published_at", columns.Moment(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("normalised", sa.LargeBinary(), nullable=False),
        sa.Column("importer", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["definition.key"], name=op.f("fk_definition_version_key")),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_definition_version")),
    )


def _draft_file() -> None:
    op.create_table(
        "draft_file",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key"], ["definition.key"], name=op.f("fk_draft_file_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "path", name=op.f("pk_draft_file")),
    )


def _trial() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("started_at", columns.Moment(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", columns.Moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["definition"], ["definition.key"], name=op.f("fk_trial_definition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index(
        "uq_trial_running",
        "trial",
        ["definition"],
        unique=True,
        sqlite_where=sa.text("status = 'running'"),
        postgresql_where=sa.text("status = 'running'"),
    )


def _application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("trial", sa.String(length=32), nullable=True),
        sa.Column("arm", sa.String(length=1), nullable=True),
        sa.Column("answers", columns.Json(), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=True),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("saved_at", columns.Moment(), nullable=False),
        sa.Column("keep_until", columns.Moment(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["definition"], ["definition.key"], name=op.f("fk_application_definition")),
        sa.ForeignKeyConstraint(["trial"], ["trial.id"], name=op.f("fk_application_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index("ix_application_kept", "application", ["status", "keep_until"], unique=False)
    op.create_index(op.f("ix_application_person"), "application", ["person"], unique=False)


def _case() -> None:
    op.create_table(
        "case_",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("definition", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("closed_at", columns.Moment(), nullable=True),
        sa.Column("legal_due", sa.Date(), nullable=True),
        sa.Column("target_due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_text", sa.Text(), nullable=False),
        sa.Column("trial", sa.String(length=32), nullable=True),
        sa.Column("arm", sa.String(length=1), nullable=True),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("audit_sequence", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["definition"], ["definition.key"], name=op.f("fk_case__definition")),
        sa.ForeignKeyConstraint(["trial"], ["trial.id"], name=op.f("fk_case__trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_")),
        sa.UniqueConstraint("number", name=op.f("uq_case__number")),
    )
    op.create_index(op.f("ix_case__person"), "case_", ["person"], unique=False)
    op.create_index(op.f("ix_case__trial"), "case_", ["trial"], unique=False)
    op.create_index("ix_case_definition_opened", "case_", ["definition", "opened_at"], unique=False)


def _version_file() -> None:
    op.create_table(
        "version_file",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key", "number"],
            ["definition_version.key", "definition_version.number"],
            name=op.f("fk_version_file_key_number"),
        ),
        sa.PrimaryKeyConstraint("key", "number", "path", name=op.f("pk_version_file")),
    )


def _decision_made() -> None:
    op.create_table(
        "decision_made",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("trace", columns.Json(), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_decision_made_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_made")),
    )
    op.create_index("ix_decision_made_case", "decision_made", ["case_id"], unique=False)


def _detour() -> None:
    op.create_table(
        "detour",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=True),
        sa.Column("step", sa.String(length=64), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("closed_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_detour_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detour")),
    )
    op.create_index("ix_detour_case", "detour", ["case_id"], unique=False)


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=True),
        sa.Column("application", sa.String(length=32), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_document_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_application"), "document", ["application"], unique=False)
    op.create_index(op.f("ix_document_case_id"), "document", ["case_id"], unique=False)


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("resolved_at", columns.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_incident_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_case", "incident", ["case_id"], unique=False)


def _passage() -> None:
    op.create_table(
        "passage",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_passage_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    op.create_index("ix_passage_case", "passage", ["case_id", "id"], unique=False)


def _process_instance() -> None:
    op.create_table(
        "process_instance",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_process_instance_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
    )
    op.create_index("ix_process_instance_case", "process_instance", ["case_id"], unique=False)


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("task", sa.String(length=32), nullable=True),
        sa.Column("element", sa.String(length=200), nullable=True),
        sa.Column("form", sa.String(length=200), nullable=True),
        sa.Column("values", columns.Json(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("accepted_at", columns.Moment(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_.id"], name=op.f("fk_submission_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_submission_submission_key")),
    )
    op.create_index("ix_submission_case", "submission", ["case_id"], unique=False)


def _scope() -> None:
    op.create_table(
        "scope",
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.id"], name=op.f("fk_scope_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance", "scope", name=op.f("pk_scope")),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=True),
        sa.Column("element", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("group_key", sa.String(length=80), nullable=False),
        sa.Column("assignee", sa.String(length=64), nullable=True),
        sa.Column("assignee_name", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("detour", sa.String(length=32), nullable=True),
        sa.Column("due_at", columns.Moment(), nullable=True),
        sa.Column("opened_at", columns.Moment(), nullable=False),
        sa.Column("closed_at", columns.Moment(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("scope_revision", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_task_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["detour"], ["detour.id"], name=op.f("fk_task_detour"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.id"], name=op.f("fk_task_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_case", "task", ["case_id"], unique=False)
    op.create_index(
        "ix_task_inbox",
        "task",
        ["group_key", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_task_mine",
        "task",
        ["assignee", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index("ix_task_step", "task", ["instance", "step"], unique=False)


def _variable() -> None:
    op.create_table(
        "variable",
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", columns.Json(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.id"], name=op.f("fk_variable_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance", "scope", "name", name=op.f("pk_variable")),
    )


def _wait() -> None:
    op.create_table(
        "wait",
        sa.Column("instance", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("due_at", columns.Moment(), nullable=True),
        sa.Column("group_key", sa.String(length=80), nullable=True),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("connector", sa.String(length=200), nullable=True),
        sa.Column("inputs", columns.Json(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=True),
        sa.Column("correlation", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name=op.f("fk_wait_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.id"], name=op.f("fk_wait_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance", "step", name=op.f("pk_wait")),
    )
    op.create_index("ix_wait_case", "wait", ["case_id"], unique=False)
    op.create_index(
        "ix_wait_due",
        "wait",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("kind = 'timer' and not queued"),
        postgresql_where=sa.text("kind = 'timer' and not queued"),
    )
    op.create_index("ix_wait_message", "wait", ["kind", "message", "correlation"], unique=False)
    op.create_index("ix_wait_group", "wait", ["kind", "group_key"], unique=False)


def _saved_answers() -> None:
    op.create_table(
        "saved_answers",
        sa.Column("task", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("answers", columns.Json(), nullable=False),
        sa.Column("page", sa.String(length=200), nullable=True),
        sa.Column("saved_at", columns.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task"], ["task.id"], name=op.f("fk_saved_answers_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task", "actor", name=op.f("pk_saved_answers")),
    )
    # ### end Alembic commands ###
