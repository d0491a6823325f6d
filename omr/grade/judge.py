"""What each response earns: tables of responses, one after the other, to one table of points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from omr.errors import BadExam, BadInput, FileProblem
from omr.grade.points import earned
from omr.model.exam import Exam, Item, Key
from omr.model.response import ResponseStatus

Whole = npt.NDArray[np.int64]
UNDECIDED = np.iinfo(np.int64).min
"""Stands in a table of points for an item that waits for a person."""
MOST_PARTS = 2**62
"""A total in parts of a point must stay below this to fit 64 bits."""
SHOWN = 5
"""How many offenders a message names."""
STATUSES = tuple(ResponseStatus)


def points_of(tables: Iterable[pd.DataFrame], sheets: pd.Series, kept: Sequence[int], exam: Exam, key: Key) -> tuple[Whole, int]:
    """Points (sheets, the ``kept`` items) in parts of a point, UNDECIDED where nobody knows yet, and how many parts make one point."""
    judged = _Judged(len(sheets), exam, key)
    places = {name: place for place, name in enumerate(sheets)}
    for table in tables:
        judged.add(table, places)
    return judged.points(kept)


class _Judged:
    """What each response earns, as it is added: 4 bytes each, the place of what it earns among all that is earned."""

    def __init__(self, sheets: int, exam: Exam, key: Key) -> None:
        self._exam, self._key = exam, key
        self._worth: list[Fraction | None] = [earned(item, key[item.ref], "", ResponseStatus.UNSURE) for item in exam.items]
        self._known: dict[tuple[int, str, str], int] = {}
        self._codes = np.tile(np.arange(len(exam.items), dtype=np.int32), (sheets, 1))  # what a sheet earns without a response
        self._there = np.zeros(sheets * len(exam.items), dtype=bool)

    def add(self, responses: pd.DataFrame, sheets: Mapping[str, int]) -> None:
        """Take in some responses. Raises BadInput for one of an unknown sheet, item or status, and for a second one of an item."""
        item_code = _item_codes(responses, self._exam.items)
        place = _codes(responses["sheet"], sheets, "sheet") * len(self._exam.items) + item_code
        twice = self._there[place] | pd.Series(place).duplicated(keep=False).to_numpy()
        refuse(
            responses.loc[twice, "sheet"],
            "an item has two responses on a sheet",
            "this is a defect of the batch: grade it again from its scans",
        )
        self._there[place] = True
        text_code, texts = pd.factorize(responses["response"])
        said = item_code * (len(texts) + 1) + (text_code + 1)
        status_code = _codes(responses["status"], {status: code for code, status in enumerate(STATUSES)}, "status")
        which, distinct = pd.factorize(said * len(STATUSES) + status_code)
        worth = []
        for code in distinct.tolist():  # each distinct response is judged once, however many sheets gave it
            rest, status = divmod(code, len(STATUSES))
            item, text = divmod(rest, len(texts) + 1)
            worth.append(self._judge(item, str(texts[text - 1]) if text else "", STATUSES[status]))
        self._codes.reshape(-1)[place] = np.array(worth, dtype=np.int32)[which]

    def _judge(self, item: int, text: str, status: ResponseStatus) -> int:
        said = (item, text, status)
        if said not in self._known:
            self._known[said] = len(self._worth)
            judged = self._exam.items[item]
            self._worth.append(earned(judged, self._key[judged.ref], text, status))
        return self._known[said]

    def points(self, kept: Sequence[int]) -> tuple[Whole, int]:
        """The points of the ``kept`` items, and how many parts make one point."""
        unit = _unit([*(Fraction(item.points) for item in self._exam.items), *(points for points in self._worth if points is not None)])
        values = np.array([UNDECIDED if points is None else int(points * unit) for points in self._worth], dtype=np.int64)
        return values[self._codes[:, list(kept)]], unit


def refuse(offenders: pd.Series, message: str, remedy: str) -> None:
    """Raises BadInput naming the first few distinct ``offenders``, if there are any."""
    if len(offenders):
        names = sorted({str(name) for name in offenders.unique()})
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        raise BadInput(f"{message}: {', '.join(names[:SHOWN])}{more}", remedy)


def _codes(column: pd.Series, places: Mapping[str, int], what: str) -> Whole:
    """Each value's place; raises BadInput for a value that has none. Fast on categories, and on plain texts."""
    which, distinct = pd.factorize(column)
    codes = np.array([*(places.get(name, -1) for name in distinct), -1], dtype=np.int64)[which]  # a missing value is the last
    refuse(column[codes < 0], f"responses name an unknown {what}", "grade with the exam that the batch was scanned for")
    return codes


def _item_codes(responses: pd.DataFrame, items: Sequence[Item]) -> Whole:
    sections = {name: place for place, name in enumerate(dict.fromkeys(item.section for item in items))}
    names = {name: place for place, name in enumerate(dict.fromkeys(item.name for item in items))}
    places = np.full((len(sections), len(names)), -1)
    for index, item in enumerate(items):
        places[sections[item.section], names[item.name]] = index
    codes = places[_codes(responses["section"], sections, "section"), _codes(responses["item"], names, "item")]
    unknown = responses.loc[codes < 0, ["section", "item"]].astype(str).agg(" ".join, axis=1) if (codes < 0).any() else pd.Series(dtype=str)
    refuse(unknown, "responses name an unknown section and item", "grade with the exam that the batch was scanned for")
    return codes


def _unit(values: Sequence[Fraction]) -> int:
    """The fewest equal parts of a point in which all ``values`` are whole; raises BadExam if a total would not fit 64 bits."""
    unit = math.lcm(*(value.denominator for value in values))
    if unit * sum((abs(value) for value in values), Fraction(0)) >= MOST_PARTS:
        problem = FileProblem("exam.yaml", None, "points with too many decimals or too large", "points such as 2, 2.5 or -0.333")
        raise BadExam((problem,))
    return unit
