"""How many statements a list page of the worklist takes, with few cases and with many."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

from flask.testing import FlaskClient

from benchmarks.million import GROUPS, Million
from regelruimte.app.settings import Settings
from regelruimte.app.wiring import create_app
from regelruimte.engine import Engine
from tests.live import service
from tests.live.statements import statements
from tests.worklist_process import PASSWORD

FEW, MANY = 10, 10_000
_LISTS = (
    *(f"/worklist/?pile={pile}{kind}" for pile in ("mine", "group", "all") for kind in ("", "&kind=d3")),
    "/worklist/cases",
)


def count_statements(folder: Path) -> dict[str, float]:
    """Return the most statements of a list page, over all lists and their second pages."""
    few, many = (_most_statements(folder / f"{cases}.sqlite", cases) for cases in (FEW, MANY))
    return {"worklist_queries": max(few, many), "worklist_queries_10": few, "worklist_queries_10000": many}


def _most_statements(file: Path, cases: int) -> int:
    engine = Engine.open(f"sqlite:///{file}")
    engine.migrate()
    Million(f"sqlite:///{file}", tasks=5 * cases, timers=5 * cases).fill()
    service.add_colleague(engine, "collega", groups=frozenset(f"g{number}" for number in range(GROUPS)))
    settings = Settings(secret_key=token_hex(32), instance_folder=str(file.parent))
    app = create_app(engine=engine, settings=settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"name": "collega", "password": PASSWORD})
    asked = [_statements(engine, client, path) for path in _LISTS]
    engine.close()
    return max(asked)


def _statements(engine: Engine, client: FlaskClient, path: str) -> int:
    with statements(engine) as asked:
        page = client.get(path)
    if page.status_code != 200:
        raise RuntimeError(f"{path} answered {page.status_code}")
    return len(asked)
