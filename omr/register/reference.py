"""A form without markers of ours, found by its own print: features of the unfilled page's picture, matched with the scan's.

A homography by MAGSAC++ (Barath et al., CVPR 2020) lies on most of them. It only brings the page near: the printed outlines do the rest,
and what does not lie on them is rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import levels
from omr.model.layout import REFERENCE_PX_PER_MM, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.features import EFFORTS, MISS_PX, WIDTH, Features, each_other_s, features_of, millimetres, where_they_must_be
from omr.register.flatten import Flattened, whole_scan
from omr.register.markers import ENOUGH
from omr.register.outlines import NEAR_REACH_MM, Own, Picture, find_outlines, own_looks
from omr.register.place import Place, is_sane, no_bend
from omr.register.printed import printed

MOST_PAIRS = 1000
"""The pairs most alike, among which the agreeing ones are sought."""
FIRST_MATCHES = 12
"""Matches that agree on a first homography, by which all features are then matched once more where they must be."""
FIRST_MISS = 3.0
"""The first homography may be off by so many times ``MISS_PX``: it rests on few matches."""
SURE_SHARE = 0.25
"""Share of the features that agree from which no other start is tried, nor asked whether the page lies a row beside."""
MOST_OF_TWO = 400
"""The pairs most alike, among which a page that is only moved and turned is sought."""
LEAST_MATCHES = 30
LEAST_SHARE = 0.1
"""Matches that agree, and their share of the page's features: of 34 real scans of two forms at least a tenth did with their own
blank, and of a page laid two rows too low 7 %: its boxes agree with those of other rows, so that nothing later tells."""
LEAST_AGREEING = 0.4
"""Share of the features matched where they must be that agree: on the page itself nine tenths do, by chance a sixth."""
CELLS = 4
"""The page is divided into so many cells each way, and the matches of each hold the transform where no outline stands."""
CELL_WEIGHT = 0.5
"""Trust in one cell relative to one outline: features are found to a pixel of 1/4 mm, so that with the trust in a marker's corner they
drew boxes up to 0.3 mm aside that the outlines alone would have laid to 0.05.
"""
SAME_MM = 0.25
"""Two references of one print have their features that near to each other."""
SAME_SHARE = 0.6
"""Share of the strongest features that stand in both pictures from which two pages are one print but for little (a form code): of forms
that print the same questions in another order fewer do, and they are told apart by their features."""
SAME_BITS = 40
"""Bits of 256 by which the descriptors of one feature may differ."""


@dataclass(frozen=True, eq=False)
class Landmarks:
    """A reference picture and its features for each effort; worth keeping, since they are the same for every scan."""

    picture: Gray

    @cached_property
    def features(self) -> tuple[Features, ...]:
        """Found when they are first asked for, in half a second: pages with markers of ours are told by those."""
        return tuple(features_of(self.picture, effort) for effort in EFFORTS)


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


_own: WeakKeyDictionary[Landmarks, dict[int, tuple[LayoutPage, Own]]] = WeakKeyDictionary()
"""By the identity of the page, which is kept so that its number is not another's later."""


def own_of(known: Landmarks, page: LayoutPage) -> Own:
    """How the reference shows the outlines of the page; one that is not sure stands where the layout says."""
    kept = _own.setdefault(known, {})
    if id(page) not in kept:
        scale = np.array([[REFERENCE_PX_PER_MM, 0, -0.5], [0, REFERENCE_PX_PER_MM, -0.5], [0, 0, 1.0]])
        picture, transform = Picture(known.picture, None, levels(known.picture)), Transform(scale, no_bend(), page.size)
        looks = own_looks(picture, transform, page)
        seen = find_outlines(replace(picture, own=Own(looks, np.zeros((len(printed(page).centres), 2)))), transform, page, NEAR_REACH_MM)
        kept[id(page)] = page, Own(looks, np.where(seen.sure[:, None], seen.offsets, 0.0))
    return kept[id(page)][1]


def on_reference(
    scan: Gray, ours: Features, page: LayoutPage, known: Landmarks, effort: int, photo: Flattened | None = None
) -> tuple[Place, int] | None:
    """Where the page lies on the scan, by so many agreeing matches of its features; None where too few agree.

    Where that or the effort before has failed, and the scan may be a ``photo``, the sheet is looked for by its own edges, too.
    """
    theirs = known.features[effort]
    best = matched(page, theirs, ours, MISS_PX * min(scan.shape) / WIDTH)
    if photo is None or (best is not None and effort == 0):
        return best
    for flat in photo.for_page(page.size):
        for way in flat.ways:
            fit = _fit(page, theirs, flat.features, way, flat.miss_px)
            if fit is not None and (best is None or fit[1] > best[1]):
                best = fit
    return best


