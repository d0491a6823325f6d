"""A QR code of which a part is gone, cut off, folded away or painted over: where it is printed is known, and so is what every code of its
size shows (finder, alignment and timing patterns). Laid on those, its modules are counted one by one and drawn anew, whole.

What is lost of the text itself the code's own error correction gives back, or nothing is read (ISO/IEC 18004: level Q, a quarter).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.page import Gray, Points

MODULE_PX = 4
"""Pixels of a module in the picture that patterns are sought in."""
QUIET = 4
"""Modules of white around a code that is drawn anew."""
VERSIONS = range(1, 8)
"""Sizes of our codes (17 + 4 times as many modules a side); see LARGEST_QR_VERSION where they are made."""
LEAST_SHOWN = 0.75
"""Share of the visible modules of the patterns that must be as they are in every code: on another picture half of them are."""
LEAST_ALIKE = 0.3
"""Correlation of the patterns with the picture from which they are laid on it: damaged codes have 0.45 or more, other sizes 0.2."""
STEPS = 60
"""Of the fit at most; it ends earlier where it changes nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """What every code of one size shows: 1 black, 0 white, -1 what differs from code to code (n, n)."""

    modules: npt.NDArray[np.int8]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.modules >= 0, dtype=np.bool_)


@lru_cache(maxsize=8)
def pattern(version: int) -> Pattern:
    """The patterns of a version, as segno marks them."""
    import segno  # noqa: PLC0415  # felt at start-up, and few runs meet a damaged code
    from segno import consts  # noqa: PLC0415

    code = segno.make("0", version=version, error="q", micro=False, boost_error=False)
    kinds = np.array([list(row) for row in code.matrix_iter(border=0, verbose=True)])
    black = [consts.TYPE_FINDER_PATTERN_DARK, consts.TYPE_TIMING_DARK, consts.TYPE_ALIGNMENT_PATTERN_DARK, consts.TYPE_DARKMODULE]
    white = [
        consts.TYPE_FINDER_PATTERN_LIGHT,
        consts.TYPE_TIMING_LIGHT,
        consts.TYPE_ALIGNMENT_PATTERN_LIGHT,
        consts.TYPE_SEPARATOR,
    ]
    return Pattern(np.where(np.isin(kinds, black), 1, np.where(np.isin(kinds, white), 0, -1)).astype(np.int8))


def repaired(crop: Gray, seen: Gray, share: float) -> Iterator[tuple[Gray, Points]]:
    """Codes drawn anew from a square crop in whose middle one is printed over ``share`` of its width, and the pixel (1, 2) of its centre
    there: of each size whose patterns are seen. ``seen`` is 0 where the crop lies beyond the scan.
    """
    for version in VERSIONS:
        one = pattern(version)
        scale = len(one.modules) * MODULE_PX / (share * len(crop))
        size = round(len(crop) * scale)
        small, there = (np.asarray(cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA), np.uint8) for image in (crop, seen))
        way = _laid(one, small, there)
        bits = None if way is None else _counted(one, small, there, way)
        if way is not None and bits is not None:
            modules = np.pad(1 - np.where(one.known, one.modules, bits), QUIET, constant_values=1)
            middle = way[:, :2] @ np.full(2, (len(one.modules) * MODULE_PX - 1) / 2) + way[:, 2]
            yield np.kron(modules, np.full((MODULE_PX, MODULE_PX), 255)).astype(np.uint8), (middle[None] + 0.5) / scale - 0.5


def _laid(one: Pattern, picture: Gray, there: Gray) -> npt.NDArray[np.float64] | None:
    """The affine way (2, 3) from the pixels of the patterns to the picture's (Evangelidis and Psarakis, "Parametric image alignment using
    enhanced correlation coefficient maximization", PAMI 2008); None where they are not in it.
    """
    blown = np.ones((MODULE_PX, MODULE_PX), dtype=np.uint8)
    model, known = np.kron(np.where(one.modules == 1, 0, 255).astype(np.uint8), blown), np.kron(one.known.astype(np.uint8), blown)
    scores = cv2.matchTemplate(picture, model, cv2.TM_CCOEFF_NORMED, mask=known)
    _, best, _, (column, row) = cv2.minMaxLoc(np.nan_to_num(scores, nan=-1.0, posinf=-1.0))
    if best < LEAST_ALIKE:
        return None
    start = np.array([[1, 0, column], [0, 1, row]], dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, STEPS, 1e-4)
    try:
        _, way = cv2.findTransformECCWithMask(model, picture, known * np.uint8(255), there, start, cv2.MOTION_AFFINE, criteria, 3)
    except cv2.error:  # it does not converge
        return None
    return np.asarray(way, dtype=np.float64)


def _counted(one: Pattern, picture: Gray, there: Gray, way: npt.NDArray[np.float64]) -> npt.NDArray[np.int8] | None:
    """Every module as it is seen, 1 where it is black; None where the patterns are not as they must be."""
    ticks = (np.arange(len(one.modules)) + 0.5) * MODULE_PX - 0.5
    at = (np.stack(np.meshgrid(ticks, ticks), axis=-1) @ way[:, :2].T + way[:, 2]).astype(np.float32)
    x, y = at[..., 0], at[..., 1]
    values = np.asarray(cv2.remap(cv2.blur(picture, (3, 3)), x, y, cv2.INTER_LINEAR), dtype=np.float64)
    inside = one.known & (np.asarray(cv2.remap(there, x, y, cv2.INTER_NEAREST)) > 0)
    black, white = (values[inside & (one.modules == bit)] for bit in (1, 0))
    if not len(black) or not len(white):
        return None
    bits = (values < (black.mean() + white.mean()) / 2).astype(np.int8)
    return bits if np.mean((bits == one.modules)[inside]) >= LEAST_SHOWN else None
