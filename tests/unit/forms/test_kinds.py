from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regelruimte.forms.fields import KindDefinedTwice, kind_named, kinds, register
from regelruimte.forms.fields.bsn import passes_eleven_test
from regelruimte.forms.fields.iban import is_iban
from regelruimte.forms.fields.kenteken import SERIES
from regelruimte.forms.formats import MONTHS, format_amount
from regelruimte.forms.kind import Asking, Question, Refused
from regelruimte.forms.spec import Choice, FieldSpec, Limits, Texts


def question(kind, *, locale="nl", texts=None, **extra):
    spec = FieldSpec(id="v", key="v", kind=kind, nl=texts or Texts(label="Vraag"), **extra)
    return Question(spec, kind_named(kind), Asking(locale=locale), spec.choices)


def read(kind, raw, **extra):
    return kind_named(kind).read(raw, question(kind, **extra))


def refusal(kind, raw, **extra):
    with pytest.raises(Refused) as refused:
        read(kind, raw, **extra)
    return refused.value


def day(text):
    parts = text.split(" ")
    return dict(zip(("dag", "maand", "jaar"), parts, strict=True))


GOOD = [
    ("bsn", "111222333", "111222333"),
    ("bsn", " 123.456.782 ", "123456782"),
    ("bsn", "999990019", "999990019"),
    ("bsn", "10000008", "010000008"),
    ("iban", "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
    ("iban", "BE68 5390 0754 7034", "BE68539007547034"),
    ("postcode", "1234ab", "1234 AB"),
    ("postcode", "1234 \u200bAB", "1234 AB"),
    ("kenteken", "gk482t", "GK-482-T"),
    ("kenteken", "GK 482 T", "GK-482-T"),
    ("kenteken", "12-34-ab", "12-34-AB"),
    ("kvk", "12 34 56 78", "12345678"),
    ("telephone", "06-12 34 56 78", "0612345678"),
    ("telephone", "+31 (0)6 12345678", "0612345678"),
    ("telephone", "0031 6 12345678", "0612345678"),
    ("telephone", "+32 470 12 34 56", "+32470123456"),
    ("email", " Naam@Voorbeeld.NL ", "Naam@voorbeeld.nl"),
    ("amount", "€ 1.234,56", Decimal("1234.56")),
    ("amount", "1234.56", Decimal("1234.56")),
    ("amount", "1,234.56", Decimal("1234.56")),
    ("amount", "1.234", Decimal("1234.00")),
    ("amount", "38,-", Decimal("38.00")),
    ("amount", "0", Decimal("0.00")),
    ("number", "1.234", Decimal(1234)),
    ("number", " 3 ", Decimal(3)),
    ("number", "-3", Decimal(-3)),
    ("date", day("4 1 2027"), date(2027, 1, 4)),
    ("date", day("04 mrt 2027"), date(2027, 3, 4)),
    ("date", day("4 Maart 2027"), date(2027, 3, 4)),
    ("date", day("29 feb 2024"), date(2024, 2, 29)),
    ("textfield", "  Jansen\u00a0 de  Boer ", "Jansen de Boer"),
    ("textarea", "een\r\ntwee ", "een\ntwee"),
    ("checkbox", "ja", True),
]


@pytest.mark.parametrize(("kind", "raw", "value"), GOOD)
def test_reads_answer_when_people_write_it_their_way(kind, raw, value):
    assert read(kind, raw) == value


BAD = [
    ("bsn", "123456789", "Dit burgerservicenummer klopt niet. Controleer de 9 cijfers."),
    ("bsn", "000000000", "Dit burgerservicenummer klopt niet. Controleer de 9 cijfers."),
    ("bsn", "١١١٢٢٢٣٣٣", "Dit burgerservicenummer klopt niet. Controleer de 9 cijfers."),
    (
        "iban",
        "NL91ABNA0417164301",
        "Dit rekeningnummer klopt niet. Het begint met 2 letters, bijvoorbeeld NL.",
    ),
    ("postcode", "0234AB", "Deze postcode klopt niet. Gebruik 4 cijfers en 2 letters."),
    ("postcode", "1234SS", "Deze postcode klopt niet. Gebruik 4 cijfers en 2 letters."),
    ("kenteken", "GK-4823-T", "Dit kenteken klopt niet. Kijk op de kentekenplaat."),
    ("kvk", "1234567", "Een KVK-nummer heeft 8 cijfers."),
    ("telephone", "06123", "Dit telefoonnummer klopt niet. Een Nederlands nummer heeft 10 cijfers."),
    ("telephone", "+31 6 123", "Dit telefoonnummer klopt niet. Een Nederlands nummer heeft 10 cijfers."),
    ("email", "naam.voorbeeld.nl", "Dit e-mailadres klopt niet. Er mist bijvoorbeeld een @."),
    ("email", "a@b@c.nl", "Dit e-mailadres klopt niet. Er mist bijvoorbeeld een @."),
    ("amount", "12,345,6", "Dit bedrag klopt niet. Gebruik een komma voor centen."),
    ("amount", "1,234", "Dit bedrag klopt niet. Gebruik een komma voor centen."),
    ("amount", "veel", "Dit bedrag klopt niet. Gebruik een komma voor centen."),
    ("amount", "1e9", "Dit bedrag klopt niet. Gebruik een komma voor centen."),
    ("date", day("4 13 2027"), "De maand klopt niet. Kies 1 tot en met 12."),
    ("date", day("30 2 2027"), "De dag klopt niet. Deze dag komt in die maand niet voor."),
    ("date", day("4 1 27"), "Het jaar klopt niet. Gebruik 4 cijfers, bijvoorbeeld 2026."),
    ("number", "drie", "Vul bij ‘Vraag’ een heel getal in, zonder letters."),
    ("number", "3,5", "Vul bij ‘Vraag’ een heel getal in, zonder letters."),
]


@pytest.mark.parametrize(("kind", "raw", "message"), BAD)
def test_says_what_to_do_when_answer_is_wrong(kind, raw, message):
    assert refusal(kind, raw).message == message


@pytest.mark.parametrize(
    ("typed", "part"),
    [("40 1 2027", "dag"), ("4 foo 2027", "maand"), ("4 1 99", "jaar"), ("29 2 2027", "dag")],
)
def test_names_wrong_part_when_date_does_not_exist(typed, part):
    assert refusal("date", day(typed)).part == part


def test_names_missing_part_when_date_is_not_complete():
    refused = refusal("date", {"dag": "4", "maand": "", "jaar": "2027"})

    assert (refused.part, refused.message) == ("maand", "Vul ook de maand in.")


def test_uses_own_text_when_form_has_one():
    texts = Texts(label="Nummer", invalid="Kijk op uw pas.")

    assert refusal("bsn", "1", texts=texts).message == "Kijk op uw pas."


def test_speaks_english_when_asked_in_english():
    assert refusal("bsn", "1", locale="en").message.startswith("This citizen service number is not right.")


def test_names_both_limits_when_number_lies_outside():
    limits = Limits(smallest=Decimal(0), largest=Decimal(20))

    assert (
        refusal("number", "21", limits=limits).message == "Vul bij ‘Vraag’ een getal in van 0 tot en met 20."
    )


def test_says_what_the_form_says_when_text_is_too_long_and_does_not_fit():
    texts = Texts(label="Huisnummer", invalid="Vul alleen het getal in.")
    limits = Limits(pattern="[0-9]{1,5}", longest=5)

    assert refusal("textfield", "twaalf", texts=texts, limits=limits).message == "Vul alleen het getal in."


def test_counts_what_is_too_much_when_text_is_too_long():
    message = refusal("textarea", "x" * 2120).message

    assert message == "Uw tekst bij ‘Vraag’ is 120 tekens te lang. U mag 2.000 tekens gebruiken."


def test_refuses_when_none_of_these_stands_beside_another_answer():
    options = (Choice("a", "A"), Choice("geen", "Geen van deze"))

    refused = refusal("checklist", ["a", "geen"], choices=options, exclusive="geen")

    assert refused.message == "Kies ‘Geen van deze’ of een of meer van de andere antwoorden."


def test_refuses_when_choice_was_not_offered():
    assert (
        refusal("radio", "c", choices=(Choice("a", "A"),)).message
        == "Kies een van de antwoorden bij ‘Vraag’."
    )


def test_does_not_hang_when_pattern_is_slow():
    limits = Limits(pattern="(a+)+b", longest=100)

    assert refusal("textfield", "a" * 60, limits=limits).message.startswith(
        "Dit antwoord bij ‘Vraag’ klopt niet."
    )


def test_refuses_two_kinds_when_they_share_a_name():
    twice = kind_named("bsn")

    with pytest.raises(KindDefinedTwice):
        register([twice, twice])


@pytest.mark.parametrize("name", sorted({kind.name for kind in kinds().values()}))
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_follows_message_rules_when_any_kind_speaks(name, locale):
    facts = dict.fromkeys(("label", "least", "most", "longest", "shortest", "over", "bound", "choice"), "x")
    never = (
        "ongeldig",
        "verplicht",
        "vergeten",
        "opgetreden",
        "helaas",
        "a.u.b",
        "invalid",
        "required",
        "oops",
    )

    for key, message in kind_named(name).messages.items():
        text = message.text(locale, decimals=2, **facts)
        assert text.endswith("."), (key, text)
        assert not any(word in text.casefold() for word in never), (key, text)
        assert "{" not in text


@pytest.mark.parametrize("name", sorted({kind.name for kind in kinds().values()}))
def test_has_words_for_empty_and_wrong_when_any_kind_is_asked(name):
    assert {"empty", "invalid"} <= kind_named(name).messages.keys()


CODES = ("bsn", "iban", "postcode", "kenteken", "kvk", "telephone", "email", "textfield", "textarea")


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, _raw, v in GOOD])
def test_reads_the_same_when_its_own_value_is_offered_again(kind, value):
    raw = kind_named(kind).raw(value)

    assert read(kind, raw) == value
    assert kind_named(kind).raw(raw) == raw


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(kind=st.sampled_from([*CODES, "amount", "number"]), raw=st.text(max_size=60))
def test_refuses_or_settles_when_anything_is_typed(kind, raw):
    try:
        value = read(kind, raw)
    except Refused:
        return
    again = kind_named(kind).raw(value)

    assert read(kind, again) == value


