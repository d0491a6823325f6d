"""Responses as a table: the columns of responses.csv, small in memory however many sheets there are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from omr.model.response import Response


class _Row(NamedTuple):
    sheet: str
    student_number: str
    form: str
    section: str
    item: str
    response: str
    status: str
    suggestion: str
    confidence: float
    decided_by: str
    file: str
    page: float


RESPONSE_COLUMNS = _Row._fields
NUMBERS = ("confidence", "page")
CONFIDENCE_DECIMALS = 4
"""Finer differences mean nothing to a person, and would tie the bytes of the file to one machine's arithmetic."""
CHUNK = 30_000
"""Responses held as objects at one time: some 15 MB."""


def response_tables(responses: Iterable[Response]) -> Iterator[pd.DataFrame]:
    """``responses.csv`` in tables of some rows, at least one: texts as categories, ``confidence`` and ``page`` as numbers (missing where
    nothing was read).
    """
    rows = map(_row, responses)
    yield _typed(list(itertools.islice(rows, CHUNK)))
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield _typed(chunk)


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Several of these tables as one."""
    if len(tables) == 1:
        return tables[0]
    columns = {name: [table[name] for table in tables] for name in RESPONSE_COLUMNS}
    return pd.DataFrame({name: _joined(name, parts) for name, parts in columns.items()})


def _joined(name: str, parts: list[pd.Series]) -> pd.Series:
    return pd.concat(parts, ignore_index=True) if name in NUMBERS else pd.Series(union_categoricals(parts))


def _row(one: Response) -> _Row:
    file, page = (one.ref.file, one.ref.page) if one.ref else ("", np.nan)
    head = (one.sheet, one.student_number, one.form, one.section, one.item, one.response, one.status.value, one.suggestion)
    return _Row(*head, round(one.confidence, CONFIDENCE_DECIMALS), one.decided_by, file, page)


def _typed(rows: list[_Row]) -> pd.DataFrame:
    table = pd.DataFrame.from_records(rows, columns=list(RESPONSE_COLUMNS))
    return table.astype({name: "float64" if name in NUMBERS else "category" for name in RESPONSE_COLUMNS})
