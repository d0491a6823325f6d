"""Boxes kept as columns of numbers are stored as the same bytes as boxes that are objects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.model.boxes import BoxTable
from omr.model.page import PageCode, PageEvidence, ScanRef
from omr.store.codec import decode, encode

TABLE = BoxTable(
    (("1", "a", "T"), ("1", "a", "F")),
    np.array([[0.9, 0.8, 0.1, 0.0, 0.1], [0.01, 0.02, 0.0, -0.1, 0.25]]),
    np.array([[1.5, 0.25, 3.0], [0.0, 0.125, -2.0]], np.float32),
)
PAGE = PageEvidence(ScanRef("f", 1, "s"), PageCode("e", "1011", 2, "A1"), 0.1, 200.0, 0.05, TABLE)


def test_boxes_in_columns_are_stored_as_boxes_one_by_one() -> None:
    single = replace(PAGE, boxes=tuple(TABLE))
    assert encode(PAGE) == encode(single)
    assert decode(encode(PAGE), PAGE.ref) == single


def test_a_box_is_taken_out_of_the_columns_with_its_name_and_numbers() -> None:
    box = TABLE[1]
    assert (box.section, box.item, box.label) == ("1", "a", "F")
    assert (box.ink, box.shape, box.cancel, box.dx, box.dy) == (0.01, 0.02, 0.0, -0.1, 0.25)
    assert box.features == (0.0, 0.125, -2.0)
    assert len(TABLE) == 2
