"""Ink around a row of boxes, further out than any box's own patch: what a mark drawn beside its box leaves when all boxes are empty."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.layout import Box, Field, LayoutOption, LayoutPage
from omr.model.page import Gray, Transform

Floats = npt.NDArray[np.float64]

STEP_MM = 0.25
"""Distance of samples: half a pen's stroke."""
FINE, NODE = 2, 48
"""Finer samples each way that make one, and how many of those lie between two nodes: 6 mm."""
REACH = 1.2
"""Share of a box's side that the area spreads around the row's boxes: how far off a mark still belongs to a box for a person."""
WORD = 0.5
"""Share of a box's side by which the row goes further than that where a word stands beside its boxes, which may be marked in a box's stead:
of 322 marks upon "True" and "False" that a sixth simulator made, 36 were read as omissions without this, and 23 with it, which letters hide
or which many others on the page are like; of 74 omissions 5 more are asked about.
"""
OWN = 1.15
"""Relative size of a box that is left out of its surroundings: its own patch has seen it."""
PAPER_RANK = 80
CELL, CELLS, SHADOW = 8, np.ones((3, 3), np.uint8), 0.5
"""Samples each way (2 mm) and how many such cells of which the lightest is the paper at a place, and the least share of the area's own
paper that it may be: the rim of a shadow is no ink, and somewhere within 6 mm of any mark is paper."""
PRINT_SLACK, LEVEL_SLACK, FLOOR = 1.5, 1.2, 30
"""Print around may be half as dark again as on the reference, or a fifth darker than the page's own print is over it; and anything
within 30 of 255 of the paper is paper."""
TOLERANCE, LAID = 2, 1
"""Samples (0.5 mm) that print may stand off its place, and what is left of it (0.25 mm) once the print is laid where the scan shows it."""
LIKE = 0.6
"""Correlation with what is seen from which print counts as found at a place."""
STROKE = np.ones((2, 2), np.uint8)
"""So near to print only what is as wide as a stroke (0.5 mm) counts: letters printed heavier leave thinner rims."""
LINE, TAIL = 40, 20
"""Extra darkness from which a sample is part of a line that hangs together with a box of its own row, and of another row: the tail of a
light tick is light. Of 25,900 items of the second simulator 67 fewer are asked about for it, all of them left open.
"""
GAP = np.ones((3, 3), np.uint8)
"""Lines that come as near to each other as a sample (0.25 mm) hang together."""
FAR, BRIDGE = 2.5, np.ones((7, 7), np.uint8)
"""Share of a box's side up to which a stroke is followed from it into other rows' boxes; and how broad it is made (1.75 mm) to join its
parts: print that it crosses, a table's line or the boxes' own outlines, hides it with 0.5 mm on both sides.
"""


def around(
    image: Gray,
    transform: Transform,
    page: LayoutPage,
    field: Field,
    reference: Gray,
    to_reference: Transform,
    *,
    marked: bool = False,
    level: float = 1.0,
) -> float:
    """Ink (mm² of full black) around the boxes of a field beyond what the reference picture shows there, printed ``level`` times as dark
    on this page: a scanner of black and white makes grey lines black.

    What hangs together with a box of another row is that row's: the tail of a tick, a cross larger than its box. Where the field is
    ``marked``, so is what hangs together with one of its own.
    """
    reach = REACH * _side(field) + TOLERANCE * STEP_MM
    x, y = _grid(_area(field, page, reach, math.inf if marked else WORD * _side(field)))
    own, others = (_boxes(page, x, y, wanted) for wanted in (lambda one: one is field, lambda one: one is not field))
    extra = _extra((image, transform), (reference, to_reference), (x, y), own | others, level)
    if others.any():
        others = _hanging_on(others, extra, TAIL)
    if marked:
        own |= _hanging_on(own & (extra > LINE), extra, LINE)
    stray = np.where(own | others, 0, extra)[TOLERANCE:-TOLERANCE, TOLERANCE:-TOLERANCE]  # print just outside cannot excuse the rim
    return float(stray.sum(dtype=np.float64)) / 255 * STEP_MM**2


