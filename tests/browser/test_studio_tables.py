"""The studio's pages of a decision table: accessible, and not wider than a phone."""

from pathlib import Path

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.bundles import read_bundle
from regelruimte.engine.table_tests import TableTest, write_tests
from tests.accessibility import violations_on

pytestmark = pytest.mark.browser

KEY = "bewonersparkeervergunning"
EXAMPLE = Path(__file__).resolve().parents[2] / "processes" / KEY
FEE = f"/studio/definitions/{KEY}/decisions/tarief"
TESTS = (
    TableTest(
        "tarief", "Eerste vergunning in zone 1", {"zone": 1, "vergunningen_op_adres": 0}, {"bedrag": 144}
    ),
    TableTest(
        "tarief", "Tweede vergunning in zone 1", {"zone": 1, "vergunningen_op_adres": 1}, {"bedrag": 999}
    ),
)


@pytest.fixture
def expert(server, new_page, sign_in_as):
    with server.engine.work(SYSTEM) as work:
        files = {**read_bundle(EXAMPLE), "tests/tarief.json": write_tests(TESTS)}
        definitions.create_definition(work, KEY, title="Bewonersparkeervergunning", files=files)
    # The page's own policy keeps axe out: the tests of headers look at the policy.
    return sign_in_as("Sanne de Wit", on=new_page(bypass_csp=True))


def problems(page):
    found = violations_on(page)
    page.set_viewport_size({"width": 390, "height": 844})
    too_wide = page.evaluate("document.documentElement.scrollWidth") > 390
    page.set_viewport_size({"width": 1280, "height": 800})
    return [*found, *(["wider than 390 px"] if too_wide else [])]


@pytest.mark.parametrize(
    "path",
    [
        "/try",
        "/try?try=1&input-0=1&input-1=0&day=2026-11-23",
        "/try?try=1&input-0=veel",
        "/tests",
        "/tests/new?try=1&input-0=1&input-1=0",
        "/tests/1",
        "/dates",
        "/dates/tarief_zone_1_eerste",
        "/sheet",
    ],
)
def test_is_accessible(expert, path):
    expert.goto(FEE + path)

    assert problems(expert) == []


def test_shows_accessibly_what_a_spreadsheet_changes_and_why_it_is_refused(expert):
    text = expert.request.get(f"{FEE}/sheet.csv").text()
    expert.goto(f"{FEE}/sheet")
    expert.set_input_files("input[type=file]", {"name": "t.csv", "mimeType": "text/csv", "buffer": b"a;b"})
    expert.get_by_role("button", name="Bekijk wat er verandert").click()
    expert.get_by_text("Er is niets veranderd").wait_for()
    refused = problems(expert)

    changed = text.replace(";144;", ";150;").encode()
    expert.set_input_files("input[type=file]", {"name": "t.csv", "mimeType": "text/csv", "buffer": changed})
    expert.get_by_role("button", name="Bekijk wat er verandert").click()
    expert.get_by_text("1 rij wordt anders.").wait_for()

    assert (refused, problems(expert)) == ([], [])
