"""From refusals and mishaps to pages: status, plain words, and the frame of the audience that asked."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, current_app, jsonify, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from regelruimte.app.context import current_actor, is_signed_in
from regelruimte.app.traces import current_trace
from regelruimte.app.unavailable import Typed, retry_seconds, typed_form
from regelruimte.engine import errors
from regelruimte.engine.errors import DatabaseUnavailable, EngineError

log = logging.getLogger(__name__)

_FLASHED = "_flashes"
"""Where Flask keeps what a next page is to tell."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a page says when something cannot be done: a title and what to do now."""

    status: int
    title: LazyString
    text: LazyString


_NOT_FOUND = ErrorPage(
    404,
    _("Wij vinden deze pagina niet"),
    _("De pagina bestaat niet of is niet van u. Kijk het adres na, of ga terug naar de startpagina."),
)
_FORBIDDEN = ErrorPage(
    403,
    _("Deze pagina is niet voor u"),
    _("U mag dit niet bekijken of doen. Denkt u dat dit niet klopt? Neem dan contact met ons op."),
)
_CONFLICT = ErrorPage(
    409,
    _("Dit kan nu niet meer"),
    _("Er veranderde intussen iets. Er is niets aangepast. Ga terug en bekijk hoe het er nu voor staat."),
)
_UNFIT = ErrorPage(
    422,
    _("Dit konden wij niet verwerken"),
    _("Iets in wat u stuurde klopt niet. Er is niets aangepast. Ga terug en kijk het na."),
)
_UNKNOWN_CALLER = ErrorPage(
    401,
    _("Wij kennen deze afzender niet"),
    _("Stuur in de kop Authorization een geldige sleutel mee."),
)
_TOO_OFTEN = ErrorPage(
    429,
    _("Even wachten"),
    _("U probeerde dit te vaak achter elkaar. Probeer het over een paar minuten opnieuw."),
)
_BUSY = ErrorPage(
    503,
    _("Het is nu te druk"),
    _("Er is niets opgeslagen. Probeer het over een minuut opnieuw."),
)
_AWAY = ErrorPage(
    503,
    _("Wij kunnen even niet bij onze gegevens"),
    _("Er is niets opgeslagen. Probeer het over een minuut opnieuw."),
)
_FULL = ErrorPage(
    503,
    _("Wij kunnen nu niets opslaan"),
    _("Dit ligt niet aan u. Er is niets opgeslagen. Probeer het later opnieuw."),
)
_UNKNOWN = ErrorPage(
    503,
    _("Wij weten niet zeker of dit is gelukt"),
    _("De verbinding viel weg tijdens het opslaan. Kijk eerst of het er staat, en doe het anders opnieuw."),
)
_UNKNOWN_KEPT = ErrorPage(
    503,
    _UNKNOWN.title,
    _("De verbinding viel weg tijdens het opslaan. Verstuur het opnieuw: wij slaan het maar één keer op."),
)
_BROKEN = ErrorPage(
    500,
    _("Er ging bij ons iets mis"),
    _("Dit ligt niet aan u. Probeer het later opnieuw. Blijft het misgaan? Neem dan contact met ons op."),
)
_SESSION_OVER = ErrorPage(
    400,
    _("U was te lang weg"),
    _("Deze pagina hoort bij een bezoek dat voorbij is. Er is niets verstuurd."),
)
_TOO_LARGE = ErrorPage(
    413,
    _("Het bestand is te groot"),
    _("Wij konden het niet aannemen. Kies een kleiner bestand en probeer het opnieuw."),
)
_WRONG_WAY = ErrorPage(
    405,
    _("Zo kunt u deze pagina niet openen"),
    _("Ga terug naar de startpagina en begin daar opnieuw."),
)

HTTP_PAGES = {
    page.status: page
    for page in (
        _NOT_FOUND,
        _UNKNOWN_CALLER,
        _FORBIDDEN,
        _CONFLICT,
        _UNFIT,
        _TOO_OFTEN,
        _BUSY,
        _BROKEN,
        _SESSION_OVER,
        _TOO_LARGE,
        _WRONG_WAY,
    )
}

