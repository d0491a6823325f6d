"""The marks people make: each kind is a pure function from an outline to strokes in millimetres.

Every function takes the random generator, the hand and the outline's box; none knows the page. ``KINDS`` names those that
mean "this one"; ``CANCELLING`` those drawn over an earlier mark to take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from omr.model.layout import Box
from omr.model.page import Points
from omr.simulate.hand import NEAT, Hand
from omr.simulate.strokes import Stroke, curve, polyline

Strokes: TypeAlias = tuple[Stroke, ...]
Draw: TypeAlias = Callable[[np.random.Generator, Hand, Box], Strokes]


def _middle(rng: np.random.Generator, hand: Hand, box: Box) -> tuple[float, float]:
    x, y = box.centre
    return x + box.w * (hand.bias[0] + rng.normal(0, 0.05)), y + box.h * (hand.bias[1] + rng.normal(0, 0.05))


def _placed(rng: np.random.Generator, hand: Hand, box: Box, unit: list[tuple[float, float]], size: float, loose: float = 0.05) -> Points:
    """Control points (n, 2) in mm from unit ones (-1 to 1 across the outline), each a little off, slanted as the hand is."""
    points = np.array(unit, dtype=np.float64) + rng.normal(0, loose, (len(unit), 2))
    points[:, 0] = hand.aspect * points[:, 0] - hand.slant * 0.6 * points[:, 1]
    cos, sin = np.cos(hand.turn), np.sin(hand.turn)
    points = points @ np.array([[cos, sin], [-sin, cos]])
    half = size * np.array([box.w, box.h]) / 2
    return np.asarray(points * half + _middle(rng, hand, box))


def _size(rng: np.random.Generator, hand: Hand) -> float:
    return float(np.clip(hand.size * rng.normal(1, 0.08), 0.35, 1.05))


def _overflow(rng: np.random.Generator, hand: Hand) -> float:
    return float(np.clip(hand.overflow * rng.normal(1, 0.08), 1.05, 2.2))


def _tick(rng: np.random.Generator, hand: Hand, box: Box, size: float, tail: float) -> Strokes:
    depth, knee = rng.uniform(0.55, 0.9), rng.uniform(-0.4, -0.05)
    unit = [(-0.9, rng.uniform(-0.2, 0.25)), (knee, depth), (knee + 0.55 * (0.9 - knee), depth * 0.1), (0.9 + tail, -0.9 - 0.7 * tail)]
    return (
        hand.draw(rng, polyline(_placed(rng, hand, box, unit, size)) if rng.random() < 0.4 else curve(_placed(rng, hand, box, unit, size))),
    )


def tick(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    return _tick(rng, hand, box, _size(rng, hand), rng.uniform(0, 0.15))


def tick_overshoot(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """A tick whose tail leaves the outline, often into its neighbour."""
    return _tick(rng, hand, box, max(0.8, _size(rng, hand)), rng.uniform(0.4, 1.0) * _overflow(rng, hand))


UPRIGHT = 0.55
"""An upright cross reaches a little further than the sides of an X: its arms are 0.94 of half the outline long."""


def _cross(rng: np.random.Generator, hand: Hand, box: Box, size: float) -> Strokes:
    bend = rng.normal(0, 0.08, 2)
    first = [(-0.85, -0.85), (bend[0], bend[0]), (0.85, 0.85)]
    second = [(0.85, -0.85), (bend[1], -bend[1]), (-0.85, 0.85)]
    if hand.upright:
        first, second = ([((x + y) * UPRIGHT, (y - x) * UPRIGHT) for x, y in line] for line in (first, second))
    if rng.random() < 0.05:  # without lifting the pen: a thin line leads from the first to the second
        line = hand.draw(rng, curve(_placed(rng, hand, box, [*first, (0.95, 0.0), *second], size)))
        n = len(line.pressure)
        return (line.fade(np.interp(np.arange(n), n * np.array([0, 0.36, 0.45, 0.55, 0.64, 1]), [1, 1, 0.35, 0.35, 1, 1])),)
    return tuple(hand.draw(rng, curve(_placed(rng, hand, box, line, size, 0.07))) for line in (first, second))


def cross(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    return _cross(rng, hand, box, _size(rng, hand))


def cross_overflow(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """An X larger than its outline."""
    return _cross(rng, hand, box, _overflow(rng, hand))


def slash(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    size = _size(rng, hand) if rng.random() < 0.6 else _overflow(rng, hand)
    way = -1 if rng.random() < 0.2 else 1
    unit = [(-0.75 * way, 0.9), (rng.normal(0, 0.08), rng.normal(0, 0.08)), (0.75 * way, -0.9)]
    return (hand.draw(rng, curve(_placed(rng, hand, box, unit, size))),)


def _spiral(rng: np.random.Generator, turns: float, points: int) -> list[tuple[float, float]]:
    start = rng.uniform(0, 2 * np.pi)
    angle = start + np.linspace(0, 2 * np.pi * turns, points)
    radius = np.linspace(1, 0.15, points) * rng.normal(1, 0.06, points)
    return list(zip(radius * np.cos(angle), radius * np.sin(angle), strict=True))


def dot(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """A dot pressed and turned with the pen."""
    size = float(np.clip(hand.dot * rng.normal(1, 0.12), 0.15, 0.85))
    across = max(0.1, size * min(box.w, box.h) - hand.pen.width)
    turns = max(1.0, across / (2 * hand.pen.width) * 1.3)
    points = _placed(rng, hand, box, _spiral(rng, turns, int(10 * turns) + 4), across / min(box.w, box.h), 0.02)
    return (hand.draw(rng, curve(points, 0.15), 1.1),)


def _zigzag(rng: np.random.Generator, hand: Hand, reach: float, density: float, box: Box, *, round_: bool) -> Strokes:
    """Back and forth over the outline: ``reach`` of its half size, a line every pen width ÷ ``density``."""
    rows = max(6, int(reach * box.h / max(hand.pen.width, 0.25) * density))
    y = np.linspace(-reach, reach, rows)
    span = np.sqrt(np.clip(reach**2 - y**2, 0.06, None)) if round_ else np.full(rows, reach)
    ends = span * np.where(np.arange(rows) % 2, 1, -1) * rng.normal(1, 0.06, rows)
    tilt = rng.uniform(-0.7, 0.7)
    unit = np.column_stack([ends, y])
    turned = unit @ np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    points = _placed(rng, hand, box, [(float(a), float(b)) for a, b in turned], 1.0, 0.03)
    return (hand.draw(rng, curve(points)),)


def _spilt(hand: Hand) -> float:
    """How much further out the person's fills go than neat ones, of an outline's half size: what takes a mark back goes further still."""
    return max(0.0, hand.fills - NEAT)


def fill(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """Filled, round, hardly any paper left: with care to the outline, or beyond it, as the person does."""
    reach = float(np.clip(rng.normal(hand.fills, 0.08), 0.6, max(1.0, 1.15 * hand.fills)))
    ring = _placed(rng, hand, box, _spiral(rng, 1.15, 14)[:13], reach, 0.02)
    density = rng.uniform(1.0, 1.4) if rng.random() < 0.5 else rng.uniform(1.6, 2.4)
    return (hand.draw(rng, curve(ring)), *_zigzag(rng, hand, reach, density, box, round_=True))


def scribble(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """A hasty fill: a zigzag with paper between its lines."""
    reach = float(np.clip(rng.normal(0.85, 0.15), 0.55, 1.2)) + _spilt(hand)
    return _zigzag(rng, hand, reach, rng.uniform(0.55, 0.9), box, round_=rng.random() < 0.3)


def circle_around(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """A ring around the outline, its end overlapping its start."""
    turns, count = rng.uniform(0.98, 1.2), 16
    angle = rng.uniform(0, 2 * np.pi) + np.linspace(0, 2 * np.pi * turns, count)
    radius = rng.uniform(1.12, 1.45) * np.linspace(1, rng.uniform(0.95, 1.1), count) * rng.normal(1, 0.025, count)
    points = _placed(rng, hand, box, list(zip(radius * np.cos(angle), radius * np.sin(angle), strict=True)), 1.0, 0.02)
    return (hand.draw(rng, curve(points)),)


def scribbled_out(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """Taken back by a dense scribble beyond the outline."""
    return _zigzag(rng, hand, rng.uniform(1.05, 1.5) + _spilt(hand), rng.uniform(0.8, 1.3), box, round_=False)


def blacked_out(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """Taken back by filling the outline to its rim, twice over."""
    first = _zigzag(rng, hand, rng.uniform(0.95, 1.1) + _spilt(hand), rng.uniform(1.2, 1.6), box, round_=False)
    return first + _zigzag(rng, hand, rng.uniform(0.95, 1.1) + _spilt(hand), rng.uniform(1.0, 1.4), box, round_=False)


def struck_out(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """Taken back by one to three lines through it, well beyond the outline on both sides."""
    lines = int(rng.integers(1, 4))
    heights = np.linspace(-0.3, 0.3, lines) if lines > 1 else np.array([rng.normal(0, 0.1)])
    reach, tilt = rng.uniform(1.5, 2.0) + _spilt(hand), rng.normal(0, 0.15)
    drawn = []
    for height in heights:
        unit = [(-reach, height + tilt), (0.0, height), (reach, height - tilt)]
        drawn.append(hand.draw(rng, curve(_placed(rng, hand, box, unit, 1.0, 0.04)), 1.1))
    return tuple(drawn)


def crossed_out(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
    """Taken back by a large X over it, from beyond one corner of the outline to beyond the other."""
    reach = rng.uniform(1.3, 1.9) + _spilt(hand)
    ends = ([(-reach, -reach), (0.0, 0.0), (reach, reach)], [(reach, -reach), (0.0, 0.0), (-reach, reach)])
    return tuple(hand.draw(rng, curve(_placed(rng, hand, box, unit, 1.0, 0.1)), 1.1) for unit in ends)


def rested(rng: np.random.Generator, hand: Hand, box: Box, diameter: float) -> Strokes:
    """The tiny dot of a pen that rested on the paper, ``diameter`` mm across."""
    x, y = box.centre[0] + rng.uniform(-0.3, 0.3) * box.w, box.centre[1] + rng.uniform(-0.3, 0.3) * box.h
    points = np.array([[x, y], [x + rng.uniform(0.02, 0.12), y + rng.uniform(-0.06, 0.06)]])
    return (Stroke(points, np.full(2, diameter), np.full(2, hand.pen.darkness)),)


def beside(rng: np.random.Generator, hand: Hand, box: Box, draw: Draw) -> Strokes:
    """A mark next to its outline instead of in it."""
    away = rng.uniform(0.9, 1.35)
    dx, dy = ((-away * box.w, 0.0), (0.0, away * box.h), (0.0, -away * box.h), (away * box.w, 0.0))[
        int(rng.choice(4, p=(0.5, 0.2, 0.2, 0.1)))
    ]
    return tuple(stroke.move(dx, dy) for stroke in draw(rng, hand, box))


KINDS: Mapping[str, Draw] = MappingProxyType(
    {
        "tick": tick,
        "tick_overshoot": tick_overshoot,
        "cross": cross,
        "cross_overflow": cross_overflow,
        "dot": dot,
        "slash": slash,
        "fill": fill,
        "scribble": scribble,
        "circle_around": circle_around,
    }
)
CANCELLING: Mapping[str, Draw] = MappingProxyType(
    {"scribbled_out": scribbled_out, "blacked_out": blacked_out, "struck_out": struck_out, "crossed_out": crossed_out}
)
