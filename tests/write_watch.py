"""Which pages take the lock of writers while they are only looked at."""

from contextlib import contextmanager

from flask import has_request_context, request


def watch_reads(engine):
    """Return a set that fills with the endpoints that begin to write while they answer a GET."""
    found, database = set(), engine._database
    write = database.write

    @contextmanager
    def noted():
        if has_request_context() and request.method in {"GET", "HEAD"}:
            found.add(request.endpoint)
        with write() as connection:
            yield connection

    database.write = noted
    return found
