"""The code of an earlier release, from the history of this repository, run beside the present one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ROOMS = ("app", "engine", "forms", "modeller")


class HistoryMissing(Exception):
    """The commit of a release is not at hand here: a shallow clone, or no repository at all."""


@dataclass(frozen=True, slots=True)
class Release:
    """A state of the main line that was a release.

    Attributes:
        release: its number; date: of it; commit: where its code is; revision: of its schema.
        reads_state_format: the newest format of a state that it reads.
    """

    release: str
    commit: str
    revision: str
    date: str
    reads_state_format: int


def list_releases() -> tuple[Release, ...]:
    """Return the releases there were, oldest first."""
    return tuple(Release(**each) for each in json.loads((HERE / "releases.json").read_text()))


def unpack(release: Release, folder: Path) -> Path:
    """Write the code of a release to a folder where Python finds it as `regelruimte`; return that folder.

    Raises:
        HistoryMissing: the commit is not in this clone.
    """
    packed = _ask_git("archive", "--format=tar", release.commit, *ROOMS)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder / "regelruimte", filter="data")
    return folder


def environment(code: Path) -> dict[str, str]:
    """Return the environment in which a child process runs the code of a release with today's tests."""
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(code), str(ROOT)))}


def run_with(code: Path, *words: str) -> str:
    """Run a module of these tests with the code of a release; return what it prints.

    Raises:
        RuntimeError: it failed; the message is what it said.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *words],
        env=environment(code), cwd=code, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _ask_git(*words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True)
    except FileNotFoundError as error:
        raise HistoryMissing("git is not installed here") from error
    if done.returncode:
        raise HistoryMissing(done.stderr.decode(errors="replace").strip())
    return done.stdout
