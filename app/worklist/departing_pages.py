"""Leaving the usual path at the desk: skip, repeat or replace a step, decide otherwise, start a sub-case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.wording import gettext as _
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.case_view import KINDS_OF_ROOM, CaseView, view_case
from regelruimte.app.worklist.course import list_course
from regelruimte.app.worklist.departing import (
    Possible,
    ask_values,
    forms_of,
    known_outcomes,
    list_possible,
    steps_of,
    who_can,
    why_not_in_words,
)
from regelruimte.app.worklist.departure_forms import (
    OWN,
    MotiveForm,
    RepeatForm,
    ReplaceForm,
    SubCaseForm,
    doer_of,
    outcome_form,
    outcome_of,
)
from regelruimte.app.worklist.inputs import offered
from regelruimte.app.worklist.readable import list_facts
from regelruimte.engine import detours
from regelruimte.engine.detours import (
    DoneStep,
    OpenStep,
    Overridable,
    Override,
    Repeat,
    Replacement,
    Skip,
    Standing,
    SubCase,
)
from regelruimte.engine.detours.needs import names_of_form
from regelruimte.engine.dossier import get_dossier
from regelruimte.engine.errors import (
    CaseClosed,
    InvalidValue,
    MandateMissing,
    NotFound,
    NotStartable,
    NotWaiting,
    TaskClaimedByAnother,
    TaskHeld,
    ValuesMissing,
)
from regelruimte.engine.values import Value
from regelruimte.engine.vocabulary import Detour, DetourStatus
from regelruimte.forms import BoundPage, typed_values

ASKED = "rr-asked"
"""Says that the questions whose answers the path needs were on the page that was sent."""

_LATE = (CaseClosed, MandateMissing, NotStartable, NotWaiting, TaskClaimedByAnother, TaskHeld)


@dataclass(frozen=True, slots=True)
class Page:
    """A page on which the usual path is left.

    Attributes:
        title: its heading; lead: what will happen; button: what the button says.
        seen: the case; standing: what may be used; refusal: why it cannot be done, empty when it can.
        form: the questions; values: questions of a form whose answers the path needs.
        first: names of the fields that come before why; last: those after it.
    """

    title: str
    lead: str
    button: str
    seen: CaseView
    standing: Standing | None
    refusal: str
    form: MotiveForm
    values: BoundPage | None = None
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    @property
    def is_sent_whole(self) -> bool:
        """True when all that is asked was sent and fits."""
        if request.method != "POST" or self.refusal:
            return False
        fits = self.form.validate()
        return fits and (self.values is None or (ASKED in request.form and self.values.is_valid))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, in reading order, with the ids to go to."""
        if request.method != "POST":
            return []
        found = [(field.id, field.errors[0]) for field in self.form if field.errors]
        return found + (list(self.values.errors) if self.values is not None and ASKED in request.form else [])


@blueprint.route("/cases/<number>/skip/<step>", methods=["GET", "POST"])
def skip_step(number: str, step: str) -> ResponseReturnValue:
    """Skip an open step of the usual path."""
    seen, found = _open_step(number, step)
    form, values = _form(MotiveForm, found.standing), _values(seen, found, found.needs)
    refusal = why_not_in_words(found, seen.groups)
    if not refusal and found.needs and values is None:
        refusal = _(
            "Kan niet: de gewone weg heeft uit deze stap nodig: %(names)s.", names=", ".join(found.needs)
        )
    page = Page(
        _("Sla deze stap over: %(name)s", name=found.name),
        _("De stap wordt in deze zaak niet gedaan. De gewone weg gaat daarna verder."),
        _("Sla de stap over"), seen, found.standing, refusal, form, values,
    )  # fmt: skip
    if not page.is_sent_whole:
        return _show(page)
    wanted = Skip(found.step, found.instance, form.motive, _typed(page))

    def take() -> Detour:
        with current_engine().work(current_actor()) as work:
            return detours.skip_step(work, number, wanted)

    return _take(page, take, lambda title: _("De stap ‘%(title)s’ is overgeslagen.", title=title))


@blueprint.route("/cases/<number>/replace/<step>", methods=["GET", "POST"])
def replace_step(number: str, step: str) -> ResponseReturnValue:
    """Replace an open step of the usual path by another."""
    seen, found = _open_step(number, step)
    form, names = _form(ReplaceForm, found.standing), _offer_work(seen, found)
    form.element.choices, form.form.choices, form.who.choices = names[0], names[1], names[2]
    if form.who.data is None:
        form.who.data = f"group:{found.task.group}" if found.task is not None else None
    page = Page(
        _("Vervang deze stap: %(name)s", name=found.name),
        _("De stap wordt niet gedaan. De gewone weg gaat verder als uw keuze klaar is."),
        _("Vervang de stap"), seen, found.standing, why_not_in_words(found, seen.groups), form,
        _left_to_ask(seen, found, form), first=("element", "title", "form", "who", "due"), last=("note",),
    )  # fmt: skip
    if not page.is_sent_whole:
        return _show(page)
    wanted = _replacement(form, found, names[3], _typed(page))

    def take() -> Detour:
        with current_engine().work(current_actor()) as work:
            return detours.replace_step(work, number, wanted)

    return _take(page, take, lambda title: _("De stap is vervangen door ‘%(title)s’.", title=title))


