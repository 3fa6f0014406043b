"""Saving one file of a draft so that two editors never overwrite each other.

A page keeps the mark of the file it opened. A save is accepted while the file still has that mark, so that a
form and the drawing can be edited side by side; otherwise the writer chooses what happens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import facts_of, open_process
from regelruimte.engine import definitions
from regelruimte.engine.errors import DraftRevisionConflict
from regelruimte.engine.findings import Finding
from regelruimte.engine.store.unit_of_work import UnitOfWork
from regelruimte.engine.table_tests import path_of_tests
from regelruimte.engine.vocabulary import MODEL_FILE, Draft

_MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class FileSave:
    """A file somebody wants to save.

    Attributes:
        key: key of the process; path: the file in its draft.
        content: what it becomes.
        mark: the mark the writer's page was opened with.
    """

    key: str
    path: str
    content: bytes
    mark: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved the file since: who, when, and the mark it has now."""

    mark: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was saved, with the findings of the whole draft."""

    mark: str
    saved_at: datetime
    findings: tuple[Finding, ...]


def mark_of(draft: Draft, path: str) -> str:
    """Return the mark of a file in a draft: it changes whenever the file does; `new` when it is not there."""
    content = draft.files.get(path)
    return "new" if content is None else hashlib.sha256(content).hexdigest()[:_MARK_LENGTH]


def save_file(
    save: FileSave, *, afterwards: Callable[[UnitOfWork, Draft, Draft], None] | None = None
) -> Saved | Conflict:
    """Save a file in its draft, or tell who was first.

    Args:
        save: the file.
        afterwards: more to do in the same unit of work, with the draft before and after.

    Raises:
        NotFound: no such process.
    """
    with current_engine().work(current_actor()) as work:
        before = definitions.get_draft(work, save.key)
        if mark_of(before, save.path) != save.mark:
            return _conflict(before, save.path)
        try:
            files = {**before.files, save.path: save.content}
            after = definitions.save_draft(work, save.key, files, revision=before.revision)
        except DraftRevisionConflict:
            return _conflict(definitions.get_draft(work, save.key), save.path)
        if afterwards is not None:
            afterwards(work, before, after)
        return Saved(mark_of(after, save.path), after.saved_at, facts_of(work, after).findings)


def answer_save(
    save: FileSave,
    *,
    theirs: str,
    afterwards: Callable[[UnitOfWork, Draft, Draft], None] | None = None,
) -> ResponseReturnValue:
    """Save and answer as the page asked: JSON for the editors, a page for a plain form.

    Args:
        save: the file.
        theirs: address of the page that shows what the other saved.
        afterwards: see `save_file`.
    """
    outcome = save_file(save, afterwards=afterwards)
    if isinstance(outcome, Conflict):
        return _answer_conflict(save, outcome, theirs)
    if request.is_json:
        return jsonify(
            revision=outcome.mark,
            savedAt=outcome.saved_at.isoformat(),
            findings=findings_json(*_shown_with(save.path, outcome.findings)),
        )
    return "", 303, {"Location": theirs}


def findings_json(findings: tuple[Finding, ...], file: str | None = None) -> list[dict[str, str | None]]:
    """Return findings as the editor of a file reads them; what concerns another file carries no element.

    Args:
        findings: what was found.
        file: path of the file that is open, None for the drawing.
    """
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "element": finding.element if finding.file == file else None,
            "message": finding.message,
            "suggestion": finding.suggestion,
        }
        for finding in findings
    ]


def _shown_with(path: str, findings: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], str | None]:
    """Return what the editor of a file shows: of the drawing all, of another file what concerns it."""
    if path == MODEL_FILE:
        return findings, None
    own = {path, path_of_tests(path)}
    return tuple(one for one in findings if one.file in own), path


def sent_fields() -> Mapping[str, object]:
    """Return what a page sent, as JSON or as a plain form.

    Raises:
        BadRequest: the JSON is no object.
    """
    if not request.is_json:
        return dict(request.form)
    try:
        sent = request.get_json()
    except RecursionError as error:
        raise BadRequest from error
    if not isinstance(sent, dict):
        raise BadRequest
    return sent


def sent_text(fields: Mapping[str, object], name: str) -> str:
    """Return a text that was sent.

    Raises:
        BadRequest: it is missing or no text.
    """
    text = fields.get(name)
    if not isinstance(text, str):
        raise BadRequest
    return text


def sent_bytes(fields: Mapping[str, object], name: str) -> bytes:
    """Return a text that was sent as UTF-8.

    Raises:
        BadRequest: it is missing, no text, or holds half a character.
    """
    try:
        return sent_text(fields, name).encode()
    except UnicodeEncodeError as error:
        raise BadRequest from error


def _conflict(draft: Draft, path: str) -> Conflict:
    return Conflict(mark_of(draft, path), draft.saved_by, draft.saved_at)


def _answer_conflict(save: FileSave, conflict: Conflict, theirs: str) -> ResponseReturnValue:
    if request.is_json:
        told = {
            "code": DraftRevisionConflict.code,
            "revision": conflict.mark,
            "savedBy": conflict.saved_by,
            "savedAt": conflict.saved_at.isoformat(),
            "theirsUrl": theirs,
        }
        return jsonify(told), 409
    with current_engine().view(current_actor()) as view:
        process = open_process(view, save.key)
    page = render_template(
        "studio/conflict.html",
        process=process,
        save=save,
        mine=save.content.decode(errors="replace"),
        conflict=conflict,
        theirs=theirs,
        again=request.path,
        download=url_for("studio.download_mine", key=save.key),
    )
    return page, 409