def linked(
    image: Gray,
    transform: Transform,
    page: LayoutPage,
    place: tuple[Field, LayoutOption],
    reference: Gray,
    to_reference: Transform,
    level: float,
) -> list[tuple[Field, LayoutOption]]:
    """The boxes of other rows to which a stroke leads that goes out of an option's box (its field and itself, ``place``)."""
    field, here = place
    x, y = _grid(_area(replace(field, options=(here,), box=here.target), page, FAR * _side(field), math.inf))
    near = [(one, other) for one in page.bubbled if one is not field for other in one.options if _is_within(other.target, x, y)]
    own, *boxes = (_in_box(option.target, x, y, OWN) for option in (here, *(other for _, other in near)))
    everywhere = np.logical_or.reduce([own, *boxes])
    extra = _extra((image, transform), (reference, to_reference), (x, y), everywhere, level)
    _, parts = cv2.connectedComponents(cv2.dilate((np.where(everywhere, np.uint8(0), extra) > TAIL).astype(np.uint8), BRIDGE))
    leaving = np.setdiff1d(np.unique(parts[own]), [0])
    return [other for other, box in zip(near, boxes, strict=True) if np.isin(parts[box], leaving).any()]


def _side(field: Field) -> float:
    return max(max(option.target.w, option.target.h) for option in field.options)


def _grid(area: Box) -> tuple[Floats, Floats]:
    columns, rows = (max(2, round(length / STEP_MM)) for length in (area.w, area.h))
    x, y = np.meshgrid((np.arange(columns) + 0.5) * STEP_MM + area.x, (np.arange(rows) + 0.5) * STEP_MM + area.y)
    return x, y


def _extra(
    shown: tuple[Gray, Transform], blank: tuple[Gray, Transform], grid: tuple[Floats, Floats], boxes: npt.NDArray[np.bool_], level: float
) -> Gray:
    """What is darker than the print may be at the places of a grid; where ``boxes`` are, the print around is not looked for."""
    scan, printed = (_sampled(*picture, *grid) for picture in (shown, blank))
    seen, printed = _darkness(scan, _paper_in_shadow(scan)), _darkness(printed, _paper(printed))
    extra = _beyond(seen, printed, TOLERANCE, level)
    laid = _laid(printed, seen, boxes)
    if laid is None:
        return extra
    return np.maximum(extra, np.asarray(cv2.morphologyEx(_beyond(seen, laid, LAID, level), cv2.MORPH_OPEN, STROKE), dtype=np.uint8))


def _beyond(seen: Gray, printed: Gray, off: int, level: float) -> Gray:
    """What is darker than the print may be that stands up to ``off`` samples off its place, ``level`` times as dark."""
    near = cv2.dilate(printed, np.ones((2 * off + 1, 2 * off + 1), np.uint8))
    allowed = cv2.convertScaleAbs(near, alpha=max(PRINT_SLACK, LEVEL_SLACK * level), beta=FLOOR)
    return np.asarray(cv2.subtract(seen, allowed), dtype=np.uint8)


def _laid(printed: Gray, seen: Gray, boxes: npt.NDArray[np.bool_]) -> Gray | None:
    """The print moved to where the scan shows most of it, outside the boxes; None where it is not found, or there is none."""
    pattern = np.where(boxes, np.uint8(0), printed)[TOLERANCE:-TOLERANCE, TOLERANCE:-TOLERANCE]
    if pattern.max() <= FLOOR:
        return None
    like = cv2.matchTemplate(np.where(boxes, np.uint8(0), seen), pattern, cv2.TM_CCOEFF_NORMED)
    _, best, _, (column, row) = cv2.minMaxLoc(like)
    if best < LIKE:
        return None
    way = np.array([[1, 0, column - TOLERANCE], [0, 1, row - TOLERANCE]], np.float32)
    return np.asarray(cv2.warpAffine(printed, way, (printed.shape[1], printed.shape[0])), dtype=np.uint8)


def _hanging_on(some: npt.NDArray[np.bool_], extra: Gray, least: int) -> npt.NDArray[np.bool_]:
    """Some samples with all lines that hang together with them, each ``least`` darker than print may be."""
    lines = (extra > least) | some
    _, parts = cv2.connectedComponents(cv2.dilate(lines.astype(np.uint8), GAP))
    return np.isin(parts, np.unique(parts[some]))


