"""Orders in which forms print: options down columns, boxes at the ends of lines, rows that begin here and there, columns close together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from omr.learn.items.order import reading_order
from omr.learn.items.sections import sectioned
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.words.titles import Heading
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.paper import learned, only_page

BOX = "#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt, baseline: 0.3mm)\n"
RING = "#let o(l) = box(width: 4.4mm, height: 4.4mm, stroke: 0.5pt, align(center + horizon, text(size: 6.5pt, l)))\n"
DOWN = """
#for i in range(5) [#(i + 1). Which of these is it?
  #grid(columns: (50mm, 50mm), row-gutter: 2.5mm, [#o("A") nucleus], [#o("C") lipid], [#o("B") enzyme], [#o("D") glucose]) #v(2mm)]
"""
BESIDE = """
#for i in range(5) [#(i + 1). Which of these is it?
  #grid(columns: (50mm, 50mm), row-gutter: 2.5mm, ..TEXTS.map(t => [#b #t])) #v(2mm)]
"""
AT_THE_END = """
#for i in range(4) [#(i + 1). Which of these is it?
  #for (l, t) in (("a", "nucleus"), ("b", "enzyme"), ("c", "lipid")) [ #pad(left: 9mm)[#l. #t #h(1fr) #b] #v(-1.5mm) ]]
"""
LETTER_FIRST = """
#for i in range(4) [#(i + 1). Which of these is it?
  #for (l, t) in (("a", "nucleus"), ("b", "enzyme"), ("c", "lipid")) [ #pad(left: 9mm)[#l) #b #t] #v(-1.5mm) ]]
