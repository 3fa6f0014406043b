"""Decisions: DMN 1.1 to 1.5 read, checked, evaluated and explained."""

from __future__ import annotations

from regelruimte.engine.dmn.check import check_decisions
from regelruimte.engine.dmn.evaluate import evaluate, judge_rows
from regelruimte.engine.dmn.model import DecisionModel
from regelruimte.engine.dmn.read import read_decisions
from regelruimte.engine.dmn.refused import DmnRefused
from regelruimte.engine.dmn.view import TableRow, TableView, table_view

__all__ = [
    "DecisionModel",
    "DmnRefused",
    "TableRow",
    "TableView",
    "check_decisions",
    "evaluate",
    "judge_rows",
    "read_decisions",
    "table_view",
]
