"""What happens to the paper itself: staples, folds, tears, holes, coffee, dirt, a grader's pen, the other side shining through."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from omr.model.layout import LayoutPage
from omr.model.page import Points
from omr.simulate.hand import PENS, between
from omr.simulate.ink import Image, put
from omr.simulate.printer import Print
from omr.simulate.strokes import Stroke, curve, tremble
from omr.simulate.tables import Table

CORNER_MM = 27.0
"""The longest side of what a fold or tear takes from a corner: it hides one marker and no more."""
CLEAR_MM = 1.0
"""Damage that hides keeps so far from every outline and code."""


def draw_damage(rng: np.random.Generator, table: Table) -> tuple[str, ...]:
    """Which damage a sheet of paper suffered. At most one corner is hit."""
    corner = next((n for n, p in (("staple", table.p_staple), ("fold", table.p_fold), ("torn", table.p_torn)) if rng.random() < p), None)
    others = (("punched", table.p_punched), ("coffee", table.p_coffee), ("grader_stroke", table.p_grader), ("dirt", table.p_dirt))
    return (*((corner,) if corner else ()), *(name for name, p in others if rng.random() < p))


def damage(
    rng: np.random.Generator, names: tuple[str, ...], paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int
) -> None:
    """Does the named damage to a paper, in place. Nothing that hides ever covers an outline to mark."""
    for name in names:
        _DAMAGES[name](rng, paper, layout, how, px_per_mm, lid)


def show_through(paper: Image, back: Image, strength: float, px_per_mm: float) -> Image:
    """The paper with its other side (same shape) shining through, mirrored and soft, taking at most ``strength`` of the light."""
    half = cv2.resize(back[:, ::-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(half, (0, 0), 0.12 * px_per_mm)
    pale = cv2.LUT(soft, np.asarray(255 - (255 - np.arange(256)) * strength, dtype=np.uint8))
    pale = cv2.resize(pale, (paper.shape[1], paper.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(paper, pale, scale=1 / 255), dtype=np.uint8)


def _safe(layout: LayoutPage, how: Print, polygon: Points) -> bool:
    """Whether a polygon (n, 2) in mm on the paper leaves every field's box free."""
    shape = polygon.astype(np.float32).reshape(-1, 1, 2)
    for field in layout.fields:
        for corner in how.place(np.array(field.box.corners)):
            if cv2.pointPolygonTest(shape, (float(corner[0]), float(corner[1])), measureDist=True) > -CLEAR_MM:
                return False
    return True


def _fill(paper: Image, polygon: Points, level: int, px_per_mm: float) -> None:
    cv2.fillPoly(paper, [np.round(polygon * px_per_mm * 16).astype(np.int32)], (level,) * 3, cv2.LINE_AA, 4)


def _corner(rng: np.random.Generator, paper: Image, px_per_mm: float) -> tuple[Points, Points]:
    """A corner of the paper (mm) and the two directions that lead along its edges into it."""
    width, height = paper.shape[1] / px_per_mm, paper.shape[0] / px_per_mm
    right, bottom = int(rng.integers(2)), int(rng.integers(2))
    return np.array([right * width, bottom * height]), np.array([[1 - 2 * right, 0], [0, 1 - 2 * bottom]], dtype=np.float64)


def _triangle(
    rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float
) -> tuple[Points, Points, Points] | None:
    """A corner, and the ends on its edges of a line that cuts off one marker; None where it would hide a field."""
    for _ in range(6):
        corner, ways = _corner(rng, paper, px_per_mm)
        a, b = (corner + way * rng.uniform(0.6, 1.0) * CORNER_MM for way in ways)
        if _safe(layout, how, np.array([corner, a, b])):
            return corner, a, b
    return None


