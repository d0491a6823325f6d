"""What a page as a whole tells about each of its items."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import (
    CALIBRATION,
    ITEMS,
    LABELS,
    NOTHING,
    STRONG,
    box,
    choice,
    exam,
    first,
    layout,
    marked,
    of_many,
    page,
    responses,
)

from omr.interpret import interpret
from omr.model.exam import ItemRef
from omr.model.layout import Layout
from omr.model.page import BoxEvidence
from omr.model.response import ResponseStatus, Sheet


def test_a_page_marked_all_over_is_no_student_s_answers():
    everywhere = page(*(marked(item, label) for item in ITEMS for label in "abc"))
    assert {response.status for response in responses(everywhere).values()} == {ResponseStatus.UNSURE}
    assert "several marks" in first(everywhere).why


def test_many_marks_are_no_wonder_where_items_ask_for_many():
    everywhere = page(*(marked(item, label) for item in ITEMS for label in "abc"))
    assert first(everywhere, exam(many=True)).response == "a&b&c"


def test_a_line_through_a_column_makes_its_lone_marks_doubtful():
    answers = [marked(item, "ab"[int(item) % 2]) for item in ITEMS[1:]]
    streak = [marked(item, "c") for item in ITEMS[:5]]
    found = responses(page(*answers, *streak, answered=False))
    assert found[ItemRef("1", "1")].status is ResponseStatus.UNSURE
    assert "a line" in found[ItemRef("1", "1")].why
    assert found[ItemRef("1", "8")].response == "a", "an answer outside the line stands"


def test_the_same_option_again_and_again_is_no_line():
    assert {one.response for ref, one in responses(page(marked("1", "b"))).items() if ref.section == "1"} == {"b"}


def test_a_mark_where_the_scanner_drew_a_line_sends_its_item_beside_another_mark_too():
    dark, faint = (replace(page(marked("1", "c")), quality=(("line 1:1:c", depth),)) for depth in (120.0, 10.0))
    assert "a line" in first(dark).why
    assert first(faint).response == "c"
    two = page(marked("1", "b"), marked("1", "c"))
    assert first(two).status is ResponseStatus.MULTIPLE
    assert "c: a line" in first(replace(two, quality=(("line 1:1:c", 120.0),))).why


def test_a_mark_on_which_a_shadow_ends_is_asked_and_makes_no_habit():
    rim = (("rim 1:1:c", 0.7),)
    pale = (STRONG[0], 0.45, *STRONG[2:])
    assert "c: a shadow ends on it" in first(replace(page(marked("1", "c", features=pale)), quality=rim)).why
    assert first(replace(page(marked("1", "c")), quality=rim)).response == "c", "no rim is so dark"
    circle = (*NOTHING[:4], 3.0, *NOTHING[5:], 0.0, 0.0, 1.0, 0.8)
    assert first(replace(page(marked("1", "c", features=circle), answered=False), quality=rim)).response == "c", "nor runs it all around"
    assert first(replace(page(marked("1", "b")), quality=rim)).response == "b", "what is empty there is empty"
    rims = tuple((f"rim 1:{item}:b", 0.3) for item in ITEMS)
    weak = marked("1", "c", features=(0.1, *STRONG[1:]))
    assert "weaker" in first(page(weak)).why
    assert first(replace(page(weak), quality=rims)).response == "c"


def test_a_line_on_which_other_boxes_look_empty_makes_no_mark():
    lines = tuple((f"line 1:{item}:c", 120.0) for item in ITEMS)
    assert first(replace(page(marked("1", "c")), quality=lines)).response == "c"
    everywhere = page(*(marked(item, "c") for item in ITEMS), answered=False)
    assert "a line" in first(replace(everywhere, quality=lines)).why


def test_a_page_without_marks_whose_print_was_only_guessed_is_no_certain_blank():
    nothing = page(answered=False)
    assert "reference" in first(replace(nothing, quality=(("guessed", 0.6),))).why
    assert first(replace(nothing, quality=(("guessed", 0.0),))).status is ResponseStatus.OMITTED
    assert first(replace(page(marked("1", "c")), quality=(("guessed", 0.6),))).response == "c"


def test_what_is_certain_on_a_page_full_of_doubts_is_no_answer_either():
    unsure = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ITEMS[1:5]]
    several = [marked("6", "a"), marked("6", "c")]
    assert "the page as a whole" in first(page(marked("1", "c"), *unsure, *several)).why
    assert first(page(marked("1", "c"), *unsure[:2], *several)).response == "c"


@pytest.mark.parametrize(("several", "certain", "told"), [(1, 20, False), (2, 20, True), (1, 15, True)])
def test_one_double_mark_on_a_page_of_many_certain_answers_makes_no_scribble_of_its_doubts(several, certain, told):
    double = [marked(str(row), label) for row in range(1, several + 1) for label in "ab"]
    answers = [marked(str(row), "c") for row in range(3, 3 + certain)]
    doubtful = [box(str(row), "a", 0.7, 0.3, features=(0.5, 0.3, *NOTHING[2:])) for row in range(23, 40)]
    said = of_many(40, *double, *answers, *doubtful)
    assert ("nothing is certain" in said[ItemRef("1", "40")].why) is told


def test_ink_around_the_row_of_an_empty_item_sends_it():
    stray = ("around 1:1", 0.2)
    assert "beside the boxes" in first(replace(page(), quality=(stray,))).why
    assert first(replace(page(), quality=(("around 1:1", 0.01), ("around 1:2", 0.2)))).status is ResponseStatus.OMITTED


def test_the_little_ink_that_a_mark_upon_a_heading_leaves_beside_its_letters_sends_an_empty_item():
    assert "beside the boxes" in first(replace(page(), quality=(("around 1:1", 0.015),))).why


@pytest.mark.parametrize(("usual", "here", "told"), [(0.02, 0.05, False), (0.02, 0.07, True), (0.0, 0.02, True), (0.5, 0.5, True)])
def test_ink_around_a_row_counts_beside_what_is_usual_of_the_page_s_rows_but_not_where_all_show_much(usual, here, told):
    around = tuple((f"around 1:{row}", usual) for row in range(2, 14))
    assert (first(replace(page(), quality=(("around 1:1", here), *around))).status is ResponseStatus.UNSURE) is told


def test_ink_between_the_wide_cells_of_an_answered_item_sends_it():
    assert "beside the boxes" in first(replace(page(marked("1", "c")), quality=(("around 1:1", 0.2),))).why
    assert first(replace(page(marked("1", "c")), quality=(("around 1:1", 0.1),))).response == "c"


def test_the_doubt_of_a_page_sends_all_of_its_choice_items():
    found = responses(page(marked("1", "c"), doubts=("its print is too faint",)))
    assert {one.status for one in found.values()} == {ResponseStatus.UNSURE}
    assert "too faint" in found[ItemRef("1", "5")].why


def lonely(*marks: BoxEvidence) -> str:
    """Why the first item is asked on a page of many items, all empty but for some marks."""
    more = tuple(box(str(number), label) for number in range(9, 13) for label in LABELS)
    nothing = page(*marks, answered=False)
    items = tuple(replace(choice(str(number))) for number in range(1, 13))
    wide = replace(exam(), sections=(replace(exam().sections[0], items=items),))
    (places,) = layout().forms["F"]
    (field, *_) = places.fields
    fields = tuple(replace(field, item=item.name) for item in items)
    sheet = Sheet("S1", "1234", "F", (replace(nothing, boxes=(*nothing.boxes, *more)),))
    return interpret(sheet, wide, Layout({"F": (replace(places, fields=fields),)}), CALIBRATION, ())[0].why


@pytest.mark.parametrize(("names", "told"), [("1", True), ("1234", True), ("12345", False)])
def test_a_few_marks_on_a_page_of_many_items_may_be_dirt(names, told):
    assert ("hardly anything else" in lonely(*(marked(item, "c") for item in names))) == told


def test_items_with_a_box_in_doubt_are_no_answers_that_make_others_certain():
    dirty = [box(item, "a", 0.5, 0.5) for item in "2345"]
    assert "hardly anything else" in lonely(*(marked(item, "c") for item in "12345"), *dirty)


def test_traces_in_most_items_of_a_page_without_marks_do_not_hide_each_other():
    traces = [box(item, "c", 0.01, 0.01, features=(0.03, 0.05, *NOTHING[2:])) for item in ITEMS]
    clean = [box(item, label, features=(0.0, 0.0, *NOTHING[2:])) for item in ITEMS for label in "abd"]
    assert all("very faint" in said.why for ref, said in responses(page(*clean, *traces, answered=False)).items() if ref.section == "1")


TRACES = [(0.01, 0.02, 0.03, True), (0.01, 0.02, 0.005, False), (0.01, 0.005, 0.03, False), (0.001, 0.02, 0.03, False)]


@pytest.mark.parametrize(("score", "ink", "peak", "told"), TRACES)
def test_a_trace_in_a_box_is_told_where_the_page_s_other_empty_boxes_are_clean_and_no_reader_sees_print_in_it(score, ink, peak, told):
    trace = box("1", "c", score, score, features=(ink, peak, *NOTHING[2:]))
    clean = [box(item, label, features=(0.0, 0.0, *NOTHING[2:])) for item in ITEMS for label in LABELS if (item, label) != ("1", "c")]
    marks = [marked(item, "b") for item in ITEMS[1:]]
    assert ("very faint" in first(page(*clean, trace, *marks)).why) == told
    dirty = [replace(one, features=(0.02, 0.03, *NOTHING[2:])) for one in clean]
    assert first(page(*dirty, trace, *marks)).status is ResponseStatus.OMITTED


@pytest.mark.parametrize(("excess", "told"), [(0.34, True), (0.25, False), (0.15, True), (0.1, False)])
def test_a_print_far_darker_than_the_page_s_others_is_no_certain_omission(excess, told):
    darker = box("1", "c", features=(*NOTHING[:7], excess))
    usual = 0.1 if excess > 0.2 else 0.0
    others = [box(item, label, features=(*NOTHING[:7], usual)) for item in ITEMS for label in LABELS if (item, label) != ("1", "c")]
    marks = [marked(item, "b") for item in ITEMS[1:]]
    assert ("upon its print" in first(page(*others, darker, *marks)).why) == told


@pytest.mark.parametrize(("excess", "told"), [(0.6, True), (0.4, False)])
def test_a_print_half_as_dark_as_a_dot_upon_the_letter_beside_it_may_hold_another_one(excess, told):
    dot = marked("1", "b", features=(*STRONG[:7], 1.0))
    darker = box("1", "c", features=(*NOTHING[:7], excess))
    assert ("upon its print" in first(page(dot, darker)).why) is told


@pytest.mark.parametrize(("ink", "peak", "told"), [(0.05, 0.14, True), (0.05, 0.05, False), (0.02, 0.14, False)])
def test_a_speck_beside_a_mark_is_told_where_the_page_s_other_empty_boxes_are_clean(ink, peak, told):
    speck = box("1", "c", features=(ink, peak, *NOTHING[2:]))
    clean = [box(item, label, features=(0.0, 0.0, *NOTHING[2:])) for item in ITEMS for label in LABELS]
    marks = [marked(item, "b") for item in ITEMS]
    assert ("a speck" in first(page(*clean, speck, *marks)).why) == told
    dirty = [replace(one, features=(0.03, 0.08, *NOTHING[2:])) for one in clean]
    assert first(page(*dirty, speck, *marks)).status is ResponseStatus.ANSWERED


@pytest.mark.parametrize(("usual", "told"), [(0.0, True), (0.001, True), (0.0016, False)])
def test_one_of_several_marks_is_perhaps_cancelled_where_it_looks_more_so_than_the_student_s_others(usual, told):
    two = [marked("1", "a", cancel=0.0015), marked("1", "c", cancel=0.003)]
    others = [replace(marked(item, "b"), cancel=usual) for item in ITEMS[1:]]
    assert ("perhaps cancelled" in first(page(*two, *others)).why) == told


@pytest.mark.parametrize(("other", "told"), [(0.0002, True), (0.0005, True), (0.0008, False)])
def test_one_of_two_marks_is_perhaps_cancelled_where_it_looks_three_times_as_much_so_as_the_other(other, told):
    two = [marked("1", "a", cancel=other), marked("1", "c", cancel=0.002)]
    others = [marked(item, "b", cancel=0.0016) for item in ITEMS[1:]]
    assert ("c: perhaps cancelled" in first(page(*two, *others)).why) == told


@pytest.mark.parametrize(("ink", "peak", "told"), [(0.9, 0.54, True), (1.1, 0.54, False), (0.9, 0.6, False)])
def test_several_marks_as_weak_as_each_other_are_asked_where_the_student_s_others_are_much_stronger(ink, peak, told):
    two = [marked("1", label, features=(ink, peak, *STRONG[2:])) for label in "ac"]
    others = [marked(item, "b") for item in ITEMS[1:]]
    assert ("c: much weaker" in first(page(*two, *others)).why) is told


def test_one_of_several_marks_that_reaches_out_is_asked_unless_it_is_the_student_s_way():
    wide = (*STRONG[:4], 0.5, *STRONG[5:])
    two = [marked("1", "a"), marked("1", "c", features=wide)]
    assert "reaches further out" in first(page(*two)).why
    usual = [marked(item, "b", features=wide) for item in ITEMS[1:]]
    assert first(page(*two, *usual)).status is ResponseStatus.MULTIPLE


def test_something_written_beside_another_box_is_asked_unless_marks_reach_as_far():
    beside = box("1", "c", features=(*NOTHING[:4], 0.3, *NOTHING[5:]))
    assert "written beside" in first(page(marked("1", "b"), beside)).why
    far = marked("1", "b", features=(*STRONG[:4], 0.2, *STRONG[5:]))
    assert first(page(far, beside)).status is ResponseStatus.ANSWERED


@pytest.mark.parametrize("quality", [(), (("rim 1:3:a", 0.7),)], ids=["even light", "a shadow elsewhere"])
def test_a_mark_that_leaves_nothing_inside_its_box_is_no_shadow(quality):
    circles = page(*(marked(item, "c", features=(STRONG[0], 0.0, *STRONG[2:])) for item in ITEMS), answered=False)
    assert first(replace(circles, quality=quality)).response == "c"


@pytest.mark.parametrize(("peak", "told"), [(0.07, True), (0.04, False)])
def test_a_trace_upon_an_outline_is_told_by_its_darkness_beside_that_of_the_student_s_marks(peak, told):
    trace = box("1", "c", 0.01, 0.01, features=(0.001, peak, *NOTHING[2:]))
    clean = [box(item, label, features=(0.0, 0.0, *NOTHING[2:])) for item in ITEMS for label in LABELS if (item, label) != ("1", "c")]
    light = [marked(item, "b", features=(0.3, 0.25, *STRONG[2:])) for item in ITEMS[1:]]
    assert ("very faint" in first(page(*clean, trace, *light)).why) == told
    dark = [marked(item, "b", features=(0.8, 0.6, *STRONG[2:])) for item in ITEMS[1:]]
    assert first(page(*clean, trace, *dark)).status is ResponseStatus.OMITTED


@pytest.mark.parametrize(
    ("peak", "spread", "outside", "told"),
    [(0.8, 0.2, 0.0, True), (0.8, 0.9, 0.0, False), (0.8, 0.9, 0.08, False), (0.8, 0.9, 0.4, True), (0.5, 0.9, 0.0, True)],
    ids=["strokes", "fills", "a little further out", "much further out", "much paler"],
)
def test_a_small_box_that_is_covered_is_stained_unless_the_student_fills_boxes_as_dark_and_as_far_out(peak, spread, outside, told):
    usual = (STRONG[0], 0.8, spread, STRONG[3], 0.15, *STRONG[5:])
    drop = marked("1", "a", features=(STRONG[0], peak, spread, STRONG[3], 0.15 + outside, *STRONG[5:]))
    marks = page(drop, *(marked(item, "b", features=usual) for item in ITEMS[1:]))
    assert ("a stain" in first(replace(marks, quality=(("covered 1:1:a", 1.0),))).why) is told
    assert "a stain" not in first(marks).why
