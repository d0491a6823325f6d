"""In which order scans lie on each other, whatever the order in which their files came."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omr.collate.runs import runs
from omr.collate.settle import Settled
from omr.model.page import PageCode, PageEvidence, Reason, ScanRef, Status, Unread


def found(files: Sequence[str], folders: Sequence[str] = (), lost: Sequence[str] = ()) -> list[list[str]]:
    """The runs of files of one page each, in the order in which they came; ``a.png (2)`` is ``a.png`` written anew."""
    settled = []
    for index, file in enumerate(files):
        ref = ScanRef(file, 0 if file in lost else 1, file)
        page = PageEvidence(ref, PageCode("e", "1011", 1, ""), 0.1, 200, 0.05, ())
        settled.append(Settled(index, Unread(ref, Status.REJECTED, Reason.EMPTY_FILE, "") if file in lost else page))
    where = dict(zip(files, folders or ["/in"] * len(files), strict=True))
    origins = {file: f"{where[file]}/{file.split(' (')[0] if file.endswith(')') else file}" for file in files}
    return [[placed.one.result.ref.file for placed in run] for run in runs(settled, origins)]


@given(st.permutations([f"IMG_{number}.png" for number in range(1, 13)]))
def test_numbered_files_go_by_their_numbers_whenever_they_came(files: list[str]) -> None:
    assert found(files) == [[f"IMG_{number}.png" for number in range(1, 13)]]


def test_a_page_in_colour_may_be_another_kind_of_file() -> None:
    assert found(["i3.jpg", "i4.jpg", "i2.tif", "i1.jpg"]) == [["i1.jpg", "i2.tif", "i3.jpg", "i4.jpg"]]


def test_names_that_differ_in_more_than_numbers_tell_no_order() -> None:
    assert found(["anna1.png", "anna2.png", "bea1.png", "bea2.png"]) == [["anna1.png", "anna2.png"], ["bea1.png", "bea2.png"]]
    assert found(["f3a.png", "c81.png", "d0.png"]) == [["c81.png"], ["d0.png"], ["f3a.png"]]
    assert found(["1back.png", "1front.png"]) == [["1back.png"], ["1front.png"]]


def test_names_drawn_by_lot_tell_no_order_even_where_two_are_alike() -> None:
    assert len(found(["174a2a47.png", "72660430.png", "84087681.png", "a1b9316a.png", "ee430e5b.png"])) == 5


def test_where_each_kind_of_file_has_numbers_of_its_own_they_tell_no_order() -> None:
    assert len(found(["1.jpg", "1.tif", "2.jpg", "3.jpg"])) == 4


def test_what_says_that_something_is_wrong_with_a_file_is_none_of_its_pages() -> None:
    whole = Settled(0, Unread(ScanRef("a.pdf", 0, "a"), Status.REJECTED, Reason.UNREADABLE_FILE, "cut short"))
    pages = [Settled(n, PageEvidence(ScanRef("a.pdf", n, f"a{n}"), PageCode("e", "1011", n, ""), 0.1, 200, 0.05, ())) for n in (1, 2)]
    assert [[placed.one.index for placed in run] for run in runs([whole, *pages], {})] == [[1, 2]]


def test_folders_are_apart() -> None:
    files, folders = ["1.png", "2.png", "3.png"], ["/mon", "/tue", "/mon"]
    assert found(files, folders) == [["1.png", "3.png"], ["2.png"]]


def test_where_names_are_used_again_numbers_begin_anew() -> None:
    files = ["1.png", "2.png", "3.png", "1.png (2)", "2.png (2)", "4.png"]
    assert found(files) == [["1.png", "2.png", "3.png"], ["1.png (2)", "2.png (2)", "4.png"]]


def test_a_file_written_anew_because_it_could_not_be_read_takes_its_place() -> None:
    assert found(["1.png", "2.png", "3.png", "2.png (2)"], lost=["2.png"]) == [["1.png", "2.png (2)", "3.png"]]


@pytest.mark.parametrize(
    ("files", "lacking"),
    [
        (["1.png", "2.png", "3.png", "5.png"], {"5.png": "4"}),
        (["1.png", "2.png", "3.png", "9.png", "10.png"], {"9.png": "4 to 8"}),
        (["1.png", "4.png"], {"4.png": "2 to 3"}),
        (["1.png", "4.png", "7.png", "8.png"], {"4.png": "2 to 3", "7.png": "5 to 6"}),
        (["2.png", "4.png", "6.png", "8.png"], {}),
        (["2026-11-01_0912.png", "2026-11-01_0940.png", "2026-11-02_0800.png"], {}),
        (["1.png"], {}),
    ],
)
def test_numbers_that_are_lacking_are_named_where_files_are_counted(files: list[str], lacking: dict[str, str]) -> None:
    settled = [
        Settled(index, PageEvidence(ScanRef(file, 1, file), PageCode("e", "1011", 1, ""), 0.1, 200, 0.05, ()))
        for index, file in enumerate(files)
    ]
    told = {one.one.result.ref.file: one.doubt for run in runs(settled, {}) for one in run if one.doubt}
    assert told == {file: f"no scan is numbered {numbers}, between the one before and this one" for file, numbers in lacking.items()}
