from datetime import timedelta

import pytest

from regelruimte.engine import Channel, Intake, applications, documents
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.errors import ApplicationNotOpen, NotFound
from regelruimte.engine.store.audit import SYSTEM_CHAIN, list_entries
from tests.builders import process
from tests.desk import CITIZEN, OTHER_CITIZEN

pytestmark = pytest.mark.database


@pytest.fixture
def application(desk, engine, clock):
    desk.publish(process().start().user("look", name="Bekijken").end("done"))
    with engine.work(CITIZEN) as work:
        return applications.open_application(work, "p", Intake(Channel.WEB, clock.now().date()))


def mine(engine):
    with engine.view(CITIZEN) as view:
        return [one.id for one in applications.list_applications(view)]


def save(engine, application, **answers):
    with engine.work(CITIZEN) as work:
        return applications.save_application(work, application.id, answers=answers, page="auto")


def test_keeps_the_answers_of_other_pages_when_one_page_is_saved(engine, application):
    save(engine, application, adres={"postcode": "1234 AB"})
    kept = save(engine, application, auto={"kenteken": "wrong"})

    assert kept.answers == {"adres": {"postcode": "1234 AB"}, "auto": {"kenteken": "wrong"}}
    assert kept.page == "auto"


def test_becomes_a_case_with_the_same_id_when_sent(desk, engine, application):
    with engine.work(CITIZEN) as work:
        receipt = applications.submit_application(work, application.id, desk.sent({"kenteken": "GK-482-T"}))

    assert receipt.case_id == application.id
    assert list(desk.open_tasks(receipt.case_number)) == ["Bekijken"]
    assert mine(engine) == []


def test_refuses_to_send_again_when_it_was_sent_under_another_key(desk, engine, application):
    with engine.work(CITIZEN) as work:
        applications.submit_application(work, application.id, desk.sent())

    with engine.work(CITIZEN) as work, pytest.raises(ApplicationNotOpen):
        applications.submit_application(work, application.id, desk.sent())


def test_is_not_there_for_another_person(engine, application):
    with engine.view(OTHER_CITIZEN) as view, pytest.raises(NotFound):
        applications.get_application(view, application.id)


def test_is_kept_for_four_weeks_after_it_was_last_saved(engine, application, clock):
    clock.advance(timedelta(days=20))
    save(engine, application, auto={})
    clock.advance(timedelta(days=27))
    engine.run_due()

    assert mine(engine) == [application.id]


def test_is_forgotten_with_its_documents_when_it_was_not_sent_in_time(engine, application, clock):
    with engine.work(CITIZEN) as work:
        document = documents.add_to_application(work, application.id, name="a.pdf", content=b"%PDF-1.7")
    clock.advance(timedelta(days=29))

    engine.run_due()

    with engine.view(CITIZEN) as view:
        with pytest.raises(NotFound):
            applications.get_application(view, application.id)
        with pytest.raises(NotFound):
            documents.read_document(view, document.id)
    with engine.view(SYSTEM) as view:
        assert list_entries(view.connection, SYSTEM_CHAIN)[-1].tag == "application:forgotten"


def test_is_thrown_away_when_the_person_withdraws_it(engine, application):
    with engine.work(CITIZEN) as work:
        applications.withdraw_application(work, application.id)

    assert mine(engine) == []
