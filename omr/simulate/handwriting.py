"""Handwriting: names and numbers as strokes of a hand, from glyphs drawn as lines on a unit grid."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np

from omr.model.layout import Box
from omr.model.page import Points
from omr.simulate.glyphs import ACCENTS, GLYPHS
from omr.simulate.hand import Hand
from omr.simulate.strokes import Stroke, curve, polyline

_WIDE = {
    "m": 1.25,
    "w": 1.25,
    "M": 1.25,
    "W": 1.35,
    "i": 0.45,
    "l": 0.5,
    "I": 0.6,
    "1": 0.7,
    "j": 0.6,
    "t": 0.8,
    "'": 0.4,
    ".": 0.4,
    ",": 0.4,
}
"""Widths of letters relative to the others."""
CEDILLA = "\u0327"
ASPECT = 0.62
"""Width of an ordinary figure over its height."""


SMALL_TOP = 0.3
"""How much lower than over a capital an accent stands over a small letter, of the height of a capital."""


@cache
def _ways(character: str) -> tuple[tuple[tuple[bool, Points], ...], ...]:
    """The ways to write a character: each its strokes as (curved, points (n, 2) from 0 to 1)."""
    ways = []
    for way in (GLYPHS.get(character) or ACCENTS[character]).split("|"):
        strokes = []
        for text in way.split(";"):
            points = np.array([[float(part) for part in pair.split(",")] for pair in text[1:].split()]) / 100
            strokes.append((text[0] == "~", points))
        ways.append(tuple(strokes))
    return tuple(ways)


def _plain(text: str) -> list[tuple[str, str]]:
    """The text as characters that there are glyphs for, each with its accents; what is unknown becomes a question mark."""
    plain: list[tuple[str, str]] = []
    for c in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(c):
            if plain and c in ACCENTS:
                plain[-1] = (plain[-1][0], plain[-1][1] + c)
        else:
            plain.append((c if c in GLYPHS or c == " " else "?", ""))
    return plain


def write(rng: np.random.Generator, hand: Hand, text: str, box: Box, *, centred: bool = False) -> tuple[Stroke, ...]:
    """The text written by ``hand`` into ``box`` (mm), as high as the hand writes or the box allows, and narrower where it must be.

    The way a person writes a character is the same throughout one call.
    """
    plain = _plain(text)
    height = min(hand.height, 0.82 * box.h)
    advance = [height * ASPECT * _WIDE.get(c, 1.0) * (0.9 if c != " " else 0.7) for c, _ in plain]
    gap = height * 0.16
    length = sum(advance) + gap * max(0, len(plain) - 1)
    squeeze = min(1.0, 0.94 * box.w / max(length, 0.1))
    habit = int(rng.integers(0, 6))
    x = box.x + ((box.w - length * squeeze) / 2 if centred else 0.03 * box.w)
    base = box.y + box.h / 2 + height / 2 + rng.normal(0, 0.03 * box.h)
    drawn: list[Stroke] = []
    for (character, accents), width in zip(plain, advance, strict=True):
        size = (width * squeeze, height * rng.normal(1, 0.04))
        lower = SMALL_TOP * height if character.islower() else 0.0
        if character != " ":
            drawn += _glyph(rng, hand, character, habit, (x, base), size)
        for accent in accents:
            drawn += _glyph(rng, hand, accent, habit, (x, base + (lower if accent != CEDILLA else 0)), size)
        x += (width + gap * rng.normal(1, 0.2)) * squeeze
        base += rng.normal(0, 0.012 * height)
    return tuple(drawn)


def _glyph(
    rng: np.random.Generator, hand: Hand, character: str, habit: int, at: tuple[float, float], size: tuple[float, float]
) -> list[Stroke]:
    ways = _ways(character)
    drawn = []
    for curved, unit in ways[habit % len(ways)]:
        points = unit + rng.normal(0, 0.025, unit.shape)
        points[:, 1] -= 1
        mm = points * size
        mm[:, 0] -= hand.slant * mm[:, 1]
        drawn.append(hand.draw(rng, (curve if curved else polyline)(mm + at)))
    return drawn
