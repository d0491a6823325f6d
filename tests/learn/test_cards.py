"""Tables side by side and below one another, one for each question, as on ballots: none of their items reaches into the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

BALLOT = """
#let o = box(width: 6mm, height: 3.6mm, radius: 1.8mm, stroke: 0.6pt)
#let contest(title, names) = table(columns: 1fr, stroke: 0.7pt, inset: 1.6mm, align(center)[*#title* \\ Vote for one],
  ..names.map(n => [#n #h(1fr) #o]))
#grid(columns: (1fr, 1fr), column-gutter: 6mm, row-gutter: 5mm,
  contest("President", ("Adams, Ruth", "Baker, Tom", "Chen, Li")), contest("Council", ("Jones, Mary", "King, Lou", "Lopez, Rosa")),
  contest("Secretary", ("Diaz, Ana", "Evans, Joe")), contest("Treasurer", ("Fox, Amy", "Gray, Paul")))
"""


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_each_table_of_names_with_an_oval_is_one_item(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BALLOT, ending))
    assert sorted(len(field.options) for field in page.choices) == [2, 2, 3, 3]
    assert all(len({round(option.box.x) for option in field.options}) == 1 for field in page.choices)
