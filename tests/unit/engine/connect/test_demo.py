from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regelruimte.engine.connect.demo import demo_connectors
from regelruimte.engine.connect.registry import ConnectorFailed

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NEARLY_MIDNIGHT_IN_AMSTERDAM = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
INPUTS = {
    "demo.adressen": {"postcode": "1234 AB", "huisnummer": Decimal(12)},
    "demo.voertuigen": {"kenteken": "GK-482-T"},
    "demo.betalen": {"bedrag": Decimal("35.00"), "omschrijving": "Parkeervergunning"},
    "demo.vergunningen": {"kenteken": "GK-482-T", "zone": Decimal(2), "startdatum": date(2027, 1, 4)},
    "demo.bericht": {"onderwerp": "Betalen", "tekst": "U kunt nu betalen."},
}


def ask(name, key="case-1/step-1", at=AT, **inputs):
    return demo_connectors().call(name, {**INPUTS[name], **inputs}, key=key, at=at)


def test_calls_every_service_a_demonstration_when_listed():
    assert demo_connectors().names() == set(INPUTS)
    assert all(name.startswith("demo.") for name in demo_connectors().names())


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_answers_the_same_when_asked_again_with_the_same_key(name):
    assert ask(name) == ask(name)


@pytest.mark.parametrize(
    ("postcode", "zone", "allowed"), [("1234 CD", 1, 1), ("1234 AB", 2, 2), ("1234 EF", 3, 2)]
)
def test_tells_zone_and_permits_when_an_address_is_known(postcode, zone, allowed):
    answer = ask("demo.adressen", postcode=postcode)

    assert (answer["gevonden"], answer["zone"], answer["max_vergunningen"]) == (True, zone, allowed)


@pytest.mark.parametrize("typed", ["1234AB", "1234 ab", " 1234  AB "])
def test_finds_the_address_when_the_postcode_is_typed_otherwise(typed):
    assert ask("demo.adressen", postcode=typed) == ask("demo.adressen")


@pytest.mark.parametrize("number", ["14", " 14 ", Decimal(14)])
def test_counts_the_permits_of_an_address_when_the_number_is_typed_or_exact(number):
    assert ask("demo.adressen", huisnummer=number)["vergunningen_op_adres"] == 1


def test_counts_no_permits_when_the_address_has_none():
    assert ask("demo.adressen", huisnummer="12")["vergunningen_op_adres"] == 0


def test_has_a_zone_without_places_when_the_waiting_list_is_shown():
    assert ask("demo.adressen", postcode="1234 EF")["plaatsen_vrij"] == 0


@pytest.mark.parametrize("postcode", ["9999 ZZ", "", None])
def test_finds_no_address_when_the_postcode_is_unknown_or_missing(postcode):
    answer = ask("demo.adressen", postcode=postcode)

    assert (answer["gevonden"], answer["zone"], answer["max_vergunningen"]) == (False, None, 0)


def test_tells_the_measures_exactly_when_a_plate_is_known():
    answer = ask("demo.voertuigen")

    assert answer == {
        "gevonden": True,
        "merk": "Volkswagen",
        "model": "Polo",
        "kleur": "blauw",
        "lengte": Decimal("4.05"),
        "hoogte": Decimal("1.45"),
        "soort": "personenauto",
    }


def test_finds_the_vehicle_when_the_plate_is_typed_otherwise():
    assert ask("demo.voertuigen", kenteken=" gk 482 t") == ask("demo.voertuigen")


def test_answers_with_the_same_names_when_a_plate_is_unknown():
    unknown = ask("demo.voertuigen", kenteken="XX-99-99")

    assert unknown.keys() == ask("demo.voertuigen").keys()
    assert unknown["gevonden"] is False
    assert unknown["lengte"] is None


def test_asks_the_amount_within_fourteen_days_when_a_payment_is_requested():
    answer = ask("demo.betalen")

    assert (answer["bedrag"], answer["betalen_voor"]) == (Decimal("35.00"), date(2026, 11, 16))


def test_counts_the_days_in_amsterdam_when_it_is_past_midnight_there():
    assert ask("demo.betalen", at=NEARLY_MIDNIGHT_IN_AMSTERDAM)["betalen_voor"] == date(2026, 11, 17)


def test_names_itself_a_demonstration_when_it_gives_a_reference():
    assert ask("demo.betalen")["betaalkenmerk"].startswith("DEMO-")


@pytest.mark.parametrize(
    ("name", "number"), [("demo.betalen", "betaalkenmerk"), ("demo.vergunningen", "vergunningnummer")]
)
def test_gives_another_number_when_the_key_differs(name, number):
    assert ask(name, key="case-1/step-1")[number] != ask(name, key="case-2/step-1")[number]


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-1.00"), None, "35"])
def test_fails_without_retry_when_there_is_nothing_to_pay(amount):
    with pytest.raises(ConnectorFailed) as failed:
        ask("demo.betalen", bedrag=amount)

    assert (failed.value.code, failed.value.retry) == ("demo-amount", False)


def test_counts_the_year_from_the_start_when_a_permit_begins_later():
    assert ask("demo.vergunningen")["geldig_tot"] == date(2028, 1, 3)


def test_counts_the_year_from_today_when_a_permit_has_no_start():
    assert ask("demo.vergunningen", startdatum=None)["geldig_tot"] == date(2027, 11, 1)


def test_says_when_it_was_kept_when_a_message_is_sent():
    assert ask("demo.bericht") == {"verzonden": True, "verzonden_op": date(2026, 11, 2)}
