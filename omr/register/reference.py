"""A form without markers of ours, found by its own print: features of the unfilled page's picture, matched with the scan's.

ORB features (Rublee et al., "ORB: an efficient alternative to SIFT or SURF", ICCV 2011) and a homography by MAGSAC++ (Barath et al., CVPR
2020). It only brings the page near: the printed outlines do the rest, and what does not lie on them is rejected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.markers import ENOUGH
from omr.register.place import Place, is_sane, no_bend

WIDTH = 900
"""Pixels of the shorter side at which features are looked for: 107 dpi on A4, letters of 2.5 mm are 10 px."""
FEATURES, MORE_FEATURES = 2000, 6000
"""Features of a picture; the second where the first do not lead to the printed outlines: a page costs 120 ms of CPU with the first,
850 with the second."""
MISS_PX = 4.0
"""Largest distance of a match from the homography: 1 mm, paper bends less."""
MOST_PAIRS = 1000
"""The pairs most alike, among which the agreeing ones are sought."""
LEAST_MATCHES = 30
"""Matches that agree. Of 9 real scans of two forms at least 50 did with their own blank, and at most 6 with the other."""
CELLS = 4
"""The page is divided into so many cells each way, and one match of each holds the transform where no outline stands."""


Features: TypeAlias = tuple[Points, npt.NDArray[np.uint8]]
"""Places (n, 2) in a picture's own pixels and their descriptors (n, 32)."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """Features of a reference picture, few and many."""

    few: Features
    many: Features


def landmarks(picture: Gray) -> Landmarks:
    """Features of an unfilled page; worth keeping, since they are the same for every scan."""
    small, factor = _small(picture)
    return Landmarks(_features(small, factor, FEATURES), _features(small, factor, MORE_FEATURES))


def _small(picture: Gray) -> tuple[Gray, float]:
    factor = WIDTH / min(picture.shape)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8), factor


def _features(small: Gray, factor: float, count: int) -> Features:
    finder = cv2.ORB.create(nfeatures=count, scaleFactor=1.3, nlevels=5, edgeThreshold=15, fastThreshold=10)
    found, descriptors = finder.detectAndCompute(small, None)
    if descriptors is None:
        return np.zeros((0, 2)), np.zeros((0, 32), np.uint8)
    points = np.array([one.pt for one in found], dtype=np.float64)
    return (points + 0.5) / factor - 0.5, np.asarray(descriptors, dtype=np.uint8)


def features_of(scan: Gray, *, thorough: bool) -> Features:
    """Features of a scan, few or many; found once for all pages that it may show."""
    small, factor = _small(scan)
    return _features(small, factor, MORE_FEATURES if thorough else FEATURES)


def on_reference(scan: Gray, ours: Features, page: LayoutPage, known: Landmarks, *, thorough: bool) -> tuple[Place, int] | None:
    """Where the page lies on the scan, by so many agreeing matches of its features; None where too few agree."""
    return _matched(page, known.many if thorough else known.few, ours, MISS_PX * min(scan.shape) / WIDTH)


def _matched(page: LayoutPage, theirs: Features, ours: Features, miss_px: float) -> tuple[Place, int] | None:
    if min(len(theirs[0]), len(ours[0])) < LEAST_MATCHES:
        return None
    pairs = sorted(cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(ours[1], theirs[1]), key=lambda pair: pair.distance)[:MOST_PAIRS]
    if len(pairs) < LEAST_MATCHES:
        return None
    mm = (theirs[0][[pair.trainIdx for pair in pairs]] + 0.5) / REFERENCE_PX_PER_MM
    px = ours[0][[pair.queryIdx for pair in pairs]]
    cv2.setRNGSeed(0)  # the same scan gives the same transform, whatever was read before
    matrix, kept = cv2.findHomography(mm, px, cv2.USAC_MAGSAC, miss_px, maxIters=5000, confidence=0.999)
    if matrix is None or np.sum(kept) < LEAST_MATCHES or not is_sane(np.asarray(matrix, dtype=np.float64), page.size):
        return None
    agree = np.asarray(kept, dtype=np.bool_).ravel()
    spread = _spread(mm, agree, page)
    transform = Transform(np.asarray(matrix, dtype=np.float64), no_bend(), page.size)
    return Place(transform, mm[spread], px[spread], ENOUGH), int(agree.sum())


def _spread(mm: Points, agree: npt.NDArray[np.bool_], page: LayoutPage) -> npt.NDArray[np.intp]:
    """One agreeing match for each cell of the page that holds any."""
    places = np.flatnonzero(agree)
    cells = np.clip((mm[places] / page.size * CELLS).astype(int), 0, CELLS - 1)
    _, first = np.unique(cells[:, 0] * CELLS + cells[:, 1], return_index=True)
    return places[first]
