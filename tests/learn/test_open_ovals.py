"""Ovals that are open above and below their letter, as answer sheets for scanning machines print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

OPEN = """
#let arc(turn) = box(width: 1.7mm, height: 2.6mm, scale(x: turn, curve(stroke: 0.6pt,
  curve.move((1.7mm, 0mm)), curve.cubic((-0.5mm, 0mm), (-0.5mm, 2.6mm), (1.7mm, 2.6mm)))))
#let o(l) = box(baseline: 0.4mm, stack(dir: ltr, arc(100%), box(width: 2.2mm, height: 2.6mm, align(center + horizon, text(size: 6.5pt, l))),
  arc(-100%)))
#for i in range(12) [ #box(width: 8mm)[#(i + 1)] #for l in ("A", "B", "C", "D", "E") [ #o(l) #h(2.5mm) ] \\ ]
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_between_the_ends_of_an_oval_are_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, OPEN, ending))
    assert [len(field.options) for field in page.choices] == [5] * 12
    assert all(4.5 < option.box.w < 6.5 for field in page.choices for option in field.options)
