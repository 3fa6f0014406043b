"""Reading a mail that came in: who it is from, what it says, and what came along.

Nothing in a mail is believed: a sender is text, and the case number in it is a guess at where it belongs.

Source: RFC 5322 (messages), RFC 2046 (parts), RFC 3834 (automatic answers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from html import unescape

import regex

LONGEST_TEXT = 100_000
_LONGEST_LINE = 500
_MOST_ATTACHMENTS = 100
_SECONDS = 0.5
_NUMBER = regex.compile(r"\bZ-\d{4}-\d{6,9}\b", regex.IGNORECASE)
_TAGS = regex.compile(r"(?is)<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*+>")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail as it was read.

    Attributes:
        key: tells it from any other: of its Message-ID, else of all it holds.
        sender: address it says it is from, in small letters; shown: with the name beside it.
        number: case number in its subject or in an address it went to, empty when there is none.
        is_automatic: True when a machine wrote it: a holiday notice, a bounce, a list.
        is_whole: False when parts of it could not be read.
    """

    key: str
    sender: str
    shown: str
    subject: str
    text: str
    number: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    is_whole: bool = True


def read_mail(content: bytes) -> IncomingMail:
    """Read a mail; what cannot be read of it is left out and told, never refused."""
    try:
        message = message_from_bytes(content, policy=default)
        return _read(message, content)
    except Exception:  # noqa: BLE001  # the library fails in many ways on what strangers send
        digest = hashlib.sha256(content).hexdigest()
        return IncomingMail(digest, "", "", "", "", "", (), is_automatic=False, is_whole=False)


def _read(message: EmailMessage, content: bytes) -> IncomingMail:
    subject = _line(message.get("Subject"))
    sender = next((address for _, address in getaddresses([_line(message.get("From"))])), "")
    named = _line(message.get("Message-ID")).encode("utf-8", "replace") or content
    text, is_whole = _text(message)
    attachments = tuple(_attachments(message))
    return IncomingMail(
        key=hashlib.sha256(named).hexdigest(), sender=_storable(sender).lower(),
        shown=_line(message.get("From")), subject=subject, text=text, number=_number(message, subject),
        attachments=attachments, is_automatic=_is_automatic(message),
        is_whole=is_whole and len(attachments) < _MOST_ATTACHMENTS,
    )  # fmt: skip


def _number(message: EmailMessage, subject: str) -> str:
    """Return the case number: a person answers with the subject, a program with the address."""
    headers = [_line(message.get(name)) for name in ("To", "Cc", "Delivered-To", "X-Original-To")]
    for text in (subject, *headers):
        found = _NUMBER.search(text, timeout=_SECONDS)
        if found is not None:
            return found[0].upper()
    return ""


def _is_automatic(message: EmailMessage) -> bool:
    said = _line(message.get("Auto-Submitted")).lower() or "no"
    precedence = _line(message.get("Precedence")).lower()
    bounce = _line(message.get("Return-Path")).strip() == "<>"
    return not said.startswith("no") or precedence in {"bulk", "junk", "list", "auto_reply"} or bounce


def _text(message: EmailMessage) -> tuple[str, bool]:
    """Return what a mail says as plain text, and whether all of it could be read."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return "", message.get_content_maintype() != "text"
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):
        return "", False
    if body.get_content_subtype() == "html":
        text = unescape(_TAGS.sub(" ", text, timeout=_SECONDS))
    text = _storable(text.replace("\r\n", "\n")).strip()
    return text[:LONGEST_TEXT], len(text) <= LONGEST_TEXT


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for place, part in enumerate(message.iter_attachments()):
        if place >= _MOST_ATTACHMENTS:
            return
        inner = part.get_payload(decode=True)
        content = inner if isinstance(inner, bytes) else part.as_bytes()
        yield Attachment(_line(part.get_filename()) or f"bijlage-{place + 1}", content)


def _line(value: object) -> str:
    """Return a header as one line that can be kept."""
    return " ".join(_storable("" if value is None else str(value)).split())[:_LONGEST_LINE]


def _storable(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return "".join(letter for letter in plain if letter.isprintable() or letter in "\n\t")
