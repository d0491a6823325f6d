"""Letters in circles that are each as large as its letter needs, as LaTeX draws them: ⓐ is smaller than ⓑ."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.outlines.leaning import levelled
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

CIRCLED = """
#let d = (a: 3.1mm, b: 3.8mm, c: 3mm, d: 3.8mm, e: 3mm)
#let o(l) = box(
  width: d.at(l), height: d.at(l), radius: d.at(l) / 2, stroke: 0.5pt, baseline: 1mm, align(center + horizon, text(size: 8pt, l)))
"""
ROWS = """
#columns(2)[ #for i in range(1, 13) [#box(width: 7mm)[#i.] #for l in "abcde" [#o(l) #h(1mm)] \\ #v(1mm) ] ]
"""
LISTS = """
#for i in range(1, 6) [*#i.* Which of these is right about part #i? \\
  #for (l, word) in (("a", "first"), ("b", "second"), ("c", "third"), ("d", "none")) [#h(6mm) #o(l) #word \\ ] ]
"""
APART = """
#for i in range(1, 11) [*#i.* Which of these is right about part #i? \\
  #for (l, word) in (("a", "first"), ("b", "second"), ("c", "the third"), ("d", "none")) [#h(6mm) #o(l) #word ] \\ ]
"""

FRAMED = """
#set text(font: "DejaVu Sans", size: 9pt)
#let o(l) = box(stroke: 0.5pt, inset: 1mm, baseline: 1mm, text(top-edge: "bounds", bottom-edge: "bounds", l))
#columns(3)[ #for i in range(1, 43) [#box(width: 7mm)[#i.] #for l in "abcd" [#o(l) #h(0.5mm)] \\ #v(0.6mm) ] ]
"""
SCALE = """
#let o(l) = box(width: if l == 10 { 5mm } else { 3.6mm }, height: if l == 10 { 5mm } else { 3.6mm }, radius: 2.5mm, stroke: 0.5pt,
  baseline: 1mm, align(center + horizon, text(size: 7pt, str(l))))
#for i in range(1, 9) [#i. The service \\ #for l in range(1, 11) [#o(l) #h(1mm)] \\ ]
"""


@pytest.mark.parametrize(
    ("sheet", "items", "options", "ending"),
    [
        (ROWS, 12, 5, "png"),
        (LISTS, 5, 4, "pdf"),
        pytest.param(LISTS, 5, 4, "png", marks=pytest.mark.long),
        (APART, 10, 4, "pdf"),
        (FRAMED, 42, 4, "png"),
    ],
)
def test_circles_of_two_sizes_in_turn_are_options_of_one_item(tmp_path: Path, sheet: str, items: int, options: int, ending: str) -> None:
    page = only_page(learned(tmp_path, CIRCLED + sheet, ending))
    assert [len(field.options) for field in page.choices] == [options] * items
    if ending == "pdf":
        assert {"".join(option.label for option in field.options) for field in page.choices} == {"abcde"[:options]}


def test_a_number_of_two_digits_in_a_larger_circle_ends_a_scale(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SCALE, "pdf"))
    assert [[option.label for option in field.options] for field in page.choices] == [[str(i) for i in range(1, 11)]] * 8


def test_outlines_of_letters_of_two_heights_on_one_line_lean_nowhere() -> None:
    rows = [(29.0 + 5.6 * i + 58 * k, 34.0 + 7.5 * r, i % 2) for r in range(15) for k in range(3) for i in range(4)]
    boxes = [Box(x, y - tall, 4.3, 4.2 + tall) for x, y, tall in rows]
    assert levelled(boxes).tolist() == [box.centre[1] for box in boxes]
