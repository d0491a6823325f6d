"""Boxes for points or corrections, one beside each question or in a table of all of them: they are written into, and are no items."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word
from omr.learn.rows.grids import aligned
from omr.learn.rows.runs import Run
from omr.learn.words.titles import opens_a_part
from omr.model.layout import Box, Field, FieldKind

LEVEL = 0.5
"""Of its height: a box stands on the line of a question whose middle is off by no more."""
OTHER_SIZE = 0.15
"""Of their sides: boxes for points are larger or smaller than those to be marked by more, or wider."""
ASKED_MM = 45.0
"""A question's number stands no further above its options."""


def without_tables_of_points(runs: Sequence[Run]) -> list[Run]:
    """The runs but for the rows of cells below a head such as "Question: 1 2 3 4"."""
    heads = [run for run in runs if _numbers_questions(run)]
    return [run for run in runs if not any(run is head or _is_below(run, head) for head in heads)]


def _numbers_questions(run: Run) -> bool:
    """Whether a row of cells says no more than the numbers of questions, from 1, after a word for them."""
    before = [word.text.strip(":.") for word in run.before]
    asked = len(before) == 1 and any(opens_a_part(before[0].removesuffix(plural)) for plural in ("", "s", "n"))
    inside = [spot.inside.text if spot.inside else "" for spot in run.spots]
    counted = inside == [str(i) for i in range(1, len(inside) + 1)]
    return counted and asked and all(spot.outline.cell for spot in run.spots)


def _is_below(run: Run, head: Run) -> bool:
    return run.y > head.y and aligned(run, head) and all(spot.outline.cell for spot in run.spots)


def without_points(entries: list[Entry], words: Sequence[Word], page: int) -> tuple[list[Entry], list[Field], list[str]]:
    """The items, columns of boxes for points as fields of no known kind, and what is told of them."""
    columns = [one for one in entries if _is_of_points(one, [other for other in entries if other is not one], words)]
    fields = [Field(FieldKind.OTHER, one.box) for one in columns]
    return [one for one in entries if not any(one is column for column in columns)], fields, [_told(columns, page)] if columns else []


def _is_of_points(column: Entry, others: Sequence[Entry], words: Sequence[Word]) -> bool:
    """Whether each outline of a list stands on the line of another question, and is of another size than its options; of a list that
    has a name, which may be a number in the page's title, on that of a row of options.
    """
    if not column.vertical:
        return False
    others = [one for one in others if not (column.printed and one.vertical)]
    homes: list[Entry] = []
    for outline in column.outlines:
        free = (other for other in others if not any(other is home for home in homes))
        home = next((other for other in free if _is_beside(outline.box, other, words)), None)
        if home is None:
            return False
        homes.append(home)
    return True


def _is_beside(box: Box, entry: Entry, words: Sequence[Word]) -> bool:
    """Whether a box stands on the line of an item's row or of its number, and is no box of its kind."""
    if not entry.outlines or _is_as_large(entry.outlines[0].box, box):
        return False
    lines = [entry.top] if not entry.vertical else []
    numbers = (word for word in words if entry.printed and word.text == entry.printed and 0 < entry.top - word.middle < ASKED_MM)
    lines += [max(number.middle for number in found)] if (found := list(numbers)) else []
    return any(abs(line - box.centre[1]) < LEVEL * box.h for line in lines)


def _is_as_large(one: Box, box: Box) -> bool:
    return abs(one.h - box.h) < OTHER_SIZE * box.h and abs(one.w - box.w) < OTHER_SIZE * box.w


def _told(columns: Sequence[Entry], page: int) -> str:
    (x, y), count = columns[0].outlines[0].box.centre, sum(len(column.outlines) for column in columns)
    return (
        f"{count} boxes, the first at {x:.0f}, {y:.0f} mm, are taken for points or corrections, not for items: each stands on the line of "
        f"another question; if they are to be marked, `grid {page} X Y W H choice across LABELS` makes each row of an area an item"
    )
