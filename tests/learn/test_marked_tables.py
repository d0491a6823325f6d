"""Tables of a filled page whose cells are marked: of a picture's print, what was recognized is told from marks."""

from __future__ import annotations

from dataclasses import replace

from omr.learn.doubts.boxed import without_row_numbers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.tables import answer_cells
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.drawn import word

ROWS = 6


def cell(x: float, row: int, w: float, lean: float = 0.0) -> Outline:
    return Outline(Shape.BOX, Box(x, 50 + 10 * row + lean, w, 10), cell=True)


NUMBERS = [cell(20, row, 10) for row in range(ROWS)]
ASKED = [cell(30, row, 100) for row in range(ROWS)]
ANSWERS = [cell(x, row, 20, 2.0) for row in range(ROWS) for x in (130, 150, 170)]
PRINT = [word(text, x, 53 + 10 * row) for row in range(ROWS) for text, x in ((str(row + 1), 24), ("Water", 32))]


def blob(outline: Outline) -> Word:
    """What is drawn in a cell, unread."""
    return Word("", Box(outline.box.x + 5, outline.box.y + 3, 4, 4))


def answers(marks: list[Word], read: list[Word]) -> int:
    words = (*(replace(one, text="") for one in PRINT), *marks)
    return len(answer_cells((*NUMBERS, *ASKED, *ANSWERS), words, every=True, read=read))


def test_cells_that_somebody_has_marked_are_answers_beside_the_empty_ones_of_their_rows() -> None:
    marks = [blob(ANSWERS[3 * row + row % 3]) for row in range(ROWS)]
    assert answers(marks, PRINT) == len(ANSWERS)
    assert answers(marks, [*PRINT, replace(marks[0], text="X")]) == len(ANSWERS)


def test_cells_with_print_are_no_answers_and_unread_print_may_be_anything() -> None:
    printed = [blob(one) for one in ANSWERS[::3]]
    assert answers(printed, [*PRINT, *(replace(one, text="12") for one in printed)]) == 2 * ROWS
    assert answers(printed, []) == 2 * ROWS
    assert answers([blob(one) for one in ANSWERS], PRINT) == 0


def listed(outlines: list[Outline]) -> Entry:
    return Entry(1, "", tuple(outlines), tuple("ABCDEF"[: len(outlines)]), vertical=True)


def test_the_numbers_of_a_tables_rows_are_no_options_though_a_photo_leans_its_rows() -> None:
    item = Entry(1, "7.", tuple(ANSWERS[:3]), ("A", "B", "C"))
    kept, told = without_row_numbers([listed(NUMBERS), item], [*NUMBERS, *ASKED, *ANSWERS], PRINT)
    assert kept == [item]
    assert told.startswith("the cells from 25, 55 mm on hold the numbers of a table's rows")


def test_cells_with_letters_beside_their_text_are_options() -> None:
    options = listed(NUMBERS)
    assert without_row_numbers([options], [*NUMBERS, *ASKED], PRINT) == ([options], "")
    assert without_row_numbers([options], [*NUMBERS, *ASKED, *ANSWERS], []) == ([options], "")
