"""Columns of questions whose options are not level, and lines that had no room for their last option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from omr.learn.rows.gutters import by_column, gutters
from omr.learn.rows.runs import Run, row_runs
from omr.learn.rows.wrapped import with_wrapped
from omr.learn.words.titles import headlines
from omr.model.layout import Box
from tests.learn.drawn import circle, text, word
from tests.learn.paper import learned, only_page


def test_words_beyond_the_white_between_two_columns_of_questions_belong_to_the_other() -> None:
    asked = [
        *(text(f"{i}. Which is it", 10, 20.0 * i) for i in (1, 2, 3)),
        *(text(f"{i}. What is it", 100, 20.0 * (i - 3) + 7) for i in (4, 5, 6)),
    ]
    words = [one for line in asked for one in line]
    spots = [circle(x, 20.0 * i + 7) for i in (1, 2, 3) for x in (15, 35)] + [
        circle(x, 20.0 * i + 14) for i in (1, 2, 3) for x in (105, 125)
    ]
    (found,) = gutters(spots, headlines(words), words)
    assert found.edge == 100
    ((row, own),) = by_column(spots[:2], words, [found])
    assert row == spots[:2]
    assert {one.text for one in own if one.box.y > 27} <= {"2.", "3.", "Which", "is", "it"}
    level = [spots[0], replace(spots[6], outline=replace(spots[6].outline, box=replace(spots[6].box, y=spots[0].box.y)))]
    assert [len(some) for some, _ in by_column(level, words, [found])] == [1, 1]


def test_options_in_two_columns_under_their_questions_are_no_columns_of_questions() -> None:
    words = [one for i in (1, 2, 3) for one in (*text("1) the first one", 10, 20.0 * i), *text("2) the second one", 100, 20.0 * i))]
    spots = [circle(x, 20.0 * i) for i in (1, 2, 3) for x in (60, 150)]
    assert gutters(spots, headlines(words), words) == []


def test_questions_of_two_columns_whose_options_go_on_below_are_named_and_whole(tmp_path: Path) -> None:
    columns = """#let b = box(width: 3.4mm, height: 3.4mm, stroke: 0.5pt, baseline: 0.4mm)
      #set text(size: 9pt)
      #let ask(n) = [*Question #n* #h(2mm) Which of these is it now? #v(-1mm)
        #align(center, par(leading: 1mm)[#b alpha #h(5mm) #b beta #h(5mm) #b gamma #linebreak() #b delta]) #v(4mm)]
      #grid(columns: (56mm, 56mm), column-gutter: 12mm, [#for n in range(1, 5) { ask(n) }], [#v(6mm) #for n in range(5, 9) { ask(n) }])"""
    page = only_page(learned(tmp_path, columns, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [(str(n), 4) for n in range(1, 9)]


def test_a_number_alone_in_a_row_begins_an_item_however_wide_it_is() -> None:
    spots = [circle(x, 20) for x in (10, 16, 22, 35, 41, 47)]
    assert [[one.text for one in run.before] for run in row_runs(spots, [word("100.", 26.5, 20.5)])] == [[], ["100."]]


def test_numbers_in_the_middle_of_cells_name_the_options_in_the_cells_after_them() -> None:
    xs = [2.0 + 8.0 * i for i in range(14) if i not in {4, 9}]
    row = [replace(circle(x, 20.0), frame=Box(x - 2.0, 18.0, 8.0, 8.0)) for x in xs]
    numbers = [word("21", 35.1, 20.5, 2.0), word("41", 74.8, 20.5, 2.0)]  # each a bit nearer to the one side or the other
    runs = row_runs(row, numbers)
    assert [(len(run.spots), [one.text for one in run.before]) for run in runs] == [(4, []), (4, ["21"]), (4, ["41"])]


@pytest.mark.parametrize(("last", "counts"), [("delta", [4]), ("gamma", [3, 1])])
def test_an_option_that_its_line_had_no_room_for_is_the_last_of_it(last: str, counts: list[int]) -> None:
    said = [(word(one, x + 6.0, 20),) for one, x in (("alpha", 50), ("beta", 80), ("gamma", 110))]
    first = Run(tuple(circle(x, 20) for x in (50, 80, 110)), tuple(text("1. Which", 10, 20)), tuple(said))
    rest = Run((circle(15, 25),), (), ((word(last, 21, 25),),))
    page_text = [one for run in (first, rest) for gap in run.gaps for one in gap]
    assert [len(run.spots) for run in with_wrapped([first, rest], page_text)] == counts
    assert len(with_wrapped([first, rest], [*page_text, word("wide", 170, 60)])) == 2  # there was room


PARAGRAPHS = """
#let b = box(width: 3.2mm, height: 3.2mm, stroke: 0.5pt, baseline: 0.3mm)
#set par(leading: 1.2mm, spacing: 4mm)
#let ask(n, said) = [#n. Which do you like? #for one in said { box[#b#h(0.3mm)#one]; [ ] } #parbreak()]
#ask(1, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
#ask(2, ("Breakfast", "Dinner"))
#ask(3, ("Mathematics", "Geography", "Chemistry", "Literature", "Art", "Physical education", "Music", "Informatics", "Economics", "Latin",
  "Spanish", "Geology", "Philosophy", "Astronomy"))
#ask(4, ("Breakfast", "Lunch", "Dinner"))
"""


def test_options_that_fill_the_lines_of_a_paragraph_are_one_item(tmp_path: Path) -> None:
    page = only_page(learned(tmp_path, PARAGRAPHS, "pdf"))
    assert [(field.item, len(field.options)) for field in page.choices] == [("1", 7), ("2", 2), ("3", 14), ("4", 3)]
