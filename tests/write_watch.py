"""Which pages take the lock of writers while they are only looked at."""

import sqlalchemy as sa
from flask import has_request_context, request

from regelruimte.engine.store.database import _WRITES


def watch_reads(engine):
    """Return a set that fills with the endpoints that begin to write while they answer a GET."""
    found = set()

    def note(connection):
        writes = connection.get_execution_options().get(_WRITES, False)
        if writes and has_request_context() and request.method in {"GET", "HEAD"}:
            found.add(request.endpoint)

    sa.event.listen(engine._database._engine, "begin", note)
    return found
