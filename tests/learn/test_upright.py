"""Headings that run up or down the columns of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

TABLE = """
#let o = box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.5pt)
#let up(l) = rotate(TURN, reflow: true, text(size: 8pt, l))
#grid(columns: 6, column-gutter: 4mm, row-gutter: 3mm, align: (x, y) => if x == 0 { left } else { center + bottom },
  [], ..("Never", "Rarely at all", "Often", "Always", "Does not apply").map(up),
  ..range(1, 9).map(r => ([#r. I feel calm before an exam.], o, o, o, o, o)).flatten())
"""


@pytest.mark.parametrize("turn", ["-90deg", "90deg"], ids=["up", "down"])
def test_options_are_called_by_headings_as_these_are_read(tmp_path: Path, turn: str) -> None:
    page = only_page(learned(tmp_path, TABLE.replace("TURN", turn), "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 9)]
    labels = {tuple(option.label for option in field.options) for field in page.choices}
    assert labels == {("Never", "Rarely_at_all", "Often", "Always", "Does_not_apply")}
