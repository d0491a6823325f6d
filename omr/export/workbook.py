"""grades.xlsx: what a registrar opens. Texts are stored as texts, so nothing in it can run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from traceback import clear_frames
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from omr.export.atomic import replacing
from omr.export.table_csv import number_text

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in every workbook, so that the same grades give the same bytes."""
MOST_ROWS = 1_048_575
"""Rows under a heading on one sheet of a spreadsheet (Excel's own limit)."""
WIDTHS = (8, 44)
"""Narrowest and widest column, in characters."""
SCAN_WIDTH = 14
"""A scan's id is 64 characters that nobody reads; its beginning tells it apart."""
BLOCK = 10_000
"""Rows turned into Python values at one time."""
INK, PAPER = "#1F3A5F", "#FFFFFF"
COLOURS = {
    "pending": "#FFE8C2",
    "provisional": "#FFE8C2",
    "unsure": "#FFE8C2",
    "conflict": "#F9CFCF",
    "missing": "#F9CFCF",
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
    """One sheet of the workbook; the first ``fixed`` columns stay in view, and at most ``most`` rows are shown (all that fit if None).
    ``rows`` are those of the whole table, where ``table`` is only its beginning, of ``most`` rows or more.
    """

    name: str
    table: pd.DataFrame
    fixed: int
    most: int | None = None
    rows: int | None = None


def write_workbook(path: Path, tabs: tuple[Tab, ...]) -> None:
    """Writes one sheet a tab, in one move. A table too long for a sheet is cut, and its last row says which file is complete."""
    with replacing(path) as beside:
        rows = beside.with_name(f"{beside.name}-rows")  # students' answers, which have no business in the system's own temporary folder
        rows.mkdir()
        try:
            beside.write_bytes(_packed(tabs, rows))
        finally:
            rmtree(rows, ignore_errors=True)


def _packed(tabs: tuple[Tab, ...], rows: Path) -> bytes:
    """The workbook's bytes; ``rows`` is a folder for what does not fit into memory meanwhile."""
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    buffer = BytesIO()
    try:
        with xlsxwriter.Workbook(buffer, {"constant_memory": True, "tmpdir": str(rows), **texts}) as book:
            book.set_properties({"created": CREATED, "title": "Grades"})
            styles = _Styles(book)
            for tab in tabs:
                _write(book.add_worksheet(tab.name), tab, styles)
    except FileCreateError as problem:
        refused: OSError = problem.args[0]
        clear_frames(refused.__traceback__)  # closes the archive it left open while there is a buffer; later it would complain
        raise refused from None
    return buffer.getvalue()


class _Styles:
    """The workbook's formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def heading(self, *, numeric: bool) -> Any:  # noqa: ANN401  # xlsxwriter carries no types
        side: dict[str, object] = {"align": "right"} if numeric else {"align": "left", "indent": 1}
        return self._style(bold=True, font_color=PAPER, bg_color=INK, valign="vcenter", **side)

    def text(self, name: str, value: str) -> Any:  # noqa: ANN401
        colour: dict[str, object] = {"bg_color": COLOURS[value]} if name == "status" and value in COLOURS else {}
        return self._style(num_format="@", align="left", indent=1, **colour)

    def number(self, name: str, value: float, pattern: str) -> Any:  # noqa: ANN401
        look: dict[str, object] = {"bold": True} if name == "total" else {}
        if name == "pending" and value:
            look = {"bg_color": COLOURS["pending"]}
        return self._style(num_format=pattern, **look)

    def _style(self, **look: object) -> Any:  # noqa: ANN401
        key = tuple(look.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write(sheet: Any, tab: Tab, styles: _Styles) -> None:  # noqa: ANN401
    most = min(MOST_ROWS, tab.most or MOST_ROWS)
    rows = len(tab.table) if tab.rows is None else tab.rows
    fits = rows <= most
    table = tab.table if fits else tab.table.iloc[: most - 1]
    names = [str(name) for name in table]
    patterns = [_pattern(table[name]) for name in names]
    _set_up(sheet, len(table), len(names), tab.fixed)
    for column, name in enumerate(names):
        sheet.set_column(column, column, SCAN_WIDTH if name == "scan" else _width(table[name]))
        sheet.write_string(0, column, name, styles.heading(numeric=bool(patterns[column])))
    plain = [styles.number(name, 0, pattern) if pattern else styles.text(name, "") for name, pattern in zip(names, patterns, strict=True)]
    vivid = [place for place, name in enumerate(names) if name in {"status", "pending"}]
    for row, values in _rows(table):
        looks = plain.copy()
        for place in vivid:
            value = values[place]
            looks[place] = styles.number(names[place], value, patterns[place]) if patterns[place] else styles.text(names[place], value)
        for column, value in enumerate(values):
            if not patterns[column] and value:
                sheet.write_string(row + 1, column, value, looks[column])
            elif patterns[column] and value == value:  # noqa: PLR0124  # a missing number is not itself; np.isnan is slow one by one
                sheet.write_number(row + 1, column, value, looks[column])
    if not fits:
        sheet.write_string(most, 0, f"… {rows - len(table)} more rows are in {tab.name.lower()}.csv")


def _pattern(column: pd.Series) -> str:
    """How a column's numbers are shown: with as many decimals as the longest needs, so that their points align; "" for texts."""
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return ""
    decimals = max((len(number_text(float(value)).partition(".")[2]) for value in column.dropna().unique()), default=0)
    return f"0.{'0' * decimals}" if decimals else "0"


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
