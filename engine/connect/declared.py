"""What is known of a connector and of a call: policy, inputs and outputs, traffic, answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from regelruimte.engine.values import Value

OUTPUT_KINDS = ("text", "number", "boolean", "date")
"""What an output can be said to be; a person who does the work by hand fills in one of these."""

LETTER_TEXT = " letter"
"""Input that carries a letter text of the bundle; no mapping can write a name that begins with a space."""

_SPREAD = 1_000
_LARGEST_SPREAD = 10
# A tenth on top at most: what failed together is not tried again together.


LONGEST_WAIT = timedelta(hours=1)
"""Between two tries, whatever is asked: what waits longer is taken for a clock that was put back."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How often, when and how long a connector is tried.

    Attributes:
        attempts: tries in all before a person is asked.
        first_wait: before the second try; it doubles for every one after that.
        longest_wait: between two tries.
        opens_after: failures in a row after which nothing is sent to the target for a while; 0 means never.
        open_for: how long that while is; after it one call goes first, to see.
    """

    attempts: int = 5
    first_wait: timedelta = timedelta(seconds=10)
    longest_wait: timedelta = timedelta(hours=1)
    opens_after: int = 0
    open_for: timedelta = timedelta(minutes=1)

    def wait_after(self, failures: int, *, key: str, asked: timedelta | None = None) -> timedelta:
        """Return how long to wait after so many failures: what the other side asked, and at most an hour.

        Args:
            failures: tries that failed, from 1.
            key: of the call: it spreads calls that failed at the same moment.
            asked: what the other side asked for.
        """
        doubled = min(failures - 1, 30)
        wait = min(self.first_wait * (1 << doubled), self.longest_wait)
        if asked is not None:
            wait = max(wait, asked)
        return min(wait + spread(wait, key), LONGEST_WAIT)


def spread(wait: timedelta, key: str) -> timedelta:
    """Return a little more to wait, at most a tenth, that is always the same for the same key."""
    share = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % _SPREAD
    return timedelta(seconds=wait.total_seconds() * share / (_SPREAD * _LARGEST_SPREAD))


@dataclass(frozen=True, slots=True)
class Declared:
    """What is known of a connector before it is called.

    Attributes:
        title: what people call it, empty for its name; kind: http, mail, letter, or function.
        target: what its circuit breaker guards (host and port), empty for the connector by itself.
        inputs: names it takes; outputs: names it gives, with the kind of each (`OUTPUT_KINDS`).
        reads_letters: True when its input `brief` names a letter text of the bundle.
        stays_home: True when a practice case does not call it: a person answers in its place.
    """

    title: str = ""
    kind: str = "function"
    target: str = ""
    policy: Policy = field(default_factory=Policy)
    inputs: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    reads_letters: bool = False
    stays_home: bool = False


PLAIN = Declared()
"""Of a plain function nothing is said."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went over the line in one call, without any value of it.

    Attributes:
        host: who was asked; method: how (`GET`, `SMTP`); status: what came back, empty for nothing.
        sent_bytes, received_bytes: size of what was sent and of what came back.
    """

    host: str = ""
    method: str = ""
    status: str = ""
    sent_bytes: int = 0
    received_bytes: int = 0


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document a connector made, to be kept with the case."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a connector answered.

    Attributes:
        values: the answer, as variables of the output mapping.
        traffic: what went over the line; documents: what is to be kept with the case, whose ids the
            answer gets as `documenten`.
    """

    values: Mapping[str, Value]
    traffic: Traffic = field(default_factory=Traffic)
    documents: tuple[MadeDocument, ...] = ()
