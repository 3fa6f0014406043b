"""Bundles outside the database: folders and packages, with the same limits and refusals for both."""

import zipfile
from io import BytesIO

import pytest

from regelruimte.engine.bundles import (
    MAX_FILES,
    BundleRefused,
    pack,
    read_bundle,
    read_candidate,
    title_of,
    unpack,
    write_package,
)
from tests.builders import process

MODEL = process(name="Vraag stellen").start().end().bpmn()
FILES = {"process.bpmn": b"<a/>", "forms/vraag.form": b"{}", "recht.dmn": b"<d/>"}
CANDIDATE = {"candidate/process.bpmn": b"<b/>"}
LEFT_OUT = {"virus.exe": b"x", ".hidden/secret.json": b"{}", "__MACOSX/a.json": b"{}"}


def zipped(files, *, method=zipfile.ZIP_DEFLATED):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def folder(tmp_path):
    def make(files):
        for name, content in files.items():
            (tmp_path / "vraag" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "vraag" / name).write_bytes(content)
        return tmp_path / "vraag"

    return make


@pytest.fixture(params=["folder", "package"])
def stored(request, folder, tmp_path):
    """Write files as a folder, or as a package, and return where they are."""

    def write(files):
        if request.param == "folder":
            return folder(files)
        (tmp_path / "vraag.zip").write_bytes(zipped(files))
        return tmp_path / "vraag.zip"

    return write


def refusal_of(read, source):
    with pytest.raises(BundleRefused) as refused:
        read(source)
    return refused.value.findings[0].code


def test_reads_what_a_bundle_keeps(stored):
    assert read_bundle(stored({**FILES, **LEFT_OUT})) == FILES


def test_leaves_the_candidate_of_an_example_out(stored):
    assert read_bundle(stored({**FILES, **CANDIDATE})) == FILES


def test_reads_the_candidate_of_an_example_when_asked(folder):
    assert read_candidate(folder({**FILES, **CANDIDATE})) == {"process.bpmn": b"<b/>"}


def test_refuses_files_when_there_is_no_drawing(stored):
    assert refusal_of(read_bundle, stored({"README.md": b"x"})) == "package-without-process"


def test_refuses_more_files_than_a_bundle_may_hold(stored):
    many = {f"forms/f{number}.form": b"{}" for number in range(MAX_FILES)}

    assert refusal_of(read_bundle, stored({**FILES, **many})) == "package-too-many-files"


def test_refuses_files_when_they_swell_beyond_the_limit(stored):
    assert refusal_of(read_bundle, stored({"process.bpmn": b" " * 10_000_001})) == "package-too-large"


def test_reads_back_what_was_written_when_it_is_a_package(tmp_path):
    write_package(tmp_path / "vraag.zip", FILES)

    assert read_bundle(tmp_path / "vraag.zip") == FILES


def test_gives_the_same_bytes_when_packed_again():
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


def test_reads_a_folder_as_the_package_when_everything_is_in_it():
    inside = {f"mijn-proces/{name}": content for name, content in {**FILES, **CANDIDATE}.items()}

    assert unpack(zipped(inside)) == FILES


@pytest.mark.parametrize(
    "name", ["../process.bpmn", "/process.bpmn", "a/../../b.bpmn", "c:evil.bpmn", "a\\b.bpmn"]
)
def test_refuses_a_package_when_a_name_leads_outside(name):
    assert refusal_of(unpack, zipped({**FILES, name: b"<a/>"})) == "package-name-outside"


def test_refuses_a_package_when_a_size_is_a_lie():
    data = bytearray(zipped({"process.bpmn": b" " * 5_000_000}))
    told = (5_000_000).to_bytes(4, "little")
    lie = (10).to_bytes(4, "little")

    assert refusal_of(unpack, bytes(data.replace(told, lie))) == "package-unreadable"


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04" + b"\x00" * 40])
def test_refuses_what_is_no_zip(data):
    assert refusal_of(unpack, data) == "package-unreadable"


def test_refuses_a_package_when_a_file_is_packed_in_an_unusual_way():
    made = zipped({"process.bpmn": b"<a/>"}, method=zipfile.ZIP_LZMA)

    assert refusal_of(unpack, made) == "package-unreadable"


def test_title_is_the_name_of_the_process_when_it_has_one():
    assert title_of({"process.bpmn": MODEL}, otherwise="p") == "Vraag stellen"


@pytest.mark.parametrize("seed", range(8))
def test_refuses_a_package_in_so_many_words_when_its_bytes_were_damaged(seed):
    data = bytearray(zipped({"process.bpmn": b"<a/>" * 1_000}))
    for place in range(seed, len(data), 41):
        data[place] ^= 0x55

    assert refusal_of(unpack, bytes(data)) in {"package-unreadable", "package-without-process"}


def test_refuses_a_package_whose_packed_text_makes_no_sense():
    data = bytearray(zipped({"process.bpmn": b"<a/>" * 1_000}))
    data[data.index(b"process.bpmn") + len("process.bpmn") + 2] ^= 0x55

    assert refusal_of(unpack, bytes(data)) == "package-unreadable"


def test_refuses_a_package_whose_list_lies_before_its_begin():
    data = bytearray(zipped({"process.bpmn": b"<a/>"}))
    place = data.index(b"PK\x05\x06") + 16
    data[place : place + 4] = b"\xff\xff\xff\x00"

    assert refusal_of(unpack, bytes(data)) == "package-unreadable"


def test_keeps_letter_texts_and_no_other_text_when_a_package_is_read():
    files = {**FILES, "letters/besluit.txt": b"Beste {naam},", "LICENSE.txt": b"x"}

    assert set(unpack(zipped(files))) == {*FILES, "letters/besluit.txt"}
