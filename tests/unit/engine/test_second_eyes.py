"""A second pair of eyes on detours, with the live cache and without it."""

import pytest

from regelruimte.engine import definitions, detours, parts, repair
from regelruimte.engine.actors import SYSTEM, Actor
from regelruimte.engine.detours import Motive, OfferedDetour, OwnStep, Repeat, Replacement, Skip
from regelruimte.engine.errors import (
    BundleHasErrors,
    MandateMissing,
    NotStartable,
    ReasonMissing,
    TaskHeld,
    TaskNotOpen,
)
from regelruimte.engine.roles import Role
from regelruimte.engine.vocabulary import CaseStatus, DetourKind, DetourStatus
from tests.builders import extensions, part, process
from tests.desk import ADMIN
from tests.unit.engine.conftest import COLLEAGUE, WORKER

pytestmark = pytest.mark.database

REVIEWER = Actor("r1", "Joris Maas", frozenset({Role.CASE_WORKER}), groups=frozenset({"toetsers"}))
BOTH = Actor("w1", "Marieke Bos", frozenset({Role.CASE_WORKER}), frozenset({"team-parkeren", "toetsers"}))
ROOM = (
    '<regelruimte:room id="r1" kind="law" article="Awb 4:84" group="team-parkeren" secondEyes="toetsers">'
    "Afwijken</regelruimte:room>"
)
WHY = Motive("Zij is ziek", room="r1")


@pytest.fixture(params=["kept alive", "decoded"], autouse=True)
def live_cache(request, monkeypatch):
    if request.param == "decoded":
        monkeypatch.setattr(parts.Kept, "take", lambda _self, _key: None)


@pytest.fixture
def number(desk, engine):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Toetsers")
    drawing = process().start()
    drawing.node("userTask", "horen", extensions(ROOM), name="Horen").user("beslis", name="Beslis").end(
        "klaar"
    )
    desk.publish(drawing)
    return desk.start()


def open_step(engine, number, name="Horen"):
    with engine.view(WORKER) as view:
        return next(step for step in detours.list_open_steps(view, number) if step.name == name)


def ask(engine, number, actor=WORKER):
    step = open_step(engine, number)
    with engine.work(actor) as work:
        return detours.skip_step(work, number, Skip(step.step, step.instance, WHY))


def agree(engine, number, asked, actor=REVIEWER):
    with engine.work(actor) as work:
        return detours.agree(work, number, detour_id=asked.id)


def tags(desk, number):
    return [entry.tag for entry in desk.dossier(number).log]


def test_changes_nothing_until_somebody_else_agrees(desk, engine, number):
    asked = ask(engine, number)

    assert asked.status is DetourStatus.ASKED
    tasks = [task for task in desk.dossier(number).open_tasks if task.name == "Horen"]
    assert sorted(task.group for task in tasks) == ["case_worker", "toetsers"]
    assert "detour:asked" in tags(desk, number)


def test_takes_the_detour_in_the_name_of_who_asked_when_agreed(desk, engine, number):
    asked = ask(engine, number)

    taken = agree(engine, number, asked)

    assert list(desk.open_tasks(number)) == ["Beslis"]
    assert (taken.id, taken.by_name, taken.ground) == (asked.id, "Marieke Bos", "Awb 4:84")
    assert taken.facts["agreed_by"] == "Joris Maas"
    [kept] = desk.dossier(number).detours
    assert (kept.kind, kept.status) == (DetourKind.SKIP, DetourStatus.COMPLETED)
    assert tags(desk, number)[-5:].count("detour:agreed") == 1


def test_leaves_the_path_as_it_is_when_sent_back(desk, engine, number):
    asked = ask(engine, number)

    with engine.work(REVIEWER) as work:
        detours.send_back(work, number, detour_id=asked.id, reason="Bel haar eerst")

    assert [task.group for task in desk.dossier(number).open_tasks] == ["case_worker"]
    assert desk.dossier(number).detours[0].status is DetourStatus.CANCELLED
    entry = next(e for e in desk.dossier(number).log if e.tag == "detour:sent-back")
    assert entry.reason == "Bel haar eerst"


