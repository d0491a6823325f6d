"""Straight lines from one edge of a scan to the other: dirt on the scanner's glass, or a sensor's dead spot."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.page import Gray, Streak

WINDOW_MM = 2.0
"""Rows averaged together, so that a line with gaps still counts: higher than a printed letter."""
STEP = 3
"""Of so many windows one is looked at: that takes half of the time."""
BAND = 4
"""Windows in a part of the page's height (24 mm); the brightest of a column shows its paper, wherever print or writing stands."""
EXCUSED = 2
"""Parts in which print may hide the line. Never in the outermost window: print does not reach the scan's edges, and dirt always does."""
WIDEST_MM = 1.2
"""A line is narrower than that; wider differences along a row are shadows, folds and the paper's own tone."""
FAINTEST, ABOVE_GRAIN = 8, 3.0
"""Grey values by which a line differs from the paper beside it, and times the scan's own typical difference (noise, grain)."""
RIM = 0.04
"""Share of the width at either edge that is not judged: shadows and the edges of the paper stand there on every page."""
MOST = 8
"""Lines kept of one page, the clearest first."""


def streaks(image: Gray, px_per_mm: float) -> tuple[Streak, ...]:
    """Lines across the whole image, along its height and along its width, with their places in the image's own pixels.

    A line lighter than the paper shows only on paper that is not white already.
    """
    found = [Streak(across=False, place=place, depth=depth) for place, depth in _lines(image, px_per_mm)]
    found += [Streak(across=True, place=place, depth=depth) for place, depth in _lines(image.T, px_per_mm)]
    return tuple(sorted(sorted(found, key=lambda one: -abs(one.depth))[:MOST], key=lambda one: (one.across, one.place)))


def _lines(image: Gray, px_per_mm: float) -> list[tuple[float, int]]:
    """Columns that differ from their neighbours from top to bottom, with the difference in grey values (negative: darker)."""
    rows = max(2, round(WINDOW_MM * px_per_mm))
    if image.shape[0] < rows * STEP * BAND * (EXCUSED + 1) or image.shape[1] < rows:
        return []
    edges = np.concatenate([_mean(image[:rows]), _mean(image[-rows:])])
    kernel = np.ones((1, 2 * round(WIDEST_MM * px_per_mm) + 1), np.uint8)
    found = []
    for way, sign in ((cv2.MORPH_BLACKHAT, -1), (cv2.MORPH_TOPHAT, 1)):
        differs = np.asarray(cv2.morphologyEx(edges, way, kernel), dtype=np.uint8)
        depth, least = differs.min(axis=0), max(FAINTEST, ABOVE_GRAIN * float(differs.mean()))
        if depth.max() >= least:  # the rest costs five times as much, and few pages come so far
            inner = np.partition(np.asarray(cv2.morphologyEx(_bands(image, rows), way, kernel)), EXCUSED, axis=0)[EXCUSED]
            found += [(place, sign * deepest) for place, deepest in _peaks(np.minimum(depth, inner), least)]
    return found


def _mean(window: Gray) -> Gray:
    """The mean of each column of some rows (1, columns), rounded down."""
    if window.flags.c_contiguous:
        sums = cv2.reduce(window, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    else:  # of a turned image: OpenCV adds along its rows as they lie in memory
        sums = cv2.reduce(window.T, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).T
    return np.asarray(sums // len(window), dtype=np.uint8)


def _bands(image: Gray, rows: int) -> Gray:
    """The brightest window of each column in each part of the height but for the outermost windows (n, columns)."""
    count = image.shape[0] // rows
    whole = np.ascontiguousarray(image[: count * rows])  # a turned image is copied as it is needed: its edges alone mostly say enough
    windows = np.add.reduce(whole.reshape(count, rows, -1)[::STEP], axis=1, dtype=np.uint16)
    parts = (len(windows) - 1) // BAND
    return np.asarray((windows[1 : 1 + parts * BAND] // rows).reshape(parts, BAND, -1).max(axis=1), dtype=np.uint8)


def _peaks(depth: npt.NDArray[np.uint8], least: float) -> list[tuple[float, int]]:
    """The middle of each run of columns that is deep enough, with its greatest depth."""
    rim = round(len(depth) * RIM)
    deep = np.flatnonzero(depth[rim : len(depth) - rim] >= least) + rim
    runs = np.split(deep, np.flatnonzero(np.diff(deep) > 1) + 1) if len(deep) else []
    return [(float(run.mean()), int(depth[run].max())) for run in runs]
