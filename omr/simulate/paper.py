"""What happens to the paper itself: staples, folds, tears, holes, coffee, dirt, a grader's pen, the other side shining through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from omr.model.layout import LayoutPage
from omr.model.page import Points
from omr.simulate.hand import PENS, Pen, between, pick
from omr.simulate.ink import Image, put
from omr.simulate.printer import Print
from omr.simulate.strokes import Stroke, curve, tremble
from omr.simulate.tables import Table

CORNER_MM = (26.0, 36.0)
"""What a fold or tear takes from the edges at a corner: it reaches one marker and no more."""
CLEAR_MM = 1.0
"""Damage that hides keeps so far from every field."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side of a sheet of paper on its way to the scanner: its image (changed in place), what is printed where, what shows where
    paper is missing (``lid``), and which corner takes the harm (0-3: top left, top right, bottom right, bottom left).
    """

    paper: Image
    layout: LayoutPage
    how: Print
    px_per_mm: float
    lid: int
    corner: int

    @property
    def size(self) -> Points:
        """Width and height of the paper in mm."""
        return np.array([self.paper.shape[1], self.paper.shape[0]]) / self.px_per_mm


def draw_corner(rng: np.random.Generator, table: Table) -> tuple[tuple[str, ...], int]:
    """What happened to one corner of a sheet of paper (mostly nothing), and to which; seen from the front."""
    chances = {"staple": table.p_staple, "fold": table.p_fold, "torn": table.p_torn}
    name = pick(rng, {**chances, "": 1 - sum(chances.values())})
    return ((name,) if name else ()), int(rng.choice(4, p=(0.55, 0.2, 0.125, 0.125)))


def seen_from_behind(corner: int) -> int:
    """The same corner of the paper, seen from its other side."""
    return (1, 0, 3, 2)[corner]


def draw_damage(rng: np.random.Generator, table: Table) -> tuple[str, ...]:
    """Which damage one side suffered, beside that of a corner."""
    chances = (("punched", table.p_punched), ("coffee", table.p_coffee), ("grader_stroke", table.p_grader), ("dirt", table.p_dirt))
    return tuple(name for name, p in chances if rng.random() < p)


def damage(rng: np.random.Generator, names: tuple[str, ...], side: Side) -> None:
    """Does the named damage to a side, in place. Nothing that hides ever covers a field."""
    for name in names:
        _DAMAGES[name](rng, side)


def show_through(paper: Image, back: Image, strength: float, px_per_mm: float) -> Image:
    """The paper with its other side (same shape) shining through, mirrored and soft, taking at most ``strength`` of the light."""
    half = cv2.resize(back[:, ::-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(half, (0, 0), 0.12 * px_per_mm)
    pale = cv2.LUT(soft, np.asarray(255 - (255 - np.arange(256)) * strength, dtype=np.uint8))
    pale = cv2.resize(pale, (paper.shape[1], paper.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(paper, pale, scale=1 / 255), dtype=np.uint8)


def _safe(side: Side, polygon: Points) -> bool:
    """Whether a polygon (n, 2) in mm on the paper leaves every field free."""
    shape = polygon.astype(np.float32).reshape(-1, 1, 2)
    across = np.stack(np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 1, 5)), axis=-1).reshape(-1, 2)
    for field in side.layout.fields:
        for x, y in side.how.place((field.box.x, field.box.y) + across * (field.box.w, field.box.h)):
            if cv2.pointPolygonTest(shape, (float(x), float(y)), measureDist=True) > -CLEAR_MM:
                return False
    return True


def _fill(side: Side, polygon: Points, level: int) -> None:
    cv2.fillPoly(side.paper, [np.round(polygon * side.px_per_mm * 16).astype(np.int32)], (level,) * 3, cv2.LINE_AA, 4)


def _line(side: Side, ends: Points, level: int, width: float) -> None:
    """A straight line between two places (2, 2) in mm, ``width`` mm wide."""
    start, end = (tuple(int(value) for value in place) for place in np.round(ends * side.px_per_mm))
    cv2.line(side.paper, start, end, (level,) * 3, max(1, round(width * side.px_per_mm)), cv2.LINE_AA)


def _triangle(rng: np.random.Generator, side: Side) -> tuple[Points, Points, Points] | None:
    """The side's corner, and the ends on its edges of a line that cuts off one marker; None where it would hide a field."""
    right, bottom = side.corner in {1, 2}, side.corner in {2, 3}
    corner = side.size * (right, bottom)
    ways = np.array([[1 - 2 * right, 0], [0, 1 - 2 * bottom]], dtype=np.float64)
    for _ in range(8):
        a, b = (corner + way * between(rng, CORNER_MM) for way in ways)
        if _safe(side, np.array([corner, a, b])):
            return corner, a, b
    return None


def _staple(rng: np.random.Generator, side: Side) -> None:
    """A staple through the marker of a corner; often the corner is turned over with it."""
    if not side.layout.markers:
        return
    corner = side.size * (side.corner in {1, 2}, side.corner in {2, 3})
    middles = side.how.place(np.array([marker.box.centre for marker in side.layout.markers]))
    middle = middles[int(np.argmin(np.hypot(*(middles - corner).T)))] + rng.normal(0, 1.0, 2)
    angle, half = rng.uniform(0, np.pi), 6.0
    along = np.array([np.cos(angle), np.sin(angle)])
    for offset, level in ((0.35, 120), (0.0, 60), (-0.25, 200)):  # its shadow, the wire, the light on it
        _line(side, np.array([middle - along * half, middle + along * half]) + np.array([offset, offset]), level, 0.4)
    if rng.random() < 0.6:
        _fold(rng, side)


