"""Item numbers in outlines like those of the options beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from omr.learn.items.option_labels import option_labels
from omr.learn.outlines.numbered_rows import without_numbers_in_outlines
from omr.learn.paper.blank import Word
from omr.learn.rows.runs import Run
from tests.learn.drawn import circle
from tests.learn.paper import learned, only_page

RING = "#let o(l) = box(width: 5mm, height: 5mm, radius: 2.5mm, stroke: 0.5pt, align(center + horizon, text(size: 7.5pt, l)))\n"
SHEET = """
#grid(columns: 2, column-gutter: 12mm, ..range(2).map(c => grid(columns: 5, row-gutter: 3mm, column-gutter: (4mm, 2mm, 2mm, 2mm),
  ..range(12).map(r => (o(strong(str(c * 12 + r + 1))), ..("A", "B", "C", "D").map(o))).flatten())))
"""
MOVED = """
#grid(columns: 5, column-gutter: 3mm, row-gutter: 1mm, ..range(10).map(r => ("0", "1", "2", "3", "4").map(_ => o(str(r)))).flatten())
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_numbers_in_circles_before_the_circles_of_options_are_no_options(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + SHEET, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(i), "ABCD") for i in range(1, 25)
    ]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_the_digits_of_a_bubbled_number_are_kept(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + MOVED + "#v(4mm)" + SHEET, ending))
    assert [len(field.options) for field in page.fields if field not in page.choices] == [10] * 5


@pytest.mark.parametrize(("numbers", "left"), [("01 02 03 04", 12), ("01 02 04 05", 16)])
def test_numbers_in_boxes_above_lists_of_options_name_them(numbers: str, left: int) -> None:
    tops = [20.0 + 30.0 * i for i in range(4)]
    boxes = [circle(20.0, top, number, 6.0) for top, number in zip(tops, numbers.split(), strict=True)]
    options = [circle(60.0, top + 8 + 6 * i) for top in tops for i in range(3)]
    kept, names = without_numbers_in_outlines([*boxes, *options], np.zeros((2000, 1000), np.uint8))
    assert (len(kept), len(names)) == (left, 16 - left)


@pytest.mark.parametrize(("letters", "kept"), [("CCCCCCAAAAAA", 24), ("LAWKXENTZHMV", 12)])
def test_two_blocks_below_one_another_with_other_letters_hold_no_numbers(letters: str, kept: int) -> None:
    mask = np.zeros((1800, 600), np.uint8)
    spots = []
    for i, letter in enumerate(letters):
        for x, text in ((20.0, letter), (28.0, "D")):
            spot = circle(x, 10.0 + 7.0 * i + 30.0 * (i > 5), "?", 5.0)
            spots.append(replace(spot, inside=Word("", spot.box)))
            cv2.putText(mask, text, (round(12 * spot.x) - 13, round(12 * spot.y) + 13), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,), 3)
    assert len(without_numbers_in_outlines(spots, mask)[0]) == kept


def test_a_row_of_digits_that_begins_with_a_sign_keeps_them() -> None:
    spots = tuple(circle(20.0 + 6 * i, 20.0, label) for i, label in enumerate("\u2212012"))
    assert option_labels(Run(spots, (), ((),) * 4), []) == (("minus", "0", "1", "2"), True)
