"""Which pixels are printed: darker than their own surroundings, so that shaded columns and grey paper do not count."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import grey_quantile
from omr.learn.paper.blank import PX_PER_MM
from omr.model.page import Gray

SURROUNDINGS_MM = 3.0
"""A stroke thinner than that is lifted off its background; wider solid areas (corner marks, shading) count as background."""
CONTRAST = 0.17
"""Of the background's brightness: below the palest outline seen in use (light grey, 0.25), above shading's own edges (0.1)."""
STROKE_PX = 7
"""Side of the square in which a stroke's middle is looked for (0.6 mm: half of a bold stroke's width to either side)."""
BLACK = 0.45
"""Of the page's paper: darker is ink whatever surrounds it, so that a filled example is no empty outline."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Connected ink of a ``mask``: the number of the part at each pixel (0: paper), and x, y, width, height and area of each part."""

    mask: Gray
    names: npt.NDArray[np.int32]
    stats: npt.NDArray[np.int32]


def ink(image: Gray) -> Gray:
    """255 where strokes are printed, else 0; shape of ``image``. Generous: a thin stroke stays in one piece."""
    lit = background(image)
    solid = BLACK * grey_quantile(lit, 0.9)
    return as_mask((image < lit * np.float32(1 - CONTRAST)) | (image < solid))


def edges(image: Gray, contrast: float = CONTRAST) -> Gray:
    """255 where a stroke of so much ``contrast`` is at least half as dark as in its middle, else 0: blur then moves its edges neither in
    nor out.
    """
    lit = background(image).astype(np.float32)
    darkest = cv2.erode(image, np.ones((STROKE_PX, STROKE_PX), np.uint8)).astype(np.float32)
    return as_mask((darkest < lit * (1 - contrast)) & (image < (lit + darkest) / 2))


def as_mask(where: npt.NDArray[np.bool_]) -> Gray:
    """255 where it is true, else 0, without the eight-byte integers that ``np.where`` makes of a whole page first."""
    return where.view(np.uint8) * np.uint8(255)


def parts_of(mask: Gray) -> Parts:
    """The connected parts of a mask; to be asked once a page, which has nine million pixels."""
    _, names, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return Parts(mask, np.asarray(names), np.asarray(stats))


def background(image: Gray) -> Gray:
    """Brightness of the paper under each pixel: a morphological closing of the picture at a quarter of its scale."""
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = round(SURROUNDINGS_MM * PX_PER_MM / 4) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    full = cv2.resize(closed, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, dtype=np.uint8)
