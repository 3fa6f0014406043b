"""Values as text: the audit chain hashes it, so not a byte may change."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from regelruimte.engine.values import NotAValue, YearsMonths, dump, load, to_value
from regelruimte.engine.vocabulary import Channel

AS_TEXT = [
    (None, "null"),
    (True, "true"),
    (Decimal(12), "12"),
    (Decimal("12.50"), '{"$n":"12.50"}'),
    (Decimal("-0"), '{"$n":"-0"}'),
    (Decimal(-7), "-7"),
    (Decimal(2**53 - 1), "9007199254740991"),
    (Decimal(2**53), '{"$n":"9007199254740992"}'),
    (Decimal("1E+5"), '{"$n":"1E+5"}'),
    ('é "q" \\ \n \x1f \u2028', '"é \\"q\\" \\\\ \\n \\u001f \u2028"'),
    (date(2026, 2, 1), '{"$d":"2026-02-01"}'),
    (datetime(2026, 2, 1, 9, tzinfo=UTC), '{"$dt":"2026-02-01T09:00:00+00:00"}'),
    (time(9, 30), '{"$t":"09:30:00"}'),
    (timedelta(days=-1), '{"$td":"-86400000000"}'),
    (YearsMonths(14), '{"$ym":"14"}'),
    ([], "[]"),
    ({}, "{}"),
    ({"a": [Decimal(1), {"$n": "x"}], "$$": None}, '{"a":[1,{"$$n":"x"}],"$$$":null}'),
]


@pytest.mark.parametrize(("value", "text"), AS_TEXT, ids=[text for _, text in AS_TEXT])
def test_comes_back_as_it_was_when_written_as_text(value, text):
    assert dump(value) == text
    assert repr(load(text)) == repr(value)


def test_writes_what_it_means_when_a_value_is_of_a_kind_of_its_own():
    assert (
        dump({"ways": (Channel.WEB, 3, Decimal(2**60))}) == '{"ways":["web",3,{"$n":"1152921504606846976"}]}'
    )


def test_turns_what_is_inside_into_values_when_given_anything():
    assert repr(to_value({1: [2, (True, "x")]})) == repr({"1": [Decimal(2), [True, "x"]]})


@pytest.mark.parametrize("raw", [1.5, [1.5], {"a": {1}}, b"x", (b"x",)], ids=repr)
def test_refuses_what_cannot_be_held(raw):
    with pytest.raises(NotAValue):
        to_value(raw)
    with pytest.raises(NotAValue):
        dump(raw)
