"""Finding a process: the home page, topics, search, ways to reach us, and where a process begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as PageNotFound

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.language import current_language
from regelruimte.app.portal import topics
from regelruimte.app.portal.filling import start_form_of
from regelruimte.app.portal.frame import blueprint
from regelruimte.app.portal.overview import read_overview
from regelruimte.engine import applications, definitions
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role
from regelruimte.engine.store.unit_of_work import View
from regelruimte.engine.terms import day_of, legal_end
from regelruimte.engine.versions import RunnableVersion, get_runnable
from regelruimte.engine.vocabulary import Application, Definition
from regelruimte.forms import FieldSpec, FormSpec

_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class StartPage:
    """What somebody wants to know before they begin.

    Attributes:
        target, legal: the days on which an application of today is answered: our aim, and the law's last.
        needs: what to have at hand.
        unsent: the applications this person began before and did not send.
    """

    process: Definition
    steps: int
    target: date | None
    legal: date | None
    legal_source: str
    needs: tuple[str, ...]
    unsent: tuple[Application, ...]


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the questions people come with, and what already runs."""
    actor = current_actor()
    with current_engine().view(actor) as view:
        offered = definitions.list_offered(view)
        overview = read_overview(view) if may_apply(actor) else None
    return render_template(
        "portal/home.html",
        topics=topics.topics_of(offered),
        general=topics.general_of(offered),
        overview=overview,
    )


@blueprint.get("/vragen/<key>")
def topic(key: str) -> ResponseReturnValue:
    """Show the processes that answer one of the thirteen questions."""
    with current_engine().view(current_actor()) as view:
        offered = definitions.list_offered(view)
    found = next((one for one in topics.topics_of(offered) if one.key == key), None)
    if found is None:
        raise PageNotFound
    return render_template("portal/topic.html", topic=found, general=topics.general_of(offered))


@blueprint.get("/zoeken")
def search() -> ResponseReturnValue:
    """Show the processes that fit the words of the visitor."""
    text = request.args.get("q", "")[:_LONGEST_SEARCH].strip()
    with current_engine().view(current_actor()) as view:
        offered = definitions.list_offered(view)
    return render_template("portal/search.html", text=text, found=topics.search(offered, text))


@blueprint.get("/contact")
def contact() -> ResponseReturnValue:
    """Show the ways to reach us that really exist."""
    with current_engine().view(current_actor()) as view:
        offered = definitions.list_offered(view)
    return render_template("portal/contact.html", general=topics.general_of(offered))


@blueprint.get("/aanvragen/<key>")
def start(key: str) -> ResponseReturnValue:
    """Show what a process is, how long it takes and what is needed."""
    with current_engine().view(current_actor()) as view:
        process = next((one for one in definitions.list_offered(view) if one.key == key), None)
        if process is None or process.standing is None:
            raise PageNotFound
        page = _start_page(view, process, get_runnable(view, key, process.standing))
    return render_template("portal/start.html", page=page, may_apply=may_apply(current_actor()))


def may_apply(actor: Actor) -> bool:
    """Tell whether somebody can apply here: a signed-in resident."""
    return Role.CITIZEN in actor.roles


def _start_page(view: View, process: Definition, version: RunnableVersion) -> StartPage:
    told, today = version.process, day_of(view.now)
    spec = start_form_of(version)
    mine = applications.list_applications(view)
    return StartPage(
        process=process,
        steps=len(spec.pages) + 1,
        target=None if told.target_days is None else today + timedelta(days=told.target_days),
        legal=None if told.legal_term_days is None else legal_end(today, told.legal_term_days),
        legal_source=told.legal_term_source or "",
        needs=_needs(spec),
        unsent=tuple(one for one in mine if one.definition == process.key),
    )


def _needs(spec: FormSpec) -> tuple[str, ...]:
    by_kind = {
        "bsn": _("uw burgerservicenummer"),
        "iban": _("uw rekeningnummer (IBAN)"),
        "kenteken": _("het kenteken van uw auto"),
        "kvk": _("uw KVK-nummer"),
    }
    asked = [one for one in spec.fields if not one.is_readonly]
    known = [by_kind[one.kind] for one in asked if one.kind in by_kind]
    locale = current_language()
    files = [_file_need(one, locale) for one in asked if one.kind == "file"]
    return tuple(dict.fromkeys((*known, *files)))


def _file_need(one: FieldSpec, locale: str) -> str:
    label = one.texts(locale).label
    always = one.is_required and not one.hides
    return label if always else str(_("%(document)s (niet altijd nodig)", document=label))
