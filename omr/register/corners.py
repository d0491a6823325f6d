"""The markers where a feeder's scan nearly always has them: in small cuts near the page's corners, a tenth of its pixels."""

from __future__ import annotations

import numpy as np

from omr.imaging import Floats
from omr.model.layout import LayoutPage, Marker
from omr.model.page import Gray
from omr.register.markers import Found, detect, reduced, reduction, smallest_rate

AROUND_MM = 12.0
"""How far from its printed place a marker is looked for: 3 degrees of skew move a corner of A4 by 8 mm."""
UNLIKE = 0.08
"""By how much a scan's proportions may differ from the page's: more is another paper, a photo or several sheets."""
GRID = 4
"""Cuts begin at whole multiples of that, so that halving them twice gives the same pixels as halving the whole scan."""


def find_in_corners(image: Gray, pages: tuple[LayoutPage, ...]) -> tuple[Found, ...]:
    """All markers of one page, seen near where it prints them on a scan that shows it upright or upside down; () if any is missing.

    Nothing outside the cuts is seen, so a scan that is not surely of one page is left to the search over the whole: 0.5 ms of CPU
    at 200 dpi, where that takes 5.5.
    """
    tried: list[tuple[Marker, ...]] = []
    for page in pages:
        if not page.markers or not _is_alike(image, page) or page.markers in tried:
            continue
        tried.append(page.markers)
        found = [one for marker in page.markers for one in _near(image, page, marker)]
        if len(found) == len(page.markers) and len({one.id for one in found}) == len(found):
            return tuple(sorted(found, key=lambda one: one.id))
    return ()


def _is_alike(image: Gray, page: LayoutPage) -> bool:
    rows, columns = image.shape
    return bool(abs((rows / columns) / (page.size[1] / page.size[0]) - 1) < UNLIKE)


def _near(image: Gray, page: LayoutPage, marker: Marker) -> list[Found]:
    """The page's markers that are seen near the place of one of them."""
    rows, columns = image.shape
    left, right = _span(marker.box.centre[0], marker.box.w / 2 + AROUND_MM, columns, columns / page.size[0])
    top, bottom = _span(marker.box.centre[1], marker.box.w / 2 + AROUND_MM, rows, rows / page.size[1])
    cut = image[top:bottom, left:right]
    factor = reduction(image)
    small = reduced(cut, factor)
    least = smallest_rate(page) * max(image.shape) * factor / max(small.shape)
    wanted = {one.id for one in page.markers}
    shift: Floats = np.array([left, top], dtype=np.float32)
    return [Found(one.id, one.corners + shift) for one in detect(small, factor, marker.dictionary, least) if one.id in wanted]


def _span(middle_mm: float, reach_mm: float, size: int, px_per_mm: float) -> tuple[int, int]:
    """From which pixel to which a cut reaches along one side of the scan."""
    middle, reach = middle_mm * px_per_mm, reach_mm * px_per_mm
    return int(max(middle - reach, 0)) // GRID * GRID, int(min(middle + reach, size))
