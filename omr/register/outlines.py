"""How far each printed outline stands from its expected place: all of them at once, without warping the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, Levels, halved, px_per_mm, sample_grid
from omr.model.exam import Shape
from omr.model.layout import LayoutOption, LayoutPage
from omr.model.page import Gray, Points, Transform
from omr.register.bend import bend_at

STEP_MM = 0.25
"""Between samples: two pixels at 200 dpi, where a 0.3 mm line averaged over a sample still darkens it by half."""
REACH_MM = 1.25
"""How far an outline is looked for: under half of the least distance between two outlines, so that none takes its neighbour's place."""
WIDE_REACH_MM = 2.75
PITCH_SHARE = 0.42
"""The wider look, where too few outlines are sure: that far, but never to the middle between two neighbouring outlines."""
LINE_SIGMA_MM = 0.22
"""Half width of a printed outline as sampled; measured on 0.2-0.5 mm lines at 100-300 dpi, and far from critical."""
SIDE_MM = 0.62
"""Distance of the light bands that must accompany a line on both sides; without them a filled box would match anywhere."""
STROKE_MM = 0.3
"""Printed width of an outline: its middle lies half of that inside the layout's outer edge."""
MOST = 64
"""Outlines measured on a page; more would not make the fit better, only slower."""
FAINTEST = 0.035
"""Least match of an outline, as a share of a full-black line of ``LINE_SIGMA_MM``; the grain of empty paper stays below 0.03."""
SURE = 0.55
"""Match of a usable outline relative to the page's usual one: heavily marked ones fall below."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What outlines are looked for in: the scan's pixels, the same halved by area, and the grey values of its paper and ink."""

    image: Gray
    half: Gray | None
    levels: Levels


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """Where outlines were found: their centres (n, 2) in the layout's mm, their offsets from there (n, 2) before any bend, and
    whether each is sure. ``beyond`` is the share of outlines whose best match lies at the end of the search, so perhaps beyond it.
    """

    centres: Points
    offsets: Points
    sure: npt.NDArray[np.bool_]
    beyond: float = 0.0


def chosen(page: LayoutPage) -> list[LayoutOption]:
    """At most ``MOST`` outlines, evenly over the page's reading order."""
    options = [option for field in page.choices for option in field.options]
    if len(options) <= MOST:
        return options
    return [options[i] for i in np.linspace(0, len(options) - 1, MOST).round().astype(int)]


def distance(shape: Shape, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], w: float, h: float) -> npt.NDArray[np.float64]:
    """Signed distance in mm from points to the middle of an outline centred at 0 (negative inside)."""
    a, b = (w - STROKE_MM) / 2, (h - STROKE_MM) / 2
    if shape is Shape.CIRCLE:
        r = np.hypot(x / a, y / b)
        return np.asarray((r - 1) * (a + b) / 2, dtype=np.float64)
    dx, dy = np.abs(x) - a, np.abs(y) - b
    return np.asarray(np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0), dtype=np.float64)


def _bell(d: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.exp(-0.5 * (d / LINE_SIGMA_MM) ** 2), dtype=np.float64)


@lru_cache(maxsize=64)
def _bank(shape: Shape, w: float, h: float, reach: float) -> tuple[Points, Floats, int]:
    """Sample offsets (k, 2) in mm, one template per shift (s*s, k), and s. Each template sums to 0 and answers 1 to a perfect outline."""
    half = max(w, h) / 2 + reach + SIDE_MM
    ticks = (np.arange(2 * round(half / STEP_MM) + 1) - round(half / STEP_MM)) * STEP_MM
    x, y = np.meshgrid(ticks, ticks)
    steps = round(reach / STEP_MM)
    shifts = np.arange(-steps, steps + 1) * STEP_MM
    templates = []
    for sy in shifts:
        for sx in shifts:
            d = distance(shape, x - sx, y - sy, w, h)
            line, near = _bell(d), _bell(d) + _bell(d - SIDE_MM) + _bell(d + SIDE_MM) > 0.1
            template = np.where(near, line - line[near].mean(), 0.0)
            templates.append((template / np.sum(template * line)).ravel())
    return np.stack([x.ravel(), y.ravel()], axis=1), np.asarray(templates, dtype=np.float32), len(shifts)


def wide_reach(page: LayoutPage) -> float:
    """How far outlines of this page may be looked for at most, in whole steps of mm."""
    centres = np.array([option.box.centre for field in page.choices for option in field.options])
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2) + np.where(np.eye(len(centres)), np.inf, 0.0)
    return float(np.floor(min(WIDE_REACH_MM, PITCH_SHARE * apart.min(initial=np.inf)) / STEP_MM) * STEP_MM)


def find_outlines(picture: Picture, transform: Transform, page: LayoutPage, reach: float = REACH_MM) -> Offsets:
    """The place of the page's outlines within ``reach`` mm, by matched templates, to a fraction of a sample."""
    options = chosen(page)
    groups: dict[tuple[Shape, float, float], list[LayoutOption]] = {}
    for option in options:
        groups.setdefault((option.shape, round(option.box.w, 2), round(option.box.h, 2)), []).append(option)
    small, factor = halved(picture.image, px_per_mm(transform) * STEP_MM, picture.half)
    centres, offsets, peaks = [], [], []
    for (shape, w, h), members in groups.items():
        middle = np.array([option.box.centre for option in members])
        grid, bank, side = _bank(shape, w, h, reach)
        patches = sample_grid(small, transform, middle, grid, factor)
        shift, peak = _peaks(_ink(patches, picture.levels) @ bank.T, side)
        centres.append(middle)
        offsets.append(shift)
        peaks.append(peak)
    if not centres:
        return Offsets(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, dtype=np.bool_))
    peak = np.concatenate(peaks)
    shift = np.concatenate(offsets)
    usual = float(np.median(peak))
    inside = np.abs(shift).max(axis=1) < reach - STEP_MM / 2
    sure = (peak > max(FAINTEST, SURE * usual)) & inside
    place = np.concatenate(centres)
    return Offsets(place, shift + bend_at(place, transform), sure, float(1 - inside.mean()))


def _ink(patches: Gray, levels: Levels) -> Floats:
    """Grey values as a share of ink, 0 = paper to 1 = the darkest ink."""
    contrast = max(20.0, levels.paper - levels.ink)
    table = np.clip((levels.paper - np.arange(256)) / contrast, 0, 1).astype(np.float32)
    return np.asarray(table[patches], dtype=np.float32)


def _peaks(scores: Floats, side: int) -> tuple[Points, npt.NDArray[np.float64]]:
    """The best shift of each row of scores (n, side*side) in mm, by a parabola through its neighbours, and its score."""
    n = len(scores)
    best = scores.argmax(axis=1)
    row, column = best // side, best % side
    cube = np.pad(scores.reshape(n, side, side), ((0, 0), (1, 1), (1, 1)), mode="edge").astype(np.float64)
    rows = np.arange(n)
    here = cube[rows, row + 1, column + 1]
    dx = _vertex(cube[rows, row + 1, column], here, cube[rows, row + 1, column + 2])
    dy = _vertex(cube[rows, row, column + 1], here, cube[rows, row + 2, column + 1])
    middle = (side - 1) / 2
    return np.stack([column - middle + dx, row - middle + dy], axis=1) * STEP_MM, here


def _vertex(left: npt.NDArray[np.float64], here: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where a parabola through three neighbouring scores peaks, within half a step."""
    curve = left - 2 * here + right
    return np.clip(np.where(curve < -1e-9, 0.5 * (left - right) / np.where(curve < -1e-9, curve, 1.0), 0.0), -0.5, 0.5)
