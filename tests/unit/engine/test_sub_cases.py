"""A published process as a sub-case, with the live cache and without it."""

import json
from datetime import timedelta

import pytest

from regelruimte.engine import definitions, detours, dossier, parts, repair, tasks
from regelruimte.engine.detours import OwnStep, SubCase
from regelruimte.engine.errors import NotFound, NothingPublished, ReasonMissing, TaskHeld
from regelruimte.engine.vocabulary import CaseStatus, DetourKind, DetourStatus
from tests.builders import extensions, part, process
from tests.desk import ADMIN, EXPERT
from tests.unit.engine.conftest import CITIZEN, WORKER

pytestmark = pytest.mark.database

FORM = json.dumps(
    {"type": "default", "id": "hulp", "components": [
        {"type": "textfield", "id": "wens", "key": "wens", "label": "Wens"},
        {"type": "textfield", "id": "adres", "key": "adres", "label": "Adres"},
    ]}
).encode()  # fmt: skip


@pytest.fixture(params=["kept alive", "decoded"], autouse=True)
def live_cache(request, monkeypatch):
    if request.param == "decoded":
        monkeypatch.setattr(parts.Kept, "take", lambda _self, _key: None)


@pytest.fixture
def number(desk):
    desk.publish(process("p").start().user("beslis", name="Beslis").end("klaar", name="Klaar"))
    desk.publish(
        process("hulp")
        .start(regelruimte__citizenText="Hulp gevraagd")
        .user("regel", name="Regel hulp", regelruimte__citizenText="Wij regelen hulp")
        .end("geregeld", name="Hulp geregeld"),
        key="hulp-thuis",
    )
    return desk.start({"adres": "Kade 1"})


def start(engine, number, **told):
    with engine.work(WORKER) as work:
        return detours.start_sub_case(work, number, SubCase("hulp-thuis", "Zij valt steeds", **told))


def values(desk, number):
    return {v.name: v.value for v in desk.dossier(number).variables}


def test_runs_a_published_process_beside_the_usual_path(desk, engine, number):
    detour = start(engine, number)

    opened = desk.open_tasks(number)
    assert set(opened) == {"Beslis", "Regel hulp"}
    assert opened["Beslis"].held_by is None
    assert opened["Regel hulp"].instance == detour.instance != opened["Beslis"].instance
    assert (detour.kind, detour.title) == (DetourKind.SUB_CASE, "Proef")


def test_brings_the_outcome_back_when_the_sub_case_ends(desk, engine, number):
    start(engine, number)

    desk.complete(desk.open_tasks(number)["Regel hulp"], {"hulp": "elke dag"})

    assert values(desk, number)["deelzaak_hulp_thuis"] == {
        "uitkomst": "Hulp geregeld", "gegevens": {"hulp": "elke dag"},
    }  # fmt: skip
    kept = desk.dossier(number)
    assert [d.status for d in kept.detours] == [DetourStatus.COMPLETED]
    assert kept.detours[0].facts["outcome"] == "Hulp geregeld"
    assert "sub-case:ended" in {entry.tag for entry in kept.log}
    assert kept.case.outcome is None


def test_holds_the_usual_path_until_it_ends_when_asked(desk, engine, number):
    start(engine, number, holds=True)
    with pytest.raises(TaskHeld):
        desk.complete(desk.open_tasks(number)["Beslis"])

    desk.complete(desk.open_tasks(number)["Regel hulp"])

    assert desk.open_tasks(number)["Beslis"].held_by is None


def test_keeps_the_case_open_until_the_sub_case_ends(desk, engine, number):
    start(engine, number)
    desk.complete(desk.open_tasks(number)["Beslis"])
    assert desk.dossier(number).case.status is CaseStatus.OPEN

    desk.complete(desk.open_tasks(number)["Regel hulp"])

    assert desk.dossier(number).case.status is CaseStatus.CLOSED
    assert desk.dossier(number).case.outcome == "Klaar"


def test_keeps_the_case_open_while_the_sub_case_waits_by_itself(desk, engine, number, clock):
    desk.publish(
        process("hulp").start().timer("rust", "P2D").end("geregeld", name="Geregeld"), key="hulp-thuis"
    )
    start(engine, number)
    desk.complete(desk.open_tasks(number)["Beslis"])
    assert desk.dossier(number).case.status is CaseStatus.OPEN
    clock.advance(timedelta(days=3))

    engine.run_due()

    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_asks_its_first_questions_first_with_what_is_known(desk, engine, number):
    started = extensions('<zeebe:formDefinition formId="hulp"/>')
    drawing = process("hulp").start(inner=started).user("regel", name="Regel hulp").end("klaar", name="Klaar")
    desk.publish(drawing, key="hulp-thuis", **{"forms/hulp.form": FORM})
    start(engine, number)
    task = desk.open_tasks(number)["Proef"]
    with engine.view(WORKER) as view:
        opened = tasks.open_task(view, task.id)
    assert opened.form == FORM
    assert opened.known == {"adres": "Kade 1"}

    desk.complete(task, {"wens": "bed beneden", "adres": "Kade 1"})

    assert set(desk.open_tasks(number)) == {"Beslis", "Regel hulp"}
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.OPEN]
    desk.complete(desk.open_tasks(number)["Regel hulp"])
    assert values(desk, number)["deelzaak_hulp_thuis"]["gegevens"]["wens"] == "bed beneden"


