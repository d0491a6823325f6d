"""Numbers printed before the boxes that they call."""

from __future__ import annotations

from pathlib import Path

from tests.learn.paper import learned, only_page

SUMS = """
#let b = box(width: 3.6mm, height: 3.6mm, stroke: 0.5pt, baseline: 0.4mm)
#for n in range(1, 11) [ #n. #(n + 3) + #(2 * n + 1) = #for off in (-1, 0, 2) [ #h(7mm) #(3 * n + 4 + off) #h(0.5mm) #b ] #parbreak() ]
"""


def test_numbers_before_the_boxes_of_a_question_are_what_its_options_say(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SUMS, "pdf"))
    items = [(field.item, [option.label for option in field.options]) for field in page.choices]
    assert items == [(str(n), [str(3 * n + 4 + off) for off in (-1, 0, 2)]) for n in range(1, 11)]
