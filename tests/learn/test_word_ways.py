"""Ways of word processors: boxes that are characters of a symbol font, tables whose cells hold letters, circles or boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.errors import BadInput
from omr.learn.rows.runs import Run
from omr.learn.rows.wrapped import with_wrapped
from omr.model.exam import Shape
from omr.model.layout import FieldKind
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page

SYMBOLS = """
#set text(font: "DejaVu Sans")
#for i in range(6) [ #(i + 1). #for l in "ABC" [ #h(4mm) ❐ #l ] #v(2mm) ]
"""
LETTER_CELLS = """
#let block(b) = table(columns: (9mm, 7mm, 7mm, 7mm, 7mm, 3mm, 9mm, 7mm, 7mm, 7mm, 7mm), rows: 6.5mm, inset: 1.5mm,
  ..range(10).map(r => ([#(r + 1)], [A], [B], [C], [D], [], [#(r + 11)], [A], [B], [C], [D])).flatten())
#block(0)
"""
CIRCLES_IN_CELLS = """
#let ring(l) = box(width: 4mm, height: 4mm, radius: 2mm, stroke: 0.4pt, align(center + horizon, text(size: 7pt, l)))
#table(columns: (8mm,) * 10, rows: 5.8mm, inset: 0.5mm, align: center + horizon,
  ..range(8).map(r => ([#(r + 1)], ..("A", "B", "C", "D").map(ring), [#(r + 9)], ..("A", "B", "C", "D").map(ring))).flatten())
"""


def test_boxes_of_a_symbol_font_are_options_and_no_letters(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SYMBOLS, "pdf"))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABC") for number in range(1, 7)
    ]


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_in_the_cells_of_a_table_are_options_and_numbers_and_gaps_are_none(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, LETTER_CELLS, ending))
    assert [(field.item, "".join(option.label for option in field.options)) for field in page.choices] == [
        (str(number), "ABCD") for number in range(1, 21)
    ]
    assert all(option.box.w == pytest.approx(7.2, abs=0.3) for field in page.choices for option in field.options)


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_lettered_circles_in_the_cells_of_a_table_are_options_and_no_examples(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, CIRCLES_IN_CELLS, ending))
    assert [len(field.options) for field in page.choices] == [4] * 16
    assert {option.shape for field in page.choices for option in field.options} == {Shape.CIRCLE}
    assert not [field for field in page.fields if field.kind is FieldKind.OTHER]


SCALE = """
#let b = box(width: 2.6mm, height: 2.6mm, stroke: 0.4pt)
#grid(columns: (70mm, ..(8mm,) * 5), row-gutter: 3mm,
  ..range(9).map(r => ([#(r + 1). The course was On the whole], b, b, b, b, b)).flatten())
"""
YES_NO = """
#let b = box(width: 2.7mm, height: 2.7mm, stroke: 0.4pt)
#table(columns: (12mm, 30mm, 41mm, 41mm), rows: 8mm, [No.], [Question], [Yes], [No],
  ..range(6).map(r => ([#(r + 1)], [Do you agree?], b, b)).flatten())
"""
TWO_BY_TWO = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(4) [ #(i + 1). Which city is the capital of country number #(i + 1)?
  #grid(columns: (10mm, 40mm, 40mm), row-gutter: 3mm, [], [#b a) Ottawa], [#b b) Oslo], [], [#b c) Dublin], [#b d) Quito]) #v(3mm) ]
"""
CAPTIONS = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#let row(i, ..said) = grid(columns: (50mm, ..(22mm,) * said.pos().len()), [#i. A function], ..said.pos().map(one => [#b #one]))
#for i in range(3) [ #row(i + 1, "even", "odd") #v(1mm) ]
#for i in range(3) [ #row(i + 4, "true", "false") #v(1mm) ]
"""
OVER_THE_PAGE = """
#set page(height: 70mm)
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(3) [ *Question #(i + 1)* #h(3mm) What is its formula?
  #if i == 1 { pagebreak() } #for one in ("none", "some of them", "all of them") [ #grid(columns: (6mm, 1fr), b, one) #v(-2mm) ] #v(4mm) ]
"""
TOUCHING = """
#set text(font: "DejaVu Serif")
#let row(n) = [#n. #h(3mm) (A) (B) (C) (#if n == 4 { box(place(dx: -0.5mm, dy: -1.2mm, line(length: 0.9mm, stroke: 0.3mm))) }D)]
#grid(columns: (60mm, 1fr), stack(spacing: 4mm, ..range(14).map(i => row(i + 1))), stack(spacing: 4mm, row(15), row(16)))
"""


@pytest.mark.long
def test_the_first_letters_of_words_in_a_scan_are_no_boxes(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, SCALE, "png"))
    assert [len(field.options) for field in page.choices] == [5] * 9


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_boxes_in_the_wide_columns_of_a_table_are_options_of_their_row(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, YES_NO, ending))
    assert [len(field.options) for field in page.choices] == [2] * 6
    assert not [field for field in page.fields if field.kind is FieldKind.OTHER], "no cell of the table is to be written in"
    if ending == "pdf":
        assert {tuple(option.label for option in field.options) for field in page.choices} == {("Yes", "No")}


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_options_on_two_lines_under_a_question_are_one_item(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, TWO_BY_TWO, ending))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 5)]
    if ending == "pdf":
        assert {"".join(option.label for option in field.options) for field in page.choices} == {"abcd"}


def test_options_with_their_own_text_are_not_called_by_the_text_above(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, CAPTIONS, "pdf"))
    assert [option.label for option in page.choices[0].options] == ["even", "odd"]
    assert [option.label for option in page.choices[5].options] == ["true", "false"]


def test_a_question_at_the_foot_of_a_page_names_the_options_on_the_next(tmp_path: Path) -> None:
    found = learned(tmp_path, OVER_THE_PAGE, "pdf")
    (pages,) = found.layout.forms.values()
    assert [[(field.section, field.item) for field in page.choices] for page in pages] == [[("1", "1")], [("1", "2"), ("1", "3")]]
    assert not any("names was read" in doubt for doubt in found.doubts)


def test_a_pair_whose_letter_touches_it_is_found_and_a_short_last_column_comes_last(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, TOUCHING, "png"))
    assert [len(field.options) for field in page.choices] == [4] * 16
    assert [round(field.options[0].box.x / 60) for field in page.choices] == [0] * 14 + [1] * 2


BARE = """
#for i in range(8) [ #(i + 1). #for l in "ABCD" [ #h(5mm) #l ] #v(2mm) ]
"""
BESIDE = """
#let b = box(width: 3mm, height: 3mm, stroke: 0.5pt)
#for i in range(6) [ #(i + 1). #for l in "ABCD" [ #h(4mm) #b #l ] #v(2mm) ]
"""


@pytest.mark.parametrize("ending", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_letters_without_an_outline_are_told_and_not_made_options(tmp_path: Path, ending: str) -> None:
    with pytest.raises(BadInput, match=r"8 rows of 4 letters without an outline"):
        learned(tmp_path, BARE, ending)


def test_bare_letters_beside_other_items_are_a_doubt_and_those_beside_boxes_are_none(tmp_path: Path) -> None:
    assert not any("letters without" in doubt for doubt in learned(tmp_path, BESIDE, "pdf").doubts)
    both = learned(tmp_path, BARE + BESIDE, "pdf")
    assert [len(field.options) for field in only_page(both).choices] == [4] * 6
    assert any("8 rows of 4 letters without an outline" in doubt for doubt in both.doubts)


NUMBER_ACROSS = """
#let o(l) = box(width: 4.2mm, height: 3.6mm, stroke: 0.4pt, align(center + horizon, text(size: 6pt, l)))
#grid(columns: 11, gutter: 2mm, ..range(5).map(r => (..range(10).map(d => o(str(d))), if r == 2 [your number] else [])).flatten())
#v(6mm)
#grid(columns: 5, gutter: 2mm, ..range(12).map(r => ([#(r + 1).], ..("A", "B", "C", "D").map(o))).flatten())
"""


@pytest.mark.long
def test_unread_rows_of_ten_with_nothing_before_them_are_a_number(tmp_path: Path) -> None:
    found = learned(tmp_path, NUMBER_ACROSS, "png")
    page = only_page(found)
    assert [len(field.options) for field in page.choices] == [4] * 12
    numbers = [field for field in page.fields if field.kind is FieldKind.STUDENT_NUMBER]
    assert ["".join(option.label for option in field.options) for field in numbers] == ["0123456789"] * 5
    assert any("without a known title is taken for the student number" in doubt for doubt in found.doubts)


def test_options_right_of_a_long_one_do_not_go_on_with_the_question_above() -> None:
    """ "4. ☐ Central processing unit [no room] ☐ Core ☐ Computer": the first one's text reaches over the second tab."""
    above, below = ([circle(x, y) for x in some] for y, some in ((50.0, (26.0, 65.0, 108.0, 150.0)), (60.0, (108.0, 150.0))))
    words = [
        word(said, spot.box.x + 6, spot.box.y)
        for said, spot in zip(("red", "blue", "pink", "grey", "tan", "gold"), [*above, *below], strict=True)
    ]
    runs = [Run(tuple(above), (), tuple((one,) for one in words[:4])), Run(tuple(below), (), tuple((one,) for one in words[4:]))]
    assert [len(run.spots) for run in with_wrapped(runs, words)] == [6]
    assert [len(run.spots) for run in with_wrapped(runs, [*words, *text("4. What is it?", 18.0, 55.5)])] == [4, 2]
