"""Lists of options that go on in the next column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

COLUMNS = """
#set page(height: HEIGHT, columns: 2)
#for i in range(1, 5) [ *#i.* Which of these is it?
  #for l in ("a", "b", "c", "d") [ #grid(columns: (6mm, 6mm, 1fr), circle(radius: 1.7mm, stroke: 0.5pt), [#l)], [an answer]) ] #v(2mm) ]
"""


@pytest.mark.parametrize(
    ("height", "left"), [("124mm", 10), pytest.param("100mm", 8, marks=pytest.mark.long), pytest.param("130mm", 11, marks=pytest.mark.long)]
)
def test_a_list_that_goes_on_in_the_next_column_is_one_item(tmp_path: Path, height: str, left: int) -> None:
    page = only_page(learned(tmp_path, COLUMNS.replace("HEIGHT", height), "pdf"))
    items = [(field.item, "".join(option.label for option in field.options)) for field in page.choices]
    assert items == [(str(number), "abcd") for number in range(1, 5)]
    assert sum(option.box.x < 60 for field in page.choices for option in field.options) == left
