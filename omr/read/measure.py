"""Ink: what stands in each box beyond the print that belongs there, relative to the page's own paper and print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import sample
from omr.model.page import Gray, RegisteredPage
from omr.read.expected import MARGIN, SIDE, Expected, common_print, darkness

Floats = npt.NDArray[np.float32]

BLURS = (0.0, 0.6, 0.9, 1.3, 1.8)
"""Gaussian widths in samples (0.19 mm) tried for the scanner's softness; 1.8 is a page at 100 dpi out of focus."""
PROBES = 30
"""Boxes from which softness and print level are told; their medians are steady from 20 on."""
PRINT = 60
"""Darkness from which a sample of the reference counts as print."""
TOLERANCE = 2
"""Samples (0.4 mm) that print may stand off its place: the residual that registration lets pass, less its inner margin."""
LETTER_RANK = 65
"""Percentile of the letters' own level: above the median since a 1-bit scan keeps only parts of a grey letter, all of them black."""
LARGEST_LEVEL = 4.0
"""A letter printed at a quarter of black may be black on a 1-bit scan."""
PRINT_SLACK = 1.15
FLOOR = 8
"""Print may be 15 % darker than typical, and paper 8 of 255 darker than its own level, before it counts as ink."""
DARK = 48
"""Extra darkness from which a sample is part of a stroke; faint pencil has 60, show-through up to 35."""
FEATURES = ("ink", "peak", "spread", "core", "outside", "reach", "shade")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Per box: ``features`` (n, 7) as FEATURES names them; ``dark`` and ``printed`` (n, SIDE, SIDE) for the shape reader.

    ink: extra darkness inside, in mm² of full black; peak: the darkest 3 × 3 samples inside (0–1); spread: share of the inside
    that strokes cover; core: the part of ink within half the radius (0–1); outside: as ink, around the box; reach: extent
    of the strokes inside over the box's side; shade: the patch's paper over the page's.
    """

    features: Floats
    dark: Gray
    printed: Gray
    print_level: float
    blur: float
    paper: float
    noise: float


def measure(page: RegisteredPage, known: Expected) -> Measured:
    """Measure all boxes of a page at once."""
    n = len(known.boxes)
    dark, paper = darkness(sample(page.scan.image, page.transform, known.boxes, SIDE, known.margin))
    if not n:
        return Measured(np.zeros((0, len(FEATURES)), np.float32), dark, dark, 1.0, 0.0, 255.0, 0.0)
    printed, level, blur = _matched_print(dark, known)
    if not known.seen:
        printed = np.maximum(printed, common_print(dark, known.labels))
    allowed = _allowed(printed)
    extra = np.asarray(cv2.subtract(_tall(dark), allowed), dtype=np.uint8)
    typical = float(np.median(paper))
    features = np.column_stack([_features(extra, known), paper / max(1.0, typical)]).astype(np.float32)
    return Measured(features, dark, printed, level, blur, typical, _noise(dark, known))


def _tall(patches: Gray) -> Gray:
    """All patches below each other: OpenCV then works on one image. Filters reach across seams only in the margin."""
    return patches.reshape(-1, SIDE)


def _matched_print(dark: Gray, known: Expected) -> tuple[Gray, float, float]:
    """The print as this scanner would show it: blurred and as dark as on most of the page's boxes."""
    probes = np.unique(np.linspace(0, len(dark) - 1, PROBES).astype(int))
    seen = _tall(dark[probes]).astype(np.float32)
    inside = _tall(known.inside[probes]) > 0
    best = (np.inf, 1.0, 1.0, 0.0)
    for blur in BLURS:
        print_ = _blurred(_tall(known.print[probes]), blur).astype(np.float32)
        outline = (print_ > PRINT) & ~inside
        letter = (print_ > PRINT / 2) & inside
        if not outline.any():
            continue
        level = float(np.median(seen[outline] / print_[outline]))
        letter_level = float(np.percentile(seen[letter] / print_[letter], LETTER_RANK)) if letter.sum() > PROBES else level
        edge = (print_ > PRINT / 4) & ~inside
        error = float(np.median(np.abs(seen[edge] - level * print_[edge])))
        best = min(best, (error, level, letter_level, blur))
    _, level, letter_level, blur = best
    level, letter_level = (min(max(one, 0.1), LARGEST_LEVEL) for one in (level, letter_level))
    blurred = _blurred(_tall(known.print), blur)
    outlines = cv2.convertScaleAbs(blurred, alpha=level)
    letters = cv2.convertScaleAbs(blurred, alpha=letter_level)
    printed = cv2.copyTo(letters, _tall(known.inside), outlines)
    return np.asarray(printed, dtype=np.uint8).reshape(dark.shape), level, blur


def _blurred(tall: Gray, sigma: float) -> Gray:
    return tall if sigma == 0 else np.asarray(cv2.GaussianBlur(tall, (0, 0), sigma), dtype=np.uint8)


def _allowed(printed: Gray) -> Gray:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * TOLERANCE + 1, 2 * TOLERANCE + 1))
    return np.asarray(cv2.convertScaleAbs(cv2.dilate(_tall(printed), kernel), alpha=PRINT_SLACK, beta=FLOOR), dtype=np.uint8)


def _features(extra: Gray, known: Expected) -> Floats:
    n = len(known.boxes)
    scale = known.area / 255
    within = np.asarray(cv2.bitwise_and(extra, _tall(known.inside))).reshape(n, SIDE, SIDE)
    ink = _sums(within) * scale
    smooth = cv2.bitwise_and(cv2.blur(extra, (3, 3)), _tall(known.inside))
    peak = np.asarray(smooth).reshape(n, -1).max(axis=1) / 255
    stroke = within > DARK
    spread = stroke.reshape(n, -1).sum(axis=1) / known.inner_count
    core = _sums(np.asarray(cv2.bitwise_and(extra, _tall(known.core))).reshape(n, SIDE, SIDE)) * scale
    outside = _sums(np.asarray(cv2.bitwise_and(extra, _tall(known.outside))).reshape(n, SIDE, SIDE)) * scale
    reach = np.maximum(_extent(np.asarray(stroke.any(axis=1))), _extent(np.asarray(stroke.any(axis=2)))) / (SIDE / (1 + 2 * MARGIN))
    return np.column_stack([ink, peak, spread, core / np.maximum(ink, 1e-6), outside, reach])


def _sums(stack: npt.NDArray[Any]) -> Floats:
    """The sum of each patch (n,). OpenCV adds bytes four times as fast as NumPy."""
    n = len(stack)
    return np.asarray(cv2.reduce(stack.reshape(n, -1), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F), dtype=np.float32).ravel()


def _extent(line: npt.NDArray[np.bool_]) -> Floats:
    """Length from the first to the last True of each row (n, SIDE)."""
    first = line.argmax(axis=1)
    last = SIDE - 1 - line[:, ::-1].argmax(axis=1)
    return np.where(line.any(axis=1), last - first + 1, 0).astype(np.float32)


def _noise(dark: Gray, known: Expected) -> float:
    """Typical darkness of clean paper just outside the boxes, over full black: the median absolute value, 1.48 of which is one σ."""
    ring = dark[:, ::4, ::4][known.outside[:, ::4, ::4] > 0]
    return float(np.median(ring)) / 255 if ring.size else 0.0
