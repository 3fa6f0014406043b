"""Trying a decision: values and a day go in; the row that is hit comes out, and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from regelruimte.app.studio.asking import DAY, asking_fields, day_field, day_in, values_in
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.dmn import evaluate, judge_rows
from regelruimte.engine.dmn.tables import RowJudged
from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel.render import text_of
from regelruimte.engine.terms import AMSTERDAM
from regelruimte.engine.values import Value
from regelruimte.modeller.tryout import asked_of, expected_of

_NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a try-out gave.

    Attributes:
        day: the reference date.
        result: as (name, text); the name is empty where there is one value.
        rows: numbers of the rows that made it, from 1.
        inputs: label and value of each input column.
        judged: how each row was judged, by number; empty where the decision is no table.
        problems: expressions that could not be worked out.
    """

    day: date
    result: tuple[tuple[str, str], ...]
    rows: frozenset[int]
    inputs: tuple[tuple[str, str], ...]
    judged: Mapping[int, RowJudged]
    problems: tuple[str, ...]


@blueprint.get("/definitions/<key>/decisions/<decision_id>/try")
def try_decision(key: str, decision_id: str) -> ResponseReturnValue:
    """Show what a decision gives on the values in the address, and keep them in the fields."""
    opened = open_decision(key, decision_id)
    asked = asked_of(opened.file.model, opened.id)
    fields = {**asking_fields("input", asked), DAY: day_field()}
    form = type("TryForm", (Form,), fields)(request.args if "try" in request.args else None)
    tried = None
    if "try" in request.args:
        form.validate()
        values = values_in(form, "input", asked)
        tried = None if form.errors else try_values(opened, values, day_in(form, today=opened.today))
    return render_template(
        "studio/decision_try.html",
        process=opened.process,
        opened=opened,
        form=form,
        tried=tried,
        given=request.args.to_dict(),
    )


def try_values(opened: OpenDecision, values: Mapping[str, Value], day: date) -> Tried:
    """Work a decision out on values as it stands on a day."""
    at, model = datetime.combine(day, _NOON, AMSTERDAM), opened.file.model
    try:
        decided = evaluate(model, opened.id, values, now=at, on=day)
        judged = judge_rows(model, opened.id, values, now=at, on=day)
    except FeelError as error:
        return Tried(day, (), frozenset(), (), {}, (str(error),))
    trace = decided.trace
    return Tried(
        day=day,
        result=_told(opened, decided.result),
        rows=frozenset(int(number) for number in trace.get("counted") or ()),
        inputs=tuple((str(one["label"]), text_of(one["value"])) for one in trace.get("inputs") or ()),
        judged={one.number: one for one in judged},
        problems=tuple(text_of(one) for one in trace.get("problems") or ()),
    )


def _told(opened: OpenDecision, result: Value) -> tuple[tuple[str, str], ...]:
    if result is None:
        return ()
    if isinstance(result, Mapping):
        labels = {one.name: one.label for one in expected_of(opened.file.model, opened.id)}
        return tuple(
            (labels.get(name) or name, "" if one is None else text_of(one)) for name, one in result.items()
        )
    return (("", text_of(result)),)
