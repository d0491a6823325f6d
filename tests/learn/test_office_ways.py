"""Ways of offices: letters close beside circles, boxes for an age, options on uneven lines, tables of numbers over letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from omr.learn import Learned
from omr.model.layout import FieldKind
from tests.learn.paper import learned, only_page

GREEK = """
#set text(font: "DejaVu Sans", size: 10pt)
#let o = box(width: 5mm, height: 5mm, radius: 2.5mm, stroke: 0.3mm, baseline: 1.2mm)
#for i in range(14) [ #box(width: 9mm)[#(i + 1).] #for l in ("α", "β", "γ", "δ") [#o#h(0.45mm)#l#h(2mm)] \\ #v(-1mm) ]
"""
ROOMS = """
#set text(font: "DejaVu Sans", size: 9pt)
#let o = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.3mm, baseline: 1mm)
#let w = box(width: 7mm, height: 7mm, stroke: 0.3mm)
1. Your age: #w#h(-0.3mm)#w years #v(2mm)
2. You are #h(1mm) #o female #h(2mm) #o male #h(2mm) #o other #v(3mm)
3. How many rooms? #h(1mm) #o #h(1.4mm) 1 #h(1mm) #o #h(1.4mm) 2 #h(1mm) #o #h(1.4mm) 3 #h(1mm) #o #h(1.4mm) 4 or more
"""
UNEVEN = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.3mm)
#for i in range(4) [ #(i + 1). Question number #(i + 1) asks which of the following holds. \\
  #h(6mm) #b first answer #h(1fr) #b second answer #h(1fr) #b third \\
  #h(6mm) #b fourth #h(1fr) #b fifth #h(1fr) #b none of them \\ #v(3mm) ]
"""
UNDER_NUMBERS = """
#set text(font: "DejaVu Sans", size: 8pt)
#for k in range(2) [ #table(columns: (7mm,) * 11, rows: 7mm, align: center + horizon, [], ..range(10).map(i => [#(k * 10 + i + 1)]),
  ..("А", "Б", "В", "Г").map(l => ([#l], ..([],) * 10)).flatten()) #v(4mm) ]
"""
UNDER_LETTERED_NUMBERS = """
#set text(font: "DejaVu Sans", size: 7pt)
#let b = box(width: 4mm, height: 4mm, stroke: 0.6pt)
#for k in range(2) [ #table(columns: (7.4mm,) * 14, rows: 7mm, align: center + horizon, inset: 0pt, stroke: 0.5pt, [],
  ..range(13).map(i => [А#(k * 13 + i + 1)]), ..range(4).map(l => ([#(l + 1)], ..([#b],) * 13)).flatten()) #v(4mm) ]
Замена ошибочных ответов: #v(3mm) #b #h(3mm) #b #h(30mm) #b #h(3mm) #b
"""
EXAMPLE = """
#set text(font: "DejaVu Sans", size: 8pt)
#let o(l) = box(width: 5mm, height: 3mm, radius: 1.5mm, stroke: 0.3mm, align(center + horizon, text(size: 6pt, l)))
CORRECT #o(text(size: 14pt)[•]) #h(4mm) INCORRECT #h(2mm) #o("x") #h(2mm) #o("/") #h(2mm) #o("") #v(4mm)
#for i in range(12) [ #box(width: 8mm)[#(i + 1)] #for l in ("A", "B", "C", "D", "E") [ #o(l) #h(2mm) ] \\ ]
"""
NAMES = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.3mm)
#for l in ("a", "b", "c") [1.#l #h(3mm) A statement. #h(1fr) #b Vrai #h(4mm) #b Faux \\ ]
"""
HEADED = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.3mm)
#text(size: 13pt)[*Exercice 2 : Cochez la bonne réponse*] #v(2mm)
#for i in range(3) [2.#(i + 1) #h(2mm) Quelle est la capitale ? \\
  #for said in ("Rome", "Lima", "Berne") [#h(10mm) #b #h(1mm) #said \\ ] #v(3mm) ]
"""
SMALL = """
#set text(font: "DejaVu Sans Mono", size: 6.4pt)
#for i in range(12) [ #box(width: 6mm)[#(i + 1)] #for l in ("A", "B", "C", "D", "E") [ \\[#l\\] #h(2mm) ] \\ #v(2mm) ]
"""
KEY = """
#let o(l) = box(width: 5mm, height: 5mm, radius: 2.5mm, stroke: 0.3mm, align(center + horizon, text(size: 6pt, l)))
#let key(d) = if d < 4 { o(("A", "B", "C", "D").at(d)) } else { [] }
#let items(d) = ([#(d + 1)], ..("A", "B", "C", "D").map(o))
#set text(font: "DejaVu Sans", size: 9pt)
#grid(columns: (5mm,) * 5 + (9mm, 5mm, 12mm, 6mm) + (5mm,) * 4, column-gutter: 2mm, row-gutter: 1mm, align: horizon,
  ..range(10).map(d => (..range(5).map(_ => o(str(d))), [], key(d), [], ..items(d))).flatten())
#v(4mm)
#grid(columns: 5, column-gutter: 2mm, row-gutter: 1mm, align: horizon, ..range(10).map(r => items(r + 10)).flatten())
"""
LETTERS = """
#for i in range(4) [ #(i + 1). Which number is prime? \\ #for l in ("A", "B", "C") [#h(8mm) #l. #h(2mm) #(i * 7 + 3) \\ ] ]
"""
PARENTHESES = """
#set text(font: "Carlito", size: 11pt)
#for (i, said) in (("Rome", "Oslo", "Berne", "Quito", "Lima"), ("Sulphur", "Tin")).enumerate() [ #(i + 1)) Which of these is right? \\
  #for (j, one) in said.enumerate() [#h(8mm) (~~~) #("A", "B", "C", "D", "E").at(j). #one \\ ] #v(3mm) ]
"""
WATERMARK = """
#let b = box(width: 4mm, height: 4mm, stroke: 0.3mm, baseline: 0.8mm)
#place(dx: 26mm, dy: 6mm, rotate(-40deg, text(size: 46pt, fill: luma(215))[DRAFT]))
#for i in range(8) [ #(i + 1). #h(4mm) #for l in ("A", "B", "C", "D", "E") [ #b#h(1mm)#l #h(6mm) ] \\ #v(2mm) ]
"""
BESIDE = """
#set text(size: 8pt)
#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.3mm, baseline: 0.7mm)
#for d in range(10) [ #for _ in range(6) [#b#h(0.2mm)#d#h(2mm)] \\ #v(-1mm) ] #v(4mm)
#for i in range(4) [ #(i + 1). Which of them is right? \\ #for said in ("Yes", "No", "None") [#h(6mm) #b #said] #v(3mm) ]
"""


