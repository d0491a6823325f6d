"""The first sheet of a workbook as rows of texts: what a person sees in its cells."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omr.files.problems import Problems, shown

if TYPE_CHECKING:
    from openpyxl import Workbook

FORMULA, ERROR = "f", "e"
"""What openpyxl calls the types of such cells."""
AS_SAVED = "an XLSX file as a spreadsheet program saves it"


def xlsx_rows(raw: bytes, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line; empty ones are passed over. A formula counts by the value that was saved with it. One that came to an
    error is a problem, and so are formulas without values, as programs write them that do not calculate: they would be empty cells.
    """
    import struct  # noqa: PLC0415
    import zlib  # noqa: PLC0415
    from zipfile import BadZipFile  # noqa: PLC0415

    unreadable = (BadZipFile, zlib.error, struct.error, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
    try:
        yield from _rows(raw, problems)
    except (*unreadable, OSError, EOFError, SyntaxError, RuntimeError) as error:  # each one was seen on damaged workbooks
        problems.add(None, f"a workbook that cannot be opened ({type(error).__name__})", AS_SAVED)


def _rows(raw: bytes, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    empty: set[tuple[int, int]] = set()
    for line, cells in enumerate(_opened(raw, values=True).worksheets[0].iter_rows(), start=1):
        texts = [_text(cell.value, getattr(cell, "number_format", "")) for cell in cells]
        for cell in cells:
            if getattr(cell, "data_type", "") == ERROR:
                problems.add(line, f"the error {shown(str(cell.value))} in cell {cell.coordinate}", "a text or a number")
        empty.update((line, column) for column, text in enumerate(texts) if not text)
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield line, [*texts, *[""] * (len(cells) - len(texts))]
    if empty:
        _tell_uncalculated(raw, empty, problems)


def _tell_uncalculated(raw: bytes, empty: set[tuple[int, int]], problems: Problems) -> None:
    """Notes that none of the formulas has a value. Some without one prove nothing: a text of no letters is saved like that."""
    formulas = [
        (line, column, cell.coordinate)
        for line, cells in enumerate(_opened(raw, values=False).worksheets[0].iter_rows(), start=1)
        for column, cell in enumerate(cells)
        if getattr(cell, "data_type", "") == FORMULA
    ]
    if formulas and all((line, column) in empty for line, column, _ in formulas):
        line, _, first = formulas[0]
        more = f" and {len(formulas) - 1} more" if len(formulas) > 1 else ""
        problems.add(line, f"a formula without its value in cell {first}{more}", f"{AS_SAVED}; open it in one and save it")


def _opened(raw: bytes, *, values: bool) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415  (only who brings an XLSX pays for it)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a workbook says of its styles concerns nobody here
        return load_workbook(io.BytesIO(raw), read_only=True, data_only=values)


def _text(value: object, number_format: str) -> str:
    """A cell as text; a whole number without the point that spreadsheets keep, and with the zeros that ``00000000`` shows."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return str(value)
    return str(int(value)).zfill(len(number_format) if set(number_format) == {"0"} else 0)
