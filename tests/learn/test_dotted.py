"""Options whose outlines are dotted or dashed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from omr.learn.outlines.dotted import dotted_ink
from omr.learn.paper.ink import parts_of
from tests.learn.paper import learned, only_page

SHEET = """
#let o(l) = box(width: 5mm, height: 5mm, radius: RADIUS, stroke: (paint: black, thickness: 0.8pt, dash: DASH),
  align(center + horizon, text(size: 7pt, l)))
#let rows(from) = grid(columns: 5, gutter: 3mm, align: horizon,
  ..range(from, from + 10).map(i => ([#i], ..("A", "B", "C", "D").map(o))).flatten())
#grid(columns: 2, column-gutter: 12mm, rows(1), rows(11))
"""


@pytest.mark.parametrize("radius", [pytest.param("0mm", marks=pytest.mark.long), "2.5mm"])
@pytest.mark.parametrize(
    "dash", ["(1pt, 1.2pt)", *(pytest.param(dash, marks=pytest.mark.long) for dash in ("(2pt, 1pt)", '"densely-dotted"'))]
)
@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_dotted_outlines_are_found(tmp_path: Path, radius: str, dash: str, ending: str) -> None:
    found = learned(tmp_path, SHEET.replace("RADIUS", radius).replace("DASH", dash), ending)
    page = only_page(found)
    assert ["".join(option.label for option in field.options) for field in page.choices] == ["ABCD"] * 20
    assert all(abs(field.options[0].box.w - 5.3) < 0.4 for field in page.choices)
    assert ending == "png" or [field.item for field in page.choices] == [str(i) for i in range(1, 21)]


def test_letters_alone_close_to_no_outlines() -> None:
    page = np.zeros((600, 800), np.uint8)
    page[100:500:30, 100:700:20] = 255
    assert dotted_ink(parts_of(page)) is None
