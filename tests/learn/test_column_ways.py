"""Two columns of questions whose boxes stand at the ends of their lines, answers in the cells of a table, and parts that go on in the next
column.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.grids import find_grids
from omr.learn.rows.headed_columns import with_headed_columns
from omr.learn.rows.runs import Run
from omr.learn.rows.wrapped import with_wrapped
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)\n"
CARDS = """
#let card(i) = box(width: 1fr, stroke: 0.4pt + luma(STROKE), inset: 3mm, radius: 1.5mm)[#i. Which of them is it?
  #grid(columns: (1fr, 1fr), row-gutter: 3mm, [#b water], [#b iron], [#b lipid], [#b enzyme])]
#for i in range(5) [#card(2 * i + 1) #h(4mm) #card(2 * i + 2) #parbreak()]
"""
TRUE_FALSE = """
#let one(i) = [#i. Water is blue. #h(1fr) #b R #b F #v(1mm)]
#grid(columns: (1fr, 1fr), column-gutter: 8mm, range(1, 9).map(one).join(), [#v(DOWN) #range(9, 17).map(one).join()])
"""
LISTS = """
#let words = ("lipid", "water", "iron", "glucose", "helium", "enzyme")
#let one(i) = [*#i.* Choose the liquid. \\ #for k in range(3) [#h(5mm) #words.at(calc.rem(i + k, 6)) #h(1fr) #b \\ ] #v(2mm)]
#grid(columns: (1fr, 1fr), column-gutter: GUTTER, range(1, 6).map(one).join(), [#v(DOWN) #range(6, 11).map(one).join()])
"""
CELLS = """
#set text(bottom-edge: "baseline")
#table(columns: (8mm, 1fr, 40mm), inset: (x: 2mm, top: 1.6mm, bottom: 0.6mm),
  ..range(1, 8).map(i => ([#i], [Which of them is it?], [#b often \\ #b seldom \\ #b always \\ #b quickly, yy])).flatten())
"""
PARTS = """
#let part(l) = [#h(4mm) (#l) Which of them is it? \\ #for w in ("water", "iron", "lipid") [#h(14mm) #b #w \\ ]]
#let asked(i, ..parts) = [#i. Read about the plant. \\ #parts.pos().map(part).join()]
#grid(columns: (1fr, 1fr), column-gutter: 8mm,
  [#asked(1, "a", "b") #asked(2, "a", "b") 3. Read about the stone. \\ #h(4mm) (a) Which of them is it?],
  [#for w in ("water", "iron", "lipid") [#h(14mm) #b #w \\ ] #part("b") #asked(4, "a", "b") ])
"""


@pytest.mark.parametrize("down", ["0mm", "1.2mm"])
def test_boxes_at_the_ends_of_two_columns_lines_are_called_by_the_number_of_their_own_line(tmp_path: Path, down: str) -> None:
    page = only_page(learned(tmp_path, BOX + TRUE_FALSE.replace("DOWN", down), "pdf"))
    assert [field.item for field in page.choices] == [str(i) for i in range(1, 17)]
    assert {tuple(option.label for option in field.options) for field in page.choices} == {("R", "F")}


@pytest.mark.parametrize(("down", "gutter"), [("0mm", "8mm"), ("0mm", "4mm"), ("2.4mm", "4mm")])
def test_lists_with_boxes_at_the_ends_of_two_columns_lines_are_items_of_their_own(tmp_path: Path, down: str, gutter: str) -> None:
    page = only_page(learned(tmp_path, BOX + LISTS.replace("DOWN", down).replace("GUTTER", gutter), "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(i), 3) for i in range(1, 11)]
    assert [option.label for option in page.choices[0].options] == ["water", "iron", "glucose"]


@pytest.mark.long
@pytest.mark.parametrize("down", ["0mm", "2.4mm"])
def test_lists_with_boxes_at_the_ends_of_two_columns_lines_are_parted_on_a_scan(tmp_path: Path, down: str) -> None:
    page = only_page(learned(tmp_path, BOX + LISTS.replace("DOWN", down).replace("GUTTER", "6mm"), "png"))
    assert [len(field.options) for field in page.choices] == [3] * 10
    assert [field.options[0].box.x < 90 for field in page.choices] == [True] * 5 + [False] * 5


def test_the_answers_in_a_cell_of_a_table_are_one_item_where_print_touches_its_foot(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + CELLS, "pdf"))
    assert [len(field.options) for field in page.choices] == [4] * 7


def test_parts_of_a_question_at_the_foot_of_a_column_go_on_in_the_next(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + PARTS, "pdf"))
    assert [(field.section, field.item) for field in page.choices] == [(str(i), part) for i in range(1, 5) for part in "ab"]


def test_lettered_boxes_below_one_another_are_no_lines_of_one_item_whatever_stands_beside() -> None:
    def one(x: float, y: float, letter: str, *before: Word) -> Run:
        spot = Spot(Outline(Shape.CIRCLE, Box(x, y - 1.6, 3.2, 3.2)))
        return Run((spot,), before, ((Word(f"({letter})", Box(x + 5, y - 1.5, 4.0, 3.0)),),))

    beside = Word("(A)", Box(20.0, 28.5, 4.0, 3.0))
    right = [one(100.0, 30.0 + 4.5 * i, letter, *([beside] if i == 0 else [])) for i, letter in enumerate("ABCD")]
    left = [one(18.0, 32.0 + 4.5 * i, letter) for i, letter in enumerate("ABCD")]
    assert all(len(run.spots) == 1 for run in with_wrapped([*left, *right], []))


def test_a_shorter_centred_line_of_options_goes_on_with_the_line_above(tmp_path: Path) -> None:
    lines = """#for i in range(1, 6) [*Question #i* Which of them is it?
      #align(center)[#b water #h(8mm) #b iron #h(8mm) #b lipid #h(8mm) #b enzyme \\ #b none of these answers is right] ]"""
    page = only_page(learned(tmp_path, BOX + lines, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(i), 5) for i in range(1, 6)]


@pytest.mark.long
@pytest.mark.parametrize("count", [1, 2, 5])
def test_options_on_two_lines_are_one_item_on_a_scan_of_few_questions(tmp_path: Path, count: int) -> None:
    lines = """#for i in range(1, COUNT + 1) [*#i.* Which of them is it, if any of them is it?
      #grid(columns: (1fr, 1fr), row-gutter: 3mm, [#b water], [#b iron], [#b lipid], [#b enzyme]) #v(2mm) ]"""
    page = only_page(learned(tmp_path, BOX + lines.replace("COUNT", str(count)), "png"))
    assert [len(field.options) for field in page.choices] == [4] * count


@pytest.mark.long
@pytest.mark.parametrize("stroke", ["90", "180"])
def test_questions_in_frames_side_by_side_are_items_of_their_own_on_a_scan(tmp_path: Path, stroke: str) -> None:
    page = only_page(learned(tmp_path, BOX + CARDS.replace("STROKE", stroke), "png"))
    assert [len(field.options) for field in page.choices] == [4] * 10


@pytest.mark.parametrize("kind", ["pdf", pytest.param("png", marks=pytest.mark.long)])
def test_a_line_of_options_that_a_narrow_column_breaks_goes_on_below_the_name(tmp_path: Path, kind: str) -> None:
    lines = """#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)
      #let one(i) = [#h(4mm) *Question #i :* #for l in "AB" [ #h(4mm) #b #l ] \\ #for l in "CD" [ #b #l #h(4mm) ] #v(1mm)]
      #align(right, grid(columns: 6, gutter: 2mm, ..range(10).map(d => ([#b#d],) * 6).flatten()))
      #grid(columns: (1fr, 1fr), column-gutter: 6mm, range(1, 9).map(one).join(), range(9, 17).map(one).join())"""
    page = only_page(learned(tmp_path, lines, kind))
    assert [len(field.options) for field in page.choices] == [4] * 16
    if kind == "pdf":
        assert [field.item for field in page.choices] == [str(i) for i in range(1, 17)]
        assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABCD"}


def lines_of_two(y: float) -> list[Run]:
    """Two lines of two options whose words could not be read."""
    found = []
    for top in (y, y + 6.0):
        spots = (circle(40.0, top, size=3.5), circle(110.0, top, size=3.5))
        found.append(Run(spots, (), tuple((word("", spot.box.x + 4.5, top, 20.0),) for spot in spots)))
    return found


def test_options_on_two_lines_at_the_top_of_a_scanned_page_are_those_of_a_question_on_the_page_before() -> None:
    tops = (20.0, 50.0, 80.0)
    runs = [run for y in tops for run in lines_of_two(y)]
    said = [one for run in runs for gap in run.gaps for one in gap]
    first, second, third = (word("", 30.0, y - 8.0, 80.0) for y in tops)
    assert [len(run.spots) for run in with_wrapped(runs, [second, third, *said])] == [4] * 3
    assert [len(run.spots) for run in with_wrapped(runs, [first, third, *said])] == [2] * 6  # without a question between others


def heads(first: int) -> list[Word]:
    return [word(str(first + i), 41.5 + 8 * i, 14.0, 2.0) for i in range(11)]


@pytest.mark.parametrize(("labels", "columns"), [("TF", 11), ("ABC", 11), ("XQ", 0)])
def test_rows_of_one_letter_each_under_numbers_are_items_side_by_side(labels: str, columns: int) -> None:
    rows = [Run(tuple(circle(40.0 + 8 * i, 20.0 + 6 * k, label) for i in range(11)), (), ((),) * 11) for k, label in enumerate(labels)]
    grids, runs = with_headed_columns(*find_grids(rows), heads(1))
    assert (grids, len(runs)) == ([], columns)


@pytest.mark.parametrize(("said", "first", "items"), [("At its worst", 0, 3), ("At its worst", 1, 3), ("worst", 0, 3), ("worst", 1, 11)])
def test_a_long_scale_under_its_numbers_is_the_rows_and_no_items_side_by_side(said: str, first: int, items: int) -> None:
    rows = [
        Run(tuple(circle(40.0 + 8 * i, 20.0 + 6 * k) for i in range(11)), tuple(text(said, 5.0, 20.0 + 6 * k)), ((),) * 11)
        for k in range(3)
    ]
    assert len(with_headed_columns(*find_grids(rows), heads(first))[1]) == items
