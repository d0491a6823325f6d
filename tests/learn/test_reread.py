"""What a second look at a picture finds out by the words and labels that were recognized on it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from omr.learn.items.recognized import Seen, _labelled, _loose_code, _verdicts, recognized
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import BlankPage, Word
from omr.learn.paper.erased import words_beside
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption
from omr.model.page import Gray

WHITE = np.full((1200, 1200), 255, np.uint8)
DARK = 0


class Reader:
    """Reads the same words on each picture but where what stands there was erased."""

    def __init__(self, *words: Word) -> None:
        self.found = words

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:
        """Those on print that is still there."""
        return () if plain else tuple(one for one in self.found if image[round(12 * one.middle), round(12 * one.box.x) + 3] == DARK)

    def line(self, image: Gray, characters: str = "") -> str:  # noqa: ARG002
        return ""


def page(*words: Word) -> BlankPage:
    image = WHITE.copy()
    for one in words:
        x, y, w, h = (round(12 * value) for value in (one.box.x, one.box.y, one.box.w, one.box.h))
        image[y : y + h, x : x + w] = DARK
    return BlankPage("blank.png", 1, image, (100.0, 100.0), words, readable=False, ocr=Reader(*words))


def entry(y: float, labels: str = "ABCD", *, read: bool = False, before: tuple[Box, ...] = ()) -> Entry:
    outlines = tuple(Outline(Shape.BOX, Box(30.0 + 5.0 * i, y, 3.0, 3.0)) for i in range(len(labels)))
    return Entry(1, "", outlines, tuple(labels), read=read, text=before)


def test_words_beside_outlines_are_read_once_these_are_erased() -> None:
    title, circles, word = Word("Version:", Box(10.0, 20.0, 14.0, 3.0)), Word("@)", Box(26.0, 20.0, 4.0, 3.0)), Word("is", Box(9, 40, 3, 3))
    blank = page(title, circles)
    assert words_beside(blank, [Box(25.0, 19.0, 6.0, 5.0)]) == (title,)
    assert words_beside(page(title, word), []) == (title, word)


@pytest.mark.parametrize("others", [0, 1])
def test_the_row_that_its_title_says_to_tell_the_form_is_no_item(others: int) -> None:
    rows = [entry(20.0), *(entry(40.0 + 6.0 * i) for i in range(3))]
    options = tuple(LayoutOption(label, one.shape, one.box) for label, one in zip("ABCD", rows[0].outlines, strict=True))
    code = Field(FieldKind.FORM_CODE, rows[0].box, printed="Key", options=options)
    known = [Field(FieldKind.FORM_CODE, Box(70.0, 5.0, 9.0, 3.0))] * others
    seen = Seen([], [], lambda words, labels: ([], [code]), [])  # noqa: ARG005
    items, fields, _ = recognized(rows, known, page(), WHITE, seen)
    assert (len(items), len(fields)) == (4, 1) if others else (3, 1)
    assert fields[0].kind is FieldKind.FORM_CODE


@pytest.mark.parametrize(("before", "positions"), [("", 3), ("tens", 3), ("7", 0), ("?", 0)])
def test_rows_whose_digits_were_read_are_a_number_if_no_number_stands_before_them(before: str, positions: int) -> None:
    tops = (20.0, 25.0, 30.0)
    words = [Word("" if before == "?" else before, Box(20.0, y, 6.0, 3.0)) for y in tops] if before else []
    digits = [entry(y, "0123456789", read=True, before=(Box(20.0, y, 6.0, 3.0),) if before else ()) for y in tops]
    seen = Seen([], [], lambda words, labels: ([], []), [])  # noqa: ARG005
    items, fields, _ = recognized(digits, [], page(*(word for word in words if word.text)), WHITE, seen)
    assert (len(items), [field.item for field in fields]) == (3 - positions, ["1", "2", "3"][:positions])


@pytest.mark.parametrize(
    ("labels", "inked", "called"),
    [
        ([*"123456789", "10"], 0.0, [*"123456789", "10"]),
        ([*"0L234", "5"], 0.0, [*"012345"]),
        ([*"1234N"], 0.0, [*"ABCDE"]),
        (["Poor", "Fair", "Good"], 0.0, ["Poor", "Fair", "Good"]),
        (["Poor", "Fair", "Good"], 1.0, ["A", "B", "C"]),
        (["A", "B", "C", "D", "E"], 1.0, ["A", "B", "C", "D", "E"]),
    ],
)
def test_labels_beside_outlines_call_options_but_for_words_beside_outlines_that_hold_labels(
    labels: list[str], inked: float, called: list[str]
) -> None:
    by_place = [chr(65 + i) for i in range(len(labels))]
    rows = [replace(entry(20.0 + 6.0 * i, "".join(by_place)), inked=inked) for i in range(4)]
    second = [replace(row, labels=tuple(labels), read=True) for row in rows]
    items, _, _ = recognized(rows, [], page(), WHITE, Seen([], [], lambda words, labels: (second, []), []))  # noqa: ARG005
    assert [list(one.labels) for one in items] == [called] * 4


def test_ink_in_outlines_whose_labels_were_read_is_no_mark_but_where_one_is_filled() -> None:
    blank = page()
    mask = np.zeros_like(WHITE)
    rows = [replace(entry(20.0), inked=1.0), replace(entry(30.0), inked=1.0)]
    for one in (rows[0].outlines[0].box, rows[1].outlines[0].box):
        mask[round(12 * one.y) : round(12 * (one.y + 3)), round(12 * one.x) : round(12 * (one.x + 3))] = 255 * (one.y > 25)
    assert [_labelled(row, tuple("ABCD"), mask).inked for row in rows] == [0.0, 0.25]
    assert _labelled(rows[0], (), blank.image).inked == 1.0


class Teller(Reader):
    """Says of each line what comes next."""

    def __init__(self, *lines: str) -> None:
        super().__init__()
        self.lines = list(lines)

    def line(self, image: Gray, characters: str = "") -> str:  # noqa: ARG002
        return self.lines.pop(0) if self.lines else ""


@pytest.mark.parametrize(
    ("lines", "said"), [(["TTTTT", "F F F F P"], "TF"), (["TTTTT"], ""), (["ABCDE"], ""), (["XXXXX"], ""), (["TTTFF"], "")]
)
def test_rows_that_print_one_verdict_in_all_of_their_outlines_say_what_their_columns_do(lines: list[str], said: str) -> None:
    rows = [entry(20.0, "ABCDE").outlines, entry(25.0, "ABCDE").outlines]
    image = WHITE.copy()
    for row in rows:
        for one in row:
            cv2.putText(image, "T", (round(12 * one.box.x) + 10, round(12 * one.box.y) + 28), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0,), 2)
    found = _verdicts(rows, image, Teller(*lines))
    assert found == {one.box: label for row, label in zip(rows, said, strict=False) for one in row}


@pytest.mark.parametrize(("title", "known", "found"), [("Version", 0, 1), ("", 0, 0), ("Version", 1, 0)])
def test_a_row_that_was_an_example_at_first_tells_the_form_once_title_and_letters_are_read(title: str, known: int, found: int) -> None:
    row = entry(20.0).outlines
    options = tuple(LayoutOption("?", one.shape, one.box) for one in row)
    code = Field(FieldKind.FORM_CODE, Box(30.0, 20.0, 18.0, 3.0), printed=title, options=options)
    codes = _loose_code([code] if title else [], [Field(FieldKind.FORM_CODE, Box(70.0, 5.0, 9.0, 3.0))] * known, {row: tuple("ABCD")})
    assert [[option.label for option in one.options] for one in codes] == [[*"ABCD"]] * found
