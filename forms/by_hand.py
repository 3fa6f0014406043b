"""The form of what a person does by hand in the place of a connector: one question for each output."""

from __future__ import annotations

from collections.abc import Mapping

from regelruimte.forms.spec import FieldSpec, FormSpec, Limits, PageSpec, Texts

BY_HAND_FORM = "met-de-hand"
"""Id of the form."""

_KINDS = {"text": "textfield", "number": "number", "boolean": "checkbox", "date": "date"}
_DECIMALS = 6


def by_hand_form(outputs: Mapping[str, str]) -> FormSpec:
    """Return a form with a question for each output; what is not known may stay open.

    Args:
        outputs: name of each output to its kind: text, number, boolean or date.
    """
    title, title_en = "Wat had de koppeling moeten geven?", "What should the connection have given?"
    items = tuple(_question(name, kind) for name, kind in outputs.items())
    page = PageSpec(id="pagina-1", nl=Texts(label=title), en=Texts(label=title_en), items=items)
    return FormSpec(id=BY_HAND_FORM, title=title, title_en=title_en, pages=(page,))


def _question(name: str, kind: str) -> FieldSpec:
    label = name.replace("_", " ").strip().capitalize() or name
    return FieldSpec(
        id=f"uitkomst-{name}",
        key=name,
        kind=_KINDS.get(kind, "textfield"),
        nl=Texts(label=label),
        may_not_fit=False,
        limits=Limits(decimals=_DECIMALS) if kind == "number" else Limits(),
    )
