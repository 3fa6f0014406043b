"""The engine in somebody else's program: the wheel alone, without Node, source tree or web framework."""

import os
import shutil
import sqlite3
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(not (ROOT / "static/dist/manifest.json").exists(), reason="static/dist is not built"),
]

RUN_AND_LIST = """
import runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
print(*sorted(sys.modules))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a fresh environment that holds the wheel and what it needs, without extras."""
    folder = tmp_path_factory.mktemp("packaging")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, cwd=folder, env=without_node(), check=True)
    venv.create(folder / "environment", with_pip=True)
    python = folder / "environment/bin/python"
    (wheel,) = folder.glob("*.whl")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], cwd=folder, check=True)
    return python


def without_node() -> dict[str, str]:
    folders = [f for f in os.environ["PATH"].split(os.pathsep) if not shutil.which("node", path=f)]
    return {**os.environ, "PATH": os.pathsep.join(folders)}


@pytest.fixture
def folder(tmp_path):
    """An empty folder with the script, and nothing else of ours."""
    shutil.copy(ROOT / "docs/embed.py", tmp_path)
    return tmp_path


def run(python, folder, *arguments):
    clean = {name: value for name, value in without_node().items() if not name.startswith("PYTHON")}
    command = [python, "-I", "-W", "error", "-c", RUN_AND_LIST, "embed.py", *arguments]
    told = subprocess.run(command, cwd=folder, env=clean, check=True, capture_output=True, text=True)
    line, modules = told.stdout.splitlines()
    return line, modules.split()


def count_rows(folder) -> dict[str, int]:
    database = sqlite3.connect(folder / "cases.sqlite")
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counted = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608  # names of our own tables
    database.close()
    return counted


def test_node_is_not_found_when_the_wheel_is_built():
    assert shutil.which("node", path=without_node()["PATH"]) is None


def test_script_keeps_its_task_and_detour_when_its_session_commits(python, folder):
    line, _ = run(python, folder)

    assert line == "Z-2026-000001 ['Bel terug']"
    rows = count_rows(folder)
    assert (rows["case_"], rows["submission"], rows["task"], rows["detour"]) == (1, 2, 2, 1)


def test_script_leaves_no_trace_of_its_session_when_it_rolls_back(python, folder):
    line, _ = run(python, folder, "--roll-back")

    assert line == "Z-2026-000001 ['Betaal uw vergunning']"
    rows = count_rows(folder)
    assert (rows["case_"], rows["submission"], rows["task"], rows["detour"]) == (1, 1, 1, 0)


def test_web_framework_is_never_imported_when_the_script_runs(python, folder):
    _, modules = run(python, folder)

    assert "regelruimte.engine" in modules
    assert {"flask", "werkzeug", "jinja2"}.isdisjoint(modules)


def test_web_framework_is_absent_when_the_wheel_is_installed_without_extras(python, folder):
    command = [python, "-I", "-c", "import flask"]
    told = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)

    assert "No module named 'flask'" in told.stderr
