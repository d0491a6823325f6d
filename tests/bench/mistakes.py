"""What was read wrongly without a question, as it stands on the scan: one picture of all such rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from omr.model.layout import Field
from omr.model.page import Gray, RegisteredPage
from omr.review.picture import around, upright

PX_PER_MM = 7.0
CONTEXT_MM = (6.0, 4.5)
TILE = (560, 130)
"""Columns and rows of one tile, text included: 80 mm of a row."""
TEXT_ROWS, TEXT_LETTERS = 16, 76
ACROSS = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One silent error: where it stands (table, sheet, section, item), what was read for what, and its row."""

    where: str
    what: str
    row: Gray

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def row_of(page: RegisteredPage, field: Field) -> Gray:
    """A field's row with what stands near by, its first options where it is too long."""
    area = around(field, page.page.size, CONTEXT_MM)
    width, height = TILE[0] / PX_PER_MM, (TILE[1] - TEXT_ROWS) / PX_PER_MM
    return upright(page.scan.image, page.transform, replace(area, w=min(area.w, width), h=min(area.h, height)), PX_PER_MM)


def picture(mistakes: Sequence[Mistake]) -> Gray:
    """All of them, with what was read for what below each, as far as there is room."""
    columns, rows = TILE
    whole = np.full((max(1, math.ceil(len(mistakes) / ACROSS)) * rows, ACROSS * columns), 255, np.uint8)
    for place, one in enumerate(mistakes):
        y, x = rows * (place // ACROSS), columns * (place % ACROSS)
        whole[y : y + one.row.shape[0], x : x + one.row.shape[1]] = one.row
        text = one.what if len(one.what) <= TEXT_LETTERS else one.what[: TEXT_LETTERS - 3] + "..."
        cv2.putText(whole, text, (x + 2, y + rows - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0,), 1, cv2.LINE_AA)
    return whole
