"""Checks of a decision table: gaps, overlaps, rows that never count, cells and outputs of a wrong type.

A table is laid out on lines, one for each input column, cut where any cell starts or ends. Cells become sets
of pieces of these lines, so that every claim is exact. What a cell says beyond constants is never guessed:
such a cell may hold for anything, and claims are only made of what is certain.
"""

from __future__ import annotations

from regelruimte.engine.dmn.tablecheck.report import table_findings

__all__ = ["table_findings"]
