"""Where a column of text begins beside options: not behind a letter that looks like an outline, nor where print has grown into one."""

from __future__ import annotations

from omr.learn.items.option_labels import name_of
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import openings
from omr.learn.words.titles import phrases
from omr.model.exam import Shape
from omr.model.layout import Box


def spot(x: float, y: float) -> Spot:
    return Spot(Outline(Shape.BOX, Box(x, y, 3.0, 3.0)))


def words(*places: tuple[float, float, float], text: str = "") -> list[Word]:
    """Unread words by their left, right and top, in mm."""
    return [Word(text, Box(left, top, right - left, 2.8)) for left, right, top in places]


def test_a_line_goes_on_behind_a_letter_that_looks_like_an_outline() -> None:
    row = [spot(30, 40), spot(96, 40)]
    line = words((25, 80, 30), (84, 110, 30))  # the o between them was taken for a circle
    assert [word.box.x for word in openings(row, row, phrases(line))] == [25]


def test_columns_of_text_begin_where_white_space_parts_them() -> None:
    row = [spot(30, 40), spot(96, 40)]
    line = words((25, 80, 30), (88, 114, 30))
    assert [word.box.x for word in openings(row, row, phrases(line))] == [25, 88]


def test_what_an_outline_of_another_size_says_opens_no_column() -> None:
    row, other = [spot(30, 40), spot(96, 40)], [spot(84, 60), spot(84, 70)]
    said = words((88, 110, 60)) + words((83, 110, 70))  # the second has grown into its outline
    assert openings(row, [*row, *other], phrases(said)) == []


def test_the_number_after_the_word_question_names_an_item() -> None:
    assert name_of(("Frage", "4:", "Haben", "Sie", "Hunger?"), vertical=False) == "4:"


def test_one_unread_line_alone_begins_no_column_over_several_questions() -> None:
    rows = [spot(x, y) for y in (40, 52, 64) for x in (30, 96)]
    lines = words((25, 80, 30), (86, 114, 30), (25, 90, 46), (25, 90, 58))  # the second is the first one's rest, behind a lost letter
    assert [word.box.x for word in openings(rows, rows, phrases(lines))] == [25, 25, 25]
    two = [*lines, *words((86, 110, 69))]
    assert [word.box.x for word in openings(rows, rows, phrases(two))].count(86) == 2
