"""Boxes at the ends of their lines, far behind the answers: those of cards in two columns, and those with numbers to key in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)\n"
SET_OFF = """
#let option(l, w) = [#box(width: 7mm, l) #w #h(1fr) #b \\ ]
#let card(i, more) = block(height: 45mm, [Q#i \\ Name the x#super("2") liquid. #more \\
  #for (l, w) in (("A", "water"), ("B", "iron"), ("C", "lipid"), ("D", "wax")) [#option(l, w)] ])
#grid(columns: (1fr, 1fr), column-gutter: 12mm, ..range(1, 9).map(i => card(i, if i == 2 [#lorem(4)] else [])))
"""
CODED = """
#let words = ("water", "iron", "lipid", "wax")
#let one(i) = [*A#i* #h(4mm) Which of them is it? \\ #for (k, w) in words.slice(0, 3 + calc.rem(i, 2)).enumerate() [
  #h(35mm) #w #box(width: 1fr, repeat[.]) #b #text(size: 7pt)[#(k + 1)] \\ ] #v(3mm)]
#range(1, 7).map(one).join()
"""


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_lists_whose_letters_are_set_off_from_answers_far_before_their_boxes_are_parted(tmp_path: Path, kind: str) -> None:
    page = only_page(learned(tmp_path, BOX + SET_OFF, kind))
    assert [[option.label for option in field.options] for field in page.choices] == [list("ABCD")] * 8
    assert [field.item for field in page.choices] == [str(i) for i in range(1, 9)]
    assert kind == "png" or [field.options[0].box.x < 70 for field in page.choices] == [True, False] * 4


@pytest.mark.long
def test_lists_with_numbers_to_key_in_behind_boxes_at_the_ends_of_their_lines_are_parted_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + CODED, "png"))
    assert [len(field.options) for field in page.choices] == [4, 3, 4, 3, 4, 3]
