"""Print too pale for the usual ink mask: outlines in a drop-out colour or light grey, thinned further by a scanner's blur."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.outlines.outlines import OPTION_MM, Outline, find_outlines
from omr.learn.paper.ink import as_mask, background, edges, ink
from omr.model.page import Gray

LEAST = 0.035
"""Of the paper's brightness: paler print is none. A hairline in light pink on a scan at 200 dpi takes off 0.07."""
SPREADS = 5.0
"""Of the blurred paper's own noise: what lies so far below it is print. On a noisy scan that made a contrast of 0.043."""
BLUR_PX = 1.5
"""Takes the noise of a scan out of the mask, and widens a hairline by less than a pixel."""
DARK = 0.35
"""Ink that takes off more is no pale print: near to it the usual mask holds, or its letters would grow into their outlines."""
NEAR_PX = 9
"""Side of the square around dark ink that its blur fills (0.35 mm to either side)."""
MANY = 12
"""Pale outlines of one size: three items of four options."""
SAME_MM = 0.25
DENSER = 1.05
"""Times the usual ink: where half of a form's outlines were pale that added 1.7 times as much. Of scans without any, most add 0.003 at most
and two 0.06 and 0.22: there the count of outlines decides.
"""


def pale_ink(image: Gray) -> Gray:
    """The usual ink mask, and what is pale beyond the reach of dark ink."""
    lit = background(image).astype(np.float32)
    near = cv2.dilate(as_mask(image < lit * (1 - DARK)), np.ones((NEAR_PX, NEAR_PX), np.uint8)) > 0
    smooth = _smooth(image)
    pale = smooth < lit * (1 - _contrast(smooth, lit))
    return np.asarray(ink(image) | as_mask(pale & ~near), dtype=np.uint8)


def pale_edges(image: Gray) -> Gray:
    """255 where a stroke, pale or not, is at least half as dark as in its middle."""
    smooth = _smooth(image)
    return edges(smooth, _contrast(smooth, background(smooth).astype(np.float32)))


def _smooth(image: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), BLUR_PX), dtype=np.uint8)


def _contrast(smooth: Gray, lit: npt.NDArray[np.float32]) -> float:
    """What print takes off the paper's brightness at least, by how much the paper itself differs."""
    darker = ((lit - smooth) / np.maximum(lit, 1))[::4, ::4]
    usual = float(np.median(darker))
    return max(LEAST, usual + SPREADS * 1.4826 * float(np.median(np.abs(darker - usual))))


def shows_more(mask: Gray, usual: Gray) -> bool:
    """Whether a mask has many outlines of one size, of which the usual one has but half or less."""
    small, known = (_small(one) for one in (mask, usual))
    kinds = [[other for other in small if _alike(one, other)] for one in small[:: max(1, MANY // 2)]]
    most = max(kinds, key=len, default=[])
    return len(most) >= MANY and 2 * sum(_alike(most[0], one) for one in known) <= len(most)


def adds_outlines(mask: Gray, usual: Gray) -> bool:
    """Whether a mask has outlines of a few items more than the usual one."""
    return cv2.countNonZero(mask) > DENSER * cv2.countNonZero(usual) and len(_small(mask)) >= len(_small(usual)) + MANY


def _small(mask: Gray) -> list[Outline]:
    return [one for one in find_outlines(mask) if max(one.box.w, one.box.h) <= OPTION_MM]


def _alike(one: Outline, other: Outline) -> bool:
    same = abs(one.box.w - other.box.w) < SAME_MM and abs(one.box.h - other.box.h) < SAME_MM
    return one.shape is other.shape and same
