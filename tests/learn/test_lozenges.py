"""Low boxes with rounded ends around letters, as answer sheets of language tests have them, below an example that is called 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.exam import Shape
from tests.learn.paper import learned, only_page

LOZENGES = """
#let pink = rgb("#bb0066")
#let o(l, fill: none) = box(width: 6.2mm, height: 3mm, radius: 1mm, stroke: 0.5pt + pink, fill: fill, baseline: 0.6mm,
  align(center + horizon, text(size: 6pt, fill: pink, l)))
Mark ONE letter for each question: #v(2mm)
#let row(i, fill: none) = [#box(width: 8mm)[*#i*] #o("A") #h(1.7mm) #o("B") #h(1.7mm) #o("C") #h(1.7mm) #o("D", fill: fill) #parbreak()]
#row(0, fill: black) #v(6mm) #for i in range(1, 9) { row(i) }
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_low_boxes_with_rounded_ends_are_options_wherever_their_pixels_fall(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, LOZENGES, ending))
    assert [len(field.options) for field in page.choices][-8:] == [4] * 8
    assert {option.shape for field in page.choices for option in field.options} == {Shape.BOX}


def test_an_item_0_with_a_filled_option_is_an_example_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, LOZENGES, "pdf")
    assert [field.item for field in only_page(found).choices] == [str(i) for i in range(1, 9)]
    assert any("taken for an example" in doubt for doubt in found.doubts)
