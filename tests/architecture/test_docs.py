"""What the product has, its documentation tells: settings, refusals, tags, addresses, commands, words."""

import ast
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
import regex

from regelruimte.app.cli import main
from regelruimte.app.settings import PREFIX, Settings
from regelruimte.engine.audit_tags import TAGS
from regelruimte.engine.vocabulary import TrialStatus

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TAG = regex.compile(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")
GLOSSARY_WORDS = (
    "ProcessDefinition", "Draft", "DefinitionVersion", "Standing version", "Bundle", "Finding",
    "Candidate version", "Dry run", "Rehearsal", "Role-play", "Trial", "Cohort", "Case", "ProcessInstance",
    "State", "Activity", "Task", "Step", "Detour scope", "Free step", "Detour", "Room", "Mandate", "Signal",
    "Application", "Saved answers", "Submission", "Dossier", "Worklist", "Hand-over", "Contact moment",
    "Incident", "AuditEntry", "MigrationPlan", "Actor", "Role",
)  # fmt: skip


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def noted_tags() -> set[str]:
    """Return the tags that the engine's code notes, read from its source."""
    found = {f"trial:{status.value}" for status in TrialStatus if status is not TrialStatus.RUNNING}
    for path in (ROOT / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node).endswith("note"):
                found |= {
                    a.value for a in node.args if isinstance(a, ast.Constant) and TAG.fullmatch(str(a.value))
                }
    return found


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_catalogue_names_every_tag_that_is_noted_when_the_code_is_read():
    assert set(TAGS) == noted_tags()


def test_generated_pages_are_fresh_when_they_are_made_anew():
    command = [sys.executable, "docs/generate.py", "--check"]
    told = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert (told.returncode, told.stdout.strip()) == (0, ""), told.stdout + told.stderr


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_setting_is_told_when_it_exists(setting):
    assert f"`{PREFIX}{setting.name.upper()}`" in text_of("reference/settings.md")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_command_is_told_when_it_exists(command):
    assert regex.search(rf"^\| `{regex.escape(command)}[ `]", text_of("reference/cli.md"), regex.MULTILINE)


@pytest.mark.parametrize("word", GLOSSARY_WORDS)
def test_word_is_explained_when_the_code_uses_it(word):
    assert f"**{word}**" in text_of("glossary.md")


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda path: path.name)
def test_links_lead_to_files_when_a_page_has_them(path):
    links = regex.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_decision_tells_why_and_what_was_refused_when_it_is_written_down(path):
    heads = regex.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), regex.MULTILINE)

    assert heads == ["Context", "Decision", "Consequences", "Refused"]


def test_decisions_named_in_the_code_exist_when_it_is_read():
    named = {
        name
        for room in ("engine", "forms", "modeller", "app")
        for path in (ROOT / room).rglob("*.py")
        for name in regex.findall(r"docs/decisions/(\d{4}-[a-z-]+)", path.read_text(encoding="utf-8"))
    }

    assert named <= {path.stem for path in (DOCS / "decisions").glob("*.md")}
