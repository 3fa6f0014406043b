"""The rooms import each other downward only; the contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_import_contracts_are_kept_when_the_linter_reads_them():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout
    assert ", 0 broken." in told.stdout
