"""A copy is whole or is not there; putting it back loses nothing that stood there."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command

from regelruimte.engine import Engine, accounts
from regelruimte.engine.accounts import NewAccount
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.roles import Role
from regelruimte.engine.store import schema
from regelruimte.engine.store.backup import BackupRefused, restore_backup, write_backup

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def make(url, *names):
    engine = Engine.open(url)
    engine.migrate()
    with engine.work(SYSTEM) as work:
        for name in names:
            new = NewAccount(name, name, frozenset({Role.CASE_WORKER}), password="een-lang-wachtwoord")
            accounts.create_account(work, new)
    engine.close()


def names_in(path):
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM account")}


@pytest.fixture
def url(tmp_path):
    address = f"sqlite:///{tmp_path}/cases.sqlite"
    make(address, "anna")
    return address


@pytest.fixture
def kept(url, tmp_path):
    write_backup(url, tmp_path / "kept.sqlite")
    return tmp_path / "kept.sqlite"


def test_tells_what_is_in_the_copy_when_it_is_made(url, tmp_path):
    made = write_backup(url, tmp_path / "copy.sqlite")

    assert made.size_bytes == (tmp_path / "copy.sqlite").stat().st_size
    assert (made.revision, made.cases) == (schema.newest_revision(), 0)
    assert names_in(tmp_path / "copy.sqlite") == {"anna"}


def test_copy_is_one_file_that_only_its_owner_reads_when_it_is_made(kept, tmp_path):
    assert kept.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir() if "kept" in path.name) == ["kept.sqlite"]


def test_keeps_the_file_that_stands_there_when_it_may_not_replace_it(url, tmp_path):
    (tmp_path / "copy.sqlite").write_text("mine")

    with pytest.raises(BackupRefused, match="exists already"):
        write_backup(url, tmp_path / "copy.sqlite")

    assert (tmp_path / "copy.sqlite").read_text() == "mine"
    assert write_backup(url, tmp_path / "copy.sqlite", may_replace=True).cases == 0


def test_makes_no_file_when_the_database_is_damaged(url, tmp_path):
    with (tmp_path / "cases.sqlite").open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 4096 * 3)

    with pytest.raises(BackupRefused):
        write_backup(url, tmp_path / "copy.sqlite")

    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite://", "SQLite file"),
        ("postgresql://server/cases", "its own tools"),
        ("sqlite:////nowhere/at-all.sqlite", "no database"),
    ],
)
def test_says_why_when_there_is_no_file_to_copy(address, said, tmp_path):
    with pytest.raises(BackupRefused, match=said):
        write_backup(address, tmp_path / "copy.sqlite")


def test_says_so_when_the_folder_of_the_copy_is_not_there(url, tmp_path):
    with pytest.raises(BackupRefused, match="Cannot write"):
        write_backup(url, tmp_path / "nowhere" / "copy.sqlite")


def test_brings_back_what_was_there_when_the_database_is_gone(url, kept, tmp_path):
    (tmp_path / "cases.sqlite").unlink()

    restored = restore_backup(url, kept, now=NOW)

    assert restored.replaced is None
    assert names_in(tmp_path / "cases.sqlite") == {"anna"}
    assert names_in(kept) == {"anna"}


def test_leaves_the_database_when_it_may_not_replace_it(url, kept, tmp_path):
    make(url, "kees")

    with pytest.raises(BackupRefused, match="ask to replace"):
        restore_backup(url, kept, now=NOW)

    assert names_in(tmp_path / "cases.sqlite") == {"anna", "kees"}


def test_keeps_the_database_beside_it_when_it_is_replaced(url, kept, tmp_path):
    make(url, "kees")

    restored = restore_backup(url, kept, now=NOW, may_replace=True)

    assert restored.replaced == tmp_path / "cases.sqlite.replaced-20261122T083000Z"
    assert names_in(restored.replaced) == {"anna", "kees"}
    assert names_in(tmp_path / "cases.sqlite") == {"anna"}


def test_refuses_when_a_server_still_has_the_database(url, kept, tmp_path):
    server = Engine.open(url)
    with server.view(SYSTEM) as view:
        accounts.find_actor(view, "nobody")

    with pytest.raises(BackupRefused, match="in use"):
        restore_backup(url, kept, now=NOW, may_replace=True)

    server.close()
    assert restore_backup(url, kept, now=NOW, may_replace=True).replaced is not None


def test_brings_an_older_backup_to_this_release_when_it_is_restored(tmp_path):
    old = Engine.open(f"sqlite:///{tmp_path}/old.sqlite")
    with old._database.write() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    old.close()

    restored = restore_backup(f"sqlite:///{tmp_path}/cases.sqlite", tmp_path / "old.sqlite", now=NOW)

    assert (restored.from_revision, restored.backup.revision) == ("0001", schema.newest_revision())
    engine = Engine.open(f"sqlite:///{tmp_path}/cases.sqlite")
    assert engine.is_current()
    engine.close()


def test_refuses_a_backup_when_a_newer_release_made_it(kept, tmp_path):
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(BackupRefused, match="newer"):
        restore_backup(f"sqlite:///{tmp_path}/new.sqlite", kept, now=NOW)

    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"hello, this is no database at all", b"SQLite format 3\x00" * 90])
def test_refuses_a_file_when_it_is_no_database_of_ours(url, tmp_path, content):
    (tmp_path / "strange").write_bytes(content)

    with pytest.raises(BackupRefused):
        restore_backup(url, tmp_path / "strange", now=NOW, may_replace=True)

    assert names_in(tmp_path / "cases.sqlite") == {"anna"}


def test_refuses_a_database_when_it_belongs_to_another_product(tmp_path):
    other = sa.create_engine(f"sqlite:///{tmp_path}/other.sqlite")
    with other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num TEXT)")
    other.dispose()

    with pytest.raises(BackupRefused, match="no database of this product"):
        restore_backup(f"sqlite:///{tmp_path}/new.sqlite", tmp_path / "other.sqlite", now=NOW)


def test_replaces_a_database_when_it_cannot_be_read_any_more(url, kept, tmp_path):
    (tmp_path / "cases.sqlite").write_bytes(b"rubbish" * 1000)

    restored = restore_backup(url, kept, now=NOW, may_replace=True)

    assert restored.replaced.read_bytes().startswith(b"rubbish")
    assert names_in(tmp_path / "cases.sqlite") == {"anna"}
