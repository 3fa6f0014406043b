"""A process that runs an earlier release beside the present one: it does the moves it is told, one a line.

`python -m tests.upgrades.beside URL MOMENT` first tells its newest revision. Each line of its input then is a
JSON list of the moment, the number of a case and a move; each line of its output is `["done", number]`, or
`["failed", why]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from regelruimte.engine.store.schema import newest_revision
from tests.upgrades.checkout import environment
from tests.upgrades.finishing import Finishing

OLD_SEED = 3


class Beside:
    """The earlier release, as the present one talks to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.revision = self._hear("is")

    def do(self, at: datetime, number: str, move: list[object]) -> str:
        """Let it make a move with a case; return the case's number.

        Raises:
            AssertionError: it failed; the message is its trace.
        """
        self._process.stdin.write(json.dumps([at.isoformat(), number, move]) + "\n")
        self._process.stdin.flush()
        return self._hear("done")

    def _hear(self, expected: str) -> str:
        how, told = json.loads(self._process.stdout.readline())
        assert how == expected, told
        return told


@contextmanager
def running_beside(code: Path, url: str, left_at: str) -> Iterator[Beside]:
    """Run the code of an earlier release on a database until the end of the block."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.upgrades.beside", url, left_at]
    with subprocess.Popen(
        command, cwd=code, env=environment(code), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Beside(process)
        finally:
            process.stdin.close()


def answer(finishing: Finishing, line: str) -> list[str]:
    """Make one move; tell how it went."""
    at, number, move = json.loads(line)
    finishing.clock.move_to(datetime.fromisoformat(at))
    try:
        return ["done", finishing.finish(number, [move])]
    except Exception:  # noqa: BLE001  # whatever goes wrong is told to who asked
        return ["failed", traceback.format_exc()]


if __name__ == "__main__":
    here = Finishing(sys.argv[1], sys.argv[2], seed=OLD_SEED)
    print(json.dumps(["is", newest_revision()]), flush=True)
    for told in sys.stdin:
        print(json.dumps(answer(here, told)), flush=True)
    here.engine.close()
