"""What differs in the test cases of decision tables, by their titles."""

from __future__ import annotations

from collections.abc import Iterator

from regelruimte.engine.table_tests import TableTest, UnreadableTests, read_tests
from regelruimte.modeller.compare_words import Change, added, changed, removed


def changes_of_tests(path: str, old: bytes | None, new: bytes | None) -> Iterator[Change]:
    """Yield which test cases of a file came, went or are different."""
    before, after = _read(old), _read(new)
    if before is None or after is None:
        yield changed(f"De toetsgevallen in {path} zijn anders.")
        return
    for key, test in after.items():
        if key not in before:
            yield added(f"Nieuw toetsgeval: ‘{test.title}’.")
        elif test != before[key]:
            yield changed(f"Toetsgeval ‘{test.title}’ is anders.")
    for key, test in before.items():
        if key not in after:
            yield removed(f"Vervallen toetsgeval: ‘{test.title}’.")


def _read(data: bytes | None) -> dict[tuple[str, str], TableTest] | None:
    try:
        return {(one.decision, one.title): one for one in read_tests(data)} if data is not None else {}
    except UnreadableTests:
        return None