def _staple(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """A staple through a marker, with the crease that it leaves (a thin shadow) or the corner turned over it."""
    marker = layout.markers[int(rng.integers(len(layout.markers)))] if layout.markers else None
    if marker is None:
        return
    middle = how.place(np.array([marker.box.centre]))[0] + rng.normal(0, 1.0, 2)
    angle, half = rng.uniform(0, np.pi), 6.0
    along = np.array([np.cos(angle), np.sin(angle)])
    for offset, level in ((0.35, 120), (0.0, 60), (-0.25, 200)):  # its shadow, the wire, the light on it
        ends = np.array([middle - along * half, middle + along * half]) + np.array([offset, offset])
        at = np.round(ends * px_per_mm).astype(int)
        cv2.line(paper, tuple(map(int, at[0])), tuple(map(int, at[1])), (level,) * 3, max(1, round(0.4 * px_per_mm)), cv2.LINE_AA)
    if rng.random() < 0.6:
        _fold(rng, paper, layout, how, px_per_mm, lid)


def _fold(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """A corner folded over: the lid shows where it was, its back lies on the paper, a shadow along the fold."""
    cut = _triangle(rng, paper, layout, how, px_per_mm)
    if cut is None:
        return
    corner, a, b = cut
    along = (b - a) / np.hypot(*(b - a))
    flipped = a + 2 * along * np.dot(corner - a, along) - (corner - a)
    if _safe(layout, how, np.array([flipped, a, b])):
        _fill(paper, np.array([flipped + 0.4, a, b]), 190, px_per_mm)
        _fill(paper, np.array([flipped, a, b]), 247, px_per_mm)
    _fill(paper, np.array([corner, a, b]), lid, px_per_mm)
    at = np.round(np.array([a, b]) * px_per_mm).astype(int)
    cv2.line(paper, tuple(map(int, at[0])), tuple(map(int, at[1])), (150,) * 3, max(1, round(0.25 * px_per_mm)), cv2.LINE_AA)


def _torn(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """A corner torn off along a ragged line with a white, fibrous rim."""
    cut = _triangle(rng, paper, layout, how, px_per_mm)
    if cut is None:
        return
    corner, a, b = cut
    ragged = tremble(rng, a + (b - a) * np.linspace(0, 1, 60)[:, None], 0.5)
    _fill(paper, np.vstack([corner[None], ragged + 0.5 * (ragged - corner) / 20]), 255, px_per_mm)
    _fill(paper, np.vstack([corner[None], ragged]), lid, px_per_mm)


def _punched(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """Holes of a punch (6 mm, 80 mm apart: ISO 838; four of them as often) along the left or right edge, where they hide no field."""
    width, height = paper.shape[1] / px_per_mm, paper.shape[0] / px_per_mm
    x = rng.uniform(10, 13) if rng.random() < 0.7 else width - rng.uniform(10, 13)
    offsets = (-40, 40) if rng.random() < 0.5 else (-120, -40, 40, 120)
    for offset in offsets:
        angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = np.column_stack([x + 3 * np.cos(angle), height / 2 + offset + 3 * np.sin(angle)])
        if _safe(layout, how, ring) and all(
            cv2.pointPolygonTest(ring.astype(np.float32), o, measureDist=False) < 0 for o in _centres(layout, how)
        ):
            _fill(paper, ring + 0.3, 205, px_per_mm)
            _fill(paper, ring, lid, px_per_mm)


def _centres(layout: LayoutPage, how: Print) -> list[tuple[float, float]]:
    boxes = [option.box for field in layout.fields for option in field.options]
    return [(float(x), float(y)) for x, y in how.place(np.array([box.centre for box in boxes]).reshape(-1, 2))]


def _coffee(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """The ring of a cup, a pale brown, and a drop or two."""
    del layout, how, lid
    height, width = paper.shape[:2]
    x, y, radius = rng.uniform(0.1, 0.9) * width / px_per_mm, rng.uniform(0.1, 0.9) * height / px_per_mm, rng.uniform(30, 40)
    angle = rng.uniform(0, 2 * np.pi) + np.linspace(0, rng.uniform(3.5, 6.2), 40)
    ring = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    share = np.clip(np.interp(np.arange(40), np.linspace(0, 39, 9), rng.uniform(0.05, 0.32, 9)), 0, 1)
    stain = PENS["red"]
    brown = type(stain)("coffee", (0.55, 0.38, 0.22), 1.0, 1.0)
    put(paper, [Stroke(ring, rng.uniform(0.8, 2.2) * np.ones(40), share)], brown, px_per_mm, rng)
    for _ in range(int(rng.integers(1, 4))):
        at = ring[0] + rng.normal(0, 25, 2)
        put(
            paper,
            [Stroke(np.vstack([at, at + 0.3]), np.full(2, rng.uniform(1, 5)), np.full(2, rng.uniform(0.05, 0.25)))],
            brown,
            px_per_mm,
            rng,
        )


def _grader(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """A grader's red pen across the page, 40 to 120 mm long: too long for anybody's mark."""
    del layout, how, lid
    start = rng.uniform(0.15, 0.85, 2) * (paper.shape[1], paper.shape[0]) / px_per_mm
    angle, length = rng.uniform(-0.9, 0.9), rng.uniform(40, 120)
    end = start + length * np.array([np.cos(angle), np.sin(angle)])
    line = curve(np.array([start, (start + end) / 2 + rng.normal(0, 4, 2), end]), 0.5)
    pen = PENS["red"]
    put(paper, [Stroke(line, np.full(len(line), pen.width * 1.2), np.full(len(line), pen.darkness))], pen, px_per_mm, rng)


def _dirt(rng: np.random.Generator, paper: Image, layout: LayoutPage, how: Print, px_per_mm: float, lid: int) -> None:
    """Specks, a hair and pale smudges of hands."""
    del layout, how, lid
    size = np.array([paper.shape[1], paper.shape[0]]) / px_per_mm
    pencil = PENS["pencil"]
    for _ in range(int(rng.integers(3, 25))):
        at = rng.uniform(0, 1, 2) * size
        speck = Stroke(np.vstack([at, at + rng.normal(0, 0.15, 2)]), np.full(2, rng.uniform(0.08, 0.35)), np.full(2, rng.uniform(0.2, 0.8)))
        put(paper, [speck], pencil, px_per_mm, rng)
    for _ in range(int(rng.integers(0, 3))):
        at = rng.uniform(0, 1, 2) * size
        line = curve(at + np.cumsum(rng.normal(0, 2.0, (4, 2)), axis=0))
        put(paper, [Stroke(line, np.full(len(line), 0.08), np.full(len(line), 0.6))], PENS["black"], px_per_mm, rng)
    for _ in range(int(rng.integers(0, 3))):
        at = rng.uniform(0, 1, 2) * size
        line = curve(at + rng.normal(0, 6, (3, 2)))
        put(
            paper,
            [Stroke(line, np.full(len(line), rng.uniform(3, 9)), np.full(len(line), rng.uniform(0.02, 0.08)))],
            pencil,
            px_per_mm,
            rng,
        )


_DAMAGES: dict[str, Callable[[np.random.Generator, Image, LayoutPage, Print, float, int], None]] = {
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
