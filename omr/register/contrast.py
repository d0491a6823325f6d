"""Which of two prints a scan shows, by what one of them prints and the other does not: pages that share all but their numbers, or one page
and itself laid a row lower.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, half_of, px_per_mm
from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.model.page import Gray, Points, Transform

SOFT_MM = 0.3
"""Print is softened by so much before it is compared: a page is laid that well, and scanners are as soft."""
PAPER_MM = 7
"""Somewhere within that is paper, between the bubbles of any form."""
NODE_MM = 8.0
"""Between places that are carried from page to page; a page's bend is a straight line over that."""
DIFFERENT = 0.12
"""Of full black, softened: where the prints differ by more, the scan is asked. A thin digit has 0.3."""
LEAST_MM2 = 2.0
"""So much paper must differ, or nothing tells: a single digit of 9 points has 1."""
CLEAR = 0.75
"""Of what sets two prints apart, from 0 (the other) to 1 (this one): a scan that shows less of it is not decided."""
IN_ROW = 0.5
"""The same between a page and itself a row or a column further: of 56 scans and photos of 18 forms at least 0.82 where they lie; of 8
scans of three forms with 128 to 200 items at least 0.76 there, and on one of the sides at most 0.11 where they were laid one further."""

PARTS = 2, 3
"""Across and down, each asked alone on a page that was bent far."""
IN_PART = 0.35
"""``IN_ROW`` of one part, where little print tells: of 22 scans and photos in black and white at least 0.42 where they lie; 19 of them laid
a row or a column further (76 times) show some part at 0.1 (median), none above 0.5. The page as a whole has to reach ``IN_ROW`` besides."""


def favours(scan: Gray, transform: Transform, one: Gray, others: Sequence[Gray]) -> list[float]:
    """How far a scan shows the first print rather than each of the others, from 0 to 1; 0.5 where nothing tells. All are pictures at
    ``REFERENCE_PX_PER_MM`` of the page that ``transform`` lays on the scan.

    The scan is taken for a mixture of the two: the shares that explain it best (least squares) do not depend on its contrast, and marks
    fall on what either prints alone.
    """
    first, dark = _print(one), _darkness(scan, px_per_mm(transform))
    return [_share(dark, transform, first, _print(other)) for other in others]


def _share(dark: Floats, transform: Transform, first: Floats, second: Floats, part: npt.NDArray[np.bool_] | None = None) -> float:
    """The share of the first of two prints in what the scan shows where they differ, on a part of the page or all of it."""
    differs = np.abs(first - second) > DIFFERENT
    if part is not None:
        differs &= part
    step = 2 / REFERENCE_PX_PER_MM
    rows, columns = np.nonzero(differs)
    if len(rows) * step**2 < LEAST_MM2:
        return 0.5
    places: Points = (np.stack([columns, rows], axis=1).astype(np.float64) + 0.5) * step
    basis = np.column_stack([first[differs], second[differs]])
    a, b = np.maximum(np.linalg.lstsq(basis, _seen(dark, transform, places), rcond=None)[0], 0)
    return float(a / (a + b)) if a + b > 0 else 0.5


def moved(picture: Gray, across: float, down: float) -> Gray:
    """A picture at ``REFERENCE_PX_PER_MM`` as print that stands so many mm further right and down."""
    shift = np.array([[1, 0, across * REFERENCE_PX_PER_MM], [0, 1, down * REFERENCE_PX_PER_MM]], dtype=np.float64)
    return np.asarray(cv2.warpAffine(picture, shift, picture.shape[::-1], borderValue=(255,)), dtype=np.uint8)


def brought(picture: Gray, theirs: Transform, ours: Transform) -> Gray:
    """The picture of a page that ``theirs`` lays on a scan, as print of the page that ``ours`` lays on it."""
    rows, columns = (round(side * REFERENCE_PX_PER_MM) for side in ours.size[::-1])
    x, y = (np.linspace(0, side, max(2, round(side / NODE_MM))) for side in ours.size)
    px = ours(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    straight = np.linalg.inv(theirs.matrix)
    straightly = cv2.perspectiveTransform(px[None], straight)[0]
    there = straightly.copy()
    for _ in range(2):  # what is bent on top of the perspective is less than a mm, and changes slowly
        there += straightly - cv2.perspectiveTransform(theirs(there)[None], straight)[0]
    nodes = (there * REFERENCE_PX_PER_MM - 0.5).reshape(len(y), len(x), 2)
    at = between(nodes.astype(np.float32), (rows, columns))
    return np.asarray(cv2.remap(picture, at[0], at[1], cv2.INTER_LINEAR, borderValue=255), dtype=np.uint8)


def between(nodes: Floats, shape: tuple[int, int]) -> Floats:
    """Values (2, rows, columns) at the middles of a picture's pixels, from those at nodes (k, l, 2) from edge to edge."""
    down, across = (_shares(length, count) for length, count in zip(shape, nodes.shape[:2], strict=True))
    return np.asarray(np.stack([down @ nodes[..., axis] @ across.T for axis in (0, 1)]), dtype=np.float32)


def _shares(length: int, count: int) -> Floats:
    """How far each of so many nodes tells each of so many pixels (length, count); OpenCV's remap would round that to a 32nd."""
    at = (np.arange(length) + 0.5) / length * (count - 1)
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, None] - np.arange(count))), dtype=np.float32)