@blueprint.route("/cases/<number>/repeat/<element>", methods=["GET", "POST"])
def repeat_step(number: str, element: str) -> ResponseReturnValue:
    """Let a finished step be done once more."""
    seen, possible = _look(number)
    found: DoneStep | None = next((one for one in possible.done if one.element == element), None)
    if found is None:
        raise NotFound(element=element)
    form = _form(RepeatForm, found.standing)
    page = Page(
        _("Doe deze stap opnieuw: %(name)s", name=found.name),
        _("De stap komt nog een keer op de werklijst. De nieuwe antwoorden gelden in plaats van de oude."),
        _("Start de stap opnieuw"), seen, found.standing, why_not_in_words(found, seen.groups), form,
        first=("place",),
    )  # fmt: skip
    if not page.is_sent_whole:
        return _show(page)
    wanted = Repeat(element, form.motive, holds=form.place.data == "before")

    def take() -> Detour:
        with current_engine().work(current_actor()) as work:
            return detours.repeat_step(work, number, wanted)

    return _take(page, take, lambda title: _("De stap ‘%(title)s’ staat weer open.", title=title))


@blueprint.route("/cases/<number>/decisions/<int:decision>/override", methods=["GET", "POST"])
def override_decision(number: str, decision: int) -> ResponseReturnValue:
    """Give a decision another outcome than the rules did."""
    seen, possible = _look(number)
    found: Overridable | None = next((o for o in possible.decisions if o.kept.id == decision), None)
    if found is None:
        raise NotFound(decision=decision)
    form, names = outcome_form(found.result, known_outcomes(seen.dossier, found))
    form.offer_grounds(found.standing)
    lead = _("De gewone weg rekent verder met uw uitkomst. Wat de regels zeiden, blijft bewaard.")
    if found.is_passed:
        lead = _(
            "De zaak is dit punt al voorbij: de weg die zij nam, verandert niet meer. Uw uitkomst geldt wel "
            "voor wat nog komt."
        )
    page = Page(
        _("Besluit anders dan de regels: %(name)s", name=found.name), lead, _("Leg de uitkomst vast"),
        seen, found.standing, why_not_in_words(found, seen.groups), form, first=tuple(names.values()),
    )  # fmt: skip
    if not page.is_sent_whole:
        return _show(page)
    wanted = Override(decision, outcome_of(form, names, found.result), form.motive)

    def take() -> Detour:
        with current_engine().work(current_actor()) as work:
            return detours.override_decision(work, number, wanted)

    return _take(page, take, lambda title: _("Uw uitkomst voor ‘%(title)s’ geldt nu.", title=title))


@blueprint.route("/cases/<number>/sub-case", methods=["GET", "POST"])
def start_sub_case(number: str) -> ResponseReturnValue:
    """Start a published process inside a case."""
    seen, possible = _look(number)
    form = SubCaseForm(meta={"csrf": False})
    del form.ground
    form.definition.choices = [
        offered(one.key, f"{one.title}: {one.summary}" if one.summary else one.title)
        for one in possible.processes
    ]
    page = Page(
        _("Start een deelzaak"),
        _("Een heel proces loopt mee binnen deze zaak. De uitkomst komt terug op de zaakpagina."),
        _("Start de deelzaak"), seen, None,
        "" if seen.is_open else _("Deze zaak is al klaar."), form, first=("definition", "place"),
    )  # fmt: skip
    if not page.is_sent_whole:
        return _show(page)
    motive = form.motive
    wanted = SubCase(
        form.definition.data, motive.reason, motive.article, form.place.data == "before",
        citizen_text=motive.citizen_text,
    )  # fmt: skip

    def take() -> Detour:
        with current_engine().work(current_actor()) as work:
            return detours.start_sub_case(work, number, wanted)

    return _take(page, take, lambda title: _("De deelzaak ‘%(title)s’ is gestart.", title=title))


@blueprint.get("/cases/<number>/sub-cases/<detour_id>")
def show_sub_case(number: str, detour_id: str) -> ResponseReturnValue:
    """Show a sub-case: where it stands, what is known in it, and the case it belongs to."""
    with current_engine().view(current_actor()) as view:
        seen, sub = view_case(view, number), get_dossier(view, number, sub_case=detour_id)
    detour = next(one for one in sub.detours if one.id == detour_id)
    tasks = [task for task in sub.open_tasks if task.instance == detour.instance]
    return render_template(
        "worklist/sub_case.html", seen=seen, case=sub.case, dossier=seen.dossier, detour=detour, sub=sub,
        tasks=tasks, course=list_course(sub), facts=list_facts(sub),
    )  # fmt: skip


