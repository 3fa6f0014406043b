"""The page of a task: its form, what is known beside it, saving and completing it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_view import CHANNELS, KINDS_OF_ROOM, group_names
from regelruimte.app.worklist.inputs import ChannelForm, ReportForm
from regelruimte.app.worklist.readable import ReadForm, in_words, list_read_forms, why_refused
from regelruimte.app.worklist.task_form import TaskForm, answers_of, task_form
from regelruimte.engine import documents, tasks
from regelruimte.engine.actors import Actor
from regelruimte.engine.advance import SUSPENDED
from regelruimte.engine.dossier import Dossier, get_dossier
from regelruimte.engine.errors import (
    CaseSuspended,
    DocumentRefused,
    EngineError,
    SubmissionAlreadyMade,
    TaskClaimedByAnother,
    TaskHeld,
    TaskNotOpen,
)
from regelruimte.engine.roles import CITIZEN_GROUP
from regelruimte.engine.store.unit_of_work import UnitOfWork, View
from regelruimte.engine.submissions import Sent
from regelruimte.engine.tasks import OpenedTask
from regelruimte.engine.unfit import UnfitQuestion
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Channel, DetourStatus, TaskStatus
from regelruimte.forms import BoundPage, PageSpec, typed_all, typed_values, unfit_questions

KEY = "rr-key"
PAGE = "rr-page"
ACTION = "rr-action"
REPORT = "verslag_eigen_stap"
"""Variable that keeps what came out of a step without a form."""

_REFUSALS = (TaskClaimedByAnother, TaskHeld, TaskNotOpen, SubmissionAlreadyMade)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task as its page shows it.

    Attributes:
        key: submission key made with this page.
        refusal: title and text of why it cannot be done now, None when it can.
        notice: title and text of what went wrong while the rest went well.
        told: what was told before: the forms filled in so far.
    """

    opened: OpenedTask
    dossier: Dossier
    form: TaskForm | None
    bound: BoundPage | None
    channel: ChannelForm | None
    report: ReportForm | None
    told: tuple[ReadForm, ...]
    groups: dict[str, str]
    key: str
    refusal: tuple[str, str] | None = None
    notice: tuple[str, str] | None = None

    @property
    def is_for_citizen(self) -> bool:
        """True when a case worker does the task of the person the case is about, for them."""
        return self.opened.task.group == CITIZEN_GROUP

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, in reading order, with the ids to go to."""
        found = list(self.bound.errors) if self.bound else []
        for form in (self.report, self.channel):
            found += [(field.id, field.errors[0]) for field in form or () if field.errors]
        return tuple(found)


@blueprint.get("/tasks/<task_id>")
def show_task(task_id: str) -> ResponseReturnValue:
    """Show a task with its form."""
    with current_engine().view(current_actor()) as view:
        page = _open(view, task_id, page_id=request.args.get("page"))
    detour = page.opened.detour
    if detour is not None and detour.status is DetourStatus.ASKED:
        number = page.opened.case.number
        return redirect(url_for("worklist.agree_detour", number=number, detour_id=detour.id), 303)
    return _render(page)


@blueprint.post("/tasks/<task_id>")
def submit_task(task_id: str) -> ResponseReturnValue:
    """Save a page of a task, go to another, or complete the task."""
    engine, actor = current_engine(), current_actor()
    sent = answers_of(request.form)
    notice = _keep_uploads(task_id, sent)
    with engine.view(actor) as view:
        page = _open(view, task_id, page_id=request.form.get(PAGE), sent=sent)
    if notice is not None:
        return _render(replace(page, notice=notice), 422)
    try:
        with engine.work(actor) as work:
            done = _act(work, page)
    except _REFUSALS as refusal:
        return _render(replace(page, refusal=_words_of(refusal)), 409)
    if isinstance(done, TaskPage):
        return _render(done, 422 if done.errors else 200)
    return redirect(done, 303)


def _open(
    view: View, task_id: str, *, page_id: str | None, sent: MultiDict[str, str] | None = None
) -> TaskPage:
    opened = tasks.open_task(view, task_id)
    dossier = get_dossier(view, opened.case.number)
    form = task_form(opened, dossier, view.now)
    judged = "fouten" in request.args
    bound = None if form is None else form.bind(form.page(page_id or opened.page), sent, is_judged=judged)
    for_citizen = opened.task.group == CITIZEN_GROUP
    return TaskPage(
        opened=opened, dossier=dossier, form=form, bound=bound,
        channel=ChannelForm(formdata=sent, prefix="rr-", meta={"csrf": False}) if for_citizen else None,
        report=ReportForm(formdata=sent, prefix="rr-", meta={"csrf": False}) if _has_report(opened) else None,
        told=list_read_forms(dossier), groups=group_names(view),
        key=(sent.get(KEY) if sent else None) or view.ids.new(), refusal=_why_closed(view.actor, opened),
    )  # fmt: skip


def _has_report(opened: OpenedTask) -> bool:
    return opened.form is None and opened.task.step is None


def _act(work: UnitOfWork, page: TaskPage) -> TaskPage | str:
    """Do what the button says; return the page to show again, or the address to go to."""
    task = page.opened.task
    if task.status is not TaskStatus.OPEN:
        return _sent_twice(page)
    if not page.is_for_citizen and task.assignee != work.actor.id:
        # Refused before anything is saved when it is a colleague's.
        page = replace(page, opened=replace(page.opened, task=tasks.claim_task(work, task.id)))
    action = request.form.get(ACTION, "next")
    if page.form is None or page.bound is None:
        return _hand_over(work, page, action) or (page if action == "claim" else _complete(work, page))
    form = page.form.with_answers(page.bound.raw)
    return _turn(work, replace(page, form=form), form, page.bound)


def _turn(work: UnitOfWork, page: TaskPage, form: TaskForm, bound: BoundPage) -> TaskPage | str:
    task, here = page.opened.task, bound.page
    tasks.save_answers(work, task.id, answers=form.saved, page=here.id)
    action = request.form.get(ACTION, "next")
    if action in {"claim", "release"}:
        return _hand_over(work, page, action) or _page_url(task.id, here)
    if action == "save":
        flash(_("Bewaard. U kunt later verder."), "done")
        return _case_url(page)
    if action == "back":
        return _page_url(task.id, form.earlier_page(here) or here)
    if not bound.is_valid:
        return page
    following = form.next_page(here)
    return _complete(work, page) if following is None else _page_url(task.id, following)


def _hand_over(work: UnitOfWork, page: TaskPage, action: str) -> str | None:
    """Say that a task is taken, or put it back; return where to go, None to stay with what was typed."""
    task = page.opened.task
    if action == "release":
        tasks.release_task(work, task.id)
        flash(_("U zette ‘%(name)s’ terug. Collega’s kunnen de taak weer oppakken.", name=task.name), "done")
        return _case_url(page)
    if action == "claim":
        flash(_("U pakte ‘%(name)s’ op.", name=task.name), "done")
    return None


def _complete(work: UnitOfWork, page: TaskPage) -> TaskPage | str:
    task, form = page.opened.task, page.form
    judged = [one.validate() for one in (page.channel, page.report) if one is not None]
    if not all(judged):
        return page
    incomplete = None if form is None else form.first_incomplete()
    if incomplete is not None:
        flash(_("Op deze bladzijde ontbreekt nog een antwoord."), "late")
        return _page_url(task.id, incomplete)
    tasks.complete_task(work, task.id, _sent(page))
    flash(_("U rondde ‘%(name)s’ af.", name=task.name), "done")
    return _case_url(page)


def _sent(page: TaskPage) -> Sent:
    values: dict[str, Value] = {}
    unfit: tuple[UnfitQuestion, ...] = ()
    if page.form is not None:
        form = page.form
        values = typed_all(form.spec, form.saved, form.known, known_files=form.files, now=form.now)
        unfit = unfit_questions(form.spec, values)
    elif page.report is not None and page.report.report.data:
        values = {REPORT: page.report.report.data.strip()}
    channel = Channel(page.channel.channel.data) if page.channel is not None else Channel.WEB
    return Sent(key=page.key, values=values, form=page.opened.task.form, channel=channel, unfit=unfit)


def _sent_twice(page: TaskPage) -> str:
    """Confirm again what was sent twice, and refuse what differs from what was accepted.

    Raises:
        TaskNotOpen: the task is over and these are other answers.
    """
    task = page.opened.task
    made = next((s for s in page.dossier.submissions if s.task == task.id), None)
    typed = typed_values(page.bound) if page.bound is not None else _sent(page).values
    if made is None or any(made.values.get(name) != value for name, value in typed.items()):
        raise TaskNotOpen(task=task.id, status=task.status.value)
    flash(_("‘%(name)s’ was al afgerond, met dezelfde antwoorden.", name=task.name), "done")
    return _case_url(page)


def _keep_uploads(task_id: str, sent: MultiDict[str, str]) -> tuple[str, str] | None:
    """Keep the files that were sent with a page and put their ids in the answers; say what was refused."""
    chosen = [(key, file) for key, file in request.files.items(multi=True) if file.filename]
    if not chosen:
        return None
    try:
        with current_engine().work(current_actor()) as work:
            opened = tasks.open_task(work, task_id)
            if _why_closed(work.actor, opened) is not None:
                # The page says why; a file of a refused page is not kept either.
                return None
            for key, file in chosen:
                document = documents.add_to_case(
                    work, opened.case.number, name=file.filename or "", content=file.read()
                )
                sent.add(key, document.id)
    except DocumentRefused as refusal:
        return _("Dit bestand konden wij niet aannemen"), why_refused(refusal)
    return None


def _why_closed(actor: Actor, opened: OpenedTask) -> tuple[str, str] | None:
    task = opened.task
    if task.status is not TaskStatus.OPEN:
        return _words_of(TaskNotOpen(by=task.closed_by))
    if task.held_by is not None:
        return _words_of(CaseSuspended() if task.held_by == SUSPENDED else TaskHeld())
    if task.assignee not in {None, actor.id} and task.group != CITIZEN_GROUP:
        return _words_of(TaskClaimedByAnother(by=task.assignee_name))
    return None


def _words_of(refusal: EngineError) -> tuple[str, str]:
    if isinstance(refusal, TaskClaimedByAnother):
        who = refusal.facts.get("by") or _("Een collega")
        return (
            _("%(name)s pakte deze taak op", name=who),
            _("U kunt deze taak nu niet doen. Overleg met uw collega, of kies een andere taak."),
        )
    if isinstance(refusal, CaseSuspended):
        return (
            _("Deze zaak is stilgezet"),
            _("Een beheerder kijkt ernaar. Daarna kunt u verder met deze taak."),
        )
    if isinstance(refusal, TaskHeld):
        return (
            _("Deze taak wacht op een eigen stap"),
            _("De gewone weg gaat verder als die stap klaar is. U vindt hem op de zaakpagina."),
        )
    return (
        _("Deze taak is al klaar"),
        _("De taak is afgerond of niet meer nodig. Op de zaakpagina ziet u hoe het ervoor staat."),
    )


def _case_url(page: TaskPage) -> str:
    return url_for("worklist.show_case", number=page.opened.case.number)


def _page_url(task_id: str, page: PageSpec, *, has_errors: bool = False) -> str:
    errors = "1" if has_errors else None
    return url_for("worklist.show_task", task_id=task_id, page=page.id, fouten=errors)


def _render(page: TaskPage, status: int = 200) -> ResponseReturnValue:
    again = None if page.bound is None else _page_url(page.opened.task.id, page.bound.page, has_errors=True)
    asked = page.opened.asked
    lines = [] if asked is None else [(name, in_words(value)) for name, value in asked.inputs.items()]
    shown = render_template(
        "worklist/task.html", page=page, again_url=again, asked_lines=lines, task=page.opened.task,
        case=page.opened.case, kinds_of_room=KINDS_OF_ROOM, channels=CHANNELS,
        is_sent=request.method == "POST", names={"key": KEY, "page": PAGE, "action": ACTION},
    )  # fmt: skip
    return shown, status
