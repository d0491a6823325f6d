"""Every rule of marking, on exams small enough to mark by hand."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omr.errors import BadExam, BadInput
from omr.grade import changes, grade
from omr.model.exam import Answer, Exam, Item, NumberAnswer, Partial, Special, Student
from tests.grade.exams import ROSTER, choice, exam, key, number, responses, right, sheet, values


def total(item: Item, answer: Answer, said: str) -> float:
    """What a one-item exam pays for one response (NaN while undecided)."""
    one = exam(item)
    points = grade(responses(one, {"S1": [said]}), [sheet()], one, key(one, answer), ROSTER).points
    return float(points.iloc[0, 0])


@pytest.mark.parametrize(
    ("item", "answer", "said", "points"),
    [
        (choice("a"), right("b"), "b", 1),
        (choice("a"), right("b"), "c", 0),
        (choice("a"), right("b"), "", 0),
        (choice("a"), right("b"), "a&b", 0),
        (choice("a"), right("b|c"), "c", 1),
        (choice("a"), right("b|c"), "b&c", 0),
        (choice("a", wrong="-0.25"), right("b"), "c", -0.25),
        (choice("a", wrong="-0.25"), right("b"), "", 0),
        (choice("a", wrong="-0.25"), right("b"), "a&b", 0),
        (choice("a", "2.5"), right("b"), "b", 2.5),
        (choice("a", many=True), right("a&c"), "a&c", 1),
        (choice("a", many=True), right("a&c"), "c&a", 1),
        (choice("a", many=True), right("a&c"), "a", 0),
        (choice("a", many=True), right("a&c"), "a&b&c", 0),
        (choice("a", many=True, wrong="-1"), right("a&c"), "a&b", -1),
        (choice("a", many=True), right("a&c|d"), "d", 1),
        (choice("a"), Special.EVERYBODY, "", 1),
        (choice("a"), Special.EVERYBODY, "a&b", 1),
        (choice("a"), Special.EVERYBODY, "?", 1),
        (number("a", "ps"), values(p="3", s="2"), "p=3 s=2", 2),
        (number("a", "ps"), values(p="3", s="2"), "s=2.0 p=3", 2),
        (number("a", "ps"), values(p="3", s="2"), "p=3 s=1", 0),
        (number("a", "ps"), values(p="3", s="2"), "p=3 s=", 0),
        (number("a", "ps"), values(p="3", s="2"), "three", 0),
        (number("a", "p"), values(p="0.5"), "p=0,50", 2),
        (number("a", "p"), NumberAnswer(({"p": Decimal(1)}, {"p": Decimal(4)})), "p=4", 2),
        (number("a", "ps"), NumberAnswer(("floor((64+2*p-8)/s)+1 == 32",)), "p=3 s=2", 2),
        (number("a", "ps"), NumberAnswer(("floor((64+2*p-8)/s)+1 == 32",)), "p=3 s=0", 0),
        (number("a", "ps", partial=Partial.PER_BLANK), values(p="3", s="2"), "p=3 s=9", 1),
        (number("a", "ps", partial=Partial.PER_BLANK), values(p="3", s="2"), "s=2", 1),
        (number("a", "ps", partial=Partial.PER_BLANK), values(p="3", s="2"), "p=2 s=3", 0),
    ],
)
def test_an_item_earns_what_its_rule_says(item: Item, answer: Answer, said: str, points: float) -> None:
    assert total(item, answer, said) == points


def test_an_unsure_item_is_pending_and_not_zero() -> None:
    two = exam(choice("a", "3"), choice("b", "4"))
    row = grade(responses(two, {"S1": ["a", "?"]}), [sheet()], two, key(two, right("a"), right("a")), ROSTER).rows.iloc[0]
    assert (row["total"], row["pending"], row["max"], row["status"]) == (3, 4, 7, "pending")


def test_an_item_whose_answer_is_not_known_yet_is_pending_whatever_was_marked() -> None:
    three = exam(choice("a", "3"), choice("b", "4"), choice("c", "2"))
    answers = key(three, right("a"), Special.UNKNOWN, Special.UNKNOWN)
    row = grade(responses(three, {"S1": ["a", "b", ""]}), [sheet()], three, answers, ROSTER).rows.iloc[0]
    assert (row["total"], row["pending"], row["max"], row["status"]) == (3, 6, 9, "pending")


def test_an_item_without_a_response_is_pending_and_not_zero() -> None:
    two = exam(choice("a"), choice("b"))
    table = responses(two, {"S1": ["a", "a"]}).iloc[:1]
    row = grade(table, [sheet()], two, key(two, right("a"), right("a")), ROSTER).rows.iloc[0]
    assert (row["total"], row["pending"], row["status"]) == (1, 1, "pending")


def test_a_dropped_item_leaves_the_maximum_and_never_waits() -> None:
    two = exam(choice("a", "3"), choice("b", "4"))
    grades = grade(responses(two, {"S1": ["a", "?"]}), [sheet()], two, key(two, right("a"), Special.DROPPED), ROSTER)
    row = grades.rows.iloc[0]
    assert (row["total"], row["max"], row["percent"], row["pending"], row["status"]) == (3, 3, 100, 0, "final")
    assert list(grades.points.columns) == [("1", "a")]


def test_an_exam_with_every_item_dropped_has_no_percent() -> None:
    one = exam(choice("a"))
    row = grade(responses(one, {"S1": ["a"]}), [sheet()], one, key(one, Special.DROPPED), ROSTER).rows.iloc[0]
    assert (row["total"], row["max"]) == (0, 0)
    assert np.isnan(row["percent"])


def test_an_absent_student_has_a_row_without_numbers() -> None:
    one = exam(choice("a"))
    rows = grade(responses(one, {"S1": ["a"]}), [sheet()], one, key(one, right("a")), ROSTER).rows
    assert list(rows["student_number"]) == ["00000001", "00000002", "00000003"]
    assert list(rows["status"]) == ["final", "absent", "absent"]
    assert rows.loc[1:, ["1", "total", "max", "percent", "pending"]].isna().all(axis=None)
    assert list(rows.loc[1:, "sheet"]) == ["", ""]


def test_a_batch_without_sheets_has_everybody_absent() -> None:
    one = exam(choice("a"))
    rows = grade(responses(one, {}), [], one, key(one, right("a")), ROSTER).rows
    assert list(rows["status"]) == ["absent"] * 3


@pytest.mark.parametrize("number", ["", "99999999"])
def test_a_sheet_of_an_unknown_student_is_unmatched_but_marked(number: str) -> None:
    one = exam(choice("a"))
    row = grade(responses(one, {"S1": ["a"]}), [sheet(student_number=number)], one, key(one, right("a")), ROSTER).rows.iloc[0]
    assert (row["status"], row["student_number"], row["name"], row["total"]) == ("unmatched", number, "", 1)


def test_a_sheet_in_conflict_says_so_even_with_everything_decided() -> None:
    one = exam(choice("a"))
    rows = grade(responses(one, {"S1": ["a"]}), [sheet(conflict=True)], one, key(one, right("a")), ROSTER).rows
    assert rows["status"].iloc[0] == "conflict"


def test_two_sheets_of_one_student_are_both_in_conflict() -> None:
    one = exam(choice("a"))
    rows = grade(responses(one, {"S1": ["a"], "S2": ["b"]}), [sheet("S1"), sheet("S2")], one, key(one, right("a")), ROSTER).rows
    assert list(rows["status"]) == ["conflict", "conflict", "absent", "absent"]


def test_two_sheets_without_a_number_are_not_in_conflict() -> None:
    one = exam(choice("a"))
    sheets = [sheet("S1", ""), sheet("S2", "")]
    rows = grade(responses(one, {"S1": ["a"], "S2": ["b"]}), sheets, one, key(one, right("a")), ROSTER).rows
    assert list(rows["status"])[:2] == ["unmatched", "unmatched"]


def test_columns_are_the_contract_in_its_order() -> None:
    two = exam(choice("a"), choice("b", section="total"))
    rows = grade(responses(two, {"S1": ["a", "a"]}), [sheet()], two, key(two, right("a"), right("a")), ROSTER).rows
    assert list(rows) == ["sheet", "student_number", "name", "form", "1", "section total", "total", "max", "percent", "pending", "status"]


def test_thirds_add_up_exactly_and_halves_round_up_once() -> None:
    """Three blanks of one point each pay a third: 1/3 + 1/3 + 1/3 is 1, and 0.125 becomes 0.13, -0.125 becomes -0.13."""
    blanks = exam(*(number(name, "xyz", "1", Partial.PER_BLANK) for name in "abc"))
    answers = key(blanks, *([values(x="1", y="1", z="1")] * 3))
    row = grade(responses(blanks, {"S1": ["x=1", "y=1", "z=1"]}), [sheet()], blanks, answers, ROSTER).rows.iloc[0]
    assert row["total"] == 1
    eighth = exam(choice("a", "0.125", "-0.125"))
    rows = grade(
        responses(eighth, {"S1": ["a"], "S2": ["b"]}), [sheet("S1"), sheet("S2", "00000002")], eighth, key(eighth, right("a")), ROSTER
    ).rows
    assert list(rows["total"])[:2] == [0.13, -0.13]


def test_ten_tenths_are_one() -> None:
    ten = exam(*(choice(str(index), "0.1") for index in range(10)), decimals=15)
    row = grade(responses(ten, {"S1": ["a"] * 10}), [sheet()], ten, key(ten, *[right("a")] * 10), ROSTER).rows.iloc[0]
    assert row["total"] == 1
    assert row["max"] == 1


def test_a_scale_rescales_total_maximum_and_pending_but_not_sections() -> None:
    three = exam(choice("a"), choice("b"), choice("c"), scale="20")
    row = grade(responses(three, {"S1": ["a", "b", "?"]}), [sheet()], three, key(three, *[right("a")] * 3), ROSTER).rows.iloc[0]
    assert (row["1"], row["total"], row["max"], row["percent"], row["pending"]) == (1, 6.67, 20, 33.33, 6.67)


def test_a_key_without_an_item_is_refused_by_name() -> None:
    two = exam(choice("a"), choice("b"))
    with pytest.raises(BadExam, match="section 1, item b"):
        grade(responses(two, {}), [], two, {two.items[0].ref: right("a")}, ROSTER)


@pytest.mark.parametrize(("column", "value"), [("sheet", "S9"), ("section", "9"), ("item", "z"), ("status", "perhaps"), ("status", "")])
def test_a_response_to_something_unknown_is_refused(column: str, value: str) -> None:
    one = exam(choice("a"))
    table = responses(one, {"S1": ["a"]})
    table[column] = value
    with pytest.raises(BadInput, match=f"unknown {column}.*{value}"):
        grade(table, [sheet()], one, key(one, right("a")), ROSTER)


def test_an_item_known_only_in_another_section_is_refused() -> None:
    two = exam(choice("a"), choice("b", section="2"))
    table = responses(two, {"S1": ["a", "a"]})
    table.loc[1, "section"] = "1"
    with pytest.raises(BadInput, match="1 b"):
        grade(table, [sheet()], two, key(two, right("a"), right("a")), ROSTER)


def test_an_item_answered_twice_on_a_sheet_is_refused() -> None:
    one = exam(choice("a"))
    table = responses(one, {"S1": ["a"]})
    with pytest.raises(BadInput, match="two responses on a sheet: S1"):
        grade(pd.concat([table, table]), [sheet()], one, key(one, right("a")), ROSTER)


def test_a_roster_with_a_number_twice_is_refused() -> None:
    one = exam(choice("a"))
    with pytest.raises(BadInput, match="00000001"):
        grade(responses(one, {}), [], one, key(one, right("a")), [*ROSTER, Student("00000001", "Ed")])


LABELS = st.sampled_from(["a", "b", "c", "d", "", "?", "a&b"])


@st.composite
def marked_exam(draw: st.DrawFn) -> tuple[Exam, dict[str, list[str]], list[Answer]]:
    points = st.sampled_from(["0.25", "1", "2.5"])
    wrong = st.sampled_from(["0", "-0.25", "-0.333"])
    items = [choice(str(index), draw(points), draw(wrong), many=draw(st.booleans())) for index in range(draw(st.integers(1, 6)))]
    answers = [draw(st.sampled_from([right("a"), right("b|c"), right("a&b"), Special.EVERYBODY, Special.DROPPED])) for _ in items]
    said = {f"S{index}": [draw(LABELS) for _ in items] for index in range(draw(st.integers(1, 3)))}
    return exam(*items, scale=draw(st.sampled_from([None, "20"]))), said, answers


@settings(max_examples=40, deadline=None)
@given(marked_exam())
def test_total_and_pending_never_exceed_the_maximum(case: tuple[Exam, dict[str, list[str]], list[Answer]]) -> None:
    one, said, answers = case
    sheets = [sheet(name, student.number) for name, student in zip(said, ROSTER, strict=False)]
    rows = grade(responses(one, said), sheets, one, key(one, *answers), ROSTER).rows
    present = rows[rows["status"] != "absent"]
    assert (present["total"] <= present["max"]).all()
    assert (present["total"] + present["pending"] <= present["max"] + 0.011).all()  # each rounded by itself
    assert ((present["status"] == "pending") == (present["pending"] > 0)).all()


@settings(max_examples=25, deadline=None)
@given(marked_exam(), st.randoms(use_true_random=False))
def test_the_order_of_responses_changes_nothing(case: tuple[Exam, dict[str, list[str]], list[Answer]], chance: object) -> None:
    one, said, answers = case
    sheets = [sheet(name, student.number) for name, student in zip(said, ROSTER, strict=False)]
    table = responses(one, said)
    order = list(range(len(table)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    first = grade(table, sheets, one, key(one, *answers), ROSTER)
    second = grade(table.iloc[order], sheets, one, key(one, *answers), ROSTER)
    pd.testing.assert_frame_equal(first.rows, second.rows)
    pd.testing.assert_frame_equal(first.points, second.points)


def test_columns_of_categories_grade_like_texts() -> None:
    two = exam(choice("a"), choice("b"))
    table = responses(two, {"S1": ["a", "?"]})
    answers = key(two, right("a"), right("b"))
    first = grade(table, [sheet()], two, answers, ROSTER)
    pd.testing.assert_frame_equal(first.rows, grade(table.astype("category"), [sheet()], two, answers, ROSTER).rows)


def test_responses_read_back_from_csv_grade_alike() -> None:
    """Empty cells come back as missing values where the reader was not told otherwise."""
    two = exam(choice("a"), choice("b"))
    table = responses(two, {"S1": ["", "b"]})
    answers = key(two, right("a"), right("b"))
    missing = table.replace("", None)
    pd.testing.assert_frame_equal(grade(table, [sheet()], two, answers, ROSTER).rows, grade(missing, [sheet()], two, answers, ROSTER).rows)


def test_changes_lists_whose_grade_moved_and_by_how_much() -> None:
    two = exam(choice("a", "0.1"), choice("b", "0.2"))
    sheets = [sheet("S1"), sheet("S2", "00000002")]
    table = responses(two, {"S1": ["a", "b"], "S2": ["a", "a"]})
    old = grade(table, sheets, two, key(two, right("a"), right("c")), ROSTER)
    new = grade(table, sheets, two, key(two, right("a"), right("b")), ROSTER)
    moved = changes(old.rows, new.rows)
    assert moved[["sheet", "student_number", "name"]].to_numpy().tolist() == [["S1", "00000001", "Ada Émond"]]
    assert moved.loc[0, ["total_before", "total_after", "difference"]].tolist() == [0.1, 0.3, 0.2]


def test_changes_of_the_same_grades_are_none() -> None:
    one = exam(choice("a"))
    grades = grade(responses(one, {"S1": ["?"]}), [sheet()], one, key(one, right("a")), ROSTER)
    assert changes(grades.rows, grades.rows).empty


def test_a_sheet_that_found_its_student_is_a_change() -> None:
    one = exam(choice("a"))
    table = responses(one, {"S1": ["a"]})
    old = grade(table, [sheet(student_number="")], one, key(one, right("a")), ROSTER)
    new = grade(table, [sheet()], one, key(one, right("a")), ROSTER)
    moved = changes(old.rows, new.rows)
    assert moved[["sheet", "student_number", "status_before", "status_after"]].to_numpy().tolist() == [
        ["S1", "00000001", "unmatched", "final"],
        ["", "00000001", "absent", ""],
    ]
