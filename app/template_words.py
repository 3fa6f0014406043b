"""What every template may use: settings, the person, menus and formats."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext as _

from regelruimte.app.context import current_actor, current_settings, is_signed_in
from regelruimte.app.language import LANGUAGES, current_language, format_time
from regelruimte.app.menus import PORTAL_MENU, STAFF_MENU, STUDIO_MENU, home_url, open_items
from regelruimte.engine.roles import Role

_ROLE_NAMES = {
    Role.CITIZEN: _("inwoner"),
    Role.CASE_WORKER: _("medewerker"),
    Role.DOMAIN_EXPERT: _("ontwerper"),
    Role.PROCESS_OWNER: _("eigenaar"),
    Role.ADMINISTRATOR: _("beheerder"),
    Role.PARTNER: _("andere organisatie"),
    Role.SYSTEM: _("gaat vanzelf"),
}


def set_up(app: Flask) -> None:
    """Give an application's templates their words."""
    app.context_processor(_words)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_filter(format_time, "clock_time")
    app.add_template_filter(role_names)


def role_names(roles: frozenset[Role]) -> str:
    """Write roles as people call them, in a fixed order."""
    return ", ".join(str(name) for role, name in _ROLE_NAMES.items() if role in roles)


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
