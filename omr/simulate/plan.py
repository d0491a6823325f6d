"""From what a student answers to what stands on the paper: which mark, where, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from omr.model.layout import Box, Field, LayoutOption
from omr.simulate.hand import Hand, between, pick
from omr.simulate.marks import CANCELLING, KINDS, Draw, Strokes, beside, rested
from omr.simulate.strokes import Stroke, polyline
from omr.simulate.tables import Table
from omr.simulate.truth import Drawn, Role, owner

TRIES = 4
"""A mark that would belong to another item's outline is drawn again so many times, then in the plainest way."""
LEAST_MM = 2.6
"""Nobody's marks shrink with outlines that are smaller: they are drawn at a circle of 1.8 mm as at one of 2.6."""
SOLID = frozenset({"fill", "scribble", "dot"})
"""Marks that blacking out would only make larger: whoever marks so takes back with lines."""
CROSSES = frozenset({"cross", "cross_overflow"})
"""Marks that a large X would only make larger."""
WAYS: Mapping[str, float] = MappingProxyType({"scribbled_out": 4, "struck_out": 3, "blacked_out": 2, "crossed_out": 2})
"""How a mark is taken back, and how often."""
LINES = frozenset({"struck_out", "crossed_out"})
"""Those of them that show on a solid mark; scribbling or blacking out might be the way that somebody marks."""


@dataclass(frozen=True, slots=True)
class Pencraft:
    """Who marks, by which table, and which outlines of other items stand near by."""

    hand: Hand
    table: Table
    rivals: tuple[LayoutOption, ...] = ()


def rivals_of(field: Field, fields: Sequence[Field]) -> tuple[LayoutOption, ...]:
    """The outlines of other items within two sizes of this item's own, unnamed: their letters may be the same as its own."""
    reach = 2 * max(option.box.w for option in field.options)
    near = (field.box.x - reach, field.box.y - reach, field.box.x + field.box.w + reach, field.box.y + field.box.h + reach)
    others = (replace(option, label="") for other in fields if other is not field for option in other.options)
    return tuple(o for o in others if near[0] < o.box.centre[0] < near[2] and near[1] < o.box.centre[1] < near[3])


def plan_item(
    rng: np.random.Generator, craft: Pencraft, field: Field, labels: Sequence[str], event: str | None = None
) -> tuple[Drawn, ...]:
    """Everything drawn for one choice item that is answered with ``labels`` (none: left open).

    ``event`` is what happens there, of ``EVENTS``; None leaves it to the table.
    """
    forced = {"light": "p_light", "beside": "p_beside"}.get(event or "")
    if forced:
        craft = replace(craft, table=replace(craft.table, **{forced: 1.0}))  # type: ignore[arg-type]
    wanted = tuple(_mark(rng, craft, field, label) for label in labels)
    spare = [option.label for option in field.options if option.label not in labels]
    happens = event or _happens(rng, craft.table, answered=bool(labels))
    if not spare or happens not in _MAKERS:
        return wanted
    make = _withdrawn if happens == "cancelled" and not labels else _MAKERS[happens]
    return (make(rng, craft, field, spare[int(rng.integers(len(spare)))]), *wanted)


def _happens(rng: np.random.Generator, table: Table, *, answered: bool) -> str:
    """What happens to another option of an item, by the table; nothing in most items."""
    if answered:
        chances = {"cancelled": table.p_cancel, "erased": table.p_erase, "fluid": table.p_fluid, "rested": table.p_rest}
    else:
        chances = {"cancelled": table.p_cancel_alone, "erased": table.p_erase_alone}
    return pick(rng, {**chances, "": max(0.0, 1 - sum(chances.values()))})


def _box(field: Field, label: str) -> Box:
    """Where an option's marks are drawn: its outline, or as large a box around it as marks need."""
    box = next(option.target for option in field.options if option.label == label)
    wide, high = max(box.w, LEAST_MM) - box.w, max(box.h, LEAST_MM) - box.h
    return Box(box.x - wide / 2, box.y - high / 2, box.w + wide, box.h + high)


def _style(rng: np.random.Generator, craft: Pencraft) -> str:
    return pick(rng, craft.table.styles) if rng.random() < craft.hand.other else craft.hand.style


def _shape(rng: np.random.Generator, craft: Pencraft, hand: Hand, field: Field, label: str) -> tuple[str, Strokes]:
    """A mark's kind and its lines, which belong to no other item's outline."""
    kind = _style(rng, craft)
    everything = (*field.options, *craft.rivals)
    for _ in range(TRIES):
        strokes = KINDS[kind](rng, hand, _box(field, label))
        if owner(strokes, everything)[0] == label or not craft.rivals:
            return kind, strokes
        kind = _style(rng, craft)
    return "cross", KINDS["cross"](rng, hand, _box(field, label))


