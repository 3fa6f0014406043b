"""What a demonstration starts with: groups, persons, the example processes and practice cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.app.opening import make_engine
from regelruimte.app.practice import PLAYED, play
from regelruimte.engine import accounts, definitions, trials
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.bundles import read_bundle, read_candidate
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.engine import Engine
from regelruimte.engine.roles import Role
from regelruimte.engine.trials import TrialPlan
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.forms.check import check_form

_NOTE = "Eerste versie voor de demonstratie"
_CANDIDATE_NOTE = "Minder vragen in de aanvraag"
_GOAL = "Krijgen inwoners met minder vragen sneller een antwoord?"
_GROUPS = ("Team Parkeren", "Team Inkomen", "Wijkteam")
_PARKING = frozenset({"team-parkeren"})
_INCOME = frozenset({"team-inkomen"})

PERSONS = (
    NewAccount(
        "demo-mehmet",
        "Mehmet Aydin",
        frozenset({Role.CITIZEN}),
        person="demo-mehmet",
        facts={"naam": "Mehmet Aydin", "postcode": "1234 AB", "huisnummer": 12},
        is_demo=True,
    ),
    NewAccount(
        "demo-linda",
        "Linda Hendriks",
        frozenset({Role.CITIZEN}),
        person="demo-linda",
        facts={"naam": "Linda Hendriks", "postcode": "1234 CD", "huisnummer": 1},
        is_demo=True,
    ),
    NewAccount("demo-marieke", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=_PARKING, is_demo=True),
    NewAccount("demo-joris", "Joris Maas", frozenset({Role.CASE_WORKER}), groups=_PARKING, is_demo=True),
    NewAccount("demo-kees", "Kees Vos", frozenset({Role.CASE_WORKER}), groups=_INCOME, is_demo=True),
    NewAccount(
        "demo-sanne",
        "Sanne de Wit",
        frozenset({Role.DOMAIN_EXPERT, Role.PROCESS_OWNER}),
        is_demo=True,
    ),
    NewAccount("demo-omar", "Omar Yıldız", frozenset({Role.ADMINISTRATOR}), is_demo=True),
)


def set_up_demo(url: str, *, until: datetime) -> Iterator[str]:
    """Fill a database for a demonstration, each part only when it is not there; yield what was done.

    The processes are published some weeks before `until`, so that practice cases can have run since.
    """
    engine = make_engine(url, clock=VirtualClock(until - PLAYED))
    try:
        yield f"{_add_groups_and_persons(engine)} demo persons added"
        published = [_publish_example(engine, folder) for folder in example_folders()]
    finally:
        engine.close()
    yield from (line for line, _ in published)
    if any(is_new for _, is_new in published):
        yield f"{play(url, until=until)} practice cases played"


def example_folders() -> tuple[Path, ...]:
    """Return the folders of the example processes, by key."""
    folder = Path(__file__).parent.parent / "processes"
    return tuple(sorted(path.parent for path in folder.glob(f"*/{MODEL_FILE}")))


def _add_groups_and_persons(engine: Engine) -> int:
    with engine.work(SYSTEM) as work:
        for name in _GROUPS:
            definitions.put_group(work, name)
        there = {account.name for account in accounts.list_accounts(work)}
        missing = [person for person in PERSONS if person.name not in there]
        for person in missing:
            accounts.create_account(work, person)
        return len(missing)


def _designer(engine: Engine) -> Actor:
    """Return the demo person who draws and publishes."""
    with engine.view(SYSTEM) as view:
        actors = [account.actor for account in accounts.list_demo_accounts(view)]
    return next(actor for actor in actors if Role.DOMAIN_EXPERT in actor.roles)


def _publish_example(engine: Engine, folder: Path) -> tuple[str, bool]:
    with engine.work(_designer(engine)) as work:
        if folder.name in {definition.key for definition in definitions.list_definitions(work)}:
            return f"{folder.name}: is there already", False
        files = read_bundle(folder)
        version = publish_bundle(work, folder.name, files, note=_NOTE)
        said = f"{folder.name}: version {version.number} is published"
        changed = read_candidate(folder)
        if not changed:
            return said, True
        draft = definitions.put_files(work, folder.name, {**files, **changed})
        candidate = definitions.publish_candidate(
            work, folder.name, revision=draft.revision, change_note=_CANDIDATE_NOTE, check_form=check_form
        )
        trials.start_trial(work, folder.name, TrialPlan(candidate.number, 50, goal=_GOAL))
        return f"{said}, version {candidate.number} runs in a trial", True
