import socket
from ipaddress import ip_address

import pytest

from regelruimte.engine.connect.gate import Gate, GateRefused, make_gate
from regelruimte.engine.connect.registry import ConnectorFailed
from tests.loopback_partner import HOST, loopback_gate, partner


def reach(gate, host=HOST, port=443):
    with pytest.raises(ConnectorFailed) as failed:
        gate.connect(host, port, timeout=1)
    return failed.value.code, failed.value.retry


@pytest.mark.parametrize(
    ("rules", "host", "port", "allowed"),
    [
        ("api.example.nl", "api.example.nl", 443, True),
        ("api.example.nl", "API.example.nl.", 8443, True),
        ("api.example.nl:8443", "api.example.nl", 443, False),
        ("api.example.nl:8443", "api.example.nl", 8443, True),
        ("*.example.nl", "a.b.example.nl", 443, True),
        ("*.example.nl", "example.nl", 443, False),
        ("*.example.nl", "evilexample.nl", 443, False),
        ("api.example.nl", "api.example.nl.evil.nl", 443, False),
        ("", "api.example.nl", 443, False),
    ],
)
def test_allows_a_host_only_when_the_list_names_it(rules, host, port, allowed):
    assert make_gate(rules, "").allows(host, port) is allowed


@pytest.mark.parametrize("rules", ["https://api.example.nl", "*", "user@host", "a/b", "a:port", "*.*.nl"])
def test_refuses_a_list_when_it_names_no_host(rules):
    with pytest.raises(GateRefused):
        make_gate(rules, "")


def test_refuses_a_list_of_networks_when_one_is_none():
    with pytest.raises(GateRefused):
        make_gate("", "10.0.0.1/8")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # what is to be refused
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_keeps_away_from_an_address_when_it_is_not_public(address):
    assert not Gate().may_reach(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2a00:1450:400e:80e::200e"])
def test_may_reach_an_address_when_it_is_public(address):
    assert Gate().may_reach(ip_address(address))


def test_opens_only_the_private_network_that_is_named():
    gate = make_gate("", "10.1.0.0/16")

    assert gate.may_reach(ip_address("10.1.2.3"))
    assert gate.may_reach(ip_address("::ffff:10.1.2.3"))
    assert not gate.may_reach(ip_address("10.2.0.1"))


def test_never_connects_when_a_name_server_answers_with_a_private_address():
    gate = Gate((HOST,), (), lambda _host, _port: ["10.0.0.5", "127.0.0.1"])

    assert reach(gate) == ("address-refused", False)


def test_never_connects_when_a_public_name_leads_to_the_metadata_service():
    gate = Gate((HOST,), (), lambda _host, _port: ["169.254.169.254"])

    assert reach(gate, port=80) == ("address-refused", False)


def test_connects_to_the_address_it_judged_when_the_name_changes_meanwhile():
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked = []

    def rebinding(host, port):
        asked.append((host, port))
        return next(answers)

    with partner() as server, loopback_gate(resolve=rebinding).connect(HOST, server.port, timeout=1) as line:
        assert line.getpeername() == ("127.0.0.1", server.port)
    assert len(asked) == 1


def test_does_not_even_look_up_a_host_when_it_is_not_on_the_list():
    gate = Gate(("other.example.nl",), (), lambda _host, _port: pytest.fail("looked up"))

    assert reach(gate) == ("host-not-allowed", False)


def test_may_be_tried_again_when_a_name_is_not_found():
    def nowhere(_host, _port):
        raise socket.gaierror

    assert reach(Gate((HOST,), (), nowhere)) == ("target-unreachable", True)


def test_may_be_tried_again_when_nobody_listens():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]

    assert reach(loopback_gate(), port=port) == ("target-unreachable", True)


def test_tries_a_few_addresses_only_when_a_name_has_many():
    tried = []

    class Counting(Gate):
        def may_reach(self, address):
            tried.append(address)
            return False

    many = Counting((HOST,), (), lambda _host, _port: [f"10.0.0.{n}" for n in range(100)])

    assert reach(many) == ("address-refused", False)
    assert len(tried) == 4
