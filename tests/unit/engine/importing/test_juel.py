import pytest

from regelruimte.engine.feel import compile_expression
from regelruimte.engine.importing.juel import NotTranslatable, bare_to_feel, has_juel_signs, to_feel


@pytest.mark.parametrize(
    ("juel", "values", "expected"),
    [
        ("${a == 'b'}", {"a": "b"}, True),
        ("${a ne 'b'}", {"a": "b"}, False),
        ("${!approved}", {"approved": False}, True),
        ("${!approved}", {"approved": None}, True),
        ("${!(a == 1)}", {"a": 1}, False),
        ("#{not confirmed}", {"confirmed": True}, False),
        ("${approvals >= 3 && !veto}", {"approvals": 3, "veto": False}, True),
        ("${approved == 'true'}", {"approved": True}, True),
        ("${approved == 'true'}", {"approved": "true"}, True),
        ("${x ? 'ja' : 'nee'}", {"x": False}, "nee"),
        ("Hallo ${naam}!", {"naam": "Sam"}, "Hallo Sam!"),
        ("${a[0].b}", {"a": [{"b": 5}, {"b": 6}]}, 5),
        ("${a['b']}", {"a": {"b": 5}}, 5),
        ("${7 mod 4}", {}, 3),
        ("${'}'}", {}, "}"),
        ("${-a + 2 * 3}", {"a": 1}, 5),
        ("${a || b && c}", {"a": True, "b": False, "c": False}, True),
    ],
)
def test_means_the_same_when_translated(juel, values, expected):
    assert compile_expression(to_feel(juel)).evaluate(values) == expected


@pytest.mark.parametrize(
    "juel",
    [
        "${a.equals('b')}",
        "${bean:equals(input, 2)}",
        "${bean.run()}",
        "${''.getClass().forName('java.lang.Runtime')}",
        "${execution.id}",
        "${empty a}",
        "${a == }",
        "${a",
        "${a b}",
        "${a[b]}",
        "${if}",
        "${" + "(" * 500 + "1" + ")" * 500 + "}",
        "${" + "!" * 3000 + "a}",
        "${" + "a" * 5000 + "}",
    ],
)
def test_refuses_when_feel_cannot_say_it(juel):
    with pytest.raises(NotTranslatable):
        to_feel(juel)


@pytest.mark.parametrize(
    ("written", "values", "expected"),
    [
        ("done == true", {"done": True}, True),
        ("a && !b", {"a": True, "b": False}, True),
        ("=a || b", {"a": False, "b": True}, True),
    ],
)
def test_means_the_same_when_written_without_braces(written, values, expected):
    assert has_juel_signs(written)
    assert compile_expression(bare_to_feel(written)).evaluate(values) == expected


@pytest.mark.parametrize("feel", ["a = b", "a != b", 'a = "x == y"', "a >= 1 and b <= 2"])
def test_leaves_alone_when_it_is_feel_already(feel):
    assert not has_juel_signs(feel)


@pytest.mark.parametrize(
    ("juel", "values", "expected"),
    [
        ("${var:equals(a, 1)}", {"a": 1}, True),
        ("${vars:lowerThan('a', 10) && !var:exists(b)}", {"a": 10}, False),
        ("${var:getOrDefault(a, 'x')}", {}, "x"),
        ("${variables:isNotEmpty(a)}", {"a": ""}, False),
        ("${execution.getVariable('a') != null && a == 'b'}", {"a": "b"}, True),
    ],
)
def test_means_the_same_when_a_function_reads_a_variable(juel, values, expected):
    assert compile_expression(to_feel(juel)).evaluate(values) == expected


@pytest.mark.parametrize(
    "juel", ["${var:contains(a, 1, 2)}", "${var:equals(1, 1)}", "${execution.setVariable('a', 1)}"]
)
def test_is_not_translated_when_a_function_is_not_known(juel):
    with pytest.raises(NotTranslatable):
        to_feel(juel)


def test_reads_the_list_of_completed_activities_when_it_is_asked():
    feel = to_feel("${adHocCompletedActivityIds.contains('a')}")
    assert compile_expression(feel).evaluate({"adHocCompletedActivityIds": ["a"]}) is True
