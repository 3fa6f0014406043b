"""Leave cases in every kind of wait, with the code of whichever release runs this; tell how each goes on.

`python -m tests.upgrades.scene URL FILE`: FILE gets what to do with each case to finish it, and the outcome.
It uses only what every release from 0.1.0 on has, and what a later one brought where it is there.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from regelruimte.engine import (
    Channel,
    Engine,
    Intake,
    applications,
    definitions,
    detours,
    repair,
    tasks,
    trials,
)
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.detours import OwnStep
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.trials import TrialPlan
from tests.builders import Process
from tests.desk import ADMIN, CITIZEN, COLLEAGUE, EXPERT, WORKER, Desk
from tests.upgrades import models

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
INTAKE = Intake(Channel.WEB, date(2026, 11, 2))
NAME = {"naam": "Aydın"}
REASON = "Zij belde dat het adres niet klopt."
DECIDE = ["complete", "besluit", {"bedrag": 120}]


class Scene:
    """An engine, and the cases that were left on it with what finishes them."""

    def __init__(self, engine: Engine, clock: VirtualClock) -> None:
        self.engine, self.clock = engine, clock
        self.desk = Desk(engine)
        self.left: dict[str, dict[str, object]] = {}

    def publish(self, key: str, model: Process, *others: Process) -> None:
        files = {"process.bpmn": model.bpmn(*others)}
        with self.engine.work(EXPERT) as work:
            definitions.publish_files(work, key, files, change_note="eerste")

    def start(self, key: str, values: dict[str, object] | None = None) -> str:
        return self.desk.start(values or NAME, key=key)

    def complete(self, number: str, name: str, values: dict[str, object] | None = None) -> None:
        self.desk.complete(self.desk.open_tasks(number)[name], values or {"akkoord": True})

    def leave(self, what: str, number: str, finish: list[list[object]], outcome: str) -> None:
        """Remember how a case that is left here is finished."""
        self.left[what] = {"case": number, "finish": finish, "outcome": outcome}


def tasks_in_every_shape(scene: Scene) -> None:
    scene.publish("gewoon", models.plain())
    rest: list[list[object]] = [["complete", "beoordeel", {"akkoord": True}], DECIDE]
    scene.leave("task", scene.start("gewoon"), rest, "Toegekend")
    claimed = scene.start("gewoon")
    saved = scene.start("gewoon")
    with scene.engine.work(WORKER) as work:
        tasks.claim_task(work, scene.desk.open_tasks(claimed)["beoordeel"].id)
        waiting = scene.desk.open_tasks(saved)["beoordeel"].id
        tasks.save_answers(work, waiting, answers={"toelichting": "half af"}, page="een")
    scene.leave("task claimed", claimed, rest, "Toegekend")
    scene.leave(
        "answers saved", saved, [["saved", "beoordeel", {"toelichting": "half af"}], *rest], "Toegekend"
    )
    halfway = scene.start("gewoon")
    scene.complete(halfway, "beoordeel")
    scene.leave("second task", halfway, [DECIDE], "Toegekend")
    done = scene.start("gewoon")
    scene.complete(done, "beoordeel")
    scene.complete(done, "besluit")
    scene.leave("done", done, [], "Toegekend")


def tasks_beside_the_path(scene: Scene) -> None:
    step = ["complete", "Bel de inwoner", {"verslag": "gebeld"}]
    rest: list[list[object]] = [["complete", "beoordeel", {"akkoord": True}], DECIDE]
    beside, held, suspended = (scene.start("gewoon") for _ in range(3))
    with scene.engine.work(WORKER) as work:
        detours.add_own_step(work, beside, OwnStep("Bel de inwoner", REASON))
    with scene.engine.work(COLLEAGUE) as work:
        detours.add_own_step(work, held, OwnStep("Bel de inwoner", REASON, holds=True))
    with scene.engine.work(ADMIN) as work:
        repair.suspend(work, suspended, reason=REASON)
    scene.leave("own step beside", beside, [*rest, step], "Toegekend")
    scene.leave("own step holds", held, [["held", "beoordeel"], step, *rest], "Toegekend")
    scene.leave("suspended", suspended, [["held", "beoordeel"], ["resume"], *rest], "Toegekend")


def waits(scene: Scene) -> None:
    scene.publish("termijn", models.timed())
    scene.publish("betaling", models.by_message())
    scene.publish("jaar", models.by_signal())
    scene.publish("antwoord", models.racing())
    scene.leave("timer", scene.start("termijn"), [["wait", 49], DECIDE], "Toegekend")
    paid = scene.start("betaling", {"kenmerk": "zaak-7"})
    told: list[object] = ["message", "betaald", "zaak-7", {"som": 12}]
    scene.leave("message", paid, [told, ["complete", "boek", {}]], "Betaald")
    year = scene.start("jaar")
    scene.leave("signal", year, [["signal", "einde-jaar"], ["complete", "boek", {}]], "Jaar om")
    answered, late = scene.start("antwoord", {"kenmerk": "a"}), scene.start("antwoord", {"kenmerk": "b"})
    scene.leave("event gateway, message", answered, [["message", "antwoord", "a", {}]], "Geantwoord")
    scene.leave("event gateway, timer", late, [["wait", 97], ["complete", "bel", {}]], "Gebeld")


def containers(scene: Scene) -> None:
    scene.publish("onderzoek", models.nested())
    scene.publish("gezin", models.repeated())
    scene.publish("samen", models.parallel())
    inside, late = scene.start("onderzoek"), scene.start("onderzoek")
    rest: list[list[object]] = [["complete", "onderzoek", {}], DECIDE]
    scene.leave("sub-process", inside, rest, "Onderzocht")
    scene.leave("boundary timer", late, [["wait", 73], ["complete", "herinner", {}]], "Te laat")
    family = scene.start("gezin", {"kinderen": ["Ada", "Bram", "Cem"]})
    scene.complete(family, "advies", {"advies": "havo"})
    more: list[list[object]] = [
        ["complete", "advies", {"advies": "vwo"}],
        ["complete", "advies", {"advies": "mbo"}],
    ]
    scene.leave("repeated, one of three done", family, [*more, DECIDE], "Geadviseerd")
    one = scene.start("samen")
    scene.complete(one, "links")
    scene.leave("parallel, one done", one, [["complete", "rechts", {}], ["wait", 25], DECIDE], "Samen")


def tailored_work(scene: Scene) -> None:
    scene.publish("maatwerk", models.tailored())
    fresh, busy = scene.start("maatwerk"), scene.start("maatwerk")
    with scene.engine.work(WORKER) as work:
        offer = next(
            o.startable for o in detours.list_offers(work, busy) if o.startable.element == "huisbezoek"
        )
        detours.start_free_step(work, busy, scope_step=offer.scope_step, element=offer.element)
    talk = [["free", "gesprek"], ["complete", "gesprek", {"verslag": "goed"}], ["close"], DECIDE]
    scene.leave("tailored work, nothing begun", fresh, talk, "Geholpen")
    visit = ["complete", "huisbezoek", {"verslag": "gezien"}]
    scene.leave("tailored work, a free step open", busy, [visit, *talk], "Geholpen")


def what_goes_by_itself(scene: Scene) -> None:
    scene.publish("register", models.automatic())
    failed = scene.start("register", {"naam": "stuk"})
    scene.engine.run_due()
    scene.leave("incident", failed, [["retry"], ["run"], DECIDE], "Gevraagd")
    retried = scene.start("register", {"naam": "druk"})
    scene.engine.run_due()
    scene.leave("tried again later", retried, [["wait", 2], DECIDE], "Gevraagd")
    scene.leave("job in the queue", scene.start("register"), [["run"], DECIDE], "Gevraagd")


def calls(scene: Scene) -> None:
    outer, inner = models.calling()
    scene.publish("roept", outer, inner)
    rest: list[list[object]] = [["complete", "advies", {}], DECIDE]
    scene.leave("called process", scene.start("roept"), rest, "Geroepen")


def rounds(scene: Scene) -> None:
    scene.publish("rondes", models.looping())
    number = scene.start("rondes", {"ronde": 0})
    scene.complete(number, "ronde", {"ronde": 1})
    rest: list[list[object]] = [["complete", "ronde", {"ronde": 2}], ["complete", "ronde", {"ronde": 3}]]
    scene.leave("second round of a loop", number, rest, "Rond")


def applications_and_a_trial(scene: Scene) -> None:
    scene.publish("proef", models.plain())
    with scene.engine.work(EXPERT) as work:
        revision = definitions.get_draft(work, "proef").revision
        files = {"process.bpmn": models.shorter().bpmn()}
        draft = definitions.save_draft(work, "proef", files, revision=revision)
        candidate = definitions.publish_candidate(
            work, "proef", revision=draft.revision, change_note="korter"
        )
        trials.start_trial(work, "proef", TrialPlan(candidate.number, 50, "", "korter wachten"))
    rest = {"A": [["complete", "beoordeel", {"akkoord": True}], DECIDE], "B": [DECIDE]}
    outcomes = {"A": "Toegekend", "B": "Kort toegekend"}
    for arm in "AB":
        scene.leave(f"trial, group {arm}", submitted(scene, arm), rest[arm], outcomes[arm])
    application = opened(scene, "A")
    with scene.engine.work(CITIZEN) as work:
        applications.save_application(work, application, answers={"een": {"naam": "Ay"}}, page="een")
    submit: list[object] = ["submit", application, {"naam": "Aydın"}]
    scene.leave("application not sent", "", [submit, *rest["A"]], outcomes["A"])


def opened(scene: Scene, arm: str) -> str:
    """Open applications until the draw of the trial gives a group; return the last one's id."""
    while True:
        with scene.engine.work(CITIZEN) as work:
            made = applications.open_application(work, "proef", INTAKE)
        if made.arm == arm:
            return made.id
        with scene.engine.work(CITIZEN) as work:
            applications.withdraw_application(work, made.id)


