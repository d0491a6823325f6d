"""Columns of letters that tell the version among numbered rows: they take no row's number, and no digits of another field."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from omr.learn.doubts.unnumbered import without_unnumbered
from omr.learn.items.items import items_of
from omr.learn.items.numbering import numbered
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.rows.runs import Run, row_runs
from omr.learn.words.titles import phrases
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray
from tests.learn.drawn import circle, text, word


def row(x: float, y: float) -> Entry:
    """A row of four circles, a word of 5 mm before it."""
    outlines = tuple(Outline(Shape.CIRCLE, Box(x + 7.0 * i, y, 4, 4)) for i in range(4))
    return Entry(1, "", outlines, tuple("ABCD"), read=False, text=(Box(x - 7, y + 0.6, 5, 2.8),))


def column(x: float, y: float, *text: Box) -> Entry:
    outlines = tuple(Outline(Shape.CIRCLE, Box(x, y + 5.0 * i, 4, 4)) for i in range(4))
    return Entry(1, "", outlines, tuple("ABCD"), read=False, vertical=True, text=text)


def print_numbers(rows: list[Entry], first: int = 1) -> Gray:
    """The numbers of the rows in their order, each in its row's word."""
    mask = np.zeros((int(260 * PX_PER_MM), int(210 * PX_PER_MM)), np.uint8)
    for number, entry in enumerate(rows, first):
        place = entry.text[0]
        foot = (round(place.x * PX_PER_MM), round((place.y + place.h) * PX_PER_MM))
        cv2.putText(mask, str(number), foot, cv2.FONT_HERSHEY_SIMPLEX, 2.8 * PX_PER_MM / 22, (255,), 2)
    return mask


def test_a_column_above_the_last_one_of_numbered_rows_takes_no_number() -> None:
    rows = [row(20.0 + 45 * c, 60.0 + 7 * i) for c in range(4) for i in range(25)]
    named = numbered([column(155.0, 20.0), *rows], print_numbers(rows))
    assert [(entry.printed, entry.outlines[0].box) for entry in named if not entry.vertical] == [
        (str(number), entry.outlines[0].box) for number, entry in enumerate(rows, 1)
    ]
    assert [entry.printed for entry in named if entry.vertical] == [""]


@pytest.mark.parametrize(("text", "none"), [((), True), ((Box(90, 121, 2, 3),), True), ((Box(57, 121, 9, 3),), False)])
def test_a_column_of_letters_amid_numbered_rows_is_no_item_and_told(text: tuple[Box, ...], *, none: bool) -> None:
    rows = [replace(row(x, 40.0 + 8 * i), printed=f"{10 * c + i + 1}.") for c, x in enumerate((20.0, 120.0)) for i in range(10)]
    kept, fields, told = without_unnumbered([*rows, column(50.0, 120.0, *text)], 1, readable=False)
    assert (len(kept), len(fields), len(told)) == ((20, 1, 1) if none else (21, 0, 0))


@pytest.mark.parametrize(("top", "none"), [(20.0, True), (120.0, False)])
def test_a_column_of_letters_above_many_rows_of_a_scan_without_numbers_is_no_item_and_told(top: float, *, none: bool) -> None:
    rows = [row(x, 60.0 + 6.0 * i) for x in (20.0, 70.0) for i in range(12)]
    kept, fields, told = without_unnumbered([column(100.0, top), *rows], 1, readable=False)
    assert (len(kept), len(fields), len(told)) == ((24, 1, 1) if none else (25, 0, 0))


def test_digits_and_a_letter_on_the_line_of_an_item_are_parted_from_each_other() -> None:
    digits = [circle(20.0 + 8 * i, 50.0, "2") for i in range(5)]
    letter = circle(84.0, 50.0, "C")
    options = [circle(120.0 + 6 * i, 50.5, label) for i, label in enumerate("ABCDE")]
    runs = row_runs([*digits, letter, *options], [word("3", 114.0, 50.5)])
    assert [len(run.spots) for run in runs] == [5, 1, 5]


def test_digits_beside_the_options_of_an_item_are_parted_from_them_whatever_stands_between() -> None:
    options = [circle(x + 5 * i, 50.0, label) for x in (20.0, 55.0) for i, label in enumerate("ABCD")]
    digits = [circle(130.0 + 5 * i, 50.0, "6") for i in range(7)]
    runs = row_runs([*options, *digits], [word("2", 14.0, 50.5), word("32", 49.0, 50.5), word("NUMBER", 116.0, 50.5, 3.0)])
    assert [len(run.spots) for run in runs] == [4, 4, 7]


