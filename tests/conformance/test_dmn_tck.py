"""A part of the DMN kit, run with every test run; the whole runs by `python -m tests.conformance dmn-tck`."""

import os
from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.conformance.dmn_tck import run_folder

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("REGELRUIMTE_CORPUS", ROOT / "../shared/corpus")).resolve() / "dmn-tck"
LEVELS = CORPUS / "files/TestCases"
needs_corpus = pytest.mark.skipif(
    not LEVELS.is_dir(),
    reason="the DMN kit is absent: set REGELRUIMTE_CORPUS to the folder that holds dmn-tck",
)


@pytest.mark.corpus
@needs_corpus
def test_passes_all_of_level_2_when_run():
    areas = [run_folder(folder) for folder in sorted(LEVELS.glob("compliance-level-2/*/"))]

    assert sum(area.passed for area in areas) > 0
    assert [failure for area in areas for failure in area.failures] == []


@pytest.mark.corpus
@needs_corpus
def test_passes_nine_of_ten_when_a_sample_of_level_3_is_run():
    areas = [run_folder(folder) for folder in sorted(LEVELS.glob("compliance-level-3/*/"))[::6]]
    passed, failed = sum(area.passed for area in areas), sum(len(area.failures) for area in areas)

    assert passed > 9 * failed


def test_prints_counts_and_fails_when_a_case_fails(tmp_path, capsys):
    folder = tmp_path / "files/TestCases/compliance-level-2/0001"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n">'
        '<decision id="a" name="a"><literalExpression><text>1 + 1</text></literalExpression></decision>'
        "</definitions>"
    )
    answer = '<resultNode name="a"><expected><value {}>{}</value></expected></resultNode>'
    case = '<testCase id="{}">' + answer + "</testCase>"
    (folder / "m-test-01.xml").write_text(
        '<testCases xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>'
        + case.format("1", 'xsi:type="xsd:decimal"', "2")
        + case.format("2", 'xsi:type="xsd:decimal"', "3")
        + "</testCases>"
    )

    code = main(["dmn-tck", str(tmp_path)])

    assert code == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"
