"""Spots of print that character recognition passed over are read again, side by side on the lines of one text."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import typst

from omr.learn import installed
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.pieces import MOST, completed, laid_out
from omr.model.layout import Box
from omr.model.page import Gray
from omr.sheet import render_page

OCR = installed()
PLACES = [Box(10 + 20 * column, 10 + 15 * row, 4, 4) for row in range(3) for column in range(4)]
TEXTS = ["1.", "A", "B", "C", "2.", "A", "B", "C", "3.", "A", "B", "C"]


def page() -> Gray:
    """The texts in their places, as print on grey paper."""
    texts = "".join(
        f"#place(dx: {box.x}mm, dy: {box.y}mm, box(width: 4mm, height: 4mm, align(left + bottom)[{text}]))"
        for box, text in zip(PLACES, TEXTS, strict=True)
    )
    pdf = typst.compile(f"#set page(width: 100mm, height: 60mm, margin: 0mm)\n{texts}".encode())
    return np.asarray(render_page(bytes(pdf), 1, PX_PER_MM) * np.float32(235 / 255), dtype=np.uint8)


class Reader:
    """Reads every picture as the same words."""

    def __init__(self, *words: Word) -> None:
        self.said = words
        self.asked = 0

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:
        assert plain
        assert image.size
        self.asked += 1
        return self.said

    def line(self, image: Gray, characters: str = "") -> str:
        raise AssertionError(image.shape, characters)


@pytest.mark.skipif(OCR is None, reason="Tesseract is not installed")
def test_letters_and_numbers_that_stand_alone_are_read() -> None:
    assert OCR is not None
    words = completed([], [Word("", box) for box in PLACES], page(), OCR)
    assert sorted(word.text.strip(".") for word in words) == sorted(text.strip(".") for text in TEXTS)
    assert {word.box for word in words} == set(PLACES)


def test_pieces_stand_apart_on_white_paper_and_hold_what_their_boxes_show() -> None:
    picture, spans = laid_out(PLACES, page(), 2.5)
    assert all(left >= 0 and foot <= picture.shape[0] and right <= picture.shape[1] for left, right, _, foot in spans)
    assert all(after[0] > one[1] or after[2] >= one[3] for one, after in pairwise(spans))
    assert all(picture[top:foot, left:right].min() < 100 for left, right, top, foot in spans)
    assert float(np.mean(picture > 250)) > 0.9


def test_a_word_that_was_read_is_not_read_again_and_a_stop_left_of_one_is_dropped() -> None:
    known = [Word(text, box) for text, box in zip(TEXTS, PLACES, strict=True)]
    reader = Reader()
    assert completed(known, [Word("", box) for box in PLACES], page(), reader) == tuple(known)
    assert reader.asked == 0
    _, ((left, right, top, foot), *_) = laid_out(PLACES[:1], page(), 2.5)
    place = Box(left / PX_PER_MM, top / PX_PER_MM, (right - left) / PX_PER_MM, (foot - top) / PX_PER_MM)
    stop = Word(".", Box(13, 13, 0.6, 0.6))
    found = completed([stop, *known[1:]], [Word("", PLACES[0])], page(), Reader(Word("1.", place)))
    assert found == (*known[1:], known[0])


def test_of_two_readings_the_one_that_is_a_number_counts() -> None:
    class Unsure(Reader):
        def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:
            super().words(image, plain=plain)
            return (Word("i:" if self.asked == 1 else "1.", Box(0, 0, image.shape[1] / PX_PER_MM, image.shape[0] / PX_PER_MM)),)

    (word,) = completed([], [Word("", PLACES[0])], page(), Unsure())
    assert word.text == "1."


def test_specks_long_words_and_pages_full_of_unknown_print_are_left_unread() -> None:
    reader = Reader()
    small, long = Word("", Box(10, 10, 0.5, 0.5)), Word("", Box(10, 10, 30, 4))
    assert completed([], [small, long], page(), reader) == ()
    assert completed([], [Word("", box) for box in PLACES * MOST], page(), reader) == ()
    assert reader.asked == 0
