"""Definitions: drafts, publishing and versions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import regex

from regelruimte.engine.actors import Act, require
from regelruimte.engine.bundles import title_of
from regelruimte.engine.errors import (
    BundleHasErrors,
    DefinitionExists,
    DocumentRefused,
    DraftRevisionConflict,
    InvalidKey,
    NotFound,
    ReasonMissing,
)
from regelruimte.engine.findings import Finding, has_errors
from regelruimte.engine.importing import callable_models, normalise, open_model
from regelruimte.engine.limits import model_findings
from regelruimte.engine.pinning import Outside, find_outside, own_processes
from regelruimte.engine.roles import ANY_CASE_WORKER, CITIZEN_GROUP, SYSTEM_GROUP, group_of_lane
from regelruimte.engine.spiff import interpreter
from regelruimte.engine.spiff.info import ProcessInfo
from regelruimte.engine.store import calling_rows, definition_rows, message_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN, definition_chain, list_entries
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.table_tests import table_test_findings
from regelruimte.engine.validate.bundle import CheckForm, check_bundle
from regelruimte.engine.vocabulary import (
    MODEL_FILE,
    AuditEntry,
    Bundle,
    Definition,
    DefinitionVersion,
    Draft,
    VersionSummary,
)

_KEY = regex.compile(r"[a-z][a-z0-9-]{0,79}")


def create_definition(work: UnitOfWork, key: str, *, title: str, files: Bundle) -> Definition:
    """Make a definition with its first draft.

    Raises:
        InvalidKey: the key is not a short lower-case name; DefinitionExists: it is taken.
    """
    require(work.actor, Act.EDIT_MODELS)
    if not _KEY.fullmatch(key):
        raise InvalidKey(key=key)
    if definition_rows.find_definition(work, key) is not None:
        raise DefinitionExists(definition=key)
    definition = Definition(
        key=key, title=title.strip() or key, question="", summary="", topic="", standing=None,
        draft_revision=1, draft_saved_at=work.now, draft_saved_by=work.actor.name, created_at=work.now,
    )  # fmt: skip
    definition_rows.insert_definition(work, definition)
    definition_rows.write_draft_files(work, key, files)
    work.note(definition_chain(key), "definition:created", facts={"title": definition.title})
    return definition


def get_definition(view: View, key: str) -> Definition:
    """Return a definition.

    Raises:
        NotFound: no such definition.
    """
    definition = definition_rows.find_definition(view, key)
    if definition is None:
        raise NotFound(definition=key)
    return definition


def list_definitions(view: View) -> tuple[Definition, ...]:
    """Return all definitions by title."""
    return definition_rows.list_definitions(view)


def list_offered(view: View) -> tuple[Definition, ...]:
    """Return the definitions a case can be started of, by title."""
    return tuple(d for d in definition_rows.list_definitions(view) if d.standing is not None)


def get_draft(view: View, key: str) -> Draft:
    """Return the draft of a definition with its files.

    Raises:
        NotFound: no such definition.
    """
    require(view.actor, Act.READ_MODELS)
    return definition_rows.read_draft(view, get_definition(view, key))


def save_draft(work: UnitOfWork, key: str, files: Bundle, *, revision: int) -> Draft:
    """Save a draft that was opened at `revision`; a later save of somebody else is never overwritten.

    Args:
        work: the unit of work.
        key: key of the definition.
        files: all files of the draft.
        revision: the revision the writer had before them.

    Raises:
        NotFound: no such definition.
        DraftRevisionConflict: somebody saved since; says who, when and the revision that stands.
    """
    require(work.actor, Act.EDIT_MODELS)
    definition = definition_rows.lock_definition(work, key)
    _require_revision(definition, revision)
    changes: dict[str, object] = {
        "draft_revision": revision + 1,
        "draft_saved_at": work.now,
        "draft_saved_by": work.actor.name,
    }
    definition_rows.update_definition(work, key, changes)
    definition_rows.write_draft_files(work, key, files)
    work.note(definition_chain(key), "draft:saved", facts={"revision": revision + 1})
    return get_draft(work, key)


def rename_definition(work: UnitOfWork, key: str, *, title: str) -> Definition:
    """Give a definition another title.

    Raises:
        NotFound: no such definition.
    """
    require(work.actor, Act.EDIT_MODELS)
    definition_rows.lock_definition(work, key)
    definition_rows.update_definition(work, key, {"title": title.strip() or key})
    work.note(definition_chain(key), "definition:renamed", facts={"title": title.strip() or key})
    return get_definition(work, key)


def check_files(
    view: View, files: Bundle, *, check_form: CheckForm | None = None, key: str | None = None
) -> tuple[Finding, ...]:
    """Check a bundle as publishing it as a version of definition `key` would, without publishing it."""
    return _check(view, files, find_outside(view, files, key=key), check_form)


def _check(view: View, files: Bundle, outside: Outside, check_form: CheckForm | None) -> tuple[Finding, ...]:
    found = check_bundle(
        files,
        groups=known_groups(view),
        connectors=view.parts.connectors.names(),
        called=outside.models,
        check_form=check_form,
    )
    tests = table_test_findings(files, view.now)
    return (*found, *outside.findings, *_beyond_limits(view, files), *tests)


def _beyond_limits(view: View, files: Bundle) -> tuple[Finding, ...]:
    try:
        return model_findings(open_model(files[MODEL_FILE]), view.parts.limits)
    except (KeyError, DocumentRefused):
        return ()  # the check itself says what is wrong with the file


def publish(
    work: UnitOfWork,
    key: str,
    *,
    revision: int,
    change_note: str,
    check_form: CheckForm | None = None,
) -> DefinitionVersion:
    """Make the draft an immutable version and let it hold for new cases.

    Args:
        work: the unit of work.
        key: key of the definition.
        revision: the revision of the draft that was seen.
        change_note: what changed and why, in the words of who publishes.
        check_form: checks a form of the bundle; whoever publishes with `forms` at hand passes it.

    Raises:
        NotFound; DraftRevisionConflict; ReasonMissing: no change note.
        BundleHasErrors: with all findings.
    """
    version = publish_candidate(work, key, revision=revision, change_note=change_note, check_form=check_form)
    definition_rows.update_definition(work, key, {"standing": version.number})
    work.note(definition_chain(key), "version:stands", facts={"number": version.number})
    return version


def put_files(work: UnitOfWork, key: str, files: Bundle) -> Draft:
    """Put files in the draft of a definition, over what is there; a definition that is not there yet is made.

    Raises:
        InvalidKey: the key is not a short lower-case name.
    """
    definition = definition_rows.find_definition(work, key)
    if definition is not None:
        return save_draft(work, key, files, revision=definition.draft_revision)
    create_definition(work, key, title=title_of(files, otherwise=key), files=files)
    return get_draft(work, key)


def publish_files(
    work: UnitOfWork,
    key: str,
    files: Bundle,
    *,
    change_note: str,
    check_form: CheckForm | None = None,
) -> DefinitionVersion:
    """Put files in the draft of a definition, new or existing, and publish it.

    Raises:
        InvalidKey; ReasonMissing: no change note.
        BundleHasErrors: with all findings.
    """
    draft = put_files(work, key, files)
    return publish(work, key, revision=draft.revision, change_note=change_note, check_form=check_form)


def publish_candidate(
    work: UnitOfWork,
    key: str,
    *,
    revision: int,
    change_note: str,
    check_form: CheckForm | None = None,
) -> DefinitionVersion:
    """Make the draft an immutable version that holds for nobody yet: a trial offers it.

    Raises:
        NotFound; DraftRevisionConflict; ReasonMissing: no change note.
        BundleHasErrors: with all findings.
    """
    require(work.actor, Act.PUBLISH)
    if not change_note.strip():
        raise ReasonMissing(name="change_note")
    definition = definition_rows.lock_definition(work, key)
    _require_revision(definition, revision)
    draft = definition_rows.read_draft(work, definition)
    outside = find_outside(work, draft.files, key=key)
    findings = _check(work, draft.files, outside, check_form)
    if has_errors(findings):
        raise BundleHasErrors(findings=findings)
    normalised = normalise(draft.files[MODEL_FILE])
    called = {**outside.models, **callable_models(draft.files, main=MODEL_FILE)}
    model = interpreter.compile_model(bundle_hash(draft.files), normalised.bpmn, called=called)
    version = _version(work, draft, title=definition.title, note=change_note, bpmn=normalised.bpmn)
    definition_rows.insert_version(work, version, importer=normalised.number)
    message_rows.insert_starts(work, key, version.number, interpreter.start_events(model))
    calling_rows.insert_processes(work, key, version.number, own_processes(draft.files))
    calling_rows.insert_pins(work, key, version.number, outside.pins)
    info = interpreter.process_info(model)
    definition_rows.update_definition(work, key, _shown(info))
    facts = {"number": version.number, "hash": version.hash, "revision": revision}
    work.note(definition_chain(key), "version:published", reason=change_note, facts=facts)
    return version


def _version(work: UnitOfWork, draft: Draft, *, title: str, note: str, bpmn: bytes) -> DefinitionVersion:
    key = draft.key
    return DefinitionVersion(
        key=key,
        number=definition_rows.last_number(work, key) + 1,
        hash=bundle_hash(draft.files),
        title=title,
        change_note=note.strip(),
        published_at=work.now,
        published_by=work.actor.name,
        files=draft.files,
        normalised=bpmn,
    )


def _shown(info: ProcessInfo) -> dict[str, object]:
    return {"question": info.question or "", "summary": info.summary or "", "topic": info.topic or ""}


def bundle_hash(files: Mapping[str, bytes]) -> str:
    """Return the sha256 of a bundle: of its paths and contents, in order of path."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{len(path)}:{path}:{len(files[path])}:".encode())
        digest.update(files[path])
    return digest.hexdigest()


