"""What a student took back is not how the student marks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import LIMITS, STRONG, box, marked, of_many, struck

from omr.interpret.own import habits
from omr.model.exam import ItemRef, Shape
from omr.model.response import ResponseStatus

FURTHER = (1.3 * STRONG[0], *STRONG[1:4], 0.6, *STRONG[5:])


def run_through(item: str) -> object:
    """A mark with a line through it and out of its box."""
    return replace(struck(item, "a", cancel=0.5), features=FURTHER)


@pytest.mark.parametrize("count", [1, 8])
def test_marks_that_are_struck_out_are_asked_however_many_of_a_sheet_s_are(count):
    calm = [marked(str(item), "b") for item in range(9, 21)]
    said = of_many(20, *calm, *(run_through(str(item)) for item in range(1, count + 1)))
    assert said[ItemRef("1", "1")].status is ResponseStatus.UNSURE
    assert said[ItemRef("1", "20")].status is ResponseStatus.ANSWERED


def test_where_most_marks_look_struck_out_that_is_how_the_student_marks():
    boxes = [marked(str(item), "b") for item in range(9)] + [run_through(str(item)) for item in range(9, 20)]
    assert habits(boxes, {}, LIMITS).of(ItemRef("1", "1")).scribble == 0.5


def test_a_habit_in_boxes_of_one_sort_is_told_without_what_is_struck_out_there():
    calm = [marked(str(item), "b") for item in range(20)]
    large = {ItemRef("1", str(item)): (Shape.BOX, 5.0, 5.0) for item in range(8, 28)}
    boxes = [*calm, *(run_through(str(item)) for item in range(20, 28)), box("30", "a")]
    assert habits(boxes, large, LIMITS).of(ItemRef("1", "10")).far == 0.0
