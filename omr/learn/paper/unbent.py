"""A photo whose page fills the frame, set straight by its own print: lines that lean or bend by what they are off their row or column.

Where no edge of the sheet is seen, its print is all that tells how it lay. The slope of lines in overlapping tiles, found as the skew of a
whole page is (Postl 1986), is that of a smooth shift, whose terms it gives by least squares; what leaves all lines level (wider spaces
between rows further down, columns that stand a mm higher than their neighbours) it cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.page import Gray

Numbers = npt.NDArray[np.float64]

SIDE_PX = 1200
"""Longer side of the picture in which slopes are measured: 4 px a mm."""
TILES, TILE = 4, 0.34
"""Tiles along either side, and each one's share of it: three lines of text and a few options lie in one."""
STRIP_PX = 8
"""Pixels along a line that are moved as one: at 4° its ends are off by 0.3 px."""
STEEPEST_DEG, COARSE_DEG, FINE_DEG = 4.0, 0.25, 0.05
TIE = 0.999
CLEAR = 3.0
"""Times the usual sharpness of all slopes: text and boxes have their own slope so clear; ragged edges and handwriting do not."""
LEANS_DEG = 0.3
"""Tiles whose lines lean so much, as one smooth shift makes them lean, were not laid flat: 1.5 mm over a page. Of 174 simulated flat scans
none had so much in ``LEAST_TILES`` or more; of bent ones whose rows are off by 0.8 mm or more, two in three had.
"""
LEAST_TILES = 7
"""Of 16: fewer show lines so clear where a page has little print, whose numbers and letters (9 above 10, italics) lean by themselves."""
SMOOTH = 1.0
"""Times what the smooth shift leaves of the slopes, it explains at least. Those of brackets and crosses are at odds with each other."""
ROUNDS, REFITS = 3, 8
RIDGE = np.array([0.02, 0.1, 0.1, 0.3, 0.3])
"""How little is believed of each term where no tile tells it: a turn, a fan, a bend, a bend that grows, an S."""
OUTLIER = 0.004
"""A tile that misses the shift's slope by more (0.23°) counts less."""
REMEDY = (
    "look at the proof; better scan the blank, or give a photo with something darker all around it, or in corrections.txt beside the "
    "layout the sheet's corners, `flat PAGE X1 Y1 X2 Y2 X3 Y3 X4 Y4`, and the paper, `size PAGE WIDTH HEIGHT`"
)
LAID = f"the picture's lines lean or bend as on a photo, and were set straight by the print; the page's edges are not seen: {REMEDY}"
"""What is told of a picture that was set straight."""
NOT_LAID = f"the picture's lines lean or bend as on a photo that was not laid flat, and the print does not tell how it lay: {REMEDY}"
"""What is told of one that could not be."""


@dataclass(frozen=True, slots=True)
class Slopes:
    """Of the lines in tiles that show one clearly: each tile's middle from -1 to 1, along its lines and across, and its slope."""

    along: Numbers
    across: Numbers
    slope: Numbers

    @property
    def lean(self) -> float:
        """By how much the lines lean, as a root of mean squares; 0 where few are clear."""
        return _root_mean_square(self.slope) if len(self.slope) >= LEAST_TILES else 0.0

    @property
    def bent(self) -> float:
        """By how much they lean as those of one sheet do; 0 where their slopes are at odds."""
        if not self.lean:
            return 0.0
        smooth = _sloping(self) @ _shift(self)
        return found if (found := _root_mean_square(smooth)) >= SMOOTH * _root_mean_square(self.slope - smooth) else 0.0


def unbent(image: Gray) -> tuple[Gray, tuple[str, ...]]:
    """The picture with its rows level and its columns upright, and what is told of it; a flat one as it is, with nothing."""
    factor = SIDE_PX / max(image.shape)
    small = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    rows, columns = _slopes(small)
    if max(rows.bent, columns.bent) < np.tan(np.radians(LEANS_DEG)):
        return image, ()
    before = max(rows.lean, columns.lean)
    (high, wide), down, right = small.shape, np.zeros(len(RIDGE)), np.zeros(len(RIDGE))
    for _ in range(ROUNDS):
        down, right = down + _shift(rows) * wide / (2 * high), right + _shift(columns) * high / (2 * wide)
        rows, columns = _slopes(_shifted(small, down, right))
    if max(rows.lean, columns.lean) > before / 2:
        return image, (NOT_LAID,)
    return _shifted(image, down, right), (LAID,)