@pytest.mark.parametrize("first", [1, 34, 61])
def test_a_page_that_goes_on_counting_is_counted_on_by_the_glyphs_of_its_numbers(first: int) -> None:
    rows = [row(x, 20.0 + 8.0 * i) for x in (20.0, 70.0) for i in range(15)]
    named = numbered(rows, print_numbers(rows, first))
    assert [entry.printed for entry in named] == [str(number) for number in range(first, first + 30)]


@pytest.mark.parametrize(
    ("title", "is_item"),
    [("A series with terms that tend to zero", True), ("Which is the largest set?", True), ("Version of the test", False)],
)
def test_a_list_below_a_question_that_speaks_of_a_series_or_a_set_tells_no_version(title: str, *, is_item: bool) -> None:
    said = [text(one, 26.0, 50.5 + 6 * i) for i, one in enumerate(("A converges", "B diverges", "C does both", "D does neither"))]
    run = Run(tuple(circle(20.0, 50.0 + 6 * i) for i in range(4)), (), tuple(map(tuple, said)), vertical=True)
    words = [*text(title, 20.0, 43.0), *(word for line in said for word in line)]
    items, fields, _ = items_of(1, [run], words, phrases(words))
    assert (len(items), len(fields)) == (int(is_item), int(not is_item))


def test_a_row_below_a_numbered_question_that_speaks_of_a_set_tells_no_version() -> None:
    said = [text(one, 26.0 + 80 * (i % 2), 50.5 + 6 * (i // 2)) for i, one in enumerate(("empty", "open", "closed", "finite"))]
    run = Run(tuple(circle(20.0 + 80 * (i % 2), 50.0 + 6 * (i // 2)) for i in range(4)), (), tuple(map(tuple, said)))
    words = [*text("Question 7", 20.0, 43.0), *text("The set of primes is", 48.0, 43.0), *(word for line in said for word in line)]
    items, fields, _ = items_of(1, [run], words, phrases(words))
    assert (len(items), len(fields)) == (1, 0)


def test_a_version_beside_a_digit_of_a_student_number_cuts_that_by_its_own_pitch() -> None:
    version = [circle(20.0 + 4.4 * i, 50.0, letter) for i, letter in enumerate("ABCD")]
    digits = [circle(100.0 + 6.3 * i + 0.1 * (i % 2), 50.0, "6") for i in range(8)]
    assert [len(run.spots) for run in row_runs([*version, *digits], [word("Version", 4.0, 50.5)])] == [4, 8]


@pytest.mark.parametrize(
    ("title", "labels", "is_item"),
    [
        ("The set of primes is", "finite infinite empty", True),
        ("The set of booklets", "A B C", False),
        ("Test version", "blue pink green", False),
    ],
)
def test_words_below_a_line_that_speaks_of_a_set_are_no_versions(title: str, labels: str, *, is_item: bool) -> None:
    said = [text(one, 26.0 + 25 * i, 50.5) for i, one in enumerate(labels.split())]
    run = Run(tuple(circle(20.0 + 25 * i, 50.0) for i in range(3)), (), tuple(map(tuple, said)))
    words = [*text(title, 20.0, 43.0), *(word for line in said for word in line)]
    items, fields, _ = items_of(1, [run], words, phrases(words))
    assert (len(items), len(fields)) == (int(is_item), int(not is_item))


@pytest.mark.parametrize(("title", "fields"), [("The set of primes is", 0), ("Test version", 1)])
def test_a_row_in_a_column_of_rows_below_their_questions_is_one_of_them(title: str, fields: int) -> None:
    questions = ["Which is true?", "An even function satisfies", "A hexagon has", "The number is", title]
    said = [[text("ABC"[i], 26.0 + 30 * i, 50.5 + 20 * row) for i in range(3)] for row in range(5)]
    runs = [Run(tuple(circle(20.0 + 30 * i, 50.0 + 20 * row) for i in range(3)), (), tuple(map(tuple, said[row]))) for row in range(5)]
    words = [word for row, one in enumerate(questions) for word in text(one, 20.0, 43.0 + 20 * row)]
    items, found, _ = items_of(1, runs, [replace(word, text="") for word in words], phrases(words))
    assert (len(items), len(found)) == (5 - fields, fields)


@pytest.mark.parametrize(("above", "items"), [(6.0, 6), (16.0, 5)])
def test_the_first_row_of_a_column_below_a_title_is_an_item_though_its_number_was_not_read(above: float, items: int) -> None:
    tops = [50.0 - above, *(50.0 + 6 * row for row in range(5))]
    runs = [Run(tuple(circle(30.0 + 6 * i, y) for i in range(4)), (Word("", Box(22.0, y, 4.0, 3.0)),)[: y != tops[0]]) for y in tops]
    found, fields, _ = items_of(1, runs, [], phrases(text("Test form", 30.0, tops[0] - 7)))
    assert (len(found), len(fields)) == (items, 6 - items)
