"""A page laid on its reference block by block: where each block of print stands is sought by correlation, and a smooth bend goes
through all that are sure; then again with smaller blocks from there. So a curled page is followed, and print is compared by its local
contrast alone: a grey reference and a scan in black and white show the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Floats, halved, px_per_mm
from omr.model.page import Gray, Points, Transform
from omr.register.bend import AFFINE_TERMS, CUBIC_TERMS, bend_at, fitted
from omr.register.contrast import NODE_MM, between
from omr.register.features import evenly_lit
from omr.register.outlines import vertex

PX_PER_MM = 4.0
COARSE_PX_PER_MM = 2.0
"""Scale at which starts are compared."""
SOFT_MM, AROUND_MM, WIDE_MM = 0.25, 1.5, 3.0
"""Print is softened by so much; what it differs from is the mean around, and what that is measured by is its usual within (Gaussians)."""
LEAST_DEVIATION = 4.0
"""Grey values: on empty paper grain is not print."""
MOST_DEVIATIONS = 3.0
ROUNDS = ((50.0, 6.0), (35.0, 4.0), (25.0, 2.0), (18.0, 1.25))
"""Side of a block, and how far it is sought (mm)."""
OVERLAP = 0.6
"""Distance of blocks as a share of their side."""
DARK, LEAST_DARK = -1.0, 0.02
"""Deviations below which is print, and the share of a block that must be: paper stands nowhere."""
LEAST_ALIKE = 0.25
"""Correlation of a block that is sure; with its own print those of a blurred photo keep 0.4, and chance gives 0.15."""
ELSEWHERE_MM = 1.2
"""A second place further off than that, as good but for ``TELLING``, takes all trust from the first: a row of a table is like the next."""
TELLING = 0.2
AGREE_MM = 0.6
"""Blocks within that of the bend agree with it."""
LEAST_BLOCKS = 6
QUADRATIC_FROM, CUBIC_FROM, QUADRATIC = 12, 24, 6
"""Blocks from which the bend has so many terms: fewer leave them to chance."""
START_REACH_MM = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A transform that lies on the blocks that agree: their middles (mm) and the pixels (n, 2) where each was found, and their share of all
    blocks with print.
    """

    transform: Transform
    mm: Points
    px: Points
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """Blocks with print: their middles (n, 2), how far beside each was found (n, 2), both mm, and how much that is trusted (n,), 0 to 1."""

    middles: Points
    offsets: Points
    trust: npt.NDArray[np.float64]


def relief(picture: Gray, scale: float) -> Floats:
    """Local contrast of a picture with ``scale`` pixels a mm, in deviations of the contrast near by."""
    soft = cv2.GaussianBlur(evenly_lit(picture), (0, 0), SOFT_MM * scale).astype(np.float32)
    differs = soft - cv2.GaussianBlur(soft, (0, 0), AROUND_MM * scale)
    usual = np.sqrt(cv2.GaussianBlur(differs * differs, (0, 0), WIDE_MM * scale))
    return np.asarray(np.clip(differs / (usual + LEAST_DEVIATION), -MOST_DEVIATIONS, MOST_DEVIATIONS), dtype=np.float32)


