"""One page's evidence: both readers' scores of every box, and what makes the page as a whole suspect."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from omr.imaging import median
from omr.model.boxes import BoxTable
from omr.model.calibration import Calibration, PageRange
from omr.model.page import PageEvidence, RegisteredPage, ScanLook
from omr.read.around import around, linked
from omr.read.expected import Expected, reference_transform
from omr.read.ink import ink_scores, is_bare
from omr.read.look import look
from omr.read.measure import FEATURES, Measured, measure
from omr.read.shape import shape_scores
from omr.read.taken_back import looked_again
from omr.read.tones import grey_share

Scores: TypeAlias = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""The ink reader's probabilities (n,) and the shape reader's (n, 3), in the order of the page's boxes."""

RIM = 0.94
"""Light on one side of a box, over another's, below which a shadow ends there: nowhere on 117 sheets that lay in none."""
WHITE = 254.0
"""Grey value of paper from which a scan may know black and white only."""
INK, OUTSIDE = FEATURES.index("ink"), FEATURES.index("outside")
ENOUGH_MARKS, SMALL, GOES_OUT, CIRCLES = 4, 0.5, 0.03, 2.0
"""Marks from which it can be told what is usual on a page, and the share of their ink that a small one stays below; mm² of ink around its
box from which one goes out through the outline, and times what is inside up to which it is no circle, whose ink is all around.
"""
LOOKS_EMPTY = 0.5
"""Score below which a box is more likely empty; a row with one above it needs no look around."""


def read(page: RegisteredPage, known: Expected, calibration: Calibration) -> PageEvidence:
    """Everything measured on a page. ``known`` is its layout prepared by ``expected``. Decides nothing."""
    measured = measure(page, known)
    ink = ink_scores(measured.features, calibration.ink)
    bare = is_bare(measured.features, ink)
    shape = shape_scores(measured.dark, measured.printed, bare, calibration.shape_model, ink, known.alike)
    shape = looked_again(shape, measured.dark, measured.printed, calibration.taken_back_model)
    return evidence(page, known, measured, (ink, shape), calibration.page_range)


def evidence(page: RegisteredPage, known: Expected, measured: Measured, scores: Scores, fitted: PageRange) -> PageEvidence:
    """What was measured on a page and both readers' ``scores`` of its boxes, put together."""
    ink, shape = scores
    seen = look(page, measured)
    return PageEvidence(
        ref=page.scan.ref,
        code=page.code,
        skew_deg=round(page.skew_deg, 3),
        dpi=round(page.dpi, 1),
        residual_mm=round(page.residual_mm, 3),
        boxes=_boxes(known, measured, ink, shape),
        doubts=_doubts(page, known, measured, fitted),
        quality=(
            *_quality(measured),
            *_tones(page, measured),
            *_around(page, known, scores, measured.print_level),
            *_ends(page, known, scores, measured),
            *_lines(page, seen),
            *_rims(measured, known),
            *((f"covered {':'.join(known.names[row])}", 1.0) for row in measured.covered),
            *_guessed(measured, known),
        ),
        look=seen,
    )


def _boxes(known: Expected, measured: Measured, ink: npt.NDArray[np.float32], shape: npt.NDArray[np.float32]) -> BoxTable:
    """All boxes' numbers, rounded to the digits that mean something."""
    scores = np.empty((len(known.names), 5))
    scores[:, 0], scores[:, 1], scores[:, 2] = ink, shape[:, 0], shape[:, 2]
    scores[:, :3] = np.round(scores[:, :3], 6)
    scores[:, 1] = 1 - scores[:, 1]
    scores[:, 3:] = np.round(measured.shifts.astype(np.float64), 3)
    return BoxTable(known.names, scores, np.round(measured.features.astype(np.float64), 4).astype(np.float32))


def _quality(measured: Measured) -> tuple[tuple[str, float], ...]:
    named = (
        ("paper", measured.paper),
        ("print", measured.print_level),
        ("letters", measured.letters),
        ("blur", measured.blur),
        ("noise", measured.noise),
    )
    return tuple((name, round(float(value), 4)) for name, value in named)


def _tones(page: RegisteredPage, measured: Measured) -> tuple[tuple[str, float], ...]:
    """``grey``: how much of the page's edges is grey, where its paper is all white."""
    return (("grey", round(grey_share(page.scan.image), 3)),) if measured.paper >= WHITE else ()


def _around(page: RegisteredPage, known: Expected, scores: Scores, level: float) -> tuple[tuple[str, float], ...]:
    """``around SECTION:ITEM``: the ink around a row of boxes, all of which look empty; around one with several marks, of which a word may
    take one back; and between wide cells whatever they hold: a second mark may stand beside the part that is looked at. Elsewhere the
    mark itself says enough.
    """
    if known.picture is None or not known.boxes:
        return ()
    ink, shape = scores
    high = np.add.reduceat((np.maximum(ink, 1 - shape[:, 0]) >= LOOKS_EMPTY).astype(np.int64), known.rows)
    found = []
    for field, marks, wide in zip(page.page.bubbled, high.tolist(), known.wide, strict=True):
        if marks != 1 or wide:
            way = reference_transform(page.page)
            stray = around(page.scan.image, page.transform, page.page, field, known.picture, way, marked=marks > 0, level=level)
            found.append((f"around {field.ref.section}:{field.ref.item}", round(stray, 3)))
    return tuple(found)


