"""Circles and boxes of a picture that character recognition reads as characters of a word are no options."""

from __future__ import annotations

import pytest

from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.read_letters import is_read, without_read_letters
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box


def circle(x: float, w: float = 1.6, h: float = 2.2, y: float = 40.0) -> Outline:
    return Outline(Shape.CIRCLE, Box(x, y, w, h))


@pytest.mark.parametrize(
    ("text", "width", "found", "kept"),
    [
        ("300", 5.4, [circle(31.8), circle(33.6)], 0),
        ("3.000", 7.6, [circle(32.6), circle(34.3), circle(36.0)], 0),
        ("cytoplasm", 14.0, [circle(34.6, 1.6, 1.7, 40.4)], 0),
        ("OA", 4.0, [circle(30.0, 2.0, 2.0)], 1),
        ("OOOO", 24.0, [circle(x, 3.5, 3.5, 39.5) for x in (30.0, 36.0, 42.0)], 3),
        ("0000", 24.0, [circle(x, 2.6, 3.5, 39.5) for x in (30.0, 36.0, 42.0)], 3),
        ("300", 5.4, [circle(39.0)], 1),
    ],
)
def test_zeros_and_small_letters_of_words_are_no_circles_to_be_marked(text: str, width: float, found: list[Outline], kept: int) -> None:
    high = 3.5 if text[0] in "O0" else 2.2
    assert len(without_read_letters(found, [Word(text, Box(30.0, 42.2 - high, width, high))])) == kept


def test_circles_exactly_below_one_another_are_kept_whatever_was_read() -> None:
    column = [circle(31.8, y=40.0 + 6.0 * row) for row in range(4)]
    words = [Word("O0A", Box(30.0, 40.0 + 6.0 * row, 5.4, 2.2)) for row in range(4)]
    assert without_read_letters(column, words) == tuple(column)


@pytest.mark.parametrize(("text", "x", "kept"), [("Which", 20.0, 4), ("Which", 23.5, 5), ("QOOQ", 20.0, 5), ("OTrue", 20.0, 5)])
def test_a_letter_that_looks_like_a_hidden_box_begins_a_word(text: str, x: float, kept: int) -> None:
    column = [Outline(Shape.BOX, Box(20.0, 30.0 + 6.0 * row, 2.8, 2.8)) for row in range(4)]
    hidden = Outline(Shape.BOX, Box(20.0, 54.0, 2.8, 2.8), hidden=True, placed=True)
    assert len(without_read_letters([*column, hidden], [Word(text, Box(x, 54.6, 9.7, 2.8))])) == kept


@pytest.mark.parametrize(("text", "labels", "kept"), [("EAC.", 3, 5), ("EAC.", 2, 4), ("EAC", 3, 4), ("Which", 3, 4)])
def test_a_marked_box_read_with_a_label_that_ends_as_those_of_others_do_is_kept(text: str, labels: int, kept: int) -> None:
    column = [Outline(Shape.BOX, Box(20.0, 30.0 + 6.0 * row, 2.8, 2.8)) for row in range(4)]
    hidden = Outline(Shape.BOX, Box(20.0, 54.0, 2.8, 2.8), hidden=True, placed=True)
    words = [Word(f"{letter}.", Box(24.0, 30.0 + 6.0 * row, 3.0, 2.8)) for row, letter in enumerate("ABD"[:labels])]
    assert len(without_read_letters([*column, hidden], [*words, Word(text, Box(20.0, 53.0, 7.0, 4.5))])) == kept


@pytest.mark.parametrize(("width", "kept"), [(7.2, 5), (9.0, 4)])
def test_a_marked_box_that_takes_most_of_the_word_it_was_read_as_is_kept(width: float, kept: int) -> None:
    column = [Outline(Shape.BOX, Box(18.9, 10.0 + 8.5 * row, 5.2, 5.2)) for row in range(4)]
    hidden = Outline(Shape.BOX, Box(18.9, 52.5, 5.2, 5.2), hidden=True, placed=True)
    assert len(without_read_letters([*column, hidden], [Word("wil", Box(18.4, 50.8, width, 7.2))])) == kept


def test_placed_boxes_that_are_read_with_their_labels_as_words_are_kept() -> None:
    row = [Outline(Shape.BOX, Box(x, 40.0, 4.5, 4.5), hidden=True, placed=True) for x in (20.9, 31.8, 42.7)]
    words = [Word(text, Box(one.box.x + 0.1, 40.0, 7.8, 4.4)) for text, one in zip(("Cla", "Eis", "Ele"), row, strict=True)]
    assert without_read_letters(row, words) == tuple(row)


def test_a_hidden_circle_beside_others_is_kept_though_its_row_reads_as_a_word() -> None:
    row = [circle(x, 3.5, 3.5) for x in (30.0, 36.0, 42.0)]
    hidden = Outline(Shape.CIRCLE, Box(48.0, 40.0, 3.5, 3.5), hidden=True)
    assert hidden in without_read_letters([*row, hidden], [Word("MOMM", Box(29.8, 39.8, 22.0, 3.8))])


@pytest.mark.parametrize(("text", "kept"), [("BHOOOO", 5), ("BHNUSE", 0)])
def test_a_row_of_placed_circles_that_reads_as_a_letter_and_circles_is_kept(text: str, kept: int) -> None:
    row = [Outline(Shape.CIRCLE, Box(34.0 + 6.0 * i, 40.0, 4.7, 4.7), hidden=True, placed=True) for i in range(5)]
    assert len(without_read_letters(row, [Word(text, Box(30.0, 40.0, 33.0, 4.7))])) == kept


def test_a_circle_found_in_its_place_is_kept_though_a_filled_one_beside_it_makes_its_row_read_as_a_word() -> None:
    row = [Outline(Shape.CIRCLE, Box(126.1 + 13.2 * i, 179.6, 11.6, 11.6), hidden=i == 0, placed=True) for i in range(4)]
    assert without_read_letters(row, [Word("BORG,", Box(126.1, 179.7, 51.2, 11.4))]) == tuple(row)


@pytest.mark.parametrize(
    ("text", "width", "one", "read"),
    [
        ("300", 6.2, Outline(Shape.BOX, Box(33.5, 40.0, 2.6, 2.5), hidden=True), True),
        ("0", 2.4, circle(30.0, 2.6, 3.7), True),
        ("O", 3.7, circle(30.0, 3.7, 3.7), False),
        ("1", 2.4, circle(30.0, 2.6, 3.7), False),
        ("300", 6.2, circle(40.0, 2.6, 3.7), False),
    ],
)
def test_what_is_no_option_is_read_as_a_part_of_a_word_or_as_a_zero(text: str, width: float, one: Outline, read: bool) -> None:
    assert is_read(one, [Word(text, Box(30.0, 40.0, width, 3.5))]) is read
