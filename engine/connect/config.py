"""The file of connectors: which of them this installation has, where they are and how they are tried.

Source: docs/reference/connectors.md, docs/decisions/0017-connectors.md
"""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from regelruimte.engine.connect.declared import Declared, Policy
from regelruimte.engine.connect.gate import Gate
from regelruimte.engine.connect.http import HttpConnector, SecretHeader, Within
from regelruimte.engine.connect.keys import BY_KIND, POLICY
from regelruimte.engine.connect.letter import LONGEST_BYTES, LetterConnector, find_pdf_maker
from regelruimte.engine.connect.mail import NONE, MailConnector, Server, read_address
from regelruimte.engine.connect.places import PlaceRefused, Places, read_places
from regelruimte.engine.connect.reading import ConnectorsRefused, Place, read_table
from regelruimte.engine.connect.registry import Connector
from regelruimte.engine.feel import Expression

_MAX_FILE_BYTES = 1_000_000
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Configured:
    """A connector of the file, by its name."""

    name: str
    connector: Connector
    declared: Declared


def read_connectors(path: Path, gate: Gate, environ: Mapping[str, str]) -> tuple[Configured, ...]:
    """Read the file of connectors.

    Args:
        path: the TOML file; other files it names are looked for beside it.
        gate: what may be connected to.
        environ: where secrets may be.

    Raises:
        ConnectorsRefused: it cannot be read, or says what cannot be done; the message says where.
    """
    try:
        content = path.read_bytes()
        told = tomllib.loads(content[: _MAX_FILE_BYTES + 1].decode())
    except (OSError, UnicodeDecodeError) as error:
        raise ConnectorsRefused(f"{path}: expected a readable file of connectors.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConnectorsRefused(f"{path}: expected TOML. {error}") from error
    unknown = set(told) - {"connectors"}
    if unknown or not isinstance(told.get("connectors", {}), dict):
        raise ConnectorsRefused(f"{path}: expected tables [connectors.NAME] and nothing else.")
    place = Place("connectors", path.parent, environ)
    return tuple(_read_one(name, given, gate, place) for name, given in told.get("connectors", {}).items())


def _read_one(name: str, given: object, gate: Gate, place: Place) -> Configured:
    here = place.below(name)
    kind = str(given.get("kind")) if isinstance(given, dict) else ""
    if kind not in BY_KIND:
        raise here.below("kind").refuse(f"expected {' or '.join(BY_KIND)}.")
    told = read_table(given, BY_KIND[kind], here)
    policy = _policy(told["policy"], here.below("policy"))
    return _MAKERS[kind](name, told, policy, gate, here)


def _policy(given: object, place: Place) -> Policy:
    told = read_table(given, POLICY, place)
    return Policy(
        attempts=told["attempts"],
        first_wait=timedelta(seconds=told["first_wait_seconds"]),
        longest_wait=timedelta(seconds=told["longest_wait_seconds"]),
        opens_after=told["opens_after"],
        open_for=timedelta(seconds=told["open_seconds"]),
    )


def _http(name: str, told: dict[str, Any], policy: Policy, gate: Gate, place: Place) -> Configured:
    scheme, host, port, path = _address(told["url"], place.below("url"))
    _require_allowed(gate, host, port, place.below("url"))
    connector = HttpConnector(
        gate=gate, host=host, port=port, tls=_tls(told, place) if scheme == "https" else None,
        method=told["method"], path=path, query=told["query"], headers=told["headers"], body=told["body"],
        key_header=told["key_header"], accepted=frozenset(told["accept_status"]), answer=told["answer"],
        within=Within(
            told["connect_seconds"], told["read_seconds"], told["total_seconds"], told["largest_bytes"]
        ),
    )  # fmt: skip
    has_secret = any(isinstance(each, SecretHeader) for each in told["headers"].values())
    if connector.tls is None and has_secret:
        raise place.below("url").refuse("expected https:// where a header holds a secret.")
    read = (path, told["body"], *told["query"].values(), *told["headers"].values())
    outputs = told["outputs"] or dict.fromkeys(told["answer"] or ("status", "body"), "text")
    return Configured(
        name, connector, _declare(told, policy, target=f"{host}:{port}", read=read, outputs=outputs)
    )


def _mail(name: str, told: dict[str, Any], policy: Policy, gate: Gate, place: Place) -> Configured:
    host, port = told["host"], told["port"]
    _require_allowed(gate, host, port, place.below("host"))
    if bool(told["account"]) != (told["password"] is not None):
        raise place.below("password").refuse("expected an account and a password, or neither.")
    if told["security"] == NONE and told["account"]:
        raise place.below("security").refuse("expected starttls or tls where somebody logs in.")
    server = Server(
        gate=gate, host=host, port=port, security=told["security"], context=_tls(told, place),
        account=told["account"], password=told["password"], seconds=told["read_seconds"],
        total_seconds=told["total_seconds"],
    )  # fmt: skip
    connector = MailConnector(
        server=server, sender=_mail_address(told["sender"], place.below("sender")), to=told["to"],
        subject=told["subject"], text=told["text"],
        reply_to=_mail_address(told["reply_to"], place.below("reply_to")) if told["reply_to"] else None,
    )  # fmt: skip
    read = (told["to"], told["subject"], told["text"])
    outputs = {"verzonden": "boolean", "bericht_id": "text", **told["outputs"]}
    return Configured(
        name, connector, _declare(told, policy, target=f"{host}:{port}", read=read, outputs=outputs)
    )


def _letter(name: str, told: dict[str, Any], policy: Policy, gate: Gate, place: Place) -> Configured:  # noqa: ARG001  # one shape
    text = _letter_text(told["text_file"], place.below("text_file")) if told["text_file"] else None
    make_pdf = find_pdf_maker() if told["pdf"] == "when_possible" else None
    connector = LetterConnector(told["sender"], told["subject"], text, make_pdf)
    declared = _declare(
        told, policy, target="", read=(told["subject"], text),
        outputs={"gemaakt": "boolean", **told["outputs"]}, reads_letters=text is None,
    )  # fmt: skip
    return Configured(name, connector, declared)


def _declare(
    told: dict[str, Any],
    policy: Policy,
    *,
    target: str,
    read: Iterable[Places | SecretHeader | Expression | None],
    outputs: Mapping[str, str],
    reads_letters: bool = False,
) -> Declared:
    names = {name for each in read if isinstance(each, Places | Expression) for name in each.names}
    inputs = ("brief", *sorted(names - {"brief"})) if reads_letters else tuple(sorted(names))
    return Declared(
        told["title"], told["kind"], target, policy, inputs, outputs, reads_letters,
        stays_home=told["in_practice"] == "by_hand" and told["kind"] != "letter",
    )  # fmt: skip


def _address(url: Places, place: Place) -> tuple[str, str, int, Places]:
    """Cut an address in scheme, host, port and path; the path only has places."""
    first = url.parts[0] if url.parts and isinstance(url.parts[0], str) else ""
    cut = urlsplit(first)
    is_good = cut.scheme in _PORTS and cut.hostname and not cut.query and not cut.fragment
    has_path = "/" in first.removeprefix(f"{cut.scheme}://") or len(url.parts) == 1
    if not is_good or not has_path or cut.username is not None:
        raise place.refuse("expected https://host/path, with places in the path only and no ?.")
    later = url.parts[1:]
    if any(isinstance(part, str) and set(part) & set("?#") for part in later):
        raise place.refuse("expected what follows ? in the table query.")
    try:
        port = cut.port or _PORTS[cut.scheme]
    except ValueError as error:
        raise place.refuse("expected a port from 1 to 65535.") from error
    return cut.scheme, str(cut.hostname), port, Places((cut.path or "/", *later))


def _require_allowed(gate: Gate, host: str, port: int, place: Place) -> None:
    if not gate.allows(host, port):
        raise place.refuse(f"{host}:{port} is not in REGELRUIMTE_CONNECTOR_HOSTS; put it there.")


def _mail_address(text: str, place: Place) -> Any:
    try:
        return read_address(text)
    except (ValueError, IndexError) as error:
        raise place.refuse("expected one mail address, such as Naam <post@example.nl>.") from error


def _letter_text(file: str, place: Place) -> Places:
    try:
        content = (place.folder / file).read_bytes()
        if len(content) > LONGEST_BYTES:
            raise place.refuse(f"expected at most {LONGEST_BYTES} bytes.")
        return read_places(content.decode())
    except (OSError, UnicodeDecodeError) as error:
        raise place.refuse("expected a readable text file.") from error
    except PlaceRefused as refused:
        raise place.refuse(str(refused)) from refused


def _tls(told: dict[str, Any], place: Place) -> ssl.SSLContext:
    """Return what a line is judged by: certificates and host names always are."""
    try:
        context = ssl.create_default_context(cafile=_file(told["ca_file"], place))
        if told["certificate_file"]:
            certificate = str(_file(told["certificate_file"], place))
            context.load_cert_chain(certificate, _file(told["key_file"], place))
    except (OSError, ssl.SSLError) as error:
        raise place.refuse("expected PEM files in ca_file, certificate_file and key_file.") from error
    return context


def _file(name: str, place: Place) -> str | None:
    return str(place.folder / name) if name else None


_MAKERS: Mapping[str, Callable[[str, dict[str, Any], Policy, Gate, Place], Configured]] = {
    "http": _http,
    "mail": _mail,
    "letter": _letter,
}
