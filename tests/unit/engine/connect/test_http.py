import itertools
import socket
import ssl
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import trustme

from regelruimte.engine.connect.declared import Traffic
from regelruimte.engine.connect.http import HttpConnector, SecretHeader, Within
from regelruimte.engine.connect.places import read_places
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.connect.secrets import Secret
from regelruimte.engine.feel import compile_expression
from regelruimte.engine.trail import leaving
from tests.loopback_partner import HOST, Reply, loopback_gate, partner

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TOKEN = "zeer-geheim-4711"


@pytest.fixture
def server():
    with partner() as made:
        yield made


def connector(server, path="/", **said):
    settings = {"gate": loopback_gate(), "host": HOST, "port": server.port, "tls": None, "method": "GET"}
    return HttpConnector(**{**settings, "path": read_places(path), **said})


def ask(made, inputs=None, key="i1:s1"):
    return made(inputs or {}, key=key, at=AT)


def failure(made, inputs=None):
    with pytest.raises(ConnectorFailed) as failed:
        ask(made, inputs)
    return failed.value


def feel(**texts):
    return {name: compile_expression(text) for name, text in texts.items()}


def places(**texts):
    return {name: read_places(text) for name, text in texts.items()}


def test_fills_in_path_query_headers_and_body_when_asking(server):
    made = connector(
        server,
        "/voertuigen/{kenteken}/x",
        method="POST",
        query=places(jaar="{jaar}", leeg="{weg}"),
        headers={"X-Zaak": read_places("zaak {zaak}")},
        body=compile_expression('={ plaat: kenteken, bedrag: bedrag, op: @"2027-01-04" }'),
    )

    ask(made, {"kenteken": "GK-482/T", "jaar": Decimal(2026), "zaak": "Z-1", "bedrag": Decimal("12.50")})

    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/voertuigen/GK-482%2FT/x?jaar=2026")
    assert (asked.headers["X-Zaak"], asked.headers["Idempotency-Key"]) == ("zaak Z-1", "i1:s1")
    assert asked.headers["Host"] == f"{HOST}:{server.port}"
    assert asked.body == b'{"plaat": "GK-482/T", "bedrag": 12.5, "op": "2027-01-04"}'


def test_lets_the_trace_of_the_target_join_ours_when_there_is_a_trail(server):
    with leaving("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
        ask(connector(server))
    ask(connector(server))

    followed, alone = (asked.headers for asked in server.asked)
    assert followed["traceparent"] == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert "traceparent" not in {name.lower() for name in alone}


def test_maps_status_headers_and_body_to_outputs_when_there_is_a_mapping(server):
    content = b'{"merk": "Volkswagen", "prijs": 0.10, "deuren": [3, 5]}'
    server.replies = [Reply(201, content, {"X-Request-Id": "r7"})]
    mapping = feel(
        merk="=body.merk", prijs="body.prijs", deur="body.deuren[2]", nr="headers.x_request_id",
        gelukt="status = 201",
    )  # fmt: skip
    made = connector(server, answer=mapping)

    answer = ask(made)

    assert answer.values == {
        "merk": "Volkswagen", "prijs": Decimal("0.10"), "deur": Decimal(5), "nr": "r7", "gelukt": True,
    }  # fmt: skip
    assert answer.traffic == Traffic(HOST, "GET", "201", 0, len(content))


def test_gives_status_and_body_when_there_is_no_mapping(server):
    server.replies = [Reply(200, b"[1]")]

    assert ask(connector(server)).values == {"status": Decimal(200), "body": [Decimal(1)]}


def test_counts_a_status_as_an_answer_when_it_is_said_to_be_one(server):
    server.replies = [Reply(404, b"<html>")]

    assert ask(connector(server, accepted=frozenset({404}))).values == {"status": Decimal(404), "body": None}


@pytest.mark.parametrize(
    "content", [b"{", b"", b"NaN", b'{"a": 1e999999}', b'"\\ud800"', b"[" * 100_000, b"\xff"]
)
def test_fails_clearly_when_the_answer_is_no_json(server, content):
    server.replies = [Reply(200, content)]
    if content == b"":
        assert ask(connector(server)).values["body"] is None
        return

    failed = failure(connector(server))

    assert (failed.code, failed.retry) == ("answer-unreadable", False)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_is_not_tried_again_when_the_question_is_refused(server, status):
    server.replies = [Reply(status)]

    failed = failure(connector(server))

    assert (failed.code, failed.retry, failed.traffic.status) == ("target-refused", False, str(status))


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503])
def test_may_be_tried_again_when_the_target_is_busy(server, status):
    server.replies = [Reply(status)]

    failed = failure(connector(server))

    assert (failed.code, failed.retry) == ("target-busy", True)


