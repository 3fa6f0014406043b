"""What earlier releases left is brought to this release, goes on, and ends as it should."""

import json
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from regelruimte.app import create_app
from regelruimte.app.settings import Settings
from regelruimte.engine import Engine, accounts
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.roles import Role
from regelruimte.engine.store import audit
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.reads.figures import read_figures
from regelruimte.engine.store.schema import Fit
from tests.desk import WORKER
from tests.upgrades.checkout import HERE, list_releases
from tests.upgrades.dumps import load_dump
from tests.upgrades.finishing import Finishing

pytestmark = pytest.mark.database

PASSWORD = "een-lang-wachtwoord"
PAGES = {
    "citizen": ("/mijn-zaken", "/mijn-zaken/{number}"),
    "worker": ("/worklist/", "/worklist/cases/{number}"),
    "expert": ("/studio/", "/studio/definitions/{key}", "/studio/definitions/{key}/trials"),
}
# These are opened of one case of each process.
MORE_PAGES = {
    "worker": tuple(
        f"/worklist/cases/{{number}}/{page}" for page in ("facts", "log", "documents", "decisions", "detours")
    )
}


@pytest.fixture(params=list_releases(), ids=lambda each: each.release)
def release(request):
    return request.param


@pytest.fixture
def left(release):
    """What the release says of the cases it left: how each is finished and with which outcome."""
    return json.loads((HERE / "releases" / f"{release.release}.json").read_text())


@pytest.fixture
def old_url(release, database_kind, empty_database_url):
    """A database as the release left it."""
    load_dump(empty_database_url, (HERE / "releases" / f"{release.release}.{database_kind}.sql").read_text())
    return empty_database_url


@pytest.fixture
def upgraded(old_url, left):
    finishing = Finishing(old_url, left["left_at"])
    finishing.engine.migrate()
    yield finishing
    finishing.engine.close()


def test_is_not_worked_with_before_it_is_brought_to_this_release(old_url, release):
    engine = Engine.open(old_url)

    vitals = engine.examine()

    assert (vitals.revision, vitals.fit, vitals.is_workable) == (release.revision, Fit.OUTDATED, False)
    engine.close()


def test_is_whole_when_it_was_brought_to_this_release(upgraded):
    vitals = upgraded.engine.examine()
    with upgraded.engine.view(SYSTEM) as view:
        figures = read_figures(view)
        chains = view.connection.scalars(sa.select(t.audit.c.chain).distinct()).all()
        broken = [chain for chain in chains if not audit.is_unbroken(view.connection, chain)]

    assert (vitals.is_current, vitals.damage) == (True, "")
    assert (figures.open_incidents, figures.abandoned_jobs) == (1, 0)
    assert (len(chains) > len(PAGES), broken) == (True, [])


def soonest_first(cases):
    """Return cases by how long they wait: what one waits for must not make another late."""

    def hours(told):
        return sum(move[1] for move in told[1]["finish"] if move[0] == "wait")

    return sorted(cases.items(), key=hours)


def test_every_case_ends_as_it_should_and_nothing_waits_when_this_release_goes_on(upgraded, left):
    outcomes, numbers = {}, []
    for what, case in soonest_first(left["cases"]):
        number = upgraded.finish(case["case"], case["finish"])
        numbers.append(number)
        outcomes[what] = upgraded.find_outcome(number)

    assert outcomes == {what: case["outcome"] for what, case in left["cases"].items()}
    with upgraded.engine.view(WORKER) as view:
        cases = view.connection.scalars(sa.select(t.case_.c.id).where(t.case_.c.number.in_(numbers))).all()
        assert [case for case in cases if not audit.is_unbroken(view.connection, f"case:{case}")] == []
        figures = read_figures(view)
        waits = view.connection.scalar(sa.select(sa.func.count()).select_from(t.wait))
    assert (figures.open_tasks, figures.open_incidents, dict(figures.jobs), waits) == (0, 0, {}, 0)


@pytest.fixture
def visit(upgraded, tmp_path):
    """Open a page as one of three persons; return its status."""
    settings = Settings(
        secret_key="s" * 32, instance_folder=str(tmp_path), organisation="Gemeente Lindewoude"
    )
    app = create_app(engine=upgraded.engine, settings=settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    roles = {"citizen": Role.CITIZEN, "worker": Role.CASE_WORKER, "expert": Role.DOMAIN_EXPERT}
    clients = {}
    for name, role in roles.items():
        with upgraded.engine.work(SYSTEM) as work:
            person = "p1" if role is Role.CITIZEN else None
            new = NewAccount(name, name.title(), frozenset({role}), password=PASSWORD, person=person)
            accounts.create_account(work, new)
        clients[name] = app.test_client()
        clients[name].post("/sign-in", data={"name": name, "password": PASSWORD})
    return lambda name, path: clients[name].get(path).status_code


def test_reading_pages_show_what_is_old(upgraded, left, visit):
    with upgraded.engine.view(WORKER) as view:
        rows = view.connection.execute(sa.select(t.case_.c.number, t.case_.c.definition)).all()
    number_of = {row.definition: row.number for row in rows}
    told = [(PAGES, row.number, row.definition) for row in rows]
    told += [(MORE_PAGES, number, key) for key, number in number_of.items()]

    asked = {
        (name, pattern.format(number=number, key=key))
        for pages, number, key in told
        for name, patterns in pages.items()
        for pattern in patterns
    }

    assert len(asked) > len(left["cases"])
    assert {path: status for name, path in asked if (status := visit(name, path)) != HTTPStatus.OK} == {}
