"""What evidence, policy and calibration make of an item; every piece of evidence here is made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import (
    CALIBRATION,
    CORE,
    EXCESS,
    INK,
    ITEMS,
    LABELS,
    NOTHING,
    PEAK,
    REACH,
    SHADE,
    STRONG,
    box,
    exam,
    first,
    layout,
    marked,
    page,
    responses,
)

from omr.interpret import interpret
from omr.model.calibration import Rung
from omr.model.exam import Cancelled, ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import ResponseStatus, Sheet


def test_one_certain_mark_is_the_answer():
    response = first(page(marked("1", "c")))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "c")
    assert response.confidence > 0.9
    assert response.why == ""


def test_nothing_at_all_is_omitted():
    response = first(page())
    assert (response.status, response.response) == (ResponseStatus.OMITTED, "")


def test_two_certain_marks_are_multiple_never_the_darker_one():
    response = first(page(marked("1", "d"), marked("1", "a", features=(1.2 * INK, 1.0, *STRONG[2:]))))
    assert (response.status, response.response) == (ResponseStatus.MULTIPLE, "a&d")


def test_beside_several_marks_a_word_may_take_one_back():
    both = page(marked("1", "d"), marked("1", "a"))
    with_a_word = replace(both, quality=(("around 1:1", 0.9),))
    assert "written beside" in first(with_a_word).why
    assert first(replace(both, quality=(("around 1:1", 0.1),))).status is ResponseStatus.MULTIPLE


def test_beside_several_marks_of_an_answer_another_may_stand_beside_its_box():
    several, far = exam(many=True), (*STRONG[:4], 0.5, *STRONG[5:])
    written = page(marked("1", "d"), marked("1", "a"), box("1", "b", features=(*NOTHING[:4], 0.9, *NOTHING[5:])))
    assert "b: something is written beside it" in first(written, several).why
    inside, reaching = page(marked("1", "d"), marked("1", "a")), page(marked("1", "d", features=far), marked("1", "a", features=far))
    strayed = (("around 1:1", 0.9),)
    assert "written beside" in first(replace(inside, quality=strayed), several).why
    assert first(replace(reaching, quality=strayed), several).response == "a&d", "one in many marks reaches out so far"
    assert first(replace(inside, quality=(("around 1:1", 0.1),)), several).response == "a&d"


@pytest.mark.parametrize(
    "other",
    [(0.3 * INK, *STRONG[1:]), (INK, 0.4 * PEAK, *STRONG[2:]), (*STRONG[:4], 0.5, *STRONG[5:])],
    ids=["less ink", "paler", "reaching out"],
)
def test_several_marks_that_are_not_alike_may_be_an_erased_or_a_struck_out_one(other):
    response = first(page(marked("1", "a"), marked("1", "d", features=other)))
    assert response.status is ResponseStatus.UNSURE
    assert response.why.startswith("d: ")
    assert response.suggestion == "a&d"


def test_marks_in_all_options_may_be_one_stroke_across():
    response = first(page(*(marked("1", label) for label in LABELS)))
    assert response.status is ResponseStatus.UNSURE
    assert "one stroke" in response.why


def test_several_marks_are_an_answer_where_the_item_asks_for_many():
    response = first(page(marked("1", "d"), marked("1", "a")), exam(many=True))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "a&d")


@pytest.mark.parametrize(("ink", "shape"), [(0.5, 0.5), (0.98, 0.5), (0.5, 0.98), (0.99, 0.01), (0.01, 0.99), (0.2, 0.1)])
def test_a_box_on_which_the_readers_are_not_both_sure_sends_its_item(ink, shape):
    response = first(page(marked("1", "c"), box("1", "a", ink, shape, features=STRONG)))
    assert response.status is ResponseStatus.UNSURE
    assert response.response == ""
    assert response.why.startswith("a: ")
    assert "c" in response.suggestion


def test_readers_that_contradict_each_other_are_said_to_disagree():
    assert "disagree" in first(page(box("1", "a", 0.99, 0.001, features=STRONG))).why


def test_an_omission_must_be_clearer_than_an_empty_box_beside_a_mark():
    """A trace that is harmless beside a certain mark may be the only thing a faint pencil left."""
    trace = box("1", "a", 0.06, 0.06)
    assert first(page(trace, marked("1", "c"))).status is ResponseStatus.ANSWERED
    alone = first(page(trace))
    assert alone.status is ResponseStatus.UNSURE
    assert "faint" in alone.why


def test_ink_beside_an_empty_box_sends_the_item():
    beside = box("1", "d", features=(*NOTHING[:4], 0.8, *NOTHING[5:]))
    assert "beside" in first(page(beside)).why
    assert "beside" in first(page(beside, marked("1", "a"))).why


@pytest.mark.parametrize(("there", "asked"), [(0.8, True), (0.4, False)])
def test_the_end_of_a_mark_that_lies_mostly_in_another_item_s_box_is_no_certain_answer(there, asked):
    response = first(replace(page(marked("1", "a")), quality=(("end 1:1:a", there),)))
    assert ("another item's box" in response.why) is asked


@pytest.mark.parametrize(("label", "outside", "asked"), [("d", 1.9, True), ("d", 1.7, False), ("b", 1.9, False)])
def test_as_much_ink_as_most_of_the_mark_around_a_box_apart_from_it_is_perhaps_a_second_mark(label, outside, asked):
    mark = marked("1", "a", features=(2.0, *STRONG[1:4], 1.0, *STRONG[5:]))
    beside = box("1", label, features=(*NOTHING[:4], outside, *NOTHING[5:]))
    assert ("beside" in first(page(beside, mark)).why) is asked


def test_noise_around_all_boxes_of_an_item_is_nothing_written_where_the_page_is_full_of_it():
    def around(item: str, ink: float, also: float) -> list[BoxEvidence]:
        return [box(item, label, features=(*NOTHING[:4], also if label == "d" else ink, *NOTHING[5:])) for label in LABELS]

    noise = [one for item in ITEMS[1:] for one in around(item, 0.25, 0.3) if one.label != "b"]
    assert first(page(*around("1", 0.25, 0.3), *noise)).status is ResponseStatus.OMITTED
    assert "d: something is written beside it" in first(page(*around("1", 0.25, 0.4), *noise)).why


def test_a_mark_far_weaker_than_the_students_own_is_no_certain_mark():
    weak = marked("1", "a", features=(0.1 * INK, PEAK, *STRONG[2:]))
    assert "weaker" in first(page(weak)).why
    assert first(page(weak, answered=False)).status is ResponseStatus.ANSWERED, "without a habit there is nothing to compare with"


@pytest.mark.parametrize(("ink", "shape"), [(0.4, 0.001), (0.001, 0.4)])
def test_one_reader_s_trace_is_enough_to_doubt_an_omission(ink, shape):
    assert "faint" in first(page(box("1", "a", ink, shape))).why


@pytest.mark.parametrize(("ink", "shape"), [(0.98, 0.5), (0.5, 0.98)])
def test_what_only_one_reader_is_sure_of_makes_no_habit_and_counts_as_faint(ink, shape):
    half_sure = [box(item, "b", ink, shape, features=STRONG) for item in ITEMS[1:6]]
    weak = marked("1", "a", features=(0.1 * INK, PEAK, *STRONG[2:]))
    assert first(page(weak, *half_sure, answered=False)).status is ResponseStatus.ANSWERED
    assert "other marks on this page are faint" in first(page(*half_sure, answered=False)).why


@pytest.mark.parametrize(("name", "value", "asked"), [("ink", 1.3, False), ("ink", 1.2, True), ("peak", 0.64, False), ("peak", 0.56, True)])
def test_where_many_marks_are_an_answer_each_is_compared_with_what_is_usual_on_the_sheet(name, value, asked):
    strong = marked("1", "c", features=(2 * INK, 1.0, *STRONG[2:]))
    less = {"ink": (value, *STRONG[1:]), "peak": (INK, value, *STRONG[2:])}[name]
    assert ("a: weaker" in first(page(marked("1", "a", features=less), strong), exam(many=True)).why) is asked


@pytest.mark.parametrize(("outside", "many", "asked"), [(0.1, False, True), (0.9, True, False), (1.1, True, True)])
def test_where_many_marks_are_an_answer_one_may_reach_further_out(outside, many, asked):
    further = marked("1", "a", features=(*STRONG[:4], outside, *STRONG[5:]))
    assert ("perhaps struck out" in first(page(further, marked("1", "c")), exam(many=many)).why) is asked


def test_a_stain_sends_its_item():
    assert "stain" in first(page(marked("1", "a", features=(*STRONG[:6], 0.6, *STRONG[7:])))).why


@pytest.mark.parametrize(
    ("policy", "status", "value"),
    [
        (Cancelled.REVIEW, ResponseStatus.UNSURE, ""),
        (Cancelled.IGNORE, ResponseStatus.ANSWERED, "c"),
        (Cancelled.COUNT, ResponseStatus.MULTIPLE, "a&c"),
    ],
)
def test_a_cancelled_mark_means_what_the_exam_declares(policy, status, value):
    response = first(page(marked("1", "a", cancel=0.99), marked("1", "c")), exam(policy))
    assert (response.status, response.response) == (status, value)
    if policy is Cancelled.REVIEW:
        assert response.suggestion == "c"


@pytest.mark.parametrize(("share", "ink", "told"), [(0.6, 3.0, True), (0.5, 3.0, False), (0.6, 0.8, False)])
def test_a_line_around_a_box_that_looks_empty_is_asked_however_much_lies_around_the_mark(share, ink, told):
    struck = marked("1", "a", features=(0.4 * INK, *STRONG[1:4], 5.0, *STRONG[5:], 0.0, 0.0, 1.0, 0.9))
    ringed = box("1", "c", features=(0.0, 0.01, 0.0, 0.0, ink, 0.0, SHADE, 0.0, 0.0, 0.0, 1.0, share))
    assert ("c: something is written beside it" in first(page(struck, ringed)).why) is told


def test_only_what_is_surely_cancelled_is_ignored():
    perhaps = first(page(marked("1", "a", cancel=0.3), marked("1", "c")), exam(Cancelled.IGNORE))
    assert perhaps.status is ResponseStatus.UNSURE
    assert perhaps.why == "a: perhaps cancelled"
    filled = marked("1", "a", features=(INK, PEAK, 0.95, *STRONG[3:]))
    assert first(page(filled, marked("1", "c")), exam(Cancelled.IGNORE)).status is ResponseStatus.UNSURE


def test_an_item_with_nothing_but_an_ignored_mark_is_no_certain_omission():
    response = first(page(marked("1", "a", cancel=0.99)), exam(Cancelled.IGNORE))
    assert response.status is ResponseStatus.UNSURE


@pytest.mark.parametrize("policy", Cancelled)
def test_a_trace_of_cancelling_asks_about_several_marks_unless_cancelled_ones_count(policy):
    response = first(page(marked("1", "a", cancel=0.01), marked("1", "c")), exam(policy))
    assert (response.status is ResponseStatus.MULTIPLE) is (policy is Cancelled.COUNT)


def test_a_compact_dot_by_a_student_who_makes_larger_marks_is_perhaps_a_rested_pen():
    dot = marked("1", "a", features=(0.5 * INK, PEAK, 0.05, 0.9, 0.0, 0.2, SHADE, 0.5 * EXCESS))
    assert "smaller" in first(page(dot)).why
    dots = [replace(dot, item=item, label="b") for item in ITEMS[1:]]
    assert first(page(dot, *dots)).status is ResponseStatus.ANSWERED
    spread_out = replace(dot, features=(INK, 0.4, *dot.features[2:]))
    assert first(page(spread_out)).status is ResponseStatus.ANSWERED, "faint pencil, whose reach is measured short"


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ((0.38 * INK, PEAK, 0.05, 0.98, 0.0, 0.4), True),
        ((0.45 * INK, PEAK, 0.05, 0.98, 0.0, 0.4), False),
        ((0.38 * INK, PEAK, 0.05, 0.98, 0.0, 0.5), False),
        ((0.38 * INK, 0.9 * PEAK, 0.05, 0.5, 0.0, 0.4), True),
        ((0.38 * INK, 0.7 * PEAK, 0.05, 0.5, 0.0, 0.4), False),
        ((0.38 * INK, PEAK, 0.05, 0.98, 0.1, 0.4), False),
    ],
    ids=["a dot", "more ink", "longer", "off the middle", "off the middle and paler", "beyond its box"],
)
def test_a_broad_pen_s_dot_is_perhaps_a_rested_pen(features, told):
    large = [marked(item, "b", features=(INK, PEAK, 0.3, CORE, 0.0, REACH, SHADE, EXCESS)) for item in ITEMS[1:]]
    assert ("smaller" in first(page(*large, marked("1", "a", features=(*features, SHADE, 0.3 * EXCESS)))).why) is told


@pytest.mark.parametrize(("certain", "told"), [(3, False), (4, True)])
def test_a_habit_is_told_from_four_certain_marks_on(certain, told):
    weak = marked("1", "a", features=(0.1 * INK, PEAK, *STRONG[2:]))
    others = [marked(item, "b") for item in ITEMS[1:certain]]
    assert ("weaker" in first(page(weak, *others, answered=False)).why) is told


def test_an_outline_that_is_not_to_be_seen_cannot_have_been_left_empty():
    torn = box("1", "d", features=(*NOTHING, 0.0, 0.0, 0.1))
    assert "outline" in first(page(torn)).why
    assert first(page(torn, marked("1", "a"))).status is ResponseStatus.ANSWERED
    assert "outline" in first(page(torn, marked("1", "a")), exam(many=True)).why, "it may have been marked, too"
    also = box("1", "c", features=(*NOTHING, 0.0, 0.0, 0.1))
    assert "outline" in first(page(torn, also, marked("1", "a"))).why


@pytest.mark.parametrize(("ink", "shape"), [(0.9999, 0.25), (0.25, 0.9999)])
def test_one_reader_may_veto_a_mark_however_sure_the_other_is(ink, shape):
    unlike = (0.65 * INK, *STRONG[1:])
    vetoed = first(page(marked("1", "c", ink=ink, shape=shape, features=unlike)))
    assert vetoed.status is ResponseStatus.UNSURE
    assert "disagree" in vetoed.why
    assert first(page(marked("1", "c", ink=max(ink, 0.5), shape=max(shape, 0.5), features=unlike))).response == "c"


def test_one_reader_may_veto_an_empty_box():
    trace = (0.05, 0.1, *NOTHING[2:])
    assert first(page(box("1", "a", 0.75, 0.0001, features=trace), marked("1", "c"))).status is ResponseStatus.UNSURE
    assert first(page(box("1", "a", 0.65, 0.0001, features=trace), marked("1", "c"))).response == "c"


def test_little_ink_inside_a_circle_drawn_around_a_box_makes_no_weak_mark():
    around = (0.1 * INK, PEAK, *STRONG[2:], 0.0, 0.0, 1.0)
    assert first(page(marked("1", "a", features=(*around, 0.9)))).response == "a"
    assert "weaker" in first(page(marked("1", "a", features=(*around, 0.2)))).why


@pytest.mark.parametrize(("budget", "sure"), [(None, True), (0.02, True), (0.005, False), (0.0001, False)])
def test_an_exam_s_budget_of_silent_errors_chooses_the_lines(budget, sure):
    own = CALIBRATION.thresholds
    ladder = (Rung(replace(own, marked=0.97), 0.001), Rung(own, 0.01), Rung(replace(own, marked=0.5), 0.1))
    fitted = replace(CALIBRATION, ladder=ladder)
    unlike = marked("1", "c", ink=0.95, shape=0.95, features=(0.65 * INK, *STRONG[1:]))
    sheet = Sheet("S1", "1234", "F", (page(unlike),))
    said = interpret(sheet, replace(exam(), silent_errors=budget), layout(), fitted, ())[0]
    assert (said.status is ResponseStatus.ANSWERED) == sure


def test_lines_stop_at_the_first_rung_that_does_not_keep_the_budget():
    own = CALIBRATION.thresholds
    rungs = (Rung(replace(own, faint=0.5), 0.001), Rung(own, 0.01), Rung(replace(own, faint=0.1), 0.0005))
    assert replace(CALIBRATION, ladder=rungs).lines_for(0.002).faint == 0.5
    assert replace(CALIBRATION, ladder=rungs).least_budget == 0.001
    assert CALIBRATION.lines_for(0.002) == own


def test_a_page_that_was_not_read_sends_its_items_and_says_so():
    found = responses(None)
    assert len(found) == len(ITEMS) + 1
    assert {one.status for one in found.values()} == {ResponseStatus.UNSURE}
    assert "page 1" in found[ItemRef("1", "1")].why


def test_an_option_that_the_page_does_not_show_sends_its_item():
    whole = page(marked("1", "c"))
    torn = replace(whole, boxes=tuple(one for one in whole.boxes if (one.item, one.label) != ("1", "a")))
    assert "options" in first(torn).why


def test_a_form_without_the_item_sends_it():
    sheet = Sheet("S1", "", "unknown", (page(),))
    found = interpret(sheet, exam(), layout(), CALIBRATION, ())
    assert {one.status for one in found} == {ResponseStatus.UNSURE}
    assert {one.why for one in found} == {"the form's layout has no such item"}


def test_confidence_is_that_of_the_least_certain_box():
    assert first(page(marked("1", "c"))).confidence == pytest.approx(0.99)
    assert first(page(marked("1", "c"), box("1", "a", 0.04, 0.06))).confidence == pytest.approx(0.951)


def test_a_number_waits_for_a_person_without_a_guess():
    response = responses(page())[ItemRef("2", "n")]
    assert (response.status, response.suggestion) == (ResponseStatus.UNSURE, "")


def test_every_item_gets_exactly_one_response_in_the_order_of_the_exam():
    found = interpret(Sheet("S1", "", "F", (page(),)), exam(), layout(), CALIBRATION, ())
    assert [ItemRef(one.section, one.item) for one in found] == [item.ref for item in exam().items]
