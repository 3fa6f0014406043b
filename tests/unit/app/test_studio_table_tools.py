"""Trying a decision, its test cases and its dates, in the studio."""

from datetime import date

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.engine.table_tests import read_tests
from regelruimte.modeller.table_rows import read_rows, table_of
from tests.dated import fee_process, fee_table

PAGE = "/studio/definitions/leges/decisions/fee"
NORM = (("validUntil", "2026-12-31", "100"), ("validFrom", "2027-01-01", "200"))
TEST = {"title": "Volwassene", "day": "2026-12-01", "input-0": "20", "expected-0": "100"}


@pytest.fixture(autouse=True)
def leges(sign_in, engine):
    sign_in("sanne")
    files = {"process.bpmn": fee_process(), "leges.dmn": fee_table(NORM)}
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "leges", title="Leges", files=files)


def files_of(engine):
    with engine.view(SYSTEM) as view:
        return definitions.get_draft(view, "leges").files


def kept_tests(engine):
    return read_tests(files_of(engine)["tests/leges.json"])


def rows_of(engine):
    return read_rows(table_of(files_of(engine)["leges.dmn"], "fee"))


def mark_in(page):
    return page.split('name="mark" value="')[1].split('"')[0]


def row_in(page, number):
    return page.split(f'<th scope="row">{number}')[1].split("</tr>")[0]


def test_marks_the_row_hit_on_the_chosen_day_and_says_why_the_other_is_not(client):
    page = client.get(f"{PAGE}/try?try=1&input-0=20,5&day=2027-01-01").text

    assert "raak" in row_in(page, 2)
    assert "geldt niet op deze dag" in row_in(page, 1)
    assert "Raak: rij 2" in page
    assert "<strong>200</strong>" in page
    assert 'value="20,5"' in page


def test_points_at_the_cell_that_does_not_fit(client):
    page = client.get(f"{PAGE}/try?try=1&input-0=10&day=2027-01-01").text

    assert '<td class="fails">' in row_in(page, 2)
    assert "Geen rij geeft een uitkomst." in page


def test_tries_on_today_when_no_day_is_chosen(client):
    assert "Raak: rij 1" in client.get(f"{PAGE}/try?try=1&input-0=20").text


@pytest.mark.parametrize("query", ["input-0=veel", "input-0=20&day=morgen"])
def test_says_what_is_wrong_when_a_value_is_none(client, query):
    page = client.get(f"{PAGE}/try?try=1&{query}").text

    assert 'aria-invalid="true"' in page
    assert "Raak" not in page


def test_offers_what_was_tried_as_a_test_case(client):
    page = client.get(f"{PAGE}/tests/new?try=1&input-0=20&day=2027-01-01").text

    assert 'value="20"' in page
    assert 'value="200"' in page
    assert 'value="2027-01-01"' in page


def test_keeps_a_test_case_with_the_table_when_saved(client, engine):
    mark = mark_in(client.get(f"{PAGE}/tests/new").text)

    answer = client.post(f"{PAGE}/tests/new", data={**TEST, "mark": mark})

    assert answer.status_code == 303
    (kept,) = kept_tests(engine)
    assert (kept.title, kept.on, kept.inputs["age"], kept.expected) == (
        "Volwassene",
        date(2026, 12, 1),
        20,
        100,
    )
    assert "Alle toetsgevallen kloppen." in client.get(f"{PAGE}/tests").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"title": ""}, "Geef het toetsgeval een naam."), ({"input-0": "veel"}, "Vul een getal in")],
)
def test_keeps_what_was_typed_when_a_test_case_is_wrong(client, engine, wrong, told):
    answer = client.post(f"{PAGE}/tests/new", data={**TEST, **wrong, "mark": "new"})

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="100"' in answer.text
    assert "tests/leges.json" not in files_of(engine)


def test_shows_red_and_tells_both_outcomes_when_a_test_case_does_not_hold(client):
    client.post(f"{PAGE}/tests/new", data={**TEST, "expected-0": "150", "mark": "new"})

    page = client.get(f"{PAGE}/tests").text

    assert "1 toetsgeval klopt niet." in page
    assert "<td>150</td>" in page
    assert "Er komt 100 uit en niet 150" in client.get("/studio/definitions/leges/findings").text


