"""The program in the readme does what it says."""

import subprocess
import sys
from pathlib import Path

import regex

ROOT = Path(__file__).resolve().parents[2]


def test_program_in_the_readme_starts_a_case_when_it_is_run(tmp_path):
    (program,) = regex.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), regex.DOTALL)
    (tmp_path / "processes").symlink_to(ROOT / "processes")

    command = [sys.executable, "-W", "error", "-c", program]
    told = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)

    assert (told.stdout, told.stderr) == ("Z-2026-000001\n", "")
