from datetime import date

import pytest

from regelruimte.engine import Channel, Intake, applications, documents
from regelruimte.engine.errors import ApplicationNotOpen, DocumentRefused, NotFound
from regelruimte.engine.submissions import Sent
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN, EXPERT, OTHER_CITIZEN

pytestmark = pytest.mark.database

PDF = b"%PDF-1.7 x"


@pytest.fixture
def application(engine, desk):
    desk.publish(process().start().user("look", name="Bekijken").end("done"))
    with engine.work(CITIZEN) as work:
        return applications.open_application(work, "p", Intake(Channel.WEB, date(2026, 11, 2))).id


def add(engine, application, actor=CITIZEN, content=PDF, name="a.pdf"):
    with engine.work(actor) as work:
        return documents.add_to_application(work, application, name=name, content=content)


def test_keeps_no_file_when_the_application_was_sent(engine, application):
    with engine.work(CITIZEN) as work:
        applications.submit_application(work, application, Sent("k", {}))

    with pytest.raises(ApplicationNotOpen):
        add(engine, application)


def test_keeps_no_file_when_the_application_was_withdrawn(engine, application):
    with engine.work(CITIZEN) as work:
        applications.withdraw_application(work, application)

    with pytest.raises(ApplicationNotOpen):
        add(engine, application)


@pytest.mark.parametrize("actor", [OTHER_CITIZEN, EXPERT])
def test_neither_keeps_nor_gives_a_file_when_the_application_is_anothers(engine, application, actor):
    kept = add(engine, application)

    with pytest.raises(NotFound):
        add(engine, application, actor)
    with engine.view(actor) as view, pytest.raises(NotFound):
        documents.read_document(view, kept.id)


def test_gives_no_file_of_a_case_when_it_is_anothers(engine, application):
    kept = add(engine, application)
    with engine.work(CITIZEN) as work:
        applications.submit_application(work, application, Sent("k", {}))

    with engine.view(OTHER_CITIZEN) as view, pytest.raises(NotFound):
        documents.read_document(view, kept.id)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><script>", b"GIF89a", b"PK\x03\x04"],
)
def test_refuses_what_a_browser_could_run_whatever_it_is_called(engine, application, content):
    with pytest.raises(DocumentRefused):
        add(engine, application, content=content, name="foto.jpg")
