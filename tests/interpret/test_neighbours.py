"""Boxes close to each other, and what is written between two rows of them; every piece of evidence here is made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import ITEMS, NOTHING, box, layout, marked, page, responses

from omr.interpret.neighbours import neighbours
from omr.model.exam import ItemRef
from omr.model.layout import LayoutOption
from omr.model.page import BoxEvidence

APART, FAR = 9.0, 12.0


def at(item: str, label: str) -> tuple[ItemRef, str]:
    return ItemRef("1", item), label


def strayed(item: str, label: str, mm2: float = 0.1) -> BoxEvidence:
    """An empty box with so much ink around it."""
    return box(item, label, features=(*NOTHING[:4], mm2, *NOTHING[5:]))


def why(*special: BoxEvidence, pitch: float = APART, of: str = "1") -> str:
    return responses(page(*special), printed=layout(pitch))[ItemRef("1", of)].why


@pytest.mark.parametrize(("pitch", "shared"), [(5.0, True), (5.5, True), (6.0, False), (9.0, False)])
def test_cells_share_a_wall_where_no_paper_lies_between_them(pitch, shared):
    (printed,) = layout(pitch).forms["F"]
    over = neighbours(printed).touching
    assert {ref for ref, _ in over} == ({ItemRef("1", name) for name in ITEMS} if shared else set())
    assert not shared or set(over[at("1", "a")]) == {at("2", "a"), at("2", "b")}


@pytest.mark.parametrize(("pitch", "close"), [(5.0, False), (9.0, True), (10.9, True), (11.1, False)])
def test_boxes_are_close_up_to_a_little_more_than_a_box_of_paper_between_them(pitch, close):
    (printed,) = layout(pitch).forms["F"]
    assert (at("2", "a") in neighbours(printed).close.get(at("1", "a"), ())) == close


def test_rows_of_a_table_are_no_neighbours_beyond_those_whose_walls_they_share():
    (printed,) = layout(5.0).forms["F"]
    assert not neighbours(printed).close


def test_rows_of_wide_outlines_are_close_by_their_height():
    (printed,) = layout(FAR).forms["F"]
    wide = replace(printed, fields=tuple(replace(field, options=tuple(map(widened, field.options))) for field in printed.choices))
    assert all(other == ref for (ref, _), cells in neighbours(wide).close.items() for other, _ in cells)


def widened(option: LayoutOption) -> LayoutOption:
    return replace(option, box=replace(option.box, w=option.box.w + 3))


def test_an_omission_is_asked_where_something_stands_beside_an_empty_box_of_the_next_row():
    assert "another item" in why(strayed("2", "d"))


def test_an_answered_item_is_not_asked_for_it():
    assert not why(strayed("2", "d"), of="3")


def test_rows_that_stand_far_apart_have_nothing_to_do_with_each_other():
    assert not why(strayed("2", "d"), pitch=FAR)


def test_what_stands_around_an_empty_box_is_its_neighbour_s_where_that_is_marked():
    assert not why(strayed("2", "c"))


def test_it_is_asked_once_where_the_next_row_is_asked_for_it_already():
    assert not why(strayed("2", "d"), box("2", "b"))


def test_a_page_whose_empty_boxes_all_show_as_much_is_not_asked():
    dirty = [replace(strayed(item, label)) for item in ITEMS[1:] for label in "acd"]
    assert not why(*dirty, *(strayed("1", label, 0.03) for label in "abcd"))


def test_a_mark_that_reaches_out_of_its_own_box_is_that_box_s():
    out = marked("2", "d", features=(*marked("2", "d").features[:4], 0.1, *marked("2", "d").features[5:]))
    assert not why(out, box("2", "b"))


def overflowing(mm2: float, ink: float = 2.0) -> BoxEvidence:
    """The mark of item 2 beside the empty box of item 1, with so much ink around its own."""
    return marked("2", "b", features=(ink, *marked("2", "b").features[1:4], mm2, *marked("2", "b").features[5:]))


def ringed(mm2: float, ring: float) -> BoxEvidence:
    """An empty box with so much ink around it, in that share of all directions."""
    return replace(strayed("1", "b", mm2), features=(*strayed("1", "b", mm2).features, 0.0, 0.0, 1.0, ring))


@pytest.mark.parametrize(
    ("over", "quality", "ring", "asked"),
    [
        (overflowing(0.4), (("around 1:1", 0.0),), 0.2, False),
        (overflowing(0.2), (("around 1:1", 0.0),), 0.2, True),
        (overflowing(0.4, ink=0.3), (("around 1:1", 0.0),), 0.2, True),
        (overflowing(0.4), (("around 1:1", 0.05),), 0.2, True),
        (overflowing(0.4), (), 0.2, True),
        (overflowing(0.4), (("around 1:1", 0.0),), 0.5, True),
    ],
    ids=["less than there", "more than there", "a mark around its box", "more further out", "not looked for", "a ring"],
)
def test_what_is_around_an_empty_row_is_the_next_mark_s_where_it_is_no_more_than_around_that_and_hangs_together(over, quality, ring, asked):
    evidence = replace(page(ringed(0.3, ring), over), quality=quality)
    assert ("written beside" in responses(evidence)[ItemRef("1", "1")].why) is asked


@pytest.mark.parametrize(("over", "asked"), [(0.4, False), (0.25, True)])
def test_what_is_around_another_box_of_an_answered_row_is_the_next_mark_s_where_it_is_no_more_than_around_that(over, asked):
    assert ("written beside" in why(strayed("1", "b", 0.3), marked("1", "d"), overflowing(over))) is asked
