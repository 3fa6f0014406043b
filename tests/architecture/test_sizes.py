"""No function body over 40 lines and no file over 400, but for a dated list that may only shrink."""

import ast
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "forms", "modeller", "app")
EXCEPTIONS = Path(__file__).with_name("size_exceptions.txt")
MOST_BODY_LINES = 40
MOST_FILE_LINES = 400
MOST_EXCEPTIONS = 0

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "versions" not in path.parent.parts[-2:]]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def body_lines(function: Function) -> int:
    """Count the lines of a body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def long_functions(text: str) -> list[str]:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))
    return [function.name for function in functions if body_lines(function) > MOST_BODY_LINES]


def exceptions() -> dict[str, date]:
    lines = EXCEPTIONS.read_text(encoding="utf-8").splitlines()
    told = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: date.fromisoformat(day) for day, name, *_ in told}


def oversized() -> set[str]:
    found = set()
    for path in sources():
        text = path.read_text(encoding="utf-8")
        found |= {f"{name_of(path)}:{function}" for function in long_functions(text)}
        if len(text.splitlines()) > MOST_FILE_LINES:
            found.add(name_of(path))
    return found


def test_nothing_is_too_long_when_it_is_not_on_the_dated_list():
    assert oversized() - set(exceptions()) == set()


def test_list_names_only_what_is_still_too_long_when_it_is_read():
    assert set(exceptions()) - oversized() == set()


def test_list_has_not_grown_when_it_is_read():
    assert len(exceptions()) <= MOST_EXCEPTIONS


@pytest.mark.parametrize(("lines", "found"), [(40, []), (41, ["long"])])
def test_body_is_too_long_when_it_has_more_than_forty_lines(lines, found):
    text = 'def long():\n    """Say."""\n' + "    print()\n" * lines

    assert long_functions(text) == found
