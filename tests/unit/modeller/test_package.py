import zipfile
from io import BytesIO

import pytest

from regelruimte.modeller.package import MAX_FILES, PackageRefused, pack, unpack

FILES = {"process.bpmn": b"<a/>", "forms/vraag.form": b"{}", "recht.dmn": b"<d/>"}


def zipped(entries, *, method=zipfile.ZIP_DEFLATED):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return made.getvalue()


def refusal_of(data):
    with pytest.raises(PackageRefused) as refused:
        unpack(data)
    return refused.value.findings[0].code


def test_gives_back_the_same_files_when_packed_and_unpacked():
    assert unpack(pack(FILES)) == FILES


def test_gives_the_same_bytes_when_packed_again():
    assert pack(FILES) == pack(dict(reversed(FILES.items())))


def test_reads_a_folder_as_the_package_when_everything_is_in_it():
    data = zipped({f"mijn-proces/{name}": content for name, content in FILES.items()})

    assert unpack(data) == FILES


def test_leaves_out_what_a_bundle_does_not_keep():
    data = zipped({**FILES, "virus.exe": b"x", ".hidden/secret.json": b"{}", "__MACOSX/a.json": b"{}"})

    assert unpack(data) == FILES


@pytest.mark.parametrize(
    "name", ["../process.bpmn", "/process.bpmn", "a/../../b.bpmn", "c:evil.bpmn", "a\\b.bpmn"]
)
def test_refuses_a_name_that_leads_outside(name):
    assert refusal_of(zipped({**FILES, name: b"<a/>"})) == "package-name-outside"


def test_refuses_more_files_than_a_package_may_hold():
    many = {f"forms/f{number}.form": b"{}" for number in range(MAX_FILES)}

    assert refusal_of(zipped({**FILES, **many})) == "package-too-many-files"


def test_refuses_files_that_swell_beyond_the_limit():
    assert refusal_of(zipped({"process.bpmn": b" " * 10_000_001})) == "package-too-large"


def test_refuses_a_size_that_is_a_lie():
    data = bytearray(zipped({"process.bpmn": b" " * 5_000_000}))
    told = (5_000_000).to_bytes(4, "little")
    lie = (10).to_bytes(4, "little")

    assert refusal_of(bytes(data.replace(told, lie))) == "package-unreadable"


@pytest.mark.parametrize("data", [b"", b"geen zip", b"PK\x03\x04" + b"\x00" * 40])
def test_refuses_what_is_no_zip(data):
    assert refusal_of(data) == "package-unreadable"


def test_refuses_a_package_without_a_drawing():
    assert refusal_of(zipped({"README.md": b"x"})) == "package-without-process"


def test_refuses_a_file_that_is_packed_in_an_unusual_way():
    assert refusal_of(zipped({"process.bpmn": b"<a/>"}, method=zipfile.ZIP_LZMA)) == "package-unreadable"


@pytest.mark.parametrize("seed", range(8))
def test_refuses_a_package_in_so_many_words_when_its_bytes_were_damaged(seed):
    data = bytearray(zipped({"process.bpmn": b"<a/>" * 1_000}))
    for place in range(seed, len(data), 41):
        data[place] ^= 0x55

    assert refusal_of(bytes(data)) in {"package-unreadable", "package-without-process"}


def test_refuses_a_package_whose_packed_text_makes_no_sense():
    data = bytearray(zipped({"process.bpmn": b"<a/>" * 1_000}))
    data[data.index(b"process.bpmn") + len("process.bpmn") + 2] ^= 0x55

    assert refusal_of(bytes(data)) == "package-unreadable"


def test_refuses_a_package_whose_list_lies_before_its_begin():
    data = bytearray(zipped({"process.bpmn": b"<a/>"}))
    place = data.index(b"PK\x05\x06") + 16
    data[place : place + 4] = b"\xff\xff\xff\x00"

    assert refusal_of(bytes(data)) == "package-unreadable"
