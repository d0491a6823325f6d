"""Letters printed below the outlines that they call."""

from __future__ import annotations

from omr.learn.items.option_labels import option_labels
from omr.learn.rows.runs import Run
from tests.learn.drawn import circle, word


def test_letters_under_outlines_call_these_and_not_the_row_below() -> None:
    above, below = ([circle(x, y) for x in xs] for xs, y in (((10, 20, 30, 40), 20.0), ((10, 20), 32.0)))
    words = [
        word(letter, x + 1, y + 5)
        for letters, y in (("ABCD", 20.0), ("TF", 32.0))
        for letter, x in zip(letters, (10, 20, 30, 40), strict=False)
    ]
    runs = [Run(tuple(row), (), ((),) * len(row)) for row in (above, below)]
    assert [option_labels(run, words, [*above, *below])[0] for run in runs] == [("A", "B", "C", "D"), ("T", "F")]


def test_letters_nearer_to_the_row_below_head_it() -> None:
    above, below = ([circle(x, y) for x in (10, 20)] for y in (20.0, 32.0))
    words = [word(letter, x + 1, 28.5) for letter, x in zip("TF", (10, 20), strict=True)]
    runs = [Run(tuple(row), (), ((),) * len(row)) for row in (above, below)]
    assert [option_labels(run, words, [*above, *below]) for run in runs] == [(("A", "B"), False), (("T", "F"), True)]