def test_changes_and_takes_away_a_test_case(client, engine):
    client.post(f"{PAGE}/tests/new", data={**TEST, "mark": "new"})
    shown = client.get(f"{PAGE}/tests/1").text
    assert 'value="Volwassene"' in shown

    client.post(f"{PAGE}/tests/1", data={**TEST, "title": "Twintig jaar", "mark": mark_in(shown)})
    assert [one.title for one in kept_tests(engine)] == ["Twintig jaar"]

    client.post(f"{PAGE}/tests/1/delete", data={"mark": mark_in(client.get(f"{PAGE}/tests").text)})
    assert kept_tests(engine) == ()


def test_overwrites_nothing_when_a_colleague_saved_a_test_case_first(client, engine):
    client.post(f"{PAGE}/tests/new", data={**TEST, "mark": "new"})

    answer = client.post(f"{PAGE}/tests/new", data={**TEST, "title": "Van mij", "mark": "new"})

    assert answer.status_code == 409
    assert 'value="Van mij"' in answer.text
    assert [one.title for one in kept_tests(engine)] == ["Volwassene"]


def test_lists_what_changes_on_which_day_and_the_table_on_that_day(client):
    page = client.get(f"{PAGE}/dates?on=2027-01-01").text

    assert "rij 2 gaat gelden, rij 1 geldt niet meer." in page
    assert "De tabel op 1 januari 2027" in page
    assert "geldt niet op deze dag" in row_in(page, 1)
    assert "geldt niet op deze dag" not in row_in(page, 2)


def test_changes_a_row_from_a_day(client, engine):
    page = client.get(f"{PAGE}/dates/r2").text
    cells = {"cell-0": ">= 18", "cell-1": "250.50", "cell-2": "Verordening 2028"}

    answer = client.post(
        f"{PAGE}/dates/r2", data={"act": "change", "mark": mark_in(page), "day": "2028-01-01", **cells}
    )

    assert answer.status_code == 303
    assert answer.location.endswith("on=2028-01-01")
    _first, ended, new = rows_of(engine)
    assert ended.period.valid_until == date(2027, 12, 31)
    assert (new.cells, new.period.valid_from) == ((">= 18", "250.50", "Verordening 2028"), date(2028, 1, 1))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": "2026-06-01"}, "Kies een latere dag."),
        ({"day": ""}, "Kies een dag."),
        ({"cell-1": "1.283,83"}, "Schrijf een getal met een punt (1283.83)"),
        ({"cell-0": ">= = 18"}, "is niet te lezen"),
    ],
)
def test_says_what_is_wrong_with_a_change_and_keeps_it(client, engine, typed, told):
    page, before = client.get(f"{PAGE}/dates/r2").text, files_of(engine)
    fields = {"day": "2028-01-01", "cell-0": ">= 18", "cell-1": "250", "cell-2": "Nieuw", **typed}

    answer = client.post(f"{PAGE}/dates/r2", data={"act": "change", "mark": mark_in(page), **fields})

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Nieuw"' in answer.text
    assert files_of(engine) == before


def test_sets_only_the_dates_of_a_row(client, engine):
    fields = {"act": "period", "mark": mark_in(client.get(f"{PAGE}/dates/r2").text)}

    wrong = client.post(
        f"{PAGE}/dates/r2", data={**fields, "valid_from": "2027-02-01", "valid_until": "2027-01-01"}
    )
    right = client.post(f"{PAGE}/dates/r2", data={**fields, "valid_from": "2027-02-01", "valid_until": ""})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert rows_of(engine)[1].period.valid_from == date(2027, 2, 1)


def test_takes_the_test_cases_along_when_the_file_goes(client, engine):
    client.post(f"{PAGE}/tests/new", data={**TEST, "mark": "new"})

    client.post("/studio/definitions/leges/decisions/delete?file=leges.dmn", data={"revision": "2"})

    assert set(files_of(engine)) == {"process.bpmn"}


@pytest.mark.parametrize("path", ["fee/tests/1", "fee/dates/weg", "weg/try", "weg/tests", "weg/dates"])
def test_answers_404_when_there_is_nothing_there(client, path):
    assert client.get(f"/studio/definitions/leges/decisions/{path}").status_code == 404
