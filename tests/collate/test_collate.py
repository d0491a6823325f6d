"""Every scan accounted for: collation by declared rules, on hand-made evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.collate import collate, page_value
from omr.model.exam import Assignment
from omr.model.layout import Layout, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.response import Collation, Decision, Target

PAGES = (LayoutPage(1, (210, 297), (), ()), LayoutPage(2, (210, 297), (), ()))
LAYOUT = Layout({"1011": PAGES, "1012": PAGES})
ASSIGNED = (Assignment("A1", "100", "1011"), Assignment("A2", "200", "1012"), Assignment("A3", "", "1011"))


def boxes(marks: str) -> tuple[BoxEvidence, ...]:
    """One box a letter: ``x`` clearly marked, ``.`` clearly empty, ``?`` between."""
    p = {"x": 0.99, ".": 0.01, "?": 0.5}
    return tuple(BoxEvidence("1", str(i), "a", p[mark], p[mark], 0.0, 0.0, 0.0) for i, mark in enumerate(marks))


def read(scan: str, serial: str, page: int = 2, marks: str = "x..", *, form: str = "1011", exam: str = "ift") -> PageEvidence:
    return PageEvidence(ScanRef("a.pdf", int(scan[1:]), scan), PageCode(exam, form, page, serial), 0.1, 200, 0.05, boxes(marks))


def lost(scan: str, reason: Reason = Reason.NO_CODE, status: Status = Status.REJECTED) -> Unread:
    return Unread(ScanRef("a.pdf", int(scan[1:]), scan), status, reason, "why")


def run(*results: PageResult, decisions: Sequence[Decision] = ()) -> Collation:
    return collate(results, "ift", LAYOUT, ASSIGNED, decisions)


def states(collation: Collation) -> list[tuple[str, str]]:
    return [(row.status.value, row.reason.value if row.reason else "") for row in collation.pages]


def test_two_pages_of_one_serial_make_one_complete_sheet() -> None:
    collation = run(read("s1", "A1", 2), read("s2", "A1", 1))
    (sheet,) = collation.sheets
    assert (sheet.sheet, sheet.student_number, sheet.form, sheet.problems, sheet.conflict) == ("A1", "100", "1011", (), False)
    assert [page.code.page for page in sheet.pages] == [1, 2]
    assert states(collation) == [("read", ""), ("read", "")]
    assert [row.sheet for row in collation.pages] == ["A1", "A1"]


def test_a_missing_page_is_a_problem_of_its_sheet() -> None:
    assert run(read("s1", "A1", 2)).sheets[0].problems == ("page 1 is missing",)


def test_the_same_image_twice_is_a_duplicate_and_the_first_counts() -> None:
    collation = run(read("s1", "A1", 1), read("s2", "A1"), read("s2", "A1"))
    assert states(collation)[2] == ("duplicate", "same_image")
    assert len(collation.sheets[0].pages) == 2


def test_two_versions_of_one_file_with_the_same_image_keep_a_row_each() -> None:
    assert len(run(read("s1", "A1"), read("s1", "A1")).pages) == 2


def test_a_second_blank_side_stays_blank_though_its_bytes_are_the_same() -> None:
    blank = lost("s1", Reason.BLANK_PAGE, Status.BLANK)
    assert states(run(blank, blank)) == [("blank", "blank_page")] * 2


def test_of_two_scans_of_one_paper_the_later_counts_and_the_older_is_superseded() -> None:
    collation = run(read("s1", "A1", marks="x?."), read("s2", "A1", marks="xx."))
    assert states(collation) == [("duplicate", "superseded"), ("read", "")]
    assert collation.pages[0].detail == "replaced by a.pdf page 2"
    assert collation.sheets[0].pages[0].ref.scan == "s2"


@pytest.mark.parametrize(
    ("dpis", "counts"), [([200, 100, 25], 0), ([100, 200], 1), ([25, 50, 100, 200], 3), ([300, 200], 1), ([200, 200, 100], 1)]
)
def test_a_smaller_copy_beside_its_page_replaces_nothing(dpis: list[int], counts: int) -> None:
    """As TIFF files hold them, before or after the page itself."""
    scans = [replace(read(f"s{place}", "A1"), dpi=float(dpi)) for place, dpi in enumerate(dpis, 1)]
    assert [row.status is Status.READ for row in run(*scans).pages] == [place == counts for place in range(len(dpis))]


def test_a_page_that_is_fed_again_much_later_at_half_the_resolution_replaces_the_first() -> None:
    collation = run(read("s1", "A1"), *(read(f"s{place}", "A2", 1) for place in range(2, 6)), replace(read("s6", "A1"), dpi=100.0))
    assert collation.pages[0].reason is Reason.SUPERSEDED


def test_pages_of_two_files_of_one_name_are_told_apart_by_their_scans() -> None:
    def monday_and_tuesday(marks: str) -> Collation:
        first, second = read("s1", "A1"), read("s2", "A1", marks=marks)
        return run(first, replace(second, ref=ScanRef("a.pdf", 1, "0123456789abcdef")))

    (problem, _) = monday_and_tuesday(".x.").sheets[0].problems
    assert "a.pdf page 1 (scan s1) and a.pdf page 1 (scan 0123456789ab) differ in 2 boxes" in problem
    assert monday_and_tuesday("x..").pages[0].detail == "replaced by a.pdf page 1 (scan 0123456789ab)"


@pytest.mark.parametrize("marks", [".x.", "...", "xx."])
def test_two_papers_with_one_serial_are_a_conflict_and_none_is_chosen_silently(marks: str) -> None:
    collation = run(read("s1", "A1"), read("s2", "A1", marks=marks))
    assert states(collation) == [("read", "conflict")] * 2
    assert collation.sheets[0].conflict
    assert "a.pdf page 1 and a.pdf page 2" in collation.sheets[0].problems[0]


def test_a_contradiction_hidden_behind_a_third_scan_is_still_a_conflict() -> None:
    assert run(read("s1", "A1", marks="x.."), read("s2", "A1", marks="?.."), read("s3", "A1", marks="...")).sheets[0].conflict


def test_a_page_decision_settles_which_of_two_papers_it_is() -> None:
    said = Decision(Target.PAGE, "1011/2/A3", scan="s2", who="kim")
    collation = run(read("s1", "A1"), read("s2", "A1", marks=".x."), decisions=[said])
    assert [(sheet.sheet, sheet.conflict) for sheet in collation.sheets] == [("A1", False), ("A3", False)]
    assert collation.pages[1].detail == "named by kim; page 1 is missing"


def test_of_several_scans_the_one_a_grader_named_counts() -> None:
    said = Decision(Target.PAGE, "1011/2/A1", scan="s1", who="kim")
    collation = run(read("s1", "A1"), read("s2", "A1", marks=".x."), decisions=[said])
    assert states(collation) == [("read", ""), ("duplicate", "superseded")]
    assert not collation.sheets[0].conflict


def test_a_scan_put_in_the_place_of_another_that_names_it_itself_is_a_conflict_until_both_are_said_to_be_one() -> None:
    mistyped = Decision(Target.PAGE, "1011/2/A1", scan="s2", who="kim")
    collation = run(read("s1", "A1"), lost("s2"), decisions=[mistyped])
    assert states(collation) == [("read", "conflict")] * 2
    (sheet,) = collation.sheets
    assert (sheet.conflict, sheet.pages[0].ref.scan) == (True, "s1")
    assert "a.pdf page 2 was said to be page 2 of this sheet, and a.pdf page 1 says so of itself" in sheet.problems[0]
    both = [mistyped, Decision(Target.PAGE, "1011/2/A1", scan="s1")]
    assert states(run(read("s1", "A1"), lost("s2"), decisions=both)) == [("duplicate", "superseded"), ("read", "")]


@pytest.mark.parametrize(("marks", "conflict"), [("x.?", False), (".x.", True)])
def test_a_read_page_put_in_the_place_of_another_must_show_the_same_marks(marks: str, conflict: bool) -> None:
    said = Decision(Target.PAGE, "1011/2/A1", scan="s2")
    assert run(read("s1", "A1"), read("s2", "A3", marks=marks), decisions=[said]).sheets[0].conflict is conflict


def test_the_latest_page_decision_about_a_scan_counts() -> None:
    said = [Decision(Target.PAGE, "blank", scan="s1"), Decision(Target.PAGE, "1011/2/A3", scan="s1")]
    assert run(read("s1", "A1"), decisions=said).sheets[0].sheet == "A3"
    assert states(run(read("s1", "A1"), decisions=said[::-1])) == [("blank", "blank_page")]


def test_a_page_named_by_a_grader_but_not_read_gives_no_evidence_so_that_every_item_is_asked() -> None:
    said = Decision(Target.PAGE, "1011/2/A1", scan="s1", who="kim")
    (sheet,) = run(lost("s1"), decisions=[said]).sheets
    assert sheet.pages[0].boxes == ()
    assert sheet.pages[0].doubts
    moved = run(read("s1", "A2", form="1012"), decisions=[said])
    assert moved.sheets[0].pages[0].boxes == (), "boxes read by another form's layout are no evidence"


def test_a_decision_that_names_no_page_changes_nothing_and_says_so() -> None:
    collation = run(read("s1", "A1"), decisions=[Decision(Target.PAGE, "9999/2/A1", scan="s1")])
    assert collation.sheets[0].sheet == "A1"
    assert "9999/2/A1" in collation.pages[0].detail


def test_an_unlisted_serial_keeps_its_sheet_and_is_flagged() -> None:
    collation = run(read("s1", "ZZ", 1), read("s2", "ZZ"))
    assert states(collation) == [("read", "unknown_sheet")] * 2
    assert (collation.sheets[0].student_number, collation.sheets[0].problems) == ("", ("its serial is not in sheets.csv",))


def test_a_sheet_decision_gives_an_unlisted_serial_its_student() -> None:
    said = Decision(Target.SHEET, "300", sheet="ZZ")
    collation = run(read("s1", "ZZ", 1), read("s2", "ZZ"), decisions=[said])
    assert states(collation) == [("read", "")] * 2
    assert (collation.sheets[0].student_number, collation.sheets[0].problems) == ("300", ())


def test_two_sheets_of_one_student_are_both_in_conflict() -> None:
    said = Decision(Target.SHEET, "100", sheet="A3")
    collation = run(read("s1", "A1"), read("s2", "A3"), decisions=[said])
    assert [sheet.conflict for sheet in collation.sheets] == [True, True]


def test_a_serial_on_a_form_it_was_not_printed_on_is_a_conflict() -> None:
    assert run(read("s1", "A1", form="1012")).sheets[0].conflict


def test_pages_of_another_exam_or_an_unknown_form_are_rejected() -> None:
    collation = run(read("s1", "A1", exam="old"), read("s2", "A1", form="7"))
    assert states(collation) == [("rejected", "other_exam"), ("rejected", "unknown_form")]
    assert collation.sheets == ()


@pytest.mark.parametrize("value", ["", "1011/2/A1"])
def test_a_sheet_printed_before_the_exam_was_changed_is_rejected_and_never_read(value: str) -> None:
    assigned = (Assignment("A1", "", ""), Assignment("A2", "100", "1011"), Assignment("A3", "200", "1011"))
    said = [Decision(Target.PAGE, value, scan="s1")] if value else []
    collation = collate([read("s1", "A1"), read("s2", "A2"), read("s3", "A3")], "ift", LAYOUT, assigned, said)
    assert states(collation) == [("read", "unknown_sheet") if value else ("rejected", "unknown_form"), ("read", ""), ("read", "")]
    assert [bool(page.boxes) for sheet in collation.sheets for page in sheet.pages] == [False] * bool(value) + [True, True]
    assert collation.gaps == ()


def test_pages_without_a_serial_are_sheets_of_their_own_named_by_their_scan_after_the_others() -> None:
    collation = run(read("s9", ""), read("s3", ""), read("s4", "A1"))
    assert [sheet.sheet for sheet in collation.sheets] == ["A1", "s9", "s3"]


def test_sheets_come_in_the_order_of_their_serials_whatever_the_order_of_scans() -> None:
    assert [sheet.sheet for sheet in run(read("s1", "A3"), read("s2", "A1")).sheets] == ["A1", "A3"]


def test_a_page_decision_has_three_parts() -> None:
    assert page_value("1011/2/A1") == PageCode("", "1011", 2, "A1")
    assert page_value("1011/2/") == PageCode("", "1011", 2, "")
    assert [page_value(text) for text in ("", "1011/2", "1011/x/A1", "/2/A1", "1011/²/A")] == [None] * 5


RESULT = st.one_of(
    st.builds(
        read,
        scan=st.integers(1, 6).map(lambda n: f"s{n}"),
        serial=st.sampled_from(["A1", "A2", "ZZ", ""]),
        page=st.integers(1, 3),
        marks=st.text("x.?", min_size=2, max_size=2),
        form=st.sampled_from(["1011", "1012"]),
    ),
    st.builds(lost, scan=st.integers(1, 6).map(lambda n: f"s{n}"), reason=st.sampled_from(list(Reason))),
)
DECISION = st.builds(
    Decision,
    target=st.sampled_from([Target.PAGE, Target.SHEET]),
    value=st.sampled_from(["blank", "1011/2/A1", "1012/1/A2", "100", "no/2/such"]),
    scan=st.integers(1, 6).map(lambda n: f"s{n}"),
    sheet=st.sampled_from(["A1", "A2", "ZZ"]),
)


@given(st.lists(RESULT, max_size=10), st.lists(DECISION, max_size=4))
def test_no_scan_is_lost_and_none_counts_twice(results: list[PageResult], decisions: list[Decision]) -> None:
    collation = run(*results, decisions=decisions)
    assert [row.ref for row in collation.pages] == [result.ref for result in results]
    used = Counter((sheet.sheet, page.code.page) for sheet in collation.sheets for page in sheet.pages)
    assert all(count == 1 for count in used.values())
    reads = {(row.sheet, row.form_page) for row in collation.pages if row.status is Status.READ}
    assert reads == set(used)
