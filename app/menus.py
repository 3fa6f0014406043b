"""Menus: which pages each audience finds in its frame, and where a person starts."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from regelruimte.app.access import may_ask
from regelruimte.app.context import current_actor
from regelruimte.engine.actors import Actor
from regelruimte.engine.roles import Role


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu.

    Attributes:
        endpoint: the page it leads to.
        label: what it says.
        icon: name of its drawing in `macros/icons.html`.
    """

    endpoint: str
    label: LazyString
    icon: str

    @property
    def url(self) -> str:
        """The address of the page."""
        return url_for(self.endpoint)

    @property
    def is_current(self) -> bool:
        """True on the page itself."""
        return request.endpoint == self.endpoint


PORTAL_MENU = (MenuItem("portal.my_cases", _("Mijn zaken"), "list"),)

STAFF_MENU = (
    MenuItem("worklist.home", _("Werklijst"), "list"),
    MenuItem("worklist.search", _("Zaken zoeken"), "search"),
    MenuItem("worklist.list_mail", _("E-mail"), "letter"),
    MenuItem("studio.home", _("Studio"), "process"),
)

STUDIO_MENU = (
    MenuItem("studio.home", _("Processen"), "board"),
    MenuItem("studio.trials", _("Proeven"), "trial"),
    MenuItem("worklist.home", _("Werklijst"), "list"),
    MenuItem("worklist.search", _("Zaken zoeken"), "search"),
)

_HOMES = (
    ("worklist.home", frozenset({Role.CASE_WORKER})),
    ("studio.home", frozenset({Role.DOMAIN_EXPERT, Role.PROCESS_OWNER, Role.ADMINISTRATOR})),
)


def open_items(menu: tuple[MenuItem, ...]) -> tuple[MenuItem, ...]:
    """Return the items whose page exists and is open to the person who asks."""
    actor = current_actor()
    return tuple(
        item for item in menu if item.endpoint in current_app.view_functions and may_ask(actor, item.endpoint)
    )


def home_url(actor: Actor) -> str:
    """Return the page an actor starts on."""
    for endpoint, roles in _HOMES:
        if actor.roles & roles:
            return url_for(endpoint)
    return url_for("portal.home")
