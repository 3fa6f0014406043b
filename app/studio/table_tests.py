"""The test cases of a decision: run at every look, added, changed and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Form, HiddenField, StringField
from wtforms.validators import DataRequired

from regelruimte.app.studio.asking import (
    DAY,
    asking_fields,
    day_field,
    day_in,
    field_name,
    typed_values,
    values_in,
)
from regelruimte.app.studio.decision_frame import OpenDecision, open_decision
from regelruimte.app.studio.saving import Conflict, FileSave, Saved, save_file
from regelruimte.app.studio.views import blueprint
from regelruimte.engine.dmn import evaluate
from regelruimte.engine.errors import NotFound
from regelruimte.engine.feel import FeelError
from regelruimte.engine.feel.render import text_of
from regelruimte.engine.table_tests import MAX_TESTS, TableTest, Tested, run_test, write_tests
from regelruimte.engine.values import Value
from regelruimte.modeller.tryout import Asked, asked_of, expected_of


@dataclass(frozen=True, slots=True)
class ShownTest:
    """A test case with what it gave; `number` is its place in the file, from 1."""

    number: int
    tested: Tested
    inputs: tuple[tuple[str, str], ...]
    expected: str
    result: str


@blueprint.get("/definitions/<key>/decisions/<decision_id>/tests")
def table_tests(key: str, decision_id: str) -> ResponseReturnValue:
    """Show the test cases of a decision, each run on the draft as it is."""
    opened = open_decision(key, decision_id)
    shown = tuple(
        _shown(opened, number, test)
        for number, test in enumerate(opened.tests, 1)
        if test.decision == opened.id
    )
    return render_template("studio/table_tests.html", process=opened.process, opened=opened, shown=shown)


@blueprint.route("/definitions/<key>/decisions/<decision_id>/tests/new", methods=["GET", "POST"])
def new_table_test(key: str, decision_id: str) -> ResponseReturnValue:
    """Ask for a test case, filled with what was tried, and add it."""
    opened = open_decision(key, decision_id)
    form = _form(opened)
    if request.method == "POST":
        return _answer(opened, form(request.form), number=None)
    return _show(opened, form(data=_tried(opened)), number=None)


@blueprint.route("/definitions/<key>/decisions/<decision_id>/tests/<int:number>", methods=["GET", "POST"])
def edit_table_test(key: str, decision_id: str, number: int) -> ResponseReturnValue:
    """Show a test case and change it."""
    opened = open_decision(key, decision_id)
    test, form = _find(opened, number), _form(opened)
    if request.method == "POST":
        return _answer(opened, form(request.form), number=number)
    return _show(opened, form(data=_kept(opened, test)), number=number)


@blueprint.post("/definitions/<key>/decisions/<decision_id>/tests/<int:number>/delete")
def delete_table_test(key: str, decision_id: str, number: int) -> ResponseReturnValue:
    """Take a test case away."""
    opened = open_decision(key, decision_id)
    _find(opened, number)
    left = tuple(one for at, one in enumerate(opened.tests, 1) if at != number)
    outcome = _save(opened, left, mark=request.form.get("mark", ""))
    if isinstance(outcome, Conflict):
        return redirect(url_for("studio.table_tests", key=key, decision_id=decision_id, late=1), 303)
    return redirect(url_for("studio.table_tests", key=key, decision_id=decision_id), 303)


def _find(opened: OpenDecision, number: int) -> TableTest:
    tests = opened.tests
    if not 0 < number <= len(tests) or tests[number - 1].decision != opened.id:
        raise NotFound(decision=opened.id, test=number)
    return tests[number - 1]


def _form(opened: OpenDecision) -> type[Form]:
    model = opened.file.model
    title = StringField(_("Hoe heet dit toetsgeval?"), [DataRequired(_("Geef het toetsgeval een naam."))])
    fields = {
        "mark": HiddenField(default=opened.tests_mark),
        "title": title,
        DAY: day_field(),
        **asking_fields("input", asked_of(model, opened.id)),
        **asking_fields("expected", expected_of(model, opened.id)),
    }
    return type("TableTestForm", (Form,), fields)


def _tried(opened: OpenDecision) -> dict[str, object]:
    """Return what was tried, from the address, with what came out of it as what must come out."""
    model, asked = opened.file.model, asked_of(opened.file.model, opened.id)
    form = type("TriedForm", (Form,), {**asking_fields("input", asked), DAY: day_field()})(request.args)
    form.validate()
    values, day = values_in(form, "input", asked), day_in(form, today=opened.today)
    given = {name: request.args.get(name, "") for name in (field_name("input", n) for n in range(len(asked)))}
    data: dict[str, object] = {**given, DAY: day}
    if form.errors or "try" not in request.args:
        return data
    try:
        result = evaluate(model, opened.id, values, now=opened.now, on=day).result
    except FeelError:
        return data
    return data | _expected_texts(opened, result)


def _kept(opened: OpenDecision, test: TableTest) -> dict[str, object]:
    asked = asked_of(opened.file.model, opened.id)
    told = typed_values("input", asked, test.inputs)
    return {"title": test.title, DAY: test.on, **told, **_expected_texts(opened, test.expected)}


def _expected_texts(opened: OpenDecision, expected: Value) -> dict[str, str]:
    asked = expected_of(opened.file.model, opened.id)
    by_name = expected if isinstance(expected, Mapping) and _is_split(asked) else {asked[0].name: expected}
    return typed_values("expected", asked, by_name)


def _is_split(asked: tuple[Asked, ...]) -> bool:
    return any(one.name for one in asked)


def _test_of(opened: OpenDecision, form: Form) -> TableTest | None:
    """Return the test case that was typed; None when something typed is wrong, which the form then says."""
    model = opened.file.model
    form.validate()
    inputs = values_in(form, "input", asked_of(model, opened.id))
    asked = expected_of(model, opened.id)
    named = values_in(form, "expected", asked)
    if form.errors:
        return None
    told = {name: value for name, value in named.items() if value is not None}
    expected = told if _is_split(asked) else named[""]
    if _is_split(asked) and not told:
        form[field_name("expected", 0)].errors = [_("Vul ten minste één uitkomst in.")]
        return None
    day = day_in(form, today=opened.today)
    return TableTest(opened.id, str(form["title"].data).strip(), inputs, expected, day)


def _answer(opened: OpenDecision, form: Form, *, number: int | None) -> ResponseReturnValue:
    test, tests = _test_of(opened, form), list(opened.tests)
    if test is None:
        return _show(opened, form, number=number, status=422)
    if number is None and len(tests) >= MAX_TESTS:
        form["title"].errors = [
            _("Er zijn al %(most)s toetsgevallen. Haal er eerst een weg.", most=MAX_TESTS)
        ]
        return _show(opened, form, number=number, status=422)
    if number is None:
        tests.append(test)
    else:
        tests[number - 1] = test
    outcome = _save(opened, tuple(tests), mark=str(form["mark"].data or ""))
    if isinstance(outcome, Conflict):
        told = _("%(name)s bewaarde intussen ook een toetsgeval. Bewaar nog eens.", name=outcome.saved_by)
        form["title"].errors, form["mark"].data = [told], outcome.mark
        return _show(opened, form, number=number, status=409)
    return redirect(url_for("studio.table_tests", key=opened.key, decision_id=opened.id), 303)


def _save(opened: OpenDecision, tests: tuple[TableTest, ...], *, mark: str) -> Saved | Conflict:
    content = write_tests(tests)
    return save_file(FileSave(opened.key, opened.tests_path, content, mark))


def _show(opened: OpenDecision, form: Form, *, number: int | None, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "studio/table_test.html", process=opened.process, opened=opened, form=form, number=number
    )
    return page, status


def _shown(opened: OpenDecision, number: int, test: TableTest) -> ShownTest:
    tested = run_test(opened.file.model, test, opened.now)
    labels = {one.name: one.label for one in asked_of(opened.file.model, opened.id)}
    return ShownTest(
        number,
        tested,
        tuple((labels.get(name, name), _text(value)) for name, value in test.inputs.items()),
        _outcome(opened, test.expected),
        _outcome(opened, tested.result),
    )


def _outcome(opened: OpenDecision, value: Value) -> str:
    """Write what came or must come out, under the labels of the table."""
    if not isinstance(value, Mapping):
        return _text(value)
    labels = {one.name: one.label for one in expected_of(opened.file.model, opened.id)}
    return "; ".join(f"{labels.get(name) or name}: {_text(one)}" for name, one in value.items())


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(one)}" for name, one in value.items())
    return text_of(value)
