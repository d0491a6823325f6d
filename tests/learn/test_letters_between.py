"""Letters as far from the outline before them as from their own, "1 A ○ B ○ C ○"."""

from __future__ import annotations

from pathlib import Path

from tests.learn.paper import learned, only_page

BETWEEN = """
#let oval = box(width: 5mm, height: 3mm, radius: 1.5mm, stroke: 0.5pt)
#let row(i) = stack(dir: ltr, [#i], 1.3mm, ..("A", "B", "C", "D").map(l => (l, 1.5mm, oval, 1.5mm)).flatten())
#set text(font: "DejaVu Sans Mono", size: 7pt)
#grid(columns: 3, column-gutter: 4mm, row-gutter: 3mm, ..range(24).map(k => row(8 * calc.rem(k, 3) + calc.quo(k, 3) + 1)))
"""


def test_letters_amid_two_outlines_call_the_second_where_they_count_and_none_follows_the_last(tmp_path: Path) -> None:
    found = learned(tmp_path, BETWEEN, "pdf")
    items = [(field.item, "".join(option.label for option in field.options)) for field in only_page(found).choices]
    assert items == [(str(i), "ABCD") for i in range(1, 25)]
    assert not any("by their place" in doubt for doubt in found.doubts)
