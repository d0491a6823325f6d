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

from omr.imaging import Floats, half_of
from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.markers import ENOUGH
from omr.register.place import Place, is_sane, no_bend

WIDTH = 900
"""Pixels of the shorter side at which features are looked for: 107 dpi on A4, letters of 2.5 mm are 10 px."""
STRONGEST, FEATURES, MORE_FEATURES = 800, 2000, 6000
"""Features that are compared, the first of them the strongest of the second, and more where those do not lead to the printed outlines:
comparing two pictures costs 6 ms of CPU with the first, 35 with the second, 300 with the third."""
EFFORTS = (0, 1, 2)
"""Those three, in order."""
MISS_PX = 4.0
"""Largest distance of a match from the homography: 1 mm, paper bends less."""
MOST_PAIRS = 1000
"""The pairs most alike, among which the agreeing ones are sought."""
FIRST_MATCHES = 12
"""Matches that agree on a first homography, by which all features are then matched once more where they must be."""
FIRST_MISS = 3.0
"""The first homography may be off by so many times ``MISS_PX``: it rests on few matches."""
SURE_SHARE = 0.25
"""Share of the features that agree from which no other start is tried."""
MOST_OF_TWO = 400
"""The pairs most alike, among which a page that is only moved and turned is sought."""
ALIKE_BITS = 70
"""Bits of 256 by which a feature's descriptor and that of the same print on a scan differ at most."""
LEAST_MATCHES = 30
LEAST_SHARE = 0.06
"""Matches that agree, and their share of the page's features: of 34 real scans of two forms at least a tenth did with their own blank."""
LEAST_AGREEING = 0.4
"""Share of the features matched where they must be that agree: on the page itself nine tenths do, by chance a sixth."""
CELLS = 4
"""The page is divided into so many cells each way, and one match of each holds the transform where no outline stands."""


Features: TypeAlias = tuple[Points, npt.NDArray[np.uint8]]
"""Places (n, 2) in a picture's own pixels and their descriptors (n, 32)."""