def test_is_not_tried_again_on_a_conflict_when_no_key_was_sent(server):
    server.replies = [Reply(409)]

    assert not failure(connector(server, key_header="")).retry


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Sun, 22 Nov 2026 08:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 22 Nov 2026 07:00:00 GMT", timedelta(0)),
        ("99999999999999999999", timedelta(days=1)),
        ("soon", None),
    ],
)
def test_passes_on_how_long_to_wait_when_the_target_says_so(server, said, wait):
    server.replies = [Reply(503, headers={"Retry-After": said})]

    assert failure(connector(server)).wait == wait


def test_does_not_follow_when_it_is_sent_to_the_metadata_service(server):
    server.replies = [Reply(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})]

    failed = failure(connector(server))

    assert (failed.code, failed.retry, len(server.asked)) == ("redirect-refused", False, 1)


def test_stops_reading_when_the_answer_is_a_gigabyte(server):
    sent = itertools.count()
    chunk = b"x" * 65_536
    server.replies = [Reply(200, (chunk for _ in zip(range(16_384), sent, strict=False)))]

    failed = failure(connector(server, within=Within(largest_bytes=100_000)))

    assert (failed.code, failed.retry) == ("answer-too-large", False)
    assert next(sent) < 1_000


def drip(server):
    """Answer a byte at a time, for ever."""
    while not server.over.wait(0.02):
        yield b" "


def test_stops_waiting_when_the_answer_comes_a_byte_at_a_time(server):
    server.replies = [Reply(200, drip(server))]

    failed = failure(connector(server, within=Within(read_seconds=5, total_seconds=0.3)))

    assert (failed.code, failed.retry) == ("target-slow", True)


def test_stops_waiting_when_no_answer_comes(server):
    server.next_reply = lambda: server.over.wait(5)

    failed = failure(connector(server, within=Within(read_seconds=0.1)))

    assert (failed.code, failed.retry) == ("target-slow", True)


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "naïef", "\x00"])
def test_refuses_a_value_when_it_would_break_a_header(server, value):
    failed = failure(connector(server, headers=places(Zaak="{zaak}")), {"zaak": value})

    assert (failed.code, failed.retry, server.asked) == ("input-refused", False, [])


@pytest.mark.parametrize("value", [None, "", "..", "."])
def test_refuses_a_value_when_it_would_lead_elsewhere(server, value):
    assert failure(connector(server, "/zaken/{nummer}"), {"nummer": value}).code == "input-refused"
    assert server.asked == []


def test_keeps_a_value_in_its_place_when_it_looks_like_an_address(server):
    ask(connector(server, "/zaken/{nummer}"), {"nummer": "../../admin?x=1#y\r\nHost: evil"})

    assert server.asked[0].path == "/zaken/..%2F..%2Fadmin%3Fx%3D1%23y%0D%0AHost%3A%20evil"


def secret_header(prefix="Bearer "):
    return {"Authorization": SecretHeader(Secret("PARTNER_TOKEN", "", {"PARTNER_TOKEN": TOKEN}), prefix)}


def test_sends_a_secret_when_a_header_refers_to_one(server):
    ask(connector(server, headers=secret_header()))

    assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_tells_nothing_of_secrets_or_values_when_it_fails(server):
    server.replies = [Reply(500, TOKEN.encode())]
    made = connector(server, "/{bsn}", headers=secret_header())

    failed = failure(made, {"bsn": "999990019"})

    told = f"{failed!r} {failed} {failed.traffic} {made!r} {failed.__cause__}"
    assert TOKEN not in told
    assert "999990019" not in told


def test_fails_so_that_it_can_be_put_right_when_a_secret_is_gone(server):
    headers = {"Authorization": SecretHeader(Secret("GONE", "", {}))}

    failed = failure(connector(server, headers=headers))

    assert (failed.code, failed.retry) == ("secret-missing", True)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def safe_server(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with partner(context) as made:
        yield made


def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_talks_safely_when_the_certificate_is_good(safe_server, authority):
    made = connector(safe_server, tls=trusting(authority))

    assert ask(made).values["status"] == 200


def test_refuses_to_talk_when_nobody_vouches_for_the_certificate(safe_server):
    failed = failure(connector(safe_server, tls=ssl.create_default_context()))

    assert (failed.code, failed.retry, safe_server.asked) == ("certificate-refused", False, [])


def test_refuses_to_talk_when_the_certificate_is_of_another_host(safe_server, authority):
    made = connector(
        safe_server, host="other.example.nl", tls=trusting(authority), gate=loopback_gate("other.example.nl")
    )

    assert failure(made).code == "certificate-refused"


def test_stops_waiting_when_the_other_side_never_begins_to_talk_safely():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SimpleNamespace(port=silent.getsockname()[1])
        within = Within(connect_seconds=5, total_seconds=0.2)

        failed = failure(connector(server, tls=ssl.create_default_context(), within=within))

    assert (failed.code, failed.retry) == ("target-slow", True)
