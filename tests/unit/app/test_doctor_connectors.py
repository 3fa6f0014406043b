import ssl

import pytest
import trustme
from click.testing import CliRunner

from regelruimte.app.cli import main
from regelruimte.app.doctor_connectors import examine_connectors
from regelruimte.app.verdicts import Verdict
from tests.loopback_mail import Box, mail_server
from tests.loopback_partner import partner

SECRET = "zeer-geheim-4711"
HTTP = '[connectors.{name}]\nkind = "http"\nurl = "{scheme}://localhost:{port}/x"\nca_file = "ca.pem"\n'
MAIL = '[connectors.bericht]\nkind = "mail"\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\n'
MAIL += 'sender = "post@example.nl"\nca_file = "ca.pem"\n'


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def serving(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def examine(tmp_path, authority):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    def examine_file(text, **more):
        (tmp_path / "connectors.toml").write_text(text)
        environ = {
            "REGELRUIMTE_CONNECTORS": str(tmp_path / "connectors.toml"),
            "REGELRUIMTE_CONNECTOR_HOSTS": "localhost",
            "REGELRUIMTE_CONNECTOR_PRIVATE": "127.0.0.0/8, ::1/128",
        }
        return [check for check in examine_connectors(environ | more) if "not set up" not in check.found]

    return examine_file


def test_says_that_mail_is_not_set_up_when_there_is_no_file():
    [check] = examine_connectors({})

    assert (check.name, check.verdict, check.advice) == ("mail", Verdict.OK, "")


def test_reaches_a_service_without_asking_it_anything(examine, serving):
    with partner(serving) as server:
        [check] = examine(HTTP.format(name="a", scheme="https", port=server.port))

    assert (check.name, check.verdict) == ("connector", Verdict.OK)
    assert f"localhost:{server.port} (a): can be reached, TLSv1.3" in check.found
    assert server.asked == []


def test_tries_a_target_once_when_two_connectors_have_it(examine):
    with partner() as server:
        checks = examine("".join(HTTP.format(name=n, scheme="http", port=server.port) for n in "ab"))

    assert len(checks) == 1


def test_sends_no_message_when_it_looks_at_mail(examine, serving):
    box = Box()
    with mail_server(box, tls_context=serving) as port:
        [check] = examine(MAIL.format(port=port, security="starttls"))

    assert (check.name, check.verdict) == ("mail", Verdict.OK)
    assert "answers by SMTP (starttls)" in check.found
    assert box.taken == []


def test_says_what_to_do_when_nobody_is_there(examine):
    with partner() as server:
        port = server.port

    [check] = examine(HTTP.format(name="a", scheme="http", port=port))

    assert check.verdict is Verdict.FAULT
    assert "target-unreachable" in check.found
    assert "firewall" in check.advice


def test_says_what_to_do_when_the_address_is_private(examine):
    with partner() as server:
        [check] = examine(
            HTTP.format(name="a", scheme="http", port=server.port), REGELRUIMTE_CONNECTOR_PRIVATE=""
        )

    assert "address-refused" in check.found
    assert "REGELRUIMTE_CONNECTOR_PRIVATE" in check.advice


def test_says_what_to_do_when_mail_is_not_safe(examine):
    with mail_server(Box()) as port:
        [check] = examine(MAIL.format(port=port, security="starttls"))

    assert check.verdict is Verdict.FAULT
    assert "mail-unsafe" in check.found
    assert "starttls or tls" in check.advice


def test_names_the_place_and_no_secret_when_the_file_is_wrong(examine):
    [check] = examine(
        f'[connectors.a]\nkind = "http"\nurl = "https://localhost/"\nheaders = {{ Cookie = "{SECRET}" }}'
    )

    assert (check.name, check.verdict) == ("connectors", Verdict.FAULT)
    assert "connectors.a.headers.Cookie" in check.found
    assert SECRET not in check.found


def test_refuses_to_start_a_worker_when_the_file_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setenv("REGELRUIMTE_DATABASE_URL", f"sqlite:///{tmp_path}/a.sqlite")
    monkeypatch.setenv("REGELRUIMTE_CONNECTORS", str(tmp_path / "gone.toml"))

    done = CliRunner().invoke(main, ["work", "--once"])

    assert done.exit_code != 0
    assert "gone.toml" in done.output
