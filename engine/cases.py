"""Cases: starting one directly, and reading them."""

from __future__ import annotations

from regelruimte.engine import submissions
from regelruimte.engine.actors import Act, require
from regelruimte.engine.begin import Beginning, begin_case
from regelruimte.engine.errors import NotFound
from regelruimte.engine.reach import find_visible_case
from regelruimte.engine.rollout import choose_version
from regelruimte.engine.store import definition_rows, practice_rows
from regelruimte.engine.store.audit import SYSTEM_CHAIN
from regelruimte.engine.store.reads import case_lists
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Case, Intake, Page, Receipt


def start_case(
    work: UnitOfWork,
    key: str,
    intake: Intake,
    sent: Sent,
    *,
    person: str | None = None,
    person_name: str = "",
) -> Receipt:
    """Start a case without an application: by an embedder, a message, or at the desk.

    Sending the same values again under the same submission key gives the same receipt.

    Args:
        work: the unit of work.
        key: key of the definition.
        intake: what is known beforehand; a running trial draws on it.
        sent: the values the case starts with.
        person: id of the person it is about.
        person_name: as they are called.

    Raises:
        NotFound: no such definition.
        NothingPublished: it has no standing version.
        SubmissionAlreadyMade: other values were accepted under the same key.
    """
    require(work.actor, Act.APPLY)
    made = submissions.find_receipt(work, sent)
    if made is not None:
        return made
    definition = definition_rows.find_definition(work, key)
    if definition is None:
        raise NotFound(definition=key)
    case_id = work.ids.new()
    draw = choose_version(work, definition, intake, case_id)
    beginning = Beginning(
        case_id, key, draw, person or work.actor.person, person_name or work.actor.name,
        intake.channel, intake.is_practice,
    )  # fmt: skip
    return begin_case(work, beginning, sent)


def get_case(view: View, number: str) -> Case:
    """Return a case by its public number.

    Raises:
        NotFound: no such case, or not for this actor.
    """
    return find_visible_case(view, number)


def list_my_cases(view: View) -> tuple[Case, ...]:
    """Return the cases about the person who asks, open ones first, newest first."""
    if view.actor.person is None:
        return ()
    return case_lists.list_cases_of_person(view, view.actor.person)


def search_cases(view: View, text: str, *, page: int = 1) -> Page[Case]:
    """Return cases whose number, person or kind contains the text, newest first.

    Raises:
        NotAllowed: this actor handles no cases.
    """
    require(view.actor, Act.SOLVE_INCIDENTS)
    return case_lists.search_cases(view, text, page=page)


def remove_practice_cases(work: UnitOfWork) -> int:
    """Remove all practice cases and what belongs to them; return how many cases went.

    Raises:
        NotAllowed: only an administrator may.
    """
    require(work.actor, Act.MANAGE_ACCOUNTS)
    count = practice_rows.delete_practice(work)
    work.note(SYSTEM_CHAIN, "practice:removed", facts={"cases": count})
    return count
