"""What the order of a stack gives away, on orders written by hand, and that no order of scans loses one."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from collate.test_collate import LAYOUT, lost, read
from hypothesis import given
from hypothesis import strategies as st

from omr.collate import collate, gap_text, stray_text
from omr.model.exam import Assignment
from omr.model.page import PageCode, PageEvidence, PageResult, Reason, ScanRef, Status
from omr.model.response import Collation

LETTERS = "abcdefghij"
PRINTED = tuple(Assignment(letter, f"10{place}", "1011") for place, letter in enumerate(LETTERS))
TWO_FORMS = tuple(Assignment(one.serial, one.student_number, ("1011", "1012")[place % 2]) for place, one in enumerate(PRINTED))


def page(at: int, serial: str, number: int, form: str = "1011") -> PageEvidence:
    return PageEvidence(ScanRef("s.pdf", at, f"i{at}"), PageCode("ift", form, number, serial), 0.1, 200, 0.05, ())


def stack(order: str, printed: tuple[Assignment, ...] = PRINTED) -> Collation:
    """Pages as ``a1 a2 b1 …``, or whole sheets as ``a b c``."""
    forms = {one.serial: one.form for one in printed}
    names = [(name[0], int(number)) for name in order.split() for number in (name[1:] or "12")]
    scans = [page(at, serial, number, forms.get(serial, "1011")) for at, (serial, number) in enumerate(names, 1)]
    return collate(scans, "ift", LAYOUT, printed, ())


def gaps(order: str, printed: tuple[Assignment, ...] = PRINTED) -> list[tuple[str, str]]:
    found = stack(order, printed)
    return [("".join(one.serial for one in gap.sheets), found.pages[gap.after].sheet) for gap in found.gaps]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("a b c d e f g h i j", []),
        ("a b d e f", [("c", "d")]),
        ("j i h e d", [("gf", "e")]),
        ("a b d e f h i j", [("c", "d"), ("g", "h")]),
        ("a b d e f c", []),
        ("c d e f g", []),
        ("a c b d", []),
        ("a b d e", []),
        ("e b i a h d j", []),
        ("a b d e f j h g c", []),
    ],
)
def test_a_serial_missing_between_neighbours_of_an_ordered_stack_is_a_gap(order: str, found: list[tuple[str, str]]) -> None:
    assert gaps(order) == found


def test_a_stack_of_one_form_is_compared_with_that_form_s_sheets() -> None:
    assert gaps("a c e g i b d f h j", TWO_FORMS) == []
    assert gaps("a c e g i b d f h", TWO_FORMS) == [], "j lies at the end, where no neighbour tells of it"
    assert gaps("b d f h j a e g i", TWO_FORMS) == [], "four in a row are no order"
    assert gaps("a b d e f g", TWO_FORMS) == [("c", "d")]


def test_a_gap_is_told_with_serial_student_and_place_in_the_row_after_it_and_is_no_error() -> None:
    found = stack("a b d e f")
    said = gap_text(found.gaps[0], found)
    assert said.startswith("sheet c (student 102): not read")
    assert "between s.pdf page 4 and s.pdf page 5" in said
    assert [row.detail for row in found.pages].count(said) == 1
    assert found.pages[4].detail == said
    assert all(not sheet.problems for sheet in found.sheets)
    assert gap_text(found.gaps[0], found, absent={"102"}) == ""


def test_of_a_long_gap_the_first_are_named_and_the_others_counted() -> None:
    printed = (*PRINTED, *(Assignment(letter, "", "1011") for letter in "klm"))
    found = stack("a i j k l m", printed)
    assert gap_text(found.gaps[0], found).startswith(
        "sheets b (student 101), c (student 102), d (student 103), e (student 104), f (student 105) and 2 more: not read"
    )


def strays(order: str) -> list[tuple[str, int, int]]:
    return [(stray.sheet, stray.before + 1, stray.after + 1) for stray in stack(order).strays]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("a1 a2 b1 b2 c1 c2", []),
        ("a2 a1 b2 b1", []),
        ("a1 b1 b2 a2 c1 c2 d1 d2", [("a", 1, 4)]),
        ("a1 b1 b2 c1 c2 d1 a2 d2 e1 e2", [("a", 1, 7)]),
        ("a1 b1 a2 b2 c1 c2 d1 d2", [("a", 1, 3), ("b", 2, 4)]),
        ("a1 b1 c1 d1 a2 b2 c2 d2", []),
        ("a1 a1 a2 b1 b2", []),
        ("a1 a2 b1 b2 c1 c2 a2", []),
        ("a1 b1 b2 c1 c2", []),
    ],
)
def test_pages_apart_are_told_where_the_pages_of_others_lie_together(order: str, found: list[tuple[str, int, int]]) -> None:
    assert strays(order) == found


def test_a_page_out_of_place_is_told_in_its_rows_and_is_no_error() -> None:
    found = stack("a1 b1 b2 a2 c1 c2 d1 d2")
    said = stray_text(found.strays[0], found)
    assert said == "sheet a: its pages lie apart, other sheets between s.pdf page 1 and s.pdf page 4"
    assert [row.sheet for row in found.pages if said in row.detail] == ["a", "a"]
    assert all(not sheet.problems for sheet in found.sheets)


def test_what_is_wrong_with_a_sheet_stands_in_the_rows_of_its_pages() -> None:
    found = stack("a1 b1 b2", (PRINTED[0], Assignment("b", "100", "1011")))
    assert found.pages[0].detail == "page 2 is missing; student 100 is claimed by b too; say whose it is by a sheet decision"
    assert "claimed by a" in found.pages[1].detail
    assert "claimed by a" in found.pages[2].detail


def test_a_page_too_many_is_rejected_with_its_sheet() -> None:
    found = collate([page(1, "a", 1), page(2, "a", 2), page(3, "a", 3)], "ift", LAYOUT, PRINTED, ())
    assert (found.pages[2].status, found.pages[2].reason) == (Status.REJECTED, Reason.UNKNOWN_FORM)
    assert found.pages[2].detail == "form '1011' page 3 of sheet a is not in layout.json"


def test_a_photocopied_sheet_is_a_conflict_though_its_cover_is_the_same() -> None:
    scans = [read("s1", "A1", 1, ""), read("s2", "A1", 2, "x.."), read("s3", "A1", 1, ""), read("s4", "A1", 2, "..x")]
    found = collate(scans, "ift", LAYOUT, (Assignment("A1", "100", "1011"),), ())
    assert [row.reason for row in found.pages] == [Reason.SUPERSEDED, Reason.CONFLICT, None, Reason.CONFLICT]
    assert found.sheets[0].conflict


SCANS = [one for letter in LETTERS for one in (page(0, letter, 1), page(0, letter, 2))]
OTHERS = [lost("s0", Reason.BLANK_PAGE, Status.BLANK), lost("s0"), lost("s0", Reason.OTHER_EXAM)]


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(SCANS), max_size=8), st.lists(st.sampled_from(OTHERS), max_size=4))
def test_whatever_is_shuffled_scanned_twice_or_lost_the_sum_of_pages_holds(
    chance: random.Random, twice: list[PageEvidence], others: list[PageResult]
) -> None:
    kept = [one for one in SCANS if chance.random() < 0.8]
    papers: list[PageResult] = [*kept, *twice, *others]
    chance.shuffle(papers)
    scans = [replace(one, ref=ScanRef("s.pdf", at, f"i{chance.randrange(at, 60)}")) for at, one in enumerate(papers, 1)]
    found = collate(scans, "ift", LAYOUT, PRINTED, ())
    assert [row.ref for row in found.pages] == [scan.ref for scan in scans]
    ended = [sum(row.status is status for row in found.pages) for status in Status]
    assert sum(ended) == len(scans)
    present = {sheet.sheet for sheet in found.sheets}
    told = [one.serial for gap in found.gaps for one in gap.sheets]
    assert not present.intersection(told), "a sheet that was read is no gap"
    assert len(told) == len(set(told))
    assert all(row.detail for row in found.pages if row.status in {Status.DUPLICATE, Status.REJECTED})
