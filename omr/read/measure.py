"""Ink: what stands in each box beyond the print that belongs there, relative to the page's own paper and print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import median, quantile, row_ranked, sample
from omr.model.page import Gray, RegisteredPage
from omr.read.align import aligned
from omr.read.alike import ENOUGH_ALIKE
from omr.read.common import common_print, own_print
from omr.read.expected import MARGIN, SECTORS, SIDE, Expected, abreast
from omr.read.paper import darkness, lit, paper_of
from omr.read.slips import unslipped
from omr.read.soften import Match, matched
from omr.read.stacks import sums, tall, within

Floats = npt.NDArray[np.float32]

PRINT_SLACK = 1.15
FLOOR = 8
"""Print may be 15 % darker than typical, and paper 8 of 255 darker than its own level, before it counts as ink."""
NOISE_FLOOR = 2.0
"""Times the paper's typical darkness that a sample must stand above it besides."""
DARK = 48
"""Extra darkness from which a sample is part of a stroke; faint pencil has 60, show-through up to 35."""
HEAVIER = 0.5
"""Share by which print may be heavier on the page than foreseen: a bold scan of a thin letter adds half."""
VEIL = 0.4
"""Share of the inside that may stay paper under a mark that covers it."""
PALE = 0.01
"""Share of the inside that specks and haze may darken on every box of a page."""
HIDDEN = 0.9
"""Share of the paper around a patch, or of the light there, below which a mark or a small stain covers all of it, or a side."""
EVEN = 0.95
"""Share of a page's lightest paper that its darkest has where no shadow falls on it; then none is looked for: of 250 boxes it takes 0.7 ms.
"""
FEATURES = ("ink", "peak", "spread", "core", "outside", "reach", "shade", "excess", "veil", "noise", "frame", "ring")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Per box: ``features`` (n, 12) as FEATURES names them; ``dark`` and ``printed`` (n, SIDE, SIDE) for the shape reader; ``shifts``
    (n, 2) how far each outline was found from its place, x and y in mm; ``lit`` (n,) the light on its darkest side over its
    brightest.

    ink: extra darkness inside, in mm² of full black; peak: the darkest 3 × 3 samples inside (0–1); spread: share of the inside
    that strokes cover; core: the part of ink within half the radius (0–1); outside: as ink, around the box; reach: extent
    of the strokes inside over the box's side; shade: the patch's paper over its neighbours'; excess: all darkness inside less the print's
    (mm² of full black); veil: the darkness that three in five samples inside exceed (0–1); noise: of the page; frame: the share of the
    printed outline that is there, over the page's typical share; ring: the share of all directions in which a line runs at or around
    the outline: a circle drawn around a box shows in most of them.
    """

    features: Floats
    dark: Gray
    printed: Gray
    shifts: Floats
    lit: Floats
    print_level: float
    letters: float
    """How dark the page's printed letters are, over the reference's; 1 where there are none."""
    blur: float
    paper: float
    noise: float
    untold: bool = False
    """Whether all boxes of some label show what may be their print or the same mark, as without a reference."""
    covered: tuple[int, ...] = ()
    """The boxes (rows) whose patch, or a side of it, something covers around which there is clean paper."""


def measure(page: RegisteredPage, known: Expected) -> Measured:
    """Measure all boxes of a page at once."""
    patches = sample(page.scan.image, page.transform, known.boxes, SIDE, known.margin, page.half)
    return measure_patches(patches, known, partial(_wider, page, known))


def _wider(page: RegisteredPage, known: Expected, rows: npt.NDArray[np.intp]) -> Gray:
    """Patches of some boxes that show as much around them as any hand fills."""
    return sample(page.scan.image, page.transform, [known.boxes[row] for row in rows], SIDE, known.room, page.half)


def measure_patches(patches: Gray, known: Expected, wider: Callable[[npt.NDArray[np.intp]], Gray] | None = None) -> Measured:
    """Measure boxes from their patches (n, SIDE, SIDE), as ``omr.imaging.sample`` gives them; and from ``wider`` ones where a mark may fill
    the whole patch, as it does around a box of 2 mm.
    """
    wider = wider if known.room > known.margin else None
    dark, paper, shade = darkness(patches, known.neighbours, partial(_paper_around, wider, known) if wider else None)
    if not len(dark):
        nothing = np.zeros((0, len(FEATURES)), np.float32)
        return Measured(nothing, dark, dark, nothing[:, :2], nothing[:, 0], 1.0, 1.0, 0.0, 255.0, 0.0)
    dark, shifts = aligned(dark, known)
    match = matched(dark, known.softs)
    printed = _as_printed(match, known)
    inside_dark = within(dark, known.inside)
    untold = False
    if known.seen:
        printed = own_print(dark, printed, inside_dark, known)
    else:
        common, untold = common_print(dark, known)
        printed = np.maximum(printed, common)
    noise = _noise(dark, known)
    allowed = _allowed(printed, noise)
    extra, ink = unslipped(np.asarray(cv2.subtract(tall(dark), allowed), dtype=np.uint8), dark, allowed, known)
    typical = median(paper)
    wholes = _excess(inside_dark, printed, known), _veil(dark, known)
    features = np.column_stack(
        [
            _features(extra, ink, known),
            shade,
            *wholes,
            np.full(len(dark), noise),
            _frame(dark, printed, known),
            _ring(extra, known),
        ]
    ).astype(np.float32)
    look = match.level, match.letters, match.soft.blur, typical, noise
    sides = np.ones_like(paper) if paper.min() >= EVEN * paper.max() else lit(patches, printed)
    light = _lit(sides, wider) if wider else sides
    covered = np.flatnonzero((paper_of(patches) < HIDDEN * paper) | (sides < HIDDEN * light)).tolist() if wider else []
    return Measured(features, dark, printed, shifts * known.pitch, light, *look, untold, tuple(covered))


def _paper_around(wider: Callable[[npt.NDArray[np.intp]], Gray], known: Expected, rows: npt.NDArray[np.intp]) -> Floats:
    """The paper around some boxes, as a grey value; 0 where the form itself prints a shade."""
    return np.where(known.plain[rows], paper_of(wider(rows)), 0).astype(np.float32)


def _lit(sides: Floats, wider: Callable[[npt.NDArray[np.intp]], Gray]) -> Floats:
    """The light on the darkest side of each box over that on its brightest (n,), where a side is no mark that covers it."""
    light = sides.copy()
    rows = np.flatnonzero(light < EVEN)
    if len(rows):
        shown = wider(rows)
        light[rows] = np.maximum(light[rows], lit(shown, np.zeros_like(shown)))
    return light


def _as_printed(match: Match, known: Expected) -> Gray:
    """The print as this scanner would show it: as soft and as dark as on most of the page's boxes."""
    soft, inside = tall(match.soft.print), tall(known.inside)
    shown = cv2.copyTo(cv2.convertScaleAbs(soft, alpha=match.letter_level), inside, cv2.convertScaleAbs(soft, alpha=match.level))
    return np.asarray(shown, dtype=np.uint8).reshape(match.soft.print.shape)


