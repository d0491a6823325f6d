"""What reaches over the wall of a table's cell is the neighbour's; every piece of evidence here is made by hand."""

from __future__ import annotations

import pytest
from interpret.evidence import NOTHING, box, layout, marked, page, responses

from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Response, ResponseStatus

AT_THE_RIM = (0.9, 0.4, 0.1, 0.0, *NOTHING[4:])
TABLE = 5.0


def first(*special: BoxEvidence, pitch: float = TABLE) -> Response:
    return responses(page(*special), printed=layout(pitch))[ItemRef("1", "1")]


def tail(shape: float = 0.001, features=AT_THE_RIM) -> BoxEvidence:
    return box("1", "d", 0.9, shape, features=features)


def test_the_end_of_a_neighbour_s_mark_in_a_table_is_no_second_mark():
    assert first(marked("1", "b"), tail()).response == "b"


@pytest.mark.parametrize(("marks", "ink", "told"), [("c", 0.25, False), ("c", 0.4, True), ("b", 0.25, True)])
def test_little_ink_in_the_middle_is_an_arm_of_the_large_cross_in_the_next_cell(marks, ink, told):
    arms = tail(features=(ink, 0.3, 0.02, 0.35, *NOTHING[4:]))
    assert (first(marked("1", marks), arms).status is ResponseStatus.UNSURE) is told


def test_where_boxes_stand_apart_it_is_asked():
    assert first(marked("1", "b"), tail(), pitch=9.0).status is ResponseStatus.UNSURE


def test_faint_ink_at_the_rim_is_no_speck_in_a_table():
    speck = box("1", "d", features=(0.2, 0.2, 0.02, 0.0, *NOTHING[4:]))
    assert first(marked("1", "b"), speck).response == "b"
    assert "speck" in first(marked("1", "b"), speck, pitch=9.0).why


@pytest.mark.parametrize(
    "other",
    [tail(shape=0.1), tail(features=(0.9, 0.4, 0.1, 0.3, *NOTHING[4:])), tail(features=(*AT_THE_RIM[:6], 0.6, 0.0))],
    ids=["with the shape of a mark", "in the middle, too", "a stain"],
)
def test_what_may_be_a_mark_is_asked(other):
    assert first(marked("1", "b"), other).status is ResponseStatus.UNSURE


def test_where_nothing_is_surely_marked_it_is_asked():
    assert first(tail()).status is ResponseStatus.UNSURE


def test_what_reaches_out_of_the_cell_above_is_not_beside_the_empty_cell_below():
    overflown = box("1", "d", features=(*NOTHING[:4], 0.4, *NOTHING[5:]))
    above = [marked("2", "d"), box("2", "b")]
    assert first(marked("1", "b"), overflown, *above).response == "b"
    assert "beside it" in first(marked("1", "b"), overflown).why, "no mark is beside it"
    assert "beside it" in first(marked("1", "b"), overflown, *above, pitch=9.0).why, "boxes that stand apart"


def test_what_comes_in_from_a_mark_below_leaves_an_omission_certain():
    below = [marked("2", "d"), box("2", "b")]
    assert first(tail(), *below).status is ResponseStatus.OMITTED
    assert first(tail()).status is ResponseStatus.UNSURE, "no mark is below"
    assert first(tail(shape=0.1), *below).status is ResponseStatus.UNSURE, "it may be a mark itself"
