"""Ways of other exam programs: versions before a row, options set apart or below a number, boxes for machines, numbers on scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.model.layout import FieldKind, LayoutPage
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, radius: 2.2mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"

VERSIONS = """
#text(size: 8pt)[Fill in the bubbles completely.]

#grid(columns: 6, column-gutter: 3mm, align: horizon, [TITLE], ..("A", "B", "C", "D", "E").map(o))
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(12).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
SHORTER = """
#let row(r) = ([#(r + 1)], ..("A", "B", "C", "D", "E").slice(0, if r == 4 { 3 } else { 5 }).map(o), ..([],) * if r == 4 { 2 } else { 0 })
#grid(columns: 6, gutter: 2mm, ..range(9).map(row).flatten())
"""
APART = """
#grid(columns: (8mm, 34mm, 14mm, ..(6mm,) * 5, 24mm, 4mm, 10mm), row-gutter: 3mm, ..range(6).map(r => (
  [#(r + 1).], [The aims were clear], [agree], b, b, b, b, b, [do not agree], b, [n/a])).flatten())
"""
WORDS_BEFORE = """
#let ask(n, t, ..said) = [*#n.* #t #v(1mm)
  #for one in said.pos() [#grid(columns: (90mm, 6mm), align: (right, left), column-gutter: 3mm, one, b) #v(-1mm)] #v(4mm)]
#ask(1, "Do you smoke?", "Yes", "No", "Refused")
#ask(2, "How is your health?", "Excellent", "Good", "Fair", "Poor")
#ask(3, "What do you own?", "House", "Flat", "Nothing")
"""
TWO_LINES = """
#for i in range(3) [2.#(i + 1) #h(3mm) Which of these do you use?
  #grid(columns: (10mm, 30mm, 30mm, 30mm), row-gutter: 3mm,
    [], [#b Linux], [#b Windows], [#b Android], [], [#b BSD], [#b Plan 9], [#b Others]) #v(4mm)]
"""
TWO_COLUMNS = """
#set text(size: 8pt)
#columns(2, gutter: 6mm)[ #for i in range(6) [ Question #(i + 1) #h(1mm) Which of these answers is right#if calc.odd(i) [, and why is none
  of the others right as well]? #for w in ("alpha", "beta", "gamma") [ #grid(columns: (7mm, 1fr), [], [#b #w]) #v(-2mm) ] #v(3mm)
  #if i == 2 { colbreak() } ] ]
"""
BESIDE_A_LIST = """
#set text(size: 9pt)
#let list = for w in ("alpha", "beta", "gamma") [ #box(height: 6mm)[#h(5mm) #b #h(1mm) #w] \\ ]
#let ask(n, down) = place(dx: if n > 3 { 64mm } else { 0mm }, dy: down)[Question #n #h(2mm) Which is the right one? #v(-1mm) #list]
#ask(1, 0mm) #ask(2, 38mm) #ask(3, 79mm) #ask(4, 0mm) #ask(5, 44mm) #ask(6, 73mm)
"""
BLOCKS = """
#set text(font: "DejaVu Sans", size: 8pt)
#grid(columns: 2, column-gutter: 12mm, ..range(2).map(c => stack(spacing: 14mm, ..range(2).map(g => grid(columns: 5, row-gutter: 2.2mm,
  column-gutter: 2.5mm, align: horizon, ..range(8).map(r => {
  let n = c * 16 + g * 8 + r + 1
  ([SHOWN], ..(o(""),) * 4) }).flatten())))))
"""
BESIDE = """
Student number
#let cell = rect(width: 6mm, height: 6mm, stroke: 0.5pt)
#grid(columns: (6mm, auto), [], stack(dir: ltr, ..(cell,) * 6))
#grid(columns: (6mm, ..(6mm,) * 6), row-gutter: 1.8mm, align: center, ..range(10).map(d => ([#d], ..(b,) * 6)).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2.5mm, ..range(8).map(r => ([#(r + 1)], ..(b,) * 4)).flatten())
"""
TWO_SIZES = """
Student ID
#let small(l) = box(width: SIZE, height: SIZE, radius: 3mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#let large(l) = box(width: 4.8mm, height: 4.8mm, radius: 2.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))
#grid(columns: 5, column-gutter: 2mm, row-gutter: 1.3mm, ..range(10).map(d => (small(str(d)),) * 5).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(10).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(large))).flatten())
"""
WRITTEN_BESIDE = """
Student ID
#grid(columns: 11, column-gutter: 2mm, row-gutter: 1mm, align: horizon,
  ..range(5).map(_ => (rect(width: 5mm, height: 5mm, stroke: 0.5pt), ..range(10).map(d => o(str(d))))).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
FOR_MACHINES = """
#let bit(on) = box(width: 3mm, height: 3mm, stroke: 0.5pt, fill: if on { black })
#align(center, grid(columns: 6, column-gutter: 1.6mm, bit(true), bit(false), bit(false), bit(true), bit(false), bit(true)))
#v(4mm)
#let ask(n, ..said) = [Question #n #h(2mm) Which is the right one?
  #grid(columns: (7mm, 1fr), row-gutter: 2.4mm, ..said.pos().map(w => ([], [#b #h(2mm) #w])).flatten()) #v(3mm)]
