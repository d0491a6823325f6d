"""From a first transform by the markers to one that lies on the printed outlines, with what is left between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from omr.imaging import frames, median, quantile
from omr.model.layout import LayoutPage
from omr.model.page import Points, Transform
from omr.register.bend import AFFINE_TERMS, FEW, bend_at, fitted, terms_for
from omr.register.beneath import are_there
from omr.register.markers import ENOUGH
from omr.register.outlines import NEAR_REACH_MM, REACH_MM, Offsets, Own, Picture, find_outlines, found_of, wide_reach
from omr.register.place import Place
from omr.register.printed import Printed, every_printed, printed

AGREE_MM = 0.6
"""An outline within that of the fit agrees with it: half of the least gap between two outlines, and the reader's own search."""
SECOND_LOOK_MM = 0.35
FAR_STEP_MM = 0.8
"""A rest larger than the first, or a correction larger than the second, is measured again from the better transform."""
MANY_SURE = 0.6
FEW_BEYOND = 0.05
"""With a smaller share of sure outlines, or more at the search's end, the page is bent more than it reaches: a wider look follows."""
LEAST_NEIGHBOURS = 2
"""Of an outline and its nearest neighbours so many must agree, or that part of the page lies elsewhere than the transform says."""
P95_BY_P75 = 1.470
"""Of a Rayleigh distribution: the square root of ln 20 / ln 4."""
NEAR_MM = 70.0
"""Where few markers are seen, outlines this near to them are trusted first."""


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """The transform, what remains (95th percentile over the sure outlines, or over the markers' corners where there are few),
    which share of the outlines that were looked for agrees with the transform (1.0 where the page has too few to say), whether some
    part of the page has next to none that does, and how far the markers stand from it (median; large where the outlines of a
    neighbouring row were taken).
    """

    transform: Transform
    residual_mm: float
    agreeing: float
    astray: bool
    anchors_mm: float


def refine(picture: Picture, first: Place, page: LayoutPage) -> Refined:
    """The transform bent so that it lies on the outlines as they were found."""
    anchors = anchor_offsets(first)
    transform = first.transform
    if first.markers < ENOUGH:
        transform = grown(picture, first, page, anchors)
    offsets = find_outlines(picture, transform, page, NEAR_REACH_MM if first.markers > ENOUGH else REACH_MM)
    if first.markers > ENOUGH and _may_lie_beyond(offsets):
        offsets = find_outlines(picture, transform, page)
    if _may_lie_beyond(offsets):
        offsets = find_outlines(picture, transform, page, wide_reach(page))
    transform, step = bent(transform, offsets, first, anchors)
    if step > FAR_STEP_MM or rest(transform, offsets) > SECOND_LOOK_MM:
        offsets = find_outlines(picture, transform, page)
        transform, _ = bent(transform, offsets, first, anchors)
    refined = judged(transform, offsets, page, first, anchors)
    if refined.astray:
        return replace(refined, astray=_is_astray(picture, refined.transform, page))
    return refined


def _is_astray(picture: Picture, transform: Transform, page: LayoutPage) -> bool:
    """Whether a part of the page is off by all of its outlines, those not looked for and those that marks surround among them."""
    known = every_printed(page)
    if picture.own is not None:
        picture = replace(picture, own=of_every(picture.own, printed(page), known))
    agree = _agree(transform, found_of(known, picture, transform))
    return has_stray_part(known.nearest, agree | are_there(known, picture, transform))


def of_every(own: Own, measured: Printed, known: Printed) -> Own:
    """What is known of the ``measured`` outlines of an unfilled page, for all of its outlines: one kind looks alike, and is as far beside
    its place as the nearest one that was measured.
    """
    looks = {(group.shape, group.size): look for group, look in zip(measured.groups, own.looks, strict=True)}
    nearest = np.linalg.norm(known.centres[:, None] - measured.centres[None], axis=2).argmin(axis=1)
    return Own(tuple(looks.get((group.shape, group.size)) for group in known.groups), own.offsets[nearest])


def _may_lie_beyond(offsets: Offsets) -> bool:
    return len(offsets.centres) >= FEW and bool(offsets.sure.mean() < MANY_SURE or offsets.beyond > FEW_BEYOND)


