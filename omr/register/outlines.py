"""How far each printed outline stands from its expected place: all of them at once, without warping the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, Levels, halved, median, px_per_mm, row_ranked, sample_grid
from omr.model.layout import LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.bend import bend_at
from omr.register.looks import Look, bank_of, grid_of, look_of
from omr.register.printed import STEP_MM, Printed, bank, grouped, outlined, printed

NEAR_REACH_MM = 0.75
"""How far an outline is looked for where four markers have laid the page: in half of the time; where that is not enough it
shows, and the search is repeated wider."""
REACH_MM = 1.25
"""How far otherwise: under half of the least distance between two outlines, so that none takes its neighbour's place."""
WIDE_REACH_MM = 2.75
PITCH_SHARE = 0.42
"""The wider look, where too few outlines are sure: that far, but never to the middle between two neighbouring outlines."""
FAINTEST = 0.035
"""Least match of an outline, as a share of a full-black line of ``LINE_SIGMA_MM``; the grain of empty paper stays below 0.03."""
SURE = 0.55
"""Match of a usable outline relative to the page's usual one: heavily marked ones fall below."""

PAPER_RANK = 0.8
"""Of the pixels around an outline so many are at most as light as its paper: print and marks cover less than half of them."""
RANKED = 4
"""Every so manyth pixel is ranked: a quarter of the time."""
LEAST_CONTRAST = 20.0
"""Grey values between paper and ink at least; a page of less has no ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """How the unfilled page shows the outlines: the common print of each group, None where an ideal one does, and by how many mm
    (n, 2) each is seen beside its place: a learned place may be a pixel off, and the dark field of a table draws the outline beside
    it towards itself, there as on every scan.
    """

    looks: tuple[Look | None, ...]
    offsets: Points


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What outlines are looked for in: the scan's pixels, the same halved by area, and the grey values of its paper and ink.

    ``own`` tells what is known of the unfilled page.
    """

    image: Gray
    half: Gray | None
    levels: Levels
    own: Own | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """Where outlines were found: their centres (n, 2) in the layout's mm, their offsets from there (n, 2) before any bend, and
    whether each is sure. ``beyond`` is the share of outlines whose best match lies at the end of the search, so perhaps beyond it.
    """

    centres: Points
    offsets: Points
    sure: npt.NDArray[np.bool_]
    beyond: float = 0.0


def wide_reach(page: LayoutPage) -> float:
    """How far outlines of this page may be looked for at most, in whole steps of mm."""
    return float(np.floor(min(WIDE_REACH_MM, PITCH_SHARE * printed(page).apart) / STEP_MM) * STEP_MM)


def find_outlines(picture: Picture, transform: Transform, page: LayoutPage, reach: float = REACH_MM) -> Offsets:
    """The place of the page's outlines within ``reach`` mm, by matched templates, to a fraction of a sample."""
    return found_of(printed(page), picture, transform, reach)


def found_of(known: Printed, picture: Picture, transform: Transform, reach: float = REACH_MM) -> Offsets:
    """The same of these outlines of a page; of others than ``printed`` gives only where the picture has no ``own``."""
    if not len(known.centres):
        return Offsets(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, dtype=np.bool_))
    offsets, peaks = [], []
    for ink, templates, side in sampled(known, picture, transform, reach):
        shift, peak = _peaks(ink @ templates.T, side)
        offsets.append(shift)
        peaks.append(peak)
    peak = np.concatenate(peaks)
    found = np.concatenate(offsets)
    shift = found if picture.own is None else found - picture.own.offsets
    usual = median(peak)
    inside = np.abs(found).max(axis=1) < reach - STEP_MM / 2
    sure = (peak > max(FAINTEST, SURE * usual)) & inside
    return Offsets(known.centres, shift + bend_at(known.centres, transform), sure, float(1 - inside.mean()))


def sampled(known: Printed, picture: Picture, transform: Transform, reach: float) -> Iterator[tuple[Floats, Floats, int]]:
    """Of each kind of outlines the ink shares (n, k) around where the transform puts them, and its templates (s*s, k) with their s."""
    small, factor = halved(picture.image, px_per_mm(transform) * STEP_MM, picture.half)
    for group, look in zip(known.groups, picture.own.looks if picture.own else repeat(None), strict=False):
        grid, templates, side = bank(group.shape, group.size, reach) if look is None else bank_of(look, reach)
        yield _ink(sample_grid(small, transform, group.centres, grid, factor), picture.levels), templates, side


def own_looks(picture: Picture, transform: Transform, page: LayoutPage) -> tuple[Look | None, ...]:
    """How the picture of an unfilled page prints each group of its outlines."""
    small, factor = halved(picture.image, px_per_mm(transform) * STEP_MM, picture.half)
    looks = {
        (one.shape, one.size): look_of(_ink(sample_grid(small, transform, one.centres, grid_of(one), factor), picture.levels))
        for one in grouped(outlined(page))
    }
    return tuple(looks[group.shape, group.size] for group in printed(page).groups)


def _ink(patches: Gray, levels: Levels) -> Floats:
    """Grey values (n, k) as a share of ink, 0 = the patch's own paper to 1 = the page's darkest ink on such a paper.

    Light multiplies: in the shadow of a photo paper and ink are both darker than elsewhere on the page, by the same factor.
    """
    place = int(PAPER_RANK * patches.shape[1] / RANKED)
    paper = row_ranked(patches[:, ::RANKED], place)[:, None].astype(np.float32)
    least = np.maximum(paper, LEAST_CONTRAST)
    share = max(LEAST_CONTRAST, levels.paper - levels.ink) / max(levels.paper, LEAST_CONTRAST)
    return np.asarray(np.clip((paper - patches) / (least * share), 0, 1), dtype=np.float32)


def _peaks(scores: Floats, side: int) -> tuple[Points, npt.NDArray[np.float64]]:
    """The best shift of each row of scores (n, side*side) in mm, by a parabola through its neighbours, and its score."""
    lines = np.arange(len(scores))
    best = scores.argmax(axis=1)
    at = np.stack([best % side, best // side], axis=1)
    step = np.array([1, side])  # from a place to the next across, and to the next down
    before, behind = best[:, None] - step * (at > 0), best[:, None] + step * (at < side - 1)
    left, here, right = (scores[lines[:, None], place].astype(np.float64) for place in (before, best[:, None], behind))
    return (at - (side - 1) / 2 + vertex(left, here, right)) * STEP_MM, here[:, 0]


def vertex(left: npt.NDArray[np.float64], here: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where a parabola through three neighbouring scores peaks, within half a step."""
    curve = left - 2 * here + right
    return np.clip(np.where(curve < -1e-9, 0.5 * (left - right) / np.where(curve < -1e-9, curve, 1.0), 0.0), -0.5, 0.5)
