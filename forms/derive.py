"""The form of a task that names none, so that every task can be completed by a person."""

from __future__ import annotations

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