@given(st.integers(min_value=1, max_value=999_999_99))
def test_accepts_one_last_digit_at_most_when_bsn_is_completed(start):
    accepted = [last for last in range(10) if passes_eleven_test(f"{start:08}{last}")]

    assert len(accepted) <= 1


@given(st.integers(min_value=0, max_value=8), st.integers(min_value=1, max_value=9))
def test_refuses_bsn_when_one_digit_was_mistyped(at, shift):
    digits = list("111222333")
    digits[at] = str((int(digits[at]) + shift) % 10)

    assert not passes_eleven_test("".join(digits))


@given(st.integers(min_value=4, max_value=17), st.integers(min_value=1, max_value=9))
def test_refuses_iban_when_one_digit_was_mistyped(at, shift):
    marks = list("NL91ABNA0417164300")
    if marks[at].isdigit():
        marks[at] = str((int(marks[at]) + shift) % 10)

        assert not is_iban("".join(marks))


@pytest.mark.parametrize("series", SERIES)
@given(data=st.data())
def test_writes_plate_with_dashes_when_series_is_known(series, data):
    letter, digit = st.sampled_from("BDFGHJKLNPRSTVXZ"), st.sampled_from("0123456789")
    plate = "".join(mark if mark == "-" else data.draw(letter if mark == "X" else digit) for mark in series)

    assert read("kenteken", plate.replace("-", " ").lower()) == plate


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
def test_reads_amount_back_when_written_as_people_read_it(amount):
    assert read("amount", format_amount(amount, "nl")) == amount


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 12, 31)))
def test_reads_date_back_when_month_is_a_word(one):
    raw = {"dag": str(one.day), "maand": MONTHS["nl"][one.month - 1][:3], "jaar": str(one.year)}

    assert read("date", raw) == one
