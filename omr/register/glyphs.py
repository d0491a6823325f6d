"""The letters of a printed form code, each by itself: cut from the unfilled page, and looked for on a scan."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from omr.imaging import Floats

BLUR_PX = 1.0
"""Both pictures are smoothed by that (1/8 mm), so that neither a fraction of a pixel nor a sharper scanner counts."""
SHIFT_PX = 3
"""How far a letter is looked for around its place: the code as a whole was found before."""
INKED = 0.35
"""Share of full ink from which a pixel of the unfilled page belongs to a letter."""
PART = 0.4
"""Pieces whose columns overlap by more than that share belong to one letter (the dot of an i)."""
SPECK_PX = 6
"""Pixels of the least piece of a letter."""
MARGIN_PX = 2
"""Paper around a letter, against which it shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One letter of a code: its picture as ink (rows, columns) and the row and column of its top-left corner."""

    text: str
    ink: Floats
    row: int
    column: int


def smooth(ink: Floats) -> Floats:
    """The ink as it is compared."""
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), BLUR_PX), dtype=np.float32)


def glyphs_of(ink: Floats, text: str) -> tuple[Glyph, ...]:
    """The letters of a printed code from left to right; () where they are not as many as its text has."""
    spans = _spans((ink > INKED).astype(np.uint8))
    if len(spans) != len(text):
        return ()
    rows, columns = ink.shape
    found = []
    for letter, (top, bottom, left, right) in zip(text, spans, strict=True):
        row, column = max(0, top - MARGIN_PX), max(0, left - MARGIN_PX)
        found.append(Glyph(letter, ink[row : min(rows, bottom + MARGIN_PX), column : min(columns, right + MARGIN_PX)], row, column))
    return tuple(found)


def _spans(mask: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Top, bottom, left and right of each letter, by connected pieces whose columns overlap."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pieces = sorted((x, x + w, y, y + h) for x, y, w, h, area in stats[1:].tolist() if area >= SPECK_PX)
    spans: list[tuple[int, int, int, int]] = []
    for left, right, top, bottom in pieces:
        if spans and spans[-1][3] - left > PART * min(right - left, spans[-1][3] - spans[-1][2]):
            last = spans.pop()
            spans.append((min(last[0], top), max(last[1], bottom), last[2], max(last[3], right)))
        else:
            spans.append((top, bottom, left, right))
    return spans


def likeness(ink: Floats, glyph: Glyph, picture: Floats) -> float:
    """How like (-1 to 1) the ink at a glyph's place is to a letter's picture, set on the same line and in the middle of that place."""
    part = place_of(ink, glyph, picture)
    if part.shape[0] < picture.shape[0] or part.shape[1] < picture.shape[1] or float(part.std()) < 1e-3:
        return 0.0
    return float(cv2.matchTemplate(part, picture, cv2.TM_CCOEFF_NORMED).max())


def place_of(ink: Floats, glyph: Glyph, picture: Floats) -> Floats:
    """The ink where a letter's picture may lie: on the glyph's line, in the middle of its place, and ``SHIFT_PX`` to each side of that."""
    rows, columns = picture.shape
    top = glyph.row + (glyph.ink.shape[0] - rows) // 2 - SHIFT_PX
    left = glyph.column + (glyph.ink.shape[1] - columns) // 2 - SHIFT_PX
    padded = cv2.copyMakeBorder(ink, rows, rows, columns, columns, cv2.BORDER_CONSTANT, value=(0.0,))
    return np.ascontiguousarray(padded[top + rows : top + 2 * rows + 2 * SHIFT_PX, left + columns : left + 2 * columns + 2 * SHIFT_PX])


@lru_cache(maxsize=256)
def plain_glyph(letter: str, height: int) -> Floats:
    """A letter in a plain type, its ink ``height`` pixels high: for letters that no form of the layout shows."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415  (felt at start-up, and rarely needed)

    font = ImageFont.load_default(4 * height)
    left, top, right, bottom = (int(side) for side in font.getbbox(letter))
    canvas = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(canvas).text((-left, -top), letter, fill=255, font=font)
    large = np.asarray(canvas, dtype=np.float32) / 255
    width = max(2, round(large.shape[1] * height / large.shape[0]))
    small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
    return smooth(np.pad(np.asarray(small, dtype=np.float32), MARGIN_PX))


def pictures_for(glyph: Glyph, shown: Mapping[str, Sequence[Floats]]) -> dict[str, Sequence[Floats]]:
    """The pictures of every letter that may be taken for a glyph's: as ``shown``, and in a plain type where they are not."""
    height = max(4, glyph.ink.shape[0] - 2 * MARGIN_PX)
    kind = string.digits if glyph.text.isdigit() else string.ascii_uppercase
    return {letter: [plain_glyph(letter, height)] for letter in kind if letter not in shown} | dict(shown)
