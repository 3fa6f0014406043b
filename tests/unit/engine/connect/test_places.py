from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from regelruimte.engine.connect.places import PlaceRefused, plainly, read_places, readably
from regelruimte.engine.connect.registry import ConnectorFailed

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def fill(text, write=plainly, **context):
    return read_places(text).fill(context, at=AT, write=write)


def test_fills_in_feel_when_a_text_has_places():
    assert (
        fill("Beste {naam}, u krijgt {bedrag * 2}.", naam="Jo", bedrag=Decimal(3)) == "Beste Jo, u krijgt 6."
    )


def test_leaves_nothing_behind_when_a_variable_is_not_there():
    assert fill("a{weg}b") == "ab"


def test_keeps_braces_when_they_are_doubled():
    assert fill("{{naam}}", naam="Jo") == "{naam}"


def test_ends_a_place_at_its_own_brace_when_feel_has_braces_in_it():
    assert fill('{{{{ {string join(["}", {a: "x"}.a])} }}}}') == "{{ }x }}"


def test_never_evaluates_what_was_filled_in():
    assert fill("{naam}", naam="{1 + 1}") == "{1 + 1}"


@pytest.mark.parametrize("text", ["{naam", "naam}", "{}", "{ }", "{1 +}", '{"a}'])
def test_refuses_a_text_when_a_place_cannot_be_read(text):
    with pytest.raises(PlaceRefused):
        read_places(text)


def test_names_the_variables_its_places_read():
    assert read_places("{a + b} {c}").names == {"a", "b", "c"}


def test_fails_without_retry_when_a_place_asks_too_much():
    with pytest.raises(ConnectorFailed) as failed:
        fill("{count(for a in 1..100000, b in 1..100000 return 1)}")

    assert (failed.value.code, failed.value.retry) == ("mapping-failed", False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "ja"),
        (False, "nee"),
        (date(2027, 1, 4), "4 januari 2027"),
        (datetime(2027, 1, 4, 13, 3, tzinfo=UTC), "4 januari 2027, 14.03 uur"),
        (Decimal("1155.45"), "1155,45"),
        (["a", Decimal(2)], "a, 2"),
        ("tekst", "tekst"),
    ],
)
def test_writes_a_value_as_people_read_it(value, text):
    assert readably(value) == text
