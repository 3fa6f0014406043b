"""The thirteen questions of life under which residents find a process, and searching among processes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from regelruimte.engine.vocabulary import Definition

TOPICS: dict[str, LazyString] = {
    "wonen-verhuizen": _("Ik ga verhuizen of zoek een woning"),
    "trouwen-scheiden": _("Ik ga trouwen, samenwonen of scheiden"),
    "kind-opgroeien": _("Ik krijg een kind of heb kinderen"),
    "school-leren": _("Ik heb een vraag over school"),
    "werk-inkomen": _("Ik heb geen werk of te weinig inkomen"),
    "geldzorgen-schulden": _("Ik heb geldzorgen of schulden"),
    "zorg-ondersteuning": _("Ik heb zorg of hulp nodig"),
    "paspoort-identiteit": _("Ik heb een paspoort of rijbewijs nodig"),
    "parkeren-verkeer": _("Ik wil parkeren of reizen"),
    "bouwen-leefomgeving": _("Ik wil bouwen of verbouwen"),
    "ondernemen": _("Ik heb of begin een bedrijf"),
    "overlijden-nalatenschap": _("Er is iemand overleden"),
    "klacht-melding": _("Ik ben het niet eens of wil iets melden"),
}
"""Key of a topic -> its question, in the order of the home page."""

_SHORTEST_WORD = 3
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the thirteen questions with the processes that answer it."""

    key: str
    title: LazyString
    processes: tuple[Definition, ...]


def topics_of(offered: Iterable[Definition]) -> tuple[Topic, ...]:
    """Return the topics that something can be asked about; a process for any question answers each."""
    found = tuple(offered)
    has_general = bool(general_of(found))
    topics = (
        Topic(key, title, tuple(one for one in found if one.topic == key)) for key, title in TOPICS.items()
    )
    return tuple(topic for topic in topics if topic.processes or has_general)


def general_of(offered: Iterable[Definition]) -> tuple[Definition, ...]:
    """Return the processes that belong to no topic: they are for any question."""
    return tuple(one for one in offered if one.topic not in TOPICS)


def search(offered: Iterable[Definition], text: str) -> tuple[Definition, ...]:
    """Return the processes with a word of the text in question, title, summary or topic, best first."""
    words = [word for word in _plain(text).split() if len(word) >= _SHORTEST_WORD][:_MOST_WORDS]
    counted = [(sum(word in _searched(one) for word in words), one) for one in offered]
    return tuple(one for count, one in sorted(counted, key=lambda pair: -pair[0]) if count)


def _searched(one: Definition) -> str:
    topic = str(TOPICS[one.topic]) if one.topic in TOPICS else ""
    return _plain(f"{one.question} {one.title} {one.summary} {topic}")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return "".join(c if c.isalnum() else " " for c in bare)
