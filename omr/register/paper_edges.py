"""The four corners of a sheet of paper that lies on something darker, as on a photo."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Levels, levels
from omr.model.page import Gray, Points

SIDE_PX = 480
"""Shorter side of the picture in which the edges are looked for: half a mm a pixel where the page fills it."""
BLUR_PX = 1.5
LEVELS = 12
LEAST_AREA = 0.1
"""Share of the picture that the sheet covers at least."""
LEAST_FILL = 0.93
"""Share of the four-sided hull that must be as light as paper: print covers little of it, and a hull of other shape is no sheet."""
FRAME_PX = 2
"""A sheet that comes as near to the picture's frame on three sides is the whole picture: its edges tell nothing."""
EDGE_SHARE = 0.8
"""Middle part of each edge by which its line is fitted: corners are bent, cut and held by fingers."""
EDGE_PX = 4.0
"""Distance within which the outline belongs to an edge."""
SAME_PX = 6.0
"""Corners that near to each other, found by different thresholds, are those of one sheet: a blurred edge lies elsewhere for each."""
ROW = 1024
"""Pixels inside a sheet are put into rows of that length, to be judged as a picture."""


def paper_corners(image: Gray) -> tuple[Points, ...]:
    """Corners (4, 2) of what may be the sheet, clockwise in pixels: first what most thresholds show."""
    factor = SIDE_PX / min(image.shape)
    sharp = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    small = np.asarray(cv2.GaussianBlur(sharp, (0, 0), BLUR_PX), dtype=np.uint8)
    groups: list[list[Points]] = []
    for threshold in _thresholds(small):
        corners = _four_sided((small > threshold).astype(np.uint8))
        if corners is not None:
            home = next((group for group in groups if np.abs(corners - group[0]).max() < SAME_PX), None)
            if home is None:
                groups.append([corners])
            else:
                home.append(corners)
    groups.sort(key=len, reverse=True)
    return tuple((np.median(group, axis=0) + 0.5) / factor - 0.5 for group in groups)


def sheet_levels(image: Gray) -> Levels:
    """Paper and ink of the lightest of what may be a sheet, where the picture shows more of the table than of the sheet."""
    found = [levels(image)]
    for corners in paper_corners(image):
        x, y, w, h = cv2.boundingRect(corners.astype(np.float32))
        area = np.zeros((h, w), dtype=np.uint8)
        cv2.fillConvexPoly(area, np.rint(corners - (x, y)).astype(np.int32), (1,))
        cut = image[max(0, y) : y + h, max(0, x) : x + w]
        inside = cut[area[max(0, -y) :, max(0, -x) :][: cut.shape[0], : cut.shape[1]] > 0]
        found.append(levels(inside[: inside.size // ROW * ROW].reshape(-1, ROW)))
    return max(found, key=lambda one: one.paper)


def _thresholds(small: Gray) -> npt.NDArray[np.float64]:
    """Grey values between the picture's darkest and lightest parts: in shadows no single one parts paper from table."""
    low, high = np.quantile(small[::4, ::4], (0.02, 0.98))
    return np.linspace(low, high, LEVELS + 2)[1:-1]


def _four_sided(light: Gray) -> Points | None:
    """The four corners of the largest light part's outline, or None where it has another shape or is the whole picture."""
    contours, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < LEAST_AREA * light.size:
        return None
    hull = np.asarray(cv2.convexHull(largest), dtype=np.int32)
    rough = next((four for four in _simpler(hull) if len(four) <= 4), hull)
    if len(rough) != 4 or cv2.contourArea(largest) < LEAST_FILL * cv2.contourArea(rough) or _fills(rough, light.shape):
        return None
    return _sharpened(rough.reshape(4, 2).astype(np.float64), largest.reshape(-1, 2).astype(np.float64))


def _simpler(hull: npt.NDArray[np.int32]) -> Iterator[npt.NDArray[np.int32]]:
    around = cv2.arcLength(hull, closed=True)
    for share in (0.01, 0.02, 0.03, 0.05):
        yield np.asarray(cv2.approxPolyDP(hull, share * around, closed=True), dtype=np.int32)


def _fills(four: npt.NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    x, y, w, h = cv2.boundingRect(four)
    near = [x < FRAME_PX, y < FRAME_PX, x + w > shape[1] - FRAME_PX, y + h > shape[0] - FRAME_PX]
    return sum(near) >= 3


def _sharpened(rough: Points, outline: Points) -> Points | None:
    """The corners where the lines through the four edges' points meet."""
    lines = []
    for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        length = float(np.linalg.norm(end - start))
        t, off = (outline - start) @ along, (outline - start) @ np.array([-along[1], along[0]])
        kept = outline[(np.abs(t / length - 0.5) < EDGE_SHARE / 2) & (np.abs(off) < EDGE_PX)]
        if len(kept) < length / 4:
            return None
        vx, vy, x, y = cv2.fitLine(kept.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().astype(float)
        lines.append(np.cross((x, y, 1.0), (x + vx, y + vy, 1.0)))
    corners = [np.cross(lines[i - 1], lines[i]) for i in range(4)]
    if any(abs(corner[2]) < 1e-9 for corner in corners):
        return None
    points = np.array([corner[:2] / corner[2] for corner in corners])
    return points if np.abs(points - rough).max() < 3 * EDGE_PX else None
