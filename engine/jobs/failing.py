"""Telling the log that a turn of a worker failed: what it began is undone, and it goes on by itself."""

from __future__ import annotations

import logging

from regelruimte.engine.errors import DatabaseUnavailable

log = logging.getLogger(__name__)


def tell_failure(what: str, failure: Exception) -> None:
    """Tell of a failure: in one line while the database takes none, with all there is when it is a bug.

    Args:
        what: stable kebab-case name of what failed.
        failure: what it failed with.
    """
    if isinstance(failure, DatabaseUnavailable):
        log.warning(
            "%s: %s", what, failure.code, extra={"told": {"code": failure.code, "cause": failure.cause}}
        )
    else:
        log.error(what, exc_info=failure)
