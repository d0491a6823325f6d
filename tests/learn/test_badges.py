"""Boxes with round corners that hold letters, and item numbers in white on black before their questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.exam import Shape
from tests.learn.paper import learned, only_page

CHIPS = """
#let chip(l) = box(width: 5.6mm, height: 5.6mm, radius: 1.4mm, stroke: 0.4pt, baseline: 1.5mm, align(center + horizon, text(size: 8pt, l)))
#let badge(n) = box(width: 6mm, height: 5mm, radius: 1mm, fill: luma(50), baseline: 1mm, align(center + horizon, text(fill: white, [#n])))
#for i in range(5) [ #badge(i + 1) Which of them is it?
  #for (l, w) in (("A", "alpha"), ("B", "beta"), ("C", "gamma")) [ #h(8mm) #chip(l) #w ] #v(2mm) ]
"""


def test_letters_in_boxes_with_round_corners_are_options_and_numbers_on_black_name_the_questions(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, CHIPS, "pdf"))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (f"{i}", "ABC") for i in range(1, 6)
    ]
    assert {option.shape for field in page.choices for option in field.options} == {Shape.BOX}


@pytest.mark.long
def test_letters_in_boxes_with_round_corners_are_options_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, CHIPS, "png"))
    assert [len(field.options) for field in page.choices] == [3] * 5
