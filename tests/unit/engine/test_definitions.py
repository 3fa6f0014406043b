import pytest

from regelruimte.engine import definitions
from regelruimte.engine.errors import (
    BundleHasErrors,
    DefinitionExists,
    DraftRevisionConflict,
    InvalidKey,
    NotAllowed,
    ReasonMissing,
)
from tests.builders import process
from tests.unit.engine.conftest import EXPERT, WORKER

pytestmark = pytest.mark.database

FILES = {"process.bpmn": process().start().user("look").end().bpmn()}
NAMED = process(name="Vraag stellen").start().end().bpmn()


@pytest.fixture
def draft(engine):
    with engine.work(EXPERT) as work:
        definitions.create_definition(work, "p", title="Proef", files=FILES)
        return definitions.get_draft(work, "p")


def test_keeps_the_files_byte_for_byte_when_saved(engine, draft):
    with engine.work(EXPERT) as work:
        definitions.save_draft(work, "p", {**FILES, "README.md": b"\xc3\xa9\r\n"}, revision=1)

    with engine.view(EXPERT) as view:
        kept = definitions.get_draft(view, "p")
    assert kept.files == {**FILES, "README.md": b"\xc3\xa9\r\n"}
    assert kept.revision == 2


def test_refuses_the_second_writer_when_two_opened_the_same_revision(engine, draft):
    with engine.work(EXPERT) as work:
        definitions.save_draft(work, "p", FILES, revision=1)

    with engine.work(EXPERT) as work, pytest.raises(DraftRevisionConflict) as refusal:
        definitions.save_draft(work, "p", {}, revision=1)

    assert (refusal.value.revision, refusal.value.saved_by) == (2, EXPERT.name)


def test_numbers_versions_when_published_again(engine, draft):
    with engine.work(EXPERT) as work:
        definitions.publish(work, "p", revision=1, change_note="eerste")
        definitions.publish(work, "p", revision=1, change_note="tweede")

    with engine.view(EXPERT) as view:
        versions = definitions.list_versions(view, "p")
        assert [(v.number, v.change_note) for v in versions] == [(2, "tweede"), (1, "eerste")]
        assert definitions.get_definition(view, "p").standing == 2


def test_refuses_to_publish_when_the_model_has_an_error(engine, draft):
    broken = {"process.bpmn": process().start().user("look", form="ontbreekt").end().bpmn()}
    with engine.work(EXPERT) as work:
        definitions.save_draft(work, "p", broken, revision=1)

    with engine.work(EXPERT) as work, pytest.raises(BundleHasErrors) as refusal:
        definitions.publish(work, "p", revision=2, change_note="kan niet")

    assert [f.element for f in refusal.value.findings if f.is_error] == ["look"]


def test_refuses_to_publish_when_no_change_note_is_given(engine, draft):
    with engine.work(EXPERT) as work, pytest.raises(ReasonMissing):
        definitions.publish(work, "p", revision=1, change_note=" ")


def test_refuses_a_case_worker_when_they_edit(engine, draft):
    with engine.work(WORKER) as work, pytest.raises(NotAllowed):
        definitions.save_draft(work, "p", FILES, revision=1)


@pytest.mark.parametrize("key", ["", "A", "1a", "a b", "a/b", "a" * 81])
def test_refuses_a_key_when_it_is_not_a_plain_name(engine, key):
    with engine.work(EXPERT) as work, pytest.raises(InvalidKey):
        definitions.create_definition(work, key, title="x", files=FILES)


def test_refuses_a_key_when_it_is_taken(engine, draft):
    with engine.work(EXPERT) as work, pytest.raises(DefinitionExists):
        definitions.create_definition(work, "p", title="x", files=FILES)


def test_publishing_files_makes_the_definition_when_it_is_not_there(engine):
    with engine.work(EXPERT) as work:
        version = definitions.publish_files(work, "vraag", {"process.bpmn": NAMED}, change_note="eerste")
        made = definitions.get_definition(work, "vraag")

    assert (version.number, made.standing, made.title) == (1, 1, "Vraag stellen")


def test_publishing_files_adds_a_version_when_the_definition_is_there(engine):
    files = {"process.bpmn": NAMED, "README.md": b"tweede"}
    with engine.work(EXPERT) as work:
        definitions.publish_files(work, "vraag", {"process.bpmn": NAMED}, change_note="eerste")
        version = definitions.publish_files(work, "vraag", files, change_note="tweede")

    assert (version.number, version.files["README.md"]) == (2, b"tweede")


def test_tells_who_gave_a_process_another_title(engine, desk):
    desk.publish(process().start().user("look").end("done"))
    with engine.work(EXPERT) as work:
        definitions.rename_definition(work, "p", title="Beter")

    with engine.view(EXPERT) as view:
        entry = definitions.list_log(view, "p")[-1]
    assert (entry.tag, entry.actor, entry.facts["title"]) == ("definition:renamed", EXPERT.id, "Beter")
