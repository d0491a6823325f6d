"""An option of a scan that a mark hides is told where it stands right of others, be it in no column of any."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.doubts.on_rows import outlines_on_rows
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

ROW = (20.0, 41.0, 67.0)
HIDDEN = Box(41.0, 20.0, 3.0, 3.0)
TOLD = "1 places on the rows of items look like an outline of theirs, the first at 42, 21 mm; if so, `add` them"


def row(*shown: float) -> tuple[list[Entry], Gray]:
    """An item of the first box and the last, and the ink of a row of boxes, each crossed but for those."""
    mask = np.zeros((round(40 * PX_PER_MM), round(120 * PX_PER_MM)), np.uint8)
    for x in shown:
        left, top, right, foot = (round(side * PX_PER_MM) for side in (x, 20, x + 3, 23))
        cv2.rectangle(mask, (left + 1, top + 1), (right - 1, foot - 1), (255,), 3)
        if x == HIDDEN.x:
            cv2.line(mask, (left - 8, top - 8), (right + 8, foot + 8), (255,), 6)
            cv2.line(mask, (left - 8, foot + 8), (right + 8, top - 8), (255,), 6)
    outlines = tuple(Outline(Shape.BOX, Box(x, 20.0, 3.0, 3.0)) for x in (ROW[0], ROW[-1]))
    return [Entry(1, "1", outlines, ("A", "B"))], mask


def test_a_crossed_box_between_others_is_told_be_there_letters_that_look_like_outlines() -> None:
    entries, mask = row(*ROW)
    letter = Outline(Shape.CIRCLE, Box(26.0, 20.5, 1.8, 2.0))
    assert outlines_on_rows(entries, [*entries[0].outlines, letter], [], mask) == [TOLD]


@pytest.mark.parametrize(("text", "told"), [("Disagree", 0), ("x", 1)])
def test_a_letter_of_a_word_is_not_told(text: str, told: int) -> None:
    entries, mask = row(*ROW)
    words = [Word(text, Box(36.0, 19.5, 14.0, 4.0))]
    assert len(outlines_on_rows(entries, entries[0].outlines, words, mask)) == told


def test_nothing_is_told_where_the_paper_is_blank_or_the_outline_known() -> None:
    entries, mask = row(ROW[0], ROW[-1])
    assert not outlines_on_rows(entries, entries[0].outlines, [], mask)
    entries, mask = row(*ROW)
    assert not outlines_on_rows(entries, [*entries[0].outlines, Outline(Shape.BOX, HIDDEN)], [], mask)
