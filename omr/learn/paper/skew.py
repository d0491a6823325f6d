"""How far a scanned blank is turned, from the sharpness of its row sums (Postl 1986), and the picture set straight."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.page import Gray

LARGEST_DEG = 6.0
SMALLEST_DEG = 0.1
"""0.1° moves the far end of a line by 0.35 mm: less is not worth a second interpolation, and registration takes it up anyway."""
TIE = 0.999
WIDTH_PX = 1200


def skew_deg(image: Gray) -> float:
    """Degrees by which the page's lines fall to the right (positive: clockwise); 0 for an empty page.

    The sum of squared differences of neighbouring row sums is largest where lines of text, boxes and rules lie along the rows.
    """
    factor = WIDTH_PX / image.shape[1]
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = np.asarray(255 - small, dtype=np.uint8)
    coarse = np.arange(-LARGEST_DEG, LARGEST_DEG + 0.1, 0.25)
    best = _sharpest(ink, coarse)
    for step in (0.05, 0.01):
        best = _sharpest(ink, best + np.arange(-6, 7) * step)
    return round(float(best), 3)


def _sharpest(ink: Gray, angles: np.ndarray) -> float:
    """The angle of the sharpest rows; in the middle where several are (a shear moves whole pixels, so that close angles tie)."""
    scores = np.array([_sharpness(ink, float(angle)) for angle in angles])
    return float(angles[scores > TIE * scores.max()].mean())


def _sharpness(ink: Gray, angle: float) -> float:
    """A shear by whole columns is enough for small angles; linear interpolation would blur some angles more than others."""
    rows, columns = ink.shape
    matrix = np.array([[1.0, 0.0, 0.0], [-np.tan(np.radians(angle)), 1.0, np.tan(np.radians(angle)) * columns / 2]])
    turned = cv2.warpAffine(ink, matrix, (columns, rows), flags=cv2.INTER_NEAREST)
    sums = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.float64)
    return float(np.square(np.diff(sums)).sum())


def straightened(image: Gray) -> tuple[Gray, float]:
    """The picture turned about its middle so that its lines lie along the rows, and the degrees it was askew (0.0: untouched)."""
    angle = skew_deg(image)
    if abs(angle) < SMALLEST_DEG or abs(angle) >= LARGEST_DEG:
        return image, 0.0
    rows, columns = image.shape
    matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (columns, rows), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8), angle
