"""Bundles outside the database: folders and packages."""

import zipfile

import pytest

from regelruimte.engine.bundles import BundleRefused, read_bundle, title_of, write_package
from tests.builders import process

MODEL = process(name="Vraag stellen").start().end().bpmn()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "vraag"
    (made / "forms").mkdir(parents=True)
    (made / "process.bpmn").write_bytes(MODEL)
    (made / "forms" / "vraag.form").write_bytes(b"{}")
    (made / "notes.txt").write_bytes(b"not ours")
    return made


def test_reads_models_and_forms_when_it_is_a_folder(folder):
    assert read_bundle(folder) == {"process.bpmn": MODEL, "forms/vraag.form": b"{}"}


def test_reads_back_what_was_written_when_it_is_a_package(folder, tmp_path):
    files = read_bundle(folder)
    write_package(tmp_path / "vraag.zip", files)

    assert read_bundle(tmp_path / "vraag.zip") == files


def test_refuses_a_folder_when_it_holds_no_model(tmp_path):
    with pytest.raises(BundleRefused, match=r"expected a file process\.bpmn"):
        read_bundle(tmp_path)


def test_refuses_a_package_when_a_name_leads_outside(tmp_path):
    with zipfile.ZipFile(tmp_path / "vraag.zip", "w") as package:
        package.writestr("../process.bpmn", MODEL)

    with pytest.raises(BundleRefused, match="leads outside"):
        read_bundle(tmp_path / "vraag.zip")


def test_title_is_the_name_of_the_process_when_it_has_one():
    assert title_of({"process.bpmn": MODEL}, otherwise="p") == "Vraag stellen"
