"""The worklist: open tasks of mine, of my groups, and counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from regelruimte.engine.actors import Act, require
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.store.reads import inbox
from regelruimte.engine.store.reads.inbox import InboxPage, OpenBlock, StuckCase
from regelruimte.engine.store.reads.places import FIRST, Place
from regelruimte.engine.store.unit_of_work import View


class Pile(StrEnum):
    """Which tasks: taken by me, free in my groups, or all of my groups."""

    MINE = "mine"
    GROUP = "group"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the worklist with its counts and filters.

    Attributes:
        mine: how many open tasks the actor took; free: how many of the groups nobody took;
            every: how many the groups have, taken or not. Each is counted up to `inbox.MOST_COUNTED`.
        kinds: kinds of case to filter on, as (key, title).
        blocks: cases that wait until somebody chooses a step of tailored work; empty in the pile of mine.
        stuck: cases that an incident holds up, of every group: nobody has a task that tells of them. Empty
            in the pile of mine.
    """

    tasks: InboxPage
    pile: Pile
    mine: int
    free: int
    every: int
    kinds: tuple[tuple[str, str], ...]
    blocks: tuple[OpenBlock, ...]
    stuck: tuple[StuckCase, ...]


def get_worklist(view: View, pile: Pile, *, definition: str | None = None, place: Place = FIRST) -> Worklist:
    """Return a page of the actor's worklist, the soonest due first.

    Args:
        view: the view.
        pile: which tasks.
        definition: key of the one kind of case that is asked for.
        place: which page: the first, or one that a page before this gave as `earlier` or `later`.

    Raises:
        NotAllowed: this actor has no worklist.
    """
    require(view.actor, Act.TAKE_DETOURS)
    groups = view.actor.all_groups - {CITIZEN_GROUP}
    mine, free, every = inbox.count_open(view, view.actor.id, groups)
    if pile is Pile.MINE:
        tasks = inbox.list_of_person(view, view.actor.id, definition=definition, place=place)
    elif pile is Pile.GROUP:
        tasks = inbox.list_of_groups(view, groups, definition=definition, place=place)
    else:
        tasks = inbox.list_of_colleagues(view, groups, definition=definition, place=place)
    blocks = () if pile is Pile.MINE else inbox.list_open_blocks(view, groups, definition=definition)
    stuck = () if pile is Pile.MINE else inbox.list_stuck(view, definition=definition)
    return Worklist(tasks, pile, mine, free, every, inbox.list_kinds(view), blocks, stuck)
