"""The beginning and the end of every step: the world goes in, and what was recorded comes out."""

from __future__ import annotations

from regelruimte.engine.spiff.environment import Record, Room, Variables
from regelruimte.engine.spiff.model import CompiledModel
from regelruimte.engine.spiff.state import Tokens, decode
from regelruimte.engine.spiff.step import Advance, Setting, Write


def live_tokens(model: CompiledModel, state: bytes, live: object | None) -> Tokens:
    """Return the tokens of a state: those kept alive when they are that state's, else decoded.

    Raises:
        StateUnreadable: the state cannot be read.
    """
    if isinstance(live, Tokens) and live.model is model and live.encoded == state:
        return live
    return decode(model, state)


def begin_step(tokens: Tokens, setting: Setting) -> Room:
    """Give live tokens the world of a new step."""
    room = Room(setting, Variables(setting), Record())
    tokens.begin_step(room)
    return room


def advance_of(tokens: Tokens) -> Advance:
    """Move the tokens until all wait, and return everything that happened in the step."""
    tokens.settle()
    record, variables = tokens.room.record, tokens.room.variables
    ended = not tokens.tasks
    passing = {each.step for each in record.opened} & {each.step for each in record.closed}
    return Advance(
        state=None if ended else tokens.encode(),
        opened=tuple(each for each in record.opened if each.step not in passing),
        closed=tuple(each for each in record.closed if each.step not in passing),
        scopes=tuple(record.scopes),
        writes=tuple(Write(scope, name, value) for (scope, name), value in variables.written.items()),
        passages=tuple(record.passages),
        decisions=tuple(record.decisions),
        troubles=tuple(record.troubles),
        thrown=tuple(record.thrown),
        outcome=record.outcome if ended else None,
        live=None if ended else tokens,
    )
