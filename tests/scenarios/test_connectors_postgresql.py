"""Calls, a resting target and incoming mail on PostgreSQL, where several workers share them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from regelruimte.engine import Engine, mail_in
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.declared import Declared, Policy
from regelruimte.engine.connect.registry import ConnectorFailed, Connectors
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.store import exchange_rows
from tests.builders import event, mapping, process
from tests.desk import WORKER, Desk
from tests.servers import postgresql

pytestmark = pytest.mark.database
POLICY = Policy(attempts=9, first_wait=timedelta(seconds=10), opens_after=2)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        with postgresql(tmp_path_factory.mktemp("database")) as url:
            yield url
    except RuntimeError as error:
        pytest.skip(str(error))


class Register:
    def __init__(self):
        self.is_down, self.calls = True, 0

    def __call__(self, inputs, /, *, key, at):  # noqa: ARG002  # the port asks for it
        self.calls += 1
        if self.is_down:
            raise ConnectorFailed("down", "Het register antwoordt niet.", retry=True)
        return {"zone": 2}


@pytest.fixture
def register():
    return Register()


@pytest.fixture
def engine(server, clock, register):
    address = server.replace("postgresql:", "postgresql+psycopg:")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS cases")
        connection.exec_driver_sql("CREATE DATABASE cases")
    admin.dispose()
    connectors = Connectors()
    connectors.register("register", register, declared=Declared(target="api.example.nl:443", policy=POLICY))
    url = server.replace("/postgres?", "/cases?")
    made = Engine.open(url, clock=clock, ids=SeededIds(), connectors=connectors)
    made.migrate()
    yield made
    made.close()


def test_rests_a_target_and_goes_on_when_it_is_back(engine, clock, register):
    desk = Desk(engine)
    io = mapping(outputs=[("=zone", "zone")])
    desk.publish(process().start().service("ask", "register", io).user("look", name="Bekijken").end())
    numbers = [desk.start() for _ in range(4)]

    engine.run_due()
    assert register.calls == 2
    with engine.view(WORKER) as view:
        assert exchange_rows.list_broken(view)[0].failures == 2
    register.is_down = False
    for _ in range(3):
        clock.advance(timedelta(minutes=10))
        engine.run_due()

    assert all(list(desk.open_tasks(number)) == ["Bekijken"] for number in numbers)
    with engine.view(WORKER) as view:
        assert exchange_rows.list_broken(view) == ()
        cases = [desk.dossier(number).case.id for number in numbers]
        assert sum(len(exchange_rows.list_exchanges(view, case)) for case in cases) == 2 + 4


def test_takes_a_mail_in_once(engine):
    desk = Desk(engine)
    model = process().message("m", mail_in.MESSAGE).start()
    desk.publish(model.node("intermediateCatchEvent", "wait", event("message", "m")).user("look").end())
    number = desk.start()
    content = f"Message-ID: <1@x>\r\nFrom: a@example.nl\r\nSubject: {number}\r\n\r\n\x00Dag".encode()

    for _ in range(2):
        with engine.work(SYSTEM) as work:
            kept = mail_in.take_in_mail(work, content)
    engine.run_due()

    assert kept.status == "handled"
    assert list(desk.open_tasks(number)) == ["look"]
    assert len(desk.dossier(number).documents) == 1
