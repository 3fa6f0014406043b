"""A small sample of the fuzz; the whole runs by `python -m tests.fuzz feel`."""

from itertools import islice

from tests.fuzz import feel
from tests.fuzz.__main__ import main


def test_raises_only_typed_errors_when_a_sample_of_texts_is_tried():
    assert feel.run(400, seed=2026) == []


def test_tries_the_same_texts_when_the_seed_is_the_same():
    assert list(islice(feel.Texts(3), 30)) == list(islice(feel.Texts(3), 30))


def test_tells_what_was_wrong_when_another_error_comes_out(monkeypatch, capsys):
    monkeypatch.setattr(feel, "_match", lambda _text: 1 / 0)

    assert main(["feel", "--count", "3"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