def _fold(rng: np.random.Generator, side: Side) -> None:
    """A corner folded over: the lid shows where it was, its back lies on the paper, a shadow along the fold."""
    cut = _triangle(rng, side)
    if cut is None:
        return
    corner, a, b = cut
    along = (b - a) / np.hypot(*(b - a))
    flipped = a + 2 * along * np.dot(corner - a, along) - (corner - a)
    if _safe(side, np.array([flipped, a, b])):
        _fill(side, np.array([flipped + 0.4, a, b]), 190)
        _fill(side, np.array([flipped, a, b]), 247)
    _fill(side, np.array([corner, a, b]), side.lid)
    _line(side, np.array([a, b]), 150, 0.25)


def _torn(rng: np.random.Generator, side: Side) -> None:
    """A corner torn off along a ragged line with a white, fibrous rim."""
    cut = _triangle(rng, side)
    if cut is None:
        return
    corner, a, b = cut
    ragged = tremble(rng, a + (b - a) * np.linspace(0, 1, 60)[:, None], 0.5)
    _fill(side, np.vstack([corner[None], ragged + 0.5 * (ragged - corner) / 20]), 255)
    _fill(side, np.vstack([corner[None], ragged]), side.lid)


def _punched(rng: np.random.Generator, side: Side) -> None:
    """Holes of a punch (6 mm, 80 mm apart: ISO 838; four of them as often) along the left or right edge, where they hide no field."""
    width, height = side.size
    x = rng.uniform(10, 13) if rng.random() < 0.7 else width - rng.uniform(10, 13)
    offsets = (-40, 40) if rng.random() < 0.5 else (-120, -40, 40, 120)
    for offset in offsets:
        angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = np.column_stack([x + 3 * np.cos(angle), height / 2 + offset + 3 * np.sin(angle)])
        if _safe(side, ring):
            _fill(side, ring + 0.3, 205)
            _fill(side, ring, side.lid)


def _coffee(rng: np.random.Generator, side: Side) -> None:
    """The ring of a cup, a pale brown, and a drop or two."""
    (x, y), radius = rng.uniform(0.1, 0.9, 2) * side.size, rng.uniform(30, 40)
    angle = rng.uniform(0, 2 * np.pi) + np.linspace(0, rng.uniform(3.5, 6.2), 40)
    ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    share = np.clip(np.interp(np.arange(40), np.linspace(0, 39, 9), rng.uniform(0.05, 0.32, 9)), 0, 1)
    brown = Pen("coffee", (0.55, 0.38, 0.22), 1.0, 1.0)
    put(side.paper, [Stroke(ring, rng.uniform(0.8, 2.2) * np.ones(40), share)], brown, side.px_per_mm, rng)
    for _ in range(int(rng.integers(1, 4))):
        at = ring[0] + rng.normal(0, 25, 2)
        put(
            side.paper,
            [Stroke(np.vstack([at, at + 0.3]), np.full(2, rng.uniform(1, 5)), np.full(2, rng.uniform(0.05, 0.25)))],
            brown,
            side.px_per_mm,
            rng,
        )


def _grader(rng: np.random.Generator, side: Side) -> None:
    """A grader's red pen across the page, 40 to 120 mm long: too long for anybody's mark."""
    start = rng.uniform(0.15, 0.85, 2) * side.size
    angle, length = rng.uniform(-0.9, 0.9), rng.uniform(40, 120)
    end = start + length * np.array([np.cos(angle), np.sin(angle)])
    line = curve(np.array([start, (start + end) / 2 + rng.normal(0, 4, 2), end]), 0.5)
    pen = PENS["red"]
    put(side.paper, [Stroke(line, np.full(len(line), pen.width * 1.2), np.full(len(line), pen.darkness))], pen, side.px_per_mm, rng)


def _dirt(rng: np.random.Generator, side: Side) -> None:
    """Specks, a hair and pale smudges of hands."""
    size = side.size
    pencil = PENS["pencil"]
    for _ in range(int(rng.integers(3, 25))):
        at = rng.uniform(0, 1, 2) * size
        speck = Stroke(np.vstack([at, at + rng.normal(0, 0.15, 2)]), np.full(2, rng.uniform(0.08, 0.35)), np.full(2, rng.uniform(0.2, 0.8)))
        put(side.paper, [speck], pencil, side.px_per_mm, rng)
    for _ in range(int(rng.integers(0, 3))):
        at = rng.uniform(0, 1, 2) * size
        line = curve(at + np.cumsum(rng.normal(0, 2.0, (4, 2)), axis=0))
        put(side.paper, [Stroke(line, np.full(len(line), 0.08), np.full(len(line), 0.6))], PENS["black"], side.px_per_mm, rng)
    for _ in range(int(rng.integers(0, 3))):
        at = rng.uniform(0, 1, 2) * size
        line = curve(at + rng.normal(0, 6, (3, 2)))
        put(
            side.paper,
            [Stroke(line, np.full(len(line), rng.uniform(3, 9)), np.full(len(line), rng.uniform(0.02, 0.08)))],
            pencil,
            side.px_per_mm,
            rng,
        )


_DAMAGES: dict[str, Callable[[np.random.Generator, Side], None]] = {
    "staple": _staple,
    "fold": _fold,
    "torn": _torn,
    "punched": _punched,
    "coffee": _coffee,
    "grader_stroke": _grader,
    "dirt": _dirt,
}


def draw_show_through(rng: np.random.Generator, table: Table) -> float:
    """How much light the other side takes; 0 on most sheets."""
    return between(rng, table.showthrough) if rng.random() < table.p_showthrough else 0.0
