"""What evidence, policy and decisions make of an item; every piece of evidence here is made by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from omr.interpret import interpret
from omr.model.calibration import Calibration, InkReader, PageRange, Rung, Thresholds
from omr.model.exam import Cancelled, Exam, Form, Item, ItemRef, Kind, Option, Section, Shape
from omr.model.layout import Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, ScanRef
from omr.model.response import Decision, Response, ResponseStatus, Sheet, Target

LABELS = "abcd"
LIMITS = Thresholds(empty=0.1, blank=0.02, marked=0.9, veto=0.3, cancelled=0.1, faint=0.2)
CALIBRATION = Calibration("test", InkReader((), (), (), (), (), 0.0), LIMITS, PageRange(90, 0.1, 0.1))
ITEMS = tuple(str(number) for number in range(1, 9))
INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE = 2.0, 0.8, 0.2, 0.5, 0.0, 0.8, 1.0
NOTHING = (0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 1.0)
STRONG = (INK, PEAK, SPREAD, CORE, OUTSIDE, REACH, SHADE)


def choice(name: str, *, many: bool = False) -> Item:
    return Item("1", name, Kind.CHOICE, Decimal(1), tuple(Option(label) for label in LABELS), choose_many=many)


def exam(cancelled: Cancelled = Cancelled.REVIEW, *, many: bool = False) -> Exam:
    number = Item("2", "n", Kind.NUMBER, Decimal(1), blanks=("p",))
    sections = (
        Section("1", {}, Kind.CHOICE, tuple(choice(name, many=many) for name in ITEMS), Shape.CIRCLE),
        Section("2", {}, Kind.NUMBER, (number,)),
    )
    return Exam("e", {}, ("en",), "", "", sections, (Form("F"),), cancelled=cancelled)


def layout() -> Layout:
    box = Box(0, 0, 5, 5)
    options = tuple(LayoutOption(label, Shape.CIRCLE, box) for label in LABELS)
    fields = tuple(Field(FieldKind.CHOICE, box, "1", name, options=options) for name in ITEMS)
    number = Field(FieldKind.NUMBER, box, "2", "n", blanks=(Blank("p", box),))
    return Layout({"F": (LayoutPage(1, (210, 297), (), (*fields, number)),)})


def box(item: str, label: str, ink: float = 0.001, shape: float = 0.001, cancel: float = 0.0, features=NOTHING) -> BoxEvidence:
    return BoxEvidence("1", item, label, ink, shape, cancel, 0.0, 0.0, features)


def marked(item: str, label: str, **changed) -> BoxEvidence:
    return replace(box(item, label, 0.99, 0.99, features=STRONG), **changed)


def page(*special: BoxEvidence, answered: bool = True, doubts: tuple[str, ...] = ()) -> PageEvidence:
    """Item 1 is as the test gives it; all others are answered ``b`` (a habit) or left empty."""
    given = {(one.item, one.label): one for one in special}
    plain = {(item, label): box(item, label) for item in ITEMS for label in LABELS}
    if answered:
        plain |= {(item, "b"): marked(item, "b") for item in ITEMS[1:]}
    boxes = tuple((plain | given).values())
    return PageEvidence(ScanRef("s.pdf", 1, "scan1"), PageCode("e", "F", 1, "S1"), 0.0, 200.0, 0.1, boxes, doubts)


def responses(evidence: PageEvidence | None, of: Exam | None = None, *decisions: Decision) -> dict[ItemRef, Response]:
    sheet = Sheet("S1", "1234", "F", (evidence,) if evidence else ())
    found = interpret(sheet, of or exam(), layout(), CALIBRATION, decisions)
    return {ItemRef(one.section, one.item): one for one in found}


def first(evidence: PageEvidence | None, of: Exam | None = None, *decisions: Decision) -> Response:
    return responses(evidence, of, *decisions)[ItemRef("1", "1")]


def decision(value: str, **changed: str) -> Decision:
    return replace(Decision(Target.ITEM, value, sheet="S1", section="1", item="1", who="ann", based_on="scan1"), **changed)


def test_one_certain_mark_is_the_answer():
    response = first(page(marked("1", "c")))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "c")
    assert response.confidence > 0.9
    assert response.why == ""


def test_nothing_at_all_is_omitted():
    response = first(page())
    assert (response.status, response.response) == (ResponseStatus.OMITTED, "")


def test_two_certain_marks_are_multiple_never_the_darker_one():
    response = first(page(marked("1", "d"), marked("1", "a", features=(3.0, 1.0, *STRONG[2:]))))
    assert (response.status, response.response) == (ResponseStatus.MULTIPLE, "a&d")


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


def test_ink_beside_an_otherwise_empty_item_sends_it():
    beside = box("1", "d", features=(*NOTHING[:4], 0.8, *NOTHING[5:]))
    assert "beside" in first(page(beside)).why
    assert first(page(beside, marked("1", "a"))).status is ResponseStatus.ANSWERED


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


def test_two_faint_marks_on_a_page_make_no_faint_page():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3")]
    assert first(page(*faint)).status is ResponseStatus.OMITTED
    pale = replace(page(*faint, marked("1", "c")), quality=(("print", 0.4),))
    assert first(pale).response == "c"


def test_a_mark_that_is_perhaps_cancelled_sends_its_item_even_if_it_is_alone():
    assert first(page(marked("1", "c", cancel=0.3))).why == "c: perhaps cancelled"
    assert first(page(marked("1", "c", cancel=0.05))).response == "c"


def test_a_stain_sends_its_item():
    assert "stain" in first(page(marked("1", "a", features=(*STRONG[:6], 0.6)))).why


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


def test_a_filled_box_is_perhaps_blacked_out_by_a_student_who_does_not_fill():
    filled = marked("1", "a", features=(INK, PEAK, 0.95, *STRONG[3:]))
    assert "blacked out" in first(page(filled)).why
    fills = [marked(item, "b", features=(INK, PEAK, 0.9, *STRONG[3:])) for item in ITEMS[1:]]
    assert first(page(filled, *fills)).status is ResponseStatus.ANSWERED


def test_a_compact_dot_by_a_student_who_makes_larger_marks_is_perhaps_a_rested_pen():
    dot = marked("1", "a", features=(0.5 * INK, PEAK, 0.05, 0.9, 0.0, 0.2, SHADE))
    assert "smaller" in first(page(dot)).why
    dots = [replace(dot, item=item, label="b") for item in ITEMS[1:]]
    assert first(page(dot, *dots)).status is ResponseStatus.ANSWERED
    spread_out = replace(dot, features=(INK, 0.4, *dot.features[2:]))
    assert first(page(spread_out)).status is ResponseStatus.ANSWERED, "faint pencil, whose reach is measured short"


@pytest.mark.parametrize(("certain", "told"), [(3, False), (4, True)])
def test_a_habit_is_told_from_four_certain_marks_on(certain, told):
    weak = marked("1", "a", features=(0.1 * INK, PEAK, *STRONG[2:]))
    others = [marked(item, "b") for item in ITEMS[1:certain]]
    assert ("weaker" in first(page(weak, *others, answered=False)).why) is told


def test_a_pale_page_of_faint_marks_sends_all_of_its_choice_items():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3", "4")]
    pale = replace(page(*faint, marked("1", "c")), quality=(("print", 0.4),))
    assert "so pale" in first(pale).why
    assert first(page(*faint, marked("1", "c"))).response == "c"


def test_ink_around_the_row_of_an_empty_item_sends_it():
    stray = ("around 1:1", 0.2)
    assert "beside the boxes" in first(replace(page(), quality=(stray,))).why
    assert first(replace(page(), quality=(("around 1:1", 0.01), ("around 1:2", 0.2)))).status is ResponseStatus.OMITTED


@pytest.mark.parametrize("quality", [("print", 0.4), ("letters", 0.1)])
def test_a_scan_too_pale_to_show_a_faint_mark_leaves_no_omission_certain(quality):
    pale = replace(page(), quality=(quality,))
    assert "pale" in first(pale).why
    assert responses(pale)[ItemRef("1", "2")].status is ResponseStatus.ANSWERED


def test_an_omission_among_faint_marks_is_sent():
    faint = [box(item, "b", 0.5, 0.5, features=STRONG) for item in ("2", "3", "4")]
    assert "faint" in first(page(*faint)).why


def test_an_outline_that_is_not_to_be_seen_cannot_have_been_left_empty():
    torn = box("1", "d", features=(*NOTHING, 0.0, 0.0, 0.0, 0.1))
    assert "outline" in first(page(torn)).why
    assert first(page(torn, marked("1", "a"))).status is ResponseStatus.ANSWERED
    also = box("1", "c", features=(*NOTHING, 0.0, 0.0, 0.0, 0.1))
    assert "outline" in first(page(torn, also, marked("1", "a"))).why


def test_a_box_covered_by_a_student_who_scribbles_everywhere_is_no_cancelled_one():
    scribbles = [marked(item, "b", cancel=0.15) for item in ITEMS[1:]]
    assert first(page(*scribbles, marked("1", "c", cancel=0.2))).status is ResponseStatus.ANSWERED
    assert "cancelled" in first(page(*scribbles, marked("1", "c", cancel=0.95))).why


@pytest.mark.parametrize(("ink", "shape"), [(0.9999, 0.25), (0.25, 0.9999)])
def test_one_reader_may_veto_a_mark_however_sure_the_other_is(ink, shape):
    vetoed = first(page(marked("1", "c", ink=ink, shape=shape)))
    assert vetoed.status is ResponseStatus.UNSURE
    assert "disagree" in vetoed.why
    assert first(page(marked("1", "c", ink=max(ink, 0.5), shape=max(shape, 0.5)))).response == "c"


def test_one_reader_may_veto_an_empty_box():
    assert first(page(box("1", "a", 0.75, 0.0001), marked("1", "c"))).status is ResponseStatus.UNSURE
    assert first(page(box("1", "a", 0.65, 0.0001), marked("1", "c"))).response == "c"


def test_little_ink_inside_a_circle_drawn_around_a_box_makes_no_weak_mark():
    around = (0.1 * INK, PEAK, *STRONG[2:], 0.0, 0.0, 0.0, 1.0)
    assert first(page(marked("1", "a", features=(*around, 0.9)))).response == "a"
    assert "weaker" in first(page(marked("1", "a", features=(*around, 0.2)))).why


@pytest.mark.parametrize(("budget", "sure"), [(None, True), (0.02, True), (0.005, False), (0.0001, False)])
def test_an_exam_s_budget_of_silent_errors_chooses_the_lines(budget, sure):
    own = CALIBRATION.thresholds
    ladder = (Rung(replace(own, marked=0.97), 0.001), Rung(own, 0.01), Rung(replace(own, marked=0.5), 0.1))
    fitted = replace(CALIBRATION, ladder=ladder)
    sheet = Sheet("S1", "1234", "F", (page(marked("1", "c", ink=0.95, shape=0.95)),))
    said = interpret(sheet, replace(exam(), silent_errors=budget), layout(), fitted, ())[0]
    assert (said.status is ResponseStatus.ANSWERED) == sure


def test_lines_stop_at_the_first_rung_that_does_not_keep_the_budget():
    own = CALIBRATION.thresholds
    rungs = (Rung(replace(own, faint=0.5), 0.001), Rung(own, 0.01), Rung(replace(own, faint=0.1), 0.0005))
    assert replace(CALIBRATION, ladder=rungs).lines_for(0.002).faint == 0.5
    assert replace(CALIBRATION, ladder=rungs).least_budget == 0.001
    assert CALIBRATION.lines_for(0.002) == own


def test_the_doubt_of_a_page_sends_all_of_its_choice_items():
    found = responses(page(marked("1", "c"), doubts=("its print is too faint",)))
    assert {one.status for one in found.values()} == {ResponseStatus.UNSURE}
    assert "too faint" in found[ItemRef("1", "5")].why


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


def test_a_decision_stands_above_any_reading_and_the_latest_holds():
    said = decision("a"), decision("b&d", who="bob")
    response = first(page(marked("1", "c")), None, *said)
    assert (response.status, response.response, response.decided_by) == (ResponseStatus.MULTIPLE, "b&d", "bob")


@pytest.mark.parametrize(
    ("value", "status"), [("a", ResponseStatus.ANSWERED), ("a&b", ResponseStatus.MULTIPLE), ("a&b&c&d", ResponseStatus.MULTIPLE)]
)
def test_so_many_labels_as_were_decided_make_the_status(value, status):
    response = first(page(), None, decision(value))
    assert (response.status, response.response, response.confidence) == (status, value, 1.0)


def test_a_decision_may_say_that_an_item_was_omitted():
    response = first(page(marked("1", "c")), None, decision("omitted"))
    assert (response.status, response.response) == (ResponseStatus.OMITTED, "")


def test_a_decision_on_another_scan_reopens_the_item_and_is_shown():
    response = first(page(marked("1", "c")), None, decision("a", based_on="an older scan"))
    assert (response.status, response.suggestion, response.decided_by) == (ResponseStatus.UNSURE, "a", "")
    assert "'a'" in response.why


def test_a_decision_that_rests_on_no_scan_holds_for_every_scan():
    assert first(page(marked("1", "c")), None, decision("a", based_on="")).response == "a"


def test_a_decision_stands_where_the_page_was_never_read():
    assert first(None, None, decision("a", based_on="")).response == "a"
    assert first(None, None, decision("a")).status is ResponseStatus.UNSURE, "it was made on a scan that no longer counts"


def test_a_later_decision_on_the_new_scan_closes_a_reopened_item():
    older, newer = decision("a", based_on="an older scan"), decision("d")
    assert first(page(marked("1", "c")), None, older, newer).response == "d"


@pytest.mark.parametrize("value", ["e", "a&e", ""])
def test_a_decision_for_an_option_that_the_exam_no_longer_has_reopens_the_item(value):
    response = first(page(marked("1", "c")), None, decision(value))
    assert (response.status, response.response, response.decided_by) == (ResponseStatus.UNSURE, "", "")
    assert "decide again" in response.why


def test_decided_labels_come_in_the_exam_s_order_and_many_may_be_an_answer():
    response = first(page(), exam(many=True), decision("c&a"))
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "a&c")


def test_a_decision_about_a_page_or_a_sheet_decides_no_item():
    for target in (Target.PAGE, Target.SHEET):
        assert first(page(marked("1", "c")), None, decision("a", target=target)).response == "c"


def test_a_decision_about_another_sheet_changes_nothing():
    assert first(page(marked("1", "c")), None, decision("a", sheet="S2")).response == "c"


def test_a_number_is_what_was_decided():
    said = Decision(Target.ITEM, "p=3", sheet="S1", section="2", item="n", who="ann", based_on="scan1")
    response = responses(page(), None, said)[ItemRef("2", "n")]
    assert (response.status, response.response) == (ResponseStatus.ANSWERED, "p=3")


def test_every_item_gets_exactly_one_response_in_the_order_of_the_exam():
    found = interpret(Sheet("S1", "", "F", (page(),)), exam(), layout(), CALIBRATION, ())
    assert [ItemRef(one.section, one.item) for one in found] == [item.ref for item in exam().items]
