"""Filters that only the templates of the desk use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask.blueprints import BlueprintSetupState

from regelruimte.app.language import current_language
from regelruimte.app.worklist import days
from regelruimte.app.worklist.blueprint import blueprint
from regelruimte.app.worklist.readable import question_of
from regelruimte.forms.formats import NO_BREAK

_KILOBYTE = 1_000


def group_called(key: str, names: Mapping[str, str]) -> str:
    """Return what a group is called."""
    return names.get(key, key)


def file_size(size_bytes: int) -> str:
    """Write the size of a file: `820 kB`, `1,4 MB`."""
    if size_bytes < _KILOBYTE * _KILOBYTE:
        return f"{max(1, size_bytes // _KILOBYTE)}{NO_BREAK}kB"
    megabytes = f"{size_bytes / _KILOBYTE / _KILOBYTE:.1f}"
    return f"{megabytes if current_language() == 'en' else megabytes.replace('.', ',')}{NO_BREAK}MB"


_FILTERS: dict[str, Callable[..., str]] = {
    "short_day": days.short_day,
    "short_date": days.short_date,
    "full_day": days.full_day,
    "stamp": days.stamp,
    "distance": days.distance,
    "sentence": days.first_capital,
    "group_called": group_called,
    "file_size": file_size,
    "question_of": question_of,
}


@blueprint.record
def set_up(state: BlueprintSetupState) -> None:
    """Give the templates of an application the filters of the desk."""
    for name, write in _FILTERS.items():
        state.app.add_template_filter(write, name)