#ask(1, "alpha", "beta", "gamma")
#ask(2, "delta", "epsilon")
#ask(3, "zeta", "eta", "theta")
"""
EXAMPLE = """
Mark like this: #box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, place(line(end: (3.5mm, 3.5mm)))) #h(4mm) Not marked: #b
#v(5mm)
#grid(columns: 6, row-gutter: 3mm, column-gutter: 4mm, [], ..("a", "b", "c", "d", "e"),
  ..range(20).map(r => ([#(r + 1)], ..(b,) * 5)).flatten())
"""
DOWNWARD = """
#for block in range(2) [
  #grid(columns: 12, column-gutter: 2.4mm, row-gutter: 1.6mm, align: center, ..range(12).map(i => [#(block * 12 + i + 1)]),
    ..("A", "B", "C", "D", "E").map(l => (o(l),) * 12).flatten()) #v(5mm) ]
"""


FROM_ONE = """
Student ID
#grid(columns: 6, column-gutter: 2mm, row-gutter: 1.3mm, ..(1, 2, 3, 4, 5, 6, 7, 8, 9, 0).map(d => (o(str(d)),) * 6).flatten())
#v(4mm)
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
"""
FRAMED = """
#grid(columns: 5, gutter: 2mm, align: horizon, ..range(12).map(r => (
  box(width: 7mm, height: 5.5mm, stroke: 0.5pt, align(center + horizon)[#(r + 1)]), ..("A", "B", "C", "D").map(o))).flatten())
"""


FOOT = """
#set page(height: 120mm)
#columns(2)[ #for i in range(4) [ *#(i + 1).* Which of these is the right answer? Think.
  #if i == 1 { colbreak() } #for w in ("alpha", "beta", "gamma") [ #grid(columns: (7mm, 1fr), [], [#b #w]) #v(-1mm) ] #v(3mm) ] ]
"""
DIGITS = """
#grid(columns: 5, gutter: 2mm, ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(o))).flatten())
#v(4mm)
#grid(columns: 2, column-gutter: 12mm, ..range(2).map(q => [#(q + 9) #v(-2mm)
  #grid(columns: 3, gutter: 1.4mm, ..range(10).map(d => (o(str(d)),) * 3).flatten())]))
"""


def items(page: LayoutPage) -> list[tuple[str, str]]:
    return [(field.item, "".join(option.label for option in field.options)) for field in page.choices]


@pytest.mark.parametrize("title", ["Version", "Group:", "Key"])
def test_letters_after_the_title_of_a_version_are_no_item(tmp_path: Path, title: str) -> None:
    page = only_page(learned(tmp_path, RING + VERSIONS.replace("TITLE", title), "pdf"))
    assert items(page) == [(str(number), "ABCD") for number in range(1, 13)]
    (version,) = (field for field in page.fields if field.kind is FieldKind.FORM_CODE)
    assert [option.label for option in version.options] == list("ABCDE")


def test_letters_in_the_outlines_above_announce_no_options(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + SHORTER, "pdf")
    assert items(only_page(found))[4] == ("5", "ABC")
    assert not any("no outline" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_the_last_option_of_each_row_belongs_to_it_however_far_it_is_set_apart(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + APART, ending))
    assert [len(field.options) for field in page.choices] == [6] * 6


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_list_whose_words_stand_before_its_boxes_ends_at_the_next_question(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + WORDS_BEFORE, ending))
    assert [len(field.options) for field in page.choices] == [3, 4, 3]
    if ending == "pdf":
        assert [field.item for field in page.choices] == ["1", "2", "3"]
        assert [option.label for option in page.choices[0].options] == ["Yes", "No", "Refused"]


def test_options_in_words_on_two_lines_are_one_item_named_by_its_question(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + TWO_LINES, "pdf"))
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [("1", f"2.{number}", 6) for number in (1, 2, 3)]


def test_lists_in_two_columns_of_a_scan_are_counted_down_the_columns(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + TWO_COLUMNS, "png"))
    places = [(field.options[0].box.x > 60, field.options[0].box.y) for field in page.choices]
    assert len(places) == 6
    assert places == sorted(places)


def test_questions_in_two_columns_that_are_not_level_keep_their_own_lists(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + BESIDE_A_LIST, "pdf"))
    assert [(field.section, field.item, len(field.options)) for field in page.choices] == [("1", str(number), 3) for number in range(1, 7)]


@pytest.mark.long
@pytest.mark.parametrize("shown", ["#n", "#n)", "#if n < 10 [0]#n"], ids=["plain", "bracketed", "padded"])
def test_the_numbers_of_a_scan_go_down_each_column_across_its_blocks(tmp_path: Path, shown: str) -> None:
    found = learned(tmp_path, RING + BLOCKS.replace("SHOWN", shown), "png")
    page = only_page(found)
    places = [(field.options[0].box.x > 60, field.options[0].box.y) for field in page.choices]
    assert places == sorted(places)
    assert [int(field.item) for field in page.choices] == list(range(1, 33))
    assert not any("names was read" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_boxes_below_empty_boxes_that_share_their_walls_are_the_digits_of_a_number(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + BESIDE, ending))
    assert ["".join(option.label for option in field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == ["0123456789"] * 6
    assert [len(field.options) for field in page.choices] == [4] * 8


@pytest.mark.parametrize("size", ["4.1mm", "4.2mm", "4.3mm"])
@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_digits_nearly_as_large_as_the_options_lose_no_row_to_them(tmp_path: Path, size: str, ending: str) -> None:
    page = only_page(learned(tmp_path, TWO_SIZES.replace("SIZE", size), ending))
    assert [len(field.options) for field in page.columns(FieldKind.STUDENT_NUMBER)] == [10] * 5
    assert [len(field.options) for field in page.choices] == [4] * 10


def test_boxes_before_the_rows_of_a_number_are_written_in(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + WRITTEN_BESIDE, "pdf"))
    assert items(page) == [(str(number), "ABCD") for number in range(1, 9)]
    assert len(page.columns(FieldKind.STUDENT_NUMBER)) == 5
    assert [field.box.w for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER and not field.options] == [
        pytest.approx(5.2, abs=0.3)
    ]


def test_boxes_that_no_word_stands_beside_are_for_machines(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + FOR_MACHINES, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [("1", 3), ("2", 2), ("3", 3)]


def test_a_marked_box_among_items_with_names_is_an_example(tmp_path: Path) -> None:
    found = learned(tmp_path, BOX + EXAMPLE, "pdf")
    assert items(only_page(found)) == [(str(number), "abcde") for number in range(1, 21)]
    assert any("example" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_below_a_number_are_the_options_of_that_item(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + DOWNWARD, ending))
    assert [len(field.options) for field in page.choices] == [5] * 24
    assert all(abs(field.options[0].box.x - field.options[4].box.x) < 0.5 for field in page.choices)
    places = [(field.options[0].box.y > 55, field.options[0].box.x) for field in page.choices]
    assert places == sorted(places)
    if ending == "pdf":
        assert [field.item for field in page.choices] == [str(number) for number in range(1, 25)]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_digits_that_begin_with_the_one_are_counted_so(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, RING + FROM_ONE, ending)
    columns = only_page(found).columns(FieldKind.STUDENT_NUMBER)
    assert ["".join(option.label for option in field.options) for field in columns] == ["1234567890"] * 6
    assert any("not read; they are taken to count on from 1" in doubt for doubt in found.doubts) == (ending == "png")


@pytest.mark.long
@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_numbers_in_boxes_of_their_own_name_the_options_beside_them(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, RING + FRAMED, ending))
    assert [len(field.options) for field in page.choices] == [4] * 12
    if ending == "pdf":
        assert items(page) == [(str(number), "ABCD") for number in range(1, 13)]


@pytest.mark.long
def test_letters_above_all_numbered_items_of_a_scan_are_no_item_and_told(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + VERSIONS.replace("TITLE", "Version").replace("range(12)", "range(20)"), "png")
    page = only_page(found)
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 21)]
    assert [len(field.options) for field in page.fields if field.kind is FieldKind.OTHER] == [5]
    assert any("the row of 5 outlines at" in doubt and "form_code" in doubt for doubt in found.doubts)


def test_a_question_at_the_foot_of_a_column_names_the_options_that_begin_the_next(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + FOOT, "pdf"))
    assert [(field.section, field.item, field.options[0].box.x > 60) for field in page.choices] == [
        ("1", "1", False),
        ("1", "2", True),
        ("1", "3", True),
        ("1", "4", True),
    ]


def test_digits_below_the_number_of_an_item_are_no_student_number(tmp_path: Path) -> None:
    found = learned(tmp_path, RING + DIGITS, "pdf")
    page = only_page(found)
    assert items(page) == [(str(number), "ABCD") for number in range(1, 9)]
    assert {field.kind for field in page.fields if len(field.options) == 10} == {FieldKind.OTHER}
    assert [doubt for doubt in found.doubts if "'9' is no item: answers bubbled in digits are not read" in doubt]
