"""Stored states of older formats are read, those of newer ones refused."""

import json

import pytest

from regelruimte.engine.errors import StateTooNew, StateUnreadable
from regelruimte.engine.spiff import interpreter, state_format
from tests.builders import process


@pytest.fixture
def waiting(play):
    run = play(process().start().user("a").user("b").end())
    run.start()
    return run


@pytest.fixture
def newer(monkeypatch):
    """A release two formats further: tokens first had words for letters, and their process another key."""
    letters = {"ready": "R", "waits": "S"}

    def shorten(plain):
        plain["t"] = [[step, name, letters[word], data] for step, name, word, data in plain["t"]]
        return plain

    def rename(plain):
        return {"p": plain.pop("process"), **plain}

    monkeypatch.setattr(state_format, "READ", 3)
    monkeypatch.setattr(state_format, "UPGRADERS", {1: shorten, 2: rename})


def as_first_format(state):
    plain = json.loads(state)
    rows = [[step, name, "waits", data] for step, name, _, data in plain["t"]]
    return json.dumps({"f": 1, "process": plain["p"], "t": rows}).encode()


def test_goes_on_when_the_state_is_two_formats_old(waiting, newer):
    old = as_first_format(waiting.state)

    advance = interpreter.complete(
        waiting.model, old, waiting.setting, step=waiting.step("a").step, values={}
    )

    assert [opened.element for opened in advance.opened] == ["b"]


def test_reads_each_format_between_when_there_are_several(waiting, newer):
    plain = json.loads(as_first_format(waiting.state))
    second = {**plain, "f": 2, "t": [[step, name, "S", data] for step, name, _, data in plain["t"]]}

    read = state_format.read_plain(json.dumps(second).encode())

    assert (read["f"], read["p"], read["t"]) == (3, "p", second["t"])


def test_refuses_when_a_newer_release_wrote_it(waiting):
    state = json.dumps({**json.loads(waiting.state), "f": state_format.READ + 1}).encode()

    with pytest.raises(StateTooNew) as refused:
        interpreter.complete(waiting.model, state, waiting.setting, step=waiting.step("a").step, values={})

    assert dict(refused.value.facts) == {"format": state_format.READ + 1, "newest": state_format.READ}


@pytest.mark.parametrize("found", [0, -3, "1", True, None, 1.5])
def test_is_unreadable_when_the_format_never_was(found):
    with pytest.raises(StateUnreadable):
        state_format.read_plain(json.dumps({"f": found, "p": "p", "t": []}).encode())


def test_has_an_upgrader_for_every_older_format():
    assert set(state_format.UPGRADERS) == set(range(1, state_format.READ))
    assert state_format.WRITTEN <= state_format.READ
