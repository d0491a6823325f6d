"""The light that falls on a page: an arm or a phone between it and the lamp."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from omr.simulate.hand import between
from omr.simulate.ink import Image
from omr.simulate.tables import Table

NODE = 8
"""Light is computed at every so many pixels, and interpolated between: it changes slowly."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A shadow over a part of the page: the share of light that it leaves, the direction (radians) in which it darkens, where its rim lies
    on the way across the page (-0.5 to 0.5 of its diagonal) and how wide that is (mm).
    """

    left: float = 1.0
    direction: float = 0.0
    rim: float = 0.0
    wide: float = 1.0


EVEN = Cast()
"""No shadow at all."""


def draw_cast(rng: np.random.Generator, table: Table) -> Cast:
    if rng.random() >= table.p_cast:
        return EVEN
    return Cast(between(rng, table.cast), float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(-0.3, 0.3)), between(rng, table.cast_rim))


def shaded(image: Image, cast: Cast, px_per_mm: float) -> Image:
    """The image (rows, columns[, 3]) in that light."""
    if cast.left >= 1:
        return image
    rows, columns = image.shape[:2]
    across, down = (np.arange(-1, side // NODE + 2) * NODE - (side - 1) / 2 for side in (columns, rows))
    along = across * np.cos(cast.direction) + down[:, None] * np.sin(cast.direction) - cast.rim * np.hypot(rows, columns)
    light = 1 - (1 - cast.left) / (1 + np.exp(-4 * along / (cast.wide * px_per_mm)))
    whole = cv2.resize(light.astype(np.float32), None, fx=NODE, fy=NODE, interpolation=cv2.INTER_LINEAR)
    start = NODE + NODE // 2  # a node is the middle of the NODE pixels that it becomes
    there = whole[start : start + rows, start : start + columns]
    return np.asarray(image * (there if image.ndim == 2 else there[..., None]), dtype=np.uint8)
