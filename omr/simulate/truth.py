"""What was drawn, and what a person would say of it: from the drawn lines alone, never from a picture or a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from omr.model.exam import Cancelled, Shape
from omr.model.layout import Box, Field, LayoutOption
from omr.model.page import Points
from omr.simulate.hand import Pen
from omr.simulate.ink import Image
from omr.simulate.strokes import Stroke

AMBIGUOUS = "ambiguous"
RIM_MM = 0.25
"""A line so near outside an outline still counts as in it: half of a pen's width."""
RESIDUE_EMPTY = 0.33
RESIDUE_MARKED = 0.67
"""An erased mark of which less (more) ink is left than this share is gone (stands); between, a person cannot tell."""
RIVAL = 0.6
"""A mark is ambiguous where a second outline has more than this share of the ink (or, beside all, of the nearness) of the first."""
FAR = 0.8
"""A mark beside its outline is ambiguous farther from it than this share of its size."""
ENCLOSED_DEG = 290
"""A line that goes round so much of an outline circles it: a ring left open by more is taken for a slip."""
LEAST_IN = 0.2
"""With a smaller share of its ink in any outline, a mark stands beside them."""
TINY = 0.3
"""Ink that extends over less than this share of the outline is a mark only from a person who marks with such dots."""
DWARF = 0.5
"""A dot where a pen rested goes unnoticed beside a mark that is larger than it by more than this factor's inverse."""
FAINTEST = 0.1
"""A line that takes a smaller share of light cannot be seen with certainty by a person."""
PALE = 0.5
"""Of two marks in one item, one of less than this share of the other's darkness could be a mark rubbed out."""


