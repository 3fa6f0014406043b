"""Mail by SMTP: one plain text message to one person a call.

Source: RFC 5322 (messages), RFC 3207 (STARTTLS), docs/decisions/0017-connectors.md
"""

from __future__ import annotations

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from regelruimte.engine.connect.deadline import Deadline, ends_after
from regelruimte.engine.connect.declared import Answer, Traffic
from regelruimte.engine.connect.gate import Gate
from regelruimte.engine.connect.places import Places, plainly, readably
from regelruimte.engine.connect.registry import ConnectorFailed
from regelruimte.engine.connect.secrets import Secret
from regelruimte.engine.values import Value

STARTTLS, TLS, NONE = "starttls", "tls", "none"
_LONGEST_SUBJECT = 500
_LONGEST_ADDRESS = 254
_TRANSIENT = range(400, 500)
_AUTHENTICATION = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: where it is, how it is talked to, and who we are there.

    Attributes:
        security: `starttls`, `tls` or `none`; context: what TLS is judged by.
        account, password: what to log in with; nobody logs in without an account.
        seconds: how long an answer may take; total_seconds: the whole conversation.
    """

    gate: Gate
    host: str
    port: int
    security: str
    context: ssl.SSLContext
    account: str = ""
    password: Secret | None = None
    seconds: float = 20
    total_seconds: float = 60


@dataclass(frozen=True, slots=True)
class MailConnector:
    """Sends a message; its texts have places that are filled in from the inputs.

    Attributes:
        sender: who it is from; reply_to: where an answer goes, None for the sender.
    """

    server: Server
    sender: Address
    to: Places
    subject: Places
    text: Places
    reply_to: Address | None = None

    def __call__(self, inputs: Mapping[str, Value], /, *, key: str, at: datetime) -> Answer:
        """Send one message.

        Raises:
            ConnectorFailed: the server cannot be reached or refuses, or the message cannot be made.
        """
        message = self._message(inputs, key=key, at=at)
        content = message.as_bytes()
        status = talk(self.server, lambda line: _send(line, message, len(content)))
        traffic = Traffic(self.server.host, "SMTP", status, sent_bytes=len(content))
        return Answer({"verzonden": True, "verzonden_op": at, "bericht_id": message["Message-ID"]}, traffic)

    def _message(self, inputs: Mapping[str, Value], *, key: str, at: datetime) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = _recipient(self.to.fill(inputs, at=at, write=plainly))
        message["Subject"] = _subject(self.subject.fill(inputs, at=at, write=readably))
        message["Date"] = at
        message["Message-ID"] = message_id(key, self.sender.domain)
        # Source: RFC 3834, 5: so that no holiday notice comes back.
        message["Auto-Submitted"] = "auto-generated"
        if self.reply_to is not None:
            message["Reply-To"] = self.reply_to
        text = self.text.fill(inputs, at=at, write=readably)
        try:
            message.set_content(text, cte="quoted-printable")
        except ValueError as error:
            told = "De tekst van het bericht bevat tekens die niet te versturen zijn."
            raise refused_input(told) from error
        return message


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of a call: the same key makes the same, so that a server may drop a second."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def read_address(text: str) -> Address:
    """Read one mail address, such as `Mehmet Aydin <m.aydin@example.nl>`.

    Raises:
        ValueError: it is none, or more than one.
    """
    if not text.isprintable():
        raise ValueError("an address has no line ends")
    probe = EmailMessage(policy=SMTP)
    probe["To"] = text
    found = probe["To"].addresses
    has_group = any(group.display_name is not None for group in probe["To"].groups)
    if has_group or len(found) != 1 or probe["To"].defects or len(found[0].addr_spec) > _LONGEST_ADDRESS:
        raise ValueError("not one mail address")
    address: Address = found[0]
    if not address.username or "." not in address.domain or not address.addr_spec.isascii():
        raise ValueError("not a mail address that every server takes")
    return address


def _recipient(text: str) -> Address:
    try:
        return read_address(text.strip())
    except (ValueError, IndexError) as error:
        raise refused_input("Het e-mailadres waar het bericht heen moet, klopt niet.") from error


def _subject(text: str) -> str:
    subject = text.strip()
    if not subject or not subject.isprintable() or len(subject) > _LONGEST_SUBJECT:
        raise refused_input("Het onderwerp van het bericht ontbreekt, is te lang of heeft meer regels.")
    return subject


def refused_input(message: str) -> ConnectorFailed:
    """Return the failure of a call whose inputs cannot be used: trying again does not help."""
    return ConnectorFailed("input-refused", message, retry=False)


class Line(smtplib.SMTP):
    """A conversation with a mail server that goes out through the gate."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(timeout=server.seconds)
        # The name that TLS is judged by; the library sets it only when it connects by itself.
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        raw = self._server.gate.connect(host, port, timeout=timeout)
        if self._server.security != TLS:
            return raw
        try:
            return self._server.context.wrap_socket(raw, server_hostname=host)
        except BaseException:
            raw.close()
            raise


