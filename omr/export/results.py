"""The files of ``results/``: what an office takes away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from omr.audit import audit_lines
from omr.export.table_csv import write_csv
from omr.export.tables import audit_table, decision_table, page_table
from omr.export.workbook import Tab, write_workbook
from omr.grade import Grades
from omr.model.audit import Audit
from omr.model.response import Decision, PageRow

MOST_LISTED = 250_000
"""Rows of responses, or of pages, in the workbook, whose first tab always holds every grade: a spreadsheet program opens so many in
seconds, and writing them takes 25 s, where a full tab of a million takes two minutes and helps nobody. The CSV files hold all."""


def export(
    folder: Path,
    pages: Sequence[PageRow],
    responses: pd.DataFrame,
    grades: Grades,
    decisions: Sequence[Decision],
    audit: Audit | None = None,
) -> tuple[Path, ...]:
    """Writes pages.csv, responses.csv, grades.csv, decisions.csv and grades.xlsx into ``folder``; the same input gives the same bytes.
    Of a batch that is audited also audit.csv, and a tab that tells the bounds.

    ``responses`` are those of ``omr.grade.response_table``. Raises BadInput if a file cannot be written; each file is whole or untouched.
    """
    scans = page_table(pages)
    tables = {"pages": scans, "responses": responses, "grades": grades.rows, "decisions": decision_table(decisions)}
    audited = audit is not None and bool(audit.audited)
    if audit is not None and audited:
        tables["audit"] = audit_table(audit)
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)
    workbook = folder / "grades.xlsx"
    tabs: tuple[Tab, ...] = (
        Tab("Grades", grades.rows, 3),
        Tab("Responses", responses, 1, MOST_LISTED),
        Tab("Pages", scans, 2, MOST_LISTED),
    )
    if audit is not None and audited:
        tabs = (*tabs, Tab("Audit", pd.DataFrame({"audit": audit_lines(audit)}, dtype=str), 0))
    write_workbook(workbook, tabs)
    return (*(folder / f"{name}.csv" for name in tables), workbook)
