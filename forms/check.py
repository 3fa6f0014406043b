"""Checking of a form before publishing: can its questions be asked and its conditions be worked out?"""

from __future__ import annotations

from collections import Counter

import regex

from regelruimte.engine.feel import FeelError, compile_expression
from regelruimte.engine.findings import Finding
from regelruimte.engine.unfit import UNFIT
from regelruimte.forms.filling import slots_of
from regelruimte.forms.read import Reader, read_into
from regelruimte.forms.spec import FieldSpec, FormSpec, GroupSpec, Item, TextSpec

RESERVED = frozenset({"csrf_token", "submission_key", "action", "actie", "locale", UNFIT})
"""Names that a page uses for itself."""

_KEY = regex.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CHOOSING = frozenset({"radio", "select", "checklist"})


def check_form(file: str, data: bytes, names: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Return what is the matter with a form; an error blocks publishing.

    Args:
        file: its name in the bundle.
        data: its content.
        names: what the other parts of the bundle fill in; its formulas may read them.
    """
    reader = Reader(file)
    spec = read_into(reader, data)
    if spec is not None:
        check_spec(reader, spec, names)
    return tuple(reader.findings)


def check_spec(reader: Reader, spec: FormSpec, names: frozenset[str] = frozenset()) -> None:
    """Note what is the matter with a form that could be read."""
    if not spec.fields and not reader.findings:
        reader.warn("form-asks-nothing", None, "Het formulier stelt geen vragen.", "Voeg een vraag toe.")
    for one in spec.fields:
        _check_field(reader, one)
    _check_keys(reader, spec.fields)
    keys = names | {one.key for one in spec.fields}
    for page in spec.pages:
        for text in page.hides:
            _check_expression(reader, page.id, text, keys)
        _check_items(reader, page.items, page.hides, keys)


def _check_items(
    reader: Reader, items: tuple[Item, ...], outer: tuple[str, ...], keys: frozenset[str]
) -> None:
    for item in items:
        for text in item.hides[len(outer) :]:
            _check_expression(reader, item.id, text, keys)
        if isinstance(item, TextSpec):
            for text in (*slots_of(item.nl), *slots_of(item.en)):
                _check_expression(reader, item.id, text, keys)
        elif isinstance(item, GroupSpec):
            _check_items(reader, item.items, item.hides, keys)
        elif isinstance(item, FieldSpec):
            if item.choices_expression:
                _check_expression(reader, item.id, item.choices_expression, keys)
            _check_items(reader, item.items, (), keys | {one.key for one in item.fields})


def _check_keys(reader: Reader, fields: tuple[FieldSpec, ...]) -> None:
    for key, count in Counter(one.key for one in fields).items():
        if count > 1 and key:
            reader.refuse(
                "key-twice",
                next(one.id for one in fields if one.key == key),
                f"De sleutel ‘{key}’ komt {count} keer voor.",
                "Geef elke vraag een eigen sleutel.",
            )


def _check_field(reader: Reader, one: FieldSpec) -> None:
    name = one.label or one.key or one.id
    if not _KEY.fullmatch(one.key) or one.key in RESERVED:
        reader.refuse(
            "key-impossible",
            one.id,
            f"De sleutel ‘{one.key}’ van de vraag ‘{name}’ kan niet.",
            "Gebruik letters, cijfers en _, en begin met een letter.",
        )
    if not one.label.strip():
        reader.refuse("label-missing", one.id, f"De vraag ‘{name}’ heeft geen tekst.", "Schrijf de vraag op.")
    has_choices = one.choices or one.choices_key or one.choices_expression
    if one.kind in _CHOOSING and not has_choices:
        reader.refuse(
            "choices-missing", one.id, f"Bij de vraag ‘{name}’ valt niets te kiezen.", "Voeg antwoorden toe."
        )
    _check_choices(reader, one, name)
    if one.kind == "dynamiclist":
        _check_keys(reader, one.fields)
        if not one.fields:
            reader.refuse(
                "group-empty", one.id, f"De herhalende groep ‘{name}’ is leeg.", "Voeg een vraag toe."
            )
        for inner in one.fields:
            _check_field(reader, inner)


def _check_choices(reader: Reader, one: FieldSpec, name: str) -> None:
    for value, count in Counter(choice.value for choice in one.choices).items():
        if count > 1 or not value:
            reader.refuse(
                "choice-not-distinct",
                one.id,
                f"Bij de vraag ‘{name}’ heeft een antwoord geen eigen waarde (‘{value}’).",
                "Geef elk antwoord een eigen waarde.",
            )
    if one.exclusive and one.exclusive not in {choice.value for choice in one.choices}:
        reader.refuse(
            "choice-unknown",
            one.id,
            f"Bij de vraag ‘{name}’ bestaat het antwoord ‘{one.exclusive}’ niet.",
            "Noem een van de antwoorden.",
        )


def _check_expression(reader: Reader, element: str, text: str, keys: frozenset[str]) -> None:
    try:
        names = compile_expression(text).names
    except FeelError as error:
        reader.refuse(
            "condition-unreadable", element, f"De formule ‘{text}’ kan niet worden gelezen. {error}", ""
        )
        return
    for name in sorted(names - keys):
        # An earlier step may give it: the whole bundle can tell, this file cannot.
        reader.warn(
            "condition-name-unknown",
            element,
            f"De formule ‘{text}’ leest ‘{name}’. Dit formulier vraagt dat niet.",
            "Kijk of een eerdere stap het invult, en of de naam klopt.",
        )
