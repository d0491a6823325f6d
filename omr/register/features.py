"""Features of a picture, and which of two pictures' are the same.

ORB (Rublee et al., "ORB: an efficient alternative to SIFT or SURF", ICCV 2011).
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, half_of
from omr.model.layout import REFERENCE_PX_PER_MM
from omr.model.page import Gray, Points

WIDTH = 900
"""Pixels of the shorter side at which features are looked for: 107 dpi on A4, letters of 2.5 mm are 10 px."""
STRONGEST, FEATURES, MORE_FEATURES = 800, 2000, 6000
"""Features that are compared, the first of them the strongest of the second, and more where those do not lead to the printed outlines:
comparing two pictures costs 6 ms of CPU with the first, 35 with the second, 300 with the third."""
EFFORTS = (0, 1, 2)
"""Those three, in order."""
MISS_PX = 4.0
"""Largest distance of a match from the homography: 1 mm, paper bends less."""
ALIKE_BITS = 70
"""Bits of 256 by which a feature's descriptor and that of the same print on a scan differ at most."""
AT_ONCE = 1000
"""Descriptors compared with all others together: 24 MB with 6000."""

CELL_PX = 8
"""Side of the cells (2 mm) of which the lightest around a place is its paper."""
CELLS_AROUND = 5
"""So many cells wide (9 mm): in any of print as dense there is paper between the lines."""
EVEN_PAPER = 235
"""Grey value that paper gets everywhere; below 255, so that its grain is not cut off on one side."""

Features: TypeAlias = tuple[Points, npt.NDArray[np.uint8]]
"""Places (n, 2) in a picture's own pixels and their descriptors (n, 32)."""


def features_of(picture: Gray, effort: int) -> Features:
    """Features of a picture, few or many, the strongest first; of a scan they are found once for all pages that it may show."""
    small, factor = _small(picture)
    small = evenly_lit(small)
    return strongest(_features(small, factor, MORE_FEATURES if effort > 1 else FEATURES), effort)


def evenly_lit(picture: Gray) -> Gray:
    """The picture with its paper everywhere as light as any other.

    The strongest features are those of highest contrast, which in a shadow is low: on photos half of the page gave next to none, so that
    a quarter as many agreed with the reference's.
    """
    cells = cv2.resize(picture, None, fx=1 / CELL_PX, fy=1 / CELL_PX, interpolation=cv2.INTER_AREA)
    lightest = cv2.dilate(cells, np.ones((CELLS_AROUND, CELLS_AROUND), dtype=np.uint8))
    smooth = cv2.GaussianBlur(lightest, (0, 0), CELLS_AROUND / 2)
    paper = cv2.resize(smooth, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, np.maximum(paper, 1), scale=EVEN_PAPER), dtype=np.uint8)


def strongest(features: Features, effort: int) -> Features:
    """Of all features those that so much effort compares."""
    count = STRONGEST if effort == 0 else len(features[0])
    return features[0][:count], features[1][:count]


def _small(picture: Gray) -> tuple[Gray, float]:
    """The picture at ``WIDTH``, and its scale: halved by area as often as it can be, then resampled (2 ms; by area alone 15)."""
    small, halvings = picture, 1.0
    while min(small.shape) >= 2 * WIDTH:
        small, halvings = half_of(small), halvings / 2
    factor = WIDTH / min(small.shape)
    resized = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.uint8), factor * halvings


def _features(small: Gray, factor: float, count: int) -> Features:
    finder = cv2.ORB.create(nfeatures=count, scaleFactor=1.3, nlevels=5, edgeThreshold=15, fastThreshold=10)
    found, descriptors = finder.detectAndCompute(small, None)
    if descriptors is None:
        return np.zeros((0, 2)), np.zeros((0, 32), np.uint8)
    order = np.argsort([-one.response for one in found], kind="stable")
    points = np.array([one.pt for one in found], dtype=np.float64)[order]
    return (points + 0.5) / factor - 0.5, np.asarray(descriptors, dtype=np.uint8)[order]


def each_other_s(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Pairs (k, 2) of descriptors (n, 32) and (m, 32) that are each other's most alike, the most alike first.

    Bits as -1 and 1, whose product tells how many agree: 6 ms for 800 of each on one core, where OpenCV's matcher takes 23.
    """
    left, right = _signs(a), _signs(b)
    best_b = np.zeros(len(b), dtype=np.intp)
    top_b = np.full(len(b), -np.inf, dtype=np.float32)
    best_a, top_a = [], []
    for start in range(0, len(a), AT_ONCE):
        agree = left[start : start + AT_ONCE] @ right.T
        best_a.append(agree.argmax(axis=1))
        top_a.append(agree.max(axis=1))
        column = agree.argmax(axis=0)
        high = agree[column, np.arange(len(b))]
        better = high > top_b
        best_b[better], top_b[better] = column[better] + start, high[better]
    mine = np.concatenate(best_a)
    kept = np.flatnonzero(best_b[mine] == np.arange(len(a)))
    order = np.argsort(-np.concatenate(top_a)[kept], kind="stable")
    return np.stack([kept[order], mine[kept[order]]], axis=1)


def _signs(descriptors: npt.NDArray[np.uint8]) -> Floats:
    return np.unpackbits(descriptors, axis=1).astype(np.float32) * 2 - 1


def millimetres(px: Points) -> Points:
    """Places on the page of pixels of its reference picture."""
    return (px + 0.5) / REFERENCE_PX_PER_MM


def where_they_must_be(theirs: Features, ours: Features, matrix: npt.NDArray[np.float64], reach: float) -> npt.NDArray[np.intp]:
    """Pairs (n, 2) of features that are the most alike of all within ``reach`` pixels of where the matrix puts them, both ways.

    Print repeats itself: of a hundred circles each looks like the others, and only its place tells which it is.
    """
    lifted = np.column_stack([millimetres(theirs[0]), np.ones(len(theirs[0]))]) @ matrix.T
    there = (lifted[:, :2] / lifted[:, 2:]).astype(np.float32)
    here = ours[0].astype(np.float32)
    close = (np.abs(there[:, None, 0] - here[None, :, 0]) < reach) & (np.abs(there[:, None, 1] - here[None, :, 1]) < reach)
    a, b = np.nonzero(close)
    differ = np.bitwise_count(theirs[1][a] ^ ours[1][b]).sum(axis=1, dtype=np.int64)
    best_a = np.full(len(there), ALIKE_BITS, dtype=np.int64)
    best_b = np.full(len(here), ALIKE_BITS, dtype=np.int64)
    np.minimum.at(best_a, a, differ)
    np.minimum.at(best_b, b, differ)
    kept = (differ < ALIKE_BITS) & (differ == best_a[a]) & (differ == best_b[b])
    return np.stack([a[kept], b[kept]], axis=1)