def items(learned: Learned) -> list[tuple[str, tuple[str, ...]]]:
    return [(field.item, tuple(option.label for option in field.options)) for field in only_page(learned).choices]


@pytest.mark.long
def test_circles_with_letters_close_beside_them_are_no_letters_of_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, GREEK, "png"))
    assert [len(field.options) for field in page.choices] == [4] * 14


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_two_boxes_for_an_age_are_to_write_in_and_numbers_after_circles_part_no_items(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, ROOMS, ending))
    assert [len(field.options) for field in page.choices] == [3, 4]
    assert [len(field.blanks) for field in page.fields if field.blanks] == [2]


def test_options_on_two_lines_with_uneven_spaces_are_of_one_item(tmp_path: Path) -> None:
    assert [len(said) for _, said in items(learned(tmp_path, UNEVEN, "pdf"))] == [6] * 4


def test_columns_under_numbers_are_items_of_the_letters_of_any_alphabet(tmp_path: Path) -> None:
    assert items(learned(tmp_path, UNDER_NUMBERS, "pdf")) == [(str(number), tuple("ABCD")) for number in range(1, 21)]


def test_columns_under_numbers_with_a_letter_are_items_of_numbered_options(tmp_path: Path) -> None:
    found = items(learned(tmp_path, UNDER_LETTERED_NUMBERS, "pdf"))
    assert found[:26] == [(str(number), tuple("1234")) for number in range(1, 27)]


@pytest.mark.long
def test_columns_that_may_be_items_of_a_scan_are_told_with_their_correction(tmp_path: Path) -> None:
    doubts = learned(tmp_path, UNDER_NUMBERS, "png").doubts
    assert sum("above them numbers the items, correct by `grid 1 " in doubt for doubt in doubts) == 2


def test_examples_above_numbered_items_are_no_item_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, EXAMPLE, "pdf")
    assert items(found) == [(str(number), tuple("ABCDE")) for number in range(1, 13)]
    assert any("taken for no item" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("text", "names"),
    [(NAMES, ["1.a", "1.b", "1.c"]), (HEADED, ["2.1", "2.2", "2.3"])],
    ids=["lettered", "headed"],
)
def test_items_have_the_names_that_are_printed(tmp_path: Path, text: str, names: list[str]) -> None:
    assert [name for name, _ in items(learned(tmp_path, text, "pdf"))] == names


def test_brackets_of_small_print_are_options(tmp_path: Path) -> None:
    assert items(learned(tmp_path, SMALL, "pdf")) == [(str(number), tuple("ABCDE")) for number in range(1, 13)]


@pytest.mark.long
def test_a_column_for_the_key_beside_a_student_number_is_no_digit_of_it_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, KEY, "png"))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 5
    assert sum(len(field.options) == 4 for field in page.choices) >= 20


@pytest.mark.long
def test_a_scan_without_anything_to_mark_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="letters to be circled, and answers to be written, are not read"):
        learned(tmp_path, LETTERS, "png")


@pytest.mark.long
def test_parentheses_close_before_letters_open_no_words_of_a_scan(tmp_path: Path) -> None:
    assert [len(said) for _, said in items(learned(tmp_path, PARENTHESES, "png"))] == [5, 2]


def test_a_watermark_across_the_page_parts_no_options(tmp_path: Path) -> None:
    assert items(learned(tmp_path, WATERMARK, "pdf")) == [(str(number), tuple("ABCDE")) for number in range(1, 9)]


@pytest.mark.long
def test_digits_right_behind_empty_boxes_run_downwards_on_a_scan(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BESIDE, "png"))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 6
    assert [len(field.options) for field in page.choices] == [3] * 4