def on_repeating(scan: Gray, ours: Features, page: LayoutPage, known: Landmarks) -> tuple[Place, int] | None:
    """As ``on_reference`` with the most features, for print of which all features look alike: hundreds of equal bubbles, where few
    find their own. Whether the page is not laid a row beside is not asked here.
    """
    theirs = known.features[EFFORTS[-1]]
    miss_px = MISS_PX * min(scan.shape) / WIDTH
    fits = [
        matched(page, theirs, ours, miss_px, 0.0),
        *(_fit(page, theirs, ours, way, miss_px, 0.0) for way in whole_scan(scan, page.size)),
    ]
    return max((fit for fit in fits if fit is not None), key=lambda fit: fit[1], default=None)


def matched(page: LayoutPage, theirs: Features, ours: Features, miss_px: float, share: float = LEAST_SHARE) -> tuple[Place, int] | None:
    if min(len(theirs[0]), len(ours[0])) < LEAST_MATCHES:
        return None
    near = each_other_s(theirs[1], ours[1])[:MOST_PAIRS]
    best: tuple[Place, int] | None = None
    for first in (_similarity, _homography):
        start = first(page, theirs, ours, near, miss_px, FIRST_MATCHES)
        fit = _fit(page, theirs, ours, start[0], miss_px, share) if start is not None else None
        if fit is not None and (best is None or fit[1] > best[1]):
            best = fit
        if best is not None and best[1] > SURE_SHARE * len(theirs[0]):
            break
    return best


def _fit(
    page: LayoutPage, theirs: Features, ours: Features, start: npt.NDArray[np.float64], miss_px: float, share: float = LEAST_SHARE
) -> tuple[Place, int] | None:
    """The place by all features that agree with a first matrix: ``share`` of them at least."""
    pairs = where_they_must_be(theirs, ours, start, FIRST_MISS * miss_px)
    least = max(LEAST_MATCHES, round(share * len(theirs[0])), round(LEAST_AGREEING * len(pairs)))
    fit = _homography(page, theirs, ours, pairs, miss_px, least)
    if fit is None:
        return None
    matrix, agree = fit
    transform = Transform(matrix, no_bend(), page.size)
    mm, px = by_cells(transform, millimetres(theirs[0][pairs[agree, 0]]), ours[0][pairs[agree, 1]])
    return Place(transform, mm, px, ENOUGH, CELL_WEIGHT), int(agree.sum())


def _similarity(
    page: LayoutPage, theirs: Features, ours: Features, pairs: npt.NDArray[np.intp], miss_px: float, least: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]] | None:
    """As ``_homography``, of a page that is only moved, turned and scaled: two matches make one, so few right ones are enough."""
    some = pairs[:MOST_OF_TWO]
    if len(some) < least:
        return None
    mm, px = millimetres(theirs[0][some[:, 0]]), ours[0][some[:, 1]]
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
    mm, px = millimetres(theirs[0][pairs[:, 0]]), ours[0][pairs[:, 1]]
    cv2.setRNGSeed(0)  # the same scan gives the same transform, whatever was read before
    matrix, kept = cv2.findHomography(mm, px, cv2.USAC_MAGSAC, miss_px, maxIters=5000, confidence=0.999)
    if matrix is None or np.sum(kept) < least or not is_sane(np.asarray(matrix, dtype=np.float64), page.size):
        return None
    return np.asarray(matrix, dtype=np.float64), np.asarray(kept, dtype=np.bool_).ravel()


def by_cells(transform: Transform, mm: Points, px: Points) -> tuple[Points, Points]:
    """The middle of the matches (n, 2) in each cell of the page that holds any, and its pixels: where the transform puts it, moved by the
    median of what they miss.
    """
    cells = np.clip((mm / transform.size * CELLS).astype(int), 0, CELLS - 1)
    miss = px - transform(mm)
    groups = [np.all(cells == cell, axis=1) for cell in np.unique(cells, axis=0)]
    middles = np.array([mm[group].mean(axis=0) for group in groups])
    return middles, transform(middles) + np.array([np.median(miss[group], axis=0) for group in groups])
