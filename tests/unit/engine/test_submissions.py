"""A submission key is of one case and one task: it neither opens nor replaces anything elsewhere."""

from datetime import date

import pytest

from regelruimte.engine import Channel, Intake, applications
from regelruimte.engine.errors import SubmissionAlreadyMade
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import TaskStatus
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN, OTHER_CITIZEN

pytestmark = pytest.mark.database

INTAKE = Intake(Channel.WEB, date(2026, 11, 2))
SECRET = {"bsn": "123456782"}


@pytest.fixture
def published(desk):
    desk.publish(process().start().user("look", name="Bekijken").user("pay", name="Betalen").end("done"))


def submit(engine, actor, key, values):
    with engine.work(actor) as work:
        opened = applications.open_application(work, "p", INTAKE)
        return applications.submit_application(work, opened.id, Sent(key, values))


def test_tells_nothing_of_another_case_when_its_key_is_used(engine, published):
    submit(engine, CITIZEN, "guessed", SECRET)

    for values in (SECRET, {"bsn": "0"}):
        with pytest.raises(SubmissionAlreadyMade) as refusal:
            submit(engine, OTHER_CITIZEN, "guessed", values)
        assert refusal.value.values == {}


def test_leaves_a_task_open_when_the_key_of_another_task_is_used(desk, published):
    number = desk.start()
    desk.complete(desk.open_tasks(number)["Bekijken"], {"ok": True}, key="once")
    paying = desk.open_tasks(number)["Betalen"]

    with pytest.raises(SubmissionAlreadyMade):
        desk.complete(paying, {"ok": True}, key="once")

    assert desk.open_tasks(number)["Betalen"].status is TaskStatus.OPEN


def test_starts_nothing_for_another_person_when_a_key_was_used(desk, published):
    desk.start()  # under key-1

    desk._keys = 0
    with pytest.raises(SubmissionAlreadyMade):
        desk.start(actor=OTHER_CITIZEN)


def test_gives_the_same_receipt_when_an_application_is_sent_twice(engine, published):
    with engine.work(CITIZEN) as work:
        opened = applications.open_application(work, "p", INTAKE)
    receipts = []
    for _ in range(2):
        with engine.work(CITIZEN) as work:
            receipts.append(applications.submit_application(work, opened.id, Sent("k", SECRET)))

    assert receipts[0] == receipts[1]
