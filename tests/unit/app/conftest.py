"""An application on an empty database, with one person of each kind."""

from datetime import UTC, datetime

import pytest

from regelruimte.app import create_app
from regelruimte.app.settings import Settings
from regelruimte.engine import accounts
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.clock import VirtualClock
from regelruimte.engine.engine import Engine
from regelruimte.engine.ids import SeededIds
from regelruimte.engine.roles import Role

PASSWORD = "een-lang-wachtwoord"
PEOPLE = {
    "mehmet": ("Mehmet Aydin", Role.CITIZEN),
    "marieke": ("Marieke Bos", Role.CASE_WORKER),
    "sanne": ("Sanne de Wit", Role.DOMAIN_EXPERT),
}


@pytest.fixture
def clock():
    return VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def engine(database_url, clock):
    opened = Engine.open(database_url, clock=clock, ids=SeededIds())
    yield opened
    opened.close()


@pytest.fixture
def people(engine):
    with engine.work(SYSTEM) as work:
        return {
            name: accounts.create_account(
                work,
                NewAccount(
                    name,
                    display_name,
                    frozenset({role}),
                    password=PASSWORD,
                    person=name if role is Role.CITIZEN else None,
                ),
            )
            for name, (display_name, role) in PEOPLE.items()
        }


@pytest.fixture
def settings(tmp_path):
    return Settings(secret_key="s" * 32, instance_folder=str(tmp_path), organisation="Gemeente Lindewoude")


@pytest.fixture
def app(engine, settings):
    made = create_app(engine=engine, settings=settings)
    made.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def sign_in(client, people):
    """Sign a person in by the sign-in page."""

    def sign_in_as(name):
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303
        return answer

    return sign_in_as


@pytest.fixture
def demo_person(engine):
    with engine.work(SYSTEM) as work:
        return accounts.create_account(
            work,
            NewAccount(
                "demo-fatima", "Fatima el Amrani", frozenset({Role.CITIZEN}), person="fatima", is_demo=True
            ),
        )
