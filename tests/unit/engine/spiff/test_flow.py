from __future__ import annotations

from decimal import Decimal

from regelruimte.engine.spiff.step import Decided
from tests.builders import process


def test_ends_with_the_name_of_the_end_event_when_the_task_is_completed(play):
    run = play(process().start().user("apply", form="f1", group="Team Parkeren").end(name="Toegekend"))
    run.start({"a": 1})
    step = run.step("apply")
    assert (step.form, step.group, step.scope) == ("f1", "team-parkeren", "main")
    run.complete("apply", b="x")
    assert run.has_ended
    assert run.outcome == "Toegekend"
    assert (run.variable("a"), run.variable("b")) == (Decimal(1), "x")


def test_takes_the_flow_whose_condition_holds_when_paths_part(play):
    model = (
        process()
        .start()
        .user("ask")
        .exclusive("gw", default="no")
        .when("=amount > 10", "yes")
        .user("high")
        .end()
    )
    model.at("gw").named("no").user("low").end("end2")
    run = play(model)
    run.start()
    run.complete("ask", amount=Decimal(11))
    assert run.waiting() == ["high"]
    assert "yes" in run.taken()
    again = play(model)
    again.start()
    again.complete("ask", amount=Decimal(10))
    assert again.waiting() == ["low"]


def test_sees_what_the_script_wrote_when_the_next_script_reads_it(play):
    run = play(process().start().script("s1", "=a + 1", "b").script("s2", "=b * 2", "c").user("u").end())
    run.start({"a": 1})
    assert run.variable("c") == Decimal(4)


def test_waits_for_all_branches_when_they_join(play):
    model = process().start().parallel("split").user("u1").parallel("join").user("u3").end()
    model.at("split").user("u2").to("join")
    run = play(model)
    run.start()
    assert run.waiting() == ["u1", "u2"]
    run.complete("u1")
    assert run.waiting() == ["u2"]
    run.complete("u2")
    assert run.waiting() == ["u3"]
    run.complete("u3")
    assert run.has_ended


def test_keeps_the_trace_when_a_decision_is_made(play):
    def decide(decision, context):
        return Decided(context["age"] > 17, {"decision": decision})

    run = play(process().start().decision("rule", "adult", "isAdult").user("u").end(), decide=decide)
    run.start({"age": 18})
    assert run.variable("isAdult") is True
    assert run.decisions[0].trace == {"decision": "adult"}


def test_stays_for_a_retry_when_no_flow_matches(play):
    model = process().start().exclusive("gw").when("=ok", "yes").user("u").end()
    model.at("gw").when("=ok = false", "no").end("no_end")
    run = play(model)
    run.start()
    assert [t.code for t in run.troubles] == ["no-flow-matches"]
    run.rows.rows["main", "ok"] = True
    run.retry(run.troubles[0].step)
    assert run.waiting() == ["u"]


def test_waits_until_due_when_there_is_a_timer(play):
    run = play(process().start().timer("wait", "P2D").end())
    run.start()
    due = run.step("wait").due_at
    assert (due - run.at).days == 2
    run.fire("wait")
    assert run.has_ended
