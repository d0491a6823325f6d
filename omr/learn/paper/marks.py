"""What a page offers to be found by: ArUco markers, QR codes, solid squares and L-shapes near its corners."""

from __future__ import annotations

import cv2
import numpy as np

from omr.imaging import grey_quantile
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.ink import as_mask
from omr.model.layout import Anchor, Box, Marker
from omr.model.page import Gray, Points

DICTIONARIES = ("4X4_50", "5X5_50", "6X6_50", "7X7_50", "ARUCO_ORIGINAL", "APRILTAG_36h11")
SEVERAL = 2
"""Markers of a dictionary that make them markers."""
MARK_MM = (2.5, 20.0)
"""Sides of printed corner marks."""
SOLID = 0.93
"""Share of its bounding box that a printed square fills."""
ELL = (0.3, 0.8)
"""The same for an L."""
CORNER = 0.22
"""Marks to register by stand within that share of the page from a side; answers stand between."""


def find_markers(image: Gray) -> tuple[Marker, ...]:
    """The printed ArUco markers of the first dictionary that has several, by id; searched at half the scale, for all of them at once. One
    alone is a letter in its bubble that looks like one: nobody prints just one.
    """
    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    dictionaries = [cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, f"DICT_{name}")) for name in DICTIONARIES]
    corners, ids, _, of = cv2.aruco.ArucoDetector(dictionaries, parameters).detectMarkersMultiDict(small)
    if ids is None or of is None:
        return ()
    known: dict[int, dict[int, Points]] = {}
    for four, number, dictionary in zip(corners, ids.ravel().tolist(), of.ravel().tolist(), strict=True):
        known.setdefault(int(dictionary), {})[int(number)] = np.asarray(four.reshape(4, 2), dtype=np.float64)
    first = next((dictionary for dictionary in sorted(known) if len(known[dictionary]) >= SEVERAL), None)
    if first is None:
        return ()
    return tuple(_marker(number, four, image, DICTIONARIES[first].lower()) for number, four in sorted(known[first].items()))


def _marker(number: int, corners: Points, image: Gray, dictionary: str) -> Marker:
    """The outer edge of a marker's black square, measured on the full picture around the corners found on the half-size one."""
    mm = (corners + 0.5) * 2 / PX_PER_MM
    x0, y0 = (mm.min(axis=0) - 1.0) * PX_PER_MM
    x1, y1 = (mm.max(axis=0) + 1.0) * PX_PER_MM
    top, left = max(0, round(y0)), max(0, round(x0))
    part = image[top : round(y1), left : round(x1)]
    dark = as_mask(part < 128)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    x, y, w, h = (float(value) for value in max(stats[1:], key=lambda row: row[4])[:4])
    box = Box((left + x) / PX_PER_MM, (top + y) / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM)
    first = mm[0] - mm.mean(axis=0)
    turn = {(-1, -1): 0, (1, -1): 1, (1, 1): 2, (-1, 1): 3}[(-1 if first[0] < 0 else 1, -1 if first[1] < 0 else 1)]
    return Marker(number, box, dictionary, turn)


def find_code(image: Gray) -> Box | None:
    """The place of a QR code, or None."""
    import zxingcpp  # noqa: PLC0415

    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    for code in zxingcpp.read_barcodes(small, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        place = code.position
        xs = [point.x * 2 / PX_PER_MM for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
        ys = [point.y * 2 / PX_PER_MM for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return None


def find_anchors(image: Gray, size: tuple[float, float], taken: tuple[Box, ...]) -> tuple[Anchor, ...]:
    """Solid squares and L-shapes towards the page's sides that are not part of a box in ``taken``, from the top-left on."""
    paper = grey_quantile(image, 0.9)
    dark = as_mask(image < 0.62 * paper)
    solid = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((round(1.2 * PX_PER_MM),) * 2, np.uint8)), dtype=np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    found = []
    for x, y, w, h, area in stats[1:].tolist():
        box = Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM)
        kind = _kind(box, area / (w * h), solid[y : y + h, x : x + w])
        if kind and _outward(box, size) and not any(_within(box, other) for other in taken):
            found.append(Anchor(kind, box))
    return tuple(sorted(found, key=lambda anchor: (round(anchor.box.y), anchor.box.x)))


def _kind(box: Box, filled: float, part: Gray) -> str:
    if not all(MARK_MM[0] <= side <= MARK_MM[1] for side in (box.w, box.h)) or max(box.w, box.h) > 1.6 * min(box.w, box.h):
        return ""
    if filled > SOLID:
        return "square"
    return "ell" if ELL[0] < filled < ELL[1] and _is_ell(part) else ""


def _is_ell(part: Gray) -> bool:
    """One quarter of the picture is empty, and the quarter across from it is solid."""
    rows, columns = part.shape[0] // 2, part.shape[1] // 2
    quarters = [part[:rows, :columns], part[:rows, columns:], part[rows:, columns:], part[rows:, :columns]]
    shares = [float(quarter.mean()) / 255 for quarter in quarters]
    empty = int(np.argmin(shares))
    return shares[empty] < 0.1 and shares[(empty + 2) % 4] > 0.55


def _outward(box: Box, size: tuple[float, float]) -> bool:
    x, y = box.centre
    return min(x / size[0], 1 - x / size[0]) < CORNER and min(y / size[1], 1 - y / size[1]) < CORNER


def _within(inner: Box, outer: Box) -> bool:
    x, y = inner.centre
    return outer.x - 1 < x < outer.x + outer.w + 1 and outer.y - 1 < y < outer.y + outer.h + 1
