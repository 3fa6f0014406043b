"""The databases a benchmark may run on: a file or a server of its own, or one that is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import postgresql


@contextmanager
def database(asked: str, folder: Path, *, name: str = "ours") -> Iterator[str]:
    """Give the address of a database.

    `sqlite` is a file in the folder, `postgresql` a server with its data there, anything else an address.

    Raises:
        RuntimeError: no server can start on this machine.
    """
    if asked == "sqlite":
        yield f"sqlite:///{folder}/{name}.sqlite"
    elif asked == "postgresql":
        with postgresql(folder) as url:
            yield url
    else:
        yield asked


def with_driver(url: str) -> str:
    """Return an address that names the driver we install, for those who connect by themselves."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
