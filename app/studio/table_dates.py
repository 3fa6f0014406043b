"""From when rows of a table are in force: what changes on which day, the table on a day, and a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, Form, HiddenField, StringField
from wtforms.validators import DataRequired, Optional

from regelruimte.app.studio.asking import DAY, field_name
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.saving import Conflict, FileSave, save_file
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.dmn.model import DecisionTable
from regelruimte.engine.dmn.validity import Period
from regelruimte.engine.dmn.view import TableView
from regelruimte.engine.errors import NotFound
from regelruimte.modeller.table_cells import cell_problem
from regelruimte.modeller.table_rows import Row, change_from, read_rows, table_of, write_rows

_CHANGE, _PERIOD = "change", "period"


@dataclass(frozen=True, slots=True)
class DayOfChange:
    """A day on which a table changes: the rows, by number, that start, and that held last the day before."""

    day: date
    start: tuple[int, ...]
    stop: tuple[int, ...]


@blueprint.get("/definitions/<key>/decisions/<decision_id>/dates")
def table_dates(key: str, decision_id: str) -> ResponseReturnValue:
    """Show on which days a table changes, and the table as it is on a chosen day."""
    opened = open_decision(key, decision_id)
    table = _table(opened)
    fields = {"on": DateField(_("Toon de tabel zoals die is op"), [Optional()])}
    form = type("DayForm", (Form,), fields)(request.args if "on" in request.args else None)
    form.validate()
    chosen = form["on"].data
    day = chosen if isinstance(chosen, date) else opened.today
    if not form.errors:
        form["on"].data = day
    return render_template(
        "studio/table_dates.html",
        process=opened.process,
        opened=opened,
        form=form,
        day=day,
        changes=days_of_change(table),
    )


@blueprint.route("/definitions/<key>/decisions/<decision_id>/dates/<row_id>", methods=["GET", "POST"])
def row_dates(key: str, decision_id: str, row_id: str) -> ResponseReturnValue:
    """Show one row with its dates; change it from a day, or change its dates."""
    opened = open_decision(key, decision_id)
    _table(opened)
    logic = table_of(opened.content, decision_id)
    row = next((one for one in read_rows(logic) if one.id == row_id), None)
    if row is None:
        raise NotFound(decision=decision_id, row=row_id)
    act = request.form.get("act", "")
    change = _change_form(logic)(request.form if act == _CHANGE else None, data=_told(opened, row))
    period = _PeriodForm(request.form if act == _PERIOD else None, data=_told(opened, row))
    rows = None
    if act == _CHANGE:
        rows = _changed(opened, logic, row, change)
    elif act == _PERIOD:
        rows = _dated(logic, row, period)
    sent = period if act == _PERIOD else change
    if rows is not None and (answer := _save(opened, rows, sent)) is not None:
        return answer
    page = render_template(
        "studio/row_dates.html",
        process=opened.process,
        opened=opened,
        row=row,
        number=[one.id for one in read_rows(logic)].index(row.id) + 1,
        change=change,
        period=period,
        sent=sent,
    )
    return page, 422 if request.method == "POST" else 200


def days_of_change(table: TableView) -> tuple[DayOfChange, ...]:
    """Return the days on which rows of a table start or stop, in order."""
    start: dict[date, list[int]] = {}
    stop: dict[date, list[int]] = {}
    for row in table.rows:
        if row.period.is_empty:
            continue
        if row.period.valid_from is not None:
            start.setdefault(row.period.valid_from, []).append(row.number)
        if row.period.valid_until is not None and row.period.valid_until < date.max:
            stop.setdefault(row.period.valid_until + timedelta(days=1), []).append(row.number)
    return tuple(
        DayOfChange(day, tuple(start.get(day, ())), tuple(stop.get(day, ())))
        for day in sorted(start.keys() | stop.keys())
    )


class _PeriodForm(Form):
    """From when until when a row is in force."""

    mark = HiddenField()
    valid_from = DateField(
        lazy_gettext("Geldig vanaf"), [Optional()], description=lazy_gettext("Leeg: altijd al.")
    )
    valid_until = DateField(
        lazy_gettext("Geldig tot en met"),
        [Optional()],
        description=lazy_gettext("Deze dag telt nog mee. Leeg: tot nader bericht."),
    )


def _table(opened: OpenDecision) -> TableView:
    if opened.table is None:
        raise NotFound(decision=opened.id, table=opened.id)
    return opened.table


def _change_form(logic: DecisionTable) -> type[Form]:
    labels = [one.label or one.expression for one in logic.inputs]
    labels += [one.label or one.name or _("Uitkomst") for one in logic.outputs]
    labels += [one or _("Toelichting") for one in logic.annotations]
    asked = DateField(_("Vanaf welke dag?"), [DataRequired(_("Kies een dag."))])
    cells = {field_name("cell", number): StringField(label) for number, label in enumerate(labels)}
    return type("ChangeForm", (Form,), {"mark": HiddenField(), DAY: asked, **cells})


def _told(opened: OpenDecision, row: Row) -> dict[str, object]:
    cells = {field_name("cell", number): cell for number, cell in enumerate(row.cells)}
    dates = {"valid_from": row.period.valid_from, "valid_until": row.period.valid_until}
    return {"mark": opened.mark, **dates, **cells}


def _changed(opened: OpenDecision, logic: DecisionTable, row: Row, form: Form) -> tuple[Row, ...] | None:
    """Return the rows with the change; None when something typed is wrong, which the form then says."""
    form.validate()
    ins, outs = len(logic.inputs), len(logic.outputs)
    names = [field_name("cell", number) for number in range(ins + outs + len(logic.annotations))]
    cells = tuple(str(form[name].data or "").strip() for name in names)
    for number, name in enumerate(names[: ins + outs]):
        if problem := cell_problem(cells[number], is_input=number < ins, known=opened.file.model.names):
            form[name].errors = [problem]
    if form.errors:
        return None
    changed = replace(
        row, inputs=cells[:ins], outputs=cells[ins : ins + outs], annotations=cells[ins + outs :]
    )
    try:
        return change_from(read_rows(logic), changed, form[DAY].data)
    except ValueError:
        form[DAY].errors = [_("Op deze dag geldt de rij niet, of zij begint dan pas. Kies een latere dag.")]
        return None


def _dated(logic: DecisionTable, row: Row, form: _PeriodForm) -> tuple[Row, ...] | None:
    form.validate()
    period = Period(form.valid_from.data, form.valid_until.data)
    if period.is_empty:
        form.valid_until.errors = [_("De laatste dag ligt voor de eerste.")]
    if form.errors:
        return None
    return tuple(replace(one, period=period) if one.id == row.id else one for one in read_rows(logic))


def _save(opened: OpenDecision, rows: tuple[Row, ...], form: Form) -> ResponseReturnValue | None:
    content = write_rows(opened.content, opened.id, rows)
    outcome = save_file(FileSave(opened.key, opened.file.path, content, str(form["mark"].data or "")))
    if isinstance(outcome, Conflict):
        told = _(
            "%(name)s bewaarde deze tabel intussen. Bekijk de rij en bewaar nog eens.", name=outcome.saved_by
        )
        first = form[DAY] if DAY in form else form["valid_from"]
        first.errors, form["mark"].data = [told], outcome.mark
        return None
    day = form[DAY].data if DAY in form else None
    return redirect(
        url_for(
            "studio.table_dates", key=opened.key, decision_id=opened.id, on=day.isoformat() if day else None
        ),
        303,
    )
