"""Reading what other engines wrote at an element, and writing ours beside it. Nothing is taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from regelruimte.engine.bpmn import VENDORS, ZEEBE, element_id, extension, extensions, kind_of, tag
from regelruimte.engine.findings import Finding, Severity
from regelruimte.engine.importing.juel import NotTranslatable, bare_to_feel, has_juel, to_feel


def vendor(element: etree._Element, name: str) -> str | None:
    """Return the value of an attribute of another engine, whichever of them wrote it."""
    for namespace in VENDORS:
        value = element.get(tag(name, namespace))
        if value is not None and value.strip():
            return value.strip()
    return None


def vendor_extensions(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the extension elements another engine wrote at an element."""
    return [found for namespace in VENDORS for found in extensions(element, name, namespace)]


def extend(element: etree._Element, name: str, namespace: str = ZEEBE, **attributes: str) -> etree._Element:
    """Write an extension of ours with these attributes; what is there already stays as it is."""
    found = extension(element, name, namespace)
    if found is None:
        found = etree.SubElement(_box(element), tag(name, namespace))
    for key, value in attributes.items():
        if found.get(key) is None:
            found.set(key, value)
    return found


def _box(element: etree._Element) -> etree._Element:
    box = element.find(tag("extensionElements"))
    if box is None:
        box = etree.Element(tag("extensionElements"))
        element.insert(sum(1 for child in element if kind_of(child) == "documentation"), box)
    return box


@dataclass(slots=True)
class Translator:
    """Turns foreign expressions into FEEL and remembers which could not be turned.

    Attributes:
        findings: one for each expression that stayed as it was.
    """

    findings: list[Finding] = field(default_factory=list)

    def feel(self, element: etree._Element, text: str) -> str | None:
        """Return JUEL as FEEL with a leading `=`, any other text unchanged, None when impossible."""
        return self._translated(element, text, to_feel) if has_juel(text) else text

    def feel_of_bare(self, element: etree._Element, text: str) -> str | None:
        """Return JUEL that stands without braces as FEEL with a leading `=`, None when impossible."""
        return self._translated(element, text, bare_to_feel)

    def _translated(self, element: etree._Element, text: str, to: Callable[[str], str]) -> str | None:
        try:
            return f"={to(text)}"
        except NotTranslatable as error:
            self.findings.append(
                Finding(
                    "expression-not-translated",
                    Severity.ERROR,
                    element_id(element),
                    f"De uitdrukking ‘{text.strip()[:120]}’ kan hier niet worden uitgevoerd. {error}",
                    "Schrijf de voorwaarde of waarde in FEEL, bijvoorbeeld: bedrag > 250.",
                )
            )
            return None

    def literal(self, element: etree._Element, text: str) -> str | None:
        """Return a value as FEEL with a leading `=`: a translated expression, or the text in quotes."""
        if has_juel(text):
            return self.feel(element, text)
        return "=" + '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))
