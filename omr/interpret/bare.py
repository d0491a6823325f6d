"""Boxes in which nothing but the page's own print is measured, though a reader hesitates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import NamedTuple

from omr.interpret.marks import Seen, is_certain
from omr.interpret.neighbours import Cell
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Mark

EVER, MORE_EVER, MOST_EVER, MANY = 0.9, 1.5, 0.5, 10
"""Share of a column's empty boxes, times what those at most show around themselves (mm² of ink), and boxes of which that can be told, from
which one shows more than what is printed there: the edge of a shaded band left 0.18 to 0.35 around the last box of every other row. More
than the third number is written.
"""
BARE_INK, BARE_PEAK, BARE_AROUND = 0.035, 0.03, 0.05
"""Ink (mm²) and darkness inside, and ink around, up to which a box shows no mark: bold outlines and a band's edge leave as much, an eraser
0.02 and 0.035 …"""
DENIED = 0.05
"""… and probability below which the other reader sees none there either."""
INSIDE_INK, INSIDE_PEAK, OVER = 0.005, 0.01, 0.5
"""Ink and darkness inside up to which nothing at all is there: then what lies around is what reaches over from the marks of boxes close by,
up to that share of the ink they leave around their own."""
MOSTLY, LITTLE_INK, LITTLE_PEAK = 0.75, 0.15, 0.27
"""Share of a column's boxes of which half as much again as they show inside is printed, bolder than expected, or a line of the scanner's
through all of them; but only up to these shares of the ink and the darkness of the item's mark. Nine in ten boxes hold erased marks where
the column is short: two of them were lost so in 9,000 `harsh` responses. And with shares of 0.2 and 0.4 a dot upon a letter, beside a
darker one, was taken for print in 160,000 `everyday` ones; one of 24,000 more is asked.
"""
UNLIKELY, UPON = 0.3, 0.12
"""The shape reader's score from which something there has the shape of a mark; and mm² by which a print is darker than expected from which
a mark may lie upon it, if the column's others are not so, too."""

Column = tuple[str, str]
"""Section and label."""


class Shown(NamedTuple):
    """What the boxes of a column show inside (mm² of ink, darkness), around and upon their print (mm²) without being marked, at most."""

    ink: float
    peak: float
    around: float
    excess: float


NOTHING = Shown(0.0, 0.0, 0.0, 0.0)
"""What is known of columns of few boxes."""


def printed_around(items: Mapping[ItemRef, Sequence[Seen]]) -> Mapping[Column, float]:
    """By column: mm² of ink around a box up to which it is what the page prints around most boxes of that column."""
    return {column: min(around, MOST_EVER) for column, around in _usual(items, EVER, lambda one: one.outside).items()}


def _usual(items: Mapping[ItemRef, Sequence[Seen]], share: float, measure: Callable[[Seen], float]) -> Mapping[Column, float]:
    """What that share of each column's boxes that are not marked stays below, and half as much again."""
    columns: dict[Column, list[float]] = defaultdict(list)
    for ref, seen in items.items():
        for one in seen:
            if one.mark is not Mark.MARKED:
                columns[ref.section, one.label].append(measure(one))
    many = {column: sorted(shown) for column, shown in columns.items() if len(shown) >= MANY}
    return {column: MORE_EVER * shown[int(share * (len(shown) - 1))] for column, shown in many.items()}


def without_bare(
    items: Mapping[ItemRef, list[Seen]],
    boxes: Mapping[ItemRef, Sequence[BoxEvidence]],
    single: AbstractSet[ItemRef],
    close: Mapping[Cell, Sequence[Cell]],
) -> dict[ItemRef, list[Seen]]:
    """The items of one page: beside a certain mark what one reader alone hesitates about is empty, where nothing is measured in it; or, of
    ``single`` items, but what the boxes of its column show as well, or what comes over from the marks ``close`` to it. Where several marks
    are an answer, so many boxes may hold one that a column shows marks, and no print.
    """
    hesitating = {ref: seen for ref, seen in items.items() if any(one.mark is Mark.UNSURE for one in seen)}
    if not hesitating:
        return {}
    printed = _printed(items)
    marked = {(ref, one.label): one for ref, seen in items.items() for one in seen if one.mark is Mark.MARKED}
    found = {}
    for ref, seen in hesitating.items():
        sure = [one for one in seen if one.mark is Mark.MARKED]
        if not sure:
            continue
        clear, least = [], min(sure, key=lambda one: one.ink)
        for one, box in zip(seen, boxes[ref], strict=True):
            over = sum(marked[cell].outside for cell in close.get((ref, one.label), ()) if cell in marked)
            column = printed.get((ref.section, one.label), NOTHING)
            clear.append(_without_print(one, box, column, least if ref in single else None, over))
        if is_certain(clear):
            found[ref] = clear
    return found


def _printed(items: Mapping[ItemRef, Sequence[Seen]]) -> Mapping[Column, Shown]:
    around = printed_around(items)
    ink, peak, excess = (_usual(items, MOSTLY, attrgetter(name)) for name in ("ink", "peak", "excess"))
    return {column: Shown(ink[column], peak[column], around[column], excess[column]) for column in around}


def _without_print(one: Seen, box: BoxEvidence, printed: Shown, mark: Seen | None, over: float) -> Seen:
    """The box as empty, if it is; ``mark`` is the only one that the item may have (the least of several), ``over`` the ink that the marks
    close to it leave around their boxes.
    """
    if one.mark is not Mark.UNSURE or not box.features:
        return one
    beside = one.outside <= max(BARE_AROUND, printed.around)
    bare = one.ink <= BARE_INK and one.peak <= BARE_PEAK and beside and min(box.ink, box.shape) < DENIED
    likely = box.shape >= UNLIKELY or one.excess > max(UPON, printed.excess)
    if bare or (mark is not None and not likely and (_is_reached(one, over) or (beside and _is_print(one, printed, mark)))):
        return one._replace(mark=Mark.EMPTY, ink=0.0, peak=0.0, why="")
    return one


def _is_reached(one: Seen, over: float) -> bool:
    """Whether nothing stands in a box, and around it no more than comes over from others."""
    return one.ink <= INSIDE_INK and one.peak <= INSIDE_PEAK and one.outside <= OVER * over


def _is_print(one: Seen, printed: Shown, mark: Seen) -> bool:
    """Whether a box shows what most of its column do, and far less than the item's mark."""
    return one.ink <= min(printed.ink, LITTLE_INK * mark.ink) and one.peak <= min(printed.peak, LITTLE_PEAK * mark.peak)
