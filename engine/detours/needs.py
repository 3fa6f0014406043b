"""What the usual path needs of a step: the values it gives that are read after it."""

from __future__ import annotations

from collections.abc import Iterator

from regelruimte.engine.dmn.model import Decision, DecisionModel, DecisionTable, InputData, LiteralExpression
from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.spiff import detours as departing
from regelruimte.engine.validate.supplied import form_keys
from regelruimte.engine.versions import RunnableVersion


def needed_names(version: RunnableVersion, element: str) -> frozenset[str]:
    """Return the variables that a step gives and that something after it reads."""
    given = given_names(version, element)
    if not given:
        return given
    names, decisions = departing.names_after(version.model, element)
    for decision in decisions:
        model = version.decisions.get(decision)
        names |= frozenset() if model is None else frozenset(_read_by(model))
    return given & names


def given_names(version: RunnableVersion, element: str) -> frozenset[str]:
    """Return the variables that a step gives: those its mapping names, else those of its form or result."""
    mapped = departing.mapped_names(version.model, element)
    if mapped is not None:
        return mapped
    info = version.elements.get(element)
    return names_of_form(version, None if info is None else info.form)


def names_of_form(version: RunnableVersion, form: str | None) -> frozenset[str]:
    """Return the names a form of the version asks for."""
    content = version.find_form(form)
    return frozenset() if content is None else frozenset(form_keys(content))


def _read_by(model: DecisionModel) -> Iterator[str]:
    for part in model.elements.values():
        if isinstance(part, InputData):
            yield part.name
        logic = part.logic if isinstance(part, Decision) else None
        texts = [column.expression for column in logic.inputs] if isinstance(logic, DecisionTable) else []
        texts += [logic.text] if isinstance(logic, LiteralExpression) else []
        for text in texts:
            try:
                yield from compile_expression(text, model.names).names
            except FeelError:
                # What cannot be read here fails where it is decided, with its own words.
                continue
