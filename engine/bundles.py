"""Bundles outside the database: as a folder and as a package (zip)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from regelruimte.engine.vocabulary import MODEL_FILE
from regelruimte.engine.xml import parse

_ENDINGS = (".bpmn", ".dmn", ".form", ".json", ".md")
_LIMIT_BYTES = 10 * 1024 * 1024
_LIMIT_FILES = 500
_CANDIDATE = "candidate"
_PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


class BundleRefused(ValueError):
    """A folder or package cannot be a bundle; the message says why and what is expected."""


def read_bundle(path: Path) -> dict[str, bytes]:
    """Read the files of a bundle from a folder or a package.

    Raises:
        BundleRefused: it has no process model, is too large, or names files outside itself.
    """
    files = dict(_read_folder(path) if path.is_dir() else _read_package(path))
    if MODEL_FILE not in files:
        raise BundleRefused(
            f"{path}: expected a file {MODEL_FILE}, found {', '.join(sorted(files)) or 'none'}."
        )
    return files


def read_candidate(folder: Path) -> dict[str, bytes]:
    """Read the files an example changes in its candidate version; empty when it has none."""
    changed = folder / _CANDIDATE
    return dict(_read_folder(changed)) if changed.is_dir() else {}


def write_package(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a bundle as a package; the same files always give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)


def title_of(files: Mapping[str, bytes], *, otherwise: str) -> str:
    """Return the name of the process in a bundle, or something else when it has none."""
    process = parse(files[MODEL_FILE]).find(_PROCESS)
    name = None if process is None else process.get("name")
    return name or otherwise


def _read_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    total = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _belongs(name):
            total += path.stat().st_size
            _require_size(folder, total)
            yield name, path.read_bytes()


def _read_package(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        package = zipfile.ZipFile(BytesIO(path.read_bytes()))
    except zipfile.BadZipFile as error:
        raise BundleRefused(f"{path}: expected a folder or a zip file.") from error
    with package:
        entries = [entry for entry in package.infolist() if not entry.is_dir() and _belongs(entry.filename)]
        _require_size(path, sum(entry.file_size for entry in entries))
        if len(entries) > _LIMIT_FILES:
            raise BundleRefused(f"{path}: expected at most {_LIMIT_FILES} files, found {len(entries)}.")
        for entry in entries:
            yield _safe_name(path, entry.filename), package.read(entry)


def _safe_name(path: Path, name: str) -> str:
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or "\\" in name:
        raise BundleRefused(f"{path}: the name {name!r} leads outside the package.")
    return str(pure)


def _belongs(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.endswith(_ENDINGS) and parts[0] != _CANDIDATE and not any(_is_hidden(part) for part in parts)


def _is_hidden(part: str) -> bool:
    return part.startswith(".") and part != ".."


def _require_size(path: Path, size_bytes: int) -> None:
    if size_bytes > _LIMIT_BYTES:
        raise BundleRefused(f"{path}: expected at most {_LIMIT_BYTES} bytes in all, found {size_bytes}.")
