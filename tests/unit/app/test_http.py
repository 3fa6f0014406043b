import inspect

import pytest

from regelruimte.app import access
from regelruimte.app.http import REFUSALS, page_of
from regelruimte.engine import errors
from regelruimte.engine.errors import EngineError, MandateMissing, TaskNotOpen


@pytest.fixture
def refusing(app, monkeypatch):
    """Add a page that refuses with what it is told to."""

    def add(path, refusal):
        def refuse():
            raise refusal

        app.add_url_rule(path, "portal.refusing", refuse, methods=["GET", "POST"])
        monkeypatch.setattr(access, "TABLE", {**access.TABLE, "portal.refusing": access.ANYONE})

    return add


def test_every_refusal_has_its_words():
    kinds = {
        kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, EngineError)
    }

    assert sorted(kind.__name__ for kind in kinds - set(REFUSALS)) == []


def test_takes_the_words_of_the_nearest_kind_when_a_refusal_is_new():
    class TaskGoneFishing(TaskNotOpen):
        """A kind nobody wrote words for."""

    assert page_of(TaskGoneFishing()) is REFUSALS[TaskNotOpen]


def test_says_it_in_plain_words_when_the_engine_refuses(client, refusing):
    refusing("/refusing", TaskNotOpen(task="t-secret"))

    answer = client.get("/refusing")

    assert answer.status_code == 409
    assert "Deze taak is al klaar" in answer.text
    assert "t-secret" not in answer.text
    assert "The task was completed" not in answer.text


@pytest.mark.parametrize(
    ("path", "mark"),
    [("/x", "rr-portal-header"), ("/worklist/x", "rr-shell"), ("/studio/x", "st-frame")],
)
def test_answers_in_the_frame_of_the_audience_when_nothing_is_found(client, path, mark):
    answer = client.get(path)

    assert answer.status_code == 404
    assert mark in answer.text
    assert "Wij vinden deze pagina niet" in answer.text


def test_says_nothing_of_a_bug_but_that_it_is_ours(client, refusing, caplog):
    refusing("/refusing", RuntimeError("password of the database"))

    answer = client.get("/refusing")

    assert answer.status_code == 500
    assert "Er ging bij ons iets mis" in answer.text
    assert "password of the database" not in answer.text
    assert "password of the database" in caplog.text


def test_answers_json_when_a_script_asks(client, refusing):
    refusing("/refusing", MandateMissing(limit=250))

    answer = client.post("/refusing", json={"a": 1})

    assert answer.status_code == 403
    assert answer.json["code"] == "mandate-missing"
    assert answer.json["title"] == "Hiervoor hebt u geen mandaat"


def test_says_the_visit_is_over_when_the_form_token_is_missing(app, client):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post("/sign-out")

    assert answer.status_code == 400
    assert "U was te lang weg" in answer.text


@pytest.mark.parametrize(("path", "leads_back"), [("/sign-in?next=/mijn-zaken", True), ("/sign-out", False)])
def test_leads_back_to_the_page_of_a_form_that_was_not_taken(app, client, path, leads_back):
    app.config["WTF_CSRF_ENABLED"] = True

    page = client.post(path).text

    assert (f'href="{path}">Open de pagina opnieuw' in page) is leads_back


def test_answers_405_when_a_form_address_is_opened(client):
    assert client.get("/sign-out").status_code == 405