def _area(field: Field, page: LayoutPage, reach: float, word: float) -> Box:
    """The boxes of the row with ``reach`` mm around them, and what is printed beside them where that goes ``word`` mm further, within the
    page.
    """
    low_x, low_y = (min(getattr(option.target, name) for option in field.options) - reach for name in ("x", "y"))
    high_x = max(option.target.x + option.target.w for option in field.options) + reach
    end = field.box.x + field.box.w
    low_x, high_x = field.box.x if field.box.x < low_x - word else low_x, end if end > high_x + word else high_x
    high_y = max(option.target.y + option.target.h for option in field.options) + reach
    x, y = max(0.0, low_x), max(0.0, low_y)
    return Box(x, y, min(page.size[0], high_x) - x, min(page.size[1], high_y) - y)


def _boxes(page: LayoutPage, x: Floats, y: Floats, wanted: Callable[[Field], bool]) -> npt.NDArray[np.bool_]:
    """Which samples lie in a box of the wanted rows: marks there are those boxes' affair."""
    inside = np.zeros(x.shape, dtype=np.bool_)
    for field in filter(wanted, page.bubbled):
        for option in field.options:
            if _is_within(option.target, x, y):
                inside |= _in_box(option.target, x, y, OWN)
    return inside


def _is_within(box: Box, x: Floats, y: Floats) -> bool:
    (cx, cy), half_w, half_h = box.centre, box.w * OWN / 2, box.h * OWN / 2
    return bool(x[0, 0] - half_w < cx < x[0, -1] + half_w and y[0, 0] - half_h < cy < y[-1, 0] + half_h)


def _in_box(box: Box, x: Floats, y: Floats, size: float) -> npt.NDArray[np.bool_]:
    (cx, cy), half_w, half_h = box.centre, box.w * size / 2, box.h * size / 2
    return np.asarray((np.abs(x - cx) < half_w) & (np.abs(y - cy) < half_h), dtype=np.bool_)


def _sampled(picture: Gray, way: Transform, x: Floats, y: Floats) -> Gray:
    """The picture at places in mm, each the mean of FINE × FINE samples: a single one would hit or miss the thin lines of small print.

    The way to the picture's pixels bends slowly: it is computed at some nodes and interpolated between.
    """
    rows, columns = x.shape
    grid = np.stack(np.meshgrid(_nodes(x[0]), _nodes(y[:, 0])), axis=-1)
    pixels = way(grid.reshape(-1, 2)).reshape(grid.shape).astype(np.float32)
    wide = cv2.resize(pixels, None, fx=NODE, fy=NODE, interpolation=cv2.INTER_LINEAR)
    places = wide[NODE : NODE + rows * FINE, NODE : NODE + columns * FINE]
    fine = cv2.remap(picture, places[..., 0].copy(), places[..., 1].copy(), cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(cv2.resize(fine, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _nodes(places: Floats) -> Floats:
    """The middles (mm) of every NODE samples along some equidistant places, with one more at either end."""
    step = STEP_MM / FINE
    first = places[0] - (STEP_MM - step) / 2
    count = len(places) * FINE // NODE + 3
    return np.asarray(first + ((np.arange(-1, count - 1) + 0.5) * NODE - 0.5) * step, dtype=np.float64)


def _paper(values: Gray) -> float:
    return max(1.0, float(np.percentile(values, PAPER_RANK)))


def _paper_in_shadow(values: Gray) -> npt.NDArray[np.float32]:
    """The paper's grey value at each place."""
    rows, columns = values.shape
    cells = cv2.resize(values, (max(1, columns // CELL), max(1, rows // CELL)), interpolation=cv2.INTER_AREA)
    lightest = cv2.blur(cv2.dilate(cells, CELLS), CELLS.shape)
    own = _paper(values)
    light = cv2.resize(lightest, (columns, rows), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.asarray(np.clip(light, max(1.0, SHADOW * own), own), dtype=np.float32)


def _darkness(values: Gray, paper: float | npt.NDArray[np.float32]) -> Gray:
    return np.asarray(255 - np.minimum(255, values.astype(np.float32) * (255 / paper)), dtype=np.uint8)
