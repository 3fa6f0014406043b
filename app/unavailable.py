"""What a person gets when the database is busy, away or full: when to come back, and what was typed.

Nothing of it is stored on the server. The fields travel back in the page as they came, submission key and
CSRF token included: sent again they are the very same request, which is stored once. Files do not travel
back, and what was typed at signing in never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from regelruimte.engine.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    EngineError,
    OutcomeUnknown,
    SchemaOutdated,
)

_RETRY_SECONDS: Mapping[type[EngineError], int] = {
    DatabaseBusy: 5,
    DatabaseAway: 30,
    DatabaseFull: 120,
    SchemaOutdated: 60,
    DatabaseUnavailable: 30,
}
"""After how long it is worth trying again: what is busy is free soon, making room takes a person."""

_KEYS = frozenset({"key", "sleutel", "rr-key"})
"""Names under which forms carry their submission key."""

_NEVER_SENT_BACK = frozenset({"sign_in.submit"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was not taken, to be sent again.

    Attributes:
        path: where it goes, without host; fields: name and value, in the order of the form.
        has_files: a file was chosen, which has to be chosen again.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    has_files: bool


def retry_seconds(refusal: EngineError) -> int | None:
    """Return after how many seconds to try again; None when waiting does not help."""
    return next((_RETRY_SECONDS[kind] for kind in type(refusal).__mro__ if kind in _RETRY_SECONDS), None)


def typed_form(refusal: EngineError) -> Typed | None:
    """Return the posted form, to be sent again; None where that is not possible or not safe."""
    if not isinstance(refusal, DatabaseUnavailable) or not _is_form():
        return None
    try:
        fields = tuple(request.form.items(multi=True))
        has_files = any(file.filename for file in request.files.values())
    except HTTPException:
        # It came in part, or is too large to be read: there is nothing to give back.
        return None
    if isinstance(refusal, OutcomeUnknown) and not any(name in _KEYS for name, _ in fields):
        # It may be stored already, and nothing would keep it from being stored twice.
        return None
    return Typed(request.full_path.rstrip("?"), fields, has_files)


def _is_form() -> bool:
    sent_as = (request.mimetype or "").partition(";")[0]
    is_form = sent_as in {"application/x-www-form-urlencoded", "multipart/form-data"}
    return request.method == "POST" and is_form and request.endpoint not in _NEVER_SENT_BACK
