"""How well the page was scanned: what a person at the scanner can better."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.imaging import streaks
from omr.model.page import Gray, RegisteredPage, ScanLook, Streak
from omr.read.measure import Measured

MM_PER_INCH = 25.4


def look(page: RegisteredPage, measured: Measured) -> ScanLook:
    """What was measured on the boxes, streaks on the halved image that they were registered on, and the markers' place in the scan."""
    if page.half is None or not len(measured.features):
        return ScanLook(edge_mm=_edge_mm(page))
    return ScanLook(round(float(measured.paper)), round(float(measured.print_level), 2), _edge_mm(page), _streaks(page, page.half))


def _streaks(page: RegisteredPage, half: Gray) -> tuple[Streak, ...]:
    factor = page.scan.shrunk * page.scan.image.shape[1] / half.shape[1]
    seen = streaks(half, page.dpi / MM_PER_INCH / factor)
    return tuple(replace(one, place=round((one.place + 0.5) * factor - 0.5, 1)) for one in seen)


def _edge_mm(page: RegisteredPage) -> float | None:
    corners = [corner for marker in page.page.markers for corner in marker.box.corners]
    if not corners:
        return None
    px = page.transform(np.array(corners))
    rows, columns = page.scan.image.shape
    inside = min(px.min(), columns - 1 - px[:, 0].max(), rows - 1 - px[:, 1].max())
    return round(float(inside) * page.scan.shrunk * MM_PER_INCH / page.dpi, 1)
