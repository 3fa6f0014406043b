"""Built-ins over contexts (DMN 1.5, 10.3.4.12)."""

from __future__ import annotations

from regelruimte.engine.feel.builtins.registry import Registry, Unfit
from regelruimte.engine.values import Value

FUNCTIONS = Registry()


@FUNCTIONS.add("get value", "m:context", "key:any", aliases={"context": "m"})
def _get_value(context: dict[str, Value], key: Value) -> Value:
    if isinstance(key, list):
        value: Value = context
        for step in key:
            value = value.get(step) if isinstance(value, dict) else None
        return value if key else None
    return context.get(key) if isinstance(key, str) else None


@FUNCTIONS.add("get entries", "m:context", aliases={"context": "m"})
def _get_entries(context: dict[str, Value]) -> list[Value]:
    return [{"key": key, "value": value} for key, value in context.items()]


@FUNCTIONS.add("context", "entries:list")
def _context(entries: list[Value]) -> dict[str, Value] | None:
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            return None
        if "value" not in entry or entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@FUNCTIONS.add("context put", "context:context", "key:any", "value:any~", aliases={"keys": "key"})
def _context_put(context: dict[str, Value], key: Value, value: Value) -> dict[str, Value]:
    return _put(context, key if isinstance(key, list) else [key], value)


def _put(context: Value, keys: list[Value], value: Value) -> dict[str, Value]:
    context = {} if context is None else context
    if not isinstance(context, dict) or not keys or not isinstance(keys[0], str):
        raise Unfit
    first, rest = keys[0], keys[1:]
    return {**context, first: _put(context.get(first), rest, value) if rest else value}


@FUNCTIONS.add("context merge", "contexts:list")
def _context_merge(contexts: list[Value]) -> dict[str, Value] | None:
    made: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        made.update(context)
    return made
