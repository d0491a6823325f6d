"""Blanks that were scanned upside down or sideways: their print says how they lay, if it is read much better turned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from omr.learn.paper.blank import BlankPage, Word
from omr.learn.paper.ocr import TURN
from omr.learn.paper.upright import upright
from omr.model.layout import Box
from omr.model.page import Gray

PAPER = np.zeros((40, 24), np.uint8)
PAPER[0, 0] = 255


@dataclass
class Reader:
    """Reads ``upright`` where the light pixel is at the top left, else ``other``; says that the page wants ``turns``, and then ``more``."""

    upright: str
    other: str
    turns: int
    more: int = 0

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:  # noqa: ARG002
        text = self.upright if image[0, 0] else self.other
        return tuple(Word(word, Box(0, i, 5, 1)) for i, word in enumerate(text.split()))

    def line(self, image: Gray, characters: str = "") -> str:  # noqa: ARG002
        return ""

    def quarters(self, image: Gray) -> int:
        return self.more if image[0, 0] else self.turns


def seen(image: Gray, reader: Reader) -> BlankPage:
    rows, columns = image.shape
    return upright(BlankPage("a.jpg, page 1", 1, image, (float(columns), float(rows)), (), readable=False), reader)


@pytest.mark.parametrize(("turns", "told"), [(1, "to the right"), (2, "upside down"), (3, "to the left")])
def test_a_blank_scanned_otherwise_is_set_upright_with_its_size_and_told(turns: int, told: str) -> None:
    page = seen(np.rot90(PAPER, -turns).copy(), Reader("Which of these answers is right?", "ounysi", turns))
    assert np.array_equal(page.image, PAPER)
    assert page.size == (24.0, 40.0)
    assert next(word.text for word in page.words) == "Which"
    assert told in page.doubts[0]


def test_a_page_that_is_read_no_better_turned_stays_as_it_lies() -> None:
    lying = np.rot90(PAPER, 2).copy()
    text = "Which of these answers is right?"
    for reader in (
        Reader("Answer A B C 17 18 19 20", "Lawsue", 2),
        Reader("Babel " * 9, "", 2),
        Reader(text, "", 0),
        Reader(text, "", 2, 2),
    ):
        page = seen(lying, reader)
        assert np.array_equal(page.image, lying)
        assert (page.ocr, page.doubts) == (reader, ())


def test_the_program_says_by_how_many_degrees_to_the_right_a_page_is_set_upright() -> None:
    assert TURN.findall("Page number: 0\nOrientation in degrees: 270\nRotate: 90\nScript: Latin\n") == ["90"]
