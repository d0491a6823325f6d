"""Bubbled student numbers and versions: what columns say together, on evidence made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interpret.evidence import LIMITS, NOTHING, STRONG, exam

from omr.interpret import student_number, version
from omr.model.exam import Exam, ItemRef, Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, ScanRef
from omr.model.response import Sheet, Told

DIGITS = "0123456789"
BOX = Box(0, 0, 5, 5)


def column(kind: FieldKind, place: str, labels: str) -> Field:
    return Field(kind, BOX, item=place, options=tuple(LayoutOption(label, Shape.CIRCLE, BOX) for label in labels))


def printed(columns: int = 4, number: int = 1) -> LayoutPage:
    places = tuple(column(FieldKind.STUDENT_NUMBER, str(place), DIGITS) for place in range(1, columns + 1))
    return LayoutPage(number, (210, 297), (), (*places, column(FieldKind.FORM_CODE, "", "ABC")))


def boxes(ref: ItemRef, labels: str, marked: str, p: float = 0.99) -> list[BoxEvidence]:
    return [
        BoxEvidence(
            *ref,
            label,
            p if label in marked else 0.001,
            p if label in marked else 0.001,
            0.0,
            0.0,
            0.0,
            STRONG if label in marked else NOTHING,
        )
        for label in labels
    ]


def page(*columns: str, form: str = "", number: int = 1, doubts: tuple[str, ...] = ()) -> PageEvidence:
    """Each column as the digits that are marked in it."""
    found = [box for place, marked in enumerate(columns, 1) for box in boxes(ItemRef("", f"student_number.{place}"), DIGITS, marked)]
    found += boxes(ItemRef("", "form_code"), "ABC", form)
    return PageEvidence(ScanRef("s.pdf", number, f"scan{number}"), PageCode("e", "F", number, ""), 0.0, 200.0, 0.1, tuple(found), doubts)


def told(*pages: PageEvidence, of: Exam | None = None, columns: int = 4, roster: tuple[str, ...] = ()) -> Told:
    layout = Layout({"F": tuple(printed(columns, one.code.page) for one in pages)})
    found = student_number(Sheet("S", "", "F", pages), of or replace(exam(), student_digits=4), layout, LIMITS, frozenset(roster))
    assert found is not None
    return found


@given(st.text(DIGITS, min_size=4, max_size=4))
def test_a_number_with_one_mark_in_every_column_is_that_number(number: str) -> None:
    assert told(page(*number)) == Told(number, number)


@given(st.lists(st.text(DIGITS, max_size=3), min_size=4, max_size=4))
def test_no_number_is_told_unless_every_column_has_exactly_one_mark(columns: list[str]) -> None:
    marked = ["".join(sorted(set(one))) for one in columns]
    found = told(page(*marked))
    assert bool(found.text) == all(len(one) == 1 for one in marked)
    assert bool(found.why) != bool(found.text)


def test_who_ticks_answers_and_fills_the_bubbles_of_a_number_has_a_number():
    filled = tuple(
        replace(box, features=(2 * STRONG[0], STRONG[1], 0.95, *STRONG[3:])) if box.ink > 0.5 else box for box in page(*"1234").boxes
    )
    ticks = [box for item in range(20) for box in boxes(ItemRef("1", str(item)), "AB", "A")]
    assert told(replace(page(*"1234"), boxes=(*filled, *ticks))).text == "1234"
    odd = [replace(box, features=STRONG) if box.item == "student_number.2" and box.ink > 0.5 else box for box in filled]
    assert told(replace(page(*"1234"), boxes=(*odd, *ticks))).text == "1234", "like the answers"


def test_a_digit_is_not_struck_out_for_a_score_that_the_student_s_marks_often_have():
    scored = tuple(replace(box, cancel=0.2 if box.item == "student_number.1" else 0.0) for box in page(*"1234").boxes)
    others = [box for item in range(20) for box in boxes(ItemRef("1", str(item)), "AB", "A")]
    assert told(replace(page(*"1234"), boxes=(*scored, *others))).text == "1234"


def test_a_column_with_two_marks_leaves_the_whole_number_open() -> None:
    assert told(page("1", "23", "4", "5")) == Told("", "1?45", "position 2: 2 and 3 are marked")


def test_columns_with_the_same_in_doubt_are_told_together() -> None:
    assert told(page("23", "1", "23", "5")).why == "positions 1, 3: 2 and 3 are marked"


def test_a_column_without_a_mark_in_the_middle_leaves_the_number_open() -> None:
    assert told(page("1", "", "4", "5")) == Told("", "1?45", "position 2: nothing is marked")


def test_an_unsure_mark_leaves_the_number_open_and_says_which_digit() -> None:
    sure = page("1", "2", "3", "4")
    faint = tuple(replace(b, ink=0.5, shape=0.5) if (b.item, b.label) == ("student_number.3", "3") else b for b in sure.boxes)
    assert told(replace(sure, boxes=faint)) == Told("", "12?4", "position 3: 3: a faint or small mark")


@pytest.mark.parametrize("columns", [("", "1", "2", "3"), ("1", "2", "3", "")])
def test_an_open_column_at_an_end_is_a_shorter_number_only_where_the_exam_has_such(columns: tuple[str, ...]) -> None:
    assert told(page(*columns)).why == "positions marked: 3; digits of a student number by exam.yaml: 4"
    assert told(page(*columns), of=replace(exam(), student_digits=4, fewest_digits=3)) == Told("123", "123")
    assert told(page(*columns), of=replace(exam(), student_digits=3)) == Told("123", "123")


def test_more_digits_than_a_number_has_leave_it_open() -> None:
    found = told(page("1", "2", "3", "4"), of=replace(exam(), student_digits=3, fewest_digits=2))
    assert found == Told("", "1234", "positions marked: 4; digits of a student number by exam.yaml: 2 to 3")


def test_nothing_marked_is_nobody_and_says_so() -> None:
    assert told(page("", "", "", "")) == Told("", "", "no digit of the student number is marked")


def test_a_page_that_is_in_doubt_as_a_whole_tells_no_number() -> None:
    assert "its print is too faint" in told(page("1", "2", "3", "4", doubts=("its print is too faint",))).why


def test_pages_that_each_carry_the_number_must_agree() -> None:
    assert told(page("1", "2", "3", "4"), page("1", "2", "3", "4", number=2)) == Told("1234", "1234")
    assert told(page("1", "2", "3", "4"), page("1", "2", "3", "5", number=2)).why == "its pages say 1234 and 1235"
    assert told(page("1", "2", "3", "4"), page("1", "", "3", "5", number=2)).text == ""


def test_a_page_with_the_number_that_was_not_read_leaves_it_open() -> None:
    layout = Layout({"F": (printed(), printed(number=2))})
    found = student_number(Sheet("S", "", "F", (page("1", "2", "3", "4"),)), replace(exam(), student_digits=4), layout, LIMITS)
    assert found is not None
    assert found.why == "page 2, which has the student number, was not read"


def test_a_form_without_such_bubbles_says_nothing_of_whose_it_is() -> None:
    layout = Layout({"F": (LayoutPage(1, (210, 297), (), ()),)})
    assert student_number(Sheet("S", "", "F", (page(),)), exam(), layout, LIMITS) is None


@pytest.mark.parametrize(
    ("marked", "expected"),
    [("B", Told("B", "B")), ("", Told()), ("AC", Told("", "?", "A and C are marked"))],
)
def test_a_version_is_told_by_one_mark_alone(marked: str, expected: Told) -> None:
    assert version(page("1", "2", "3", "4", form=marked), printed(), exam(), LIMITS) == expected


KNOWN = [(("1234",), "1234"), (("1234", "9234", "123"), "1234"), (("1234", "1274"), ""), (("1274",), ""), ((), "")]


@pytest.mark.parametrize(("roster", "number"), KNOWN, ids=["the only one", "unlike others", "one of two", "another", "nobody"])
def test_a_digit_in_doubt_is_told_by_the_roster_where_only_one_of_it_has_the_others_and_it_looks_so(roster, number):
    sure = page(*"1234")
    faint = tuple(replace(b, ink=0.55, shape=0.55) if (b.item, b.label) == ("student_number.3", "3") else b for b in sure.boxes)
    assert told(replace(sure, boxes=faint), roster=roster).text == number


def test_the_roster_tells_no_number_with_two_digits_in_doubt_or_two_marks_for_one():
    faint = [replace(b, ink=0.55, shape=0.55) if b.item in {"student_number.2", "student_number.3"} else b for b in page(*"1234").boxes]
    assert told(replace(page(*"1234"), boxes=tuple(faint)), roster=("1234",)).text == ""
    assert told(page("1", "2", "34", "4"), roster=("1234",)).text == ""
    assert told(page("1", "", "3", "4"), roster=("1234",)).text == ""
