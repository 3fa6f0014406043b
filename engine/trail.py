"""The trail of the call at hand: what a connector sends along, so that a partner's trace joins ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_TRAIL: ContextVar[str] = ContextVar("trail", default="")


@contextmanager
def leaving(trail: str) -> Iterator[None]:
    """Let what is called in here send a trail along."""
    token = _TRAIL.set(trail)
    try:
        yield
    finally:
        _TRAIL.reset(token)


def outgoing_headers() -> Mapping[str, str]:
    """Return the headers of HTTP that tell a partner our trail; none when there is no trail.

    Source: W3C Trace Context 3.2
    """
    trail = _TRAIL.get()
    return {"traceparent": trail} if trail else {}
