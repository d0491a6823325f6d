"""Outlines that stand where they should though something is drawn around them: ink only adds, so a printed line is dark wherever it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from omr.imaging import Floats
from omr.model.page import Transform
from omr.register.outlines import Picture, sampled
from omr.register.printed import STEP_MM, Printed

CORE, DARK = 0.7, 0.5
"""Share of a template's most from which a sample lies on its line; and of the ink that half of the outlines of a kind show there, from
which a sample of the scan is dark.
"""
LEAST_DARK, LEAST_LIGHT = 0.9, 0.3
"""Shares of an outline's line that are dark, and of the bands beside it that are light: of pages laid 0.7 mm beside their place hardly one
outline in ten shows as much, 1 mm beside it none. A circle around a box takes one of its two bands, and where both are black nothing
tells where the outline is.
"""


def are_there(known: Printed, picture: Picture, transform: Transform) -> npt.NDArray[np.bool_]:
    """Which of these outlines of a page (n,), in their order, stand within a sample of where the transform puts them."""
    found = [_shown(ink, templates) for ink, templates, _ in sampled(known, picture, transform, STEP_MM)]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.bool_)


def _shown(ink: Floats, templates: Floats) -> npt.NDArray[np.bool_]:
    """Which outlines of a kind (n, k) one of these templates (m, k) answers to by its line and by the bands beside it."""
    lines, bands = templates > CORE * templates.max(axis=1, keepdims=True), templates < 0
    usual = float(np.median([np.median(one[lines[len(lines) // 2]]) for one in ink]))
    dark = (ink > DARK * usual).astype(np.float32)
    on_line = dark @ lines.T.astype(np.float32) / lines.sum(axis=1)
    beside = dark @ bands.T.astype(np.float32) / bands.sum(axis=1)
    return np.asarray(((on_line >= LEAST_DARK) & (beside <= 1 - LEAST_LIGHT)).any(axis=1))
