"""The web product through its own server: processor time of a form and of pages, statements, and weight.

Processor time is that of the server by the kernel's count, with all that `regelruimte serve` does for
a request: HTTP, session, CSRF, database with a commit to disk, template.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import fmean, median

from benchmarks.lists import count_statements
from benchmarks.weight import told, weigh
from regelruimte.engine import Engine
from tests.live import service
from tests.live.processes import Product, cpu_seconds, product
from tests.live.visitor import Visitor
from tests.servers import database

ROUNDS = 5
FORMS = 40
"""How often each form is sent in a round; there are three kinds of it."""

PAGES = 60
LINES, EACH = 4, 100
"""How many visitors ask at once, and how often each."""

_DESIGNER = "ontwerper"


def run(asked: str) -> tuple[dict[str, float], list[str]]:
    """Measure; return the numbers and remarks."""
    with tempfile.TemporaryDirectory(prefix="web-") as name, database(asked, Path(name)) as url:
        service.set_up(url, judged=False)
        engine = Engine.open(url)
        service.add_colleague(engine, "collega")
        service.add_designer(engine, _DESIGNER)
        with product(url, Path(name)) as running:
            found, remarks = _measure(running, engine)
        engine.close()
    with tempfile.TemporaryDirectory(prefix="web-") as name:
        found |= count_statements(Path(name))
    return found, remarks


def _measure(running: Product, engine: Engine) -> tuple[dict[str, float], list[str]]:
    found = _forms(running, engine) | _pages(running) | {"requests_per_s": _rate(running)}
    found["worklist_over_floor"] = round(found["worklist_cpu_ms"] / found["floor_cpu_ms"], 1)
    weights, remarks = _weights(running)
    spread = (
        f"medians of {ROUNDS} rounds; a form is sent {3 * FORMS} times in a round, a page asked {PAGES} times"
    )
    return found | weights, [spread, *remarks]


def _forms(running: Product, engine: Engine) -> dict[str, float]:
    """Return what sending a form costs the server: a page of an application, the application, a task."""
    with _residents(running, engine) as residents:
        rounds = [_round_of_forms(running, residents) for _ in range(ROUNDS)]
    kinds = [median(column) for column in zip(*rounds, strict=True)]
    names = ("page_post_cpu_ms", "application_post_cpu_ms", "task_post_cpu_ms")
    told = {name: round(cost, 2) for name, cost in zip(names, kinds, strict=True)}
    return {"form_post_cpu_ms": round(fmean(kinds), 2), **told}


@contextmanager
def _residents(running: Product, engine: Engine) -> Iterator[list[Visitor]]:
    with ExitStack() as open_lines:
        found = []
        for number in range(FORMS):
            name = f"inwoner-{number}"
            service.add_resident(engine, name)
            found.append(open_lines.enter_context(service.signed_in(running.port, name)))
        yield found


def _round_of_forms(running: Product, residents: Sequence[Visitor]) -> list[float]:
    begun = [one.send(one.get(f"/aanvragen/{service.KEY}"), {}) for one in residents]
    first = {"verhaal": "Ik rij voor mijn werk", "autos": "2"}
    pairs = list(zip(residents, begun, strict=True))
    page = _cost(running, [lambda one=one, at=at: one.post(at, first) for one, at in pairs])
    checks = [one.get(_check_url(at.path)) for one, at in pairs]
    pairs = list(zip(residents, checks, strict=True))
    application = _cost(running, [lambda one=one, at=at: one.post(at, {}) for one, at in pairs])
    tasks = [one.get(service.first_turn(one)) for one in residents]
    pairs = list(zip(residents, tasks, strict=True))
    task = _cost(
        running, [lambda one=one, at=at: one.post(at, {"kenteken": "GK-482-T"}) for one, at in pairs]
    )
    return [page, application, task]


def _check_url(page_url: str) -> str:
    """Return the address of the page with all answers, from that of a page of the form."""
    _, _, key, application, _ = page_url.split("/")
    return f"/aanvragen/{key}/controle/{application}"


def _cost(running: Product, requests: Sequence[Callable[[], object]]) -> float:
    """Return the processor milliseconds of the server for one of the requests."""
    before = cpu_seconds(running.web)
    for ask in requests:
        ask()
    return (cpu_seconds(running.web) - before) * 1000 / len(requests)


def _pages(running: Product) -> dict[str, float]:
    """Return what pages cost; the floor is the smallest answer, which asks nothing of the database."""
    with (
        service.signed_in(running.port, "collega") as colleague,
        service.signed_in(running.port, "inwoner-0") as resident,
    ):
        number = service.first_case(resident)
        pages = {
            "floor_cpu_ms": (resident, "/healthz"),
            "home_cpu_ms": (resident, "/"),
            "my_case_cpu_ms": (resident, f"/mijn-zaken/{number}"),
            "worklist_cpu_ms": (colleague, "/worklist/?pile=all"),
            "case_cpu_ms": (colleague, f"/worklist/cases/{number}"),
        }
        return {name: _page_cost(running, *page) for name, page in pages.items()}


def _page_cost(running: Product, visitor: Visitor, path: str) -> float:
    visitor.get(path)
    return round(median(_cost(running, [lambda: visitor.get(path)] * PAGES) for _ in range(ROUNDS)), 2)


def _rate(running: Product) -> float:
    """Return how many pages of the portal a second one server process gives, to several visitors at once."""
    visitors = [Visitor(running.port) for _ in range(LINES)]
    began = time.monotonic()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(lambda visitor: [visitor.get("/") for _ in range(EACH)], visitors))
    spent = time.monotonic() - began
    for visitor in visitors:
        visitor.close()
    return round(LINES * EACH / spent)


def _weights(running: Product) -> tuple[dict[str, float], list[str]]:
    with service.signed_in(running.port, _DESIGNER) as designer:
        studio = weigh(designer, f"/studio/definitions/{service.KEY}")
    with service.signed_in(running.port, "inwoner-0") as resident:
        weighed = [weigh(resident, path) for path in service.portal_pages(resident)]
    portal = max(weighed, key=lambda one: sum(one.values()))
    found = {"modeller_gz_kb": _kb(studio), "portal_page_kb": _kb(portal)}
    return found, [f"studio kB: {told(studio)}", f"heaviest portal page kB: {told(portal)}"]


def _kb(found: dict[str, int]) -> float:
    return round(sum(found.values()) / 1024, 1)