def anchor_offsets(first: Place) -> Points:
    """By how many mm each anchor point was found away from where the first transform puts it without its bend."""
    at, change = frames(first.transform, first.mm)
    offsets = np.asarray(np.linalg.solve(change, (first.px - at)[..., None])[..., 0], dtype=np.float64)
    return offsets + bend_at(first.mm, first.transform)


def bent(transform: Transform, offsets: Offsets, first: Place, anchors: Points) -> tuple[Transform, float]:
    """The transform with a bend through sure outlines and anchors, and the largest change (mm) at the outlines."""
    bound = len(first.mm) if np.count_nonzero(first.transform.bend) else 0  # what bent it first holds that where outlines are few
    terms = terms_for(int(offsets.sure.sum()) + bound)
    if terms == 0:
        return transform, 0.0
    points = np.concatenate([offsets.centres[offsets.sure], first.mm])
    values = np.concatenate([offsets.offsets[offsets.sure], anchors])
    weights = np.concatenate([np.ones(int(offsets.sure.sum())), np.full(len(first.mm), first.weight)])
    bend = fitted(points, values, weights, transform.size, terms)
    better = replace(transform, bend=bend)
    change = bend_at(offsets.centres, better) - bend_at(offsets.centres, transform)
    return better, float(np.hypot(*change.T).max())


def grown(picture: Picture, first: Place, page: LayoutPage, anchors: Points) -> Transform:
    """With one or two markers: an affine fit that first trusts the outlines near them, then all that it has brought within reach."""
    transform = first.transform
    far = float(np.hypot(*page.size))
    reach = NEAR_MM
    while True:
        offsets = find_outlines(picture, transform, page)
        away = np.linalg.norm(offsets.centres[:, None] - first.mm[None], axis=2).min(axis=1, initial=far)
        use = offsets.sure & (away < reach)
        if use.sum() >= FEW:
            points, values = np.concatenate([offsets.centres[use], first.mm]), np.concatenate([offsets.offsets[use], anchors])
            bend = fitted(points, values, np.ones(len(points)), page.size, AFFINE_TERMS)
            transform = replace(transform, bend=bend)
        if reach >= far:
            return transform
        reach *= 1.5


def rest(transform: Transform, offsets: Offsets) -> float:
    """95th percentile of the distances (mm) between the sure outlines and the transform; 0 where there are none.

    Estimated from the 75th, as for errors normal in x and y (Rayleigh distribution), so that it does not grow with the outlines
    that a heavy mark has displaced.
    """
    return _rest_of(left_over(transform, offsets)[offsets.sure])


def _rest_of(left: npt.NDArray[np.float64]) -> float:
    return quantile(left, 0.75) * P95_BY_P75 if len(left) else 0.0


def left_over(transform: Transform, offsets: Offsets) -> npt.NDArray[np.float64]:
    """Distance (mm) of each found outline from where the transform puts it."""
    return np.asarray(np.hypot(*(offsets.offsets - bend_at(offsets.centres, transform)).T), dtype=np.float64)


def judged(transform: Transform, offsets: Offsets, page: LayoutPage, first: Place, anchors: Points) -> Refined:
    """How well the transform lies on what was found."""
    miss = np.hypot(*(anchors - bend_at(first.mm, transform)).T)
    middle = median(miss)
    if len(offsets.centres) < FEW:
        return Refined(transform, quantile(miss, 0.95), 1.0, astray=False, anchors_mm=middle)
    left = left_over(transform, offsets)
    agree = _agree(transform, offsets)
    residual = _rest_of(left[offsets.sure]) if offsets.sure.any() else float("inf")
    return Refined(transform, residual, float(agree.mean()), astray=has_stray_part(printed(page).nearest, agree), anchors_mm=middle)


def _agree(transform: Transform, offsets: Offsets) -> npt.NDArray[np.bool_]:
    return np.asarray((left_over(transform, offsets) < AGREE_MM) & offsets.sure, dtype=np.bool_)


def has_stray_part(nearest: npt.NDArray[np.intp], agree: npt.NDArray[np.bool_]) -> bool:
    """True where an outline and its nearest neighbours (n, k) hardly agree with the transform: a part of the page is off."""
    return bool((agree[nearest].sum(axis=1) < min(LEAST_NEIGHBOURS, len(agree))).any())
