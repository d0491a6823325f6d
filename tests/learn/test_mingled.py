"""Letters in circles that are each as large as its letter needs, as LaTeX draws them: ⓐ is smaller than ⓑ."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("sheet", "items", "options", "ending"),
    [
        (ROWS, 12, 5, "png"),
        (LISTS, 5, 4, "pdf"),
        pytest.param(LISTS, 5, 4, "png", marks=pytest.mark.long),
        (APART, 10, 4, "pdf"),
    ],
)
def test_circles_of_two_sizes_in_turn_are_options_of_one_item(tmp_path: Path, sheet: str, items: int, options: int, ending: str) -> None:
    page = only_page(learned(tmp_path, CIRCLED + sheet, ending))
    assert [len(field.options) for field in page.choices] == [options] * items
    if ending == "pdf":
        assert {"".join(option.label for option in field.options) for field in page.choices} == {"abcde"[:options]}
