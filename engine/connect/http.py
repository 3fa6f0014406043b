"""A JSON service over HTTP: one request a call, no redirects, limits on time and size.

Source: RFC 9110 (15.4 redirects, 10.2.3 Retry-After), docs/decisions/0017-connectors.md
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, urlencode

from regelruimte.engine.connect.deadline import Deadline, ends_after
from regelruimte.engine.connect.declared import Answer, Traffic
from regelruimte.engine.connect.gate import Gate
from regelruimte.engine.connect.json_text import NotJson, read_json, write_json
from regelruimte.engine.connect.places import Places, evaluate, plainly
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.connect.secrets import Secret
from regelruimte.engine.feel import Expression
from regelruimte.engine.trail import outgoing_headers
from regelruimte.engine.values import Value

_SOME_BYTES = 65_536
_BUSY = frozenset({408, 425, 429})
_CONFLICT, _NO_CONTENT, _SERVER = 409, 204, 500
_GOOD, _MOVED = range(200, 300), range(300, 400)


@dataclass(frozen=True, slots=True)
class Within:
    """How long a call may take and how much may come back; seconds and bytes."""

    connect_seconds: float = 5
    read_seconds: float = 20
    total_seconds: float = 30
    largest_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True)
class SecretHeader:
    """A header whose value is a secret, after a fixed text such as `Bearer `."""

    secret: Secret
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HttpConnector:
    """A service that is asked by one HTTP request.

    Attributes:
        host, port, tls: where it is; `tls` None for plain HTTP.
        path, query, headers, body: what is asked, filled in from the inputs.
        key_header: header that carries the idempotency key, empty for none.
        accepted: statuses beside 2xx that are answers and no failures.
        answer: what the outputs are made of: FEEL over `status`, `headers` and `body`; without any the
            answer is `status` and `body`.
    """

    gate: Gate
    host: str
    port: int
    tls: ssl.SSLContext | None
    method: str
    path: Places
    query: Mapping[str, Places] = field(default_factory=dict)
    headers: Mapping[str, Places | SecretHeader] = field(default_factory=dict)
    body: Expression | None = None
    key_header: str = "Idempotency-Key"
    accepted: frozenset[int] = frozenset()
    answer: Mapping[str, Expression] = field(default_factory=dict)
    within: Within = field(default_factory=Within)

    def __call__(self, inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Answer:
        """Ask the service once.

        Raises:
            ConnectorFailed: it cannot be reached, refuses, or answers what cannot be read.
        """
        target, body = self._target(inputs, at), self._body(inputs, at)
        headers = self._headers(inputs, key=key, at=at)
        line = _Line(self)
        with ends_after(self.within.total_seconds, lambda: line.used) as deadline:
            try:
                line.request(self.method, target, body=body, headers=headers)
                with line.getresponse() as response:
                    content = self._read(response, deadline)
            except (OSError, HTTPException, ValueError) as error:
                # Without its cause: that may quote a header.
                raise self._broken(error, deadline, len(body or b"")) from None
            finally:
                line.close()
        traffic = Traffic(
            self.host, self.method, str(response.status), sent_bytes=len(body or b""),
            received_bytes=len(content),
        )  # fmt: skip
        self._judge(response, traffic, at)
        return Answer(self._values(response, content, traffic, at), traffic)

    def _target(self, inputs: Mapping[str, Value], at: datetime) -> str:
        path = self.path.fill(inputs, at=at, write=_segment)
        query = {name: places.fill(inputs, at=at, write=plainly) for name, places in self.query.items()}
        asked = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{asked}" if asked else path

    def _body(self, inputs: Mapping[str, Value], at: datetime) -> bytes | None:
        if self.body is None:
            return None
        try:
            return write_json(evaluate(self.body, inputs, at=at)).encode()
        except UnicodeEncodeError as error:
            raise _bad_input("Een gegeven bevat tekens die niet te versturen zijn.") from error

    def _headers(self, inputs: Mapping[str, Value], *, key: str, at: datetime) -> dict[str, str]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Regelruimte"}
        headers.update(outgoing_headers())
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        if self.key_header:
            headers[self.key_header] = key
        for name, value in self.headers.items():
            if isinstance(value, SecretHeader):
                headers[name] = value.prefix + value.secret.use()
                continue
            headers[name] = value.fill(inputs, at=at, write=plainly)
            if not headers[name].isprintable() or not headers[name].isascii():
                raise _bad_input(f"Een gegeven past niet in de kop ‘{name}’ van de vraag.")
        return headers

    def _read(self, response: HTTPResponse, deadline: Deadline) -> bytes:
        content = bytearray()
        while len(content) <= self.within.largest_bytes:
            some = response.read(_SOME_BYTES)
            if not some:
                break
            content += some
        if len(content) > self.within.largest_bytes:
            raise self._failed("answer-too-large", "geeft een antwoord dat te groot is", response.status)
        if deadline.is_over:
            raise TimeoutError
        return bytes(content)

    def _judge(self, response: HTTPResponse, traffic: Traffic, at: datetime) -> None:
        """Refuse what is no answer; say whether, and when, trying again may help."""
        status = response.status
        if status in _GOOD or status in self.accepted:
            return
        if status in _MOVED:
            raise self._failed("redirect-refused", "verwijst door; dat wordt niet gevolgd", traffic=traffic)
        # Somebody who still works on the same key says 409: IETF draft Idempotency-Key, 2.7.
        is_busy = status in _BUSY or (status == _CONFLICT and self.key_header != "")
        if is_busy or status >= _SERVER:
            message = f"‘{self.host}’ kan nu niet antwoorden (status {status})."
            wait = _retry_after(response.getheader("Retry-After", ""), at)
            raise ConnectorFailed("target-busy", message, retry=True, wait=wait, traffic=traffic)
        raise self._failed("target-refused", f"neemt de vraag niet aan (status {status})", traffic=traffic)

    def _values(
        self, response: HTTPResponse, content: bytes, traffic: Traffic, at: datetime
    ) -> dict[str, Value]:
        body = None
        is_good = response.status in _GOOD
        if content.strip() and response.status != _NO_CONTENT:
            try:
                body = read_json(content)
            except NotJson as error:
                if is_good:
                    raise self._failed(
                        "answer-unreadable", "geeft een antwoord dat geen JSON is", traffic=traffic
                    ) from error
        headers = {name.lower().replace("-", "_"): value for name, value in response.getheaders()}
        seen: dict[str, Value] = {"status": Decimal(response.status), "headers": headers, "body": body}
        if not self.answer:
            return {"status": seen["status"], "body": body}
        return {name: evaluate(each, seen, at=at) for name, each in self.answer.items()}

    def _broken(self, error: Exception, deadline: Deadline, sent: int) -> ConnectorFailed:
        if isinstance(error, ssl.SSLCertVerificationError):
            return self._failed("certificate-refused", "heeft geen geldig certificaat")
        traffic = Traffic(self.host, self.method, sent_bytes=sent)
        if deadline.is_over or isinstance(error, TimeoutError):
            message = f"‘{self.host}’ antwoordt niet op tijd."
            return ConnectorFailed("target-slow", message, retry=True, traffic=traffic)
        message = f"Het gesprek met ‘{self.host}’ brak af."
        return ConnectorFailed("target-broke-off", message, retry=True, traffic=traffic)

    def _failed(
        self, code: str, what: str, status: int | str = "", *, traffic: Traffic | None = None
    ) -> ConnectorFailed:
        told = traffic or Traffic(self.host, self.method, str(status))
        return ConnectorFailed(code, f"‘{self.host}’ {what}.", retry=False, traffic=told)


class _Line(HTTPConnection):
    """A connection that goes out through the gate, and is wrapped in TLS where the connector says so."""

    def __init__(self, asked: HttpConnector) -> None:
        super().__init__(asked.host, asked.port)
        self._asked = asked
        # The library lets go of its own reference before the answer is read to its end.
        self.used: socket.socket | None = None
        self.default_port = 80 if asked.tls is None else 443

    def connect(self) -> None:
        """Connect to an address that was judged."""
        asked = self._asked
        raw = asked.gate.connect(asked.host, asked.port, timeout=asked.within.connect_seconds)
        try:
            self.sock = self.used = raw if asked.tls is None else _wrapped(raw, asked.tls, asked.host)
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.do_handshake()
        except BaseException:
            raw.close()
            raise
        self.sock.settimeout(asked.within.read_seconds)


def _wrapped(raw: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """Wrap a line in TLS without talking yet: the deadline must know the line before it is used."""
    return context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)


def _segment(value: Value) -> str:
    """Write a value as one segment of a path, or part of one: it cannot lead elsewhere."""
    text = plainly(value)
    if text.strip(".") == "":
        raise _bad_input("Een gegeven dat in het adres van de vraag moet staan, ontbreekt of past daar niet.")
    return quote(text, safe="", errors="replace")


def _bad_input(message: str) -> ConnectorFailed:
    return ConnectorFailed("input-refused", message, retry=False)


def _retry_after(text: str, at: datetime) -> timedelta | None:
    if text.strip().isdecimal():
        return timedelta(seconds=min(int(text.strip()[:9]), 86_400))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(0), until - at) if until.tzinfo else None
