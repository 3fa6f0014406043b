"""What a page weighs on the wire: itself and all it asks for at its first load, with nothing cached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urljoin

import regex
from lxml import html

from tests.live.visitor import Page, Visitor

_ASKS = {"Accept-Encoding": "gzip"}
_IMPORTS = regex.compile(r"""(?:import|from)\s*["'](\./[^"']+)["']""")
_FACES = regex.compile(r"@font-face\s*\{[^}]*\}")
_WOFF2 = regex.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")
_LINKED = "//link[@rel='stylesheet' or @rel='modulepreload']/@href | //script/@src | //img/@src"


def weigh(visitor: Visitor, path: str) -> dict[str, int]:
    """Return the bytes of a page and of each file it loads, by address, as sent to a browser that takes gzip.

    Scripts are followed through their static imports; of a font only the newest kind counts, which every
    browser of today takes.

    Raises:
        RuntimeError: a file it names is not there.
    """
    page = visitor.ask("GET", path, headers=_ASKS)
    found = {path: len(page.body)}
    waiting = [urljoin(path, link) for link in html.document_fromstring(_plain(page)).xpath(_LINKED)]
    while waiting:
        url = waiting.pop()
        if url.startswith("data:") or url in found:
            continue
        part = visitor.ask("GET", url, headers=_ASKS)
        if part.status != 200:
            raise RuntimeError(f"{path} names {url}, which answers {part.status}")
        found[url] = len(part.body)
        waiting += [urljoin(url, link) for link in _named(url, visitor)]
    return found


def _named(url: str, visitor: Visitor) -> Iterator[str]:
    """Return what a script or a style sheet loads at once."""
    if url.endswith(".js"):
        yield from _IMPORTS.findall(_plain(visitor.ask("GET", url)))
    elif url.endswith(".css"):
        for face in _FACES.findall(_plain(visitor.ask("GET", url))):
            yield from _WOFF2.findall(face)


def _plain(page: Page) -> str:
    """Return the text of an answer that was not compressed.

    Raises:
        RuntimeError: it was.
    """
    if "content-encoding" in page.headers:
        raise RuntimeError(f"{page.path} came compressed")
    return page.text


def told(found: dict[str, int]) -> str:
    """Return the largest parts as a remark."""
    largest = sorted(found.items(), key=lambda one: -one[1])[:6]
    return json.dumps({url.rpartition("/")[2] or url: round(size / 1024, 1) for url, size in largest})