def list_versions(view: View, key: str) -> tuple[VersionSummary, ...]:
    """Return the versions of a definition, newest first."""
    require(view.actor, Act.READ_MODELS)
    return definition_rows.list_versions(view, key)


def get_version(view: View, key: str, number: int) -> DefinitionVersion:
    """Return a version with its files.

    Raises:
        NotFound: no such version.
    """
    require(view.actor, Act.READ_MODELS)
    return definition_rows.read_version(view, key, number)


def list_log(view: View, key: str) -> tuple[AuditEntry, ...]:
    """Return the log of a definition, oldest first."""
    require(view.actor, Act.READ_MODELS)
    return list_entries(view.connection, definition_chain(key))


def list_groups(view: View) -> tuple[tuple[str, str], ...]:
    """Return the groups of the organisation as (key, name), by name."""
    return definition_rows.list_groups(view)


def put_group(work: UnitOfWork, name: str) -> str:
    """Add a group, or give it another name; return its key.

    Raises:
        InvalidKey: the name has no letter or digit.
    """
    require(work.actor, Act.MANAGE_ACCOUNTS)
    key = group_of_lane(name)
    if not key:
        raise InvalidKey(key=name)
    definition_rows.put_group(work, key, name.strip())
    work.note(SYSTEM_CHAIN, "group:put", facts={"group": key, "name": name.strip()})
    return key


def known_groups(view: View) -> frozenset[str]:
    """Return the keys a lane may name: the organisation's groups and the built-in ones."""
    own = {key for key, _ in definition_rows.list_groups(view)}
    return frozenset(own | {CITIZEN_GROUP, ANY_CASE_WORKER, SYSTEM_GROUP})


def _require_revision(definition: Definition, revision: int) -> None:
    if definition.draft_revision != revision:
        raise DraftRevisionConflict(
            revision=definition.draft_revision,
            saved_by=definition.draft_saved_by,
            saved_at=definition.draft_saved_at,
        )