REFUSALS: dict[type[EngineError], ErrorPage] = {
    EngineError: _CONFLICT,
    errors.NotFound: _NOT_FOUND,
    errors.NotAllowed: _FORBIDDEN,
    errors.MandateMissing: ErrorPage(
        403,
        _("Hiervoor hebt u geen mandaat"),
        _("Iemand met mandaat mag dit wel. Vraag een collega, of kies een andere ruimte."),
    ),
    errors.DatabaseUnavailable: _BUSY,
    errors.DatabaseBusy: _BUSY,
    errors.WritersCollided: _BUSY,
    errors.DatabaseAway: _AWAY,
    errors.DatabaseFull: _FULL,
    errors.OutcomeUnknown: _UNKNOWN,
    errors.SchemaOutdated: _BUSY,
    errors.SchemaTooNew: _BUSY,
    errors.StateUnreadable: _BROKEN,
    errors.StateTooNew: _BUSY,
    errors.DefinitionExists: ErrorPage(
        409, _("Dit proces bestaat al"), _("Kies een andere naam, of open het proces dat er al is.")
    ),
    errors.AccountExists: ErrorPage(
        409, _("Deze gebruikersnaam bestaat al"), _("Kies een andere gebruikersnaam.")
    ),
    errors.InvalidKey: _UNFIT,
    errors.NothingPublished: ErrorPage(
        409,
        _("U kunt dit nu niet aanvragen"),
        _("Er is geen geldende versie van dit proces. Neem contact met ons op als u hulp nodig hebt."),
    ),
    errors.DraftRevisionConflict: ErrorPage(
        409,
        _("Iemand anders bewaarde dit concept intussen"),
        _("Uw wijziging is niet bewaard. Open het concept opnieuw en bekijk wat er veranderde."),
    ),
    errors.BundleHasErrors: ErrorPage(
        422,
        _("Publiceren kan nog niet"),
        _("Het proces heeft nog fouten. Bekijk de bevindingen, los de fouten op en publiceer opnieuw."),
    ),
    errors.ReasonMissing: ErrorPage(
        422,
        _("Er ontbreekt een reden"),
        _("Ga terug en schrijf op waarom. Dan kan een collega het later volgen."),
    ),
    errors.GroundMissing: ErrorPage(
        422,
        _("Er ontbreekt een grond"),
        _("Ga terug en kies welke ruimte u gebruikt, of schrijf op waarop u steunt."),
    ),
    errors.ValuesMissing: ErrorPage(
        422,
        _("De gewone weg heeft gegevens uit deze stap nodig"),
        _("Ga terug en vul die gegevens in, of vervang de stap door een andere."),
    ),
    errors.CaseClosed: ErrorPage(
        409,
        _("Deze zaak is al klaar"),
        _("Aan een afgeronde zaak kan niets meer veranderen. Er is niets aangepast."),
    ),
    errors.TaskNotOpen: ErrorPage(
        409,
        _("Deze taak is al klaar"),
        _("Iemand rondde de taak al af, of hij is niet meer nodig. Uw antwoorden zijn niet verstuurd."),
    ),
    errors.TaskHeld: ErrorPage(
        409,
        _("Deze taak wacht op een omweg"),
        _("Eerst moet de omweg klaar zijn. Daarna kunt u verder met deze taak."),
    ),
    errors.TaskClaimedByAnother: ErrorPage(
        409,
        _("Een collega pakte deze taak op"),
        _("Er is niets aangepast. Kies een andere taak uit uw werklijst."),
    ),
    errors.SubmissionAlreadyMade: ErrorPage(
        409,
        _("U hebt dit al verstuurd"),
        _("Wij kregen eerder andere antwoorden van u. Die gelden. Deze antwoorden zijn niet verstuurd."),
    ),
    errors.ApplicationNotOpen: ErrorPage(
        409, _("U hebt deze aanvraag al verstuurd of gestopt"), _("Kijk bij Mijn zaken hoe het ervoor staat.")
    ),
    errors.NotStartable: ErrorPage(
        409,
        _("Deze stap kan nu niet beginnen"),
        _("Open de zaak opnieuw om te zien welke stappen nu wel kunnen."),
    ),
    errors.ScopeNotOpen: ErrorPage(
        409, _("Het maatwerk is niet open"), _("Open de zaak opnieuw om te zien wat er nu kan.")
    ),
    errors.ScopeStillActive: ErrorPage(
        409,
        _("In het maatwerk loopt nog een stap"),
        _("Rond eerst de stappen af die nog lopen; dit proces laat ze niet vervallen."),
    ),
    errors.TrialAlreadyRuns: ErrorPage(
        409,
        _("Er loopt al een proef met dit proces"),
        _("Stop eerst die proef, of laat hem gelden voor iedereen."),
    ),
    errors.TrialNotRunning: ErrorPage(
        409,
        _("Deze proef is al gestopt"),
        _("Er is niets aangepast. Open het proces om te zien wat er nu geldt."),
    ),
    errors.CohortRuleRefused: ErrorPage(
        422,
        _("Deze regel voor wie meedoet kan niet"),
        _("Gebruik alleen wat bekend is voordat de aanvraag begint, en probeer het opnieuw."),
    ),
    errors.ShareOutOfRange: ErrorPage(
        422, _("Dit deel kan niet"), _("Kies een deel van de nieuwe zaken tussen 1 en 99 procent.")
    ),
    errors.SignInRefused: ErrorPage(
        403, _("Inloggen is niet gelukt"), _("Kijk uw gegevens na en probeer het opnieuw.")
    ),
    errors.SignInThrottled: _TOO_OFTEN,
    errors.PasswordTooWeak: ErrorPage(
        422, _("Dit wachtwoord is te kort"), _("Kies een wachtwoord van minstens twaalf tekens.")
    ),
    errors.DocumentRefused: ErrorPage(
        422,
        _("Dit bestand kunnen wij niet aannemen"),
        _("Het is leeg, te groot of van een soort die wij niet lezen."),
    ),
    errors.InvalidValue: _UNFIT,
    errors.NotWaiting: _CONFLICT,
    errors.CaseSuspended: ErrorPage(
        409,
        _("Deze zaak is stilgezet"),
        _("Een beheerder kijkt ernaar. Daarna kunt u verder met deze taak."),
    ),
    errors.CaseOnOtherVersion: ErrorPage(
        409,
        _("Deze zaak loopt op een andere versie"),
        _("Er is niets aangepast. Maak een nieuw plan voor de versie waarop de zaak loopt."),
    ),
    errors.CannotMove: ErrorPage(
        409,
        _("Deze zaak kan zo niet overstappen"),
        _("Bekijk wat in de weg staat, wijs aan waar de zaak verder moet en probeer het opnieuw."),
    ),
    errors.CannotUndo: ErrorPage(
        409,
        _("Deze zaak kan niet meer terug"),
        _("De zaak ging intussen verder, of de tijd ervoor is voorbij. Er is niets aangepast."),
    ),
    errors.NoSuchElement: ErrorPage(
        422,
        _("Deze stap kan hier niet beginnen"),
        _("Kies een andere stap van het proces. Er is niets aangepast."),
    ),
    errors.NotRepairable: ErrorPage(
        409,
        _("Dit kan zo niet worden hersteld"),
        _("Er is niets aangepast. Open de zaak opnieuw en kies een andere manier."),
    ),
    errors.TooMuch: ErrorPage(
        413,
        _("Dit is te veel voor deze zaak"),
        _("Er is niets opgeslagen. Stuur minder tekst, of neem contact met ons op."),
    ),
}


