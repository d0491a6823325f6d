"""Blocks side by side whose rows are level now and then: rows and columns of a page are told apart by all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omr.learn.doubts.unnumbered import without_unnumbered
from omr.learn.items.sections import sectioned
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.parted import parted
from omr.learn.rows.runs import Run, row_runs
from omr.learn.words.titles import Heading
from omr.model.exam import Shape
from omr.model.layout import Box, FieldKind
from tests.learn.drawn import word

LEFT, RIGHT = (20.0, 25.0, 30.0, 35.0), (60.0, 65.0, 70.0)


def run(y: float, *columns: float, after: int = -1) -> Run:
    """Outlines at ``columns``, a word after one of them."""
    spots = tuple(Spot(Outline(Shape.CIRCLE, Box(x, y, 4, 4))) for x in columns)
    word = (Word("or", Box(45, y, 4, 3)),)
    return Run(spots, (), tuple(word if i == after else () for i in range(len(spots))))


def widths(runs: list[Run]) -> list[int]:
    return [len(one.spots) for one in runs]


def test_rows_run_together_are_cut_where_most_others_are_two() -> None:
    apart = [run(y, *columns) for y in (20, 26, 32, 38) for columns in (LEFT, RIGHT)]
    assert widths(parted([*apart, run(44, *LEFT, *RIGHT)])) == [4, 3] * 5


def test_rows_are_kept_whole_where_most_others_are_or_words_stand_at_the_place() -> None:
    whole = [run(y, *LEFT, *RIGHT) for y in (50, 56, 62, 68, 74)]
    apart = [run(y, *columns) for y in (20, 26, 32) for columns in (LEFT, RIGHT)]
    assert widths(parted([*apart, *whole])) == [4, 3] * 3 + [7] * 5
    assert widths(parted([*apart, run(38, *LEFT, *RIGHT, after=3)])) == [4, 3] * 3 + [7]


def entry(x: float, y: float, count: int = 4, step: float = 10.0) -> Entry:
    outlines = tuple(Outline(Shape.BOX, Box(x + step * i, y, 3, 3)) for i in range(count))
    return Entry(1, "", outlines, tuple("ABCDEFG"[:count]), read=False)


def test_questions_in_two_columns_that_could_not_be_read_are_counted_down_the_columns() -> None:
    places = [*((15.0, 30.0 + 20 * i) for i in range(6)), *((120.0, 20.0 + 20 * i) for i in range(3))]
    entries = [entry(x, y) for x, y in places]
    lines = [Heading("", "", Box(x + 12, y - 8, 60, 4)) for x, y in places]
    title = Heading("", "", Box(15, 14, 70, 5))
    named, _ = sectioned([(entries, [title, *lines])])
    assert [(one.entry.box.x, one.entry.box.y) for one in named] == places


def test_a_row_above_columns_of_items_that_stands_in_none_is_no_item_and_told() -> None:
    items = [entry(x, 40.0 + 8 * i) for x in (20.0, 90.0) for i in range(4)]
    kept, fields, told = without_unnumbered([entry(50, 20, 3, 8.0), *items], 1, readable=False)
    assert kept == items
    assert [(field.kind, len(field.options)) for field in fields] == [(FieldKind.OTHER, 3)]
    assert "`field 1 52 22 form_code`" in told[0]


def test_the_first_row_of_a_column_is_an_item_and_one_like_the_others() -> None:
    items = [entry(x, 40.0 + 8 * i) for x in (20.0, 90.0) for i in range(4)]
    assert without_unnumbered(items, 1, readable=False) == (items, [], [])
    assert without_unnumbered([entry(50, 20), *items], 1, readable=False)[1] == []
    assert without_unnumbered([entry(50, 20, 3, 8.0), *items[:3]], 1, readable=False)[1] == []


@pytest.mark.parametrize(("y", "outside"), [(43.5, True), (40.0, False)])
def test_a_row_without_a_number_right_of_all_numbered_ones_and_between_their_lines_is_no_item(y: float, *, outside: bool) -> None:
    items = [replace(entry(x, 40.0 + 8 * i), printed=f"{10 * c + i + 1}.") for c, x in enumerate((20.0, 80.0)) for i in range(10)]
    kept, _, told = without_unnumbered([*items, entry(140.0, y)], 1, readable=False)
    assert (len(kept), len(told)) == ((20, 1) if outside else (21, 0))


def test_outlines_in_frames_side_by_side_are_options_of_several_questions() -> None:
    cards = [Box(x, 20.0, 70.0, 40.0) for x in (15.0, 95.0)]
    spots = [Spot(Outline(Shape.BOX, Box(x, 40.0, 3.0, 3.0)), card=cards[x > 90]) for x in (20.0, 55.0, 100.0, 135.0)]
    assert [len(one.spots) for one in row_runs(spots, [])] == [2, 2]


@pytest.mark.parametrize(("height", "counts"), [(5.0, [4]), (20.0, [3, 1])])
def test_options_on_the_only_line_of_a_tables_cell_are_one_item_however_little_of_their_text_is_found(
    height: float, counts: list[int]
) -> None:
    cell = Box(60.0, 20.0, 90.0, height)
    spots = [Spot(Outline(Shape.BOX, Box(x, 21.0, 3.0, 3.0)), frame=cell) for x in (62.0, 86.0, 102.0, 131.0)]
    said = [word("", x, 21.0, w) for x, w in ((66.0, 18.0), (90.0, 10.0), (106.0, 6.0), (135.0, 8.0))]
    assert [len(one.spots) for one in row_runs(spots, said)] == counts


@pytest.mark.parametrize(("pitch", "parts"), [(4.25, [4, 8]), (6.0, [4, 8])])
def test_a_number_beside_a_version_of_narrower_pitch_is_one_row(pitch: float, parts: list[int]) -> None:
    places = [*(34.0 + pitch * i for i in range(4)), *(122.0 + 6.3 * i for i in range(8))]
    row = [Spot(Outline(Shape.CIRCLE, Box(x, 52.0, 4.0, 4.0)), Word("", Box(x + 1.0, 53.0, 2.0, 2.0))) for x in places]
    assert widths(row_runs(row, [], [])) == parts
