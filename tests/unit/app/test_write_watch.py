"""Looking at a page takes no lock that a writer waits for."""

from regelruimte.app import access
from regelruimte.engine.actors import SYSTEM
from tests.write_watch import watch_reads


def test_watch_sees_a_page_that_takes_the_lock_of_writers(app, client, engine, monkeypatch):
    found = watch_reads(engine)

    def show():
        with engine.work(SYSTEM):
            return "written"

    app.add_url_rule("/writes", "portal.writes", show)
    monkeypatch.setattr(access, "TABLE", {**access.TABLE, "portal.writes": access.ANYONE})
    client.get("/writes")
    client.get("/")

    assert found == {"portal.writes"}
