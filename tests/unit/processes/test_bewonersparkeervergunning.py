"""The parking permit goes where its rules, its terms and its people send it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from regelruimte.engine.dmn import evaluate, read_decisions
from regelruimte.engine.vocabulary import CaseStatus
from tests.unit.processes.office import BUNDLES, PARKING, samples_of


def test_waits_for_the_payment_when_all_goes_by_itself(parking):
    parking.start(samples_of(PARKING)[0]["answers"])

    assert parking.waiting_for() == ["betalen"]


def test_tells_the_resident_what_people_did_and_not_what_goes_by_itself(parking):
    parking.start(samples_of(PARKING)[0]["answers"])
    parking.complete("betalen", {"betaald": "online"})

    assert parking.told() == (
        "U betaalt uw vergunning",
        "U hebt de vergunning. U mag bij uw huis parkeren vanaf de dag die u koos.",
    )


def test_reminds_and_then_calls_when_nobody_pays(parking, engine, clock):
    parking.start(samples_of(PARKING)[0]["answers"])

    clock.advance(timedelta(days=7))
    engine.run_due()
    assert "herinnerd" in parking.passed()
    assert parking.waiting_for() == ["betalen"]

    clock.advance(timedelta(days=7))
    engine.run_due()
    assert parking.waiting_for() == ["bel_over_betaling", "betalen"]


def test_forgets_the_call_and_grants_when_somebody_pays_late(parking, engine, clock):
    parking.start(samples_of(PARKING)[0]["answers"])
    clock.advance(timedelta(days=15))
    engine.run_due()

    parking.complete("betalen", {"betaald": "balie"})

    case = parking.dossier().case
    assert (case.status, case.outcome) == (CaseStatus.CLOSED, "Verleend")
    assert case.outcome_text == "U hebt de vergunning. U mag bij uw huis parkeren vanaf de dag die u koos."


def test_asks_for_the_statement_only_once_when_it_does_not_come(parking):
    later = next(sample for sample in samples_of(PARKING) if "later" in sample["name"])
    parking.start(later["answers"])

    parking.complete("verklaring_sturen", {"verklaring": "geen"})

    assert [offer.startable.element for offer in parking.offers()] == [
        "bellen_inwoner", "huurcontract_bekijken", "advies_wijkteam",
    ]  # fmt: skip


def entitlement(**answers):
    usual = {
        "bijzonderheden": "nee", "adres_gevonden": True, "soort": "personenauto", "lengte": Decimal("4.05"),
        "hoogte": Decimal("1.45"), "max_vergunningen": Decimal(2), "vergunningen_op_adres": Decimal(0),
        "auto_gevonden": True, "auto_van_wie": "ik", "verklaring": None, "plaatsen_vrij": Decimal(3),
    }  # fmt: skip
    return evaluate(read_decisions(BUNDLES[PARKING]["recht.dmn"]), "recht", usual | answers).result


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "verlenen"),
        ({"lengte": Decimal(6), "hoogte": Decimal("2.4")}, "verlenen"),
        ({"lengte": Decimal("6.01")}, "uitleg"),
        ({"hoogte": Decimal("2.41")}, "uitleg"),
        ({"soort": "camper"}, "uitleg"),
        ({"soort": "aanhanger"}, "uitleg"),
        ({"soort": "bestelauto"}, "verlenen"),
        ({"vergunningen_op_adres": Decimal(1)}, "verlenen"),
        ({"vergunningen_op_adres": Decimal(2)}, "uitleg"),
        ({"max_vergunningen": Decimal(1), "vergunningen_op_adres": Decimal(1)}, "uitleg"),
        ({"plaatsen_vrij": Decimal(0)}, "wachtlijst"),
        ({"plaatsen_vrij": Decimal(0), "bijzonderheden": "ja"}, "medewerker"),
        ({"soort": "camper", "bijzonderheden": "ja"}, "medewerker"),
        ({"auto_van_wie": "deelauto"}, "verlenen"),
        ({"auto_van_wie": "iemand_anders"}, "medewerker"),
        ({"auto_van_wie": "lease", "verklaring": "upload"}, "verlenen"),
        ({"auto_van_wie": "lease", "verklaring": "later"}, "verklaring"),
        ({"auto_van_wie": "lease", "verklaring": "geen"}, "medewerker"),
        ({"auto_gevonden": False, "soort": None, "lengte": None, "hoogte": None}, "medewerker"),
        (
            {"adres_gevonden": False, "max_vergunningen": Decimal(0), "plaatsen_vrij": Decimal(0)},
            "medewerker",
        ),
    ],
)
def test_decides_with_a_reason_and_an_article_when_facts_are_known(answers, expected):
    decided = entitlement(**answers)

    assert decided["uitkomst"] == expected
    assert decided["reden"].endswith(".")
    assert decided["grond"].startswith("Parkeerverordening artikel")


@pytest.mark.parametrize(
    ("zone", "permits", "expected"),
    [(1, 0, 144), (1, 1, 216), (2, 0, 96), (2, 1, 156), (3, 0, 60), (3, 1, 96), (3, 2, 96), (None, 0, 60)],
)
def test_asks_more_for_a_next_permit_when_the_zone_is_busy(zone, permits, expected):
    facts = {"zone": None if zone is None else Decimal(zone), "vergunningen_op_adres": Decimal(permits)}

    fee = evaluate(read_decisions(BUNDLES[PARKING]["tarief.dmn"]), "tarief", facts).result

    assert fee["bedrag"] == Decimal(expected)
