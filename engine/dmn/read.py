"""Reads a DMN 1.1 to 1.5 file into a decision model, or refuses it with findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from regelruimte.engine.dmn.boxes import INPUT_VARIABLE, read_function, read_logic
from regelruimte.engine.dmn.elements import child, children, local_name, text_of
from regelruimte.engine.dmn.imports import imported_models, imported_types
from regelruimte.engine.dmn.model import (
    Decision,
    DecisionModel,
    DecisionService,
    Element,
    FunctionDefinition,
    InputData,
    ItemDefinition,
    KnowledgeModel,
)
from regelruimte.engine.dmn.refused import refusal
from regelruimte.engine.xml import XmlRefused, parse

_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1 differs in nothing we read
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
    "http://www.omg.org/spec/DMN/20151101",  # as some tools write it
    "http://www.omg.org/spec/DMN/20151130",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
_REQUIREMENTS = ("requiredInput", "requiredDecision", "requiredKnowledge")
_NAMED = ("variable", "formalParameter", "parameter", "column", "output", "itemComponent")


def read_decisions(data: bytes, others: Iterable[bytes] = ()) -> DecisionModel:
    """Read a DMN file.

    Args:
        data: the file.
        others: the other DMN files of its bundle, of which it may import some.

    Raises:
        DmnRefused: it is no XML or no DMN we know, ids are doubled or missing, a hit policy is unknown,
            rows and columns do not match, or decisions require each other in a circle.
    """
    try:
        root = parse(data)
    except XmlRefused as error:
        raise refusal(error.code, None, str(error)) from error
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in _NAMESPACES:
        raise refusal(
            "dmn-namespace",
            None,
            f"Dit is geen DMN 1.1 tot en met 1.5: het bestand begint met '{root.tag}'.",
            "Bewaar de beslistabel opnieuw als DMN 1.3 of nieuwer.",
        )
    elements = _elements(root)
    _refuse_circle(elements)
    own = {one.name: one for one in map(_item_definition, children(root, "itemDefinition"))}
    imports = imported_models(root, others, read_decisions)
    names = frozenset(_names(root)).union(*(one.model.names for one in imports.values()))
    return DecisionModel(
        root.get("name") or "",
        elements,
        {**imported_types(imports), **own},
        names,
        tuple(_foreign_languages(root)),
        imports,
        tuple(one.get("namespace") or "" for one in children(root, "import")),
    )


def _foreign_languages(root: etree._Element) -> Iterator[tuple[str | None, str]]:
    for node in root.iter("{*}*"):
        language = node.get("expressionLanguage")
        if language and "feel" not in language.casefold():
            yield node.get("id"), language


def _elements(root: etree._Element) -> dict[str, Element]:
    readers = {
        "inputData": _input_data,
        "decision": _decision,
        "businessKnowledgeModel": _knowledge_model,
        "decisionService": _service,
    }
    elements: dict[str, Element] = {}
    for node in root:
        reader = readers.get(local_name(node))
        if reader is None:
            continue
        element = reader(node)
        if not element.id:
            raise refusal("dmn-id-missing", None, f"'{element.name}' heeft geen id.")
        if element.id in elements:
            raise refusal("dmn-id-doubled", element.id, f"De id '{element.id}' komt twee keer voor.")
        elements[element.id] = element
    return elements


def _identity(node: etree._Element) -> tuple[str, str, str | None]:
    variable = child(node, "variable")
    declared = variable.get("typeRef") if variable is not None else None
    return node.get("id") or "", node.get("name") or node.get("id") or "", declared


def _references(node: etree._Element, *names: str) -> tuple[str, ...]:
    return tuple(_reference(one) for one in children(node, *names))


def _reference(node: etree._Element) -> str:
    """Return the id an `href` points at, with the namespace before it when that is another model's."""
    href = node.get("href") or ""
    namespace, _, element_id = href.rpartition("#")
    if not namespace:
        return element_id
    return element_id if namespace == node.getroottree().getroot().get("namespace") else href


def _requirements(node: etree._Element) -> tuple[str, ...]:
    found = children(node, "informationRequirement", "knowledgeRequirement")
    return tuple(one for requirement in found for one in _references(requirement, *_REQUIREMENTS))


def _input_data(node: etree._Element) -> Element:
    return InputData(*_identity(node))


def _decision(node: etree._Element) -> Element:
    return Decision(*_identity(node), _requirements(node), read_logic(node))


def _knowledge_model(node: etree._Element) -> Element:
    identity, name, declared = _identity(node)
    logic = child(node, "encapsulatedLogic")
    function = read_function(logic) if logic is not None else FunctionDefinition(None, (), None)
    return KnowledgeModel(identity, name, declared, _requirements(node), function)


def _service(node: etree._Element) -> Element:
    inputs = _references(node, "inputData") + _references(node, "inputDecision")
    return DecisionService(*_identity(node), _references(node, "outputDecision"), inputs)


def _item_definition(node: etree._Element) -> ItemDefinition:
    declared, function = child(node, "typeRef"), child(node, "functionItem")
    return ItemDefinition(
        name=node.get("name") or "",
        type=(declared.text or "").strip() or None if declared is not None else None,
        is_collection=node.get("isCollection") == "true",
        allowed=text_of(child(node, "allowedValues")),
        constraint=text_of(child(node, "typeConstraint")),
        components=tuple(map(_item_definition, children(node, "itemComponent"))),
        is_function=function is not None,
        gives=function.get("outputTypeRef") if function is not None else None,
    )


def _names(root: etree._Element) -> Iterator[str]:
    for node in root.iter("{*}*"):
        parent = node.getparent()
        if local_name(node) in _NAMED or parent is root:
            yield node.get("name") or ""
        yield node.get("iteratorVariable") or ""
        yield node.get(INPUT_VARIABLE) or ""


def _refuse_circle(elements: dict[str, Element]) -> None:
    done: set[str] = set()
    path: list[str] = []

    def visit(element_id: str) -> None:
        if element_id in path:
            raise refusal(
                "dmn-circle",
                element_id,
                "De beslissingen hebben elkaar in een kring nodig: " + " → ".join([*path, element_id]) + ".",
                "Haal een van de pijlen tussen deze beslissingen weg.",
            )
        element = elements.get(element_id)
        if element_id in done or not isinstance(element, Decision):
            return
        path.append(element_id)
        for required in element.requires:
            visit(required)
        path.pop()
        done.add(element_id)

    try:
        for element_id in elements:
            visit(element_id)
    except RecursionError:
        message = "De keten van beslissingen is te lang."
        raise refusal("dmn-chain-too-long", None, message) from None
