"""The worklist, page by page, against all its rows sorted at once."""

import pytest
import sqlalchemy as sa

from benchmarks.million import GROUPS, Million
from regelruimte.engine import Actor, Engine, Role, cases
from regelruimte.engine.store import tables as t
from regelruimte.engine.store.reads import inbox
from regelruimte.engine.store.reads.places import FIRST, Place, Spot, read_spot

pytestmark = pytest.mark.database

SOME = tuple(f"g{number}" for number in (3, 17, 41, 99))
EVERY = tuple(f"g{number}" for number in range(GROUPS))
WORKER = Actor("w3", "Petra Vos", frozenset({Role.CASE_WORKER}), groups=frozenset(SOME))


@pytest.fixture
def view(database_url):
    Million(database_url, tasks=20_000, timers=500).fill()
    engine = Engine.open(database_url)
    with engine.view(WORKER) as view:
        yield view
    engine.close()


def forward(ask):
    pages = [ask(FIRST)]
    while pages[-1].later:
        pages.append(ask(pages[-1].later))
    return pages


def backward(ask, place):
    pages = [ask(place)]
    while pages[-1].earlier:
        pages.append(ask(pages[-1].earlier))
    return pages[::-1]


def ids(pages):
    return [[row.task.id for row in page.rows] for page in pages]


def sorted_at_once(view, *conditions):
    task = t.task.c
    rows = view.connection.execute(
        sa.select(task.id, task.due_at, task.opened_at)
        .join(t.case_, t.case_.c.id == task.case_id)
        .where(task.status == "open", *conditions)
    ).all()
    order = sorted(
        rows, key=lambda row: (row.due_at is None, row.due_at and row.due_at, row.opened_at, row.id)
    )
    return [row.id for row in order]


LISTS = {
    "free": (
        lambda view, place: inbox.list_of_groups(view, SOME, definition=None, place=place),
        (t.task.c.group_key.in_(SOME), t.task.c.assignee.is_(None)),
    ),
    "of more groups than are read one by one": (
        lambda view, place: inbox.list_of_groups(view, EVERY[:150], definition="d3", place=place),
        (t.task.c.group_key.in_(EVERY[:150]), t.task.c.assignee.is_(None), t.case_.c.definition == "d3"),
    ),
    "of one kind": (
        lambda view, place: inbox.list_of_colleagues(view, SOME, definition="d3", place=place),
        (t.task.c.group_key.in_(SOME), t.case_.c.definition == "d3"),
    ),
    "of colleagues": (
        lambda view, place: inbox.list_of_colleagues(view, SOME, definition=None, place=place),
        (t.task.c.group_key.in_(SOME),),
    ),
}


@pytest.mark.parametrize(("ask", "conditions"), LISTS.values(), ids=LISTS)
def test_shows_every_task_once_and_in_order_when_one_goes_from_page_to_page(view, ask, conditions):
    pages = forward(lambda place: ask(view, place))

    assert [task for page in ids(pages) for task in page] == sorted_at_once(view, *conditions)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(len(page.rows) == inbox.PAGE_ROWS for page in pages[:-1])


def test_shows_the_same_pages_when_one_goes_back(view):
    def ask(place):
        return inbox.list_of_colleagues(view, SOME, definition=None, place=place)

    pages = forward(ask)

    assert ids(backward(ask, pages[-2].later)) == ids(pages)


def test_shows_what_a_person_took_in_the_same_order(view):
    person = view.connection.scalar(sa.select(t.task.c.assignee).where(t.task.c.assignee.is_not(None)))

    page = inbox.list_of_person(view, person, definition=None)

    assert ids([page]) == [sorted_at_once(view, t.task.c.assignee == person)]


def test_shows_nothing_when_there_are_no_groups(view):
    page = inbox.list_of_groups(view, (), definition=None)

    assert (page.rows, page.earlier, page.later) == ((), None, None)
    assert inbox.count_open(view, "nobody", ()) == (0, 0, 0)


def test_counts_no_further_than_a_thousand(view):
    free = len(sorted_at_once(view, t.task.c.group_key.in_(SOME), t.task.c.assignee.is_(None)))

    assert inbox.count_open(view, "nobody", SOME)[1] == free < inbox.MOST_COUNTED
    assert inbox.count_open(view, "nobody", EVERY) == (0, inbox.MOST_COUNTED, inbox.MOST_COUNTED)


@pytest.mark.parametrize(
    "text", ["", "~", "morgen~gisteren~x", "2026-11-22~", "~9999999999-01-01~x", "x" * 500]
)
def test_reads_no_spot_when_an_address_was_made_up(text):
    assert read_spot(text) is None


def test_reads_the_spot_that_it_wrote(view):
    row = inbox.list_of_colleagues(view, SOME, definition=None).rows[0]
    spot = Spot(row.task.due_at, row.task.opened_at, row.task.id)

    assert read_spot(spot.text) == spot


def test_begins_at_the_first_page_when_a_number_comes_without_a_spot(view):
    page = inbox.list_of_groups(view, SOME, definition=None, place=Place(7))

    assert page == inbox.list_of_groups(view, SOME, definition=None)


def test_finds_a_case_by_its_whole_number_and_stops_at_a_thousand_words(view):
    assert [case.number for case in cases.search_cases(view, "z-2026-1234").rows] == ["Z-2026-1234"]
    assert cases.search_cases(view, "dienst").total == 1_000
    assert cases.search_cases(view, "dienst", page=999).number == 40
