"""The importer: foreign BPMN in, the BPMN that is checked and compiled out. A pure function of bytes."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from regelruimte.engine.findings import Finding
from regelruimte.engine.importing.expressions import read_expressions
from regelruimte.engine.importing.extending import Translator
from regelruimte.engine.importing.identity import (
    add_flow_references,
    add_missing_ids,
    add_named_errors,
    add_own_messages,
    refuse_wrong_ids,
    trim_ids,
)
from regelruimte.engine.importing.opening import open_model
from regelruimte.engine.importing.vendors import read_executable, read_vendors

NUMBER = 3
"""Number of this importer: it goes up whenever the same bytes would give other normalised BPMN."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """A model as the engine reads it.

    Attributes:
        bpmn: the normalised BPMN, UTF-8; the only thing the interpreter reads.
        findings: what could not be taken over; errors make the model drawable only.
        number: number of the importer that made it.
    """

    bpmn: bytes
    findings: tuple[Finding, ...]
    number: int


def normalise(data: bytes) -> Normalised:
    """Read a model of any maker into ours: ids completed, extensions and expressions translated.

    What is not understood stays where it is.

    Raises:
        DocumentRefused: it cannot be opened, or its ids are double, dangling or no ids.
    """
    root = open_model(data)
    trim_ids(root)
    add_named_errors(root)
    refuse_wrong_ids(root)
    add_missing_ids(root)
    add_own_messages(root)
    add_flow_references(root)
    read_executable(root)
    translator = Translator()
    read_vendors(root, translator)
    read_expressions(root, translator)
    bpmn = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return Normalised(bpmn, tuple(translator.findings), NUMBER)
