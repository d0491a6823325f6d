"""Lists of lettered answers without outlines are told: no items are learned of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from omr.learn.doubts.listed import without_answers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.words.titles import headlines
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.drawn import text
from tests.learn.paper import learned

LISTS = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(3) [ #(i + 1). Which of these is right? #parbreak() #for l in ("A", "B", "C") [ #h(8mm) SHOWN an answer \\ ] #v(2mm) ]
"""


@pytest.mark.parametrize("letter", ["#l.", "(#l)"])
def test_lists_of_letters_without_outlines_are_told(tmp_path: Path, letter: str) -> None:
    with pytest.raises(BadInput, match="3 lists of answers called by letters"):
        learned(tmp_path, LISTS.replace("SHOWN", letter), "pdf")


@pytest.mark.parametrize("shown", ["#b #l.", "#l. #b", "#b (#l)"])
def test_letters_beside_boxes_are_not_told(tmp_path: Path, shown: str) -> None:
    found = learned(tmp_path, LISTS.replace("SHOWN", shown), "pdf")
    assert not any("called by letters" in doubt for doubt in found.doubts)


def test_answers_printed_without_outlines_and_their_questions_open_no_part_of_the_page() -> None:
    words = [one for i in (1, 2, 3) for one in (*text(f"{i}. Which is it", 10, 20.0 * i), *text("A) oxygen", 14, 20.0 * i + 5))]
    words += [one for i in (1, 2, 3) for one in (*text("B) water", 80, 20.0 * i + 5), *text("C) glucose", 14, 20.0 * i + 10))]
    lines = headlines([*words, *text("Part B", 10, 100)])
    assert [line.text for line in without_answers(lines, words, [])] == ["Part B"]
    item = Entry(1, "", (Outline(Shape.CIRCLE, Box(30, 46.5, 2, 2)), Outline(Shape.CIRCLE, Box(40, 66.5, 2, 2))), ("A", "B"))
    assert without_answers(lines, words, [item]) == lines
