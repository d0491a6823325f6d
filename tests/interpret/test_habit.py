"""What the readers cannot see well is judged by how the student usually marks; every piece of evidence here is made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import EXCESS, INK, ITEMS, NOTHING, PEAK, STRONG, box, choice, exam, first, layout, marked, page, responses, struck

from omr.model.exam import ItemRef, Shape
from omr.model.layout import Layout
from omr.model.page import BoxEvidence
from omr.model.response import Response, ResponseStatus

UPON_LETTER = (0.1 * EXCESS, 0.25, 0.0, 0.0, 0.0, 0.0, 1.0, 0.9 * EXCESS)
"""A mark most of which lies upon a printed letter: little ink beside the print, and as much darkness in all as usual."""
CIRCLE = (*NOTHING, 0.0, 0.0, 1.0, 0.9)
PART_OF_A_CIRCLE = (*NOTHING, 0.0, 0.0, 1.0, 0.3)


def upon_letter(**changed) -> BoxEvidence:
    return box("1", "c", 0.3, 0.55, features=UPON_LETTER, **changed)


def circles(of=ITEMS[1:]) -> list[BoxEvidence]:
    return [marked(item, "b", features=CIRCLE) for item in of]


def asked(*special: BoxEvidence, **changed) -> bool:
    return first(page(*special, **changed)).status is ResponseStatus.UNSURE


def test_a_mark_upon_a_printed_letter_that_is_as_dark_as_usual_is_one():
    response = first(page(upon_letter()))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "c")


def test_without_a_habit_it_is_asked():
    assert asked(upon_letter(), answered=False)


@pytest.mark.parametrize(
    "other",
    [
        (*UPON_LETTER[:7], 0.5 * EXCESS),
        (0.8 * EXCESS, *UPON_LETTER[1:]),
        (*UPON_LETTER[:4], 0.5, *UPON_LETTER[5:]),
        (*UPON_LETTER[:6], 0.85, UPON_LETTER[7]),
        (UPON_LETTER[0], 0.15, *UPON_LETTER[2:]),
    ],
    ids=["paler than usual", "not upon the print", "around the box", "on a stain", "as pale as what an eraser leaves"],
)
def test_what_is_not_as_usual_is_asked(other):
    assert asked(replace(upon_letter(), features=other))


def test_it_must_stand_out_among_the_boxes_of_its_item():
    bold = box("1", "a", features=(*NOTHING[:7], 0.3 * EXCESS))
    assert asked(upon_letter(), bold), "a letter that is printed as bold says that print is"
    assert asked(upon_letter(), box("1", "a", 0.5, 0.5)), "so does another box in doubt"


def test_what_the_readers_deny_is_no_mark_however_usual():
    assert asked(replace(upon_letter(), ink=0.01, shape=0.3))


def test_what_is_perhaps_cancelled_is_asked():
    assert asked(upon_letter(cancel=0.2))


def test_a_wide_circle_is_a_mark_of_who_circles():
    wide = box("1", "a", 0.15, 0.98, features=PART_OF_A_CIRCLE)
    assert first(page(wide, *circles())).response == "a"
    assert asked(wide), "others do not circle"
    assert asked(replace(wide, features=(*PART_OF_A_CIRCLE[:11], 0.1)), *circles()), "a stroke beside a box runs around nothing"


def test_fills_that_overflow_their_boxes_make_nobody_circle():
    stroke = box("1", "a", 0.15, 0.98, features=PART_OF_A_CIRCLE)
    overflowing = [marked(item, "b", features=(*STRONG[:2], 0.6, *STRONG[3:], 0.0, 0.0, 1.0, 0.6)) for item in ITEMS[1:]]
    assert asked(stroke, *overflowing), "a scanner's line through a box is no mark of one who fills them"


@pytest.mark.parametrize(("above", "told"), [("a", True), ("d", False)])
def test_what_may_be_the_end_of_the_next_row_s_circle_is_asked(above, told):
    unclear = box("1", "a", 0.4, 0.3, features=PART_OF_A_CIRCLE)
    reaching = marked("2", above, features=(*CIRCLE[:4], 2.0, *CIRCLE[5:]))
    assert asked(unclear, reaching, *circles(ITEMS[2:]), box("2", "b")) is told
    wide = replace(unclear, ink=0.15, shape=0.98)
    assert not asked(wide, reaching, *circles(ITEMS[2:]), box("2", "b")), "an end of another is never so like a circle"


def cutting(core: float, around: float = 0.6, outside: float = 1.0) -> tuple[float, ...]:
    """A circle that cuts the corners of its box, and what stands in its middle."""
    return 0.4, 0.3, 0.05, core, outside, 0.3, 1.0, 0.5, 0.0, 0.0, 1.0, around


@pytest.mark.parametrize("around", [0.3, 0.6])
def test_a_circle_may_cut_the_corners_of_its_box(around):
    assert first(page(marked("1", "a", features=cutting(0.0, around)), *circles())).response == "a"
    assert "struck out" in first(page(marked("1", "a", features=cutting(0.5)), *circles())).why, "a line through the middle does not"
    small = cutting(0.5, around=0.3)
    assert "smaller" in first(page(marked("1", "a", features=small), *circles())).why, "a pen may have rested there"


def test_who_circles_so_tightly_that_the_outline_hides_it_circles():
    tight = [marked(item, "b", features=cutting(0.0, 0.3)) for item in ITEMS[1:]]
    wide = box("1", "a", 0.15, 0.98, features=PART_OF_A_CIRCLE)
    assert first(page(wide, *tight)).response == "a"
    on_outline = box("1", "a", 0.6, 0.5, features=cutting(0.0, 0.05, outside=0.05))
    assert first(page(on_outline, *tight)).response == "a"
    assert asked(replace(on_outline, features=cutting(0.5, 0.05, outside=0.05)), *tight), "a dot"
    assert asked(replace(on_outline, shape=0.1), *tight), "what an eraser left"


def test_a_second_circle_of_which_the_rows_beside_may_be_half_is_asked_about():
    tall = [marked(item, "d" if item == "2" else "b", features=(*CIRCLE[:4], 6.0, *CIRCLE[5:])) for item in ITEMS[1:]]
    once = marked("1", "a", features=(*CIRCLE[:4], 6.0, *CIRCLE[5:]))
    for share, told in ((0.5, True), (0.375, False)):
        second = box("1", "d", 0.3, 0.01, features=(*NOTHING[:4], 1.2, *NOTHING[5:], 0.0, 0.0, 1.0, share))
        assert ("beside it" in first(page(once, second, box("2", "b"), *tall)).why) is told, share


def test_a_second_mark_of_a_light_pencil_need_not_be_darker_than_that():
    light = (0.2, 0.13, 0.0, 0.4, 0.0, 0.3, 1.0, 0.3)
    hand = [marked(item, "c", features=light) for item in ITEMS]
    second = box("1", "b", 0.25, 0.006, features=(0.066, 0.086, 0.0, 0.1, 0.02, 0.0, 1.0, 0.1))
    assert "b: a speck, or perhaps a second mark" in first(page(*hand, second, answered=False)).why
    dark = [marked(item, "c") for item in ITEMS]
    assert first(page(*dark, second, answered=False)).response == "c"


@pytest.mark.parametrize(
    ("spread", "veil", "peak", "told"),
    [(0.0, 0.08, 0.35, True), (0.3, 0.08, 0.35, False), (0.0, 0.01, 0.35, False), (0.0, 0.08, 0.45, False)],
)
def test_a_haze_without_strokes_is_what_an_eraser_left_of_a_mark(spread, veil, peak, told):
    pale = (0.5 * INK, peak * PEAK, spread * STRONG[2], *STRONG[3:], veil, 0.0, 1.0, 0.0)
    assert ("weaker" in first(page(marked("1", "c", features=pale))).why) is told


def test_a_lighter_second_circle_is_asked_about():
    once = marked("1", "a", features=(*CIRCLE[:4], 4.0, *CIRCLE[5:]))
    light = box("1", "b", features=(*NOTHING[:4], 0.3, *NOTHING[5:], 0.0, 0.0, 1.0, 0.2))
    assert "beside it" in first(page(once, light, *circles())).why


def test_a_slash_that_hides_upon_a_letter_is_no_rested_pen():
    hidden = (0.2 * EXCESS, 0.4, 0.01, 0.5, 0.0, 0.05, 1.0, 0.8 * EXCESS)
    assert first(page(marked("1", "c", features=hidden))).response == "c"
    assert "smaller" in first(page(marked("1", "c", features=(*hidden[:7], 0.5 * EXCESS)))).why


def test_a_dot_that_hides_nothing_is_a_rested_pen_however_dark():
    seen = (0.7 * EXCESS, 0.95, 0.1, 0.9, 0.0, 0.3, 1.0, 0.75 * EXCESS)
    assert "smaller" in first(page(marked("1", "c", features=seen))).why


def test_a_small_dot_by_who_circles_is_perhaps_a_rested_pen():
    small = marked("1", "c", features=(0.1 * EXCESS, 0.2, 0.05, 1.0, 0.0, 0.3, 1.0, 0.3 * EXCESS, 0.0, 0.0, 1.0, 0.0))
    assert "smaller" in first(page(small, *circles())).why
    large = replace(small, features=(*small.features[:5], 0.6, *small.features[6:]))
    assert first(page(large, *circles())).response == "c"


def test_who_scribbles_in_a_quarter_of_the_marks_has_not_struck_them_out():
    scribbles = [marked(item, "b", cancel=0.15) for item in ITEMS[1:4]]
    assert first(page(*scribbles, struck("1", "c"))).response == "c"
    assert "cancelled" in first(page(*scribbles[:1], struck("1", "c"))).why, "once says nothing"


def vetoed(*features: float, label: str = "c", **changed) -> BoxEvidence:
    """What one reader is sure of, and the other is not."""
    return replace(marked("1", label, ink=0.999, shape=0.1, features=features or STRONG), **changed)


def test_a_mark_in_all_like_the_student_s_others_is_one_though_one_reader_does_not_see_it():
    response = first(page(vetoed()))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "c")
    assert asked(vetoed(), answered=False), "without a habit nothing speaks for it"


@pytest.mark.parametrize(
    "features",
    [
        (0.65 * INK, *STRONG[1:]),
        (1.6 * INK, *STRONG[1:]),
        (INK, 0.7 * PEAK, *STRONG[2:]),
        (*STRONG[:2], 0.4 * STRONG[2], *STRONG[3:]),
        (*STRONG[:5], 0.5 * STRONG[5], *STRONG[6:]),
        (*STRONG, 0.0, 0.0, 1.0, 0.5),
    ],
    ids=["less ink", "more ink", "paler", "covers less", "smaller", "around the box"],
)
def test_a_mark_unlike_the_student_s_others_in_any_respect_is_asked(features):
    assert asked(vetoed(*features))


def test_what_is_like_the_student_s_marks_must_be_alone_and_likely_and_not_cancelled():
    assert asked(vetoed(), box("1", "a", features=(0.4 * INK, *NOTHING[1:])))
    assert asked(vetoed(ink=0.5))
    assert asked(vetoed(cancel=0.2))
    assert first(page(vetoed()), exam(many=True)).status is ResponseStatus.UNSURE, "bold print may be like many marks"


def test_a_box_on_a_line_of_the_scanner_is_no_mark_however_like_the_student_s_others_it_is():
    through = replace(page(vetoed()), quality=(("line 1:1:c", 20.0),))
    assert first(through).status is ResponseStatus.UNSURE
    elsewhere = replace(page(vetoed()), quality=(("line 1:1:a", 20.0),))
    assert first(elsewhere).response == "c"


@pytest.mark.parametrize(("peak", "told"), [(0.2, False), (0.3, True)])
def test_of_light_pencil_what_counts_as_strokes_says_nothing(peak, told):
    light = (INK, peak, 0.05, 0.5, 0.0, 0.3, 1.0, EXCESS)
    others = [marked(item, "b", features=light) for item in ITEMS[1:]]
    assert asked(vetoed(INK, peak, 0.0, 0.5, 0.0, 0.0, 1.0, EXCESS), *others) is told


def test_marks_like_the_student_s_others_are_no_doubt_of_the_page():
    disputed = [replace(vetoed(), item=item) for item in ITEMS[4:]]
    others = [marked("1", "a"), marked("1", "c"), *(marked(item, "b") for item in ITEMS[1:4])]
    assert not asked(*disputed, *others, answered=False)


def test_where_one_reader_hesitates_so_often_a_mark_may_be_lost_however_like_the_others_those_are():
    disputed = [replace(vetoed(), item=item) for item in ITEMS[3:7]]
    others = [marked("1", "a"), marked("1", "c"), marked("2", "b"), marked("3", "b")]
    said = responses(page(*disputed, *others, answered=False))
    assert said[ItemRef("1", ITEMS[3])].status is ResponseStatus.ANSWERED
    assert "other marks on this page are faint" in said[ItemRef("1", ITEMS[7])].why


def test_a_habit_lifts_no_doubt_of_the_page_as_a_whole():
    hidden = [replace(upon_letter(), item=item) for item in ITEMS[3:]]
    habitual = [marked("1", "a"), marked("1", "c"), marked("2", "b"), marked("3", "b")]
    assert "the page as a whole" in first(page(*habitual, *hidden, answered=False)).why
    assert not asked(*habitual, *hidden[:2], answered=False), "two such items are no doubt of the page"


FAR = [
    ((INK, 1.2), True),
    ((INK, 0.9), False),
    ((1.4 * INK, 0.5), True),
    ((1.4 * INK, 0.2), False),
    ((1.1 * INK, 0.5), False),
    ((0.5 * INK, 1.2), False),
]


@pytest.mark.parametrize(("ink_and_outside", "told"), FAR)
def test_a_lone_mark_with_far_more_on_it_or_around_it_than_the_student_s_others_is_perhaps_struck_out(ink_and_outside, told):
    ink, outside = ink_and_outside
    mark = marked("1", "c", features=(ink, *STRONG[1:4], outside, *STRONG[5:]))
    assert ("perhaps struck out" in first(page(mark)).why) == told
    few = [marked(item, "b") for item in ITEMS[1:6]]
    assert first(page(mark, *few, answered=False)).response == "c", "of six marks nothing is usual"


@pytest.mark.parametrize(("ink", "outside", "told"), [(1.7, 0.2, True), (1.7, 0.1, False), (1.6, 0.2, False)])
def test_a_lone_mark_with_much_more_ink_need_not_reach_far_out_to_be_perhaps_struck_out(ink, outside, told):
    small = [marked(item, "b", features=(0.5 * INK, *STRONG[1:])) for item in ITEMS[1:]]
    mark = marked("1", "c", features=(ink * 0.5 * INK, *STRONG[1:4], outside, *STRONG[5:]))
    assert ("perhaps struck out" in first(page(*small, mark)).why) is told


@pytest.mark.parametrize(
    ("cancel", "usual", "share", "told"),
    [(0.012, 0.0, 0.32, True), (0.012, 0.003, 0.32, False), (0.012, 0.0, 0.28, False), (0.3, 0.1, 0.12, True), (0.3, 0.1, 0.08, False)],
)
@pytest.mark.parametrize("ink", [INK, 0.25 * INK], ids=["in a large box", "in a small one"])
def test_a_lone_mark_that_looks_struck_out_and_reaches_further_out_is_perhaps_struck_out(ink, cancel, usual, share, told):
    others = [marked(item, "b", cancel=usual, features=(ink, *STRONG[1:])) for item in ITEMS[1:]]
    through = marked("1", "c", cancel=cancel, features=(ink, *STRONG[1:4], share * ink, *STRONG[5:]))
    assert ("perhaps cancelled" in first(page(*others, through)).why) is told
    beside = replace(through, features=(0.8 * ink, *through.features[1:]))
    assert not asked(*others, beside), "a mark beside its box's middle lacks inside what it has around"


@pytest.mark.parametrize(
    ("more_ink", "reach", "outside", "told"),
    [(1.2, 0.8, 0.0, True), (1.2, 0.7, 0.0, False), (1.05, 0.8, 0.0, False), (1.2, 0.8, 0.1, False)],
)
def test_a_mark_that_looks_struck_out_in_a_wide_cell_need_not_reach_out_of_it_but_over_more_of_it(more_ink, reach, outside, told):
    others = [marked(item, "b", cancel=0.03, features=(*STRONG[:5], 0.6, *STRONG[6:])) for item in ITEMS[1:]]
    through = marked("1", "c", cancel=0.12, features=(more_ink * INK, *STRONG[1:4], outside, reach, *STRONG[6:]))
    assert ("perhaps cancelled" in first(page(*others, through)).why) is told


@pytest.mark.parametrize(("cancel", "more_ink", "told"), [(0.05, 1.0, False), (0.05, 1.1, True), (0.12, 1.0, True)])
def test_a_mark_with_no_more_ink_than_the_others_is_struck_out_by_a_higher_score_only(cancel, more_ink, told):
    through = marked("1", "c", cancel=cancel, features=(more_ink * INK, *STRONG[1:4], 0.2 * INK, *STRONG[5:]))
    assert ("perhaps cancelled" in first(page(through)).why) is told


def test_a_fill_like_the_student_s_others_is_perhaps_struck_out_where_a_line_seems_to_run_through_it():
    fill = (0.8, PEAK, 0.95, *STRONG[3:])
    others = [marked(item, "b", features=fill) for item in ITEMS[1:]]
    through = marked("1", "c", cancel=0.4, features=(*fill[:4], 0.2, *fill[5:]))
    assert "perhaps cancelled" in first(page(*others, through)).why


@pytest.mark.parametrize(("more_ink", "outside", "taken_back"), [(1.0, 0.0, False), (1.0, 0.5, True), (1.3, 0.0, True)])
def test_a_student_who_fills_boxes_has_not_cancelled_one_that_is_filled_no_more_than_the_others(more_ink, outside, taken_back):
    fill = (8.0, PEAK, 0.95, *STRONG[3:])
    others = [marked(item, "b", features=fill) for item in ITEMS[1:]]
    ragged = marked("1", "c", cancel=0.2, features=(more_ink * 8.0, PEAK, 0.95, STRONG[3], outside, *STRONG[5:]))
    assert ("perhaps cancelled" in first(page(*others, ragged, marked("2", "b", features=fill))).why) is taken_back


@pytest.mark.parametrize(("cancel", "usual", "told"), [(0.3, 0.02, True), (0.3, 0.04, False), (0.2, 0.01, False)])
def test_a_fill_that_looks_struck_out_as_no_other_does_is_asked_however_little_more_ink_it_has(cancel, usual, told):
    fill = (8.0, PEAK, 0.95, *STRONG[3:])
    others = [marked(item, "b", features=fill, cancel=usual) for item in ITEMS[1:]]
    assert ("perhaps cancelled" in first(page(*others, marked("1", "c", features=fill, cancel=cancel))).why) is told


@pytest.mark.parametrize(("usual", "here", "told"), [(0.8, 0.95, False), (0.3, 0.95, True)])
def test_who_seems_to_strike_out_most_answers_scribbles(usual, here, told):
    others = [marked(item, "b", cancel=usual) for item in ITEMS[1:]]
    assert ("cancelled" in first(page(*others, marked("1", "c", cancel=here))).why) is told
    more = marked("1", "c", cancel=here, features=(1.5 * INK, *STRONG[1:]))
    assert "cancelled" in first(page(*others, more)).why


def test_a_lone_circle_around_an_option_is_not_struck_out():
    circle = marked("1", "c", features=(0.4 * INK, *STRONG[1:4], 3.0, *STRONG[5:], 0.0, 0.0, 1.0, 0.9))
    assert first(page(circle)).response == "c"
    crossed_out = marked("1", "c", features=(*STRONG[:4], 2.0, *STRONG[5:], 0.0, 0.0, 1.0, 0.9))
    assert asked(crossed_out), "what is scribbled around a mark is no circle"
    arms = marked("1", "c", features=(*STRONG[:4], 2.0, *STRONG[5:], 0.0, 0.0, 1.0, 0.6))
    assert asked(arms)
    blacked_out = marked("1", "c", features=(2 * INK, *STRONG[1:4], 2.0, *STRONG[5:], 0.0, 0.0, 1.0, 0.9))
    assert asked(blacked_out), "what is around the rim of a dark blot is no circle"


def in_circles_among_squares(far: float) -> Response:
    """What is said of a cross that reaches ``far`` mm² out of its circle, as seven more do by 0.5 mm²; two dozen squares hold theirs."""
    names = [str(number) for number in range(1, 33)]
    page_of = layout().page("F", 1)
    fields = [replace(page_of.fields[0], item=name) for name in names]
    squares = [replace(one, options=tuple(replace(option, shape=Shape.BOX) for option in one.options)) for one in fields[8:]]
    printed = Layout({"F": (replace(page_of, fields=(*fields[:8], *squares, page_of.fields[-1])),)})
    choices, numbers = exam().sections
    of = replace(exam(), sections=(replace(choices, items=tuple(map(choice, names))), numbers))
    crosses = [marked(name, "b", features=(*STRONG[:4], 0.5 if name in names[:8] else 0.0, *STRONG[5:])) for name in names]
    crosses[0] = marked("1", "b", features=(1.5 * INK, *STRONG[1:4], far, *STRONG[5:]))
    empty = [box(name, label) for name in names for label in "acd"]
    return responses(page(*crosses, *empty), of, printed=printed)[ItemRef("1", "1")]


def test_a_mark_is_compared_with_the_student_s_others_in_boxes_of_the_same_shape_and_size() -> None:
    assert in_circles_among_squares(0.7).response == "b", "such crosses reach out of all circles"
    assert "much more than this student's other marks" in in_circles_among_squares(0.9).why


def test_a_light_pencil_s_mark_is_no_rested_pen_though_little_of_it_is_dark():
    light = (0.3, 0.2, 0.02, 0.5, 0.0, 0.3, 1.0, 0.35)
    others = [marked(item, "b", features=light) for item in ITEMS[1:]]
    short = (*light[:5], 0.05, *light[6:])
    assert first(page(*others, marked("1", "c", features=short))).response == "c"
    assert "smaller" in first(page(*others, marked("1", "c", features=(0.2, *short[1:])))).why, "an eraser leaves less ink of it"
    assert "smaller" in first(page(*others, marked("1", "c", features=short), box("1", "a", 0.6, 0.2))).why, "beside another"
