import pytest

from regelruimte.engine import dossier
from regelruimte.engine.spiff.info import OutcomeKind
from tests.builders import process
from tests.unit.engine.conftest import CITIZEN

pytestmark = pytest.mark.database


def two_ends(**second):
    """Draw two ends with one name that mean and say something else."""
    model = process().start().user("look", name="Bekijken").exclusive("which", default="by_hand")
    model.when("rich", "first").end("rich_end", name="Nee", regelruimte__citizenText="U hebt genoeg.")
    return model.at("which").named("by_hand").end("late_end", name="Nee", **second)


def ended(desk, engine, model, **values):
    desk.publish(model)
    number = desk.start()
    desk.complete(desk.open_tasks(number)["Bekijken"], values)
    with engine.view(CITIZEN) as view:
        return dossier.get_my_case(view, number)


def test_tells_the_sentence_of_the_end_that_was_reached_when_two_have_one_name(desk, engine):
    model = two_ends(regelruimte__citizenText="U was te laat.")

    assert ended(desk, engine, model, rich=False).case.outcome_text == "U was te laat."


@pytest.mark.parametrize(
    ("said", "meaning"),
    [("refused", OutcomeKind.REFUSED), ("withdrawn", OutcomeKind.WITHDRAWN), ("maybe", None), ("", None)],
)
def test_knows_what_the_end_that_was_reached_means(desk, engine, said, meaning):
    assert ended(desk, engine, two_ends(regelruimte__outcome=said), rich=False).outcome is meaning


def test_knows_no_meaning_when_a_case_is_open(desk, engine):
    desk.publish(two_ends(regelruimte__outcome="refused"))
    number = desk.start()

    with engine.view(CITIZEN) as view:
        assert dossier.get_my_case(view, number).outcome is None


def test_leaves_out_what_was_called_off_before_it_was_done(desk, engine):
    model = (
        process()
        .start()
        .parallel("both")
        .user("call", name="Bellen", regelruimte__citizenText="Wij bellen u")
    )
    model.at("both").user("look", name="Bekijken", regelruimte__citizenText="Wij kijken")
    model.end("done", "<terminateEventDefinition/>", name="Ja")

    assert ended(desk, engine, model).steps == ("Wij kijken",)
