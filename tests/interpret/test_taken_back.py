"""A mark that was perhaps struck, scribbled or blacked out, or erased, is asked about: told by how the student marks elsewhere."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from interpret.evidence import (
    INK,
    ITEMS,
    PEAK,
    SHADE,
    SPREAD,
    STRONG,
    box,
    exam,
    first,
    marked,
    page,
    struck,
)

from omr.model.page import BoxEvidence
from omr.model.response import Response, ResponseStatus


@pytest.mark.parametrize(("ink", "told"), [(1.5 * INK, True), (INK, False)])
def test_one_of_several_marks_with_more_ink_than_usual_is_perhaps_struck_out(ink, told):
    heavier = marked("1", "c", features=(ink, *STRONG[1:]))
    assert ("more ink" in first(page(marked("1", "a"), heavier)).why) == told


@pytest.mark.parametrize(
    ("ink", "peak", "told"), [(0.45, 0.3, True), (0.45, 0.35, False), (0.55, 0.3, False), (0.95, 0.25, True), (1.05, 0.25, False)]
)
def test_a_mark_both_smaller_and_paler_than_the_students_own_is_perhaps_an_erased_one(ink, peak, told):
    assert ("weaker" in first(page(marked("1", "a", features=(ink, peak, *STRONG[2:])))).why) is told


def test_a_mark_that_is_perhaps_cancelled_sends_its_item_even_if_it_is_alone():
    assert first(page(struck("1", "c"))).why == "c: perhaps cancelled"
    assert first(page(struck("1", "c", cancel=0.015))).response == "c"


def test_a_lone_mark_with_no_more_ink_than_the_student_s_others_is_not_struck_out():
    assert first(page(marked("1", "c", cancel=0.2))).response == "c"
    assert "cancelled" in first(page(marked("1", "c", cancel=0.85))).why, "but for what is surely scribbled over"
    beyond = marked("1", "c", cancel=0.2, features=(*STRONG[:4], 0.5, *STRONG[5:]))
    assert "cancelled" in first(page(beyond)).why, "a line through it reaches out of its box"
    assert "cancelled" in first(page(marked("1", "c", cancel=0.2), box("1", "a", 0.7, 0.2))).why, "beside another it may be a first thought"
    on_a_line = replace(page(marked("1", "c", cancel=0.2)), quality=(("line 1:1:c", 30.0),))
    assert "cancelled" in first(on_a_line).why, "on a scanner's line it may be none"
    few = [marked(item, "b") for item in ITEMS[1:6]]
    assert "cancelled" in first(page(*few, marked("1", "c", cancel=0.2), answered=False)).why, "of few marks it cannot be told"
    pale = marked("1", "c", cancel=0.2, features=(0.2 * INK, 0.3 * PEAK, *STRONG[2:]))
    assert "much weaker" in first(page(pale)).why, "what is left of an erased mark is none either"


@pytest.mark.parametrize(("usual", "told"), [(0.0, True), (0.004, True), (0.006, False)])
def test_a_lower_cancel_score_sends_a_lone_mark_where_it_is_ten_times_what_the_student_s_marks_get(usual, told):
    others = [marked(item, "b", cancel=usual) for item in ITEMS[1:]]
    assert ("perhaps cancelled" in first(page(*others, struck("1", "c", cancel=0.05))).why) is told
    few = [marked(item, "b", cancel=usual) for item in ITEMS[1:7]]
    assert first(page(*few, struck("1", "c", cancel=0.05), answered=False)).response == "c", "no habit can be told"


def test_what_is_perhaps_cancelled_is_the_guess_only_where_nothing_else_is_marked():
    alone = first(page(struck("1", "c")))
    assert (alone.suggestion, alone.confidence) == ("c", 0.7)
    other = first(page(marked("1", "c", cancel=0.3), marked("1", "a")))
    assert other.suggestion == "a"
    assert other.confidence > 0.9, "the more surely c is cancelled the surer is a"


@pytest.mark.parametrize(("ink", "spread", "cancel", "told"), [(2, 2, 0.01, True), (2, 2, 0.001, False), (1.2, 2, 0.01, False)])
def test_a_lone_mark_that_is_much_denser_than_the_student_s_others_is_perhaps_scribbled_over(ink, spread, cancel, told):
    dense = marked("1", "c", cancel=cancel, features=(ink * INK, PEAK, spread * SPREAD, *STRONG[3:]))
    assert ("perhaps struck out" in first(page(dense)).why) is told


@pytest.mark.parametrize(("ink", "spread", "covered", "told"), [(2.6, 2.6, 0.05, True), (2.4, 2.6, 0.05, False), (2.6, 2.6, 0.1, False)])
def test_a_mark_far_denser_than_strokes_in_wide_cells_is_perhaps_scribbled_over_whatever_its_score(ink, spread, covered, told):
    others = [marked(item, "b", features=(INK, PEAK, covered, *STRONG[3:])) for item in ITEMS[1:]]
    dense = marked("1", "c", features=(ink * INK, PEAK, spread * covered, *STRONG[3:]))
    assert ("perhaps struck out" in first(page(*others, dense)).why) is told


@pytest.mark.parametrize(("share", "many", "asked"), [(0.75, False, True), (0.85, False, False), (0.75, True, False), (0.6, True, True)])
def test_the_weaker_of_several_marks_is_perhaps_erased_and_sooner_so_where_several_are_wrong(share, many, asked):
    weaker = marked("1", "a", features=(share * INK, *STRONG[1:]))
    assert ("a: weaker than the other mark" in first(page(weaker, marked("1", "c")), exam(many=many)).why) is asked


@pytest.mark.parametrize(("peak", "strongest", "asked"), [(0.6, 0.62, False), (0.57, 0.62, True), (0.85, 0.85, True)])
def test_a_smaller_mark_as_dark_as_the_other_is_no_erased_one_but_where_all_is_black(peak, strongest, asked):
    small, whole = (marked("1", label, features=(ink, dark, *STRONG[2:])) for label, ink, dark in (("a", 1.0, peak), ("c", INK, strongest)))
    response = first(page(small, whole))
    assert ("a: weaker" in response.why) is asked
    assert asked or response.status is ResponseStatus.MULTIPLE


@pytest.mark.parametrize(("outside", "told"), [(5.0, False), (2.0, True)])
def test_the_fainter_of_two_circles_around_their_boxes_may_be_an_erased_one(outside, told):
    rings = [marked(item, "b", features=(0.0, 0.01, 0.0, 0.0, 6.0, 0.0, SHADE, 0.0, 0.0, 0.0, 1.0, 1.0)) for item in ITEMS[1:]]
    whole = replace(rings[0], item="1", label="a")
    other = replace(whole, label="d", features=(*whole.features[:4], outside, *whole.features[5:]))
    response = first(page(whole, other, *rings))
    assert (response.status is ResponseStatus.UNSURE) is told
    assert ("d: weaker" in response.why) is told


def test_one_of_several_marks_that_is_surely_cancelled_is_asked_however_much_the_student_scribbles():
    scribbles = [marked(item, "b", cancel=0.6, features=(*STRONG[:2], 0.95, *STRONG[3:])) for item in ITEMS[1:]]
    filled = replace(scribbles[0], item="1", label="a")
    assert first(page(filled, replace(filled, label="c"), *scribbles)).response == "a&c"
    assert first(page(filled, replace(filled, label="c", cancel=0.85), *scribbles)).why == "c: perhaps cancelled"


def test_a_filled_box_is_perhaps_blacked_out_by_a_student_who_does_not_fill():
    filled = marked("1", "a", features=(INK, PEAK, 0.95, *STRONG[3:]))
    assert "blacked out" in first(page(filled)).why
    over_the_rim = replace(filled, features=(*filled.features, 0.0, 0.0, 1.0, 0.7))
    assert "blacked out" in first(page(over_the_rim)).why
    fills = [marked(item, "b", features=(INK, PEAK, 0.9, *STRONG[3:])) for item in ITEMS[1:]]
    assert first(page(filled, *fills)).status is ResponseStatus.ANSWERED


def test_a_filled_box_is_no_blacked_out_one_where_as_many_marks_of_the_student_nearly_fill_theirs():
    filled, large = ((INK, PEAK, spread, *STRONG[3:]) for spread in (0.95, 0.7))
    thin = [marked(item, label) for item in ITEMS[1:] for label in "ab"]
    grown = [marked(item, label, features=large) for item, label in (*product(ITEMS[1:], "c"), ("2", "d"))]

    def beside(others: list[BoxEvidence]) -> Response:
        return first(page(marked("1", "a", features=filled), *thin, *others), exam(many=True))

    assert beside(grown).status is ResponseStatus.ANSWERED
    assert "blacked out" in beside(grown[1:]).why, "they are not many"
    assert "blacked out" in beside([replace(one, cancel=0.05) for one in grown]).why, "they may be struck out themselves"


def test_a_box_covered_by_a_student_who_scribbles_everywhere_is_no_cancelled_one():
    scribbles = [marked(item, "b", cancel=0.15) for item in ITEMS[1:]]
    assert first(page(*scribbles, marked("1", "c", cancel=0.2))).status is ResponseStatus.ANSWERED
    assert "cancelled" in first(page(*scribbles, marked("1", "c", cancel=0.95))).why
