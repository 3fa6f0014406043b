"""The service that people use while the product is watched, and the acts of a resident and a colleague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import regex

from regelruimte.app.cli_definitions import publish_bundle
from regelruimte.engine import Engine, Role, accounts, definitions
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from tests.builders import extensions, process
from tests.live.visitor import Page, Unexpected, Visitor
from tests.worklist_process import CALLED, DECISION, FORMS, PASSWORD, user

KEY = "parkeren"
TEAM = "team-parkeren"
_NUMBER = regex.compile(r"Z-\d{4}-\d{6}")


def bundle(*, judged: bool = True) -> dict[str, bytes]:
    """Return a service with a rule and a task of the resident, and between them a judgement and a timer."""
    drawing = (
        process(
            KEY,
            name="Parkeervergunning aanvragen",
            regelruimte__question="Ik wil parkeren bij mijn huis",
            regelruimte__summary="Met een vergunning parkeert u in uw eigen wijk.",
            regelruimte__topic="parkeren-verkeer",
            regelruimte__legalTermDays="56",
            regelruimte__legalTermSource="Awb 4:13",
            regelruimte__targetDays="4",
        )
        .start(inner=extensions('<zeebe:formDefinition formId="aanvraag"/>'), name="Aanvraag ontvangen")
        .node("businessRuleTask", "regels", extensions(CALLED), name="Recht berekenen")
    )
    if judged:
        user(drawing, "oordeel", "Beoordeel de aanvraag", group=TEAM, form="oordeel", due="P2D")
        drawing.timer("bedenktijd", "PT1S")
    user(drawing, "vraag", "Geef uw kenteken door", group="citizen", form="vraag")
    drawing.end(name="Vergunning gegeven", regelruimte__citizenText="U krijgt een vergunning.")
    return {"process.bpmn": drawing.bpmn(), "recht.dmn": DECISION.encode(), **FORMS}


def set_up(url: str, *, judged: bool = True) -> None:
    """Make the database and publish the service."""
    engine = Engine.open(url)
    engine.migrate()
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
        publish_bundle(work, KEY, bundle(judged=judged), note="Eerste versie")
    engine.close()


def add_resident(engine: Engine, name: str) -> None:
    """Make the account of a resident."""
    _add(engine, NewAccount(name, "Jolanda van Dijk", frozenset({Role.CITIZEN}), PASSWORD, person=name))


def add_colleague(engine: Engine, name: str, *, groups: frozenset[str] = frozenset({TEAM})) -> None:
    """Make the account of a case worker."""
    _add(engine, NewAccount(name, f"Petra {name}", frozenset({Role.CASE_WORKER}), PASSWORD, groups=groups))


def add_designer(engine: Engine, name: str) -> None:
    """Make the account of somebody who draws processes."""
    _add(engine, NewAccount(name, "Sanne de Wit", frozenset({Role.DOMAIN_EXPERT}), PASSWORD))


def _add(engine: Engine, account: NewAccount) -> None:
    with engine.work(SYSTEM) as work:
        accounts.create_account(work, account)


@contextmanager
def signed_in(port: int, name: str, asked: Counter[str] | None = None) -> Iterator[Visitor]:
    """Give a visitor who signed in; hang up at the end."""
    visitor = Visitor(port, asked)
    try:
        visitor.sign_in(name, PASSWORD)
        yield visitor
    finally:
        visitor.close()


def apply(resident: Visitor) -> str:
    """Send an application; return the number of its case."""
    begun = resident.send(resident.get(f"/aanvragen/{KEY}"), {})
    check = resident.send(begun, {"verhaal": "Ik rij voor mijn werk", "autos": "2"})
    found = _NUMBER.search(resident.send(check, {}).text)
    if found is None:
        raise Unexpected("the receipt names no case")
    return str(found[0])


def judge(colleague: Visitor, number: str) -> None:
    """Take the judgement of a case and complete its two pages."""
    seen = colleague.get(f"/worklist/cases/{number}")
    task = _task_of(seen)
    colleague.send(seen, {}, action=f"{task}/claim")
    second = colleague.send(colleague.get(task), {"belang": "De aanvraag is duidelijk"}, action=task)
    colleague.send(second, {"besluit": "ja"}, action=task)


def take_own_step(colleague: Visitor, number: str) -> None:
    """Give a case a step beside its usual path, and complete it."""
    asked = colleague.get(f"/worklist/cases/{number}/own-step")
    told = {"title": "Bel de inwoner", "reason": "Er ontbreekt iets", "place": "beside"}
    task = _task_of(colleague.send(asked, told))
    colleague.send(colleague.get(task), {"rr-report": "Gebeld, alles is duidelijk"}, action=task)


def find_turn(resident: Visitor, number: str) -> str | None:
    """Return the address of the task that waits for the resident in a case, None while there is none."""
    found = resident.get(f"/mijn-zaken/{number}").links("/taken/")
    return found[0] if found else None


def first_case(resident: Visitor) -> str:
    """Return the number of the newest case of a resident."""
    return resident.get("/mijn-zaken").links("/mijn-zaken/")[0].rpartition("/")[2]


def first_turn(resident: Visitor) -> str:
    """Return the address of the page of the task that waits for a resident."""
    task = find_turn(resident, first_case(resident))
    if task is None:
        raise Unexpected("no task waits for the resident")
    return resident.get(task).path


def portal_pages(resident: Visitor) -> list[str]:
    """Return pages of the portal that many see: where it begins, a service, a form, one's cases, a case."""
    form = resident.send(resident.get(f"/aanvragen/{KEY}"), {}).path
    return ["/", f"/aanvragen/{KEY}", form, "/mijn-zaken", f"/mijn-zaken/{first_case(resident)}"]


def answer(resident: Visitor, task: str) -> None:
    """Complete the resident's task."""
    resident.send(resident.get(task), {"kenteken": "GK-482-T"})


def _task_of(page: Page) -> str:
    found = page.links("/worklist/tasks/")
    if not found:
        raise Unexpected(f"{page.path} offers no task")
    return found[0]
