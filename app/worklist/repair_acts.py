"""The kinds of repair: their forms, their words, the use cases that do them, and why one may be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from regelruimte.app.worklist.repair_forms import EndForm, PlaceForm, RepairForm
from regelruimte.engine import repair
from regelruimte.engine.store.unit_of_work import UnitOfWork

WHY_NOT: Mapping[str, LazyString] = {
    "one-of-many": _("Deze stap is er een van een reeks. Verplaats de hele reeks, of haal die weg."),
    "one-of-several-events": _("De zaak wacht hier op het eerste van meer dingen."),
    "watches": _("Dit let alleen op een andere stap."),
    "completed": _("Dit is al klaar."),
    "last-activity": _("Dit is de laatste stap die loopt. Verplaats deze stap, of beëindig de zaak."),
    "part-not-open": _("Het deel van het proces waarin die stap staat, loopt nu niet."),
    "part-open-more-than-once": _(
        "Het deel waarin die stap staat, loopt meer dan één keer. Verplaats een stap binnen dat deel."
    ),
    "suspended": _("De zaak is al stilgezet."),
    "not-suspended": _("De zaak is niet meer stilgezet."),
    "changed-since": _("De gegevens veranderden intussen. Bekijk hieronder wat er nu staat."),
}
WHY_ELSE = _("De zaak veranderde intussen. Bekijk wat er nu loopt en kies opnieuw.")

_Do = Callable[[UnitOfWork, str, RepairForm, str], None]


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of repair: its form, its words, and the use case that does it.

    Attributes:
        title: may hold `%(name)s`, the name of the step it is about.
        lead: what it does; button: what the person presses; done: what is said afterwards.
    """

    title: LazyString
    lead: LazyString
    button: LazyString
    done: LazyString
    form: type[RepairForm]
    do: _Do


ACTS: Mapping[str, Act] = {
    "move": Act(
        _("Verplaats ‘%(name)s’"),
        _(
            "De stap stopt hier en de zaak gaat verder bij de stap die u kiest. "
            "Wat bij deze stap is ingevuld maar nog niet verstuurd, vervalt."
        ),
        _("Verplaats de stap"),
        _("De stap is verplaatst."),
        PlaceForm,
        lambda work, number, form, step: repair.move_activity(
            work, number, step=step, element=form["element"].data, reason=form.why
        ),
    ),
    "add": Act(
        _("Zet een stap erbij"),
        _("De stap die u kiest begint naast wat er al loopt."),
        _("Zet de stap erbij"),
        _("De stap staat erbij."),
        PlaceForm,
        lambda work, number, form, _step: repair.add_activity(
            work, number, element=form["element"].data, reason=form.why
        ),
    ),
    "remove": Act(
        _("Haal ‘%(name)s’ weg"),
        _("De stap vervalt, met wat erbij is ingevuld maar nog niet verstuurd. De rest gaat door."),
        _("Haal de stap weg"),
        _("De stap is weggehaald."),
        RepairForm,
        lambda work, number, form, step: repair.cancel_activity(work, number, step=step, reason=form.why),
    ),
    "suspend": Act(
        _("Zet de zaak stil"),
        _(
            "Niemand kan verder met de taken, en er gaat niets vanzelf: ook klokken en berichten wachten. "
            "De inwoner leest dat wij de zaak nakijken. De wettelijke termijn loopt door."
        ),
        _("Zet de zaak stil"),
        _("De zaak is stilgezet."),
        RepairForm,
        lambda work, number, form, _step: repair.suspend(work, number, reason=form.why),
    ),
    "resume": Act(
        _("Laat de zaak verdergaan"),
        _("De taken kunnen weer worden gedaan. Wat vanzelf gaat en wachtte, gaat meteen verder."),
        _("Laat de zaak verdergaan"),
        _("De zaak gaat weer verder."),
        RepairForm,
        lambda work, number, form, _step: repair.resume(work, number, reason=form.why),
    ),
    "end": Act(
        _("Beëindig de zaak"),
        _("Alle taken en eigen stappen vervallen en de zaak is klaar. U kunt dit niet terugdraaien."),
        _("Beëindig de zaak"),
        _("De zaak is beëindigd."),
        EndForm,
        lambda work, number, form, _step: repair.cancel_case(
            work, number, outcome=form["outcome"].data, text=form["text"].data or "", reason=form.why
        ),
    ),
    "restart": Act(
        _("Begin opnieuw bij een eerdere stap"),
        _(
            "Alles wat nu loopt stopt. De gewone weg begint opnieuw bij de stap die u kiest, met de gegevens "
            "zoals ze nu zijn. Wat er eerder gebeurde blijft bewaard."
        ),
        _("Begin opnieuw"),
        _("De gewone weg is opnieuw begonnen."),
        PlaceForm,
        lambda work, number, form, _step: repair.restart(
            work, number, element=form["element"].data, reason=form.why
        ),
    ),
}