"""


def row(x: float, y: float) -> Entry:
    outlines = tuple(Outline(Shape.BOX, Box(x + 10.0 * i, y, 3.0, 3.0)) for i in range(3))
    return Entry(1, "", outlines, ("A", "B", "C"), read=False)


def test_lettered_options_are_read_down_the_columns_in_which_they_count(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, RING + DOWN, "pdf"))
    assert [[option.label for option in field.options] for field in page.choices] == [["A", "B", "C", "D"]] * 5
    assert all(field.options[1].box.y > field.options[0].box.y for field in page.choices)


@pytest.mark.parametrize(
    ("texts", "labels"),
    [(("A. nucleus", "C. lipid", "B. enzyme", "D. glucose"), "ABCD"), (("2x", "x", "2", "3x"), None)],
    ids=["letters down", "formulas"],
)
def test_options_beside_boxes_on_two_lines_are_of_one_item(tmp_path: Path, texts: tuple[str, ...], labels: str | None) -> None:
    shown = "(" + ", ".join(f'"{text}"' for text in texts) + ")"
    page = only_page(learned(tmp_path, BOX + BESIDE.replace("TEXTS", shown), "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(number), 4) for number in range(1, 6)]
    if labels:
        assert {"".join(option.label for option in field.options) for field in page.choices} == {labels}
        assert all(field.options[1].box.y > field.options[0].box.y for field in page.choices)


@pytest.mark.parametrize("ending", ["pdf", "png"])
def test_boxes_at_the_ends_of_lines_are_parted_by_their_questions(tmp_path: Path, ending: str) -> None:
    page = only_page(learned(tmp_path, BOX + AT_THE_END, ending))
    assert [len(field.options) for field in page.choices] == [3] * 4


def test_letters_before_boxes_are_their_labels_whatever_stands_behind(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, BOX + LETTER_FIRST, "pdf"))
    assert [(field.item, [option.label for option in field.options]) for field in page.choices] == [
        (str(number), ["a", "b", "c"]) for number in range(1, 5)
    ]


def test_rows_that_begin_here_and_there_are_read_downwards() -> None:
    rows = [row(x, 20.0 + 9.0 * i) for i, x in enumerate((49.0, 60.0, 52.0, 55.0, 49.0, 49.0, 43.0, 49.0))]
    assert reading_order(rows[::-1]) == rows
    columns = [row(x, 20.0 + 9.0 * i) for x in (20.0, 110.0) for i in range(5)]
    assert reading_order(columns[::-1]) == columns


def test_a_question_that_runs_into_the_next_column_does_not_mix_the_columns() -> None:
    places = [(x, 20.0 + 12.0 * i) for x in (20.0, 110.0) for i in range(6)]
    widths = [157.0 if place == (20.0, 32.0) else 60.0 for place in places]
    headings = [Heading("", "", Box(x, y, width, 3.0)) for (x, y), width in zip(places, widths, strict=True)]
    named, _ = sectioned([([row(x, y + 6.0) for x, y in places], headings)])
    assert [one.entry.box.x for one in named] == [20.0] * 6 + [110.0] * 6


def _numbered(names: list[str]) -> list[Entry]:
    boxes = [Outline(Shape.BOX, Box(20.0 + 8.0 * k, 20.0 + 6.0 * i, 4.0, 4.0)) for i in range(len(names)) for k in range(2)]
    return [Entry(1, name, tuple(boxes[2 * i : 2 * i + 2]), ("A", "B")) for i, name in enumerate(names)]


def test_a_number_whose_last_digit_stands_on_another_line_is_read_whole() -> None:
    named, doubts = sectioned([(_numbered([*map(str, range(8, 100)), "10", "10"]), [])])
    assert [(one.section, one.item) for one in named] == [("1", str(i)) for i in range(8, 102)]
    assert not doubts


def test_parts_that_only_numbers_that_come_again_tell_apart_are_told() -> None:
    named, (told,) = sectioned([(_numbered(["1", "2", "3", "1", "2"]), [])])
    assert [(one.section, one.item) for one in named] == [("1", "1"), ("1", "2"), ("1", "3"), ("2", "1"), ("2", "2")]
    assert "sections 1 to 2, the later ones from 1 on" in told
    _, (told,) = sectioned([(_numbered(["a)", "b)"] * 4), [])])
    assert "sections 1 to 4, the later ones from a) on" in told


def test_rows_of_options_among_lists_are_read_where_they_stand() -> None:
    def listed(y: float) -> Entry:
        outlines = tuple(Outline(Shape.BOX, Box(24.0, y + 5.0 * i, 3.0, 3.0)) for i in range(3))
        return Entry(1, "", outlines, ("A", "B", "C"), read=False, vertical=True)

    items = [listed(20.0), listed(50.0), row(18.0, 80.0), listed(100.0), listed(130.0), row(18.0, 160.0)]
    assert reading_order(items[::-1]) == items


def test_a_row_after_its_question_is_read_between_the_lists_above_and_below_it() -> None:
    def listed(x: float, y: float) -> Entry:
        outlines = tuple(Outline(Shape.BOX, Box(x, y + 6.0 * i, 2.5, 2.5)) for i in range(4))
        return Entry(1, "", outlines, tuple("ABCD"), read=False, vertical=True)

    items = [listed(44.0, 45.0), row(95.0, 72.0), listed(44.0, 86.0), listed(44.0, 113.0)]
    assert reading_order(items[::-1]) == items
    columns = [listed(44.0, 45.0), listed(44.0, 86.0), row(115.0, 72.0), row(115.0, 108.0)]
    assert reading_order(columns[::-1]) == columns


def test_short_rows_above_and_below_lists_side_by_side_mix_none_of_their_columns() -> None:
    def listed(x: float, y: float) -> Entry:
        outlines = tuple(Outline(Shape.BOX, Box(x, y + 7.0 * i, 4.0, 4.0)) for i in range(4))
        return Entry(1, "", outlines, tuple("ABCD"), read=False, vertical=True)

    lists = [listed(20.0 + 8.0 * k, y) for y in (50.0, 90.0) for k in range(8)]
    items = [row(20.0, 20.0), *lists, row(20.0, 130.0)]
    assert reading_order(items[::-1]) == items


def test_a_question_whose_line_a_matrix_breaks_is_counted_between_those_around_it() -> None:
    boxes = [Outline(Shape.BOX, Box(30.0, y, 3.0, 3.0)) for y in (30.0, 50.0, 70.0, 90.0)]
    headings = [Heading(str(number), "", Box(20.0, y, 60.0, 3.0)) for number, y in ((1, 24.0), (3, 64.0), (4, 84.0))]
    named, _ = sectioned([([Entry(1, "", (one, replace(one, box=replace(one.box, x=45.0))), ("A", "B")) for one in boxes], headings)])
    assert [(one.section, one.item, one.entry.top) for one in named] == [("1", str(i), 11.5 + 20.0 * i) for i in range(1, 5)]