def _ends(page: RegisteredPage, known: Expected, scores: Scores, measured: Measured) -> tuple[tuple[str, float], ...]:
    """``end SECTION:ITEM:LABEL``: where the only mark of a row is a small one that goes out through its outline into another row's box,
    the ink inside that box as a share of both: it may be no more than the end of the mark there. On a page of circles, whose ink is around
    their boxes, whatever is none is looked at, and all of the ink counts.
    """
    if known.picture is None or not known.boxes:
        return ()
    score, shape = scores
    high = np.maximum(score, 1 - shape[:, 0]) >= LOOKS_EMPTY
    inside, outside = measured.features[:, INK], measured.features[:, OUTSIDE]
    lines = outside <= CIRCLES * inside
    usual = median(inside[high]) if np.count_nonzero(high) >= ENOUGH_MARKS else math.inf
    ink = inside
    if np.count_nonzero(high & ~lines) > np.count_nonzero(high & lines):
        usual, ink = math.inf, inside + outside
    only = np.repeat(np.add.reduceat(high.astype(np.int64), known.rows) == 1, np.diff([*known.rows, len(high)]))
    small = high & only & (inside < SMALL * usual)
    options = [(field, option) for field in page.page.bubbled for option in field.options]
    place = {name: row for row, name in enumerate(known.names)}
    found = []
    for row in np.flatnonzero(small & (outside >= GOES_OUT) & lines).tolist():
        way = reference_transform(page.page)
        others = linked(page.scan.image, page.transform, page.page, options[row], known.picture, way, measured.print_level)
        most = max((float(ink[place[(*field.ref, option.label)]]) for field, option in others), default=0.0)
        if most > 0:
            found.append((f"end {':'.join(known.names[row])}", round(most / (most + float(ink[row])), 3)))
    return tuple(found)


def _lines(page: RegisteredPage, seen: ScanLook) -> tuple[tuple[str, float], ...]:
    """``line SECTION:ITEM:LABEL``: the depth of a line from edge to edge of the scan, the scanner's own, that runs through a box."""
    dark = [streak for streak in seen.streaks if streak.depth < 0]
    if not dark:
        return ()
    options = [(field, option) for field in page.page.bubbled for option in field.options]
    px = page.transform(np.concatenate([option.box.corners for _, option in options])).reshape(-1, 4, 2)
    px = (px + 0.5) * page.scan.shrunk - 0.5  # streaks are told in the file's own pixels
    low, high = px.min(axis=1), px.max(axis=1)
    found: dict[str, float] = {}
    for streak in dark:
        axis = int(streak.across)
        for row in np.flatnonzero((low[:, axis] <= streak.place) & (streak.place <= high[:, axis])):
            field, option = options[row]
            name = f"line {field.ref.section}:{field.ref.item}:{option.label}"
            found[name] = max(found.get(name, 0.0), float(-streak.depth))
    return tuple(found.items())


def _rims(measured: Measured, known: Expected) -> tuple[tuple[str, float], ...]:
    """``rim SECTION:ITEM:LABEL``: the light on the darkest side of a box over its brightest, where a shadow ends on it."""
    rows = np.flatnonzero(measured.lit < RIM).tolist()
    return tuple((f"rim {':'.join(known.names[row])}", round(float(measured.lit[row]), 2)) for row in rows)


def _guessed(measured: Measured, known: Expected) -> tuple[tuple[str, float], ...]:
    """``guessed``: the darkness inside the outlines that was taken for print because the boxes have it in common, with no reference."""
    if known.seen or not known.boxes:
        return ()
    return (("guessed", round(float(np.minimum(measured.printed, known.inside).max()) / 255, 3)),)


def _doubts(page: RegisteredPage, known: Expected, measured: Measured, fitted: PageRange) -> tuple[str, ...]:
    """What lies outside the range that the readers were fitted on; a page without boxes has nothing to doubt."""
    if not known.boxes:
        return ()
    doubts = []
    if measured.untold:
        doubts.append("all boxes of one option show the same, print or marks; a reference picture in the layout would tell")
    if not known.seen and any(known.wide):
        doubts.append("its cells are too wide to be looked at whole; a reference picture in the layout would tell what else stands in them")
    if page.dpi < fitted.least_dpi:
        doubts.append(f"its resolution of {page.dpi:.0f} dpi is below the {fitted.least_dpi:.0f} that marks were fitted at")
    if measured.print_level < fitted.least_contrast:
        doubts.append("its print is too faint")
    if measured.noise > fitted.most_noise:
        doubts.append("its paper is too dirty or the scan too noisy")
    return tuple(doubts)
