from datetime import UTC, datetime
from decimal import Decimal

import pytest

from regelruimte.engine.connect.registry import ConnectorFailed, Connectors, ConnectorTaken
from regelruimte.engine.values import NotAValue

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def answering(answer):
    def connector(inputs, /, *, key, at):
        return answer

    return connector


def call(connectors, name="register", inputs=None):
    return connectors.call(name, inputs or {}, key="case-1/step-1", at=AT)


def test_gives_inputs_key_and_moment_to_the_connector_when_called():
    seen = []

    def connector(inputs, /, *, key, at):
        seen.append((inputs, key, at))
        return {}

    call(Connectors({"register": connector}), inputs={"kenteken": "GK482T"})

    assert seen == [({"kenteken": "GK482T"}, "case-1/step-1", AT)]


def test_calls_by_name_when_a_connector_was_registered():
    connectors = Connectors()
    connectors.register("register", answering({"gevonden": True}))

    assert call(connectors) == {"gevonden": True}


def test_answers_in_decimals_when_a_connector_returns_whole_numbers():
    answer = call(Connectors({"register": answering({"zone": 2, "vrij": (1, 2)})}))

    assert answer == {"zone": Decimal(2), "vrij": [Decimal(1), Decimal(2)]}
    assert isinstance(answer["zone"], Decimal)


def test_refuses_the_answer_when_a_connector_returns_a_float():
    with pytest.raises(NotAValue):
        call(Connectors({"register": answering({"bedrag": 12.5})}))


def test_fails_without_retry_when_no_connector_has_the_name():
    with pytest.raises(ConnectorFailed) as failed:
        call(Connectors(), name="brp.personen")

    assert (failed.value.code, failed.value.retry) == ("connector-unknown", False)
    assert "brp.personen" in failed.value.message


def test_passes_the_failure_on_when_the_other_side_does_not_answer():
    def silent(inputs, /, *, key, at):
        raise ConnectorFailed("register-silent", "Het register geeft geen antwoord.", retry=True)

    with pytest.raises(ConnectorFailed) as failed:
        call(Connectors({"register": silent}))

    assert (failed.value.code, failed.value.retry) == ("register-silent", True)


def test_refuses_to_register_when_the_name_is_taken():
    connectors = Connectors({"register": answering({"eerste": True})})

    with pytest.raises(ConnectorTaken):
        connectors.register("register", answering({"eerste": False}))

    assert call(connectors) == {"eerste": True}


def test_leaves_the_given_mapping_alone_when_a_connector_is_added():
    given = {"register": answering({})}
    connectors = Connectors(given)
    connectors.register("bericht", answering({}))

    assert connectors.names() == {"register", "bericht"}
    assert set(given) == {"register"}
