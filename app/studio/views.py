"""Where designers start: the list of processes, and making a new one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import KEPT_KEY, ListedProcess, list_processes, may_open
from regelruimte.engine import definitions
from regelruimte.engine.errors import DefinitionExists, InvalidKey
from regelruimte.engine.parts import Kept
from regelruimte.engine.roles import group_of_lane
from regelruimte.modeller.starters import empty_process, process_with_two_roles

blueprint = Blueprint("studio", __name__, url_prefix="/studio")
blueprint.record_once(lambda state: state.app.extensions.update({KEPT_KEY: Kept(500)}))
blueprint.app_context_processor(lambda: {"may_open": may_open})

_LONGEST_TITLE = 120
_LONGEST_KEY = 80
_STARTERS = {"roles": process_with_two_roles, "empty": empty_process}


class NewProcessForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Title and first drawing of a new process."""

    title = StringField(
        lazy_gettext("Naam van het proces"),
        [
            InputRequired(lazy_gettext("Geef het proces een naam.")),
            Length(max=_LONGEST_TITLE, message=lazy_gettext("Kies een naam van hoogstens 120 tekens.")),
        ],
        description=lazy_gettext("Zoals inwoners het noemen, bijvoorbeeld ‘Parkeervergunning’."),
    )
    starter = RadioField(
        lazy_gettext("Waarmee begint u?"),
        [InputRequired(lazy_gettext("Kies waarmee u begint."))],
        choices=[
            SelectChoice(
                "roles", lazy_gettext("Twee rollen: inwoner en medewerker, met een formulier en een stap")
            ),
            SelectChoice("empty", lazy_gettext("Een leeg vel met alleen een begin")),
        ],
        default="roles",
    )


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the processes; `q` keeps those whose title or question holds the words."""
    words = request.args.get("q", "").strip()
    with current_engine().view(current_actor()) as view:
        processes = list_processes(view)
    shown = tuple(process for process in processes if _holds(process, words))
    return render_template("studio/home.html", processes=shown, words=words, is_first_use=not processes)


@blueprint.route("/new", methods=["GET", "POST"])
def new_process() -> ResponseReturnValue:
    """Make a process and open its drawing."""
    form = NewProcessForm()
    if request.method == "POST" and form.validate():
        title = (form.title.data or "").strip()
        try:
            return redirect(url_for("studio.definition", key=_create(title, form.starter.data)), 303)
        except DefinitionExists:
            form.title.errors = [_("Er is al een proces met deze naam. Kies een andere naam.")]
        except InvalidKey:
            form.title.errors = [_("Begin de naam met een letter.")]
    return render_template("studio/new.html", form=form), 422 if form.errors else 200


def key_of_title(title: str) -> str:
    """Return the key a title gives: `Parkeren in zone 1` -> `parkeren-in-zone-1`."""
    return group_of_lane(f"x {title}")[2:][:_LONGEST_KEY].strip("-")


def _create(title: str, starter: str) -> str:
    key = key_of_title(title)
    with current_engine().work(current_actor()) as work:
        definitions.create_definition(work, key, title=title, files=_STARTERS[starter](key, title))
    return key


def _holds(process: ListedProcess, words: str) -> bool:
    return words.casefold() in f"{process.title} {process.question}".casefold()
