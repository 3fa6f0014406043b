"""The kinds of question, one file each; adding a kind is adding a file with a `KIND`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from regelruimte.forms.kind import Kind


class KindDefinedTwice(ValueError):
    """Two kinds of question claim the same name or form-js type."""


def register(kinds: Iterable[Kind]) -> Mapping[str, Kind]:
    """Return the kinds by name and alias.

    Raises:
        KindDefinedTwice: a name, alias or form-js type is claimed by two kinds.
    """
    by_name: dict[str, Kind] = {}
    types: set[str] = set()
    for kind in kinds:
        for name in (kind.name, *kind.aliases):
            if name in by_name:
                raise KindDefinedTwice(name)
            by_name[name] = kind
        if types.intersection(kind.types):
            raise KindDefinedTwice(", ".join(kind.types))
        types.update(kind.types)
    return MappingProxyType(by_name)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds of this package by name and alias."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return register(importlib.import_module(f"{__name__}.{name}").KIND for name in names)


def kind_named(name: str) -> Kind:
    """Return the kind with this name or alias.

    Raises:
        KeyError: there is no such kind; `read_form` refuses such a form.
    """
    return kinds()[name]


@cache
def kind_of_type(form_js_type: str) -> Kind | None:
    """Return the kind a form-js type is when the form says nothing narrower, or None."""
    return next((kind for kind in kinds().values() if form_js_type in kind.types), None)
