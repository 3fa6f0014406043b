"""Bundles outside the database: as a folder and as a package (zip), with limits that hold for anyone."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.engine.xml import parse

MAX_BYTES = 10_000_000
"""Most that the files of a bundle may be together, unpacked."""

MAX_FILES = 500

_ENDINGS = (".bpmn", ".dmn", ".form", ".json", ".md")
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CANDIDATE = "candidate"
_MAC_COPIES = "__MACOSX"
_LONGEST_NAME = 120
_PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, IndexError,
)  # fmt: skip
"""What reading a zip raises when its bytes were damaged, or made to mislead."""


class BundleRefused(ValueError):
    """A folder or package cannot be a bundle.

    Attributes:
        findings: why, in Dutch; at least one error.
    """

    def __init__(self, code: str, message: str, suggestion: str) -> None:
        super().__init__(f"{message} {suggestion}")
        self.findings = (Finding(code, Severity.ERROR, None, message, suggestion),)


def read_bundle(path: Path) -> dict[str, bytes]:
    """Read the files of a bundle from a folder or a package.

    Raises:
        BundleRefused: no folder or zip, too large, a name that leads outside, or no process model in it.
    """
    if not path.is_dir():
        return unpack(path.read_bytes())
    return _with_model(dict(_read_folder(path)))


def read_candidate(folder: Path) -> dict[str, bytes]:
    """Read the files an example changes in its candidate version; empty when it has none."""
    changed = folder / _CANDIDATE
    return dict(_read_folder(changed)) if changed.is_dir() else {}


def write_package(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a bundle as a package; the same files always give the same bytes."""
    path.write_bytes(pack(files))


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a bundle as a package; the same files always give the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a package.

    A package of one folder is read as the files of that folder. What a bundle does not keep is left out.

    Raises:
        BundleRefused: no zip, too large, a name that leads outside, or no process model in it.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            files = dict(_read_package(package))
    except BundleRefused:
        raise
    except _BROKEN as error:
        raise BundleRefused(
            "package-unreadable", "Dit bestand is geen pakket dat wij kunnen lezen.", "Kies een zip-bestand."
        ) from error
    return _with_model(_without_folder(files))


def title_of(files: Mapping[str, bytes], *, otherwise: str) -> str:
    """Return the name of the process in a bundle, or something else when it has none."""
    process = parse(files[MODEL_FILE]).find(_PROCESS)
    name = None if process is None else process.get("name")
    return name or otherwise


def _with_model(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return what a bundle keeps of the files read; the candidate of an example is a bundle of its own."""
    kept = {name: content for name, content in files.items() if not name.startswith(f"{_CANDIDATE}/")}
    if MODEL_FILE not in kept:
        raise BundleRefused(
            "package-without-process",
            f"Er zit geen tekening in: het bestand {MODEL_FILE} ontbreekt.",
            f"Noem de tekening {MODEL_FILE}.",
        )
    return kept


def _read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    names = ((path.relative_to(folder).as_posix(), path) for path in sorted(folder.rglob("*")))
    found = [(name, path) for name, path in names if _is_kept(name) and path.is_file()]
    _require_few(len(found))
    _require_small(sum(path.stat().st_size for _name, path in found))
    for name, path in found:
        yield name, path.read_bytes()


def _read_package(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = package.infolist()
    _require_few(len(entries))
    wanted = [entry for entry in entries if not entry.is_dir() and _belongs(entry)]
    _require_small(sum(entry.file_size for entry in wanted))
    for entry in wanted:
        # zipfile stops at the size it was told, so a file that swells further ends as unreadable.
        yield entry.filename, package.read(entry)


def _require_few(count: int) -> None:
    if count > MAX_FILES:
        raise BundleRefused(
            "package-too-many-files",
            f"Er zitten {count} bestanden in; meer dan {MAX_FILES} kan niet.",
            "Laat weg wat niet bij het proces hoort.",
        )


def _require_small(size_bytes: int) -> None:
    if size_bytes > MAX_BYTES:
        raise BundleRefused(
            "package-too-large",
            f"De bestanden zijn samen groter dan {MAX_BYTES // 1_000_000} MB.",
            "Laat weg wat niet bij het proces hoort.",
        )


def _belongs(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a bundle keeps this file of a package.

    Raises:
        BundleRefused: its name leads outside the package, or it is packed in a way we do not read.
    """
    path, shown = PurePosixPath(entry.filename), entry.filename[:_LONGEST_NAME]
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise BundleRefused(
            "package-name-outside",
            f"De bestandsnaam ‘{shown}’ wijst buiten het pakket.",
            "Maak het pakket opnieuw met gewone bestandsnamen.",
        )
    is_kept = _is_kept(entry.filename)
    if is_kept and (entry.compress_type not in _READABLE or entry.flag_bits & 1):
        raise BundleRefused(
            "package-unreadable",
            f"Het bestand ‘{shown}’ is versleuteld of ongewoon ingepakt.",
            "Maak een gewoon zip-bestand zonder wachtwoord.",
        )
    return is_kept


def _is_kept(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_hidden = any(part.startswith(".") for part in parts)
    is_letter = name.endswith(".txt") and "letters" in parts[:-1]
    return (name.endswith(_ENDINGS) or is_letter) and not is_hidden and _MAC_COPIES not in parts


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Take away the one folder that zip programs put around everything."""
    tops = {name.partition("/")[0] for name in files}
    if MODEL_FILE in files or len(tops) != 1 or not all("/" in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}