def _mark(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    hand, kinds = craft.hand, []
    if rng.random() < craft.table.p_light:
        hand = hand.light(between(rng, craft.table.light))
        kinds = ["light"]
    if rng.random() < craft.table.p_beside:
        kind = _style(rng, craft)
        strokes = beside(rng, hand, _box(field, label), _small(KINDS[kind]))
        if owner(strokes, (*field.options, *craft.rivals))[0]:
            return Drawn(label, Role.MARK, (kind, *kinds, "beside"), strokes, hand.pen)
    kind, strokes = _shape(rng, craft, hand, field, label)
    return Drawn(label, Role.MARK, (kind, *kinds), strokes, hand.pen)


def _small(draw: Draw) -> Draw:
    """The mark drawn as in an outline of 0.6 of the size: what stands beside is seldom large."""

    def smaller(rng: np.random.Generator, hand: Hand, box: Box) -> Strokes:
        x, y = box.centre
        return draw(rng, hand, Box(x - 0.3 * box.w, y - 0.3 * box.h, 0.6 * box.w, 0.6 * box.h))

    return smaller


def _way(rng: np.random.Generator, craft: Pencraft, kind: str, *, alone: bool) -> str:
    """A way to take a mark of that kind back that a person can tell."""
    drawn = {kind, craft.hand.style}
    ways = LINES if alone or drawn & SOLID else frozenset(WAYS)
    if drawn & CROSSES:
        ways -= {"crossed_out"}
    return pick(rng, {way: often for way, often in WAYS.items() if way in ways})


def _withdrawn(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    """Cancelled with nothing in its stead: never by blacking out alone, which could be somebody's way to mark."""
    return _taken_back(rng, craft, field, label, alone=True)


def _cancelled(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    return _taken_back(rng, craft, field, label, alone=False)


def _taken_back(rng: np.random.Generator, craft: Pencraft, field: Field, label: str, *, alone: bool) -> Drawn:
    kind, strokes = _shape(rng, craft, craft.hand, field, label)
    way = _way(rng, craft, kind, alone=alone)
    over = CANCELLING[way](rng, craft.hand, _box(field, label))
    return Drawn(label, Role.CANCELLED, (kind, "cancelled", way), strokes, craft.hand.pen, over)


def _erased(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    """A pencil mark rubbed out, evenly or in part; ``residue`` is what is left of its ink."""
    hand = craft.hand if craft.hand.pen.erasable else craft.hand.light(rng.uniform(0.5, 0.75))
    kind, strokes = _shape(rng, craft, hand, field, label)
    target = between(rng, craft.table.residue)
    left = tuple(stroke.fade(_rubbed(rng, stroke, target)) for stroke in strokes)
    before, after = (sum(float(np.sum(stroke.pressure)) for stroke in drawn) for drawn in (strokes, left))
    box = _box(field, label)
    rub = polyline([(box.x - 0.2 * box.w, box.y + box.h * 0.7), (box.x + 1.2 * box.w, box.y + box.h * 0.3)])
    smear = Stroke(rub, np.full(len(rub), 0.8 * box.h), np.full(len(rub), rng.uniform(0.0, 0.05)))
    return Drawn(label, Role.ERASED, (kind, "erased"), left, hand.pen, (smear,), after / before)


def _rubbed(rng: np.random.Generator, stroke: Stroke, target: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Factors (n,) of the pressure along a stroke that was rubbed: about ``target`` on average, less where the eraser passed more often."""
    if rng.random() < 0.6:
        return np.clip(target * rng.normal(1, 0.15, len(stroke.pressure)), 0, 1)
    along = np.linspace(0, 1, len(stroke.pressure)) if rng.random() < 0.5 else np.linspace(1, 0, len(stroke.pressure))
    return np.clip(target * 0.4 + (along > 1 - 0.6 * target) * 1.0, 0, 1)


def _covered(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    kind, strokes = _shape(rng, craft, craft.hand, field, label)
    box = _box(field, label)
    height = box.h * rng.uniform(0.9, 1.2)
    y = box.centre[1]
    line = polyline([(box.x + 0.35 * box.w, y + rng.normal(0, 0.1)), (box.x + 0.65 * box.w, y + rng.normal(0, 0.1))])
    fluid = Stroke(line, np.full(len(line), height), np.full(len(line), rng.uniform(0.92, 1.0)))
    return Drawn(label, Role.COVERED, (kind, "fluid"), strokes, craft.hand.pen, (fluid,))


def _rested(rng: np.random.Generator, craft: Pencraft, field: Field, label: str) -> Drawn:
    strokes = rested(rng, craft.hand, _box(field, label), between(rng, craft.table.rest_size))
    return Drawn(label, Role.RESTED, ("rested",), strokes, craft.hand.pen)


_MAKERS: Mapping[str, Callable[[np.random.Generator, Pencraft, Field, str], Drawn]] = MappingProxyType(
    {"cancelled": _cancelled, "erased": _erased, "fluid": _covered, "rested": _rested}
)
EVENTS = (*_MAKERS, "light", "beside", "none")
"""What can happen in an item; ``none`` keeps the table from having its way."""