def is_in_its_row(scan: Gray, transform: Transform, page: LayoutPage, picture: Gray) -> bool:
    """Whether the page lies on the scan where it must, and not a row or a column of its outlines beside: they all look alike."""
    steps = [(sign * across, sign * down) for across, down in _pitches(page) for sign in (1, -1)]
    return bool(steps) and min(favours(scan, transform, picture, [moved(picture, *step) for step in steps])) > IN_ROW


def is_in_its_row_everywhere(scan: Gray, transform: Transform, page: LayoutPage, picture: Gray) -> bool:
    """The same asked of each part of the page where the outlines stand, and whether it does not lie upside down."""
    first, dark = _print(picture), _darkness(scan, px_per_mm(transform))
    if _share(dark, transform, first, _print(np.ascontiguousarray(picture[::-1, ::-1]))) <= IN_ROW:
        return False
    parts = _parts(page, first.shape)
    others = [_print(moved(picture, sign * across, sign * down)) for across, down in _pitches(page) for sign in (1, -1)]
    return bool(others) and all(
        _share(dark, transform, first, other) > IN_ROW and all(_share(dark, transform, first, other, part) > IN_PART for part in parts)
        for other in others
    )


def _parts(page: LayoutPage, shape: tuple[int, ...]) -> list[npt.NDArray[np.bool_]]:
    """``PARTS`` across and down of the outlines' own area, each to the page's edges, in a picture of that shape."""
    centres = np.array([option.box.centre for field in page.bubbled for option in field.options])
    low, high = centres.min(axis=0), centres.max(axis=0)
    across, down = (
        np.clip(((np.arange(count) + 0.5) * side / count - low[axis]) / max(high[axis] - low[axis], 1) * PARTS[axis], 0, PARTS[axis] - 1)
        for axis, (count, side) in enumerate(zip(shape[::-1], page.size, strict=True))
    )
    columns, rows = across.astype(int), down.astype(int)
    return [(rows[:, None] == row) & (columns[None] == column) for row in range(PARTS[1]) for column in range(PARTS[0])]


def _pitches(page: LayoutPage) -> list[tuple[float, float]]:
    """The least distances (mm) between two outlines side by side, and between two below each other."""
    boxes = [option.box for field in page.bubbled for option in field.options]
    x, y = np.array([box.centre for box in boxes]).reshape(-1, 2).T
    level = np.array([min(box.w, box.h) for box in boxes]) / 2
    across, down = np.abs(x[:, None] - x[None]), np.abs(y[:, None] - y[None])
    beside = across[(down < level) & (across > level)]
    below = down[(across < level) & (down > level)]
    return [(float(some.min()), 0.0) for some in (beside,) if some.size] + [(0.0, float(some.min())) for some in (below,) if some.size]


def _print(picture: Gray) -> Floats:
    """Darkness of a picture at half of the reference's scale."""
    return _darkness(half_of(picture), REFERENCE_PX_PER_MM / 2)


def _seen(dark: Floats, transform: Transform, mm: Points) -> Floats:
    """Darkness of the scan at some places of the page; what lies outside of it is paper."""
    px = np.rint(transform(mm)).astype(np.intp)
    rows, columns = dark.shape
    inside = (px[:, 0] >= 0) & (px[:, 0] < columns) & (px[:, 1] >= 0) & (px[:, 1] < rows)
    seen = np.zeros(len(mm), dtype=np.float32)
    seen[inside] = dark[px[inside, 1], px[inside, 0]]
    return seen


def _darkness(picture: Gray, scale: float) -> Floats:
    """Softened darkness (0 as the lightest near by, 1 black) of a picture with ``scale`` pixels a mm: no shadow and no tint is print."""
    soft = cv2.GaussianBlur(picture, (0, 0), SOFT_MM * scale)
    coarse = cv2.resize(soft, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    light = cv2.blur(cv2.dilate(coarse, np.ones((PAPER_MM, PAPER_MM), np.uint8)), (PAPER_MM, PAPER_MM))
    paper = cv2.resize(light, picture.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.asarray(np.clip(1 - soft / np.maximum(paper, 1), 0, 1), dtype=np.float32)