def test_offers_the_free_steps_of_a_block_in_a_sub_case(desk, engine, number):
    inside = part().user("bel", name="Bellen").at(None)
    desk.publish(
        process("hulp").start().adhoc("blok", inside, name="Maatwerk").end("klaar"), key="hulp-thuis"
    )
    start(engine, number)
    with engine.view(WORKER) as view:
        [offer] = detours.list_offers(view, number)

    with engine.work(WORKER) as work:
        detours.start_free_step(
            work, number, scope_step=offer.startable.scope_step, element=offer.startable.element
        )

    assert set(desk.open_tasks(number)) == {"Beslis", "Bellen"}


def test_keeps_its_course_apart_from_that_of_the_case(desk, engine, number):
    detour = start(engine, number)

    with engine.view(WORKER) as view:
        main, sub = dossier.get_dossier(view, number), dossier.get_dossier(view, number, sub_case=detour.id)

    assert {p.element for p in main.passages} & {"regel"} == set()
    assert (main.path.now, sub.path.now) == (("beslis",), ("regel",))
    assert sub.version.process.id == "hulp"
    with engine.view(WORKER) as view, pytest.raises(NotFound):
        dossier.get_dossier(view, number, sub_case="nothing")


def test_tells_the_person_where_the_case_is_and_not_where_the_sub_case_is(engine, number):
    start(engine, number, citizen_text="Wij kijken ook naar hulp thuis")

    with engine.view(CITIZEN) as view:
        mine = dossier.get_my_case(view, number)

    assert "Wij regelen hulp" not in (mine.status, *mine.steps)


def test_takes_its_tasks_away_when_it_is_cancelled(desk, engine, number):
    detour = start(engine, number, holds=True)

    with engine.work(WORKER) as work:
        detours.cancel_detour(work, number, detour_id=detour.id, reason="toch niet nodig")

    opened = desk.open_tasks(number)
    assert list(opened) == ["Beslis"]
    assert opened["Beslis"].held_by is None
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.CANCELLED]
    assert "deelzaak_hulp_thuis" not in values(desk, number)


def test_ends_with_the_case_when_that_is_cancelled(desk, engine, number):
    start(engine, number)

    with engine.work(ADMIN) as work:
        repair.cancel_case(work, number, outcome="Ingetrokken", reason="op verzoek")

    assert desk.open_tasks(number) == {}
    assert desk.dossier(number).case.status is CaseStatus.CLOSED
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.CANCELLED]


def test_stands_still_with_the_case_when_that_is_suspended(desk, engine, number):
    start(engine, number)
    with engine.work(ADMIN) as work:
        repair.suspend(work, number, reason="onderzoek")
    with pytest.raises(TaskHeld):
        desk.complete(desk.open_tasks(number)["Regel hulp"])

    with engine.work(ADMIN) as work:
        repair.resume(work, number, reason="klaar")

    desk.complete(desk.open_tasks(number)["Regel hulp"])


def test_goes_on_while_an_own_step_holds_only_the_usual_path(desk, engine, number):
    start(engine, number)
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "omdat", holds=True))

    desk.complete(desk.open_tasks(number)["Regel hulp"])

    assert set(desk.open_tasks(number)) == {"Beslis", "Bel"}
    assert "deelzaak_hulp_thuis" in values(desk, number)


def test_refuses_without_reason_or_without_such_a_process(engine, number):
    with engine.work(WORKER) as work, pytest.raises(ReasonMissing):
        detours.start_sub_case(work, number, SubCase("hulp-thuis", " "))
    with engine.work(WORKER) as work, pytest.raises(NotFound):
        detours.start_sub_case(work, number, SubCase("nergens", "omdat"))


def test_offers_only_what_is_published(desk, engine, number):
    with engine.work(EXPERT) as work:
        definitions.create_definition(work, "leeg", title="Leeg", files={})

    with engine.view(WORKER) as view:
        assert {one.key for one in detours.list_sub_processes(view)} == {"hulp-thuis", "p"}
    with engine.work(WORKER) as work, pytest.raises(NothingPublished):
        detours.start_sub_case(work, number, SubCase("leeg", "omdat"))