AT_ONCE = 1000
"""Descriptors compared with all others together: 24 MB with 6000."""
SAME_MM = 0.25
"""Two references of one print have their features that near to each other."""
SAME_SHARE = 0.6
"""Share of the strongest features that stand in both pictures from which two pages are one print but for little (a form code): of forms
that print the same questions in another order fewer do, and they are told apart by their features."""
SAME_BITS = 40
"""Bits of 256 by which the descriptors of one feature may differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """A reference picture and its features for each effort."""

    picture: Gray
    features: tuple[Features, ...]


def landmarks(picture: Gray) -> Landmarks:
    """Features of an unfilled page; worth keeping, since they are the same for every scan."""
    return Landmarks(picture, tuple(features_of(picture, effort) for effort in EFFORTS))


def features_of(picture: Gray, effort: int) -> Features:
    """Features of a picture, few or many, the strongest first; of a scan they are found once for all pages that it may show."""
    small, factor = _small(picture)
    return strongest(_features(small, factor, MORE_FEATURES if effort > 1 else FEATURES), effort)


def strongest(features: Features, effort: int) -> Features:
    """Of all features those that so much effort compares."""
    count = STRONGEST if effort == 0 else len(features[0])
    return features[0][:count], features[1][:count]


def one_print(one: Landmarks, other: Landmarks) -> bool:
    """Whether two pages print the same in the same places, but for little: a scan then shows both, or neither."""
    (a, bits_a), (b, bits_b) = one.features[0], other.features[0]
    if min(len(a), len(b)) < LEAST_MATCHES:
        return False
    apart = np.linalg.norm(a[:, None] - b[None], axis=2)
    nearest = apart.argmin(axis=1)
    differ = np.bitwise_count(bits_a ^ bits_b[nearest]).sum(axis=1)
    same = (apart[np.arange(len(a)), nearest] < SAME_MM * REFERENCE_PX_PER_MM) & (differ < SAME_BITS)
    return bool(same.mean() >= SAME_SHARE)


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


def on_reference(scan: Gray, ours: Features, page: LayoutPage, known: Landmarks, effort: int) -> tuple[Place, int] | None:
    """Where the page lies on the scan, by so many agreeing matches of its features; None where too few agree."""
    return _matched(page, known.features[effort], ours, MISS_PX * min(scan.shape) / WIDTH)


def _matched(page: LayoutPage, theirs: Features, ours: Features, miss_px: float) -> tuple[Place, int] | None:
    if min(len(theirs[0]), len(ours[0])) < LEAST_MATCHES:
        return None
    near = _each_other_s(theirs[1], ours[1])[:MOST_PAIRS]
    best: tuple[Place, int] | None = None
    for first in (_similarity, _homography):
        start = first(page, theirs, ours, near, miss_px, FIRST_MATCHES)
        fit = _fit(page, theirs, ours, start[0], miss_px) if start is not None else None
        if fit is not None and (best is None or fit[1] > best[1]):
            best = fit
        if best is not None and best[1] > SURE_SHARE * len(theirs[0]):
            break
    return best


def _each_other_s(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
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


def _fit(page: LayoutPage, theirs: Features, ours: Features, start: npt.NDArray[np.float64], miss_px: float) -> tuple[Place, int] | None:
    """The place by all features that agree with a first matrix."""
    pairs = _where_they_must_be(theirs, ours, start, FIRST_MISS * miss_px)
    least = max(LEAST_MATCHES, round(LEAST_SHARE * len(theirs[0])), round(LEAST_AGREEING * len(pairs)))
    fit = _homography(page, theirs, ours, pairs, miss_px, least)
    if fit is None:
        return None
    matrix, agree = fit
    mm, px = _millimetres(theirs[0][pairs[:, 0]]), ours[0][pairs[:, 1]]
    spread = _spread(mm, agree, page)
    return Place(Transform(matrix, no_bend(), page.size), mm[spread], px[spread], ENOUGH), int(agree.sum())


def _similarity(
    page: LayoutPage, theirs: Features, ours: Features, pairs: npt.NDArray[np.intp], miss_px: float, least: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]] | None:
    """As ``_homography``, of a page that is only moved, turned and scaled: two matches make one, so few right ones are enough."""
    some = pairs[:MOST_OF_TWO]
    if len(some) < least:
        return None
    mm, px = _millimetres(theirs[0][some[:, 0]]), ours[0][some[:, 1]]
    cv2.setRNGSeed(0)
    matrix, kept = cv2.estimateAffinePartial2D(
        mm, px, method=cv2.RANSAC, ransacReprojThreshold=FIRST_MISS * miss_px, maxIters=5000, confidence=0.999
    )
    if matrix is None or np.sum(kept) < least:
        return None
    whole = np.vstack([np.asarray(matrix, dtype=np.float64), [0.0, 0.0, 1.0]])
    return (whole, np.asarray(kept, dtype=np.bool_).ravel()) if is_sane(whole, page.size) else None


def _homography(
    page: LayoutPage, theirs: Features, ours: Features, pairs: npt.NDArray[np.intp], miss_px: float, least: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]] | None:
    """The homography (mm to pixels) on which at least so many of the pairs (n, 2) agree, and which do; None where none is sane."""
    if len(pairs) < least:
        return None
    mm, px = _millimetres(theirs[0][pairs[:, 0]]), ours[0][pairs[:, 1]]
    cv2.setRNGSeed(0)  # the same scan gives the same transform, whatever was read before
    matrix, kept = cv2.findHomography(mm, px, cv2.USAC_MAGSAC, miss_px, maxIters=5000, confidence=0.999)
    if matrix is None or np.sum(kept) < least or not is_sane(np.asarray(matrix, dtype=np.float64), page.size):
        return None
    return np.asarray(matrix, dtype=np.float64), np.asarray(kept, dtype=np.bool_).ravel()


def _millimetres(px: Points) -> Points:
    """Places on the page of pixels of its reference picture."""
    return (px + 0.5) / REFERENCE_PX_PER_MM


def _where_they_must_be(theirs: Features, ours: Features, matrix: npt.NDArray[np.float64], reach: float) -> npt.NDArray[np.intp]:
    """Pairs (n, 2) of features that are the most alike of all within ``reach`` pixels of where the matrix puts them, both ways.

    Print repeats itself: of a hundred circles each looks like the others, and only its place tells which it is.
    """
    lifted = np.column_stack([_millimetres(theirs[0]), np.ones(len(theirs[0]))]) @ matrix.T
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


def _spread(mm: Points, agree: npt.NDArray[np.bool_], page: LayoutPage) -> npt.NDArray[np.intp]:
    """One agreeing match for each cell of the page that holds any."""
    places = np.flatnonzero(agree)
    cells = np.clip((mm[places] / page.size * CELLS).astype(int), 0, CELLS - 1)
    _, first = np.unique(cells[:, 0] * CELLS + cells[:, 1], return_index=True)
    return places[first]
