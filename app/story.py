"""From audit tags to sentences: the one place that says what happened in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from regelruimte.app.wording import gettext
from regelruimte.engine.vocabulary import AuditEntry


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a tag is told.

    Attributes:
        text: the sentence; `%(name)s` and the like are filled in from the entry.
        icon: name of a drawing; kind: look in the timeline (done, now, detour, wait or empty).
        is_plain: False for what only the log shows, because it tells a reader of the case nothing.
        by_itself: nobody did it, whoever set it in motion.
    """

    text: LazyString
    icon: str
    kind: str = ""
    is_plain: bool = True
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words."""

    at: datetime
    who: str
    title: str
    text: str
    icon: str
    kind: str
    tag: str
    is_plain: bool


CASE_SENTENCES: Mapping[str, Sentence] = {
    "case:opened": Sentence(_("Aanvraag ontvangen"), "letter"),
    "case:closed": Sentence(_("De zaak is klaar: %(outcome)s"), "done", "done"),
    "case:migrated": Sentence(_("Stapte over van versie %(from)s naar versie %(to)s"), "process"),
    "case:migration-undone": Sentence(_("Ging terug van versie %(from)s naar versie %(to)s"), "undo"),
    "case:suspended": Sentence(_("De zaak is stilgezet"), "stop", "wait"),
    "case:resumed": Sentence(_("De zaak gaat weer verder"), "play", "now"),
    "case:cancelled": Sentence(_("De zaak is beëindigd door een beheerder: %(outcome)s"), "stop", "wait"),
    "case:restarted": Sentence(_("De gewone weg begon opnieuw bij: %(name)s"), "undo", "now"),
    "data:changed": Sentence(_("Gegevens verbeterd door een beheerder: %(names)s"), "edit"),
    "path:ended": Sentence(_("Uitkomst: %(outcome)s"), "flag", "done"),
    "task:opened": Sentence(_("Taak staat klaar: %(name)s"), "list", is_plain=False),
    "task:claimed": Sentence(_("Taak opgepakt: %(name)s"), "person", is_plain=False),
    "task:released": Sentence(_("Taak teruggezet: %(name)s"), "undo", is_plain=False),
    "task:completed": Sentence(_("Taak afgerond: %(name)s"), "check", "done"),
    "task:cancelled": Sentence(_("Taak niet meer nodig: %(name)s"), "close", "wait"),
    "step:added": Sentence(_("Stap erbij gezet door een beheerder: %(name)s"), "play", "now"),
    "step:moved": Sentence(_("Stap verplaatst door een beheerder naar: %(name)s"), "undo", "now"),
    "step:cancelled": Sentence(_("Stap weggehaald door een beheerder: %(name)s"), "close", "wait"),
    "step:started": Sentence(_("Stap gestart: %(name)s"), "play", "now"),
    "detour:taken": Sentence(_("Omweg gestart: %(title)s"), "detour", "detour"),
    "detour:added": Sentence(_("Eigen stap toegevoegd: %(title)s"), "detour", "detour"),
    "question:unfit": Sentence(_("Past niet: %(names)s"), "person", "now"),
    "detour:cancelled": Sentence(_("Omweg gestopt: %(title)s"), "close", "detour"),
    "detour:asked": Sentence(_("Tweede paar ogen gevraagd: %(title)s"), "detour", "wait"),
    "detour:agreed": Sentence(_("Akkoord gegeven: %(title)s"), "check", "done"),
    "detour:sent-back": Sentence(_("Teruggestuurd met uitleg: %(title)s"), "undo", "wait"),
    "detour:skipped": Sentence(_("Stap overgeslagen: %(title)s"), "detour", "detour"),
    "detour:repeated": Sentence(_("Stap opnieuw gestart: %(title)s"), "detour", "detour"),
    "detour:replaced": Sentence(_("Stap vervangen: %(name)s, nu: %(title)s"), "detour", "detour"),
    "detour:overridden": Sentence(_("Anders besloten dan de regels: %(title)s"), "detour", "detour"),
    "detour:sub-case": Sentence(_("Deelzaak gestart: %(title)s"), "detour", "detour"),
    "sub-case:ended": Sentence(_("Deelzaak klaar: %(title)s. Uitkomst: %(outcome)s"), "done", "done"),
    "block:closed": Sentence(_("Maatwerk afgesloten: %(elements)s"), "done", "done"),
    "decision:made": Sentence(_("Regels toegepast: %(element)s"), "table", "done", by_itself=True),
    "incident:opened": Sentence(_("Storing bij: %(element)s"), "alert", "wait"),
    "incident:retried": Sentence(_("Storing: opnieuw geprobeerd"), "undo", is_plain=False),
    "connector:answered": Sentence(_("Vanzelf gedaan: %(element)s"), "check", "done"),
    "connector:by-hand": Sentence(_("Met de hand te doen: %(element)s"), "person", "wait"),
    "mail:placed": Sentence(_("E-mail bij de zaak gelegd: %(subject)s"), "letter"),
    "timer:fired": Sentence(_("Het moment kwam: %(element)s"), "clock", "wait"),
    "message:sent": Sentence(_("Bericht verstuurd: %(message)s"), "letter"),
    "message:received": Sentence(_("Bericht ontvangen: %(message)s"), "letter"),
    "document:added": Sentence(_("Document toegevoegd: %(name)s"), "document"),
    "variable:conflict": Sentence(
        _("Twee collega’s vulden ‘%(name)s’ anders in. Het laatste antwoord geldt."), "alert", "wait"
    ),
}

OTHER_SENTENCES: Mapping[str, Sentence] = {
    "definition:created": Sentence(_("Proces gemaakt: %(title)s"), "process"),
    "definition:renamed": Sentence(_("Proces heet nu: %(title)s"), "edit", is_plain=False),
    "draft:saved": Sentence(_("Concept bewaard"), "edit", is_plain=False),
    "version:published": Sentence(_("Versie %(number)s gepubliceerd"), "upload"),
    "version:stands": Sentence(_("Versie %(number)s geldt"), "flag", "done"),
    "migration:started": Sentence(
        _("%(cases)s zaken stappen over van versie %(from)s naar versie %(to)s"), "process", "now"
    ),
    "migration:undo-started": Sentence(
        _("%(cases)s zaken gaan terug van versie %(from)s naar versie %(to)s"), "undo", "now"
    ),
    "trial:started": Sentence(_("Proef gestart met echte inwoners"), "trial", "now"),
    "trial:promoted": Sentence(_("Proef klaar: de kandidaat geldt voor iedereen"), "flag", "done"),
    "trial:stopped": Sentence(_("Proef gestopt"), "stop", "wait"),
    "account:created": Sentence(_("Account gemaakt"), "person"),
    "account:password-changed": Sentence(_("Wachtwoord veranderd"), "lock"),
    "group:put": Sentence(_("Groep bijgewerkt: %(name)s"), "person", is_plain=False),
    "application:forgotten": Sentence(
        _("Aanvragen weggehaald die niet op tijd zijn verstuurd: %(applications)s"), "close", is_plain=False
    ),
    "practice:removed": Sentence(_("Oefenzaken weggehaald: %(cases)s"), "close", is_plain=False),
    "job:let-run": Sentence(_("Iets dat vanzelf moest gaan, wordt opnieuw geprobeerd"), "alert", "wait"),
    "mail:put-away": Sentence(_("E-mail weggelegd: hoort bij geen zaak"), "letter", is_plain=False),
    "job:stopped": Sentence(_("Iets dat vanzelf moest gaan, lukte niet: %(code)s"), "alert", "wait"),
    "sign-in:done": Sentence(_("Ingelogd"), "person", is_plain=False),
    "sign-in:refused": Sentence(_("Inloggen geweigerd"), "lock", is_plain=False),
}

SENTENCES: Mapping[str, Sentence] = {**CASE_SENTENCES, **OTHER_SENTENCES}

_UNKNOWN = Sentence(
    _("Er gebeurde iets dat wij nog niet in woorden hebben (%(tag)s)"), "info", is_plain=False
)


def tell(entry: AuditEntry, *, names: Mapping[str, str] | None = None) -> Told:
    """Tell what an audit entry says.

    Args:
        entry: the entry.
        names: names of elements and detours, by id.
    """
    sentence = SENTENCES.get(entry.tag, _UNKNOWN)
    return Told(
        at=entry.at,
        who=gettext("Gaat vanzelf") if sentence.by_itself else entry.actor_name,
        title=str(sentence.text) % _Facts(_facts(entry, names or {})),
        text=_why(entry),
        icon=sentence.icon,
        kind=sentence.kind,
        tag=entry.tag,
        is_plain=sentence.is_plain,
    )


class _Facts(dict[str, str]):
    """Facts for a sentence; what an entry does not tell reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _facts(entry: AuditEntry, names: Mapping[str, str]) -> dict[str, str]:
    told = {name: str(value) for name, value in entry.facts.items() if value not in (None, "", [])}
    element, elements = entry.facts.get("element"), entry.facts.get("elements")
    if isinstance(element, str):
        told["element"] = names.get(element, element)
    if isinstance(elements, list):
        told["elements"] = ", ".join(names.get(str(one), str(one)) for one in elements) or "–"
    if isinstance(names_told := entry.facts.get("names"), list):
        told["names"] = ", ".join(str(one) for one in names_told)
    if "title" not in told and (detour := told.get("detour")) is not None:
        told["title"] = names.get(detour, "–")
    return told | {"tag": entry.tag}


def _why(entry: AuditEntry) -> str:
    reason = entry.reason.rstrip(". ")
    parts = [gettext("Reden: ‘%(reason)s’", reason=reason) + "."] if reason else []
    if ground := entry.facts.get("ground"):
        parts.append(gettext("Grond: %(ground)s.", ground=ground))
    if entry.facts.get("holds"):
        parts.append(gettext("De gewone weg wacht hierop."))
    return " ".join(parts)
