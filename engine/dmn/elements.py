"""Looking in XML by local name: a DMN file has one of four namespaces, all with the same names."""

from __future__ import annotations

from lxml import etree


def local_name(node: etree._Element) -> str:
    """Return the name of an element without namespace; empty for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def children(node: etree._Element, *names: str) -> list[etree._Element]:
    """Return the children with one of these names."""
    return [one for one in node if local_name(one) in names]


def child(node: etree._Element, name: str) -> etree._Element | None:
    """Return the first child with this name, if any."""
    return next(iter(children(node, name)), None)


def text_of(node: etree._Element | None) -> str | None:
    """Return what stands in the `text` child of an element, None when there is none."""
    if node is None:
        return None
    text = child(node, "text")
    return "".join(map(str, text.itertext())).strip() if text is not None else None
