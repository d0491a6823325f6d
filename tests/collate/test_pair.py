"""Pages without serials: put together by the order of the scans, and never given to the next student."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.collate import collate
from omr.model.layout import Layout, LayoutPage
from omr.model.page import PageCode, PageEvidence, PageResult, Reason, ScanRef, Status, Unread
from omr.model.response import Collation, Decision, Target

PAGES = (LayoutPage(1, (210, 297), (), ()), LayoutPage(2, (210, 297), (), ()))
LAYOUT = Layout({"1011": PAGES, "1012": PAGES})
MIXED = Layout({"1011": PAGES, "one": PAGES[:1]})


def scans(*sides: str, file: str = "a.pdf") -> list[PageResult]:
    """A file's scans by short names: ``1`` and ``2`` are pages of form 1011, ``1'`` and ``2'`` of 1012, ``x`` was not read, ``-`` is blank,
    ``o`` another exam's, ``c`` a smaller copy beside its page, ``s`` the only page of form one; ``2=A`` is a page that names its sheet.
    """
    found: list[PageResult] = []
    for number, side in enumerate(sides, 1):
        ref = ScanRef(file, number, f"{file}#{number}")
        if side in {"x", "-", "o", "c"}:
            status = {"-": Status.BLANK, "c": Status.DUPLICATE}.get(side, Status.REJECTED)
            named = {"x": Reason.NO_REGISTRATION, "-": Reason.BLANK_PAGE, "o": Reason.OTHER_EXAM, "c": Reason.SUPERSEDED}
            reason = named[side]
            found.append(Unread(ref, status, reason, "why"))
        else:
            form = "one" if side == "s" else "1012" if "'" in side else "1011"
            page = 1 if side == "s" else int(side[0])
            found.append(PageEvidence(ref, PageCode("e", form, page, side.partition("=")[2]), 0.1, 200, 0.05, ()))
    return found


def together(results: Sequence[PageResult], decisions: Sequence[Decision] = (), layout: Layout = LAYOUT) -> Collation:
    return collate(results, "e", layout, (), decisions)


def pages(collation: Collation) -> list[list[str]]:
    """The scans of each sheet, by their number in the file."""
    return [[page.ref.scan.partition("#")[2] for page in sheet.pages] for sheet in collation.sheets]


def problems(collation: Collation) -> str:
    texts = [*(row.detail for row in collation.pages), *(text for sheet in collation.sheets for text in sheet.problems)]
    return " | ".join(filter(None, texts))


def test_both_sides_of_each_paper_make_a_sheet_called_by_its_first_scan() -> None:
    collation = together(scans("1", "2", "1'", "2'", "1", "2"))
    assert pages(collation) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert [sheet.sheet for sheet in collation.sheets] == ["a.pdf#1", "a.pdf#3", "a.pdf#5"]
    assert [row.sheet for row in collation.pages] == [sheet.sheet for sheet in collation.sheets for _ in "12"]
    assert [sheet.form for sheet in collation.sheets] == ["1011", "1012", "1011"]
    assert not problems(collation)


@pytest.mark.parametrize(
    ("sides", "whole"),
    [
        (("1", "2", "1", "1", "2", "1", "2"), [["1", "2"]]),
        (("1", "2", "2", "1", "2"), [["1", "2"]]),
        (("1", "2", "1", "2'", "1", "2"), [["1", "2"]]),
        (("2", "1", "2", "1"), []),
        (("1", "2", "x", "1", "2"), [["1", "2"]]),
        (("1", "1", "2", "2"), []),
    ],
)
def test_a_broken_rhythm_stops_the_pairing_there_and_is_shown(sides: tuple[str, ...], whole: list[list[str]]) -> None:
    collation = together(scans(*sides))
    assert [found for found in pages(collation) if len(found) > 1] == whole
    assert problems(collation).count("broken") >= 1
    assert sum(len(found) for found in pages(collation)) == sum(side != "x" for side in sides), "no page is lost"


@pytest.mark.parametrize(
    ("sides", "told"),
    [("21212121", "other way round?"), ("11112222", "one after the other?"), ("2121212", ""), ("12212121", ""), ("11121212", "")],
)
def test_what_a_whole_stack_looks_like_is_asked_and_never_guessed_at(sides: str, told: str) -> None:
    collation = together(scans(*sides))
    assert ("?" in problems(collation)) is bool(told)
    assert told in problems(collation)
    assert all(len(one) == 1 for one in pages(collation)) or not told
    assert "?" not in problems(together(scans("2", "1", file="b.pdf"))), "so few look like nothing"


def test_a_sheet_cut_off_at_the_end_is_shown() -> None:
    collation = together(scans("1", "2", "1"))
    assert pages(collation) == [["1", "2"], ["3"]]
    assert "page 2 of form 1011 is due" in problems(collation)


def test_a_page_that_was_not_read_keeps_its_place() -> None:
    collation = together(scans("1", "x", "x", "2'", "1", "2"))
    assert pages(collation) == [["1"], ["4"], ["5", "6"]]
    assert "broken" not in problems(collation)


def test_blank_sides_copies_and_pages_of_others_are_passed_over() -> None:
    results = scans("1", "-", "2", "-", "o", "1'", "2'", "2=A1")
    assert pages(together([*results[:2], *scans("1"), *results[2:]])) == [["8"], ["1", "3"], ["6", "7"]]


def test_a_smaller_copy_beside_each_page_of_a_file_raises_no_question() -> None:
    collation = together(scans("1", "c", "2", "c", "1", "c", "2", "c"))
    assert (pages(collation), problems(collation).replace(" | ", "")) == ([["1", "3"], ["5", "7"]], "why" * 4)


def test_a_decision_at_the_break_mends_all_that_follows() -> None:
    results = scans("1", "2", "1", "1", "2", "1", "2")
    said = [Decision(Target.PAGE, "blank", scan="a.pdf#3")]
    assert pages(together(results, said)) == [["1", "2"], ["4", "5"], ["6", "7"]]
    named = [Decision(Target.PAGE, "1011/1/B7", scan="a.pdf#3")]
    assert pages(together(results, named)) == [["3"], ["1", "2"], ["4", "5"], ["6", "7"]]


@pytest.mark.parametrize(
    ("sides", "scan", "value", "whole"),
    [
        (("1", "2", "1", "1", "2", "1", "2"), 4, "1011/1/", [["1", "2"], ["4", "5"], ["6", "7"]]),
        (("1", "2", "2", "1", "2"), 3, "1011/2/", [["1", "2"], ["4", "5"]]),
        (("1", "1", "2"), 2, "1011/1/", [["2", "3"]]),
        (("1", "2", "1", "1", "2", "1", "2"), 4, "1011/1/C", [["1", "2"], ["6", "7"]]),
    ],
    ids=["another begins", "its first page was lost", "scanned twice", "it is another's"],
)
def test_what_a_person_says_of_the_scan_at_the_break_is_never_put_together_with_the_page_before(
    sides: tuple[str, ...], scan: int, value: str, whole: list[list[str]]
) -> None:
    collation = together(scans(*sides), [Decision(Target.PAGE, value, scan=f"a.pdf#{scan}")])
    assert [found for found in pages(collation) if len(found) > 1] == whole
    assert "broken" not in problems(collation)


def test_a_sheet_keeps_its_name_once_somebody_has_said_what_its_first_scan_is() -> None:
    results = scans("x", "2", "1", "2")
    before = together(results)
    after = together(results, [Decision(Target.PAGE, "1011/1/", scan="a.pdf#1")])
    assert [one.sheet for one in before.sheets] == [one.sheet for one in after.sheets] == ["a.pdf#1", "a.pdf#3"]
    assert pages(after) == [["1", "2"], ["3", "4"]]


def test_a_page_said_to_be_another_s_keeps_its_place_and_joins_nothing() -> None:
    results = scans("1", "2", "1", "2", "1", "2")
    collation = together(results, [Decision(Target.PAGE, "1011/2/Z", scan="a.pdf#4")])
    assert {one.sheet: [page.ref.page for page in one.pages] for one in collation.sheets} == {
        "Z": [4],
        "a.pdf#1": [1, 2],
        "a.pdf#3": [3],
        "a.pdf#5": [5, 6],
    }


def test_a_sheet_within_which_a_scan_was_said_to_be_nothing_says_so() -> None:
    said = [Decision(Target.PAGE, "blank", scan="a.pdf#2")]
    assert "(a.pdf p. 2) was said to be nothing" in problems(together(scans("1", "1", "2"), said))


@pytest.mark.parametrize("between", ["2=A1", "o"])
def test_what_is_no_blank_side_and_lies_within_a_sheet_is_told(between: str) -> None:
    collation = together(scans("1", between, "2"))
    assert "the scan before it (a.pdf p. 2)" in problems(collation)
    assert "the scan before it" not in problems(together(scans("1", "-", "2", between, "1", "2")))


def test_of_a_stack_scanned_again_in_part_pages_of_two_are_not_put_together_without_a_word() -> None:
    again = scans("1", "2", "1", "2", file="b.pdf")
    again[1:3] = [replace(one, ref=replace(one.ref, scan=f"a.pdf#{one.ref.page}")) for one in again[1:3]]
    assert "is a copy of another" in problems(together([*scans("1", "2", "1", "2"), *again]))


def test_a_page_that_names_its_sheet_is_no_neighbour_s_unless_somebody_says_that_it_is() -> None:
    results = scans("1", "2=B", "1", "2")
    assert pages(together(results, [Decision(Target.PAGE, "1011/2/", scan="a.pdf#2")])) == [["1"], ["2"], ["3"], ["4"]]
    assert pages(together(results, [Decision(Target.PAGE, "1011/2/a.pdf#1", scan="a.pdf#2")])) == [["1", "2"], ["3", "4"]]


def test_what_was_doubtful_of_a_page_is_not_once_somebody_has_said_whose_it_is() -> None:
    said = [Decision(Target.PAGE, "blank", scan="a.pdf#2"), Decision(Target.PAGE, "1011/2/a.pdf#1", scan="a.pdf#3")]
    collation = together(scans("1", "1", "2"), said)
    assert pages(collation) == [["1", "3"]]
    assert "said to be nothing" not in problems(collation)


def test_a_page_put_to_one_that_was_single_stays_with_it_once_the_order_is_mended() -> None:
    results = scans("1", "1", "2", "x", "2")
    named = [Decision(Target.PAGE, "1011/1/a.pdf#5", scan="a.pdf#4")]
    assert ["4", "5"] in pages(together(results, named))
    assert ["4", "5"] in pages(together(results, [*named, Decision(Target.PAGE, "1011/1/", scan="a.pdf#2")]))


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        ("212121", {1: "1011/2/"}),
        ("212121", {1: "1011/2/Z"}),
        ("12212112", {3: "1011/2/", 7: "1011/1/"}),
        ("x121", {2: "1011/1/"}),
        ("212212121", {1: "1011/2/", 4: "1011/2/"}),
    ],
)
def test_a_stack_turned_round_is_told_though_somebody_has_truly_said_what_its_first_page_is(sides: str, said: dict[int, str]) -> None:
    collation = together(scans(*sides), [Decision(Target.PAGE, value, scan=f"a.pdf#{place}") for place, value in said.items()])
    wrong = [one for one in collation.sheets if [page.code.page for page in one.pages] == [1, 2]]
    assert any("were they turned?" in " ".join(one.problems) for one in wrong)
    assert "turned" not in problems(together(scans(*"12212"), [Decision(Target.PAGE, "1011/2/", scan="a.pdf#3")]))


def test_a_page_of_a_later_stack_in_place_of_one_that_was_not_read_is_told() -> None:
    def stack(names: Sequence[str], sides: str) -> list[PageResult]:
        return [one for name, side in zip(names, sides, strict=True) for one in scans(side, file=name)]

    first, later = ("1.png", "2.png", "3.png", "4.png"), ("1.png (2)", "2.png (2)")
    origins = {name: f"/in/{name.split(' ', maxsplit=1)[0]}" for name in (*first, *later)}
    collation = collate([*stack(first, "x212"), *stack(later, "12")], "e", LAYOUT, (), (), origins=origins)
    assert "written anew" in problems(collation)
    only = collate([*stack(first, "x212"), *stack(later[:1], "1")], "e", LAYOUT, (), (), origins=origins)
    assert [len(one.pages) for one in only.sheets] == [2, 2]
    assert "written anew" not in problems(only)


def test_each_file_begins_anew() -> None:
    collation = together([*scans("1", "2", "1"), *scans("1", "2", file="b.pdf")])
    assert pages(collation) == [["1", "2"], ["3"], ["1", "2"]]


def test_files_of_one_page_each_are_paired_in_their_order() -> None:
    singles = [one for name, side in (("1.png", "1"), ("2.png", "2"), ("3.png", "1"), ("4.png", "2")) for one in scans(side, file=name)]
    assert [len(sheet.pages) for sheet in together(singles).sheets] == [2, 2]


def test_a_file_of_one_page_is_not_put_together_with_the_stack_in_the_next_file() -> None:
    collation = together([*scans("1", file="1.pdf"), *scans("2", "1", "2", "1", file="2.pdf")])
    assert all(len(one) == 1 for one in pages(collation))
    assert [len(one) for one in pages(together([*scans("1", file="1.pdf"), *scans("1", "2", file="2.pdf")]))] == [1, 2]


def test_files_that_could_not_be_opened_keep_their_places() -> None:
    singles = [one for number, side in enumerate("1212", 1) for one in scans(side, file=f"IMG_{number}.png")]
    for place in (1, 2):
        ref = ScanRef(f"IMG_{place + 1}.png", 0, "empty")
        singles[place] = Unread(ref, Status.REJECTED, Reason.EMPTY_FILE, "empty")
    collation = together(singles)
    assert [[page.ref.file for page in one.pages] for one in collation.sheets] == [["IMG_1.png"], ["IMG_4.png"]]


def test_numbers_lacking_within_a_sheet_are_told() -> None:
    names = ("IMG_1.png", "IMG_2.png", "IMG_3.png", "IMG_6.png", "IMG_7.png", "IMG_8.png")
    collation = together([one for name, side in zip(names, "121212", strict=True) for one in scans(side, file=name)])
    assert "no scan is numbered 4 to 5" in problems(collation)


def test_forms_of_one_page_are_left_as_they_are() -> None:
    only = together(scans("s", "s", "x", "s"), layout=Layout({"one": PAGES[:1]}))
    assert pages(only) == [["1"], ["2"], ["4"]]
    assert "broken" not in problems(only)
    assert pages(together(scans("s", "1", "2", "s", "1", "2"), layout=MIXED)) == [["1"], ["2", "3"], ["4"], ["5", "6"]]


def test_where_forms_differ_in_their_pages_one_that_was_not_read_leaves_the_rhythm_open() -> None:
    collation = together(scans("1", "2", "x", "1", "2"), layout=MIXED)
    assert [found for found in pages(collation) if len(found) > 1] == [["1", "2"]]
    assert "nobody knows how many pages" in problems(collation)


@given(st.integers(2, 6), st.integers(0, 11), st.booleans())
def test_after_one_page_lost_or_doubled_no_sheet_holds_pages_of_two_students(students: int, place: int, doubled: bool) -> None:
    owners = [(student, page) for student in range(students) for page in "12"]
    place %= len(owners)
    owners[place : place + 1] = [owners[place]] * 2 if doubled else []
    collation = together(scans(*(page for _, page in owners)))
    for sheet in collation.sheets:
        assert len({owners[page.ref.page - 1][0] for page in sheet.pages}) == 1
