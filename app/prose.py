"""Texts with markup that people wrote in a model: to HTML that holds nothing but text, lists and links."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"https", "http", "mailto", "tel"}
_FIRST_HEADING = 3


def from_markdown(text: str) -> Markup:
    """Write markdown as safe HTML; its headings start at level 3, below those of the page."""
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = min(int(token.tag[1:]) + _FIRST_HEADING - 1, _FIRST_HEADING + 1)
            token.tag = f"h{level}"
    return from_html(markdown.renderer.render(tokens, markdown.options, {}))


def from_html(text: str) -> Markup:
    """Keep of HTML only what is safe and fits in the page."""
    cleaned = nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    return Markup(cleaned)  # noqa: S704  # nh3 has just cleaned it
