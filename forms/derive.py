"""The form of a task that names none, so that every task can be completed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from regelruimte.engine.values import Value
from regelruimte.forms.spec import FieldSpec, FormSpec, Limits, PageSpec, Texts

REMARK = "opmerking"
"""Key of the one question of the empty form."""

EMPTY_FORM = "leeg-formulier"
"""Id of the empty form."""


def empty_form(title: str = "Afronden", title_en: str = "Finish") -> FormSpec:
    """Return a form with one question that may stay open."""
    remark = FieldSpec(
        id=REMARK,
        key=REMARK,
        kind="textarea",
        nl=Texts(label="Opmerking", description="Schrijf op wat een collega later moet weten."),
        en=Texts(label="Remark", description="Write down what a colleague needs to know later."),
        limits=Limits(longest=2000),
    )
    page = PageSpec(id="pagina-1", nl=Texts(label=title), en=Texts(label=title_en), items=(remark,))
    return FormSpec(id=EMPTY_FORM, title=title, title_en=title_en, pages=(page,))


def derive_form(values: Mapping[str, Value], title: str = "Afronden", title_en: str = "Finish") -> FormSpec:
    """Return the empty form with plain values of the case above it, to read before finishing."""
    form = empty_form(title, title_en)
    known = tuple(
        FieldSpec(id=key, key=key, kind="textfield", nl=Texts(label=key), is_readonly=True)
        for key, value in values.items()
        if isinstance(value, str) and key != REMARK
    )
    page = replace(form.pages[0], items=(*known, *form.pages[0].items))
    return replace(form, pages=(page,))
