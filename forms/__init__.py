"""Forms that people fill in: read from form-js JSON, asked through WTForms, answered with typed values."""

from __future__ import annotations

from regelruimte.forms.blocks import Block, Entry, Option, Part
from regelruimte.forms.build import BoundPage, bind
from regelruimte.forms.check import check_form
from regelruimte.forms.derive import empty_form
from regelruimte.forms.pages import visible_fields, visible_pages
from regelruimte.forms.read import FormRefused, read_form
from regelruimte.forms.shown import ShownAnswer, answers_shown
from regelruimte.forms.spec import Choice, FieldSpec, FormSpec, GroupSpec, Need, PageSpec, Texts, TextSpec
from regelruimte.forms.unfit import unfit_questions
from regelruimte.forms.values import AnswersIncomplete, first_incomplete, typed_all, typed_values

__all__ = [
    "AnswersIncomplete",
    "Block",
    "BoundPage",
    "Choice",
    "Entry",
    "FieldSpec",
    "FormRefused",
    "FormSpec",
    "GroupSpec",
    "Need",
    "Option",
    "PageSpec",
    "Part",
    "ShownAnswer",
    "TextSpec",
    "Texts",
    "answers_shown",
    "bind",
    "check_form",
    "empty_form",
    "first_incomplete",
    "read_form",
    "typed_all",
    "typed_values",
    "unfit_questions",
    "visible_fields",
    "visible_pages",
]
