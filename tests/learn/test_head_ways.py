"""Ways of a sheet's head and margins: rows that ask for a grade or the sex, circles beside items, parts that count anew, columns askew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from omr.learn.items.order import reading_order
from omr.learn.items.sections import sectioned
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.words.titles import Heading, heading, phrases, usual_height
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind, LayoutPage
from tests.learn.drawn import text
from tests.learn.paper import learned, only_page

RING = "#let o(l) = box(width: 4.2mm, height: 4.2mm, radius: 2.1mm, stroke: 0.4pt, align(center + horizon, text(size: 6.5pt, l)))\n"
BOX = "#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)\n"
GRADE = """
#grid(columns: 8, column-gutter: 3mm, align: horizon, [Grade], o("7"), o("8"), o("9"), h(8mm), [Sex], o("M"), o("F"))
#v(8mm)
#grid(columns: 2, column-gutter: 22mm, ..range(2).map(c => grid(columns: 5, row-gutter: 2.2mm, column-gutter: 3mm, align: horizon,
  ..range(12).map(r => (align(right)[#(c * 12 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten())))
"""
UPRIGHT = """
Sex \\ #o("M") \\ #o("F")
#v(8mm)
#grid(columns: 2, column-gutter: 22mm, ..range(2).map(c => grid(columns: 5, row-gutter: 2.2mm, column-gutter: 3mm, align: horizon,
  ..range(12).map(r => (align(right)[#(c * 12 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten())))
"""
AT_THE_SIDE = """
#place(dy: 60mm)[Booklet: \\ #o("A") #h(1mm) #o("B")]
#pad(left: 32mm, grid(columns: 2, column-gutter: 12mm, ..range(2).map(c => grid(columns: 5, row-gutter: 2.2mm, column-gutter: 2mm,
  align: horizon, ..range(16).map(r => (align(right)[#(c * 16 + r + 1)], ..("A", "B", "C", "D").map(o))).flatten()))))
"""
CIRCLED = """
#let c = box(width: 2.8mm, height: 2.8mm, radius: 1.4mm, stroke: 0.4pt)
#grid(columns: 2, column-gutter: 14mm, ..range(2).map(k => grid(columns: 6, row-gutter: 4mm, column-gutter: 3mm, align: horizon,
  ..range(10).map(r => (c, align(right)[#(k * 10 + r + 1)], b, b, b, b)).flatten())))
"""
PARTS = """
#for part in ("A", "B") [ *Part #part* \\
  #for i in range(1, 4) [ #i. Which of these is the one?
    #for l in ("nucleus of it", "enzyme of it", "lipid of it") [ #grid(columns: (6mm, 5mm, 1fr), [], b, l) #v(-1.5mm) ] #v(2mm) ] ]
"""
HEBREW = """
#set text(font: "DejaVu Sans")
#grid(columns: 5, gutter: 4mm, align: horizon, ..range(8).map(r => (..("ד", "ג", "ב", "א").map(o), [#(r + 1)])).flatten())
"""
ENDINGS = ["pdf", pytest.param("png", marks=pytest.mark.long)]


def others(page: LayoutPage) -> list[int]:
    return [len(field.options) for field in page.fields if field.kind is FieldKind.OTHER and field.options]


@pytest.mark.parametrize("ending", ENDINGS)
def test_rows_above_many_numbered_items_are_none(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, RING + GRADE, ending)
    page = only_page(found)
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 25)]
    assert others(page) == [3, 2]
    assert sum("taken for no item" in doubt for doubt in found.doubts) == 2


def test_a_list_above_many_numbered_rows_is_no_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + UPRIGHT, "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 25)]
    assert others(page) == [2]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_beside_all_columns_is_no_item(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, RING + AT_THE_SIDE.replace("Booklet:", "Kitap:"), ending)
    assert [field.item for field in only_page(found).choices] == [str(number) for number in range(1, 33)]
    assert any("taken for no item" in doubt for doubt in found.doubts)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_circle_beside_each_row_of_boxes_makes_no_item(tmp_path: Path, ending: str) -> None:
    found = learned(tmp_path, BOX + CIRCLED, ending)
    assert [len(field.options) for field in only_page(found).choices] == [4] * 20
    assert any("20 outlines belong to no item" in doubt or "21 outlines" in doubt for doubt in found.doubts)


def test_parts_whose_questions_count_anew_are_sections(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + PARTS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [(part, str(i)) for part in "AB" for i in (1, 2, 3)]


def entry(x: float, *tops: float) -> Entry:
    outlines = tuple(Outline(Shape.BOX, Box(x + 60.0 * (top < tops[0]), top, 3.0, 3.0)) for top in tops)
    return Entry(1, "", outlines, tuple("ABCDE"[: len(tops)]), read=False, vertical=True)


def test_columns_under_headings_of_a_scan_askew_are_counted_from_the_left() -> None:
    left, right = (Heading("", "", Box(x, y, 45.0, 3.0)) for x, y in ((12.0, 12.2), (117.0, 12.0)))
    items = [entry(x, top + askew) for top in (28.0, 38.0, 48.0) for x, askew in ((136.0, 0.0), (31.0, 0.2))]
    named, _ = sectioned([(items, [right, left])])
    assert [one.entry.box.x for one in named] == [31.0] * 3 + [136.0] * 3


def test_a_list_that_ends_in_the_next_column_is_the_last_of_its_own() -> None:
    lists = [entry(31.0, y, y + 6.0, y + 12.0) for y in (20.0, 60.0, 100.0, 140.0)]
    parted, second = entry(31.0, 200.0, 206.0, 20.0, 26.0), entry(91.0, 50.0, 56.0, 62.0)
    assert reading_order([second, *lists[2:], parted, *lists[:2]]) == [*lists, parted, second]


def test_letters_read_leftward_count_from_the_right(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + HEBREW, "pdf"))
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 9)]
    for field in page.choices:
        assert [option.label for option in field.options] == ["A", "B", "C", "D"]
        assert field.options[0].box.x > field.options[-1].box.x


def test_words_at_the_left_of_a_strip_call_the_boxes_of_each_of_its_columns(tmp_path: Path) -> None:
    strips = """#let b = box(width: 4mm, height: 4mm, stroke: 0.5pt)
      #for s in range(3) [#grid(columns: (10mm,) + (10mm,) * 10, row-gutter: 3mm, align: center + horizon,
        [], ..range(1, 11).map(i => [#(s * 10 + i)]), [True], ..(b,) * 10, [False], ..(b,) * 10) #v(6mm)]"""
    page = only_page(learned(tmp_path, strips, "pdf"))
    assert [field.item for field in page.choices] == [str(i) for i in range(1, 31)]
    assert {tuple(option.label for option in field.options) for field in page.choices} == {("True", "False")}


@pytest.mark.parametrize(
    ("line", "name"),
    [("Zadanie 3. (1 pkt) Which of these", "3"), ("Câu 25", "25"), ("Question A B C D", None), ("Câu A B C D", None), ("Part A", "A")],
)
def test_words_before_a_number_in_other_languages_open_a_question_and_a_tables_letters_none(line: str, name: str | None) -> None:
    found = heading(phrases(text(line, 20, 20))[0])
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("line", "larger", "name"),
    [("2 Networks", 1.3, "2"), ("2 Networks", 1.0, None), ("20 Questions", 1.3, None), ("2 of 3", 1.3, None)],
)
def test_a_number_without_a_dot_opens_a_section_where_it_is_set_in_larger_type(line: str, larger: float, name: str | None) -> None:
    usual = phrases(text("Which of these", 20, 40)) + phrases(text("Yes", 20, 50))
    height = larger * usual_height(usual)
    large = [replace(one, box=replace(one.box, h=height)) for one in text(line, 20, 20)]
    found = heading(phrases(large)[0], usual_height(usual))
    assert (found.name if found else None) == name


def test_numbers_that_are_missing_are_told_where_letters_of_parts_stand_among_them() -> None:
    names = ["1.", "2.", "4.", "5.", "a)", "b)"]
    items = [replace(entry(31.0, 20.0 + 8 * i, 23.0 + 8 * i), printed=name, vertical=False) for i, name in enumerate(names)]
    _, doubts = sectioned([(items, [])])
    assert doubts == ["section 1: between 1 and 5, 1 names are missing"]


def test_a_question_of_which_no_option_was_found_is_told_among_questions_with_lists(tmp_path: Path) -> None:
    questions = """#let b = box(width: 3.5mm, height: 3.5mm, stroke: 0.5pt, baseline: 0.4mm)
      #for i in range(1, 7) [#i. What is it? #if i != 4 [#for t in ("this one", "that one", "none") [\\ #h(6mm) #b #t]] #v(3mm)]"""
    found = learned(tmp_path, questions, "pdf")
    assert [field.item for field in only_page(found).choices] == ["1", "2", "3", "5", "6"]
    assert "section 1: between 1 and 6, 1 names are missing" in found.doubts
