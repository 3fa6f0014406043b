"""The portal's pages beside the usual path: none has a violation of axe, none is wider than a phone."""

import pytest

from tests import permit
from tests.accessibility import violations_on

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page):
    # The page's own policy keeps axe out: the tests of headers look at the policy.
    return new_page(width=390, height=844, bypass_csp=True)


def problems(page):
    page.wait_for_load_state("load")
    page.set_viewport_size({"width": 320, "height": 800})
    too_wide = page.evaluate("document.documentElement.scrollWidth") > 320
    page.set_viewport_size({"width": 390, "height": 844})
    return [*violations_on(page), *(["wider than 320 px"] if too_wide else [])]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/zoeken?q=parkeren",
        "/zoeken?q=iets-wat-er-niet-is",
        "/contact",
        "/vragen/parkeren-verkeer",
        f"/aanvragen/{permit.KEY}",
        "/sign-in",
        "/bestaat-niet",
        "/mijn-zaken",
    ],
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_is_accessible_to_a_visitor(server, page, address, language):
    permit.publish(server.engine)
    page.goto("/")
    if language == "en":
        page.get_by_role("link", name="English").or_(page.get_by_role("button", name="English")).click()

    page.goto(address)

    assert problems(page) == []


def test_is_accessible_to_a_resident_who_stops_or_looks_for_what_is_not_theirs(server, page, sign_in_as):
    permit.publish(server.engine)
    sign_in_as("Mehmet Aydin")
    page.goto(f"/aanvragen/{permit.KEY}")
    page.get_by_role("button", name="Begin met aanvragen").click()
    page.wait_for_url("**/aanvragen/*/*/*")
    application = page.url.split("/")[-2]

    found = {}
    for part in ("bewaard", "weggooien", "controle"):
        page.goto(f"/aanvragen/{permit.KEY}/{part}/{application}")
        found[part] = problems(page)
    for address in ("/mijn-zaken", "/mijn-zaken/Z-2026-999999"):
        page.goto(address)
        found[address] = problems(page)

    assert {where: what for where, what in found.items() if what} == {}
