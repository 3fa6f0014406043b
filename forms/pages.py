"""Which pages and questions are asked, by the answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from regelruimte.engine.values import Value
from regelruimte.forms.answers import judge_all
from regelruimte.forms.build import flat
from regelruimte.forms.conditions import is_hidden
from regelruimte.forms.kind import Asking
from regelruimte.forms.spec import FieldSpec, FormSpec, PageSpec


def visible_pages(
    spec: FormSpec, values: Mapping[str, Value], known: Mapping[str, Value], *, now: datetime | None = None
) -> tuple[PageSpec, ...]:
    """Return the pages with something to ask or to read; a page whose questions are all hidden is skipped.

    Args:
        spec: the form.
        values: answers so far, raw or typed, by key, or by page id and key.
        known: variables that conditions may read.
        now: the present moment, for conditions that ask for today.
    """
    answers = judge_all(spec.fields, flat(spec, values), Asking(known=known, now=now))
    return tuple(
        page
        for page in spec.pages
        if not is_hidden(page.hides, answers.context, now)
        and (not page.fields or not answers.hidden.issuperset(one.key for one in page.fields))
    )


def visible_fields(page: PageSpec, values: Mapping[str, Value]) -> tuple[FieldSpec, ...]:
    """Return the questions of a page that are asked, given typed values of this and other pages."""
    hidden = judge_all(page.fields, values, Asking(known=values)).hidden
    return tuple(one for one in page.fields if one.key not in hidden)