def _allowed(printed: Gray, noise: float) -> Gray:
    floor = FLOOR + NOISE_FLOOR * 255 * noise
    return np.asarray(cv2.convertScaleAbs(_spread(tall(printed)), alpha=PRINT_SLACK, beta=floor), dtype=np.uint8)


def _spread(tall: Gray) -> Gray:
    """The print spread by one sample up, down and to both sides, which it may stand off the place found for it: a fifth of a pixel at
    100 dpi, a ragged edge on a 1-bit scan.

    As OpenCV's dilation with a cross, but over all samples in one line: it works on narrow rows one by one, in three times the time.
    """
    line = tall.ravel()
    spread = line.copy()
    np.maximum(spread[SIDE:], line[:-SIDE], out=spread[SIDE:])
    np.maximum(spread[:-SIDE], line[SIDE:], out=spread[:-SIDE])
    for last, here, there in ((SIDE - 1, slice(1, None), slice(-1)), (0, slice(-1), slice(1, None))):
        rows = tall.copy()
        rows[:, last] = 0  # what leaves a row does not come into the next
        np.maximum(spread[here], rows.ravel()[there], out=spread[here])
    return spread.reshape(tall.shape)


def _features(extra: Gray, ink: Floats, known: Expected) -> Floats:
    n = len(known.boxes)
    scale = known.area / 255
    stroke = (np.asarray(cv2.bitwise_and(extra, tall(known.inside))) > DARK).reshape(n, SIDE, SIDE)
    spread = sums(stroke.view(np.uint8)) / known.inner_count
    core = within(extra, known.core) * scale
    outside = within(extra, known.outside) * scale
    reach = np.maximum(*map(_extent, _shadows(stroke))) / (SIDE / (1 + 2 * MARGIN))
    return np.column_stack([ink, _peak(extra, known), spread, core / np.maximum(ink, 1e-6), outside, reach])


def _peak(extra: Gray, known: Expected) -> npt.NDArray[np.float64]:
    """The darkest 3 × 3 samples inside each box (0-1).

    The patches are laid beside each other: OpenCV takes a long row in the time of a short one, and blurs in a tenth of the time.
    """
    smooth = cv2.bitwise_and(cv2.blur(abreast(extra), (3, 3)), known.inside_abreast)
    return np.asarray(np.asarray(smooth).max(axis=0).reshape(-1, SIDE).max(axis=1) / 255, dtype=np.float64)


