"""Letters in brackets and parentheses of every common type, dense and small, on print and on a scan at 200 dpi."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

ROWS = """
#set text(font: "FONT", size: SIZE)
#columns(2)[ #for i in range(24) [ #box(width: 2em)[#(i + 1).] #for l in "ABCD" [PAIR#h(0.5em)] \\ ] ]
"""
FORMS = (
    ("Liberation Serif", "8pt", "\\[#l\\]"),
    ("Liberation Sans", "8pt", "\\[#l\\]"),
    ("New Computer Modern", "9pt", "\\[#l\\]"),
    ("Liberation Sans", "10pt", "\\[#l\\]"),
    ("Liberation Serif", "8pt", "\\[ #l \\]"),
    ("Liberation Mono", "8pt", "\\[#h(0.9em)\\] #l"),
    ("Liberation Serif", "12pt", "(#l)"),
)
"""Where these fonts are missing, Typst takes another one: the test asks the same of it."""


@pytest.mark.parametrize(("font", "size", "pair"), [FORMS[0], *(pytest.param(*form, marks=pytest.mark.long) for form in FORMS[1:])])
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_every_pair_of_dense_small_signs_is_an_option(tmp_path: Path, font: str, size: str, pair: str, ending: str) -> None:
    page = only_page(learned(tmp_path, ROWS.replace("FONT", font).replace("SIZE", size).replace("PAIR", pair), ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABCD") for number in range(1, 25)
    ]


SHORT = """
#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#grid(columns: 5, gutter: 2mm, ..range(9).map(r => ([#(r + 1)], ..("A", "B", "C", "D").slice(0, if r == 4 { LEN } else { 4 }).map(o),
  ..([],) * if r == 4 { 4 - LEN } else { 0 })).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_an_item_with_fewer_options_than_the_others_is_told(tmp_path: Path, ending: str) -> None:
    told = "1 items have fewer or more options than the 4 that 8 items have: 1/5 (3)"
    assert any(told in doubt for doubt in learned(tmp_path, SHORT.replace("LEN", "3"), ending).doubts)
    assert not any("fewer or more" in doubt for doubt in learned(tmp_path, SHORT.replace("LEN", "4"), ending).doubts)
