"""Ways of question papers: statements that end in numbers, boxes in cells, fractions for answers, answers apart from their letters."""

from __future__ import annotations

from pathlib import Path

from omr.learn import Learned
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt, baseline: 0.3mm)\n"

STATEMENTS = """
#table(columns: (8mm, 1fr, 14mm, 14mm), align: (center, left, center, center), [], [Statement], [true], [false],
  ..("Half of two is 1", "A week has 7", "Iron floats", "Three and four are 10", "A square has 4", "Snow is hot").enumerate()
    .map(((i, t)) => ([#(i + 1)], t, b, b)).flatten())
"""


def items(found: Learned) -> list[tuple[str, str, int]]:
    return [(field.section, field.item, len(field.options)) for field in only_page(found).choices]


def numbered(count: int, options: int) -> list[tuple[str, str, int]]:
    return [("1", str(number), options) for number in range(1, count + 1)]


def test_a_number_that_ends_a_statement_names_no_item(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + STATEMENTS, "pdf")
    assert items(found) == numbered(6, 2)
    assert not any("start over" in doubt for doubt in found.doubts)
