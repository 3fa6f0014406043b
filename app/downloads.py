"""Files as answers: always a download, so that no file of anyone is opened as a page of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response

_NAMELESS = "bestand"


def send_file_bytes(content: bytes, name: str, media_type: str) -> Response:
    """Answer with a file to keep, under its own name."""
    return as_download(Response(content, mimetype=media_type), name)


def as_download(answer: Response, name: str) -> Response:
    """Let an answer be kept under a name; what a header cannot hold travels in its encoded form.

    Source: RFC 6266, 4.3 and appendix D.
    """
    shown = "".join(c for c in name if c.isprintable()).strip() or _NAMELESS
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode().strip() or _NAMELESS
    names = {"filename": plain}
    if plain != shown:
        names["filename*"] = f"UTF-8''{quote(shown, safe='')}"
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer
