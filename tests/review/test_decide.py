"""A file of decisions is checked whole: every problem with its line, before anything is applied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omr.model.response import Decision, Target
from omr.review import Known, check_decisions, overruled
from tests.review.pages import EXAM, LAYOUT

KNOWN = Known(EXAM, LAYOUT, {"S1"}, {"ab", "cd"}, {"00000001"})


def item(value: str, **others: str) -> Decision:
    return Decision(Target.ITEM, value, **{"sheet": "S1", "section": "1", "item": "a", **others})


GOOD = [
    item("a"),
    item("omitted"),
    item("a&c"),
    item("", sheet="nowhere"),
    item("p=3 s=2", section="2", item="n"),
    item("p=3", section="2", item="n"),
    item("omitted", section="2", item="n"),
    item("a", based_on="ab"),
    Decision(Target.PAGE, "1011/1/S9", scan="ab"),
    Decision(Target.PAGE, "1011/1/", scan="ab"),
    Decision(Target.PAGE, "blank", scan="ab"),
    Decision(Target.SHEET, "00000001", sheet="S1"),
]
BAD = [
    (item("e"), "'e'", "a, b, c, d"),
    (item("a&a"), "'a&a'", "option"),
    (item("a&"), "'a&'", "option"),
    (item("A"), "'A'", "option"),
    (item("p=3"), "'p=3'", "option"),
    (item("3", section="2", item="n"), "'3'", "p=3 s=3"),
    (item("q=3", section="2", item="n"), "'q=3'", "p=3 s=3"),
    (item("p=", section="2", item="n"), "'p='", "omitted"),
    (item("a", item="z"), "item 'z'", "an item of the exam"),
    (item("a", sheet="S9"), "'S9'", "a sheet of this batch"),
    (item("a", based_on="xx"), "'xx'", "based_on"),
    (Decision(Target.PAGE, "1011/1/S9", scan="xx"), "'xx'", "pages.csv"),
    (Decision(Target.PAGE, "1011", scan="ab"), "'1011'", "FORM/PAGE/SERIAL, such as 1011/1/A0001B"),
    (Decision(Target.PAGE, "2000/1/S9", scan="ab"), "2000", "1011"),
    (Decision(Target.PAGE, "1011/7/S9", scan="ab"), "1011/7/S9", "page of form 1011"),
    (Decision(Target.SHEET, "99", sheet="S1"), "'99'", "roster"),
    (Decision(Target.SHEET, "00000001", sheet="S9"), "'S9'", "sheet"),
]


@pytest.mark.parametrize("decision", GOOD)
def test_a_possible_decision_passes(decision: Decision) -> None:
    assert check_decisions([(2, decision)], KNOWN) == ()


@pytest.mark.parametrize(("decision", "found", "expected"), BAD)
def test_an_impossible_decision_is_told_with_its_line(decision: Decision, found: str, expected: str) -> None:
    (problem,) = check_decisions([(7, decision)], KNOWN)
    assert (problem.file, problem.line) == ("decisions.csv", 7)
    assert found in problem.found
    assert expected in problem.expected


def test_all_problems_are_told_at_once() -> None:
    lines = [(index, decision) for index, (decision, _, _) in enumerate(BAD, 2)]
    assert {problem.line for problem in check_decisions(lines, KNOWN)} >= {line for line, _ in lines}


def test_two_answers_to_one_question_are_refused() -> None:
    (problem,) = check_decisions([(2, item("a")), (9, item("b"))], KNOWN)
    assert problem.line == 9
    assert "line 2 says 'a'" in problem.expected


@pytest.mark.parametrize(
    ("before", "after", "problems"),
    [
        ("2026-01-05T10:00:00+00:00", "2026-01-05T10:00:01+00:00", 0),
        ("2026-01-05T10:00:00+02:00", "2026-01-05T09:00:00+00:00", 0),
        ("2026-01-05T10:00:00+00:00", "2026-01-05T10:00:00+02:00", 1),
        ("2026-01-05T10:00:00+00:00", "2026-01-05T10:00:01", 1),
        ("2026-01-05T10:00:00+00:00", "2026-01-05T12:00:00+02:00", 1),
        ("2026-01-05T10:00:00.001+00:00", "2026-01-05T10:00:00.002+00:00", 0),
        ("2026-01-05T10:00:00+00:00", "", 1),
        ("", "", 1),
        ("monday", "tuesday", 1),
    ],
)
def test_a_history_may_hold_what_was_decided_anew_later(before: str, after: str, problems: int) -> None:
    lines = [(2, item("a", when=before)), (3, item("undecided", when=after))]
    assert len(check_decisions(lines, KNOWN)) == problems


EARLY, LATE, LATER = "2026-01-05T10:00:00+00:00", "2026-01-05T11:00:00+00:00", "2026-01-05T11:00:01+00:00"


@pytest.mark.parametrize(
    ("decision", "problems"),
    [
        (item("b", who="ben", when=EARLY), 1),
        (item("b", who="ben", when=LATE), 1),
        (item("b", who="ben", when=LATER), 0),
        (item("b", who="ben"), 0),
        (item("a", who="ben", when=EARLY), 0),
        (item("b", who="ben", when=EARLY, item="b"), 0),
    ],
)
def test_what_was_decided_before_what_stands_does_not_stand_above_it(decision: Decision, problems: int) -> None:
    known = replace(KNOWN, decided=(item("a", who="ann", when=LATE, based_on="ab"),))
    found = check_decisions([(2, decision)], known)
    assert len(found) == problems
    assert all(f"a time after {LATE}, at which ann said 'a'" in problem.expected for problem in found)


def test_a_file_taken_in_once_more_is_known() -> None:
    once = item("b", who="ben", when=EARLY)
    known = replace(KNOWN, decided=(replace(once, based_on="ab"), item("a", who="ann", when=LATE)))
    assert check_decisions([(2, once)], known) == ()
    assert overruled([once], known) == ()


def test_what_the_batch_holds_is_taken_in_again_whatever_the_clocks_said() -> None:
    lines = [(2, item("a", when=LATE)), (3, item("undecided", when=EARLY)), (4, item("b", when=EARLY))]
    assert len(check_decisions(lines, KNOWN)) == 2
    assert check_decisions(lines, replace(KNOWN, decided=tuple(one for _, one in lines))) == ()


def test_what_somebody_else_said_before_is_told() -> None:
    ann, ben = item("a", who="ann"), item("b", who="ben")
    assert overruled([ben], replace(KNOWN, decided=(ann,))) == ((ben, ann),)
    assert overruled([replace(ben, value="a"), item("b", who="ann")], replace(KNOWN, decided=(ann,))) == ()
    assert overruled([ben], replace(KNOWN, decided=(ann, item("undecided", who="ann")))) == ()


def test_the_same_answer_twice_is_no_problem() -> None:
    assert check_decisions([(2, item("a")), (9, item("a"))], KNOWN) == ()


@pytest.mark.parametrize(("number", "problems"), [("01234567", 0), ("undecided", 0), ("1234567", 1), ("1234567.0", 1), ("1.2E+07", 1)])
def test_without_a_roster_a_student_number_is_as_long_as_the_sheets_ask_for(number: str, problems: int) -> None:
    lines = [(2, Decision(Target.SHEET, number, sheet="S1"))]
    assert len(check_decisions(lines, replace(KNOWN, students=()))) == problems


def test_a_sheet_that_a_page_decision_makes_may_be_spoken_of() -> None:
    made = Decision(Target.PAGE, "1011/1/S9", scan="ab")
    unnamed = Decision(Target.PAGE, "1011/1/", scan="cd")
    assert check_decisions([(2, item("a", sheet="S9")), (3, made), (4, unnamed), (5, item("a", sheet="cd"))], KNOWN) == ()
