"""A hand: one person's habits with a pen, the same on every page of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from omr.model.page import Points
from omr.simulate.strokes import Stroke, taper, tremble
from omr.simulate.tables import Range, Table, Weights


@dataclass(frozen=True, slots=True)
class Pen:
    """``colour`` is what a full layer of its ink leaves of red, green and blue light (0-1); ``width`` in mm; ``darkness`` the share
    of ink where the pen touches; ``grain`` how much of the paper's grain shows through (pencil); ``erasable`` by rubbing.
    """

    name: str
    colour: tuple[float, float, float]
    width: float
    darkness: float
    grain: float = 0.0
    erasable: bool = False


PENS = {
    pen.name: pen
    for pen in (
        Pen("blue", (0.12, 0.16, 0.52), 0.42, 0.85, 0.15),
        Pen("black", (0.1, 0.1, 0.11), 0.42, 0.9, 0.12),
        Pen("pencil", (0.2, 0.2, 0.21), 0.5, 0.72, 0.42, erasable=True),
        Pen("gel", (0.05, 0.05, 0.08), 0.6, 0.97),
        Pen("felt", (0.06, 0.06, 0.1), 0.95, 0.95),
        Pen("red", (0.78, 0.14, 0.16), 0.45, 0.9, 0.12),
    )
}
"""Widths and colours as measured by eye on scans of ball pens, pencils (HB), gel and felt pens."""


NEAT = 0.84
"""How far out neat people fill an outline, of its half size."""
WIDEST_MM = 1.5
"""The line of a worn felt pen."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person draws. ``size`` and ``overflow`` are of an outline's size; ``bias`` (x, y) off its middle, of its size; ``slant``
    is dx per dy of writing; ``taper`` how much thinner a stroke ends; ``height`` of written figures in mm; ``turn`` (radians) and
    ``aspect`` (width over height) of all marks; ``dot`` the size of a dot; ``fills`` how far out outlines are
    filled, of their half size; ``upright`` says that crosses are drawn as +.
    """

    style: str
    other: float
    pen: Pen
    tremor: float
    size: float
    overflow: float
    bias: tuple[float, float]
    slant: float
    taper: float
    height: float
    turn: float
    aspect: float
    dot: float
    fills: float = NEAT
    upright: bool = False

    def light(self, darkness: float) -> Hand:
        """The same person with a hard pencil hardly touching the paper."""
        return replace(self, pen=replace(PENS["pencil"], darkness=darkness, width=min(self.pen.width, 0.5)), taper=self.taper * 0.7)

    def draw(self, rng: np.random.Generator, points: Points, width: float = 1.0) -> Stroke:
        """A stroke along ``points`` (n, 2) in mm, with this hand's tremor and pen; ``width`` multiplies the pen's."""
        moved = tremble(rng, points, self.tremor)
        factor = taper(rng, len(moved), self.taper)
        return Stroke(moved, self.pen.width * width * (0.55 + 0.45 * factor), np.clip(self.pen.darkness * (0.5 + 0.5 * factor), 0, 1))


def between(rng: np.random.Generator, limits: Range) -> float:
    return float(rng.uniform(*limits))


def pick(rng: np.random.Generator, weights: Weights) -> str:
    """One of the names, each as often as its weight says."""
    names = list(weights)
    shares = np.array([weights[name] for name in names], dtype=np.float64)
    return names[int(rng.choice(len(names), p=shares / shares.sum()))]


def draw_hand(rng: np.random.Generator, table: Table) -> Hand:
    """A person out of the table."""
    pen = PENS[pick(rng, table.pens)]
    style = pick(rng, table.styles)
    far, angle = between(rng, table.off_centre) * 0.6, rng.uniform(0, 2 * np.pi)
    return Hand(
        style=style,
        other=between(rng, table.other_style),
        pen=replace(
            pen,
            width=min(WIDEST_MM, pen.width * between(rng, table.pen_width)),
            darkness=min(1.0, pen.darkness * between(rng, table.darkness)),
        ),
        tremor=between(rng, table.tremor),
        size=between(rng, table.mark_size),
        overflow=between(rng, table.overflow),
        bias=(float(far * np.cos(angle)), float(far * np.sin(angle))),
        slant=float(rng.normal(0.12, 0.12)),
        taper=float(rng.uniform(0.2, 0.8)),
        height=float(rng.uniform(3.2, 5.0)),
        turn=float(rng.normal(0, 0.12)),
        aspect=float(np.clip(rng.normal(0.95, 0.12), 0.7, 1.15)),
        dot=between(rng, table.dot_size) if style == "dot" else float(rng.uniform(0.38, 0.7)),
        upright=bool(rng.spawn(1)[0].random() < table.p_upright),
        fills=_fills(rng.spawn(1)[0], table),
    )


def _fills(rng: np.random.Generator, table: Table) -> float:
    return between(rng, table.spill) if rng.random() < table.p_spill else NEAT