def _slopes(small: Gray) -> tuple[Slopes, Slopes]:
    """Of rows (down, on the way to the right) and of columns (to the right, on the way down)."""
    ink = np.asarray(255 - small, dtype=np.uint8)
    return _tiled(ink), _tiled(np.ascontiguousarray(ink.T))


def _tiled(ink: Gray) -> Slopes:
    height, width = (round(TILE * side) for side in ink.shape)
    found = []
    for y in np.linspace(0, ink.shape[0] - height, TILES).astype(int):
        for x in np.linspace(0, ink.shape[1] - width, TILES).astype(int):
            slope = _slope(ink[y : y + height, x : x + width])
            if slope is not None:
                found.append(((2 * x + width) / ink.shape[1] - 1, (2 * y + height) / ink.shape[0] - 1, slope))
    return Slopes(*np.array(found, dtype=np.float64).reshape(-1, 3).T)


def _slope(tile: Gray) -> float | None:
    """Of the lines in a tile; None where none is clear."""
    strips = cv2.resize(tile, (max(1, tile.shape[1] // STRIP_PX), tile.shape[0]), interpolation=cv2.INTER_AREA)
    strip_px = tile.shape[1] / strips.shape[1]

    def sharpness(angle: float) -> float:
        lean = np.tan(np.radians(angle)) * strip_px
        matrix = np.array([[1.0, 0.0, 0.0], [-lean, 1.0, lean * strips.shape[1] / 2]])
        turned = cv2.warpAffine(strips, matrix, strips.shape[::-1], flags=cv2.INTER_NEAREST)
        sums = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel().astype(np.float64)
        return float(np.square(np.diff(sums)).sum())

    coarse = np.arange(-STEEPEST_DEG, STEEPEST_DEG + COARSE_DEG / 2, COARSE_DEG)
    scores = np.array([sharpness(angle) for angle in coarse])
    if scores.max() <= CLEAR * np.median(scores):
        return None
    fine = coarse[scores >= TIE * scores.max()].mean() + np.arange(-COARSE_DEG, COARSE_DEG + FINE_DEG / 2, FINE_DEG)
    scores = np.array([sharpness(angle) for angle in fine])
    return float(np.tan(np.radians(fine[scores >= TIE * scores.max()].mean())))


def _sloping(slopes: Slopes) -> Numbers:
    """Each term's slope in each tile."""
    one = np.ones_like(slopes.along)
    return np.stack([one, slopes.across, 2 * slopes.along, 2 * slopes.along * slopes.across, 3 * slopes.along**2], axis=-1)


def _shift(slopes: Slopes) -> Numbers:
    """The terms, as shares of half the lines' length, of the shift across the lines that slopes like them; none where few are clear."""
    terms, weight, found = _sloping(slopes), np.ones_like(slopes.along), np.zeros(len(RIDGE))
    for _ in range(REFITS if slopes.lean else 0):
        system = np.concatenate([terms * weight[:, None], np.diag(RIDGE)])
        found = np.linalg.lstsq(system, np.concatenate([slopes.slope * weight, np.zeros(len(RIDGE))]))[0]
        weight = np.sqrt(1 / np.maximum(1, np.abs(terms @ found - slopes.slope) / OUTLIER))
    return np.asarray(found, dtype=np.float64)


def _root_mean_square(numbers: Numbers) -> float:
    return float(np.sqrt(np.mean(np.square(numbers))))


def _shifted(image: Gray, down: Numbers, right: Numbers) -> Gray:
    """The picture with each point taken from where it was shifted to; the terms as shares of the picture's height and width."""
    height, width = image.shape
    x, y = ((2 * np.arange(side, dtype=np.float32) + 1) / side - 1 for side in (width, height))
    from_x = (width * (x + 1) - 1)[None, :] / 2 + _polynomial(y[:, None], x[None, :], right * width)
    from_y = (height * (y + 1) - 1)[:, None] / 2 + _polynomial(x[None, :], y[:, None], down * height)
    page = cv2.remap(image, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(page, dtype=np.uint8)


def _polynomial(along: npt.NDArray[np.float32], across: npt.NDArray[np.float32], terms: Numbers) -> npt.NDArray[np.float32]:
    turn, fan, bend, growing, s_shape = terms.astype(np.float32)
    shift = along * (turn + along * (bend + along * s_shape)) + across * (along * (fan + along * growing))
    return np.asarray(shift, dtype=np.float32)