def set_up_errors(app: Flask) -> None:
    """Let an application answer every refusal and mishap with a page in the house's style."""
    app.register_error_handler(EngineError, _answer_refusal)
    app.register_error_handler(CSRFError, _answer_session_over)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_bug)


def page_of(refusal: EngineError) -> ErrorPage:
    """Return what to say about a refusal: its own words, else those of the nearest kind."""
    return next(REFUSALS[kind] for kind in type(refusal).__mro__ if kind in REFUSALS)


def audience_of_request() -> str:
    """Return whose frame the answer belongs in: `portal`, `worklist` or `studio`."""
    first = request.path.split("/")[1]
    return first if first in {"worklist", "studio"} else "portal"


def _answer_refusal(refusal: EngineError) -> ResponseReturnValue:
    page, typed = page_of(refusal), typed_form(refusal)
    _take_back_what_was_to_be_told()
    if isinstance(refusal, DatabaseUnavailable):
        log.warning("database", extra={"told": {"code": refusal.code, "cause": refusal.cause}})
    if page is _UNKNOWN and typed is not None:
        page = _UNKNOWN_KEPT
    response = make_response(_answer(page, code=refusal.code, typed=typed))
    seconds = retry_seconds(refusal)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
    return response


def _take_back_what_was_to_be_told() -> None:
    """Forget that something went well: it was taken back with everything else."""
    if request.method == "POST":
        session.pop(_FLASHED, None)


def _answer_session_over(_refusal: CSRFError) -> ResponseReturnValue:
    return _answer(_SESSION_OVER, code="session-over")


def _answer_http(mishap: HTTPException) -> ResponseReturnValue:
    status = mishap.code or 500
    if status < 400:  # noqa: PLR2004  # a redirect is an answer, not a mishap
        return mishap.get_response()
    page = HTTP_PAGES.get(status, _BROKEN if status >= 500 else _NOT_FOUND)  # noqa: PLR2004  # HTTP's classes
    return _answer(ErrorPage(status, page.title, page.text), code=f"http-{status}")


def _answer_bug(mishap: Exception) -> ResponseReturnValue:
    _take_back_what_was_to_be_told()
    log.error("bug", exc_info=mishap)
    return _answer(_BROKEN, code="bug")


def _answer(page: ErrorPage, *, code: str, typed: Typed | None = None) -> ResponseReturnValue:
    current_trace().code = code
    if request.blueprint == "api" or request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(code=code, title=str(page.title), message=str(page.text)), page.status
    shown = render_template(
        "errors/page.html",
        page=page,
        audience=audience_of_request(),
        actor=current_actor(),
        again_url=_again_url(page),
        typed=typed,
        # Without a database nobody can be asked after: who is signed in must not be invited to sign in.
        hides_sign_in=page.status == _BUSY.status and not is_signed_in(),
    )
    return shown, page.status


def _again_url(page: ErrorPage) -> str | None:
    """Return the address of the page to open anew; None where that does not help or there is none."""
    if page.status == _BUSY.status and request.method == "GET":
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    is_page = request.method == "POST" and adapter is not None and adapter.test(request.path, method="GET")
    return request.full_path.rstrip("?") if is_page else None
