"""Small pictures of many boxes at once, taken straight from the scan: the page itself is never warped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging.ranks import median
from omr.model.layout import Box
from omr.model.page import Gray, Points, Transform

Floats = npt.NDArray[np.float32]

MM_PER_INCH = 25.4
HALVING = 1.6
"""Scan pixels per sample from which the scan is halved first, so that thin lines are averaged and not skipped."""
MOST_AT_ONCE = 32766
"""Rows and columns that OpenCV's remap takes at most."""
PLACES_AT_ONCE = 80_000
"""Places of samples that are reckoned together: 0.6 MB, which stay in a core's own cache (2 MB) and leave room for what else is there.
Those of a whole page drive that out: 0.32 ms of CPU more a page with 100 boxes, 0.37 with 250.
"""
STEP_MM = 2.0
"""Arm of the finite differences that give a box's local scale and turn; the transform is smooth over far more."""
ARMS = np.array([(0, 0), (STEP_MM, 0), (-STEP_MM, 0), (0, STEP_MM), (0, -STEP_MM)])[:, None]


def frames(transform: Transform, centres: Points) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The transform near each point: pixels (n, 2) and their change per mm (n, 2, 2), columns = along x and along y."""
    n = len(centres)
    at, right, left, below, above = transform((ARMS + centres).reshape(-1, 2)).reshape(5, n, 2)
    change = np.empty((n, 2, 2))
    change[:, :, 0], change[:, :, 1] = right - left, below - above
    change /= 2 * STEP_MM
    return at, change


def box_array(boxes: Sequence[Box]) -> npt.NDArray[np.float64]:
    """Boxes as an array (n, 4) of x, y, w, h in mm."""
    return np.array([(box.x, box.y, box.w, box.h) for box in boxes], dtype=np.float64).reshape(-1, 4)


def halving_dpi(spans_mm: npt.NDArray[np.float64], size: int) -> float:
    """The resolution from which ``sample`` takes patches of ``size`` samples across such spans from the halved scan."""
    return HALVING * MM_PER_INCH * size / median(spans_mm.ravel())


def half_of(image: Gray) -> Gray:
    """The image halved by area: each pixel the mean of four."""
    return np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def halved(image: Gray, px_per_sample: float, half: Gray | None = None) -> tuple[Gray, float]:
    """The image halved (by area) until a sample spans fewer than ``HALVING`` pixels, and the factor to its coordinates.

    ``half`` is its first halving where it was made already (0.8 ms of CPU for a page at 200 dpi).
    """
    factor = 1.0
    while px_per_sample * factor >= HALVING:
        image = half_of(image) if half is None or factor < 1 else half
        factor /= 2
    return image, factor


def px_per_mm(transform: Transform) -> float:
    """Scan pixels per mm in the page's middle."""
    _, change = frames(transform, np.array([[transform.size[0] / 2, transform.size[1] / 2]]))
    return float(np.sqrt(abs(np.linalg.det(change[0]))))


def sample_grid(image: Gray, transform: Transform, centres: Points, offsets: npt.NDArray[np.float64], factor: float | None = None) -> Gray:
    """Grey values (n, k) at ``centres`` (n, 2) + ``offsets`` (k, 2) in mm.

    What lies outside the scan is white. The transform is taken as affine within each box. ``factor`` says that ``image`` was
    ``halved`` to it already; otherwise that is done here, by the distance between the first offsets.
    """
    if factor is None:
        image, factor = halved(image, px_per_mm(transform) * float(np.abs(offsets[1] - offsets[0]).max()))
    at, change = frames(transform, centres)
    return _sampled(image, at, change, _terms(offsets), factor)


def _sampled(image: Gray, at: Points, change: npt.NDArray[np.float64], terms: Floats, factor: float) -> Gray:
    """Grey values (n, k) of the image, which was halved to ``factor``, where boxes stand ``at`` pixels (n, 2) that ``change`` (n, 2, 2) by
    what the ``terms`` (3, k) say.

    A product of matrices gives all places in half of the time of sums over a grid (0.10 instead of 0.22 ms of CPU for 100 boxes).
    """
    lines = np.empty((2, len(at), 3), dtype=np.float32)
    lines[:, :, 0] = (at * factor + (factor - 1) / 2).T  # a pixel's centre has whole coordinates, so halving moves the origin
    lines[:, :, 1:] = (change * factor).transpose(1, 0, 2)
    count = max(1, PLACES_AT_ONCE // terms.shape[1])
    if len(at) <= count:
        return taken(image, *(lines @ terms))
    grey = np.empty((len(at), terms.shape[1]), dtype=np.uint8)
    places = np.empty((2, count, terms.shape[1]), dtype=np.float32)
    for start in range(0, len(at), count):
        part = lines[:, start : start + count]
        grey[start : start + count] = taken(image, *np.matmul(part, terms, out=places[:, : part.shape[1]]))
    return grey


def _terms(offsets: npt.NDArray[np.float64]) -> Floats:
    """What the sums over offsets (k, 2) are made of: 1, x, y (3, k)."""
    terms = np.ones((3, len(offsets)), dtype=np.float32)
    terms[1:] = offsets.T
    return terms


@lru_cache(maxsize=4)
def _square(size: int) -> Floats:
    """The terms of size × size samples across a span of 1, row by row."""
    ticks = (np.arange(size) + 0.5) / size - 0.5
    x, y = np.meshgrid(ticks, ticks)
    return _terms(np.stack([x.ravel(), y.ravel()], axis=1))


def taken(image: Gray, map_x: Floats, map_y: Floats) -> Gray:
    """Grey values of the image at places (n, k) in pixels, white outside of it; in parts where OpenCV takes no picture that
    large: the boxes of a page of a thousand bubbles, or the samples of a very wide box.
    """
    rows, columns = map_x.shape
    if max(rows, columns) <= MOST_AT_ONCE:
        return np.asarray(cv2.remap(image, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255), dtype=np.uint8)
    if columns > MOST_AT_ONCE:
        length = next(part for part in range(MOST_AT_ONCE, 0, -1) if rows * columns % part == 0)
        return taken(image, map_x.reshape(-1, length), map_y.reshape(-1, length)).reshape(rows, columns)
    parts = (slice(start, start + MOST_AT_ONCE) for start in range(0, rows, MOST_AT_ONCE))
    return np.concatenate([taken(image, map_x[part], map_y[part]) for part in parts])


def sample(image: Gray, transform: Transform, boxes: Sequence[Box], size: int, margin: float, half: Gray | None = None) -> Gray:
    """Patches (n, size, size) of boxes, upright in the page's frame; each spans its box and ``margin`` mm around it.

    Sample 0 lies half a sample inside the patch's edge. A box that is not square is stretched to a square.
    ``half`` as in ``halved``.
    """
    if not boxes:
        return np.zeros((0, size, size), dtype=np.uint8)
    array = box_array(boxes)
    spans = array[:, 2:] + 2 * margin
    at, change = frames(transform, array[:, :2] + array[:, 2:] / 2)
    px_per_mm = float(np.sqrt(np.abs(median(np.linalg.det(change)))))
    image, factor = halved(image, px_per_mm * median(spans.ravel()) / size, half)
    return _sampled(image, at, change * spans[:, None], _square(size), factor).reshape(len(boxes), size, size)
