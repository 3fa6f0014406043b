"""A decision table out as a spreadsheet and back in, in the studio."""

import html
import io

import pytest

from regelruimte.engine import definitions
from regelruimte.engine.actors import SYSTEM
from regelruimte.modeller.sheet_files import read_grid
from regelruimte.modeller.table_rows import read_rows, table_of
from tests.dated import fee_process, fee_table

PAGE = "/studio/definitions/leges/decisions/fee/sheet"
NORM = (("validUntil", "2026-12-31", "100"), ("validFrom", "2027-01-01", "200"))


@pytest.fixture(autouse=True)
def leges(sign_in, engine):
    sign_in("sanne")
    files = {"process.bpmn": fee_process(), "leges.dmn": fee_table(NORM)}
    with engine.work(SYSTEM) as work:
        definitions.create_definition(work, "leges", title="Leges", files=files)


def rows_of(engine):
    with engine.view(SYSTEM) as view:
        return read_rows(table_of(definitions.get_draft(view, "leges").files["leges.dmn"], "fee"))


def hidden(page, name):
    return html.unescape(page.split(f'name="{name}" value="')[1].split('"')[0])


def upload(client, content, name="tabel.csv"):
    return client.post(PAGE, data={"file": (io.BytesIO(content), name)})


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_gives_the_table_as_a_spreadsheet(client, kind):
    answer = client.get(f"{PAGE}.{kind}")

    assert answer.status_code == 200
    assert f"fee.{kind}" in answer.headers["Content-Disposition"]
    assert [one.text for one in read_grid(answer.data)[1]][:2] == [">= 18", "100"]


def test_shows_what_changes_and_takes_it_only_when_confirmed(client, engine):
    changed = client.get(f"{PAGE}.csv").data.replace(b";100;", b";125.50;")

    shown = upload(client, changed)

    assert shown.status_code == 200
    assert "1 rij wordt anders." in shown.text
    assert rows_of(engine)[0].outputs == ("100",)

    fields = {name: hidden(shown.text, name) for name in ("rows", "mark")}
    assert client.post(f"{PAGE}/take", data=fields).status_code == 303
    first, second = rows_of(engine)
    assert first.outputs == ("125.50",)
    assert (first.id, second.id) == ("r1", "r2")


def test_says_so_when_nothing_changes(client):
    assert "Er verandert niets." in upload(client, client.get(f"{PAGE}.csv").data).text


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"a;b", "daar hoort ‘Als: Leeftijd’"), (b"PK\x03\x04", "geen werkblad"), (b"", "leeg")],
)
def test_says_in_words_what_is_wrong_and_changes_nothing(client, engine, content, told):
    before = rows_of(engine)

    answer = upload(client, content)

    assert answer.status_code == 422
    assert told in answer.text
    assert rows_of(engine) == before


def test_shows_the_changes_again_when_a_colleague_saved_first(client, engine):
    changed = client.get(f"{PAGE}.csv").data.replace(b";100;", b";125.50;")
    fields = {"rows": hidden(upload(client, changed).text, "rows"), "mark": "0" * 16}

    answer = client.post(f"{PAGE}/take", data=fields)

    assert answer.status_code == 409
    assert "bewaarde deze tabel intussen" in answer.text
    assert rows_of(engine)[0].outputs == ("100",)
