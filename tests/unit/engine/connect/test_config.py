import pytest

from regelruimte.engine.connect.config import read_connectors
from regelruimte.engine.connect.gate import make_gate
from regelruimte.engine.connect.reading import ConnectorsRefused

SECRET = "zeer-geheim-4711"
GATE = make_gate("api.example.nl, smtp.example.nl", "")

HTTP = """
[connectors.kenteken]
kind = "http"
title = "Kentekenregister"
url = "https://api.example.nl/voertuigen/{kenteken}"
query = { jaar = "{jaar}" }
headers = { Authorization = { env = "TOKEN", prefix = "Bearer " } }
[connectors.kenteken.answer]
merk = "=body.merk"
zwaar = "=body.massa > 3500"
[connectors.kenteken.outputs]
merk = "text"
zwaar = "boolean"
[connectors.kenteken.policy]
attempts = 3
first_wait_seconds = 0.5
"""
MAIL = """
[connectors.bericht]
kind = "mail"
host = "smtp.example.nl"
account = "regelruimte"
password = { file = "smtp-password" }
sender = "Gemeente Lindewoude <post@lindewoude.nl>"
"""
LETTER = """
[connectors.brief]
kind = "letter"
sender = "Gemeente Lindewoude"
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text, environ=None):
        file = tmp_path / "connectors.toml"
        file.write_text(text)
        (tmp_path / "smtp-password").write_text(SECRET + "\n")
        return read_connectors(file, GATE, {"TOKEN": SECRET} if environ is None else environ)

    return read_text


def refusal(read, text, environ=None):
    with pytest.raises(ConnectorsRefused) as refused:
        read(text, environ)
    return str(refused.value)


def test_declares_inputs_outputs_target_and_policy_when_a_service_is_configured(read):
    [one] = read(HTTP)

    declared = one.declared
    assert (one.name, declared.title, declared.kind) == ("kenteken", "Kentekenregister", "http")
    assert (declared.target, declared.inputs) == ("api.example.nl:443", ("jaar", "kenteken"))
    assert declared.outputs == {"merk": "text", "zwaar": "boolean"}
    assert (declared.policy.attempts, declared.policy.first_wait.total_seconds()) == (3, 0.5)
    assert declared.policy.opens_after == 5


def test_reads_mail_and_letters_when_they_are_configured(read):
    mail, letter = read(MAIL + LETTER)

    assert mail.declared.inputs == ("aan", "onderwerp", "tekst")
    assert (letter.declared.inputs, letter.declared.reads_letters) == (("brief", "onderwerp"), True)


def test_reads_a_letter_text_when_it_stands_beside_the_file(read, tmp_path):
    (tmp_path / "brief.txt").write_text("Beste {naam},")

    [letter] = read(LETTER + 'text_file = "brief.txt"')

    assert (letter.declared.inputs, letter.declared.reads_letters) == (("naam", "onderwerp"), False)


def test_stays_home_in_practice_unless_it_may_be_called(read):
    http, mail, letter = read(HTTP + MAIL + 'in_practice = "call"' + LETTER)

    assert [one.declared.stays_home for one in (http, mail, letter)] == [True, False, False]


def test_has_no_connectors_when_the_file_is_empty(read):
    assert read("") == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x = 1", "connectors.toml"),
        ("[connectors", "connectors.toml"),
        ("[connectors.a]\nkind = 'ftp'", "connectors.a.kind"),
        (HTTP.replace("title =", "titel ="), "connectors.kenteken.titel"),
        ("[connectors.a]\nkind = 'http'", "connectors.a.url"),
        (HTTP.replace("{kenteken}", "{1 +}"), "connectors.kenteken.url"),
        (HTTP.replace("https://api", "ftp://api"), "connectors.kenteken.url"),
        (HTTP.replace("https://api", "http://api"), "connectors.kenteken.url"),
        (HTTP.replace("api.example.nl", "{host}"), "connectors.kenteken.url"),
        (HTTP.replace("api.example.nl/", "api.example.nl{pad}/"), "connectors.kenteken.url"),
        (HTTP.replace("{kenteken}", "{kenteken}?x=1"), "connectors.kenteken.url"),
        (HTTP.replace("api.example.nl", "me:pw@api.example.nl"), "connectors.kenteken.url"),
        (HTTP.replace("api.example.nl", "evil.example.nl"), "connectors.kenteken.url"),
        (
            HTTP.replace('{ env = "TOKEN", prefix = "Bearer " }', f'"Bearer {SECRET}"'),
            "headers.Authorization",
        ),
        (HTTP.replace('env = "TOKEN"', f'value = "{SECRET}"'), "headers.Authorization"),
        (HTTP.replace('env = "TOKEN"', 'env = "ELSEWHERE"'), "headers.Authorization"),
        (HTTP.replace('"=body.merk"', '"=body."'), "connectors.kenteken.answer.merk"),
        (HTTP.replace("attempts = 3", "attempts = 0"), "connectors.kenteken.policy.attempts"),
        (HTTP.replace("attempts = 3", "tries = 3"), "connectors.kenteken.policy.tries"),
        (HTTP.replace('merk = "text"', 'merk = "geld"'), "connectors.kenteken.outputs.merk"),
        (HTTP.replace("title =", "total_seconds = 900\ntitle ="), "connectors.kenteken.total_seconds"),
        (MAIL.replace("smtp.example.nl", "mail.elsewhere.nl"), "connectors.bericht.host"),
        (MAIL.replace('{ file = "smtp-password" }', f'"{SECRET}"'), "connectors.bericht.password"),
        (MAIL.replace('"smtp-password"', '"gone"'), "connectors.bericht.password"),
        (MAIL.replace('account = "regelruimte"', ""), "connectors.bericht.password"),
        (MAIL + 'security = "none"', "connectors.bericht.security"),
        (MAIL.replace("<post@lindewoude.nl>", "<post>"), "connectors.bericht.sender"),
        (MAIL + 'ca_file = "gone.pem"', "connectors.bericht"),
        (LETTER + 'text_file = "gone.txt"', "connectors.brief.text_file"),
        (LETTER + 'subject = "{"', "connectors.brief.subject"),
    ],
)
def test_names_the_place_and_no_secret_when_the_file_cannot_be_used(read, text, place):
    told = refusal(read, text)

    assert place in told
    assert SECRET not in told


@pytest.mark.parametrize("secret", ["", "two\nlines"])
def test_refuses_to_start_when_a_secret_is_not_one_line(read, secret):
    told = refusal(read, HTTP, {"TOKEN": secret})

    assert "TOKEN" in told
    assert "two" not in told


def test_refuses_a_file_when_there_is_none(tmp_path):
    with pytest.raises(ConnectorsRefused, match=r"gone\.toml"):
        read_connectors(tmp_path / "gone.toml", GATE, {})


def test_holds_no_secret_when_it_is_written_down(read):
    assert SECRET not in repr(read(HTTP + MAIL))