def laid_flat(image: Gray, transform: Transform, scale: float) -> Gray:
    """The page as the scan shows it, with ``scale`` pixels a mm."""
    small, factor = halved(image, px_per_mm(transform) / scale)
    x, y = (np.linspace(0, side, max(2, round(side / NODE_MM))) for side in transform.size)
    nodes = (transform(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)) + 0.5) * factor - 0.5
    at = between(nodes.reshape(len(y), len(x), 2).astype(np.float32), shape_at(transform.size, scale))
    return np.asarray(cv2.remap(small, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def shape_at(size: tuple[float, float], scale: float) -> tuple[int, int]:
    """Rows and columns of a page of that size (mm)."""
    return round(size[1] * scale), round(size[0] * scale)


def alike(image: Gray, transform: Transform, known: Floats) -> float:
    """Correlation of a page laid so with the reference's relief at ``COARSE_PX_PER_MM``, a few mm beside at best."""
    seen = np.pad(relief(laid_flat(image, transform, COARSE_PX_PER_MM), COARSE_PX_PER_MM), round(START_REACH_MM * COARSE_PX_PER_MM))
    return float(cv2.matchTemplate(seen, known, cv2.TM_CCOEFF_NORMED).max())


def climbed(image: Gray, start: Transform, known: Floats, rounds: Sequence[tuple[float, float]] = ROUNDS) -> Laid | None:
    """The transform bent until all blocks lie on the reference's relief; None where next to none is found."""
    transform = start
    for block, reach in rounds:
        found = shifts(relief(laid_flat(image, transform, PX_PER_MM), PX_PER_MM), known, block, reach)
        sure = found.trust > 0
        if sure.sum() < LEAST_BLOCKS:
            return None
        middles = found.middles[sure]
        offsets = found.offsets[sure] + bend_at(middles, transform)
        count = len(middles)
        terms = AFFINE_TERMS if count < QUADRATIC_FROM else QUADRATIC if count < CUBIC_FROM else CUBIC_TERMS
        transform = replace(transform, bend=fitted(middles, offsets, found.trust[sure], transform.size, terms))
    agree = np.hypot(*(offsets - bend_at(middles, transform)).T) < AGREE_MM
    if not agree.any():
        return None
    straight = replace(transform, bend=np.zeros((2, QUADRATIC)))
    return Laid(transform, middles[agree], straight((middles + offsets)[agree]), float(agree.sum() / len(found.middles)))


def shifts(seen: Floats, known: Floats, block: float, reach: float) -> Shifts:
    """Where each block of the reference's relief is found on the scan's, both at ``PX_PER_MM``."""
    side, far = round(block * PX_PER_MM), round(reach * PX_PER_MM)
    rows, columns = (_begins(length, side) for length in known.shape)
    wide = np.pad(seen, far)
    found = []
    for top in rows:
        for left in columns:
            print_here = known[top : top + side, left : left + side]
            if np.mean(print_here < DARK) >= LEAST_DARK:
                scores = cv2.matchTemplate(wide[top : top + side + 2 * far, left : left + side + 2 * far], print_here, cv2.TM_CCOEFF_NORMED)
                found.append(((left + len(print_here[0]) / 2), (top + len(print_here) / 2), *_best(np.asarray(scores, dtype=np.float64))))
    table = np.array(found, dtype=np.float64).reshape(-1, 5)
    return Shifts(table[:, :2] / PX_PER_MM, table[:, 2:4] / PX_PER_MM, table[:, 4])


def _begins(length: int, side: int) -> npt.NDArray[np.intp]:
    last = max(0, length - side)
    return np.rint(np.linspace(0, last, 1 + round(last / (OVERLAP * side)))).astype(np.intp)


def _best(scores: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """The best place of scores (2 k + 1, 2 k + 1): pixels right and down of the middle, and its trust."""
    far = len(scores) // 2
    row, column = (int(place) for place in np.unravel_index(scores.argmax(), scores.shape))
    best = float(scores[row, column])
    if best < LEAST_ALIKE or not (0 < row < 2 * far and 0 < column < 2 * far):
        return 0.0, 0.0, 0.0
    down = vertex(*(scores[row + step : row + step + 1, column] for step in (-1, 0, 1)))[0]
    across = vertex(*(scores[row, column + step : column + step + 1] for step in (-1, 0, 1)))[0]
    near = round(ELSEWHERE_MM * PX_PER_MM)
    others = scores.copy()
    others[max(0, row - near) : row + near + 1, max(0, column - near) : column + near + 1] = 0
    telling = float(np.clip((1 - max(0.0, float(others.max())) / best) / TELLING, 0, 1))
    return column - far + float(across), row - far + float(down), best * telling