def _shadows(stroke: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """In which columns, and in which rows, of each patch any sample is True, (n, SIDE) each; a word of eight samples at a time."""
    n = len(stroke)
    words = stroke.view(np.uint64)
    wide = words.shape[2]
    fifth = reduce(np.bitwise_or, np.moveaxis(words.reshape(n, -1, wide * wide), 1, 0))
    columns = reduce(np.bitwise_or, np.moveaxis(fifth.reshape(n, wide, wide), 1, 0))
    rows = reduce(np.bitwise_or, np.moveaxis(words, 2, 0))
    return np.ascontiguousarray(columns).view(np.bool_), rows != 0


def _excess(inside_dark: Floats, printed: Gray, known: Expected) -> Floats:
    """All darkness inside less that of the print, in mm² of full black, however the print is shifted within the outline.

    Letters may be printed heavier or lighter than expected: what at least three in four boxes alike show is print, up to ``HEAVIER``.
    """
    scale = known.area / 255
    seen = inside_dark * scale
    foreseen = within(printed, known.inside) * scale
    excess = seen - foreseen
    most = HEAVIER * foreseen + PALE * known.inner_count * known.area
    return np.asarray(excess - np.clip(_usual(excess, known), -foreseen, most), dtype=np.float32)


def _usual(excess: npt.NDArray[Any], known: Expected) -> Floats:
    """The lower quartile among the page's boxes of the same label and size, or among all where those are few."""
    usual = np.full(len(excess), quantile(excess, 0.25) if len(excess) >= ENOUGH_ALIKE else 0.0, dtype=np.float32)
    for rows in known.alike:
        usual[rows] = quantile(excess[rows], 0.25)
    return usual


def _veil(dark: Gray, known: Expected) -> Floats:
    """Darkness (0–1) that three in five places inside exceed: print covers fewer, a filled box covers more, wherever either lies."""
    half = SIDE // 2
    coarse = np.asarray(cv2.resize(tall(dark), (half, len(dark) * half), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    ranks = (VEIL * known.inner_half).astype(np.intp)
    shown = np.asarray(cv2.max(coarse, known.beyond), dtype=np.uint8).reshape(len(dark), -1)
    veil = np.empty(len(dark), np.float32)
    for rank in set(ranks.tolist()):  # one for all boxes of one size
        rows = np.flatnonzero(ranks == rank)
        veil[rows] = row_ranked(shown[rows], rank)
    return np.asarray(veil / np.float32(255), dtype=np.float32)


def _frame(dark: Gray, printed: Gray, known: Expected) -> Floats:
    """How much of each printed outline is there: where little is, paper is torn, covered or another page's; 1 where none is printed."""
    if known.unlined:
        return np.ones(len(dark), np.float32)
    shape = len(dark), SIDE, SIDE
    ring = cv2.subtract(tall(printed), tall(known.inside))  # inside is 255, so nothing is left there
    share = sums(np.asarray(cv2.min(tall(dark), ring)).reshape(shape)) / np.maximum(sums(np.asarray(ring).reshape(shape)), 1.0)
    return np.asarray(share / max(median(share), 0.05), dtype=np.float32)


def _ring(extra: Gray, known: Expected) -> Floats:
    """The share of directions from each box's middle in which a line runs at or around its outline; every other sample tells."""
    lines = np.asarray(cv2.bitwise_and(extra, tall(known.ring))).reshape(-1, SIDE, SIDE)[:, ::2, ::2] > DARK
    return np.asarray((lines.reshape(len(lines), -1).astype(np.float32) @ SECTOR > 0).mean(axis=1), dtype=np.float32)


def _sectors() -> Floats:
    """Which direction each of the (SIDE / 2)² samples lies in (samples, SECTORS), as 0 or 1."""
    ticks = np.arange(0, SIDE, 2) + 0.5 - SIDE / 2
    turn = np.arctan2(ticks[:, None], ticks[None, :]).ravel() / (2 * np.pi) + 0.5
    return np.asarray(np.eye(SECTORS)[np.minimum((turn * SECTORS).astype(np.intp), SECTORS - 1)], dtype=np.float32)


SECTOR = _sectors()


def _extent(line: npt.NDArray[np.bool_]) -> Floats:
    """Length from the first to the last True of each row (n, SIDE)."""
    first = line.argmax(axis=1)
    last = SIDE - 1 - line[:, ::-1].argmax(axis=1)
    return np.where(line.any(axis=1), last - first + 1, 0).astype(np.float32)


def _noise(dark: Gray, known: Expected) -> float:
    """Typical darkness of clean paper just outside the boxes, over full black: the median absolute value, 1.48 of which is one σ."""
    ring = dark.ravel()[known.clean].astype(np.uint16)
    return median(ring) / 255 if ring.size else 0.0
