"""Built-ins that look in lists and make lists (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cmp_to_key

from regelruimte.engine.feel.builtins.registry import Registry, Unfit
from regelruimte.engine.feel.builtins.sums import of_one_kind
from regelruimte.engine.feel.kinds import Function, Run, is_number
from regelruimte.engine.feel.logic import equal, moment_of
from regelruimte.engine.values import Value

FUNCTIONS = Registry()


def _place(items: list[Value], position: Decimal) -> int:
    place = int(position)
    if place == 0 or abs(place) > len(items):
        raise Unfit
    return place - 1 if place > 0 else len(items) + place


@FUNCTIONS.add("list contains", "list:list", "element:any~", aliases={"match": "element"})
def _contains(items: list[Value], element: Value) -> bool:
    return any(equal(item, element) is True for item in items)


@FUNCTIONS.add("is empty", "list:list")
def _is_empty(items: list[Value]) -> bool:
    return not items


@FUNCTIONS.add("sublist", "list:list", "start position:number", "length:number?")
def _sublist(items: list[Value], start: Decimal, length: Decimal | None) -> list[Value] | None:
    first = _place(items, start)
    if length is None:
        return items[first:]
    if length < 1 or first + length > len(items):
        return None
    return items[first : first + int(length)]


@FUNCTIONS.add("append", "list:list", "item:any~", spread="rest")
def _append(items: list[Value], added: Value) -> list[Value]:
    return [*items, *(added if isinstance(added, list) else [added])]


def _joined(lists: list[Value]) -> list[Value]:
    return [item for one in lists for item in (one if isinstance(one, list) else [one])]


@FUNCTIONS.add("concatenate", "list:any", spread="all")
def _concatenate(lists: list[Value]) -> list[Value]:
    return _joined(lists)


@FUNCTIONS.add_with_run("union", "list:any", spread="all")
def _union(run: Run, lists: list[Value]) -> list[Value]:
    return _without_doubles(run, _joined(lists))


@FUNCTIONS.add("insert before", "list:list", "position:number", "newItem:any~")
def _insert_before(items: list[Value], position: Decimal, added: Value) -> list[Value]:
    place = _place(items, position)
    return [*items[:place], added, *items[place:]]


@FUNCTIONS.add("remove", "list:list", "position:number")
def _remove(items: list[Value], position: Decimal) -> list[Value]:
    place = _place(items, position)
    return items[:place] + items[place + 1 :]


@FUNCTIONS.add_with_run(
    "list replace", "list:list", "position:any", "newItem:any~", aliases={"match": "position"}
)
def _list_replace(run: Run, items: list[Value], position: Value, new: Value) -> list[Value] | None:
    if is_number(position):
        place = _place(items, position)
        return [*items[:place], new, *items[place + 1 :]]
    if not isinstance(position, Function) or len(position.parameters) != 2:  # noqa: PLR2004  # item and new item
        return None
    answers = [position.call(run, [item, new]) for item in items]
    if not all(isinstance(answer, bool) for answer in answers):
        return None
    return [new if answer else item for item, answer in zip(items, answers, strict=True)]


@FUNCTIONS.add("reverse", "list:list")
def _reverse(items: list[Value]) -> list[Value]:
    return items[::-1]


@FUNCTIONS.add("index of", "list:list", "match:any~")
def _index_of(items: list[Value], match: Value) -> list[Value]:
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match) is True]


@FUNCTIONS.add_with_run("distinct values", "list:list")
def _distinct(run: Run, items: list[Value]) -> list[Value]:
    return _without_doubles(run, items)


def _without_doubles(run: Run, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for item in items:
        run.spend(1 + (len(kept) >> 3))
        if not any(equal(item, other) is True for other in kept):
            kept.append(item)
    return kept


@FUNCTIONS.add("flatten", "list:list")
def _flatten(items: list[Value]) -> list[Value]:
    return list(_leaves(items))


def _leaves(items: list[Value]) -> Iterator[Value]:
    for item in items:
        if isinstance(item, list):
            yield from _leaves(item)
        else:
            yield item


@FUNCTIONS.add_with_run("sort", "list:list", "precedes:function?~")
def _sort(run: Run, items: list[Value], precedes: Function | None) -> list[Value]:
    if precedes is None:
        return sorted(of_one_kind(items), key=moment_of) if items else []

    def order(left: Value, right: Value) -> int:
        if precedes.call(run, [left, right]) is True:
            return -1
        return 1 if precedes.call(run, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(order))
