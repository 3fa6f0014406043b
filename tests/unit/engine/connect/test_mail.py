import ssl
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from regelruimte.engine.connect.mail import MailConnector, Server, read_address
from regelruimte.engine.connect.places import read_places
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.connect.secrets import Secret
from tests.loopback_mail import Box, mail_server
from tests.loopback_partner import HOST, loopback_gate

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PASSWORD = "zeer-geheim-4711"
INPUTS = {
    "aan": "Mehmet Aydin <m.aydin@example.nl>",
    "onderwerp": "Uw aanvraag",
    "tekst": "Beste é,\n\nTot ziens.",
}


@pytest.fixture
def box():
    return Box()


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def serving(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return context


def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def mail(port, **said):
    settings = {
        "security": "none",
        "context": ssl.create_default_context(),
        "seconds": 5,
        "total_seconds": 10,
    }
    server = Server(gate=loopback_gate(), host=HOST, port=port, **{**settings, **said})
    texts = {name: read_places(f"{{{name}}}") for name in ("aan", "onderwerp", "tekst")}
    return MailConnector(
        server, read_address("Gemeente Lindewoude <post@lindewoude.nl>"), texts["aan"], texts["onderwerp"],
        texts["tekst"],
    )  # fmt: skip


def failure(made, **inputs):
    with pytest.raises(ConnectorFailed) as failed:
        made({**INPUTS, **inputs}, key="i1:s1", at=AT)
    return failed.value


def test_sends_one_plain_text_message_when_called(box):
    with mail_server(box) as port:
        answer = mail(port)(INPUTS, key="i1:s1", at=AT)

    message = message_from_bytes(box.taken[0], policy=default)
    assert str(message["To"]) == "Mehmet Aydin <m.aydin@example.nl>"
    assert str(message["From"]) == "Gemeente Lindewoude <post@lindewoude.nl>"
    assert (message["Subject"], message.get_content_type()) == ("Uw aanvraag", "text/plain")
    assert message.get_content().replace("\r\n", "\n").strip() == INPUTS["tekst"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert answer.values["bericht_id"] == message["Message-ID"]
    assert (answer.traffic.host, answer.traffic.method, answer.traffic.status) == (HOST, "SMTP", "250")


def test_has_the_same_message_id_when_the_same_call_is_made_again(box):
    with mail_server(box) as port:
        first, second = (mail(port)(INPUTS, key="i1:s1", at=AT).values["bericht_id"] for _ in range(2))
        other = mail(port)(INPUTS, key="i1:s2", at=AT).values["bericht_id"]

    assert first == second != other
    assert first.endswith("@lindewoude.nl>")


@pytest.mark.parametrize(
    "inputs",
    [
        {"onderwerp": "Hallo\r\nBcc: evil@example.com"},
        {"onderwerp": "Hallo\nBcc: evil@example.com"},
        {"onderwerp": "  "},
        {"onderwerp": None},
        {"aan": "a@example.nl\r\nBcc: evil@example.com"},
        {"aan": "a@example.nl, b@example.nl"},
        {"aan": "groep: a@example.nl;"},
        {"aan": "geen adres"},
        {"aan": "a@b"},
        {"aan": '"a\nb"@example.nl'},
        {"aan": None},
        {"aan": "<a@example.nl"},
        {"tekst": "\ud800"},
    ],
)
def test_sends_nothing_when_a_value_would_break_the_message(box, inputs):
    with mail_server(box) as port:
        failed = failure(mail(port), **inputs)

    assert (failed.code, failed.retry, box.taken) == ("input-refused", False, [])


def test_takes_a_text_as_it_is_when_it_looks_like_headers_or_the_end(box):
    text = "Bcc: evil@example.com\n.\nQUIT\n" + "x" * 5000
    with mail_server(box) as port:
        mail(port)({**INPUTS, "tekst": text}, key="k", at=AT)

    message = message_from_bytes(box.taken[0], policy=default)
    assert message.get_content().replace("\r\n", "\n").strip() == text
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("answer", "code", "retry"),
    [
        ("451 later", "target-busy", True),
        ("550 no", "target-refused", False),
    ],
)
@pytest.mark.parametrize("what", ["answer", "recipient"])
def test_says_whether_trying_again_may_help_when_the_server_refuses(box, answer, code, retry, what):
    setattr(box, what, answer)
    with mail_server(box) as port:
        failed = failure(mail(port))

    assert (failed.code, failed.retry, failed.traffic.status) == (code, retry, answer[:3])


def test_may_be_tried_again_when_nobody_listens(box):
    with mail_server(box) as port:
        pass

    assert failure(mail(port)).retry


def authenticating(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


def logging_in(password=PASSWORD):
    return {"account": "regelruimte", "password": Secret("SMTP", "", {"SMTP": password})}


def test_logs_in_over_a_safe_line_when_it_has_an_account(box, authority):
    said = {"tls_context": serving(authority), "auth_require_tls": True, "auth_required": True}
    with mail_server(box, authenticator=authenticating, **said) as port:
        mail(port, security="starttls", context=trusting(authority), **logging_in())(INPUTS, key="k", at=AT)

    assert len(box.taken) == 1


def test_tells_no_password_when_logging_in_is_refused(box, authority):
    said = {"tls_context": serving(authority), "auth_required": True}
    with mail_server(box, authenticator=authenticating, **said) as port:
        made = mail(port, security="starttls", context=trusting(authority), **logging_in("fout-" + PASSWORD))
        failed = failure(made)

    assert (failed.code, failed.retry) == ("mail-login-refused", False)
    assert PASSWORD not in f"{failed!r} {failed.__cause__!r} {failed.__context__!r} {made!r}"


def test_sends_nothing_when_the_server_has_no_safe_line(box):
    with mail_server(box) as port:
        failed = failure(mail(port, security="starttls"))

    assert (failed.code, failed.retry, box.taken) == ("mail-unsafe", False, [])


def test_sends_nothing_when_nobody_vouches_for_the_server(box, authority):
    with mail_server(box, tls_context=serving(authority)) as port:
        failed = failure(mail(port, security="starttls"))

    assert (failed.code, box.taken) == ("certificate-refused", [])
