"""Answers of built-ins where the standard leaves little room and engines differ (DMN 1.5, 10.3.4)."""

from __future__ import annotations

import pytest

from regelruimte.engine.feel import compile_expression
from regelruimte.engine.feel.kinds import Run
from regelruimte.engine.feel.render import literal_of

ANSWERS = r"""
replace("abc", "b", "$") => null
replace("abc", "b", "\\x") => null
replace("abc", "b", "\\$") => "a$c"
replace("abc", "x*", "-") => null
replace("abc", "(b)", "[$12]") => "a[b2]c"
replace("a.c", ".", "$", "q") => "a$c"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") => "[1=ab][2=]cd"
time("23:00:50z") => 23:00:50Z
is(time("23:00:50z"), time("23:00:50+00:00")) => true
is(time("23:00:50z"), time("23:00:50")) => false
before(range1: [1..2], range2: [3..4]) => true
before(point1: 1, point2: 2) => true
finishes(range1: [5..10], range2: [1..10]) => true
includes(range: [1..2], point: 1) => true
list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 9) => [1, 9]
list replace([2, 4], function(a, b) null, 5) => null
list replace([2, 4, 7, 8], -1, 6) => [2, 4, 7, 6]
context put({x: 1, y: {a: 0}}, ["y", "a"], 2) => {x: 1, y: {a: 2}}
context put({x: 1}, [], 2) => null
context merge([{x: 1}, null]) => null
get value({a: 1}, null) => null
string join(["a", null, "c"], "X") => "aXc"
string join("a", "X") => "a"
range("[2..1]") => null
range("(..2]") => (null..2]
modulo(-10.1, 4.5) => 3.4
number("1.0", ".", ".") => null
years and months duration(date("2013-08-24"), date("2011-12-22")) => -P1Y8M
for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1, 1, 2, 6, 24]
for x in [@"2020-01-01"..@"2020-01-03") return x => [2020-01-01, 2020-01-02]
every x in [1, 2] satisfies x > null => null
@"2018-12-06T00:00:00@Europe/Amsterdam" = @"2018-12-05T23:00:00Z" => true
duration("P0Y") = duration("P0D") => null
date("2020-01-01") + duration("PT36H") => 2020-01-02
"""


@pytest.mark.parametrize("line", ANSWERS.strip().splitlines())
def test_answers_as_the_standard_when_asked(line):
    text, _, answer = line.rpartition(" => ")

    assert literal_of(compile_expression(text).compute({}, Run())) == answer
