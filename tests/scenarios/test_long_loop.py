"""A loop of 2,000 rounds with a task for a person in each, through the real engine and its database."""

import sqlalchemy as sa

from regelruimte.engine import tasks
from regelruimte.engine.store import tables as t
from regelruimte.engine.vocabulary import CaseStatus
from tests.builders import process
from tests.desk import WORKER

ROUNDS = 2_000
LIMIT_BYTES = 4_096


def largest_state(work) -> int:
    return work.connection.execute(
        sa.select(sa.func.max(sa.func.length(t.process_instance.c.state)))
    ).scalar()


def only_open_task(work) -> str:
    return work.connection.execute(sa.select(t.task.c.id).where(t.task.c.status == "open")).scalar_one()


def test_loop_runs_through_with_small_state_when_it_takes_two_thousand_rounds(engine, desk):
    model = process().start().exclusive("weer").user("ronde").exclusive("klaar")
    model.when(f"ronde >= {ROUNDS}").end(name="Klaar").at("klaar").when(f"ronde < {ROUNDS}").to("weer")
    desk.publish(model)
    number = desk.start({"ronde": 0})
    sizes = []

    for done in range(1, ROUNDS + 1):
        with engine.work(WORKER) as work:
            sizes.append(largest_state(work))
            tasks.complete_task(work, only_open_task(work), desk.sent({"ronde": done}))

    with engine.view(WORKER) as view:
        closed = view.connection.execute(
            sa.select(t.task.c.status, sa.func.count()).group_by(t.task.c.status)
        ).all()
    assert closed == [("completed", ROUNDS)]
    assert desk.dossier(number).case.status is CaseStatus.CLOSED
    assert len(sizes) == ROUNDS
    assert max(sizes) < LIMIT_BYTES
