import pytest

from regelruimte.app.cells import check_in_words, code_in_words, output_in_words


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("-", "maakt niet uit"),
        ('"ja"', "ja"),
        ('"camper", "caravan", "aanhanger"', "camper, caravan of aanhanger"),
        ('"iemand_anders"', "iemand anders"),
        ('not("a","b")', "niet a of b"),
        ("null", "niet bekend"),
        ("not(null)", "bekend"),
        ("false", "nee"),
        ("> 2.4", "meer dan 2,4"),
        ("<= 1283.83", "hoogstens 1.283,83"),
        (">= 1", "minstens 1"),
        ("< 0", "minder dan 0"),
        ("= 3", "3"),
        ("[1..5]", "van 1 tot en met 5"),
        ('< date("2027-01-01")', "vóór 1 januari 2027"),
    ],
)
def test_tells_a_plain_test_in_words(source, words):
    assert check_in_words(source) == words


@pytest.mark.parametrize("source", ["waarde_auto", "> x", 'contains(?, "a")', '"a" "b"', "1..5", '"open'])
def test_leaves_any_other_expression_as_written(source):
    assert check_in_words(source) == source


@pytest.mark.parametrize(
    ("source", "words"),
    [("null", "niets"), ("", "niets"), ("96", "96"), ('"verlenen"', "verlenen"), ("a + b", "a + b")],
)
def test_tells_an_outcome_in_words(source, words):
    assert output_in_words(source) == words


@pytest.mark.parametrize("text", ["Jan_de_Vries", "foto_1.png", "gewoon", ""])
def test_keeps_text_that_is_no_key(text):
    assert code_in_words(text) == text
