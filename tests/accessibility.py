"""What axe-core finds on a page in a browser."""

from functools import cache
from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parents[1] / "static" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _script():
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `npm ci` in static/")
    return AXE.read_text(encoding="utf-8")


def violations_on(page):
    """Return what is not accessible on a page: rule, what it says, and the elements."""
    page.evaluate(_script())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found["violations"]
    ]
