"""What looking an installation over says of each part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How something is, from good to bad."""

    OK = "ok"
    ATTENTION = "attention"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, what was found, and what to do about it (empty when all is well)."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""
