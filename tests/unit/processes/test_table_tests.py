from datetime import UTC, datetime

import pytest

from regelruimte.engine.table_tests import path_of_tests, read_tests, table_test_findings
from tests.unit.processes.office import BUNDLES

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


WITH_TABLES = [key for key, files in BUNDLES.items() if any(path.endswith(".dmn") for path in files)]


@pytest.mark.parametrize("key", WITH_TABLES)
def test_every_test_case_of_an_example_is_green(key):
    kept = [data for path, data in BUNDLES[key].items() if path.startswith("tests/")]

    assert sum(len(read_tests(data)) for data in kept) >= 3
    assert list(table_test_findings(BUNDLES[key], NOW)) == []


@pytest.mark.parametrize("key", BUNDLES)
def test_every_test_case_belongs_to_a_decision_file(key):
    wanted = {path_of_tests(path) for path in BUNDLES[key] if path.endswith(".dmn")}

    assert {path for path in BUNDLES[key] if path.startswith("tests/")} <= wanted