def _look(number: str) -> tuple[CaseView, Possible]:
    with current_engine().view(current_actor()) as view:
        return view_case(view, number), list_possible(view, number)


def _open_step(number: str, step: str) -> tuple[CaseView, OpenStep]:
    seen, possible = _look(number)
    found = next((one for one in possible.open if one.step == step), None)
    if found is None:
        raise NotStartable(step=step)
    return seen, found


def _form(kind: Any, standing: Standing) -> Any:
    form = kind(meta={"csrf": False})
    form.offer_grounds(standing)
    return form


def _left_to_ask(seen: CaseView, found: OpenStep, form: ReplaceForm) -> BoundPage | None:
    """Return what must still be asked of the replaced step: what neither choice nor form gives."""
    if request.method != "POST":
        return None
    is_own = form.element.data == OWN
    chosen = (form.form.data or None) if is_own else _form_of(seen, form.element.data)
    given = names_of_form(seen.dossier.version, chosen)
    return _values(seen, found, tuple(name for name in found.needs if name not in given))


def _form_of(seen: CaseView, element: str | None) -> str | None:
    info = seen.dossier.version.elements.get(element or "")
    return None if info is None else info.form


def _values(seen: CaseView, found: OpenStep, names: tuple[str, ...]) -> BoundPage | None:
    sent = MultiDict(request.form.items(multi=True)) if request.method == "POST" else None
    with current_engine().view(current_actor()) as view:
        sub = _sub_case_of(seen, found.instance)
        dossier = get_dossier(view, seen.dossier.case.number, sub_case=sub)
        return ask_values(replace(found, needs=names), dossier, view.now, sent)


def _sub_case_of(seen: CaseView, instance: str) -> str | None:
    return next((one.id for one in seen.dossier.detours if one.instance == instance), None)


def _typed(page: Page) -> dict[str, Value]:
    return {} if page.values is None else dict(typed_values(page.values))


def _offer_work(seen: CaseView, found: OpenStep) -> tuple[list[Any], list[Any], list[Any], dict[str, str]]:
    with current_engine().view(current_actor()) as view:
        people, names = who_can(view)
    version = seen.dossier.version
    elements = [
        offered(OWN, _("Een eigen stap")),
        *(offered(*one) for one in steps_of(version, found.element)),
    ]
    forms = [offered("", _("Geen, een kort verslag")), *(offered(*one) for one in forms_of(version))]
    return elements, forms, [offered(*one) for one in people], names


def _replacement(
    form: ReplaceForm, found: OpenStep, names: dict[str, str], values: dict[str, Value]
) -> Replacement:
    is_own = form.element.data == OWN
    return Replacement(
        found.step, found.instance, form.motive, title=(form.title.data or "") if is_own else "",
        element=None if is_own else form.element.data, form=(form.form.data or None) if is_own else None,
        doer=doer_of(form.who.data, names, due=form.due.data, note=form.note.data or ""), values=values,
    )  # fmt: skip


def _take(page: Page, take: Any, done: Any) -> ResponseReturnValue:
    try:
        detour = take()
    except _LATE:
        return _show(page, _("De zaak veranderde intussen. Dit kan nu niet meer."), 409)
    except ValuesMissing as refused:
        told = _(
            "De gewone weg heeft gegevens uit deze stap nodig: %(names)s.", names=", ".join(refused.names)
        )
        return _show(page, told, 422)
    except InvalidValue:
        return _show(page, _("Dit past niet: kies een andere uitkomst dan die nu geldt."), 422)
    if detour.status is DetourStatus.ASKED:
        who = page.seen.group_name(str(detour.facts["asks"]))
        flash(_("Wij vroegen een tweede paar ogen: %(group)s. Na akkoord gaat het door.", group=who), "done")
    else:
        flash(done(detour.title), "done")
    return redirect(url_for("worklist.show_case", number=page.seen.dossier.case.number), 303)


def _show(page: Page, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    is_new_question = request.method == "POST" and page.values is not None and ASKED not in request.form
    if is_new_question and not trouble and not page.refusal:
        trouble, status = _("De gewone weg heeft nog iets uit deze stap nodig. Vul dat hieronder in."), 422
    shown = render_template(
        "worklist/departure.html", page=page, seen=page.seen, case=page.seen.dossier.case, trouble=trouble,
        dossier=page.seen.dossier, kinds_of_room=KINDS_OF_ROOM, form=page.form, asked=ASKED,
    )  # fmt: skip
    return shown, 422 if page.errors and status < 400 else status  # noqa: PLR2004  # HTTP's classes
