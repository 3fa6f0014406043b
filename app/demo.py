"""What a demonstration starts with: groups, persons, the example processes and practice cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from regelruimte.app.bundles import read_bundle
from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.engine import accounts, definitions
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.engine import Engine
from regelruimte.engine.roles import Role
from regelruimte.engine.vocabulary import MODEL_FILE

_NOTE = "Eerste versie voor de demonstratie"
_GROUPS = ("Team Parkeren",)
_PARKING = frozenset({"team-parkeren"})

PERSONS = (
    NewAccount(
        "demo-mehmet",
        "Mehmet Aydin",
        frozenset({Role.CITIZEN}),
        person="demo-mehmet",
        facts={"naam": "Mehmet Aydin"},
        is_demo=True,
    ),
    NewAccount(
        "demo-linda",
        "Linda Hendriks",
        frozenset({Role.CITIZEN}),
        person="demo-linda",
        facts={"naam": "Linda Hendriks"},
        is_demo=True,
    ),
    NewAccount("demo-marieke", "Marieke Bos", frozenset({Role.CASE_WORKER}), groups=_PARKING, is_demo=True),
    NewAccount("demo-joris", "Joris Maas", frozenset({Role.CASE_WORKER}), groups=_PARKING, is_demo=True),
    NewAccount(
        "demo-sanne",
        "Sanne de Wit",
        frozenset({Role.DOMAIN_EXPERT, Role.PROCESS_OWNER}),
        is_demo=True,
    ),
    NewAccount("demo-omar", "Omar Yıldız", frozenset({Role.ADMINISTRATOR}), is_demo=True),
)


def set_up_demo(engine: Engine) -> Iterator[str]:
    """Fill a database for a demonstration, each part only when it is not there; yield what was done."""
    yield f"{_add_groups_and_persons(engine)} demo persons added"
    for folder in example_folders():
        yield _publish_example(engine, folder)


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


def _publish_example(engine: Engine, folder: Path) -> str:
    with engine.work(SYSTEM) as work:
        if folder.name in {definition.key for definition in definitions.list_definitions(work)}:
            return f"{folder.name}: is there already"
        version = publish_bundle(work, folder.name, read_bundle(folder), note=_NOTE)
        return f"{folder.name}: version {version.number} is published"