def talk(server: Server, say: Callable[[Line], object]) -> str:
    """Have a conversation with a mail server: connect, secure it, log in, say what there is to say.

    Args:
        server: who to talk to.
        say: gets the line and returns the status of what was said.

    Raises:
        ConnectorFailed: it cannot be reached, is not safe, refuses, or is too slow.
    """
    line = Line(server)
    with ends_after(server.total_seconds, lambda: line.sock) as deadline:
        try:
            _open(line, server)
            status = str(say(line))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Without its cause: that may quote what was sent.
            raise _broken(error, server, deadline) from None
        finally:
            _close(line)
    return status


def _open(line: Line, server: Server) -> None:
    code, _ = line.connect(server.host, server.port)
    if code != 220:  # noqa: PLR2004  # RFC 5321, 4.2: ready
        raise smtplib.SMTPConnectError(code, b"")
    if server.security == STARTTLS:
        # Raises when the server offers none: a line that should be safe is never used unsafe.
        line.starttls(context=server.context)
    line.ehlo_or_helo_if_needed()
    if server.account and server.password is not None:
        line.login(server.account, server.password.use())


def _send(line: Line, message: EmailMessage, size: int) -> str:
    most = line.esmtp_features.get("size", "")
    if most.isdecimal() and 0 < int(most) < size:
        raise refused_input("Het bericht is te groot voor de mailserver.")
    line.send_message(message)
    return "250"


def _close(line: Line) -> None:
    # Once the server took the message, how the conversation ends changes nothing.
    try:
        if line.sock is not None:
            line.quit()
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        line.close()


def _broken(error: Exception, server: Server, deadline: Deadline) -> ConnectorFailed:
    host = server.host
    traffic = Traffic(host, "SMTP", str(_code_of(error) or ""))
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"De mailserver ‘{host}’ heeft geen geldig certificaat."
        return ConnectorFailed("certificate-refused", message, retry=False, traffic=traffic)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        message = f"De mailserver ‘{host}’ kan niet wat nodig is: een veilige verbinding of inloggen."
        return ConnectorFailed("mail-unsafe", message, retry=False, traffic=traffic)
    if deadline.is_over or isinstance(error, TimeoutError):
        message = f"De mailserver ‘{host}’ antwoordt niet op tijd."
        return ConnectorFailed("target-slow", message, retry=True, traffic=traffic)
    return _refused(error, host, traffic)


def _refused(error: Exception, host: str, traffic: Traffic) -> ConnectorFailed:
    code = _code_of(error)
    if code in _AUTHENTICATION:
        message = f"De mailserver ‘{host}’ laat ons niet toe: naam of wachtwoord klopt niet."
        return ConnectorFailed("mail-login-refused", message, retry=False, traffic=traffic)
    if isinstance(error, ValueError):
        return ConnectorFailed("input-refused", "Het bericht is niet te maken.", retry=False, traffic=traffic)
    if code is None or code in _TRANSIENT or isinstance(error, smtplib.SMTPServerDisconnected):
        message = f"De mailserver ‘{host}’ neemt het bericht nu niet aan."
        return ConnectorFailed("target-busy", message, retry=True, traffic=traffic)
    message = f"De mailserver ‘{host}’ weigert het bericht (status {code})."
    return ConnectorFailed("target-refused", message, retry=False, traffic=traffic)


def _code_of(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
