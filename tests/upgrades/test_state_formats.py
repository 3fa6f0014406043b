"""States as releases stored them: read by this one, and written so that the release before it reads them."""

import json

import pytest
import sqlalchemy as sa

from regelruimte.engine.errors import StateTooNew
from regelruimte.engine.spiff import state_format
from regelruimte.engine.store import tables as t
from tests.builders import process
from tests.databases import with_driver
from tests.desk import Desk
from tests.upgrades.checkout import HERE, list_releases
from tests.upgrades.dumps import load_dump

LAST = list_releases()[-1]


def states(url):
    database = sa.create_engine(with_driver(url))
    with database.connect() as connection:
        kept = connection.scalars(
            sa.select(t.process_instance.c.state).where(t.process_instance.c.state.is_not(None))
        ).all()
    database.dispose()
    return [bytes(state) for state in kept]


@pytest.mark.database
@pytest.mark.parametrize("release", list_releases(), ids=lambda each: each.release)
def test_every_state_a_release_stored_is_read(release, empty_database_url, database_kind):
    dump = HERE / "releases" / f"{release.release}.{database_kind}.sql"
    load_dump(empty_database_url, dump.read_text())

    stored = states(empty_database_url)

    assert len(stored) > len(list_releases())
    assert {json.loads(state)["f"] for state in stored} <= set(range(1, release.reads_state_format + 1))
    assert {state_format.read_plain(state)["f"] for state in stored} == {state_format.READ}


def test_release_before_reads_what_this_one_writes():
    """Old and new work side by side: a new format is read one release before it is written."""
    assert LAST.reads_state_format >= state_format.WRITTEN


@pytest.fixture
def from_the_future(engine, desk: Desk):
    """A case whose state a newer release wrote."""
    desk.publish(process().start().user("bekijk").end("klaar"))
    number = desk.start({"naam": "Aydın"})
    with engine._database.write() as connection:
        state = json.loads(connection.scalar(sa.select(t.process_instance.c.state)))
        newer = json.dumps(state | {"f": state_format.READ + 1}).encode()
        connection.execute(sa.update(t.process_instance).values(state=newer, revision=99))
    return number


@pytest.mark.database
def test_case_is_left_as_it_is_when_a_newer_release_wrote_its_state(desk, from_the_future, database_url):
    before = desk.dossier(from_the_future), states(database_url)

    with pytest.raises(StateTooNew):
        desk.complete(desk.open_tasks(from_the_future)["bekijk"], {"akkoord": True})

    assert (desk.dossier(from_the_future), states(database_url)) == before