class Role(StrEnum):
    """What a drawn mark was meant as."""

    MARK = "mark"
    CANCELLED = "cancelled"
    ERASED = "erased"
    COVERED = "covered"
    RESTED = "rested"


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A mark on paper for one option: ``strokes`` in page mm as they are now, drawn with ``pen``; ``over`` what was drawn over it
    (cancelling lines, an eraser's smear, correction fluid); ``kinds`` how it was drawn; ``residue`` the share of its ink that is left.
    """

    label: str
    role: Role
    kinds: tuple[str, ...]
    strokes: tuple[Stroke, ...]
    pen: Pen
    over: tuple[Stroke, ...] = ()
    residue: float = 1.0


@dataclass(frozen=True, slots=True)
class BoxTruth:
    """What one outline holds: ``state`` is ``empty``, ``marked``, ``cancelled`` or ``ambiguous``; ``kinds`` all that was drawn there."""

    section: str
    item: str
    label: str
    state: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TruthRow:
    """A row of ``truth.csv``. ``response``: labels joined by ``&``, ``p=3 s=2``, empty (omitted) or ``ambiguous``."""

    sheet: str
    form: str
    section: str
    item: str
    response: str
    mark_kinds: tuple[str, ...]
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPage:
    """One scanned side. ``image`` is grey (rows, columns) or blue-green-red (rows, columns, 3), of 0 and 255 alone in mode ``1-bit``;
    ``jpeg`` its bytes where the scanner compressed it so (``image`` is what they decode to), else empty.
    """

    sheet: str
    form: str
    number: int
    image: Image
    dpi: int
    mode: str
    defects: tuple[str, ...]
    jpeg: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSheet:
    """All scanned sides of one student with their truth."""

    sheet: str
    form: str
    student_number: str
    pages: tuple[SimulatedPage, ...]
    rows: tuple[TruthRow, ...]
    boxes: tuple[BoxTruth, ...]


def _inside(points: Points, option: LayoutOption) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    x, y = option.box.centre
    away = np.abs(points - (x, y)) / (np.array([option.box.w, option.box.h]) / 2 + RIM_MM)
    inside = np.hypot(*away.T) <= 1 if option.shape is Shape.CIRCLE else away.max(axis=1) <= 1
    return np.asarray(inside)


def _samples(strokes: Sequence[Stroke]) -> tuple[Points, Points]:
    """Points (n, 2) along the strokes and the ink each stands for (n,): length times pressure times width."""
    points, ink = [], []
    for stroke in strokes:
        points.append((stroke.points[1:] + stroke.points[:-1]) / 2)
        length = np.maximum(np.hypot(*np.diff(stroke.points, axis=0).T), 0.02)
        ink.append(length * stroke.pressure[1:] * stroke.width[1:])
    return np.vstack(points), np.concatenate(ink)


def _gap(points: Points, box: Box) -> float:
    """Distance in mm from the points' middle to the outline's edge (0 inside)."""
    x, y = points.mean(axis=0)
    dx, dy = max(box.x - x, 0.0, x - box.x - box.w), max(box.y - y, 0.0, y - box.y - box.h)
    return float(np.hypot(dx, dy))


def _circles(points: Points, box: Box) -> bool:
    """Whether a line goes round an outline, outside of it for the most part."""
    away = (points - box.centre) / (box.w / 2, box.h / 2)
    sectors = np.unique((np.degrees(np.arctan2(away[:, 1], away[:, 0])) // 10).astype(int))
    return len(sectors) * 10 >= ENCLOSED_DEG and float(np.median(np.hypot(*away.T))) > 0.95


def owner(strokes: Sequence[Stroke], options: Sequence[LayoutOption]) -> tuple[str, bool]:
    """The option that a mark belongs to, and whether a person could tell.

    The outline with most of its ink; a ring belongs to what it goes round; a mark beside all outlines to the nearest one.
    """
    points, ink = _samples(strokes)
    ringed = [option for option in options if _circles(points, option.box)]
    if len(ringed) == 1:
        return ringed[0].label, True
    shares = sorted(((float(ink[_inside(points, o)].sum() / ink.sum()), o.label) for o in options), reverse=True)
    if shares[0][0] >= LEAST_IN:
        return shares[0][1], len(shares) == 1 or shares[1][0] <= RIVAL * shares[0][0]
    near = sorted((_gap(points, option.box), option.label, option.box.w) for option in options)
    clear = near[0][0] <= FAR * near[0][2] and (len(near) == 1 or near[0][0] <= RIVAL * near[1][0])
    return near[0][1], clear


@dataclass(frozen=True, slots=True)
class Eye:
    """How a person looks at an item: ``dots`` where its student marks with dots, ``shown`` the least share of light that becomes black
    in a 1-bit scan (1 where greys are kept), ``faintest`` the least share that can be seen with certainty where greys are kept,
    ``largest`` extent in mm and ``darkest`` pressure of its lasting marks.
    """

    dots: bool = False
    shown: float = 1.0
    faintest: float = FAINTEST
    largest: float = 0.0
    darkest: float = 0.0


def _state(drawn: Drawn, options: Sequence[LayoutOption], rivals: Sequence[LayoutOption], eye: Eye) -> tuple[str, str]:
    """The option a mark belongs to and what it amounts to."""
    if drawn.role is Role.CANCELLED:
        return drawn.label, "cancelled"
    if drawn.role is Role.COVERED:
        return drawn.label, "empty"
    if drawn.role is Role.ERASED:
        return drawn.label, _rubbed(drawn, eye)
    if drawn.role is Role.RESTED:
        return drawn.label, "empty" if extent(drawn) < DWARF * eye.largest else AMBIGUOUS
    label, clear = owner(drawn.strokes, (*options, *rivals))
    tiny = not eye.dots and extent(drawn) < TINY * min(options[0].box.w, options[0].box.h)
    seen = darkness(drawn) >= max(eye.faintest, PALE * eye.darkest)
    return label or drawn.label, "marked" if clear and label and seen and not tiny else AMBIGUOUS


def _rubbed(drawn: Drawn, eye: Eye) -> str:
    """A mark rubbed out: gone, if little is left of it, beside a mark that stands, and the scanner did not blacken what is left."""
    if drawn.residue > RESIDUE_MARKED and not eye.darkest:
        return "marked"
    gone = drawn.residue < RESIDUE_EMPTY and (eye.darkest or darkness(drawn) < FAINTEST)
    return "empty" if gone and darkness(drawn) < eye.shown else AMBIGUOUS


def darkness(drawn: Drawn) -> float:
    """The share of light that the darkest of a mark's lines takes along most of its way."""
    return max(float(np.quantile(stroke.pressure, 0.6)) for stroke in drawn.strokes)


def extent(drawn: Drawn) -> float:
    """The longer side in mm of what a mark's ink covers."""
    points = np.vstack([stroke.points for stroke in drawn.strokes])
    width = max(float(stroke.width.max()) for stroke in drawn.strokes)
    return float((np.ptp(points, axis=0) + width).max())


def judge(
    field: Field,
    marks: Sequence[Drawn],
    policy: Cancelled,
    rivals: Sequence[LayoutOption] = (),
    *,
    choose_many: bool = False,
    eye: Eye | None = None,
    order: Sequence[str] = (),
) -> tuple[str, tuple[str, ...], tuple[BoxTruth, ...]]:
    """The response of one choice item, the kinds of its marks, and the truth of its outlines. ``rivals`` are other items' outlines near by,
    unnamed; ``eye``: how a person looks at this sheet; ``order``: the base form's labels, which the response follows.

    A cancelled mark is no mark, unless the exam's policy counts it. One ambiguous mark makes the item ambiguous.
    """
    lasting = [mark for mark in marks if mark.role is Role.MARK]
    largest, darkest = (max(map(measure, lasting), default=0.0) for measure in (extent, darkness))
    seeing = replace(eye or Eye(), largest=largest, darkest=darkest)
    judged = [(mark, *_state(mark, field.options, rivals, seeing)) for mark in marks]
    truths = []
    for option in field.options:
        here = [(mark, state) for mark, label, state in judged if label == option.label]
        states = {state for _, state in here}
        state = next((s for s in (AMBIGUOUS, "marked", "cancelled") if s in states), "empty")
        kinds = tuple(dict.fromkeys(kind for mark, _ in here for kind in mark.kinds))
        truths.append(BoxTruth(*field.ref, option.label, state, kinds))
    counting = {"marked", "cancelled"} if policy is Cancelled.COUNT else {"marked"}
    found = {truth.label for truth in truths if truth.state in counting}
    labels = [label for label in order or [option.label for option in field.options] if label in found]
    response = AMBIGUOUS if any(truth.state == AMBIGUOUS for truth in truths) else "&".join(labels)
    drawn = list(dict.fromkeys(kind for mark in marks for kind in mark.kinds))
    if len(labels) > 1 and not choose_many:
        drawn.append("double")
    return response, tuple(drawn) or ("none",), tuple(truths)
