"""Kinds of elements inside each other, where one changes what the other does."""

from decimal import Decimal

from regelruimte.engine.spiff.step import WaitKind
from tests.builders import each, event, part, process


def test_closes_the_block_when_an_interrupting_event_sub_process_in_it_is_done(play):
    listens = part().start("es", event("message", "m")).user("talk").end("ee")
    inside = part().user("visit").at(None).sub("ES", listens, triggeredByEvent="true")
    run = play(process().message("m", "ping").start().adhoc("help", inside).user("after").end())
    run.start()
    run.activate("help", "visit", "visit")

    run.deliver("es")
    assert run.waiting() == ["talk"]
    assert run.startable() == {"visit": "closing"}

    run.complete("talk")
    assert run.waiting() == ["after"]


def test_keeps_the_block_open_when_an_event_sub_process_in_it_interrupts_nothing(play):
    listens = part().start("es", event("message", "m"), isInterrupting="false").user("talk").end("ee")
    inside = part().user("visit").at(None).sub("ES", listens, triggeredByEvent="true")
    run = play(process().message("m", "ping").start().adhoc("help", inside).user("after").end())
    run.start()

    run.deliver("es")
    run.complete("talk")

    assert run.waiting() == []
    assert run.startable() == {"visit": None}


def cancelling(inner):
    """Draw a transaction that books and then has `inner`, which cancels."""
    body = part().start("ts").user("book").sub("inner", inner).end("te").undone_by("book", "unbook")
    model = process().start().sub("tx", body, tag="transaction").user("after").end()
    return model.boundary("b", "tx", event("cancel")).user("cancelled").end("e2")


def test_undoes_the_whole_transaction_when_it_is_cancelled_in_a_sub_process(play):
    inner = part().start("is").user("ask").node("endEvent", "stop", event("cancel"))
    run = play(cancelling(inner))
    run.start()
    run.complete("book")

    run.complete("ask")
    assert run.waiting() == ["unbook"]

    run.complete("unbook")
    assert run.waiting() == ["cancelled"]


def test_undoes_what_the_sub_process_did_before_it_cancelled_the_transaction(play):
    inner = part().start("is").user("pay").user("ask").node("endEvent", "stop", event("cancel"))
    run = play(cancelling(inner.undone_by("pay", "unpay")))
    run.start()
    run.complete("book")
    run.complete("pay")

    run.complete("ask")
    assert run.waiting() == ["unpay"]

    run.complete("unpay")
    assert run.waiting() == ["unbook"]

    run.complete("unbook")
    assert run.waiting() == ["cancelled"]


def test_keeps_what_an_item_gave_when_another_item_writes_the_same_name(play):
    repeat = each("=list", "x", output="outs", output_element="=x * answer")
    run = play(process().start().user("u", repeat).user("after").end())
    run.start({"list": [1, 2, 3]})

    for answer in (10, 20, 30):
        run.complete("u", answer=answer)

    assert run.variable("outs") == [Decimal(10), Decimal(40), Decimal(90)]


def test_leaves_a_gap_in_the_list_for_an_item_that_was_cancelled(play):
    repeat = each("=list", "x", output="outs", output_element="=x * 2", until="=nrOfCompletedInstances >= 1")
    run = play(process().start().user("u", repeat).user("after").end())
    run.start({"list": [1, 2]})

    run.complete("u", 1)

    assert run.variable("outs") == [None, Decimal(4)]
    assert run.waiting(WaitKind.USER) == ["after"]
