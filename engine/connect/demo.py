"""Demonstration services: registers, payment and messages that exist only here.

They are named as such wherever a person meets them. Everything they answer follows from what is asked, the
idempotency key and the moment: no network, no memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from regelruimte.engine.connect.declared import Declared
from regelruimte.engine.connect.registry import Connector, ConnectorFailed, Connectors
from regelruimte.engine.terms import day_of
from regelruimte.engine.values import Value

_PAY_WITHIN = timedelta(days=14)
_PERMIT_LASTS = timedelta(days=364)
# The first day counts too: a permit lasts 365 days.
_TOWN = "Lindewoude"


@dataclass(frozen=True, slots=True)
class _Street:
    name: str
    zone: int
    places_left: int
    allowed: int


_STREETS = {
    "1234AB": _Street("Lindelaan", 2, 14, 2),
    "1234CD": _Street("Marktplein", 1, 3, 1),
    "1234EF": _Street("Kadestraat", 3, 0, 2),
}
_PERMITS = {("1234AB", 14): 1, ("1234CD", 1): 1}


@dataclass(frozen=True, slots=True)
class _Vehicle:
    make: str
    model: str
    colour: str
    length: str
    height: str
    kind: str


_VEHICLES = {
    "GK482T": _Vehicle("Volkswagen", "Polo", "blauw", "4.05", "1.45", "personenauto"),
    "RR22KL": _Vehicle("Tesla", "Model 3", "wit", "4.72", "1.44", "personenauto"),
    "H123BB": _Vehicle("Ford", "Transit Nugget", "grijs", "5.98", "2.75", "camper"),
    "4KVR18": _Vehicle("Renault", "Kangoo", "rood", "4.49", "1.86", "bestelauto"),
    "12XYZ3": _Vehicle("Toyota", "Yaris", "zwart", "3.94", "1.50", "personenauto"),
}


def demo_connectors() -> Connectors:
    """Return a registry with all demonstration services, each with what it takes and gives."""
    connectors = Connectors()
    for name, connector in _SERVICES.items():
        connectors.register(name, connector, declared=_DECLARED[name])
    return connectors


def find_address(inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:  # noqa: ARG001  # the port's signature
    """Return street, parking zone and permits of an address: `postcode`, `huisnummer`."""
    postcode = str(inputs.get("postcode") or "").replace(" ", "").upper()
    number = _whole(inputs.get("huisnummer"))
    street = _STREETS.get(postcode)
    if street is None:
        return {
            "gevonden": False, "straat": None, "plaats": None, "zone": None, "plaatsen_vrij": 0,
            "vergunningen_op_adres": 0, "max_vergunningen": 0,
        }  # fmt: skip
    return {
        "gevonden": True,
        "straat": street.name,
        "plaats": _TOWN,
        "zone": street.zone,
        "plaatsen_vrij": street.places_left,
        "vergunningen_op_adres": _PERMITS.get((postcode, number), 0),
        "max_vergunningen": street.allowed,
    }


def find_vehicle(inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:  # noqa: ARG001  # the port's signature
    """Return what is known of a number plate: `kenteken`. Lengths are in metres."""
    vehicle = _VEHICLES.get(str(inputs.get("kenteken") or "").replace("-", "").replace(" ", "").upper())
    if vehicle is None:
        names = ("merk", "model", "kleur", "lengte", "hoogte", "soort")
        return {"gevonden": False, **dict.fromkeys(names)}
    return {
        "gevonden": True,
        "merk": vehicle.make,
        "model": vehicle.model,
        "kleur": vehicle.colour,
        "lengte": Decimal(vehicle.length),
        "hoogte": Decimal(vehicle.height),
        "soort": vehicle.kind,
    }


def request_payment(inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:
    """Return a payment reference and its last day: `bedrag`, `omschrijving`.

    Raises:
        ConnectorFailed: the amount is not a positive number.
    """
    amount = inputs.get("bedrag")
    if not isinstance(amount, Decimal) or amount <= 0:
        raise ConnectorFailed("demo-amount", "Het bedrag om te betalen is geen getal boven nul.", retry=False)
    return {
        "betaalkenmerk": f"DEMO-{_number(key, 8)}",
        "betalen_voor": day_of(at) + _PAY_WITHIN,
        "bedrag": amount,
    }


def activate_permit(inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:
    """Return the number and the last day of a permit: `kenteken`, `zone`, `startdatum`.

    Raises:
        ConnectorFailed: the start is not a date.
    """
    start = inputs.get("startdatum") or day_of(at)
    if not isinstance(start, date):
        raise ConnectorFailed("demo-start", "De startdatum van de vergunning is geen datum.", retry=False)
    return {"vergunningnummer": f"P-{_number(key, 6)}", "geldig_tot": start + _PERMIT_LASTS}


def send_message(inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Mapping[str, Value]:  # noqa: ARG001  # the port's signature
    """Say that a message was kept with the case; nothing leaves the machine: `onderwerp`, `tekst`."""
    return {"verzonden": True, "verzonden_op": day_of(at)}


def _whole(value: Value) -> int:
    text = str(value or "").strip()
    return int(text) if text.isdecimal() else 0


def _number(key: str, digits: int) -> str:
    return str(int(hashlib.sha256(key.encode()).hexdigest(), 16))[:digits]


_SERVICES: Mapping[str, Connector] = {
    "demo.adressen": find_address,
    "demo.voertuigen": find_vehicle,
    "demo.betalen": request_payment,
    "demo.vergunningen": activate_permit,
    "demo.bericht": send_message,
}
_DECLARED = {
    "demo.adressen": Declared(
        title="Adressen (demonstratie)",
        inputs=("postcode", "huisnummer"),
        outputs={
            "gevonden": "boolean", "straat": "text", "plaats": "text", "zone": "number",
            "plaatsen_vrij": "number", "vergunningen_op_adres": "number", "max_vergunningen": "number",
        },
    ),
    "demo.voertuigen": Declared(
        title="Voertuigen (demonstratie)",
        inputs=("kenteken",),
        outputs={
            "gevonden": "boolean", "merk": "text", "model": "text", "kleur": "text", "lengte": "number",
            "hoogte": "number", "soort": "text",
        },
    ),
    "demo.betalen": Declared(
        title="Betalen (demonstratie)",
        inputs=("bedrag", "omschrijving"),
        outputs={"betaalkenmerk": "text", "betalen_voor": "date", "bedrag": "number"},
    ),
    "demo.vergunningen": Declared(
        title="Vergunningen (demonstratie)",
        inputs=("kenteken", "zone", "startdatum"),
        outputs={"vergunningnummer": "text", "geldig_tot": "date"},
    ),
    "demo.bericht": Declared(
        title="Bericht bij de zaak (demonstratie)",
        inputs=("onderwerp", "tekst"),
        outputs={"verzonden": "boolean", "verzonden_op": "date"},
    ),
}  # fmt: skip
