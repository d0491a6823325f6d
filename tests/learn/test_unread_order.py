"""The order of items on a scan whose text is not read: lines of print part them, neither the head of a page nor that of a table does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omr.learn.items.sections import sectioned
from omr.learn.items.unread import unread_heading
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.runs import Run
from omr.learn.rows.wrapped import with_wrapped
from omr.learn.words.titles import Heading, phrases
from omr.model.exam import Shape
from omr.model.layout import Box
from tests.learn.drawn import circle, word

PLACES = [(20.0, 100.0), (20.0, 140.0), (20.0, 180.0), (110.0, 105.0), (110.0, 150.0), (110.0, 190.0)]
"""Lists in two columns, those of the second one a little lower."""


def row(x: float, y: float, count: int = 3, text: float = 0.0) -> Entry:
    """Boxes 15 mm apart, with a word that begins so far left of them."""
    outlines = tuple(Outline(Shape.BOX, Box(x + 15 * i, y, 4, 4)) for i in range(count))
    words = (Box(x - text, y, 10, 3),) if text else ()
    return Entry(1, "", outlines, tuple("ABCDE"[:count]), read=False, text=words)


def answers(x: float, y: float) -> Entry:
    """A list of four boxes, an answer of 30 mm behind each."""
    outlines = tuple(Outline(Shape.BOX, Box(x, y + 5 * i, 4, 4)) for i in range(4))
    return Entry(1, "", outlines, tuple("ABCD"), read=False, vertical=True, text=tuple(Box(x + 6, y + 5 * i, 30, 3) for i in range(4)))


def line(x: float, y: float, w: float) -> Heading:
    return Heading("", "", Box(x, y, w, 3.0))


def places(entries: list[Entry], lines: list[Heading]) -> list[tuple[float, float]]:
    named, _ = sectioned([(entries, lines)])
    return [(one.entry.box.x, one.entry.box.y) for one in named]


def test_a_line_in_the_head_of_the_page_that_reaches_over_both_columns_does_not_join_them() -> None:
    head, questions = line(80.0, 40.0, 45.0), [line(18.0, 92.0, 80.0), line(18.0, 172.0, 80.0), line(108.0, 182.0, 80.0)]
    assert places([answers(x, y) for x, y in PLACES], [head, *questions]) == PLACES


def test_lists_at_the_top_of_the_second_column_follow_those_of_the_first() -> None:
    lists = [(20.0, 30.0), (20.0, 80.0), (110.0, 30.0)]
    assert places([answers(x, y) for x, y in lists], [line(18.0, 70.0, 80.0)]) == lists


def test_lists_of_the_second_column_stand_under_no_line_of_the_first() -> None:
    lists = [(20.0, 30.0), (20.0, 80.0), (20.0, 130.0), (110.0, 30.0), (110.0, 90.0), (110.0, 140.0)]
    assert places([answers(x, y) for x, y in lists], [line(18.0, y, 50.0) for y in (75.0, 125.0)]) == lists


def test_columns_of_a_table_that_are_items_stay_together_under_a_short_line() -> None:
    columns = [(20.0 + 8 * i, 60.0) for i in range(12)]
    items = [replace(answers(x, y), text=()) for x, y in columns]
    named, _ = sectioned([(items, [line(18.0, 45.0, 50.0)])])
    assert [(one.entry.box.x, one.entry.box.y) for one in named] == columns


def test_the_heads_of_a_tables_columns_part_nothing() -> None:
    table, rows = [row(125.0, 50.0 + 8 * i, text=50.0) for i in range(4)], [row(20.0, 110.0 + 18 * i, 4) for i in range(3)]
    heads = phrases([word("Yes", 125.0, 43.0, 8.0), word("No", 140.0, 43.0, 8.0), word("Unknown", 153.0, 43.0, 14.0)], 2.5)
    assert [unread_heading(one, [*table, *rows]) for one in heads] == [None]
    three = [row(125.0, 50.0 + 8 * i, 3, text=50.0) for i in range(4)]
    stacked = [word("True", 121.5, 43.0, 7.5), word("False", 134.0, 43.0, 9.0), Word("given", Box(148.0, 44.5, 10.0, 4.0))]
    assert [unread_heading(one, three) for one in phrases([*stacked, word("Not", 149.0, 39.0, 6.0)], 2.5)] == [None, None]
    scale = [row(60.0, 50.0 + 8 * i, 5, text=40.0) for i in range(4)]
    assert [unread_heading(one, scale) for one in phrases([word("", 76.0 + 15 * i, 43.0, 2.0) for i in range(4)], 8.0)] == [None]
    for line in phrases([word("Which", 20.0, 104.0, 60.0), word("Foreign language", 126.0, 43.0, 40.0)]):
        assert unread_heading(line, [*table, *rows]) is not None


def single(x: float, y: float, *before: Word) -> Run:
    """A circle of 3.3 mm with an unread answer of 15 mm behind it."""
    return Run((circle(x, y - 1.65, size=3.3),), before, ((word("", x + 5, y - 1.5, 15.0),),))


@pytest.mark.parametrize("lower", [2.0, 4.0])
def test_lists_side_by_side_that_are_not_level_share_no_line(lower: float) -> None:
    left = [single(28.0, top + 6 * i) for top in (60.0, 95.0, 130.0) for i in range(4)]
    right = [single(117.0, one.y + lower, *one.gaps[0]) for one in left]
    asked = [word("", x, top - 8, 60.0) for x, more in ((20.0, 0.0), (109.0, lower)) for top in (60.0 + more, 95.0 + more, 130.0 + more)]
    runs = [*left, *right]
    words = [*asked, *(one for run in runs for one in run.gaps[0])]
    assert sorted(len(run.spots) for run in with_wrapped(runs, words)) == [1] * 24


def test_a_thin_rule_below_a_row_parts_no_items() -> None:
    rows = [row(80.0, 30.0, 2, 60.0), row(80.0, 40.0, 2, 60.0)]
    rule, print_ = (phrases([replace(word("", 20, 36.5, 60.0), box=Box(20.0, 36.5, 60.0, h))])[0] for h in (0.3, 2.5))
    assert unread_heading(rule, rows) is None
    assert unread_heading(print_, rows) is not None


def test_a_long_list_right_below_a_short_one_of_its_column_stays_there() -> None:
    def listed(x: float, y: float, count: int) -> Entry:
        outlines = tuple(Outline(Shape.BOX, Box(x, y + 5 * i, 4, 4)) for i in range(count))
        return Entry(1, "", outlines, tuple("ABCDE"[:count]), read=False, vertical=True)

    column = [(110.0, 30.0, 4), (110.05, 70.0, 2), (110.0, 88.0, 5), (110.05, 130.0, 3)]
    entries = [listed(x, y, count) for x, y, count in (*((20.0, 30.0 + 40 * i, 3) for i in range(3)), *column)]
    assert places(entries, []) == [(entry.box.x, entry.box.y) for entry in entries]
