"""Style sheets and scripts: from logical name to the built file, sent compressed and cached by its hash."""

from __future__ import annotations

import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

_ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""What the build puts beside a file, smallest first: encoding -> ending."""

_YEAR_SECONDS = 365 * 24 * 60 * 60


def dist_folder() -> Path:
    """Return the folder with the built files."""
    return Path(__file__).parent.parent / "static" / "dist"


def set_up_static(app: Flask) -> None:
    """Serve the built files under `/static`."""
    app.jinja_env.globals["asset_url"] = asset_url
    app.view_functions["static"] = _send
    app.after_request(_cache)


def asset_url(name: str) -> str:
    """Return the address of a built file by its logical name, for example `rr.css`."""
    return url_for("static", filename=_manifest(str(dist_folder())).get(name, name))


@lru_cache(maxsize=4)
def _manifest(folder: str) -> dict[str, str]:
    kept = Path(folder) / "manifest.json"
    if not kept.exists():
        return {}
    names: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return names


def _send(filename: str) -> Response:
    """Send a built file, as the build compressed it where the browser takes that."""
    folder = dist_folder()
    there = {
        name: ending for name, ending in _ENCODINGS.items() if (folder / f"{filename}{ending}").is_file()
    }
    taken = next((name for name in there if request.accept_encodings.quality(name) > 0), None)
    response = send_from_directory(
        folder,
        filename + there.get(taken or "", ""),
        mimetype=mimetypes.guess_type(filename)[0],
        conditional=True,
    )
    if taken is not None:
        response.content_encoding = taken
    if there:
        response.vary.add("Accept-Encoding")
    return response


def _cache(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    named = (request.view_args or {}).get("filename", "")
    if named in _manifest(str(dist_folder())).values() or named.startswith("chunk-"):
        response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    return response
