"""The sheets read against the sheets handed in: every difference by name, and nobody absent who may have been there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.collate import account
from omr.model.exam import Assignment, Student
from omr.model.handed import Account, HandedIn
from omr.model.page import Reason, ScanRef, Status
from omr.model.response import Collation, Gap, PageRow, Sheet

ROSTER = (Student("100", "Ada Émond"), Student("200", "Bo Li"), Student("300", ""))


def sheet(name: str, number: str) -> Sheet:
    return Sheet(name, number, "1011", ())


TWO = (sheet("A1", "100"), sheet("A2", "200"))


def run(handed: HandedIn, *sheets: Sheet, ended: bool = True, left: tuple[str, ...] = ()) -> Account:
    return account(Collation((), sheets), handed, ROSTER, ended=ended, left=left)


def test_who_said_nothing_hears_nothing() -> None:
    assert run(HandedIn(), *TWO) == Account()


def test_as_many_sheets_as_handed_in_are_no_difference() -> None:
    assert run(HandedIn(2, ("200", "100")), *TWO) == Account(absent=frozenset({"300"}))


def test_too_few_sheets_are_told_and_make_nobody_absent() -> None:
    said = run(HandedIn(3), *TWO)
    assert [reason.partition(";")[0] for reason in said.reasons] == ["expected 3 sheets, found 2: 1 too few"]
    assert said.missing == {"300"}


def test_too_many_sheets_are_told() -> None:
    said = run(HandedIn(1), *TWO)
    assert [reason.partition(";")[0] for reason in said.reasons] == ["expected 1 sheets, found 2: 1 too many"]
    assert said.missing == frozenset()


def test_who_attended_without_a_sheet_is_missing_by_name_and_who_did_not_is_absent() -> None:
    said = run(HandedIn(students=("100", "200")), TWO[0])
    assert said.reasons == ("student 200 (Bo Li) attended, but no sheet of this student was read",)
    assert (said.missing, said.absent) == ({"200"}, {"300"})


def test_a_sheet_of_somebody_who_did_not_attend_is_told_by_name() -> None:
    assert run(HandedIn(students=("100",)), *TWO).reasons == ("sheet A2: student 200 (Bo Li) is not on the attendance list",)


def test_a_sheet_of_nobody_known_is_told_beside_who_lacks_one() -> None:
    reasons = run(HandedIn(students=("100", "300")), TWO[0], sheet("Z9", "")).reasons
    assert [reason.split(":")[0] for reason in reasons] == [
        "student 300 attended, but no sheet of this student was read",
        "sheet Z9",
    ]


def test_a_count_that_fits_hides_no_exchanged_student() -> None:
    assert len(run(HandedIn(2, ("100", "300")), *TWO).reasons) == 2


def test_a_scan_that_was_cut_off_is_a_reason_and_makes_nobody_absent() -> None:
    said = run(HandedIn(), TWO[0], ended=False)
    assert "did not end" in said.reasons[0]
    assert said.missing == {"200", "300"}
    assert run(HandedIn(students=("100", "200")), TWO[0], ended=False).missing == {"200"}


def test_a_file_left_unread_in_a_watched_folder_is_a_reason_and_makes_nobody_absent() -> None:
    said = run(HandedIn(), TWO[0], left=("half.pdf",))
    assert said.reasons == ("half.pdf was in the watched folder and was not read: watch it again until it is, or read it by `omr scan`",)
    assert said.missing == {"200", "300"}


@pytest.mark.parametrize(
    ("status", "reason", "missing"),
    [
        (Status.REJECTED, Reason.NO_CODE, {"300"}),
        (Status.REJECTED, Reason.UNREADABLE_FILE, {"300"}),
        (Status.REJECTED, Reason.OTHER_EXAM, set()),
        (Status.BLANK, Reason.BLANK_PAGE, set()),
        (Status.DUPLICATE, Reason.SUPERSEDED, set()),
    ],
)
def test_nobody_is_absent_whose_sheet_may_be_among_the_rejected_scans(status: Status, reason: Reason, missing: set[str]) -> None:
    rows = (PageRow(ScanRef("s.pdf", 1, "i1"), status, reason),)
    said = account(Collation(rows, TWO), HandedIn(), ROSTER, ended=True)
    assert (said.reasons, said.missing) == ((), missing)
    assert account(Collation(rows, TWO), HandedIn(students=("100", "200")), ROSTER, ended=True).missing == set(), "a list knows better"


@pytest.mark.parametrize("other", [sheet("Z9", ""), sheet("Z9", "999"), Sheet("Z9", "100", "1011", (), conflict=True)])
def test_nobody_is_absent_whose_sheet_may_be_one_of_nobody_known_or_of_two(other: Sheet) -> None:
    said = run(HandedIn(), *TWO, other)
    assert (said.reasons, said.missing) == ((), {"300"})


NUMBERS = st.sampled_from(["100", "200", "300", "400"])


@given(st.lists(NUMBERS, unique=True), st.lists(NUMBERS, unique=True))
def test_the_difference_of_names_is_exactly_what_is_told(read: list[str], attended: list[str]) -> None:
    said = run(HandedIn(students=tuple(attended)), *(sheet(f"A{number}", number) for number in read))
    assert said.missing == set(attended) - set(read)
    assert len(said.reasons) == len(set(attended) ^ set(read))


def test_a_student_whose_sheet_is_missing_from_an_ordered_stack_hears_where_it_should_lie() -> None:
    rows = tuple(PageRow(ScanRef("s.pdf", at, f"i{at}"), Status.READ) for at in (1, 2))
    gap = Gap((Assignment("A3", "300", "1011"),), 0, 1)
    (reason,) = account(Collation(rows, TWO, (gap,)), HandedIn(students=("100", "200", "300")), ROSTER, ended=True).reasons
    assert reason.startswith("student 300 attended")
    assert "sheet A3 should lie between s.pdf page 1 and s.pdf page 2" in reason
