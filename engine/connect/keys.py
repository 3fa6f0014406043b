"""What may stand in the file of connectors: every key with its kind, its default and its meaning.

The reader refuses any other key, and docs/reference/connectors.md is made of these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What kind of value a key takes."""

    TEXT = "text"
    PLACES = "text with {FEEL} places"
    FEEL = "FEEL"
    WHOLE = "whole number"
    SECONDS = "seconds"
    NUMBERS = "list of whole numbers"
    SECRET = "reference to a secret"  # noqa: S105  # what the reference calls it
    PLACES_BY_NAME = "table of texts with {FEEL} places"
    HEADERS = "table of texts with {FEEL} places, or references to secrets"
    FEEL_BY_NAME = "table of FEEL"
    KINDS_BY_NAME = "table of `text`, `number`, `boolean` or `date`"
    CHOICE = "one of a few words"
    POLICY = "table: see Policy"


@dataclass(frozen=True, slots=True)
class Key:
    """One key.

    Attributes:
        default: what holds without it, None when it is required.
        least, most: bounds of a number; choices: the words that are known.
    """

    name: str
    kind: Kind
    default: object
    meaning: str
    least: float = 0
    most: float = 1_000_000_000
    choices: tuple[str, ...] = ()


_EVERYWHERE = (
    Key("kind", Kind.CHOICE, None, "What it is.", choices=("http", "mail", "letter")),
    Key("title", Kind.TEXT, "", "What people call it; its name when left out."),
    Key("outputs", Kind.KINDS_BY_NAME, {}, "What it gives: shown to designers, and asked when done by hand."),
    Key("policy", Kind.POLICY, {}, "How often, when and how long it is tried."),
    Key(
        "in_practice", Kind.CHOICE, "by_hand",
        "`call`: practice cases call it too; `by_hand`: a person answers in its place, and nothing leaves.",
        choices=("by_hand", "call"),
    ),
)  # fmt: skip
_LINE = (
    Key("ca_file", Kind.TEXT, "", "Authorities to trust instead of the system's, in PEM."),
    Key("certificate_file", Kind.TEXT, "", "Our own certificate, where one is asked for, in PEM."),
    Key("key_file", Kind.TEXT, "", "The private key of our certificate, in PEM."),
)

HTTP = (
    *_EVERYWHERE,
    Key("url", Kind.PLACES, None, "Address: `https://host/path`; places only in the path."),
    Key("method", Kind.CHOICE, "GET", "Method.", choices=("GET", "POST", "PUT", "PATCH", "DELETE")),
    Key("query", Kind.PLACES_BY_NAME, {}, "What follows the `?`; what comes out empty is left out."),
    Key("headers", Kind.HEADERS, {}, "Headers of the request."),
    Key("body", Kind.FEEL, "", "What the JSON body is made of; without it there is no body."),
    Key("key_header", Kind.TEXT, "Idempotency-Key", "Header with the idempotency key; empty for none."),
    Key("accept_status", Kind.NUMBERS, [], "Statuses beside 2xx that are an answer, such as 404.", 100, 599),
    Key("answer", Kind.FEEL_BY_NAME, {}, "Outputs, made of `status`, `headers` and `body`."),
    Key("connect_seconds", Kind.SECONDS, 5, "How long connecting may take.", 0.1, 60),
    Key("read_seconds", Kind.SECONDS, 20, "How long the other side may be silent.", 0.1, 120),
    Key("total_seconds", Kind.SECONDS, 30, "How long a call may take in all.", 0.1, 200),
    Key("largest_bytes", Kind.WHOLE, 1_000_000, "Size of the largest answer.", 1, 50_000_000),
    *_LINE,
)
MAIL = (
    *_EVERYWHERE,
    Key("host", Kind.TEXT, None, "Host of the mail server."),
    Key("port", Kind.WHOLE, 587, "Port of the mail server.", 1, 65_535),
    Key(
        "security", Kind.CHOICE, "starttls", "`tls` from the first byte, `starttls`, or `none`.",
        choices=("starttls", "tls", "none"),
    ),
    Key("account", Kind.TEXT, "", "Name to log in with; without it nobody logs in."),
    Key("password", Kind.SECRET, {}, "What to log in with."),
    Key("sender", Kind.TEXT, None, "Who it is from, such as `Gemeente Lindewoude <post@lindewoude.nl>`."),
    Key("reply_to", Kind.TEXT, "", "Where an answer goes; the sender when left out."),
    Key("to", Kind.PLACES, "{aan}", "Whom it goes to: one address."),
    Key("subject", Kind.PLACES, "{onderwerp}", "What it is about: one line."),
    Key("text", Kind.PLACES, "{tekst}", "What it says."),
    Key("read_seconds", Kind.SECONDS, 20, "How long the server may be silent.", 0.1, 120),
    Key("total_seconds", Kind.SECONDS, 60, "How long sending may take in all.", 0.1, 200),
    *_LINE,
)  # fmt: skip
LETTER = (
    *_EVERYWHERE,
    Key("sender", Kind.TEXT, None, "Who it is from: the head of the letter."),
    Key("subject", Kind.PLACES, "{onderwerp}", "What it is about: the title of the letter."),
    Key("text_file", Kind.TEXT, "", "File with the letter text; else the input `brief` names one."),
    Key(
        "pdf", Kind.CHOICE, "never", "`when_possible` makes a PDF as well where WeasyPrint works.",
        choices=("never", "when_possible"),
    ),
)  # fmt: skip
POLICY = (
    Key("attempts", Kind.WHOLE, 5, "Tries in all before a person is asked.", 1, 100),
    Key("first_wait_seconds", Kind.SECONDS, 10, "Before the second try; doubles after that.", 0.1, 3_600),
    Key("longest_wait_seconds", Kind.SECONDS, 3_600, "The longest time between two tries.", 0.1, 3_600),
    Key("opens_after", Kind.WHOLE, 5, "Failures in a row before the target rests; 0 for never.", 0, 1_000),
    Key("open_seconds", Kind.SECONDS, 60, "How long it rests; then one call goes first.", 0.1, 86_400),
)

BY_KIND: Mapping[str, tuple[Key, ...]] = MappingProxyType({"http": HTTP, "mail": MAIL, "letter": LETTER})
"""The keys of a connector, by its kind."""
