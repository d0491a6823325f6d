"""Tables as CSV: UTF-8, one line feed a line, numbers as people write them, and no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from omr.export.atomic import replacing
from omr.files.formulas import safe

FREE_TEXT = ("student_number", "name", "file", "detail", "who", "decided_by", "reason")
"""Columns whose words come from outside the exam: a roster, a scanner's file names, a grader. All others hold the exam's own names
(an option may be called ``-``), ids and codes, which importers compare letter by letter: they are never changed."""

BLOCK = 30_000
"""Rows made texts at one time: some 10 MB."""


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Writes ``table`` in one move; missing numbers and texts become empty cells. Raises BadInput if it cannot be written."""
    for _ in passed_on(path, [table]):
        pass


def passed_on(path: Path, tables: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The tables, of the same columns, as they are written one below the other into one file, which takes its place after the last. So
    memory need not hold them all. Raises BadInput if it cannot be written.
    """
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        for place, table in enumerate(tables):
            for start in range(0, max(len(table), 1), BLOCK):
                _write(file, table.iloc[start : start + BLOCK], header=place == start == 0)
            yield table


def _write(file: TextIO, table: pd.DataFrame, *, header: bool) -> None:
    ready = pd.DataFrame({name: _texts(str(name), column) for name, column in table.items()})
    ready.to_csv(file, index=False, header=header, lineterminator="\n")


def number_text(value: float) -> str:
    """``87``, ``66.67``, never ``87.0`` or ``1e-05``; nothing for a missing number."""
    return "" if np.isnan(value) else np.format_float_positional(value, trim="-")


def _texts(name: str, column: pd.Series) -> pd.Series:
    """``column`` as its cells' texts; each distinct value is written once."""
    which, distinct = pd.factorize(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        written = [number_text(float(value)) for value in distinct]
    else:
        texts = [str(value).replace("\r\n", "\n").replace("\r", "\n") for value in distinct]  # readers split lines at a bare \r
        written = [safe(text) for text in texts] if name in FREE_TEXT else texts
    places = {text: place for place, text in enumerate(dict.fromkeys([*written, ""]))}  # two values may be written alike
    codes = np.array([*(places[text] for text in written), places[""]])[which]  # a missing value has code -1: the last
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(list(places))), index=column.index)
