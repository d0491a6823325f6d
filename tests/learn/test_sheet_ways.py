"""Ways of answer sheets: numbers in discs."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn import Learned
from tests.learn.paper import learned, only_page

RING = "#let o(l) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

DISCS = """
#let disc(n) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, fill: black,
  align(center + horizon, text(size: 6.5pt, fill: white, str(n))))
#grid(columns: 2, column-gutter: 14mm, ..range(2).map(c => grid(columns: 5, gutter: 2mm,
  ..range(8).map(r => (disc(c * 8 + r + 1), ..("A", "B", "C", "D").map(o))).flatten())))
"""


def items(learned: Learned) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.item or "", tuple(option.label for option in field.options)) for field in only_page(learned).choices]


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_numbers_in_white_on_discs_are_no_options(tmp_path: Path, ending: str) -> None:
    assert items(learned(tmp_path, RING + DISCS, ending)) == [(str(i + 1), tuple("ABCD")) for i in range(16)]
