"""Processes that a test starts, measures from outside and stops."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60
_STOP_SECONDS = 20


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def spawn(
    words: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start `python -m` with words; what it says goes to the end of a file."""
    environ = {**os.environ, **(environment or {})}
    with log.open("ab") as told:
        return subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environ, stdout=told, stderr=told
        )


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return the processor time a process and those it started took so far, by the kernel's own count."""
    return sum(_cpu_ticks(pid) for pid in family(process.pid)) / _TICKS


def memory_bytes(process: subprocess.Popen[bytes]) -> int:
    """Return the memory a process and those it started hold, what they share divided between them (PSS)."""
    return sum(_shared_out_bytes(pid) for pid in family(process.pid))


def family(pid: int) -> list[int]:
    """Return a process and all it started that still run."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _stat(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _stat(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on: the name before may hold anything."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return []


def _cpu_ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _shared_out_bytes(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:"))


class Product:
    """A web server and a worker, as `regelruimte serve` and `regelruimte work` run them.

    Attributes:
        port: where the web server listens; web, worker: the two processes.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "product.log"
        environment = {
            "REGELRUIMTE_DATABASE_URL": url,
            "REGELRUIMTE_PORT": str(self.port),
            "REGELRUIMTE_SECRET_KEY": "only-for-a-test-on-this-machine-only",
            "REGELRUIMTE_INSTANCE_FOLDER": str(folder / "instance"),
        }
        self.web = spawn(["regelruimte.app.cli", "serve"], log=self.log, environment=environment)
        self.worker = spawn(["regelruimte.app.cli", "work"], log=self.log, environment=environment)

    def wait_until_up(self) -> None:
        """Wait until the web server takes connections.

        Raises:
            RuntimeError: it ended, or took too long; with what it said last.
        """
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self.ended() == 0:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the product did not start:\n" + "\n".join(self.complaints()))

    def ended(self) -> int:
        """Return how many of the processes have ended by themselves, which none should."""
        return sum(process.poll() is not None for process in (self.web, self.worker))

    def complaints(self, lines: int = 30) -> list[str]:
        """Return what the processes said last."""
        return self.log.read_text(errors="replace").splitlines()[-lines:]

    def stop(self) -> None:
        """Ask both to stop, and see to it that they do."""
        for process in (self.web, self.worker):
            process.terminate()
        for process in (self.web, self.worker):
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def product(url: str, folder: Path) -> Iterator[Product]:
    """Keep the product running on a database that is ready for it."""
    running = Product(url, folder)
    try:
        running.wait_until_up()
        yield running
    finally:
        running.stop()
