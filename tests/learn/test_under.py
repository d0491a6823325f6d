"""Letters printed below the outlines that they call."""

from __future__ import annotations

from omr.learn.items.option_labels import option_labels
from omr.learn.rows.runs import Run, row_runs
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


def test_letters_right_under_outlines_stand_between_no_two_of_them() -> None:
    xs = (10.0, 18.0, 26.0, 70.0, 78.0, 86.0)
    row = [circle(x, 20.0) for x in xs]
    under = [word(letter, x + 1 + off, 22.5 + 0.9, 2.0) for letter, x, off in zip("ABCABC", xs, (0.1, -0.1) * 3, strict=True)]
    assert all(abs(one.middle - 22.0) < 0.75 * 4.0 for one in under)  # on the row's line
    runs = row_runs(row, [*under, word("2", 62.0, 20.5)])
    assert [[spot.x for spot in run.spots] for run in runs] == [[12.0, 20.0, 28.0], [72.0, 80.0, 88.0]]
    assert [[one.text for one in run.before] for run in runs] == [[], ["2"]]
    assert not any(any(run.gaps) for run in runs)
