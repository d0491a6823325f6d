"""Boxes around the items' numbers, of whose options no outline is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from tests.learn.paper import learned, only_page

NUMBERS = """
#let number(i) = box(width: 7mm, height: 5mm, stroke: 0.4pt, baseline: 1mm, align(center + horizon, text(size: 8pt)[#i]))
#let dotted = box(width: 4.6mm, height: 4.6mm, radius: 2.3mm, stroke: (paint: black, thickness: 0.5pt, dash: (0pt, 2pt), cap: "round"))
#let block(first) = grid(columns: (1fr,) * 3, row-gutter: 3mm, ..range(5).map(i => range(3).map(k => [
  #number(first + i + 5 * k) #dotted #dotted #dotted ])).flatten())
#block(1) #v(6mm) #block(16)
"""
CHOICES = """
#v(6mm) #for i in range(3) [ #(31 + i). #for l in ("A", "B", "C") [ #box(width: 4mm, height: 4mm, stroke: 0.5pt) #l #h(4mm) ] #v(2mm) ]
"""


def test_boxes_that_hold_the_numbers_of_items_are_no_options_and_the_form_is_refused_with_that_reason(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hold the numbers 1 to 30, each once: they are no options"):
        learned(tmp_path, NUMBERS, "pdf")


def test_boxes_that_hold_the_numbers_of_items_are_told_beside_other_items(tmp_path: Path) -> None:
    found = learned(tmp_path, NUMBERS + CHOICES, "pdf")
    assert [field.item for field in only_page(found).choices] == ["31", "32", "33"]
    assert any("hold the numbers 1 to 30" in doubt for doubt in found.doubts)
