"""What every template may use: settings, the person, menus and formats."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from regelruimte.app.cells import check_in_words, output_in_words
from regelruimte.app.context import current_actor, current_engine, current_settings, is_signed_in
from regelruimte.app.durations import term_in_words
from regelruimte.app.language import LANGUAGES, current_language
from regelruimte.app.menus import PORTAL_MENU, STAFF_MENU, STUDIO_MENU, home_url, open_items
from regelruimte.app.prose import from_html, from_markdown
from regelruimte.engine.roles import Role
from regelruimte.engine.store.reads.inbox import MOST_COUNTED
from regelruimte.forms.formats import (
    format_amount,
    format_date,
    format_moment,
    format_number,
    format_percent,
    format_short_time,
    format_time,
)

_ROLE_NAMES = {
    Role.CITIZEN: _("inwoner"),
    Role.CASE_WORKER: _("medewerker"),
    Role.DOMAIN_EXPERT: _("ontwerper"),
    Role.PROCESS_OWNER: _("eigenaar"),
    Role.ADMINISTRATOR: _("beheerder"),
    Role.PARTNER: _("andere organisatie"),
    Role.SYSTEM: _("gaat vanzelf"),
}


_FORMATS: dict[str, Callable[[Any, str], str]] = {
    "day": format_date,
    "clock": format_time,
    "short_clock": format_short_time,
    "moment": format_moment,
    "amount": format_amount,
    "number": format_number,
    "percent": format_percent,
}


def set_up(app: Flask) -> None:
    """Give an application's templates their words."""
    app.context_processor(_words)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_filter(role_names)
    app.add_template_filter(at_most)
    app.add_template_filter(prose)
    app.add_template_filter(check_in_words)
    app.add_template_filter(output_in_words)
    app.add_template_filter(term_in_words)
    app.add_template_global(page_url)
    app.add_template_global(is_past)
    for name, write in _FORMATS.items():
        app.add_template_filter(_in_language_of_page(write), name)


def is_past(moment: datetime) -> bool:
    """Tell whether a moment has gone by."""
    return moment < current_engine().clock.now()


def at_most(count: int) -> str:
    """Write a count; one that was not counted further says so, as in `999+`."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)


def role_names(roles: Collection[str]) -> str:
    """Write roles as people call them, in a fixed order."""
    return ", ".join(str(name) for role, name in _ROLE_NAMES.items() if role in roles)


def prose(text: str, is_html: bool) -> Markup:  # noqa: FBT001  # filters take arguments by place
    """Write a text of a model as safe HTML."""
    return from_html(text) if is_html else from_markdown(text)


def page_url(number: int, parameter: str = "page") -> str:
    """Return the address at hand with another page number."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != parameter]
    return f"{request.path}?{urlencode([*query, (parameter, str(number))])}"


def _in_language_of_page(write: Callable[[Any, str], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else write(value, current_language())


def _words() -> dict[str, Any]:
    return {
        "settings": current_settings(),
        "actor": current_actor(),
        "is_signed_in": is_signed_in(),
        "Role": Role,
        "languages": LANGUAGES,
        "current_language": current_language(),
        "portal_menu": open_items(PORTAL_MENU),
        "staff_menu": open_items(STAFF_MENU),
        "studio_menu": open_items(STUDIO_MENU),
        "home_url": home_url(current_actor()),
        "this_page": request.full_path.rstrip("?"),
    }
