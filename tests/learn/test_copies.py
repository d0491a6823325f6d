"""Two filled sheets of one page, given as blanks: they are no form of two pages, nor two forms."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import pytest

from omr.errors import BadInput
from omr.learn.copies import told_copies
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.page import Found
from omr.learn.paper.blank import PX_PER_MM, BlankPage, Word
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

SIZE = (90, 120)
TEXTS = ("Biology", "Answer", "sheet", "Mark", "one", "box", "each")
OTHER = ("History", "Entrance", "test", "Fill", "every", "circle", "once")


@lru_cache
def print_of(texts: tuple[str, ...]) -> Gray:
    picture = np.full((round(SIZE[1] * PX_PER_MM), round(SIZE[0] * PX_PER_MM)), 255, np.uint8)
    for i, text in enumerate(texts):
        cv2.putText(picture, text, (100 + 130 * (i % 3), 100 + 60 * (i // 3)), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 3)
    for box in boxes():
        x, y, w, h = (round(side * PX_PER_MM) for side in (box.x, box.y, box.w, box.h))
        cv2.rectangle(picture, (x, y), (x + w, y + h), (0,), 3)
        cv2.putText(picture, f"{x * y % 97}", (x + w + 8, y + h), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0,), 2)
    return picture


def boxes(off: float = 0.0) -> list[Box]:
    return [Box(20 + 15 * column + off, 40 + 9 * row + off, 4, 4) for row in range(8) for column in range(4)]


def page(file: str, off: float = 0.0, texts: tuple[str, ...] = TEXTS, first: int = 1, code: str = "") -> Found:
    """A page scanned ``off`` mm further right and lower, its items counted from the ``first``."""
    shift = np.array([[1, 0, off * PX_PER_MM], [0, 1, off * PX_PER_MM]])
    drawn = print_of(texts)
    image = np.asarray(cv2.warpAffine(drawn, shift, drawn.shape[::-1], borderValue=(255,)), np.uint8)
    words = tuple(Word(text, Box(8 + 10 * (i % 3) + off, 6 + 5 * (i // 3) + off, 8, 3)) for i, text in enumerate(texts))
    outlines = [Outline(Shape.BOX, box) for box in boxes(off)]
    entries = tuple(Entry(1, f"{first + i}.", tuple(outlines[4 * i : 4 * i + 4]), tuple("ABCD")) for i in range(8))
    blank = BlankPage(file, 1, image, SIZE, words, readable=False)
    return Found(blank, (), (), (), entries, (), (), (), code)


def test_two_filled_copies_of_one_page_are_refused_with_what_to_give_instead() -> None:
    with pytest.raises(BadInput, match=r"b\.jpg, page 1 shows the same print and options as a\.jpg, page 1") as error:
        told_copies([page("a.jpg, page 1"), page("b.jpg, page 1", 3.0)])
    assert "--form" in error.value.remedy


def test_pages_of_one_file_that_look_alike_are_told() -> None:
    (told,) = told_copies([page("a.pdf, page 1"), page("a.pdf, page 2", 3.0), page("a.pdf, page 3", 1.0)])
    assert told.startswith("a.pdf, page 2 shows the same print and options as a.pdf, page 1")


@pytest.mark.parametrize(
    "other",
    [page("b.jpg, page 1", texts=OTHER), page("b.jpg, page 1", first=9), page("b.jpg, page 1", code="1012")],
    ids=["another text", "counted on", "another code"],
)
def test_pages_and_forms_that_print_something_else_are_no_copies(other: Found) -> None:
    assert told_copies([page("a.jpg, page 1"), other]) == []


def test_pages_of_files_whose_covers_print_other_codes_are_no_copies() -> None:
    covers = [replace(page(f"{code}.pdf, page 1", code=code), entries=()) for code in ("1011", "1012")]
    assert told_copies([covers[0], page("1011.pdf, page 2"), covers[1], page("1012.pdf, page 2", 2.0)]) == []
