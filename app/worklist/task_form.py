"""The form of a task at the desk: which page, what was typed, and what it amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from regelruimte.app.language import current_language
from regelruimte.engine.dossier import Dossier
from regelruimte.engine.tasks import OpenedTask
from regelruimte.engine.values import Value
from regelruimte.forms import BoundPage, FormSpec, PageSpec, bind, first_incomplete, read_form, visible_pages
from regelruimte.forms.by_hand import by_hand_form


@dataclass(frozen=True, slots=True)
class TaskForm:
    """The form of a task with all that is known when it is filled in.

    Attributes:
        saved: what was typed before, raw, by key.
        files: documents of the case, id -> name.
    """

    spec: FormSpec
    known: Mapping[str, Value]
    saved: Mapping[str, Value]
    files: Mapping[str, str]
    now: datetime

    @property
    def pages(self) -> tuple[PageSpec, ...]:
        """The pages that are asked, by the answers so far."""
        return visible_pages(self.spec, self.saved, self.known, now=self.now) or self.spec.pages[:1]

    def page(self, page_id: str | None) -> PageSpec:
        """Return the page that is asked for, the first one when there is no such page."""
        return next((page for page in self.pages if page.id == page_id), self.pages[0])

    def bind(
        self, page: PageSpec, sent: MultiDict[str, str] | None = None, *, is_judged: bool = False
    ) -> BoundPage:
        """Put the answers to a page: those sent, else those typed before; `is_judged` says what is wrong."""
        return bind(
            self.spec, page, formdata=sent, values=self.saved, known=self.known,
            locale=current_language(), known_files=self.files, now=self.now,
            is_judged=is_judged,
        )  # fmt: skip

    def with_answers(self, raw: Mapping[str, Value]) -> TaskForm:
        """Return the same form with more answers."""
        return TaskForm(self.spec, self.known, {**self.saved, **raw}, self.files, self.now)

    def next_page(self, page: PageSpec) -> PageSpec | None:
        """Return the page after this one, None after the last."""
        return self._beside(page, 1)

    def earlier_page(self, page: PageSpec) -> PageSpec | None:
        """Return the page before this one, None before the first."""
        return self._beside(page, -1)

    def first_incomplete(self) -> PageSpec | None:
        """Return the first page that still needs an answer, None when all is there."""
        return first_incomplete(self.spec, self.saved, self.known, known_files=self.files, now=self.now)

    def _beside(self, page: PageSpec, step: int) -> PageSpec | None:
        ids = [one.id for one in self.pages]
        at = ids.index(page.id) + step if page.id in ids else 0
        return self.pages[at] if 0 <= at < len(ids) else None


def task_form(opened: OpenedTask, dossier: Dossier, now: datetime) -> TaskForm | None:
    """Return the form of a task, None when it has none."""
    spec = _spec_of(opened)
    if spec is None:
        return None
    files = {document.id: document.name for document in dossier.documents}
    # A second call is not the first one: what was told then stands beside the form, not in it.
    saved = {**dict.fromkeys(_told_before(opened, dossier)), **opened.saved}
    return TaskForm(spec, opened.known, saved, files, now)


def _spec_of(opened: OpenedTask) -> FormSpec | None:
    """Return what a task asks: its form, or the outputs of the connector in whose place it stands."""
    if opened.form is not None:
        return read_form(opened.form)
    if opened.asked is not None and opened.asked.outputs:
        return by_hand_form(opened.asked.outputs)
    return None


def _told_before(opened: OpenedTask, dossier: Dossier) -> Iterator[str]:
    """Yield what an earlier task of this step wrote; nothing for a detour, which may put that right."""
    task = opened.task
    if task.element is None or task.detour is not None:
        return
    earlier = {one.id for one in dossier.tasks if one.element == task.element and one.id != task.id}
    yield from (variable.name for variable in dossier.variables if variable.task in earlier)


def answers_of(request_form: Any) -> MultiDict[str, str]:
    """Return a copy of what was sent, to which documents can be added."""
    return MultiDict(request_form.items(multi=True))
