import pytest

from regelruimte.app.durations import term_in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P1D", "1 dag"),
        ("P14D", "14 dagen"),
        ("P2W", "2 weken"),
        ("P1M", "1 maand"),
        ("P2Y", "2 jaar"),
        ("PT4H", "4 uur"),
        ("PT30M", "30 minuten"),
        ("P1DT2H", "P1DT2H"),
        ("2026-12-01", "2026-12-01"),
        ("=termijn", "=termijn"),
    ],
)
def test_tells_a_plain_term_in_words(app, text, words):
    with app.test_request_context():
        assert term_in_words(text) == words
