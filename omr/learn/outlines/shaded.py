"""Options printed as light grey discs or boxes without an outline: the edges of such shading are taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.outlines.outlines import OVAL_MM, SMALLEST_MM, Contour
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.ink import CONTRAST, as_mask, ink
from omr.model.page import Gray

PAPER_MM = 24.0
"""Paper is the brightest so far around: shading wider than that is the ground of a column."""
SHADE = (0.06, 0.5)
"""Of the paper's brightness, what shading takes off; darker is print."""
BLUR_PX = 1.5
MANY = 12
"""Three items of four options."""
SAME_MM = 0.3
RING_MM = 0.3
"""As a thin printed outline."""


def shaded_ink(image: Gray) -> Gray | None:
    """The usual ink, and a line along the edge of each piece of shading of an option's size; None where there are not many of one size."""
    small = cv2.resize(image, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    side = round(PAPER_MM * PX_PER_MM / 8) | 1
    paper = cv2.resize(cv2.dilate(small, np.ones((side, side), np.uint8)), image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    darker = (1 - cv2.GaussianBlur(image, (0, 0), BLUR_PX) / paper.astype(np.float32)).astype(np.float32)
    found = _shaded(darker, SHADE[0])
    sides = np.array([cv2.boundingRect(contour)[2:] for contour, _ in found]).reshape(-1, 2) / PX_PER_MM
    if not found or np.max(np.sum(np.abs(sides[:, None] - sides[None]).max(axis=2) < SAME_MM, axis=0)) < MANY:
        return None
    half = float(np.median([shade for _, shade in found])) / 2  # blur moves the edge of half the shade neither in nor out
    whole = np.zeros(image.shape, np.uint8)
    cv2.drawContours(whole, [contour for contour, _ in _shaded(darker, half)], -1, (255,), cv2.FILLED)
    inner = _moved(whole, -RING_MM)
    rim = (_moved(whole, RING_MM) > 0) & (inner == 0)  # half of the edge is ink by its own surroundings
    ring = as_mask((whole > 0) & (inner == 0))
    letters = as_mask(darker > 2 * half + CONTRAST * (1 - 2 * half))  # white ones are none: their own surroundings are the shading
    return np.asarray(np.where(rim, ring, np.where(inner > 0, letters, ink(image))), dtype=np.uint8)


def _moved(pieces: Gray, by: float) -> Gray:
    """Pieces of a mask grown, or with less than 0 shrunk, by so many mm."""
    side = 2 * round(abs(by) * PX_PER_MM) + 1
    change = cv2.dilate if by > 0 else cv2.erode
    return np.asarray(change(pieces, np.ones((side, side), np.uint8)), dtype=np.uint8)


def _shaded(darker: npt.NDArray[np.float32], least: float) -> list[tuple[Contour, float]]:
    """The edges of pieces of an option's size that take off ``least`` of the paper's brightness, mostly a light grey's share; with that."""
    contours, _ = cv2.findContours(as_mask(darker > least), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if SMALLEST_MM * PX_PER_MM < min(w, h) <= max(w, h) < OVAL_MM * PX_PER_MM:
            inside = np.zeros((h, w), np.uint8)
            cv2.drawContours(inside, [contour - np.array([x, y])], -1, (255,), cv2.FILLED)
            shade = float(np.median(darker[y : y + h, x : x + w][inside > 0]))
            found += [(contour, shade)] if SHADE[0] < shade < SHADE[1] else []
    return found
