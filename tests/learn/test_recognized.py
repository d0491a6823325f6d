"""What character recognition adds to the picture of a form: labels, numbers and titles, each confirmed by many rows or by counting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omr.learn import installed
from omr.learn.items.recognized import labels_meant
from omr.learn.items.recognized_numbers import counting
from omr.learn.paper.ocr import Ocr, _word, misread
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

OCR = installed()
with_tesseract = pytest.mark.skipif(OCR is None, reason="Tesseract is not installed")
STATEMENTS = """
#let o(l) = box(width: 5mm, height: 5mm, circle(radius: 2.5mm, stroke: 0.3mm, align(center + horizon, text(size: 8pt, l))))
Mark one circle in each row.
#v(4mm)
#for n in range(1, 15) [#box(width: 10mm)[#n.] #o("T") #h(4mm) #o("F") #v(-1mm)]
"""
ACROSS = """
#let o = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#let q(n) = [#box(width: 8mm)[#n.] #for l in ("A", "B", "C", "D") [#o #l #h(2mm)]]
#grid(columns: 2, column-gutter: 10mm, row-gutter: 4mm, ..range(31, 41).map(q))
"""
TITLED = """
Name: #box(width: 60mm, line(length: 60mm, stroke: 0.3mm)) #v(3mm)
Student number: #box(width: 40mm, line(length: 40mm, stroke: 0.3mm)) #v(6mm)
#let o = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#let row(n) = [#box(width: 10mm)[#n.] #for l in ("A", "B", "C") [#o #l #h(4mm)] \\ ]
#let part(name, title) = [*Part #name: #title* #v(2mm) #range(1, 6).map(row).join() #v(5mm)]
#part("A", "Cells and tissue of all living things")
#part("B", "Heat and other forms of energy")
"""
NUMBER = """
#let o(l) = circle(radius: 2mm, stroke: 0.3mm, align(center + horizon, text(size: 7pt, l)))
#text(weight: "bold")[Student number]
#v(1mm)
#grid(columns: 6, gutter: 1.5mm, ..range(1, 11).map(d => range(6).map(_ => o(str(calc.rem(d, 10))))).flatten())
#v(6mm)
#let p = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#for n in range(1, 9) [#box(width: 10mm)[#n.] #p yes #h(4mm) #p no #h(4mm) #p maybe #v(0mm)]
"""
LETTERED = """
#let o = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#for n in range(1, 9) [#box(width: 44mm)[#n. Water is blue.] #o R #h(3mm) #o F #v(2mm)]
"""
SIDE_BY_SIDE = """
#let o = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#let q(n) = box(width: 58mm, inset: 2mm, stroke: 0.3mm)[#n. Which of them is it? #v(1mm) #grid(columns: (26mm, 26mm), row-gutter: 2mm,
  [#o water], [#o iron], [#o lipid], [#o enzyme])]
#grid(columns: 2, column-gutter: 5mm, row-gutter: 5mm, ..range(1, 9).map(q))
"""
HEADED = """
#let o = box(width: 4mm, height: 4mm, stroke: 0.3mm)
#grid(columns: (70mm, 18mm, 18mm, 18mm), row-gutter: 4mm, [], align(center)[Vrai], align(center)[Faux], align(center)[Ne sait pas],
  ..range(1, 6).map(n => ([#n. Statement], align(center, o), align(center, o), align(center, o))).flatten())
"""
OWN_HEADINGS = """
#let o = align(center, box(width: 4mm, height: 4mm, stroke: 0.3mm))
#let h(..heads) = heads.pos().map(head => align(center, head))
#grid(columns: (70mm, 18mm, 18mm, 18mm), row-gutter: 4mm, [], ..h([Daily], [Weekly], [Never]),
  ..range(1, 6).map(n => ([#n. Statement], o, o, o)).flatten(), [], ..h([Paris], [London], [Berlin]), [6. Statement], o, o, o)
"""


@pytest.mark.parametrize(
    ("text", "count", "labels"),
    [
        ("A BC D", 4, "ABCD"),
        ("ABCODE", 5, "ABCDE"),
        ("012345 67 8 9", 10, "0123456789"),
        ("1234S67890", 10, "1234567890"),
        ("abcd", 4, "ABCD"),
        ("T F", 2, "TF"),
        ("VF", 2, "VF"),
        ("B C D", 4, "ABCD"),
        ("F GH J", 4, "FGHJ"),
        ("FGHJK", 5, "FGHJK"),
        ("F GH", 4, ""),
        ("FG", 2, ""),
        ("XQZW", 4, ""),
        ("T |", 2, ""),
        ("12345678910", 10, [*"123456789", "10"]),
        ("O12345678 910", 11, [*"0123456789", "10"]),
        ("12345678910", 11, ""),
        ("12345678910", 12, ""),
        ("() ()", 2, ""),
        ("", 4, ""),
    ],
)
def test_letters_that_count_up_are_labels_though_some_are_misread(text: str, count: int, labels: Sequence[str]) -> None:
    assert labels_meant(text, count) == tuple(labels)


@settings(max_examples=30)  # each builds the series of another count
@given(st.integers(1, 200), st.integers(1, 5), st.integers(3, 20))
def test_numbers_that_were_read_right_are_taken(start: int, step: int, count: int) -> None:
    numbers = tuple(map(str, range(start, start + count * step, step)))
    assert counting("".join(numbers), count) == numbers


@pytest.mark.parametrize(
    ("text", "count", "names"),
    [
        ("21. 22. 23. 2. 25. 26. 27. 28.", 8, "21 22 23 24 25 26 27 28"),
        ("1357911", 6, "1 3 5 7 9 11"),
        ("(a) (b) (c) (d) (e)", 5, "a b c d e"),
        ("(i) (ii)", 2, "i ii"),
        ("(iii)(iv)", 2, "iii iv"),
        ("(i) (i) (k)", 3, ""),
        ("6", 1, "6"),
        ("(pts)", 1, ""),
        ("77777777", 8, ""),
        ("", 8, ""),
    ],
)
def test_what_counts_up_names_the_items_though_few_characters_are_misread(text: str, count: int, names: str) -> None:
    assert counting(text, count) == tuple(names.split())


def test_letters_changed_added_and_left_out_are_counted_for_several_texts_at_once() -> None:
    assert misread("kitten", ["sitting", "kitten", "", "kitte", "mitten"]).tolist() == [3, 0, 6, 1, 1]
    assert misread("", ["abc", ""]).tolist() == [3, 0]


def test_a_program_that_fails_reads_nothing() -> None:
    white = np.full((100, 100), 255, np.uint8)
    assert Ocr("false", "eng").words(white) == ()
    assert Ocr("no-such-program", "eng").line(white) == ""
    assert Ocr("false", "eng").quarters(white) == 0


def test_without_it_labels_go_by_place_and_it_is_told_how_they_would_be_read(tmp_path: Path) -> None:
    found = learned(tmp_path, STATEMENTS, "png")
    assert {tuple(one.label for one in field.options) for field in only_page(found).choices} == {("A", "B")}
    assert any("Tesseract" in doubt for doubt in found.doubts)


@pytest.mark.long
@with_tesseract
def test_letters_in_circles_are_the_labels_of_a_scan(tmp_path: Path) -> None:
    found = learned(tmp_path, STATEMENTS, "png", OCR)
    labels = [(field.item, "".join(one.label for one in field.options)) for field in only_page(found).choices]
    assert labels == [(str(number), "TF") for number in range(1, 15)]
    assert any("recognized in the picture" in doubt for doubt in found.doubts)
    assert not any("named by their place" in doubt or "Tesseract" in doubt for doubt in found.doubts)


@with_tesseract
@pytest.mark.long
def test_numbers_before_the_rows_say_how_a_scan_counts_them(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, ACROSS, "png", OCR))
    rows = sorted(page.choices, key=lambda field: (round(field.box.y), field.box.x))
    assert [field.item for field in rows] == [str(number) for number in range(31, 41)]
    assert {tuple(one.label for one in field.options) for field in rows} == {tuple("ABCD")}


@with_tesseract
@pytest.mark.long
def test_headings_and_titles_of_a_scan_are_known(tmp_path: Path) -> None:
    found = learned(tmp_path, TITLED, "png", OCR)
    page = only_page(found)
    assert [(field.section, field.item) for field in page.choices] == [(part, str(item)) for part in "AB" for item in range(1, 6)]
    assert [field.kind for field in page.fields if not field.options] == [FieldKind.NAME, FieldKind.STUDENT_NUMBER]
    assert "Cells and tissue" in found.exam


@with_tesseract
@pytest.mark.long
def test_a_bubbled_number_has_the_digits_and_the_title_that_a_scan_prints(tmp_path: Path) -> None:
    found = learned(tmp_path, NUMBER, "png", OCR)
    columns = [field for field in only_page(found).fields if field.kind is FieldKind.STUDENT_NUMBER]
    assert len(columns) == 6
    assert {"".join(one.label for one in field.options) for field in columns} == {"1234567890"}
    assert not any("bubbled numbers were not read" in doubt for doubt in found.doubts)
    assert {tuple(one.label for one in field.options) for field in only_page(found).choices} == {("yes", "no", "maybe")}


@with_tesseract
@pytest.mark.long
def test_single_letters_and_numbers_beside_boxes_are_read_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, LETTERED, "png", OCR))
    assert [(field.item, "".join(one.label for one in field.options)) for field in page.choices] == [(str(n), "RF") for n in range(1, 9)]


@with_tesseract
@pytest.mark.long
def test_questions_side_by_side_are_ordered_by_the_numbers_above_them_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SIDE_BY_SIDE, "png", OCR))
    places = {field.item: (field.box.y, field.box.x) for field in page.choices}
    assert list(places) == [str(number) for number in range(1, 9)]
    assert sorted(places, key=lambda item: (round(places[item][0] / 4), places[item][1])) == list(places)
    assert {tuple(one.label for one in field.options) for field in page.choices} == {("water", "iron", "lipid", "enzyme")}


@with_tesseract
@pytest.mark.long
def test_headings_of_several_words_are_labels_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, HEADED, "png", OCR))
    assert {tuple(one.label for one in field.options) for field in page.choices} == {("Vrai", "Faux", "Ne_sait_pas")}
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 6)]


@with_tesseract
@pytest.mark.long
def test_a_row_with_headings_of_its_own_is_not_called_as_the_others_are_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, OWN_HEADINGS, "png", OCR))
    labels = [tuple(one.label for one in field.options) for field in page.choices]
    assert labels[:5] == [("Daily", "Weekly", "Never")] * 5
    assert labels[5] != labels[0]


@pytest.mark.parametrize(("read", "text"), [("Il.", "II."), ("lll)", "III)"), ("11.", "11."), ("ii)", "ii)"), ("Il", "Il"), ("l.", "l.")])
def test_a_roman_number_is_read_with_all_its_strokes(read: str, text: str) -> None:
    assert _word({"text": read, "left": "12", "top": "24", "width": "36", "height": "36"}).text == text


@pytest.mark.parametrize(("text", "meant"), [("A C B D", "ACBD"), ("ADBECF", "ADBECF"), ("ACBO", ""), ("ACBDE", "")])
def test_letters_that_count_down_two_columns_are_called_as_they_are_printed(text: str, meant: str) -> None:
    assert "".join(labels_meant(text, len(text.replace(" ", "")))) == meant
