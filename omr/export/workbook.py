"""grades.xlsx: what a registrar opens. Texts are stored as texts, so nothing in it can run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from omr.export.atomic import replacing, unwritable

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in every workbook, so that the same grades give the same bytes."""
MOST_ROWS = 1_048_575
"""Rows under a heading on one sheet of a spreadsheet (Excel's own limit)."""
WIDTHS = (8, 44)
"""Narrowest and widest column, in characters."""
BLOCK = 10_000
"""Rows turned into Python values at one time."""
INK, PAPER = "#1F3A5F", "#FFFFFF"
COLOURS = {
    "pending": "#FFE8C2",
    "unsure": "#FFE8C2",
    "conflict": "#F9CFCF",
    "unmatched": "#F9CFCF",
    "multiple": "#F9CFCF",
    "rejected": "#F9CFCF",
    "absent": "#E4E4E4",
    "omitted": "#E4E4E4",
    "blank": "#E4E4E4",
    "duplicate": "#E4E4E4",
}
"""Background of a status that a person should notice."""


class Tab(NamedTuple):
    """One sheet of the workbook; the first ``fixed`` columns stay in view."""

    name: str
    table: pd.DataFrame
    fixed: int


def write_workbook(path: Path, tabs: tuple[Tab, ...]) -> None:
    """Writes one sheet a tab, in one move. A table too long for a sheet is cut, and its last row says which file is complete."""
    try:
        with replacing(path) as beside:
            _fill(beside, tabs)
    except FileCreateError as problem:
        raise unwritable(path, problem) from problem


def _fill(path: Path, tabs: tuple[Tab, ...]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED, "title": "Grades"})
        head = {"bold": True, "font_color": PAPER, "bg_color": INK, "valign": "vcenter"}
        styles = {
            "head": book.add_format({**head, "align": "left"}),
            "number head": book.add_format({**head, "align": "right"}),
            "text": book.add_format({"num_format": "@"}),
            "total": book.add_format({"bold": True}),
            **{status: book.add_format({"bg_color": colour}) for status, colour in COLOURS.items()},
        }
        for tab in tabs:
            _write(book.add_worksheet(tab.name), tab, styles)


def _write(sheet: Any, tab: Tab, styles: dict[str, Any]) -> None:  # noqa: ANN401  # xlsxwriter carries no types
    fits = len(tab.table) <= MOST_ROWS
    table = tab.table if fits else tab.table.iloc[: MOST_ROWS - 1]
    names = [str(name) for name in table]
    numeric = [pd.api.types.is_numeric_dtype(column.dtype) for _, column in table.items()]
    _set_up(sheet, len(table), len(names), tab.fixed)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _width(table[name]))
        sheet.write_string(0, column, name, styles["number head" if numeric[column] else "head"])
    for row, values in _rows(table):
        for column, value in enumerate(values):
            name = names[column]
            if numeric[column]:
                if not np.isnan(value):
                    sheet.write_number(row + 1, column, value, styles.get(name))
            elif value:
                sheet.write_string(row + 1, column, value, styles.get(value) if name == "status" else styles["text"])
    if not fits:
        sheet.write_string(MOST_ROWS, 0, f"… {len(tab.table) - len(table)} more rows are in {tab.name.lower()}.csv")


def _set_up(sheet: Any, rows: int, columns: int, fixed: int) -> None:  # noqa: ANN401
    """Headings that stay in view and can be filtered; prints in landscape, as wide as the paper, with headings on every page."""
    sheet.freeze_panes(1, fixed)
    sheet.autofilter(0, 0, max(rows, 1), columns - 1)
    sheet.set_row(0, 20)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")


def _rows(table: pd.DataFrame) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Row numbers and values; texts as str (missing ones empty), numbers as float."""
    for start in range(0, len(table), BLOCK):
        block = table.iloc[start : start + BLOCK]
        columns = [_values(block[name]) for name in block]
        yield from enumerate(zip(*columns, strict=True), start)


def _values(column: pd.Series) -> list[Any]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype("float64").tolist()
    return column.astype(object).where(column.notna(), "").tolist()


def _width(column: pd.Series) -> float:
    """Characters that the widest of the first rows needs, with room for the filter's arrow in the heading."""
    some = column.iloc[:BLOCK].dropna()
    longest = int(some.astype(str).str.len().max()) if len(some) else 0
    return float(min(max(longest + 2, len(str(column.name)) + 4, WIDTHS[0]), WIDTHS[1]))
