"""Options that are shaded discs or boxes without an outline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from omr.learn.outlines.shaded import shaded_ink
from tests.learn.paper import learned, only_page

SHEET = """
#let o(l) = box(width: 5mm, height: 5mm, radius: RADIUS, fill: SHADE, align(center + horizon, text(size: 7pt, fill: LETTER, l)))
#let rows(from) = grid(columns: 5, gutter: 3mm, align: horizon,
  ..range(from, from + 10).map(i => ([#i], ..("A", "B", "C", "D").map(o))).flatten())
#grid(columns: 2, column-gutter: 12mm, rows(1), rows(11))
"""


@pytest.mark.parametrize(
    ("radius", "shade", "letter"),
    [
        ("2.5mm", "luma(205)", "luma(70)"),
        pytest.param("2.5mm", "luma(228)", "black", marks=pytest.mark.long),
        pytest.param("2.5mm", "luma(195)", "white", marks=pytest.mark.long),
        pytest.param("0mm", "luma(215)", "black", marks=pytest.mark.long),
        ("2.5mm", 'rgb("#ffd9e6")', "black"),
    ],
)
@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_shaded_options_without_an_outline_are_found_and_told(tmp_path: Path, radius: str, shade: str, letter: str, ending: str) -> None:
    found = learned(tmp_path, SHEET.replace("RADIUS", radius).replace("SHADE", shade).replace("LETTER", letter), ending)
    page = only_page(found)
    assert ["".join(option.label for option in field.options) for field in page.choices] == ["ABCD"] * 20
    assert [abs(field.options[0].box.w - 5) < 0.25 for field in page.choices] == [True] * 20
    assert any("shaded without an outline" in doubt for doubt in found.doubts)


def test_a_page_without_shading_of_an_options_size_has_no_shaded_options() -> None:
    page = np.full((600, 800), 255, np.uint8)
    page[100:500, 100:700] = 215  # the ground of a column
    assert shaded_ink(page) is None
