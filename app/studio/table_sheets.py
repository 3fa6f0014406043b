"""A decision table out as a spreadsheet and back in, with what would change shown before it is taken."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from regelruimte.app.downloads import send_file_bytes
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.saving import Conflict, FileSave, save_file
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.dmn.model import DecisionTable
from regelruimte.engine.errors import NotFound
from regelruimte.modeller.sheet_files import SheetRefused, read_grid, write_csv, write_xlsx
from regelruimte.modeller.sheet_rows import compare_rows, heads_of, lines_of, read_lines
from regelruimte.modeller.table_rows import Row, read_rows, table_of, write_rows

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_SENT_BYTES = 400_000


class SheetForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A spreadsheet to look at."""

    file = FileField(
        lazy_gettext("Spreadsheet"),
        [FileRequired(lazy_gettext("Kies een bestand."))],
        description=lazy_gettext("Een .xlsx- of .csv-bestand met dezelfde kolommen."),
    )
    mark = HiddenField()


class TakeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Rows that were shown and are taken now."""

    rows = HiddenField()
    mark = HiddenField()


@blueprint.get("/definitions/<key>/decisions/<decision_id>/sheet.<any(xlsx, csv):kind>")
def download_sheet(key: str, decision_id: str, kind: str) -> ResponseReturnValue:
    """Give a table as a spreadsheet."""
    opened = open_decision(key, decision_id)
    table = _table(opened)
    lines = lines_of(table, read_rows(table))
    if kind == "csv":
        return send_file_bytes(write_csv(lines), f"{decision_id}.csv", "text/csv")
    return send_file_bytes(write_xlsx(opened.file.name, lines), f"{decision_id}.xlsx", _XLSX)


@blueprint.route("/definitions/<key>/decisions/<decision_id>/sheet", methods=["GET", "POST"])
def table_sheet(key: str, decision_id: str) -> ResponseReturnValue:
    """Offer a table as a spreadsheet; show what one that is sent would change."""
    opened = open_decision(key, decision_id)
    _table(opened)
    form = SheetForm(mark=opened.mark)
    if request.method == "GET":
        return _show(opened, form)
    if not form.validate():
        return _show(opened, form, status=422)
    return _preview(opened, form, form.file.data.read(), mark=opened.mark)


@blueprint.post("/definitions/<key>/decisions/<decision_id>/sheet/take")
def take_in_sheet(key: str, decision_id: str) -> ResponseReturnValue:
    """Put the rows that were shown in the draft."""
    opened, form = open_decision(key, decision_id), TakeForm()
    _table(opened)
    sent = (form.rows.data or "").encode()
    try:
        rows = _rows(opened, sent)
    except SheetRefused as refused:
        return _show(opened, SheetForm(formdata=None), problems=refused.problems, status=422)
    content = write_rows(opened.content, opened.id, rows)
    outcome = save_file(FileSave(key, opened.file.path, content, form.mark.data or ""))
    if isinstance(outcome, Conflict):
        told = _("%(name)s bewaarde deze tabel intussen.", name=outcome.saved_by)
        again = open_decision(key, decision_id)
        return _preview(again, SheetForm(formdata=None), sent, mark=outcome.mark, late=told)
    return redirect(url_for("studio.decision", key=key, decision_id=decision_id), 303)


def _table(opened: OpenDecision) -> DecisionTable:
    if opened.table is None:
        raise NotFound(decision=opened.id, table=opened.id)
    return table_of(opened.content, opened.id)


def _rows(opened: OpenDecision, data: bytes) -> tuple[Row, ...]:
    table = _table(opened)
    return read_lines(table, read_grid(data), read_rows(table), known=opened.file.model.names)


def _sent(table: DecisionTable, rows: tuple[Row, ...]) -> str:
    """Return rows as the page sends them back when they are taken."""
    sent = write_csv(lines_of(table, rows)).decode("utf-8-sig")
    if len(sent.encode()) > _MAX_SENT_BYTES:
        raise SheetRefused(_("De tabel is te groot om zo over te nemen. Verdeel haar over meer tabellen."))
    return sent


def _preview(
    opened: OpenDecision, form: SheetForm, data: bytes, *, mark: str, late: str = ""
) -> ResponseReturnValue:
    table = _table(opened)
    try:
        rows = _rows(opened, data)
        sent = _sent(table, rows)
    except SheetRefused as refused:
        return _show(opened, form, problems=refused.problems, status=422)
    page = render_template(
        "studio/table_sheet_preview.html",
        process=opened.process,
        opened=opened,
        changes=compare_rows(read_rows(table), rows),
        heads=heads_of(table),
        lines=dict(zip(rows, list(lines_of(table, rows))[1:], strict=True)),
        was=dict(zip(read_rows(table), list(lines_of(table, read_rows(table)))[1:], strict=True)),
        take=TakeForm(formdata=None, rows=sent, mark=mark),
        late=late,
    )
    return page, 409 if late else 200


def _show(
    opened: OpenDecision, form: SheetForm, *, problems: tuple[str, ...] = (), status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "studio/table_sheet.html", process=opened.process, opened=opened, form=form, problems=problems
    )
    return page, status
