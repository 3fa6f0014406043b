"""A rolling upgrade of one step: the last release and this one work on the same cases, turn by turn."""

import json

import pytest
import sqlalchemy as sa

from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.store import audit
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.reads.figures import read_figures
from tests.upgrades.beside import running_beside
from tests.upgrades.checkout import HERE, HistoryMissing, list_releases, unpack
from tests.upgrades.dumps import load_dump
from tests.upgrades.finishing import Finishing

pytestmark = pytest.mark.database

LAST = list_releases()[-1]
NAME = {"naam": "Aydın"}
DECIDE = ["complete", "besluit", {"bedrag": 120}]
# Cases that begin during the upgrade, in either of both.
BEGUN = {
    "plain": ([["start", "gewoon", NAME], ["complete", "beoordeel", {"akkoord": True}], DECIDE], "Toegekend"),
    "own step": (
        [
            ["start", "gewoon", NAME], ["own step", "Bel de inwoner"], ["complete", "Bel de inwoner", {}],
            ["complete", "beoordeel", {}], DECIDE,
        ],
        "Toegekend",
    ),
    "repeated": (
        [
            ["start", "gezin", {"kinderen": ["Ada", "Bram", "Cem"]}],
            ["complete", "advies", {"advies": "havo"}],
            ["complete", "advies", {"advies": "vwo"}], ["complete", "advies", {"advies": "mbo"}], DECIDE,
        ],
        "Geadviseerd",
    ),
    "tailored": (
        [
            ["start", "maatwerk", NAME], ["free", "gesprek"], ["complete", "gesprek", {}],
            ["free", "huisbezoek"],
            ["complete", "huisbezoek", {}], ["close"], DECIDE,
        ],
        "Geholpen",
    ),
    "message": (
        [
            ["start", "betaling", {"kenmerk": "nieuw"}], ["message", "betaald", "nieuw", {"som": 3}],
            ["complete", "boek", {}],
        ],
        "Betaald",
    ),
    "job": ([["start", "register", NAME], ["run"], DECIDE], "Gevraagd"),
    "called": ([["start", "roept", NAME], ["complete", "advies", {}], DECIDE], "Geroepen"),
    "timer": ([["start", "termijn", NAME], ["wait", 49], DECIDE], "Toegekend"),
}  # fmt: skip


@pytest.fixture(scope="module")
def old_code(tmp_path_factory):
    try:
        return unpack(LAST, tmp_path_factory.mktemp("old"))
    except HistoryMissing as missing:
        pytest.skip(f"the code of {LAST.release} is not at hand: {missing}")


class Both:
    """The last release and the present one, on one database that the present one has migrated."""

    def __init__(self, old, new, *, first):
        self.old, self.new = old, new
        self._turn = first

    def play(self, number, moves):
        """Make the moves of a case turn by turn; return its number."""
        for move in moves:
            self._turn = not self._turn
            if move[0] == "wait":
                self.new.wait_until_later(move[1])
                move = ["run"]  # noqa: PLW2901  # whose turn it is fires the timer
            act = self.new_does if self._turn else self.old_does
            number = act(number, move)
        return number

    def old_does(self, number, move):
        return self.old.do(self.new.clock.now(), number, move)

    def new_does(self, number, move):
        return self.new.finish(number, [move])


@pytest.fixture
def left():
    return json.loads((HERE / "releases" / f"{LAST.release}.json").read_text())


@pytest.fixture(params=[True, False], ids=["old first", "new first"])
def both(request, old_code, database_kind, empty_database_url, left):
    """The old one is at work already when the new one migrates, and stays."""
    load_dump(empty_database_url, (HERE / "releases" / f"{LAST.release}.{database_kind}.sql").read_text())
    new = Finishing(empty_database_url, left["left_at"])
    with running_beside(old_code, empty_database_url, left["left_at"]) as old:
        assert old.revision == LAST.revision
        old.do(new.clock.now(), "", ["start", "gewoon", NAME])
        new.engine.migrate()
        yield Both(old, new, first=request.param)
    new.engine.close()


def hours(moves):
    return sum(move[1] for move in moves if move[0] == "wait")


def test_every_case_ends_as_it_should_when_both_work_on_it(both, left):
    told = {what: (case["case"], case["finish"], case["outcome"]) for what, case in left["cases"].items()}
    told |= {f"begun: {what}": ("", moves, outcome) for what, (moves, outcome) in BEGUN.items()}
    outcomes = {}

    for what, (number, moves, _) in sorted(told.items(), key=lambda each: hours(each[1][1])):
        outcomes[what] = both.new.find_outcome(both.play(number, moves))

    assert outcomes == {what: outcome for what, (_, _, outcome) in told.items()}
    with both.new.engine.view(SYSTEM) as view:
        chains = view.connection.scalars(sa.select(t.audit.c.chain).distinct()).all()
        broken = [chain for chain in chains if not audit.is_unbroken(view.connection, chain)]
        figures = read_figures(view)
    assert (broken, dict(figures.jobs), figures.open_tasks) == ([], {}, 1)
