from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regelruimte.engine import cases, definitions, dossier
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.connect.registry import Connectors
from regelruimte.engine.dry_run import Given, dry_run
from regelruimte.engine.feel import FeelError
from regelruimte.engine.reference_date import Moment, reference_date
from regelruimte.engine.submissions import Sent
from regelruimte.engine.vocabulary import Channel, Intake
from tests.dated import fee_process, fee_table

pytestmark = pytest.mark.database

RECEIVED = date(2026, 12, 31)
MOMENT = Moment(datetime(2027, 1, 4, 9, 0, tzinfo=UTC), RECEIVED)
NORM = (("validUntil", "2026-12-31", "100"), ("validFrom", "2027-01-01", "200"))


def files(**attributes):
    return {"process.bpmn": fee_process(**attributes), "leges.dmn": fee_table(NORM)}


@pytest.mark.parametrize(
    ("written", "values", "day"),
    [
        (None, {}, RECEIVED),
        ("=aanvraagdatum", {"aanvraagdatum": date(2026, 7, 1)}, date(2026, 7, 1)),
        ("aanvraagdatum", {"aanvraagdatum": None}, RECEIVED),
        ("aanvraagdatum", {}, RECEIVED),
        ("moment", {"moment": datetime(2026, 12, 31, 23, 30, tzinfo=UTC)}, date(2027, 1, 1)),
        ("moment", {"moment": datetime(2026, 12, 31, 23, 30)}, date(2026, 12, 31)),  # noqa: DTZ001  # FEEL has times without a zone
        ('date("2026-02-01")', {}, date(2026, 2, 1)),
    ],
)
def test_gives_the_day_the_process_asks_for_else_that_of_receipt(written, values, day):
    assert reference_date(written, values, MOMENT) == day


@pytest.mark.parametrize(("written", "values"), [("leeftijd", {"leeftijd": Decimal(20)}), ("=date(", {})])
def test_refuses_what_is_no_date(written, values):
    with pytest.raises(FeelError):
        reference_date(written, values, MOMENT)


@pytest.mark.parametrize(
    ("at", "fee"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 100),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), 200),
    ],
)
def test_counts_the_rows_of_the_dutch_day_of_receipt_when_a_case_begins(engine, clock, at, fee):
    clock.move_to(at)
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "leges", title="Leges", files=files())
        definitions.publish(work, "leges", revision=1, change_note="Eerste versie")
        receipt = cases.start_case(
            work, "leges", Intake(Channel.DESK, at.date()), Sent("k", {"age": Decimal(20)})
        )
        found = dossier.get_dossier(work, receipt.case_number)

    assert {one.name: one.value for one in found.variables}["fee"] == fee
    (kept,) = found.decisions
    assert kept.trace["reference_date"] == (date(2026, 12, 31) if fee == 100 else date(2027, 1, 1))


def test_reads_the_reference_date_of_the_process_in_a_dry_run():
    asked = files(regelruimte__referenceDate="=aanvraagdatum")
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    answers = {"age": Decimal(20), "aanvraagdatum": Decimal(5)}

    ran = dry_run(asked, Given(answers, at), connectors=Connectors({}))

    assert [trouble.code for trouble in ran.troubles] == ["decision-failed"]
    assert "peildatum" in ran.troubles[0].message


def test_finds_a_reference_date_that_cannot_be_read(engine):
    with engine.view(SYSTEM) as view:
        found = definitions.check_files(view, files(regelruimte__referenceDate="=datum +"))

    assert [one.code for one in found if one.is_error] == ["expression-not-feel"]
