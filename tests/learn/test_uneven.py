"""Items unlike most of a form's are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omr.learn.doubts.uneven import uneven
from omr.learn.items.sections import Named
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.model.exam import Shape
from omr.model.layout import Box


def item(number: int, *, printed: str = "", vertical: bool = True) -> Named:
    outlines = tuple(Outline(Shape.CIRCLE, Box(20.0 + 6.0 * i, 20.0 * number, 4.0, 4.0)) for i in range(4))
    return Named("1", str(number), "", Entry(1, printed, outlines, tuple("ABCD"), read=False, vertical=vertical))


@pytest.mark.parametrize(("printed", "lists", "told"), [("", 7, True), ("8.", 7, False), ("", 3, False)])
def test_a_row_without_a_name_among_lists_is_told(printed: str, lists: int, *, told: bool) -> None:
    found = uneven([*(item(i) for i in range(1, lists + 1)), item(8, printed=printed, vertical=False)])
    said = "1 items are rows without a name among 7 lists, as figures look: 1/8 (4); look at the proof"
    assert found == ([said] if told else [])


@pytest.mark.parametrize(("same", "others", "told"), [(6, 1, True), (5, 3, False)])
def test_an_item_with_more_or_fewer_options_than_most_is_told_where_each_says_its_own(same: int, others: int, *, told: bool) -> None:
    every = [
        replace(one, entry=replace(one.entry, labels=tuple(f"{word} {i}" for word in ("iron", "zinc", "lead", "gold")[: 4 - (i > same)])))
        for i, one in ((i, item(i, printed=f"{i}.")) for i in range(1, same + others + 1))
    ]
    said = f"1 items have fewer or more options than the 4 that {same} items have: 1/7 (3); look at the proof"
    assert uneven(every) == ([said] if told else [])
