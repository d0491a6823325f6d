"""Options that are read from right to left by the words around them."""

from __future__ import annotations

import pytest

from omr.learn.doubts.leftward import may_be_read_leftward
from omr.learn.paper.blank import Word
from omr.learn.rows.leftward import leftward
from omr.learn.rows.runs import Run
from tests.learn.drawn import circle, word


@pytest.mark.parametrize(("heads", "first"), [("دجبأ", 40), ("ABCD", 10)])
def test_columns_headed_by_letters_read_leftward_count_from_the_right(heads: str, first: int) -> None:
    places = (10, 20, 30, 40)
    run = Run(tuple(circle(x, 30) for x in places), (), ((),) * 4)
    words = [word(letter, x + 1, 20) for letter, x in zip(heads, places, strict=True)]
    assert leftward([run], words)[0].spots[0].box.x == first


def test_boxes_right_of_words_read_leftward_count_from_the_right() -> None:
    run = Run((circle(30, 30), circle(60, 30)), (word("لا", 24, 30),), ((word("نعم", 52, 30),), ()))
    assert leftward([run], [word("لا", 24, 30)])[0].spots[0].box.x == 60


def rows(before: tuple[Word, ...] = (), behind: float = 46.0) -> list[Run]:
    """Six rows of four outlines that could not be read, with print ``behind`` them, x in mm."""
    return [
        Run(tuple(circle(x, y) for x in (10, 20, 30, 40)), before, ((), (), (), (word("", behind, y, 4.0),))) for y in range(30, 90, 10)
    ]


def test_print_right_of_all_rows_alone_is_told_on_a_picture() -> None:
    assert len(may_be_read_leftward(rows())) == 1


def test_print_before_rows_or_far_behind_them_is_not_told() -> None:
    assert may_be_read_leftward(rows(before=(word("", 2, 30, 4.0),))) == []
    assert may_be_read_leftward(rows(behind=60.0)) == []
