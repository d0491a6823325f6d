"""Options that are read from right to left by the words around them."""

from __future__ import annotations

import pytest

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
