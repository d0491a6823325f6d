"""The files of ``results/``: what an office takes away."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Sequence
from pathlib import Path

import pandas as pd

from omr.audit import audit_lines
from omr.export.table_csv import passed_on, write_csv
from omr.export.tables import audit_table, decision_table, page_table
from omr.export.workbook import Tab, write_workbook
from omr.grade import Grades, joined
from omr.model.audit import Audit
from omr.model.exam import ItemRef
from omr.model.response import Decision, PageRow, ResponseStatus

MOST_LISTED = 250_000
"""Rows of responses, or of pages, in the workbook, whose first tab always holds every grade: a spreadsheet program opens so many in
seconds, and writing them takes 25 s, where a full tab of a million takes two minutes and helps nobody. The CSV files hold all."""


class Listed:
    """responses.csv of a results folder, and of its rows what is needed later: how many there are, how many wait (none of those of items
    that are ``settled``, see ``omr.model.exam``), and the first ones.
    """

    def __init__(self, folder: Path, settled: Collection[ItemRef] = ()) -> None:
        self.path = folder / "responses.csv"
        self._settled = pd.MultiIndex.from_tuples([*settled], names=ItemRef._fields) if settled else None
        self.rows = self.unsure = 0
        self._first: list[pd.DataFrame] = []

    def passed_on(self, tables: Iterable[pd.DataFrame]) -> Generator[pd.DataFrame]:
        """The tables of ``omr.grade.response_tables`` as they are written. Raises BadInput if the file cannot be written."""
        for table in passed_on(self.path, tables):
            if self.rows < MOST_LISTED or not self._first:
                self._first.append(table)
            self.rows += len(table)
            unsure = table.loc[table["status"] == ResponseStatus.UNSURE.value, [*ItemRef._fields]]
            self.unsure += len(unsure)
            if self._settled is not None:
                self.unsure -= int(pd.MultiIndex.from_frame(unsure).isin(self._settled).sum())
            yield table

    @property
    def first(self) -> pd.DataFrame:
        """The rows that the workbook shows, and perhaps some more."""
        return joined(self._first)


def export(
    folder: Path,
    pages: Sequence[PageRow],
    listed: Listed,
    grades: Grades,
    decisions: Sequence[Decision],
    audit: Audit | None = None,
) -> tuple[Path, ...]:
    """Writes pages.csv, grades.csv, decisions.csv and grades.xlsx into ``folder`` beside responses.csv, which is ``listed`` there already;
    the same input gives the same bytes. Of a batch that is audited also audit.csv, and a tab that tells the bounds.

    Raises BadInput if a file cannot be written; each file is whole or untouched. Gives all files.
    """
    scans = page_table(pages)
    tables = {"pages": scans, "grades": grades.rows, "decisions": decision_table(decisions)}
    audited = audit is not None and bool(audit.audited)
    if audit is not None and audited:
        tables["audit"] = audit_table(audit)
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)
    workbook = folder / "grades.xlsx"
    tabs: tuple[Tab, ...] = (
        Tab("Grades", grades.rows, 3),
        Tab("Responses", listed.first, 1, MOST_LISTED, listed.rows),
        Tab("Pages", scans, 2, MOST_LISTED),
    )
    if audit is not None and audited:
        tabs = (*tabs, Tab("Audit", pd.DataFrame({"audit": audit_lines(audit)}, dtype=str), 0))
    write_workbook(workbook, tabs)
    written = [folder / f"{name}.csv" for name in tables]
    return (written[0], listed.path, *written[1:], workbook)
