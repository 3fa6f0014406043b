"""Compensation: undoing what was completed, last things first.

What can be undone is a waiting record beside the live tokens, made when an activity with a compensation
handler completes. It never keeps its container open. When a sub-process completes, the records inside go
out to what is around it, unless the sub-process has a handler of its own.
Source: BPMN 2.0.2, 10.7 and 13.5.5 (compensation).
"""

from __future__ import annotations

from typing import Any

from regelruimte.engine.spiff.state import (
    BODY,
    BOSS,
    DONE_IN,
    LISTENS,
    PARENT,
    SEEN,
    UNDER,
    Tokens,
    with_parent,
)


def remember(tokens: Tokens, token: Any, compensator: str) -> None:
    """Keep that an activity is completed and can be undone by the handler at its boundary."""
    data = with_parent(token.internal_data.get(PARENT, ""), {LISTENS: 1, DONE_IN: []})
    if seen := token.internal_data.get(SEEN):
        data[SEEN] = seen
    tokens.place_waiting(tokens.spec.task_specs[compensator], data)


def keep_inner(tokens: Tokens, host: Any, inside: list[Any]) -> None:
    """Take the records of a sub-process that completes out to what is around it.

    One with a handler at its boundary is undone by that alone; one with a compensation event sub-process
    by that, which may undo what is inside.
    """
    records = [token for token in inside if DONE_IN in token.internal_data]
    if host.task_spec.compensator or BOSS in host.internal_data:
        return
    parent, around = host.internal_data.get(PARENT, ""), tokens.container(host.id).compensation
    seen = [scope for scope in tokens.chain(host) if scope not in tokens.chain(tokens.tasks.get(parent))]
    own = None
    if around:
        data = with_parent(parent, {LISTENS: 1, DONE_IN: [], SEEN: seen})
        own = tokens.place_waiting(tokens.spec.task_specs[around], data)
    for record in records:
        _take_out(record, host, parent, seen)
        if own is not None:
            record.internal_data.setdefault(UNDER, own.id)


def _take_out(record: Any, host: Any, parent: str, seen: list[str]) -> None:
    data = record.internal_data
    data.pop(PARENT, None)
    data.update(with_parent(parent, {DONE_IN: [*data[DONE_IN], host.task_spec.name]}))
    data[SEEN] = [*data.get(SEEN, ()), *seen]


def go_out(tokens: Tokens, thrower: Any) -> None:
    """Bring what cancels a transaction, and what was done around it, directly into that transaction.

    The sub-processes between them stop; what was completed in those is undone with the rest.
    """
    host = tokens.tasks.get(thrower.internal_data.get(PARENT, ""))
    while host is not None and not host.task_spec.is_transaction:
        parent = host.internal_data.get(PARENT, "")
        seen = [scope for scope in tokens.chain(host) if scope not in tokens.chain(tokens.tasks.get(parent))]
        for record in [t for t in tokens.inside(host.id) if DONE_IN in t.internal_data]:
            _take_out(record, host, parent, seen)
        thrower.internal_data.pop(PARENT, None)
        thrower.internal_data.update(with_parent(parent, {}))
        # The items of a repeated sub-process stop with it.
        tokens.cancel(tokens.tasks.get(host.internal_data.get(BODY, ""), host))
        host = tokens.tasks.get(parent)


def begin(tokens: Tokens, thrower: Any, *, of: str | None, waits: bool) -> bool:
    """Start undoing what is in reach of a thrower; True when it must wait for that.

    Args:
        tokens: the live tokens.
        thrower: the token of the throwing event.
        of: name of the activity to undo, None for all.
        waits: whether the thrower goes on only when all is undone.
    """
    chosen = _in_reach(tokens, thrower, of)
    if not waits:
        for record in reversed(chosen):
            _undo(tokens, record, None)
        return False
    for record in chosen:
        record.internal_data[BOSS] = thrower.id
    return bool(chosen)


def go_on(tokens: Tokens, thrower: Any) -> bool:
    """Undo what comes next, or let the thrower leave when all is undone; True when something moved."""
    mine = [t for t in tokens.tasks.values() if t.internal_data.get(BOSS) == thrower.id]
    pending = [t for t in mine if DONE_IN in t.internal_data]
    if len(mine) > len(pending):
        return False
    if not pending:
        tokens.leave(thrower)
        return True
    for record in _together(tokens, pending):
        _undo(tokens, record, thrower)
    return True


def _in_reach(tokens: Tokens, thrower: Any, of: str | None) -> list[Any]:
    parent: str | None = thrower.internal_data.get(PARENT, "")
    chosen: list[Any] = []
    while parent is not None:
        records = [t for t in tokens.inside(parent) if _is_free(t)]
        chosen += [t for t in records if of is None or _concerns(t, of)]
        host = tokens.tasks.get(parent)
        # An event sub-process may undo what is completed beside it; a name is looked for further out.
        if host is None or (of is None and not host.task_spec.is_event_driven) or (of and chosen):
            break
        parent = host.internal_data.get(PARENT, "")
    return [t for t in tokens.tasks.values() if t in chosen]


def _is_free(token: Any) -> bool:
    data = token.internal_data
    return DONE_IN in data and UNDER not in data and BOSS not in data


def _concerns(record: Any, activity: str) -> bool:
    return bool(record.task_spec.undoes == activity or activity in record.internal_data[DONE_IN])


def _together(tokens: Tokens, pending: list[Any]) -> list[Any]:
    """Return the last record, and those of the same activity in items that went side by side with it."""
    last = pending[-1]
    repeats = [tokens.spec.task_specs[name].repeat for name in last.internal_data[DONE_IN]]
    if not any(repeat and not repeat.in_turn and not repeat.is_loop for repeat in repeats):
        return [last]
    ways = last.internal_data[DONE_IN]
    return [t for t in pending if t.task_spec is last.task_spec and t.internal_data[DONE_IN] == ways]


def _undo(tokens: Tokens, record: Any, thrower: Any | None) -> None:
    del tokens.tasks[record.id]
    data = with_parent(record.internal_data.get(PARENT, ""), {} if thrower is None else {BOSS: thrower.id})
    if seen := record.internal_data.get(SEEN):
        data[SEEN] = seen
    inner = [t for t in tokens.tasks.values() if t.internal_data.get(UNDER) == record.id]
    made = record.task_spec.place_handler(tokens, data)
    for each in inner:
        del each.internal_data[UNDER]
        each.internal_data[PARENT] = made.id
