"""Rows that a column of a scan seems to skip: told where outlines lie, not where a line of text does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omr.learn.doubts.skipped import skipped_rows
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

STEP, ROWS, SKIPPED = 10.0, 7, 3


def page(shape: Shape, shown: str) -> tuple[list[Entry], Gray]:
    """A column of rows, and in the place of one of them outlines, or a heading."""
    mask = np.zeros((round(90 * PX_PER_MM), round(70 * PX_PER_MM)), np.uint8)
    entries = []
    for row in range(ROWS):
        boxes = [Box(20.0 + 9.0 * column, 10.0 + STEP * row, 4.0, 4.0) for column in range(4)]
        if row == SKIPPED and shown != "outlines":
            at = (round(15 * PX_PER_MM), round((boxes[0].y + 3.4) * PX_PER_MM))
            cv2.putText(mask, shown, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,), 3)
            continue
        for box in boxes:
            if shape is Shape.BOX:
                corners = ((round(x * PX_PER_MM), round(y * PX_PER_MM)) for x, y in ((box.x, box.y), (box.x + box.w, box.y + box.h)))
                cv2.rectangle(mask, *corners, (255,), 3)
            else:
                middle = (round(box.centre[0] * PX_PER_MM), round(box.centre[1] * PX_PER_MM))
                cv2.circle(mask, middle, round(box.w / 2 * PX_PER_MM) - 1, (255,), 3)
        if row != SKIPPED:
            entries.append(Entry(1, "", tuple(Outline(shape, box) for box in boxes), tuple("ABCD"), read=False))
    return entries, mask


@pytest.mark.parametrize("shape", [Shape.BOX, Shape.CIRCLE])
def test_outlines_that_belong_to_no_row_are_told_and_a_line_of_text_is_not(shape: Shape) -> None:
    (told,) = skipped_rows(*page(shape, "outlines"))
    assert "1 rows of items seem to be missing, the first at 36, 42 mm" in told
    assert skipped_rows(*page(shape, "Section B: choose the best one")) == []


def test_a_place_where_an_item_was_found_by_other_outlines_is_not_missing() -> None:
    entries, mask = page(Shape.CIRCLE, "outlines")
    cells = tuple(Outline(Shape.BOX, Box(16.0 + 9.0 * column, 9.0 + STEP * SKIPPED, 9.0, 6.0), cell=True) for column in range(4))
    assert skipped_rows([*entries, Entry(1, "", cells, tuple("ABCD"), read=False)], mask) == []


def test_rules_across_a_place_between_two_blocks_are_no_marks() -> None:
    entries, mask = page(Shape.CIRCLE, "")
    for y in (10.6, 13.4):
        at = round((y + STEP * SKIPPED) * PX_PER_MM)
        cv2.line(mask, (round(10 * PX_PER_MM), at), (round(65 * PX_PER_MM), at), (255,), 3)
    assert skipped_rows(entries, mask) == []
