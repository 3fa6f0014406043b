"""Speed of FEEL and DMN, and the ratio to feelin in QuickJS, where both keep what they parsed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from decimal import Decimal
from statistics import median

from benchmarks.feelin import Feelin, FeelinAbsent
from benchmarks.measure import RUNS, per_second
from regelruimte.engine.dmn import evaluate, read_decisions
from regelruimte.engine.feel import compile_expression

GATEWAY = 'income < 1283.83 and household = "single"'
LIST_GATEWAY = f"{GATEWAY} and count(children) <= 2"
_COLD = """
import time
started = time.process_time()
from regelruimte.engine.feel import compile_expression
assert compile_expression("1 + income").evaluate({"income": 1}) == 2
print((time.process_time() - started) * 1000)
"""


def context(number: type = Decimal) -> dict[str, object]:
    """Return a case's variables, 5 KB when written as JSON."""
    lines = [
        {"line": number(i), "price": number(i * 3), "text": f"regel {i} van de aanvraag"} for i in range(75)
    ]
    children = [{"name": "Sam", "age": number(3)}]
    return {"income": number(1100), "household": "single", "children": children, "lines": lines}


def table() -> bytes:
    """Return a decision table of 20 rows by 4 inputs."""
    columns = ("age", "income", "household", "district")
    inputs = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in columns
    )
    rows = "".join(_row(number) for number in range(20))
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n">'
    body = f'<decisionTable hitPolicy="UNIQUE">{inputs}<output name="fee"/>{rows}</decisionTable>'
    return f'{head}<decision id="fee" name="fee">{body}</decision></definitions>'.encode()


def _row(number: int) -> str:
    low = number * 5
    cells = (f"[{low}..{low + 5})", "&lt; 2000", '"single","couple"', "-")
    entries = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
    return f"<rule>{entries}<outputEntry><text>{number}</text></outputEntry></rule>"


def cold_start_ms() -> float:
    """Return the processor milliseconds from the first import to the first answer, in a fresh process.

    The code is compiled beforehand, as it is where the package is installed.
    """
    with tempfile.TemporaryDirectory(prefix="bytecode-") as folder:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        told = [_cold_start(kept | {"PYTHONPYCACHEPREFIX": folder}) for _ in range(RUNS + 1)]
    return median(told[1:])


def _cold_start(environment: dict[str, str]) -> float:
    command = [sys.executable, "-c", _COLD]
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return float(told.stdout)


def run(_database: str) -> tuple[dict[str, float | None], list[str]]:
    """Measure; return the numbers and remarks."""
    variables, model = context(), read_decisions(table())
    person = {"age": Decimal(52), "income": Decimal(1100), "household": "couple", "district": "west"}
    assert evaluate(model, "fee", person).result == 10  # noqa: S101  # a wrong answer has no speed
    assert compile_expression(LIST_GATEWAY).evaluate(variables) is True  # noqa: S101
    gateway = per_second(lambda: compile_expression(GATEWAY).evaluate(variables))
    found: dict[str, float | None] = {
        "gateway_per_s": round(gateway),
        "gateway_with_list_per_s": round(
            per_second(lambda: compile_expression(LIST_GATEWAY).evaluate(variables))
        ),
        "table_per_s": round(per_second(lambda: evaluate(model, "fee", person))),
        "cold_start_ms": round(cold_start_ms(), 1),
        "over_feelin": None,
    }
    try:
        partner = Feelin()
    except FeelinAbsent as absent:
        return found, [f"feelin was not measured: {absent}"]
    partner.load(context(int))
    assert partner.answer(GATEWAY) is True  # noqa: S101
    theirs = per_second(lambda: partner.quick(GATEWAY))
    found["over_feelin"] = round(gateway / theirs, 2)
    return found, [f"feelin in QuickJS: {theirs:.0f} gateways a second, its variables handed over once"]
