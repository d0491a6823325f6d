"""What a page's empty boxes show, and what shows more than that: the faintest trace of a mark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from omr.interpret.marks import Seen
from omr.model.exam import ItemRef
from omr.model.response import Mark

CLEAN = 0.9
"""Share of a page's empty boxes that are as clean as its typical one or cleaner: what shows more, beside them, is perhaps a mark."""
TRACE_INK, TRACE_PEAK, MORE = 0.01, 0.015, 2.0
"""Ink (mm²) and darkness of the faintest trace that a person sees, and how many times what the page's empty boxes show it must be."""
TRACE_SHARE = 0.2
"""Share of the darkness that the student's marks usually have inside from which a trace is one however little of it is there: what a tick
upon the outline of a box of 2.5 mm, and a light stroke in one, left there, 0.001 to 0.01 mm² of ink, were read as omissions. Of 24,400
items of a sixth simulator on other makers' forms these two alone are asked about for it.
"""
DENIED = 0.002
"""Probability below which such a trace is paper or print to both readers: they see its shape, and the page's noise."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What nine in ten of the page's empty boxes stay below: ink (mm²), darkest place, ink around, darkness beyond the print (mm²)."""

    ink: float = math.inf
    peak: float = math.inf
    outside: float = math.inf
    excess: float = math.inf


def clean_of(items: Mapping[ItemRef, Sequence[Seen]]) -> Clean:
    """What is usual of empty boxes. Where hardly any item is marked, the most that each shows is left out: it may be a mark that is nearly
    lost, and a page full of such says nothing of what is clean.
    """
    open_ = [seen for seen in items.values() if len(seen) > 1 and all(one.mark is Mark.EMPTY for one in seen)]
    left_out = 1 if len(open_) > len(items) / 2 else 0
    rows = [_shown_by_none(seen, left_out) for seen in items.values()]
    shown = [sorted(value for row in rows for value in row[place]) for place in range(4)]
    return Clean(*(values[int(CLEAN * (len(values) - 1))] for values in shown)) if shown[0] else Clean()


def _shown_by_none(seen: Sequence[Seen], left_out: int) -> list[list[float]]:
    """What an item's empty boxes show, by measure, without the most of each; but for the print's darkness, which goes by its letter."""
    empty = [one for one in seen if one.mark is Mark.EMPTY]
    measures = [sorted(one.ink for one in empty), sorted(one.peak for one in empty), sorted(one.outside for one in empty)]
    if 1 < len(empty) == len(seen):
        measures = [values[: len(values) - left_out] for values in measures]
    return [*measures, [one.excess for one in empty]]


def stands_out(one: Seen, clean: Clean, least_ink: float, least_peak: float) -> bool:
    """Whether a box shows clearly more than the page's empty ones do, however little that is."""
    return one.ink > max(least_ink, MORE * clean.ink) and one.peak > max(least_peak, MORE * clean.peak)


def is_traced(one: Seen, clean: Clean, usual_peak: float = math.inf) -> bool:
    """Whether a box shows the faintest trace of a mark that a person sees, beside the darkness that the student's marks usually have."""
    dark = one.peak > max(TRACE_PEAK, TRACE_SHARE * usual_peak, MORE * clean.peak)
    return one.probability > DENIED and (dark or stands_out(one, clean, TRACE_INK, TRACE_PEAK))
