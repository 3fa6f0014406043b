"""What the FEEL reference tells is so: every built-in with its section, every case of the kit that fails."""

import os
from pathlib import Path

import pytest
import regex

from regelruimte.engine.feel.builtins import contexts, conversion, dates, lists, numbers, ranges, sums, texts
from tests.conformance.dmn_tck import run_corpus

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("REGELRUIMTE_CORPUS", ROOT / "../shared/corpus")).resolve() / "dmn-tck"
PAGE = (ROOT / "docs/reference/feel.md").read_text(encoding="utf-8")
MODULES = (contexts, conversion, dates, lists, numbers, ranges, sums, texts)


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of the page."""
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_page_names_every_built_in_with_its_section_when_the_registry_is_read():
    told = {(row[0].strip("`").partition("(")[0], row[1]) for row in rows("Built-in functions")}

    assert told == {
        (name, ", ".join(regex.findall(r"10\.3\.4(?:\.\d+)?", module.__doc__)))
        for module in MODULES
        for name in module.FUNCTIONS.functions
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_page_names_the_parameters_when_a_built_in_has_them(module):
    told = {row[0].strip("`").replace(" …", "") for row in rows("Built-in functions")}

    for name, function in module.FUNCTIONS.functions.items():
        assert f"{name}({', '.join(function.parameters)})" in told


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the DMN kit is absent: set REGELRUIMTE_CORPUS")
def test_page_lists_every_failing_case_with_its_reason_when_the_kit_is_run():
    told = {(folder, case) for folder, case, reason in rows("What fails in the compatibility kit") if reason}
    failing = {
        (area.name.partition("/")[2], failure.split()[0])
        for area in run_corpus(CORPUS)
        for failure in area.failures
    }

    assert told == failing
