"""What every page of one decision shows: the decision of the draft, its table and its test cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from regelruimte.app.context import current_actor, current_engine
from regelruimte.app.studio.drafts import OpenProcess, open_process
from regelruimte.app.studio.saving import mark_of
from regelruimte.engine.dmn.model import Column, DecisionTable
from regelruimte.engine.dmn.view import TableView
from regelruimte.engine.errors import NotFound
from regelruimte.engine.findings import Finding
from regelruimte.engine.table_tests import TableTest, UnreadableTests, path_of_tests, read_tests
from regelruimte.engine.terms import day_of
from regelruimte.modeller.facts import DecisionFile


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A decision of a draft that is open in the studio.

    Attributes:
        file: the decision and the file it is kept in.
        now: the present moment, aware UTC.
    """

    process: OpenProcess
    file: DecisionFile
    now: datetime

    @property
    def key(self) -> str:
        """Key of the process."""
        return self.process.key

    @property
    def id(self) -> str:
        """Id of the decision."""
        return self.file.id

    @property
    def table(self) -> TableView | None:
        """The table as written; None when the decision is no table."""
        return self.file.table

    @property
    def columns(self) -> tuple[Column, ...]:
        """The input columns; none when the decision is no table."""
        logic = self.file.model.decision(self.id).logic
        return logic.inputs if isinstance(logic, DecisionTable) else ()

    @property
    def today(self) -> date:
        """The present day in the Netherlands."""
        return day_of(self.now)

    @property
    def content(self) -> bytes:
        """The file the decision is kept in."""
        return self.process.draft.files[self.file.path]

    @property
    def mark(self) -> str:
        """The mark of that file."""
        return mark_of(self.process.draft, self.file.path)

    @property
    def tests_path(self) -> str:
        """Where the test cases of the file are kept."""
        return path_of_tests(self.file.path)

    @property
    def tests_mark(self) -> str:
        """The mark of the test cases."""
        return mark_of(self.process.draft, self.tests_path)

    @property
    def tests(self) -> tuple[TableTest, ...]:
        """The test cases of the whole file; none when they cannot be read."""
        try:
            return read_tests(self.process.draft.files.get(self.tests_path, b"[]"))
        except UnreadableTests:
            return ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the file and its test cases."""
        files = (self.file.path, self.tests_path)
        return tuple(one for one in self.process.facts.findings if one.file in files)

    @property
    def table_id(self) -> str:
        """Id of the element of the table, by which findings name it; that of the decision without one."""
        return (self.table.id if self.table else "") or self.id

    @property
    def other_findings(self) -> tuple[Finding, ...]:
        """What was found besides what is shown in the table itself: at its rows, and its gaps."""
        rows = {row.id for row in self.table.rows} if self.table else set()
        shown = {(self.table_id, "dmn-table-gap")}
        return tuple(
            one for one in self.findings if one.element not in rows and (one.element, one.code) not in shown
        )


def open_decision(key: str, decision_id: str) -> OpenDecision:
    """Return a decision of a draft.

    Raises:
        NotFound: there is no such process, or no such decision in its draft.
    """
    with current_engine().view(current_actor()) as view:
        process, now = open_process(view, key), view.now
    found = next((one for one in process.facts.decisions if one.id == decision_id), None)
    if found is None:
        raise NotFound(definition=key, decision=decision_id)
    return OpenDecision(process, found, now)
