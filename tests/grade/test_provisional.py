"""Grades while it is not known that all that was handed in was read."""

from __future__ import annotations

from omr.grade import Grades, grade, provisional
from omr.model.handed import Account
from tests.grade.exams import ROSTER, choice, exam, key, responses, right, sheet

ONE = exam(choice("a"))
SHEETS = [sheet("S1", "00000001"), sheet("S2", "99999999"), sheet("S3", "00000002", conflict=True)]


def graded() -> Grades:
    return grade(responses(ONE, {"S1": ["a"], "S2": ["a"], "S3": ["a"]}), SHEETS, ONE, key(ONE, right("a")), ROSTER)


def statuses(account: Account) -> list[str]:
    return list(provisional(graded(), account).rows["status"])


def test_nothing_changes_where_the_account_balances() -> None:
    assert statuses(Account()) == ["final", "unmatched", "conflict", "absent"]


def test_no_grade_is_final_while_it_does_not() -> None:
    assert statuses(Account(("1 too few",))) == ["provisional", "unmatched", "conflict", "absent"]


def test_a_student_who_may_have_handed_in_a_sheet_is_missing_and_not_absent() -> None:
    done = provisional(graded(), Account(("…",), frozenset({"00000003", "00000001"})))
    assert list(done.rows["status"]) == ["provisional", "unmatched", "conflict", "missing"]
    assert done.rows["total"].isna().iloc[-1], "missing is never 0 either"


def test_who_is_missing_is_told_though_no_other_grade_is_in_doubt() -> None:
    assert statuses(Account(missing=frozenset({"00000003"}))) == ["final", "unmatched", "conflict", "missing"]


def test_only_statuses_change() -> None:
    before = graded()
    after = provisional(before, Account(("…",)))
    assert after.rows.drop(columns="status").equals(before.rows.drop(columns="status"))
    assert after.points.equals(before.points)