def submitted(scene: Scene, arm: str) -> str:
    application = opened(scene, arm)
    with scene.engine.work(CITIZEN) as work:
        return applications.submit_application(work, application, scene.desk.sent(NAME)).case_number


def since_0_2_0(scene: Scene) -> None:
    """Departures from the usual path, sub-cases and calls of another process."""
    scene.publish("hulp", models.helping())
    scene.publish("roept-ander", models.caller())
    rest: list[list[object]] = [["complete", "regel", {}], DECIDE]
    scene.leave("process of another definition", scene.start("roept-ander"), rest, "Met hulp")
    motive = detours.Motive(REASON, article="Awb 4:84")
    number, skipped = scene.start("gewoon"), scene.start("gewoon")
    with scene.engine.work(WORKER) as work:
        detours.start_sub_case(work, number, detours.SubCase("hulp", REASON, holds=True))
        step = next(each for each in detours.list_open_steps(work, skipped) if each.element == "beoordeel")
        detours.skip_step(work, skipped, detours.Skip(step.step, step.instance, motive))
    both: list[list[object]] = [["complete", "regel", {}], ["complete", "beoordeel", {}], DECIDE]
    scene.leave("sub-case holds", number, both, "Toegekend")
    scene.leave("step skipped", skipped, [DECIDE], "Toegekend")


def ask_register(inputs, *, key, at):
    """Answer as a register does that is down for one, busy for another and well for the rest."""
    assert key, at
    if inputs["naam"] in {"stuk", "druk"}:
        raise ConnectorFailed("down", "Het register antwoordt niet.", retry=inputs["naam"] == "druk")
    return {"bekend": True}


def play(url: str) -> dict[str, object]:
    """Make the scene on an empty database; return what finishes each case."""
    clock = VirtualClock(BEGAN)
    connectors = Connectors({"register": ask_register})
    engine = Engine.open(url, clock=clock, ids=SeededIds(), connectors=connectors)
    engine.migrate()
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Parkeren")
    scene = Scene(engine, clock)
    for part in (
        tasks_in_every_shape, tasks_beside_the_path, waits, containers, tailored_work, calls, rounds,
        applications_and_a_trial,
    ):  # fmt: skip
        part(scene)
        clock.advance(timedelta(minutes=1))
    if hasattr(detours, "start_sub_case"):
        since_0_2_0(scene)
    # Last: what waits in the queue stays there.
    what_goes_by_itself(scene)
    left_at = engine.clock.now().isoformat()
    engine.close()
    return {"left_at": left_at, "cases": scene.left}


if __name__ == "__main__":
    told = play(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
