"""Taking what a browser sent of a page: answers, and files that are kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from flask import Request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from regelruimte.app.portal.filling import Filling
from regelruimte.engine.errors import DocumentRefused
from regelruimte.engine.vocabulary import Document
from regelruimte.forms import BoundPage, FieldSpec, PageSpec

Keep = Callable[[str, bytes], Document]
"""Keeps a file by name and content."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A page as it was sent.

    Attributes:
        filling: the form with this page's answers and files taken in.
        bound: the page with what was sent.
        refused: name of a file input -> what to do about the file that was not taken.
    """

    filling: Filling
    bound: BoundPage
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """True when the person can go on."""
        return self.bound.is_valid and not self.refused

    @property
    def has_errors(self) -> bool:
        """True when there is something to put right on the page."""
        return bool(self.bound.errors or self.refused)


def take_page(filling: Filling, page: PageSpec, request: Request, keep: Keep) -> Taken:
    """Take the answers of a page and keep its files; a file that cannot be kept leaves the others alone."""
    formdata: MultiDict[str, str] = MultiDict(request.form)
    files, refused = dict(filling.files), {}
    for asked, name, upload in _uploads(page, request):
        try:
            document = keep(upload.filename or "", upload.read())
        except DocumentRefused as refusal:
            refused[name] = _message(str(refusal.facts.get("why")))
            continue
        files[document.id] = document.name
        if asked.is_multiple:
            formdata.add(name, document.id)
        else:
            formdata.setlist(name, [document.id])
    with_files = replace(filling, files=files)
    bound = with_files.bind(page, formdata)
    return Taken(with_files.with_answers(bound.raw), bound, refused)


def _uploads(page: PageSpec, request: Request) -> Iterator[tuple[FieldSpec, str, FileStorage]]:
    for name, upload in request.files.items(multi=True):
        asked = _asked_under(page, name)
        if asked is not None and upload.filename:
            yield asked, name, upload


def _asked_under(page: PageSpec, name: str) -> FieldSpec | None:
    """Return the question for a file that goes by this name; in a repeating group it is `group-2-key`."""
    for one in page.fields:
        if one.kind == "file" and one.key == name:
            return one
        for inner in one.fields:
            if inner.kind == "file" and name.startswith(f"{one.key}-") and name.endswith(f"-{inner.key}"):
                return inner
    return None


def _message(why: str) -> str:
    if why == "empty":
        return str(_("Dit bestand is leeg. Kies een ander bestand."))
    if why == "too-large":
        return str(_("Dit bestand is te groot. Het mag 10 MB zijn."))
    return str(_("Dit soort bestand kunnen wij niet openen. Kies een PDF, JPG, PNG of HEIC."))
