"""Skipping, repeating and replacing steps, with the live cache and without it: as after a save and a load."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from regelruimte.engine import definitions, detours, parts, tasks
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.detours import Doer, Motive, OwnStep, Repeat, Replacement, Skip
from regelruimte.engine.errors import (
    BundleHasErrors,
    GroundMissing,
    InvalidValue,
    MandateMissing,
    NotAllowed,
    NotStartable,
    ReasonMissing,
    TaskClaimedByAnother,
    TaskHeld,
    ValuesMissing,
)
from regelruimte.engine.vocabulary import CaseStatus, DetourKind, DetourStatus, TaskStatus
from tests.builders import extensions, mapping, part, process, timer
from tests.unit.engine.conftest import CITIZEN, COLLEAGUE, WORKER

pytestmark = pytest.mark.database

WHY = Motive("Past hier niet", article="Awb 3:4")
ROOM = (
    '<regelruimte:room id="r1" kind="law" article="Awb 4:84" group="team-parkeren">'
    "Afwijken</regelruimte:room>"
)


def form(form_id, *keys):
    components = [{"type": "textfield", "id": key, "key": key, "label": key} for key in keys]
    return json.dumps({"type": "default", "id": form_id, "components": components}).encode()


FORMS = {"forms/horen.form": form("horen", "verslag", "akkoord"), "forms/kort.form": form("kort", "akkoord")}


def line():
    """Horen (gives verslag and akkoord), then a way out chosen by `akkoord`."""
    return (
        process()
        .start()
        .user("horen", form="horen", name="Horen", group="case_worker")
        .exclusive("keus", default="nee")
        .when('akkoord = "ja"', "ja")
        .user("toekennen", name="Toekennen", group="case_worker")
        .end("toegekend", name="Toegekend")
        .at("keus")
        .named("nee")
        .user("afwijzen", name="Afwijzen", group="case_worker")
        .end("afgewezen", name="Afgewezen")
    )


@pytest.fixture(params=["kept alive", "decoded"], autouse=True)
def live_cache(request, monkeypatch):
    """Run each test with the live objects of earlier steps, and with nothing but the stored state."""
    if request.param == "decoded":
        monkeypatch.setattr(parts.Kept, "take", lambda _self, _key: None)


@pytest.fixture
def number(desk):
    desk.publish(line(), **FORMS)
    return desk.start()


def steps(engine, number, actor=WORKER):
    with engine.view(actor) as view:
        return {step.name: step for step in detours.list_open_steps(view, number)}


def skip(engine, number, name, *, actor=WORKER, motive=WHY, **values):
    step = steps(engine, number, actor)[name]
    with engine.work(actor) as work:
        return detours.skip_step(work, number, Skip(step.step, step.instance, motive, values))


def replace(engine, number, name, *, motive=WHY, **told):
    step = steps(engine, number)[name]
    with engine.work(WORKER) as work:
        return detours.replace_step(work, number, Replacement(step.step, step.instance, motive, **told))


def repeat(engine, number, element, **told):
    with engine.work(WORKER) as work:
        return detours.repeat_step(work, number, Repeat(element, WHY, **told))


def values(desk, number):
    return {v.name: v.value for v in desk.dossier(number).variables}


def test_names_what_the_path_needs_of_an_open_step(engine, number):
    assert steps(engine, number)["Horen"].needs == ("akkoord",)


def test_goes_on_with_the_values_given_when_a_step_is_skipped(desk, engine, number):
    detour = skip(engine, number, "Horen", akkoord="ja")

    assert list(desk.open_tasks(number)) == ["Toekennen"]
    assert values(desk, number) == {"akkoord": "ja"}
    assert (detour.kind, detour.status, detour.ground) == (
        DetourKind.SKIP, DetourStatus.COMPLETED, "Awb 3:4",
    )  # fmt: skip


def test_marks_the_task_skipped_and_tells_it_in_the_log(desk, engine, number):
    skip(engine, number, "Horen", akkoord="nee")

    dossier = desk.dossier(number)
    assert [task.status for task in dossier.tasks if task.name == "Horen"] == [TaskStatus.SKIPPED]
    entry = next(entry for entry in dossier.log if entry.tag == "detour:skipped")
    assert (entry.reason, entry.facts["ground"], entry.facts["names"]) == (
        "Past hier niet",
        "Awb 3:4",
        ["akkoord"],
    )
    assert ("horen", "skipped") in [(p.element, p.event) for p in dossier.passages]
    assert "task:cancelled" not in {entry.tag for entry in dossier.log}


def test_refuses_a_skip_when_the_path_needs_a_value_that_is_not_given(desk, engine, number):
    with pytest.raises(ValuesMissing) as refused:
        skip(engine, number, "Horen")

    assert refused.value.names == ("akkoord",)
    assert list(desk.open_tasks(number)) == ["Horen"]
    assert desk.dossier(number).detours == ()


def test_needs_nothing_when_the_case_knows_the_value_already(desk, engine):
    desk.publish(line(), **FORMS)
    number = desk.start({"akkoord": "ja"})

    skip(engine, number, "Horen")

    assert list(desk.open_tasks(number)) == ["Toekennen"]


@pytest.mark.parametrize(
    ("motive", "refusal"),
    [
        (Motive(" ", article="Awb 3:4"), ReasonMissing),
        (Motive("omdat"), GroundMissing),
        (Motive("omdat", room="r9"), MandateMissing),
    ],
)
def test_refuses_a_skip_when_reason_or_ground_is_missing(engine, number, motive, refusal):
    with pytest.raises(refusal):
        skip(engine, number, "Horen", motive=motive, akkoord="ja")


def test_refuses_a_skip_when_the_law_demands_the_step(desk, engine):
    desk.publish(process().start().user("horen", name="Horen", regelruimte__demandedBy="Awb 4:8").end())
    number = desk.start()
    step = steps(engine, number)["Horen"]
    assert (step.why_not, step.demanded_by) == ("demanded", "Awb 4:8")

    with pytest.raises(NotStartable):
        skip(engine, number, "Horen")


def guarded(inner="", **told):
    return process().start().user("horen", inner, name="Horen", group="team-parkeren", **told).end()


def test_refuses_who_does_not_do_the_step_when_no_room_is_given(desk, engine):
    desk.publish(guarded())
    number = desk.start()
    assert steps(engine, number, COLLEAGUE)["Horen"].why_not == "mandate"

    with pytest.raises(MandateMissing):
        skip(engine, number, "Horen", actor=COLLEAGUE)


def test_lets_only_those_the_model_names_depart_when_it_names_a_mandate(desk, engine):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Bezwaar")
    desk.publish(guarded(regelruimte__mandate="team-bezwaar"))
    number = desk.start()

    assert steps(engine, number)["Horen"].why_not == "mandate"
    assert steps(engine, number)["Horen"].standing.groups == ("team-bezwaar",)


def test_takes_the_article_of_the_room_as_the_ground_when_one_is_used(desk, engine):
    drawing = process().start()
    drawing.node("userTask", "horen", extensions(ROOM), name="Horen").end()
    desk.publish(drawing)
    number = desk.start()

    detour = skip(engine, number, "Horen", motive=Motive("omdat", room="r1"))

    assert (detour.ground, detour.room) == ("Awb 4:84", "r1")
    assert desk.dossier(number).case.status is CaseStatus.CLOSED


def test_offers_the_rooms_of_the_process_at_every_step(desk, engine):
    drawing = process()
    drawing.parts.insert(0, extensions(ROOM))
    desk.publish(drawing.start().user("horen", name="Horen").end())
    number = desk.start()

    assert [room.id for room in steps(engine, number)["Horen"].standing.may_use] == ["r1"]


def test_writes_nothing_through_the_mapping_when_a_step_is_skipped(desk, engine):
    mapped = extensions(mapping(outputs=[("verslag", "samenvatting")]))
    drawing = process().start()
    drawing.node("userTask", "horen", mapped, name="Horen").user("na", name="Na").end()
    desk.publish(drawing)
    number = desk.start({"samenvatting": "van de aanvraag"})

    skip(engine, number, "Horen")

    assert values(desk, number) == {"samenvatting": "van de aanvraag"}


def test_leaves_a_colleagues_task_alone_when_it_would_be_skipped(desk, engine, number):
    with engine.work(COLLEAGUE) as work:
        tasks.claim_task(work, desk.open_tasks(number)["Horen"].id)

    with pytest.raises(TaskClaimedByAnother):
        skip(engine, number, "Horen", akkoord="ja")


def test_skips_the_waiting_for_a_moment_when_the_path_waits_for_a_timer(desk, engine):
    desk.publish(process().start().timer("rust", "P2D").user("na", name="Na").end())
    number = desk.start()
    [name] = steps(engine, number)

    skip(engine, number, name)

    assert list(desk.open_tasks(number)) == ["Na"]
    assert desk.dossier(number).waits == ()


def test_offers_no_boundary_event_to_skip(desk, engine):
    drawing = process().start().user("horen", name="Horen").end()
    drawing.boundary("laat", "horen", timer("P2D")).user("na", name="Na").end("einde")
    desk.publish(drawing)

    assert list(steps(engine, desk.start())) == ["Horen"]


def test_skips_a_failed_automatic_step_when_its_result_is_given(desk, engine):
    drawing = process().start().script("reken", "sum(for i in 1..aantal return i)", "som")
    desk.publish(drawing.user("na", name="Na").end())
    number = desk.start({"aantal": Decimal(1_000_000)})
    assert [incident.element for incident in desk.dossier(number).incidents] == ["reken"]
    [name] = steps(engine, number)

    skip(engine, number, name, som="3")

    assert desk.dossier(number).incidents == ()
    assert list(desk.open_tasks(number)) == ["Na"]


def test_refuses_a_skip_when_the_path_waits_for_a_detour(engine, number):
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Bel", "omdat", holds=True))

    with pytest.raises(TaskHeld):
        skip(engine, number, "Horen", akkoord="ja")


def test_opens_a_finished_step_once_more_when_it_is_repeated(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "kort", "akkoord": "ja"})

    detour = repeat(engine, number, "horen")

    opened = desk.open_tasks(number)
    assert set(opened) == {"Toekennen", "Horen"}
    assert (opened["Horen"].form, opened["Horen"].element, opened["Horen"].detour) == (
        "horen",
        "horen",
        detour.id,
    )
    assert opened["Toekennen"].held_by is None


def test_writes_the_new_answers_over_the_old_when_a_repeated_step_is_done(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "kort", "akkoord": "ja"})
    repeat(engine, number, "horen")

    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "lang"})

    assert values(desk, number) == {"verslag": "lang", "akkoord": "ja"}
    assert list(desk.open_tasks(number)) == ["Toekennen"]
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.COMPLETED]


def test_holds_the_path_until_the_repeated_step_is_done_when_asked(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Horen"], {"akkoord": "ja"})
    repeat(engine, number, "horen", holds=True)
    assert desk.open_tasks(number)["Toekennen"].held_by is not None

    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "lang"})

    assert desk.open_tasks(number)["Toekennen"].held_by is None


def test_writes_through_the_mapping_when_a_repeated_step_has_one(desk, engine):
    mapped = extensions(mapping(outputs=[("verslag", "samenvatting")]))
    drawing = process().start()
    drawing.node("userTask", "horen", mapped, name="Horen").user("na", name="Na").end()
    desk.publish(drawing)
    number = desk.start()
    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "een"})
    repeat(engine, number, "horen")

    desk.complete(desk.open_tasks(number)["Horen"], {"verslag": "twee"})

    assert values(desk, number)["samenvatting"] == "twee"


def test_refuses_to_repeat_what_was_not_done_or_is_open(desk, engine, number):
    with pytest.raises(NotStartable):
        repeat(engine, number, "toekennen")
    with pytest.raises(NotStartable):
        repeat(engine, number, "horen")


def test_lists_done_steps_with_how_often_and_why_not(desk, engine, number):
    desk.complete(desk.open_tasks(number)["Horen"], {"akkoord": "ja"})
    with engine.view(WORKER) as view:
        [done] = detours.list_done_steps(view, number)
    assert (done.name, done.times, done.why_not) == ("Horen", 1, None)

    repeat(engine, number, "horen")

    with engine.view(WORKER) as view:
        assert [step.why_not for step in detours.list_done_steps(view, number)] == ["open"]


def test_waits_for_the_replacement_when_a_step_is_replaced(desk, engine, number):
    replace(engine, number, "Horen", title="Bel de inwoner", values={"akkoord": "ja"})

    assert list(desk.open_tasks(number)) == ["Bel de inwoner"]
    statuses = {task.name: task.status for task in desk.dossier(number).tasks}
    assert statuses["Horen"] is TaskStatus.REPLACED

    desk.complete(desk.open_tasks(number)["Bel de inwoner"], {"verslag": "gebeld"})

    assert list(desk.open_tasks(number)) == ["Toekennen"]
    assert values(desk, number) == {"verslag": "gebeld", "akkoord": "ja"}
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.COMPLETED]


def test_asks_no_values_when_the_form_of_the_replacement_gives_them(desk, engine, number):
    replace(engine, number, "Horen", title="Hoor schriftelijk", form="kort")
    assert desk.open_tasks(number)["Hoor schriftelijk"].form == "kort"

    desk.complete(desk.open_tasks(number)["Hoor schriftelijk"], {"akkoord": "nee"})

    assert list(desk.open_tasks(number)) == ["Afwijzen"]


def test_refuses_a_replacement_when_the_path_needs_more(desk, engine, number):
    with pytest.raises(ValuesMissing):
        replace(engine, number, "Horen", title="Bel de inwoner")

    assert list(desk.open_tasks(number)) == ["Horen"]


def test_does_another_activity_of_the_model_when_it_is_named(desk, engine, number):
    replace(engine, number, "Horen", element="afwijzen", values={"akkoord": "nee"})

    assert list(desk.open_tasks(number)) == ["Afwijzen"]


@pytest.mark.parametrize("told", [{}, {"title": "Bel", "form": "nergens"}, {"element": "keus"}])
def test_refuses_a_replacement_that_says_nothing_or_does_not_exist(engine, number, told):
    with pytest.raises(InvalidValue):
        replace(engine, number, "Horen", values={"akkoord": "ja"}, **told)


def test_opens_the_step_again_when_its_replacement_is_cancelled(desk, engine, number):
    detour = replace(engine, number, "Horen", title="Bel", values={"akkoord": "ja"})

    with engine.work(WORKER) as work:
        detours.cancel_detour(work, number, detour_id=detour.id, reason="toch niet")

    assert list(desk.open_tasks(number)) == ["Horen"]
    desk.complete(desk.open_tasks(number)["Horen"], {"akkoord": "nee"})
    assert list(desk.open_tasks(number)) == ["Afwijzen"]


def test_calls_the_replacement_off_when_a_boundary_event_takes_the_path_elsewhere(desk, engine, clock):
    drawing = process().start().user("horen", name="Horen").end()
    drawing.boundary("laat", "horen", timer("P2D")).user("na", name="Na").end("einde")
    desk.publish(drawing)
    number = desk.start()
    replace(engine, number, "Horen", title="Bel")
    clock.advance(timedelta(days=3))

    run_jobs(engine)

    assert list(desk.open_tasks(number)) == ["Na"]
    assert [d.status for d in desk.dossier(number).detours] == [DetourStatus.CANCELLED]


def run_jobs(engine):
    engine.run_due()


def test_holds_the_replacement_too_when_an_own_step_holds_the_path(desk, engine, number):
    replace(engine, number, "Horen", title="Bel", values={"akkoord": "ja"})
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Eerst", "omdat", holds=True))

    with pytest.raises(TaskHeld):
        desk.complete(desk.open_tasks(number)["Bel"])


def test_gives_the_replacement_to_whom_is_named(desk, engine, number):
    replace(
        engine,
        number,
        "Horen",
        title="Bel",
        values={"akkoord": "ja"},
        doer=Doer(group="team-parkeren", note="na 10"),
    )

    task = desk.open_tasks(number)["Bel"]
    assert (task.group, task.note) == ("team-parkeren", "na 10")


def test_asks_a_form_of_the_version_when_an_own_step_names_one(desk, engine, number):
    with engine.work(WORKER) as work:
        detours.add_own_step(work, number, OwnStep("Vraag na", "omdat", form="kort"))

    desk.complete(desk.open_tasks(number)["Vraag na"], {"akkoord": "ja"})

    assert values(desk, number) == {"akkoord": "ja"}
    with engine.work(WORKER) as work, pytest.raises(InvalidValue):
        detours.add_own_step(work, number, OwnStep("Vraag na", "omdat", form="nergens"))


def test_tells_a_citizen_nothing_of_what_can_be_left_out(engine, number):
    with engine.view(CITIZEN) as view, pytest.raises(NotAllowed):
        detours.list_open_steps(view, number)


def block(**told):
    inside = part().user("bellen", name="Bellen").at(None).user("bezoek", name="Bezoek", **told)
    return process().start().adhoc("blok", inside, name="Maatwerk", ordering="Sequential").end()


def test_starts_several_steps_all_or_none_and_lets_the_rest_wait_their_turn(desk, engine):
    desk.publish(block())
    number = desk.start()
    with engine.view(WORKER) as view:
        scope = detours.list_offers(view, number)[0].startable.scope_step
    with engine.work(WORKER) as work, pytest.raises(NotStartable):
        detours.start_free_steps(work, number, scope_step=scope, elements=["bellen", "nergens"])
    assert desk.open_tasks(number) == {}

    with engine.work(WORKER) as work:
        detours.start_free_steps(work, number, scope_step=scope, elements=["bellen", "bezoek"])

    assert list(desk.open_tasks(number)) == ["Bellen"]
    with engine.view(WORKER) as view:
        told = {o.startable.name: (o.why_not, o.startable.queued) for o in detours.list_offers(view, number)}
    assert told == {"Bellen": ("sequential", 0), "Bezoek": ("sequential", 1)}
    desk.complete(desk.open_tasks(number)["Bellen"])
    assert list(desk.open_tasks(number)) == ["Bezoek"]


def test_says_who_may_start_a_step_when_the_model_names_a_mandate(desk, engine):
    with engine.work(SYSTEM) as work:
        definitions.put_group(work, "Team Bezwaar")
    desk.publish(block(regelruimte__mandate="team-bezwaar", regelruimte__maxTimes="2"))
    number = desk.start()
    with engine.view(WORKER) as view:
        offers = {o.startable.name: o for o in detours.list_offers(view, number)}
    assert (offers["Bezoek"].why_not, offers["Bezoek"].mandate) == ("mandate", ("team-bezwaar",))
    assert offers["Bezoek"].startable.most == 2
    assert offers["Bellen"].why_not is None

    with engine.work(WORKER) as work, pytest.raises(MandateMissing):
        detours.start_free_step(
            work, number, scope_step=offers["Bezoek"].startable.scope_step, element="bezoek"
        )


def test_refuses_to_publish_a_mandate_of_a_group_that_does_not_exist(desk):
    with pytest.raises(BundleHasErrors):
        desk.publish(guarded(regelruimte__mandate="team-nergens"))
