"""What no careful person would draw: huge, deep, endless and cyclic models, in little memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

MOST_MEGABYTES = 200
RUN = """
import resource
from pathlib import Path
from decimal import Decimal
from regelruimte.engine.dmn import DmnRefused, evaluate, read_decisions
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.validate import check_bytes

HEAD = ('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
        '<decision id="b" name="b">')

def column(name):
    return f'<input><inputExpression typeRef="number"><text>{name}</text></inputExpression></input>'

def table(columns, rows):
    inputs = "".join(column(f"v{place}") for place in range(columns))
    cells = "".join(
        "<rule>" + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in row)
        + "<outputEntry><text>1</text></outputEntry></rule>" for row in rows)
    start = HEAD + '<decisionTable id="t">' + inputs + '<output name="o" typeRef="number"/>'
    return (start + cells + "</decisionTable></decision></definitions>").encode()

def literal(text):
    body = f"<literalExpression><text>{text}</text></literalExpression>"
    return (HEAD + body + "</decision></definitions>").encode()

def chain(pairs):
    body = "".join(f'<decision id="{one}" name="{one}"><informationRequirement><requiredDecision '
                   f'href="#{other}"/></informationRequirement></decision>' for one, other in pairs)
    return (HEAD.partition('<decision')[0] + body + '</definitions>').encode()

def most_kilobytes():
    # What getrusage says counts the process this one was started from; Linux knows this one alone.
    own = Path("/proc/self/status")
    if not own.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(own.read_text().partition("VmHWM:")[2].split()[0])

def codes(data):
    return sorted({one.code for one in check_bytes("x.dmn", data).findings})

def outcome(text, context):
    try:
        return repr(compile_expression(text).evaluate(context))
    except FeelError as error:
        return type(error).__name__

%s
print(most_kilobytes() // 1024)
"""
# Each prints one line: what came of it.
CASES = {
    "a table of 100,000 rows": (
        "print(codes(table(1, ((str(n),) for n in range(100_000)))))",
        "['dmn-table-too-large']",
    ),
    "a table of 30 columns": (
        """
cells = ['-', '&lt; 5', '7', '&gt; 3']
print(codes(table(30, (cells[n % 4:] + ['-'] * (26 + n % 4) for n in range(300)))))
""",
        "['dmn-row-double', 'dmn-table-gap', 'dmn-table-gap-rest']",
    ),
    "a table whose gaps cannot all be counted": (
        """
import random
draw = random.Random(1)
cells = ['-', '&lt; 5', '&gt;= 5', '[3..7]']
rows = [[draw.choice(cells) for _ in range(20)] for n in range(400)]
print('dmn-table-too-large' in codes(table(20, rows)))
""",
        "True",
    ),
    "a million characters": ("print(codes(literal('1 + ' * 250_000 + '1')))", "['expression-unreadable']"),
    "half a million brackets": ("print(codes(literal('(' * 500_000)))", "['expression-unreadable']"),
    "deep nesting": ("print(outcome('[' * 5_000 + ']' * 5_000, {}))", "FeelSyntaxError"),
    "a pattern without end": (
        """print(outcome('matches(t, "^(a+)+$")', {'t': 'a' * 5_000 + '!'}))""",
        "FeelBudgetExceeded",
    ),
    "a list without end": ("print(outcome('for i in 1..100000000 return i', {}))", "FeelBudgetExceeded"),
    "decisions in a circle": ("print(codes(chain([('b', 'c'), ('c', 'b')])))", "['dmn-circle']"),
    "a chain of 5,000 decisions": (
        "print('dmn-chain-too-long' in codes(chain((f'd{n}', f'd{n + 1}') for n in range(5_000))))",
        "True",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_stays_small_and_says_what_is_wrong_when_given(name):
    program, expected = CASES[name]

    done = subprocess.run(
        [sys.executable, "-c", RUN.replace("%s", program, 1)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.stderr == ""
    *lines, megabytes = done.stdout.splitlines()
    assert lines == [expected]
    assert int(megabytes) < MOST_MEGABYTES
