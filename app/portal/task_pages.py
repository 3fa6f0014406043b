"""Tasks of a resident: the pages of their form, sending it once, and its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from regelruimte.app.context import current_actor, current_engine, current_settings
from regelruimte.app.language import current_language
from regelruimte.app.portal.drawing import draw
from regelruimte.app.portal.filling import Filling, form_of, remark_form
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.receipts import show_receipt
from regelruimte.app.portal.uploads import Taken, take_page
from regelruimte.engine import documents, dossier, tasks
from regelruimte.engine.errors import NotFound
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.tasks import OpenedTask
from regelruimte.engine.vocabulary import TaskStatus
from regelruimte.forms import PageSpec, unfit_questions

_KEY = "sleutel"
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class _Doing:
    """A task that a resident is doing, with its form."""

    opened: OpenedTask
    filling: Filling

    @property
    def is_open(self) -> bool:
        """True when it can be done now."""
        task = self.opened.task
        return task.status is TaskStatus.OPEN and task.held_by is None

    def url(self, page: PageSpec) -> str:
        """Return the address of a page of the form."""
        return url_for("portal.show_task_page", task_id=self.opened.task.id, page_id=page.id)


@blueprint.get("/taken/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    """Lead to the page where the person left."""
    with current_engine().view(current_actor()) as view:
        doing = _read(view, task_id)
    if not doing.is_open:
        return _show_closed(doing)
    page = doing.filling.find_page(doing.opened.page) or doing.filling.pages[0]
    return redirect(doing.url(page), 303)


@blueprint.get("/taken/<task_id>/<page_id>")
def show_task_page(task_id: str, page_id: str) -> ResponseReturnValue:
    """Show a page of the task's form."""
    with current_engine().view(current_actor()) as view:
        doing, key = _read(view, task_id), view.ids.new()
    page = doing.filling.find_page(page_id)
    if not doing.is_open:
        return _show_closed(doing)
    if page is None:
        return redirect(url_for("portal.task", task_id=task_id), 303)
    bound = doing.filling.bind(page, is_judged="fouten" in request.args)
    return _show(doing, Taken(doing.filling, bound), key)


@blueprint.post("/taken/<task_id>/<page_id>")
def submit_task_page(task_id: str, page_id: str) -> ResponseReturnValue:
    """Keep the answers of a page; on the last one, send them all."""
    key = request.form.get(_KEY, "")[:_LONGEST_KEY]
    with current_engine().work(current_actor()) as work:
        doing = _read(work, task_id)
        page = doing.filling.find_page(page_id)
        if page is None:
            raise NotFound(page=page_id)
        if not doing.is_open:
            return _answer_closed(work, doing, page, key)
        number = doing.opened.case.number
        taken = take_page(
            doing.filling,
            page,
            request,
            lambda name, content: documents.add_to_case(work, number, name=name, content=content),
        )
        doing = _Doing(doing.opened, taken.filling)
        tasks.save_answers(work, task_id, answers=taken.filling.answers, page=page_id)
        after = _after(doing, taken)
        if taken.is_valid and after is None and request.form.get("actie") != "bewaar":
            tasks.complete_task(work, task_id, _sent(doing, key or work.ids.new()))
    return _go_on(doing, taken, after, key)


@blueprint.get("/taken/ontvangen/<task_id>")
def task_receipt(task_id: str) -> ResponseReturnValue:
    """Show the receipt of a task that was done."""
    with current_engine().view(current_actor()) as view:
        opened = tasks.open_task(view, task_id)
        mine = dossier.get_my_case(view, opened.case.number)
        made = next((one.id for one in mine.submissions if one.task == task_id), "")
        now = view.now
    return show_receipt(mine, made, today=now, is_again="opnieuw" in request.args)


def _read(view: View, task_id: str) -> _Doing:
    opened = tasks.open_task(view, task_id)
    if opened.task.group != CITIZEN_GROUP:
        raise NotFound(task=task_id)
    files = documents.list_of_case(view, opened.case.number)
    form = opened.task.form
    spec = form_of(opened.version, form) if opened.form is not None else remark_form(opened.task.name)
    filling = Filling(
        spec=spec,
        answers=opened.saved,
        known={**view.actor.facts, **opened.known},
        files={one.id: one.name for one in files},
        now=view.now,
        locale=current_language(),
    )
    return _Doing(opened, filling)


def _after(doing: _Doing, taken: Taken) -> PageSpec | None:
    """Return the page that comes after this one: the next, or one that was left open."""
    filling = doing.filling
    if filling.find_page(taken.bound.page.id) is None:
        return filling.pages[0]
    _, after = filling.neighbours(taken.bound.page)
    return after or filling.first_incomplete()


def _go_on(doing: _Doing, taken: Taken, after: PageSpec | None, key: str) -> ResponseReturnValue:
    number = doing.opened.case.number
    if request.form.get("actie") == "bewaar":
        flash(_("Uw antwoorden zijn bewaard. U hebt nog niets verstuurd."))
        return redirect(url_for("portal.my_case", number=number), 303)
    if taken.is_valid:
        done = url_for("portal.task_receipt", task_id=doing.opened.task.id)
        return redirect(done if after is None else doing.url(after), 303)
    if taken.has_errors and (taken.refused or not taken.bound.is_rearranging):
        return _show(doing, taken, key), 422
    return redirect(doing.url(taken.bound.page), 303)


def _sent(doing: _Doing, key: str) -> Sent:
    values, spec = doing.filling.values(), doing.filling.spec
    return Sent(key, values, form=doing.opened.task.form, unfit=unfit_questions(spec, values))


def _answer_closed(work: UnitOfWork, doing: _Doing, page: PageSpec, key: str) -> ResponseReturnValue:
    """Lead to the receipt when the very same answers came before; else say that it cannot be done now."""
    opened = doing.opened
    if opened.task.status is TaskStatus.COMPLETED:
        bound = doing.filling.bind(page, request.form)
        filling = doing.filling.with_answers(bound.raw)
        if filling.first_incomplete() is None:
            # Raises when other answers were accepted under this key; other keys end below.
            sent = _sent(_Doing(opened, filling), key)
            if tasks.find_receipt(work, opened.task.id, sent) is not None:
                return redirect(url_for("portal.task_receipt", task_id=opened.task.id, opnieuw="1"), 303)
    return _show_closed(doing)


def _show_closed(doing: _Doing) -> ResponseReturnValue:
    opened = doing.opened
    page = render_template("portal/task_closed.html", task=opened.task, case=opened.case)
    return page, 409 if request.method == "POST" else 200


def _show(doing: _Doing, taken: Taken, key: str) -> str:
    filling, page, opened = taken.filling, taken.bound.page, doing.opened
    before, after = filling.neighbours(page) if filling.find_page(page.id) else (None, None)
    case_url = url_for("portal.my_case", number=opened.case.number)
    minutes = timedelta(minutes=current_settings().session_minutes)
    return render_template(
        "portal/task.html",
        page=draw(filling, taken.bound, taken.refused, has_check=False),
        again_url=f"{doing.url(page)}?fouten=1",
        task=opened.task,
        case=opened.case,
        back=doing.url(before) if before else case_url,
        is_first=before is None,
        is_last=after is None,
        key=key,
        signed_in_until=filling.now + minutes,
    )
