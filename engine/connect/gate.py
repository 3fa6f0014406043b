"""The way out: which hosts may be connected to, judged on the address that is really connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from regelruimte.engine.connect.registry import ConnectorFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Iterable[str]]

_LONGEST_HOST = 253
_MOST_ADDRESSES = 4
# A name with a hundred addresses of which none answers must not keep a worker for minutes.


class GateRefused(ValueError):
    """A line of the allow-list cannot be read; the message says what is expected."""


def resolve(host: str, port: int) -> Iterable[str]:
    """Return the addresses of a host, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return dict.fromkeys(str(each[4][0]) for each in found)


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be connected to.

    Attributes:
        hosts: host names, `*.domain` for everything below a domain, each with or without `:port`.
        private: networks that are not public, yet may be connected to.
        resolve: finds the addresses of a host.
    """

    hosts: tuple[str, ...] = ()
    private: tuple[Network, ...] = ()
    resolve: Resolve = resolve

    def allows(self, host: str, port: int) -> bool:
        """Tell whether a host is on the allow-list."""
        return any(_fits(rule, host.lower().rstrip("."), port) for rule in self.hosts)

    def connect(self, host: str, port: int, *, timeout: float) -> socket.socket:
        """Connect to a host of the allow-list; the address is judged before, and is what is connected to.

        Raises:
            ConnectorFailed: it is not on the list, its address is private, or nobody answers there.
        """
        refused = ""
        for address in self._addresses(host, port):
            if not self.may_reach(address):
                refused = str(address)
                continue
            try:
                return socket.create_connection((str(address), port), timeout=timeout)
            except OSError:
                continue
        if refused:
            message = f"‘{host}’ wijst naar een adres dat niet openbaar is; daarheen gaat niets."
            raise ConnectorFailed("address-refused", message, retry=False)
        message = f"‘{host}’ is niet bereikbaar: er komt geen verbinding tot stand."
        raise ConnectorFailed("target-unreachable", message, retry=True)

    def may_reach(self, address: Address) -> bool:
        """Tell whether an address is public, or in a private network that was opened."""
        seen = getattr(address, "ipv4_mapped", None) or address
        if any(seen in network for network in self.private if network.version == seen.version):
            return True
        return bool(seen.is_global) and not seen.is_multicast and not _carries_another(seen)

    def _addresses(self, host: str, port: int) -> list[Address]:
        if not self.allows(host, port):
            message = f"‘{host}’ staat niet op de lijst van adressen waarmee dit systeem mag praten."
            raise ConnectorFailed("host-not-allowed", message, retry=False)
        try:
            found = [ipaddress.ip_address(each.partition("%")[0]) for each in self.resolve(host, port)]
        except (OSError, UnicodeError) as error:
            message = f"Het adres van ‘{host}’ is niet te vinden."
            raise ConnectorFailed("target-unreachable", message, retry=True) from error
        # What a name server answers first is tried first; without any answer nobody can be reached.
        return found[:_MOST_ADDRESSES]


def _carries_another(address: Address) -> bool:
    """Tell whether an IPv6 address stands for an IPv4 address behind a translator, which may be private."""
    if not isinstance(address, ipaddress.IPv6Address):
        return False
    translated = ipaddress.ip_network("64:ff9b::/96")
    return address in translated or address.sixtofour is not None or address.teredo is not None


def make_gate(hosts: str, private: str, *, resolve: Resolve = resolve) -> Gate:
    """Make a gate of two lists with commas between: hosts, and private networks that may be reached.

    Raises:
        GateRefused: a host or network cannot be read.
    """
    rules = tuple(part.strip().lower() for part in hosts.split(",") if part.strip())
    for rule in rules:
        _require_rule(rule)
    networks = tuple(_network(part.strip()) for part in private.split(",") if part.strip())
    return Gate(rules, networks, resolve)


def _require_rule(rule: str) -> None:
    name, _, port = _split(rule)
    plain = name.removeprefix("*.")
    is_host = plain and len(plain) <= _LONGEST_HOST and not set(plain) & set("*/@?#[] \t")
    if not is_host or (port and not port.isdecimal()):
        raise GateRefused(f"expected host names such as api.example.nl or *.example.nl:8443, found {rule!r}.")


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise GateRefused(f"expected a network such as 10.1.0.0/16, found {text!r}.") from error


def _split(rule: str) -> tuple[str, str, str]:
    # An IPv6 address has colons of its own; with a port it stands in brackets, which host names never do.
    return rule.partition(":") if rule.count(":") == 1 else (rule, "", "")


def _fits(rule: str, host: str, port: int) -> bool:
    name, _, only = _split(rule)
    if only and int(only) != port:
        return False
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
