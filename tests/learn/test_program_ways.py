"""Ways of other exam programs: versions before a row, options set apart or below a number, boxes for machines, numbers on scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind, LayoutPage
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

TWO_SIZES = """
Student ID
#let small(l) = box(width: SIZE, height: SIZE, radius: 3mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#let large(l) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#grid(columns: 5, column-gutter: 2mm, row-gutter: 1.3mm, ..range(10).map(d => (small(str(d)),) * 5).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(10).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(large))).flatten())
"""


def items(page: LayoutPage) -> list[tuple[str, str]]:
    return [(field.item, "".join(option.label for option in field.options)) for field in page.choices]


@pytest.mark.parametrize("size", ["4.1mm", "4.2mm", "4.3mm"])
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_digits_nearly_as_large_as_the_options_lose_no_row_to_them(tmp_path: Path, size: str, ending: str) -> None:
    page = only_page(learned(tmp_path, TWO_SIZES.replace("SIZE", size), ending))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 5
    assert [len(field.options) for field in page.choices] == [4] * 10
