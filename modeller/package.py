"""Packages: the files of a bundle in one zip, out and in, with limits that hold for files of anyone."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath

from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.vocabulary import MODEL_FILE

MAX_BYTES = 10_000_000
"""Most that the files of a package may be together, unpacked."""

MAX_FILES = 500
ENDINGS = (".bpmn", ".dmn", ".form", ".json", ".md")
"""What a bundle keeps; a package may hold other files, and they are left out."""

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, IndexError,
)  # fmt: skip
"""What reading a zip raises when its bytes were damaged, or made to mislead."""

_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class PackageRefused(ValueError):
    """A package cannot be read as a bundle.

    Attributes:
        findings: why, in Dutch; at least one error.
    """

    def __init__(self, code: str, message: str, suggestion: str) -> None:
        super().__init__(message)
        self.findings = (Finding(code, Severity.ERROR, None, message, suggestion),)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return a bundle as a zip; the same files always give the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a package.

    A package of one folder is read as the files of that folder. What a bundle does not keep is left out.

    Raises:
        PackageRefused: no zip, too large, a name that leads outside, or no process model in it.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            files = dict(_read(package))
    except PackageRefused:
        raise
    except _BROKEN as error:
        raise PackageRefused(
            "package-unreadable", "Dit bestand is geen pakket dat wij kunnen lezen.", "Kies een zip-bestand."
        ) from error
    files = _without_folder(files)
    if MODEL_FILE not in files:
        raise PackageRefused(
            "package-without-process",
            f"In het pakket zit geen tekening: het bestand {MODEL_FILE} ontbreekt.",
            f"Noem de tekening {MODEL_FILE} en maak het pakket opnieuw.",
        )
    return files


def _read(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = package.infolist()
    if len(entries) > MAX_FILES:
        raise PackageRefused(
            "package-too-many-files",
            f"In het pakket zitten {len(entries)} bestanden; meer dan {MAX_FILES} kan niet.",
            "Laat weg wat niet bij het proces hoort.",
        )
    wanted = [entry for entry in entries if not entry.is_dir() and _belongs(entry)]
    if sum(entry.file_size for entry in wanted) > MAX_BYTES:
        raise PackageRefused(
            "package-too-large",
            f"De bestanden in het pakket zijn samen groter dan {MAX_BYTES // 1_000_000} MB.",
            "Laat weg wat niet bij het proces hoort.",
        )
    for entry in wanted:
        # zipfile stops at the size it was told, so a file that swells further ends as unreadable.
        yield entry.filename, package.read(entry)


def _belongs(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a bundle keeps this file.

    Raises:
        PackageRefused: its name leads outside the package, or it is packed in a way we do not read.
    """
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise PackageRefused(
            "package-name-outside",
            f"De bestandsnaam ‘{entry.filename[:120]}’ wijst buiten het pakket.",
            "Maak het pakket opnieuw met gewone bestandsnamen.",
        )
    is_kept = entry.filename.endswith(ENDINGS) and not any(part.startswith(".") for part in path.parts)
    if is_kept and (entry.compress_type not in _READABLE or entry.flag_bits & 1):
        raise PackageRefused(
            "package-unreadable",
            f"Het bestand ‘{entry.filename[:120]}’ is versleuteld of ongewoon ingepakt.",
            "Maak een gewoon zip-bestand zonder wachtwoord.",
        )
    return is_kept and "__MACOSX" not in path.parts


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Take away the one folder that zip programs put around everything."""
    tops = {name.partition("/")[0] for name in files}
    if MODEL_FILE in files or len(tops) != 1 or not all("/" in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}
