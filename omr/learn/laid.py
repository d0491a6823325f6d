"""A page laid on another one that looks alike: two scans never show it in the same place."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from omr.learn.page import Found
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.ink import ink
from omr.model.layout import REFERENCE_PX_PER_MM, Box, LayoutPage
from omr.model.page import Gray, Points
from omr.register.features import features_of
from omr.register.reference import Landmarks, on_reference


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A page of another form laid on the same page of the first: its ink there, and the matrix from the first's mm to the other's."""

    mask: Gray
    matrix: np.ndarray


def laid(first: Found, other: Found) -> Pair | None:
    """Another page's ink where it stands on the first."""
    factor = REFERENCE_PX_PER_MM / PX_PER_MM
    picture = np.asarray(cv2.resize(first.page.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    page = LayoutPage(1, first.page.size, (), ())
    fit = on_reference(other.page.image, features_of(other.page.image, 1), page, Landmarks(picture), 1)
    if fit is None:
        return None
    to_px = fit[0].transform.matrix  # mm of the first → pixels of the other
    rows, columns = first.page.image.shape
    mm = np.array([[1 / PX_PER_MM, 0, 0.5 / PX_PER_MM], [0, 1 / PX_PER_MM, 0.5 / PX_PER_MM], [0, 0, 1]])  # of a page's pixels
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shown = cv2.warpPerspective(ink(other.page.image), to_px @ mm, (columns, rows), flags=flags)
    return Pair(np.asarray((shown > 127).astype(np.uint8) * 255, dtype=np.uint8), mm @ to_px)


def moved(box: Box, matrix: np.ndarray) -> Box:
    """The box around a box's corners where a matrix brings them."""
    corners: Points = np.array(box.corners, dtype=np.float64)
    lifted = np.column_stack([corners, np.ones(len(corners))]) @ matrix.T
    places = lifted[:, :2] / lifted[:, 2:]
    (x0, y0), (x1, y1) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return Box(round(x0, 3), round(y0, 3), round(x1 - x0, 3), round(y1 - y0, 3))
