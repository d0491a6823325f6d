"""A printed code with pen strokes over it. Ink only adds: a letter that lacks a part was not printed, whatever lies on the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import Floats
from omr.register.glyphs import SHIFT_PX, Glyph, pictures_for, place_of

Mask: TypeAlias = npt.NDArray[np.bool_]
Shown: TypeAlias = Mapping[str, Sequence[Floats]]

STRONG, GAIN = 0.6, 0.3
"""Share of the print's most ink from which a pixel tells how dark a scan prints it, and the quantile of those that does: what lies over
the others makes them darker."""
NEAR_PX, FOREIGN, AROUND_PX = 2, 0.25, 3
"""Ink that is by that share more than the print's is anywhere so near is none of it, nor is what lies around it."""
LEAST_CLEAR, UNTOUCHED = 0.4, 0.99
"""Share of a letter's ink that must lie apart from any stroke, and of one that no stroke touches."""
ALIKE = 0.9
"""Least likeness of what lies apart from strokes to the form's own code."""
LOST, MORE_LOST = 0.06, 0.12
"""Share of a letter's ink that may be missing, and by how much more of every other letter must be."""


def is_under_strokes(ink: Floats, printed: Floats, letters: Sequence[tuple[Glyph, str]], shown: Shown, clear: Mask) -> bool:
    """Whether the code is there though strokes cover some of its ``letters``, each with what it is read as beside the others.

    One that no stroke touches must be read as what it is; in the place of any other no letter may fit but it. ``shown`` are the letters'
    pictures in the forms' codes, ``clear`` is what lies apart from strokes.
    """
    if _likeness(ink, printed, clear) < ALIKE:
        return False
    gain = gain_of(ink, printed)
    return all(_is_there(ink, glyph, read, shown, gain, _clear_share(glyph, clear)) for glyph, read in letters)


def gain_of(ink: Floats, printed: Floats) -> float:
    """How dark the scan shows the print, where nothing lies over it."""
    strong = printed > STRONG * float(printed.max())
    return float(np.quantile(ink[strong] / printed[strong], GAIN))


def apart_from_strokes(ink: Floats, printed: Floats) -> Mask:
    """Where (rows, columns) there is no ink but the print's, nor any near."""
    gain = gain_of(ink, printed)
    near = cv2.dilate(printed, np.ones((2 * NEAR_PX + 1,) * 2, np.uint8))
    foreign = (ink > gain * (near + FOREIGN)).astype(np.uint8)
    return np.asarray(cv2.dilate(foreign, np.ones((2 * AROUND_PX + 1,) * 2, np.uint8)) == 0)


def _likeness(ink: Floats, printed: Floats, clear: Mask) -> float:
    seen, known = ink[clear], printed[clear]
    if float(seen.std()) < 1e-3 or float(known.std()) < 1e-3:
        return 0.0
    return float(np.corrcoef(seen, known)[0, 1])


def _clear_share(glyph: Glyph, clear: Mask) -> float:
    rows, columns = glyph.ink.shape
    there = clear[glyph.row : glyph.row + rows, glyph.column : glyph.column + columns]
    return float(glyph.ink[there].sum() / glyph.ink.sum())


def _is_there(ink: Floats, glyph: Glyph, read: str, shown: Shown, gain: float, clear: float) -> bool:
    if clear >= UNTOUCHED:
        return read == glyph.text
    lost = {letter: min(_lost(ink, glyph, picture, gain) for picture in some) for letter, some in pictures_for(glyph, shown).items()}
    own = lost.pop(glyph.text)
    return clear >= LEAST_CLEAR and own <= LOST and min(lost.values(), default=1.0) >= own + MORE_LOST


def _lost(ink: Floats, glyph: Glyph, picture: Floats, gain: float) -> float:
    """Share of a letter's ink that is not there, wherever in the glyph's place it is laid."""
    part, (rows, columns) = place_of(ink, glyph, picture), picture.shape
    steps = [(down, across) for down in range(2 * SHIFT_PX + 1) for across in range(2 * SHIFT_PX + 1)]
    least = min(float(np.maximum(gain * picture - part[y : y + rows, x : x + columns], 0).sum()) for y, x in steps)
    return least / float(gain * picture.sum())