@pytest.mark.parametrize("actor", [COLLEAGUE, BOTH])
def test_lets_nobody_agree_who_has_no_mandate_or_asked_it(engine, number, actor):
    asked = ask(engine, number)

    with pytest.raises(MandateMissing):
        agree(engine, number, asked, actor)
    with engine.work(actor) as work, pytest.raises(MandateMissing):
        detours.send_back(work, number, detour_id=asked.id, reason="nee")


def test_answers_only_once_and_sends_back_only_with_reasons(engine, number):
    asked = ask(engine, number)
    with engine.work(REVIEWER) as work, pytest.raises(ReasonMissing):
        detours.send_back(work, number, detour_id=asked.id, reason=" ")
    agree(engine, number, asked)

    with pytest.raises(TaskNotOpen):
        agree(engine, number, asked)


def test_refuses_when_the_case_went_on_meanwhile(desk, engine, number):
    asked = ask(engine, number)
    own = next(task for task in desk.dossier(number).open_tasks if task.group == "case_worker")
    desk.complete(own)

    with pytest.raises(NotStartable):
        agree(engine, number, asked)

    assert desk.dossier(number).detours[0].status is DetourStatus.ASKED


def test_refuses_when_the_path_is_held_meanwhile(engine, number):
    asked = ask(engine, number)
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "omdat", holds=True))

    with pytest.raises(TaskHeld):
        agree(engine, number, asked)


def test_is_no_task_to_fill_in(desk, engine, number):
    ask(engine, number)
    task = next(task for task in desk.dossier(number).open_tasks if task.group == "toetsers")

    with pytest.raises(NotStartable):
        desk.complete(task, actor=REVIEWER)


def test_can_be_withdrawn_by_a_colleague(desk, engine, number):
    asked = ask(engine, number)

    with engine.work(WORKER) as work:
        detours.cancel_detour(work, number, detour_id=asked.id, reason="toch niet")

    assert [task.group for task in desk.dossier(number).open_tasks] == ["case_worker"]


def test_ends_with_the_case(desk, engine, number):
    ask(engine, number)

    with engine.work(ADMIN) as work:
        repair.cancel_case(work, number, outcome="Ingetrokken", reason="op verzoek")

    assert desk.dossier(number).case.status is CaseStatus.CLOSED
    assert desk.dossier(number).detours[0].status is DetourStatus.CANCELLED


def test_replaces_a_step_when_agreed(desk, engine, number):
    step = open_step(engine, number)
    with engine.work(WORKER) as work:
        asked = detours.replace_step(
            work, number, Replacement(step.step, step.instance, WHY, title="Bel de inwoner")
        )
    agree(engine, number, asked)
    assert list(desk.open_tasks(number)) == ["Bel de inwoner"]

    desk.complete(desk.open_tasks(number)["Bel de inwoner"])

    assert list(desk.open_tasks(number)) == ["Beslis"]


def test_repeats_a_step_when_agreed(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Horen"])
    with engine.work(WORKER) as work:
        asked = detours.repeat_step(work, number, Repeat("horen", WHY, holds=True))
    assert desk.open_tasks(number)["Beslis"].held_by is None

    agree(engine, number, asked)

    assert desk.open_tasks(number)["Beslis"].held_by == asked.id


def test_starts_an_offered_detour_when_agreed(desk, engine):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Toetsers")
    inside = part()
    inside.node("userTask", "voorrang", extensions(ROOM), name="Voorrang")
    desk.publish(process().start().adhoc("blok", inside, regelruimte__closes="by_hand").end())
    number = desk.start()
    with engine.view(WORKER) as view:
        [offer] = detours.list_offers(view, number)
    with engine.work(WORKER) as work:
        start = offer.startable
        asked = detours.take_offered_detour(
            work, number, OfferedDetour(start.scope_step, start.element, "Zij is ziek", "r1")
        )
    assert [task.group for task in desk.dossier(number).open_tasks] == ["toetsers"]

    agree(engine, number, asked)

    [task] = desk.dossier(number).open_tasks
    assert (task.element, task.detour, task.group) == ("voorrang", asked.id, "case_worker")


def test_refuses_to_publish_second_eyes_of_a_group_that_does_not_exist(desk):
    drawing = process().start()
    drawing.node("userTask", "horen", extensions(ROOM), name="Horen").end()

    with pytest.raises(BundleHasErrors):
        desk.publish(drawing)
