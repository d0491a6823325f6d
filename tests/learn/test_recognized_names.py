"""What a second look at a picture calls its items is believed where it counts up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from omr.learn.items.recognized_names import counted, counted_in_parts, parted_anew, with_loose_options
from omr.learn.items.recognized_numbers import with_numbers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.ocr import Ocr
from omr.model.exam import Shape
from omr.model.layout import Box


def rows(*names: str, columns: int = 1) -> list[Entry]:
    """Rows of three boxes with these names, so many side by side."""
    found = []
    for i, name in enumerate(names):
        row, column = divmod(i, columns)
        boxes = [Box(20 + 60 * column + 10 * place, 20 + 8 * row, 4, 4) for place in range(3)]
        found.append(Entry(1, name, tuple(Outline(Shape.BOX, box) for box in boxes), ("x", "y", "z")))
    return found


def names_of(*read: str, columns: int = 1) -> list[str]:
    entries = [replace(entry, printed="") for entry in rows(*read, columns=columns)]
    names = counted(entries, rows(*read, columns=columns))
    return [names.get(id(entry), "") for entry in entries]


@pytest.mark.parametrize(
    ("read", "names"),
    [
        ("1. 2. 3. 4. 5.", "1 2 3 4 5"),
        ("1. 2. - 4. 5.", "1 2 3 4 5"),
        ("1. 2. 8. 4. 5.", "1 2 3 4 5"),
        ("- 7. 8. 9. 10.", "6 7 8 9 10"),
        ("1.a 1.b 2.a 2.b 2.c", "1.a 1.b 2.a 2.b 2.c"),
        ("1a 1b 1c 2a 2b", "1a 1b 1c 2a 2b"),
        ("(a) (b) (c) (d)", "a b c d"),
    ],
)
def test_names_that_count_up_are_taken_and_a_misread_number_is_told_by_its_neighbours(read: str, names: str) -> None:
    assert names_of(*read.split()) == names.split()


@pytest.mark.parametrize("read", ["3. 9. 1. 4. 2.", "1. - - - 5.", "1. 1. 1. 1.", "1.a - 2.a 2.b", "- - -", "a) b) a) b)"])
def test_names_that_do_not_count_up_name_nothing(read: str) -> None:
    assert not any(names_of(*read.split()))


@pytest.mark.parametrize(
    ("read", "names"),
    [
        ("1. 2. 3. 1. 2.", "1 2 3 1 2"),
        ("1. - 3. 1. 2.", "1 2 3 1 2"),
        ("(a) (b) (a) (b) (c)", "a b a b c"),
        ("1. 2. 3. 1. -", ""),
        ("1. 2. 3. 1. 3.", ""),
        ("1. 2. 3. 4. 1.", ""),
        ("(a) (b) (a) (b)", ""),
        ("2. 3. 1. 2. 3.", ""),
    ],
)
def test_names_that_begin_anew_in_each_part_are_taken_where_all_are_known(read: str, names: str) -> None:
    entries = [replace(entry, printed="") for entry in rows(*read.split())]
    found = counted_in_parts(entries, rows(*read.split()))
    assert [found[id(entry)] for entry in entries if found] == names.split()


def test_rows_side_by_side_are_counted_across_where_their_numbers_are() -> None:
    assert names_of("1.", "2.", "3.", "4.", "5.", "6.", columns=2) == ["1", "2", "3", "4", "5", "6"]
    assert names_of("1.", "4.", "2.", "5.", "3.", "6.", columns=2) == ["1", "4", "2", "5", "3", "6"]


def test_the_row_before_the_first_number_is_no_item_that_was_counted() -> None:
    assert names_of("-", "1.", "2.", "3.", "4.", "5.") == ["", "1", "2", "3", "4", "5"]


def joined(first: Entry, second: Entry) -> Entry:
    return replace(first, outlines=(*first.outlines, *second.outlines), printed="")


def test_a_page_is_parted_as_its_numbers_say() -> None:
    second = rows("1.", "2.", "3.", "4.")
    first = [joined(second[0], second[1]), *(replace(entry, printed="") for entry in second[2:])]
    found = parted_anew(first, second)
    assert [entry.outlines for entry in found] == [entry.outlines for entry in second]
    assert {(entry.printed, entry.labels, entry.read) for entry in found} == {("", ("A", "B", "C"), False)}


@pytest.mark.parametrize("names", [("1.", "2.", "3.", "9."), ("1.", "-", "-", "-"), ("1.", "2.", "3.")], ids=["other", "unread", "few"])
def test_numbers_that_do_not_count_up_part_nothing(names: tuple[str, ...]) -> None:
    second = rows(*names)
    first = [joined(second[0], second[1]), *second[2:]]
    if names[-1] == "9.":
        second[-1] = replace(second[-1], printed="-")
        second[1] = replace(second[1], printed="-")
    assert parted_anew(first, second) == []


def test_a_second_look_that_leaves_an_option_out_parts_nothing() -> None:
    whole = rows("1.", "2.", "3.", "4.", "5.")
    assert parted_anew([joined(whole[0], whole[1]), *whole[2:]], whole[:4]) == []


def test_items_of_as_many_options_are_not_joined_where_a_number_was_not_read() -> None:
    first = rows("", "", "2.", "3.", "4.", "5.", "6.")
    second = [joined(first[0], first[1]), *first[2:]]
    assert parted_anew(first, second) == []
    assert len(parted_anew(first, [replace(second[0], printed="1."), *second[1:]])) == 6


def test_numbers_with_gaps_are_taken_where_all_were_read_and_grow() -> None:
    assert names_of("1.", "2.", "4.", "7.", "8.", "11.") == ["1", "2", "4", "7", "8", "11"]
    assert not any(names_of("1.", "2.", "4.", "-", "8.", "11."))


def test_numbers_that_are_whole_tell_the_order_of_items_wherever_they_stand() -> None:
    entries = [replace(entry, printed="") for entry in rows("3.", "1.", "4.", "2.")]
    names = counted(entries, rows("3.", "1.", "4.", "2."))
    assert list(names.values()) == ["1", "2", "3", "4"]
    assert [names[id(entry)] for entry in entries] == ["3", "1", "4", "2"]


def test_one_list_alone_is_not_named_amid_rows_without_names() -> None:
    *plain, last = rows("-", "-", "4.")
    second = [*plain, replace(last, vertical=True)]
    entries = [replace(entry, printed="") for entry in second]
    assert not any(entry.printed for entry in with_numbers(entries, second, np.zeros((9, 9), np.uint8), Ocr("no-such-program", "eng")))


def test_numbers_that_shift_at_one_place_are_taken_as_they_were_read_or_not_at_all() -> None:
    read = ["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "10.", "11."]
    assert names_of(*read) == [number.strip(".") for number in read]
    assert not any(names_of("-", *read[1:]))


def test_a_page_is_not_parted_anew_where_a_number_that_was_read_says_otherwise() -> None:
    second = rows("1.", "2.", "3.", "4.", "6.")
    assert parted_anew([joined(second[0], second[1]), *second[2:]], second) == []


def test_rows_are_not_joined_over_a_number_that_was_not_recognized() -> None:
    rows_of_two = rows("", "", "3.", "4.", "5.", "6.")
    first = [replace(entry, text=(Box(12, entry.top - 2, 4, 4),)) for entry in rows_of_two]
    lists = [replace(entry, outlines=entry.outlines[:2], vertical=True) for entry in rows("", "", "", "", "", "", "7.")[6:]]
    second = [joined(rows_of_two[0], rows_of_two[1]), *rows_of_two[2:], *lists]
    assert parted_anew([*first, *lists], second) == []
    read = replace(second[0], text=(first[1].text[0],))  # words of an option that goes on there
    assert len(parted_anew([*first, *lists], [read, *second[1:]])) == 6


def called(second: list[Entry], text_x: float) -> list[str]:
    """What rows are called, of which something is printed at ``text_x``."""
    entries = [replace(entry, printed="", text=(Box(text_x, entry.top - 1.5, 3, 3),)) for entry in second]
    return [entry.printed for entry in with_numbers(entries, second, np.full((800, 800), 255, np.uint8), Ocr("no-such-program", "eng"))]


def test_what_the_first_options_say_is_no_number_however_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ocr, "line", lambda *_: "11.12.13.14.")
    second = rows("1.", "2.", "3.", "4.")
    assert called(second, text_x=14) == ["11", "12", "13", "14"]
    assert called(second, text_x=25) == ["1", "2", "3", "4"]


def test_letters_are_called_as_they_are_printed() -> None:
    assert called(rows("(a)", "(b)", "(c)", "(d)"), text_x=25) == ["(a)", "(b)", "(c)", "(d)"]


@pytest.mark.parametrize(("read", "found"), [("1.1 1.2 2.1 2.2", 4), ("1.1 - 2.1 2.2", 0), ("1.1 1.2 2.2 2.4", 0)])
def test_a_page_is_parted_anew_where_numbers_of_its_sections_were_all_read_and_count_up(read: str, found: int) -> None:
    first = rows("", "", "", "", "")
    second = [replace(joined(first[0], first[1]), printed=read.split(maxsplit=1)[0])]
    second += [replace(one, printed=name.strip("-")) for one, name in zip(first[2:], read.split()[1:], strict=True)]
    assert len(parted_anew(first, second)) == found


@pytest.mark.parametrize(("labels", "counts"), [("abc", [3, 2, 3]), ("abd", [2, 2, 3]), ("TFN", [2, 2, 3])])
def test_an_outline_that_was_in_no_item_is_the_option_that_its_letter_says(labels: str, counts: list[int]) -> None:
    whole = rows("", "", "")
    first = [replace(one, outlines=one.outlines[1:], labels=("A", "B")) for one in whole[:2]]
    second = [replace(whole[0], labels=tuple(labels), read=True), whole[1]]
    assert [len(one.outlines) for one in with_loose_options([*first, whole[2]], second)] == counts
    assert with_loose_options(whole, [replace(joined(whole[0], whole[1]), labels=tuple("ABCDEF"), read=True)]) == whole
