"""Where marks or handwriting hide which options belong together, they do as those of the page's other items."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from omr.learn.outlines.families import Spot
from omr.learn.rows.alike import with_alike
from omr.learn.rows.lists import list_runs
from omr.learn.rows.runs import Run
from tests.learn.drawn import circle, word


def options(top: float, *, marked: bool = True) -> list[Spot]:
    """Four options of an item, two a line, one of them marked."""
    spots = [circle(30 + 40 * column, top + 7 * row) for row in range(2) for column in range(2)]
    return [*spots[:3], replace(spots[3], inked=0.6 * marked)]


def lines(spots: list[Spot], *at: int) -> list[Run]:
    """The outlines as runs, parted before those ``at``."""
    edges = [0, *at, len(spots)]
    return [Run(tuple(spots[i:k])) for i, k in pairwise(edges)]


WHOLE = [lines(options(20 + 30 * item), 2) for item in range(3)]


def found(*groups: list[Run]) -> list[list[float]]:
    return [[spot.x for run in group for spot in run.spots] for group in with_alike([*WHOLE, *groups])]


@pytest.mark.parametrize("at", [(2,), (1, 2, 3), (1, 2), (2, 3)], ids=["lines", "all", "upper line", "lower line"])
def test_parts_that_stand_as_the_options_of_other_items_do_are_one_item_in_their_order(at: tuple[int, ...]) -> None:
    parts = lines(options(120), *at)
    assert found(*([part] for part in reversed(parts))) == [[32, 72, 32, 72]] * 4


def test_items_whose_lines_a_photo_bends_by_this_or_that_stand_alike() -> None:
    bent = [[circle(30 + 40 * column, 20 + 30 * item + 7 * row + off * (1 - column)) for row in range(2) for column in range(2)]
            for item, off in enumerate((0.28, 0.31, 0.33))]  # fmt: skip
    parts = [[run] for run in lines(options(120), 2)]
    assert [len(group) for group in with_alike([*(lines(item, 2) for item in bent), *parts])] == [2] * 4


def test_lines_that_stand_otherwise_are_items_of_their_own() -> None:
    upper, lower = options(120)[:2], options(125)[2:]
    assert found(lines(upper), lines(lower)) == [[32, 72, 32, 72]] * 3 + [[32, 72]] * 2


def test_lines_of_a_blank_form_are_left_to_another_look() -> None:
    parts = [[run] for run in lines(options(120, marked=False), 2)]
    assert len(with_alike([*WHOLE, *parts])) == 5


def test_a_line_with_a_name_of_its_own_is_an_item() -> None:
    upper, lower = lines(options(120), 2)
    numbered = Run(lower.spots, before=(word("8.", 22, 127),))
    assert found([upper], [numbered]) == [[32, 72, 32, 72]] * 3 + [[32, 72]] * 2


def test_two_items_are_too_few_to_tell_how_others_stand() -> None:
    parts = [[run] for run in lines(options(120), 2)]
    assert len(with_alike([*WHOLE[:2], *parts])) == 4


def column(*, asked: tuple[int, ...], lists: int = 4, size: int = 4) -> list[int]:
    """How many options the lists of a column have; a question stands above those ``asked``, too far above for the others."""
    tops = [30 + 38.0 * item + 6.0 * option for item in range(lists) for option in range(size)]
    spots = [circle(30, top) for top in tops]
    said = [word("", 37, top + 0.5, 20.0) for top in tops]
    questions = [word("", 25, 30 + 38.0 * item - 8, 60.0) for item in asked]
    singles = [Run((spot,), gaps=((text,),)) for spot, text in zip(spots, said, strict=True)]
    return [len(run.spots) for run in list_runs(singles, [*said, *questions])]


def test_a_list_is_parted_at_its_wide_space_into_lists_as_long_as_the_others() -> None:
    assert column(asked=(0, 1, 3)) == [4] * 4


def test_a_list_with_a_wide_space_stays_one_where_no_other_says_how_long_they_are() -> None:
    assert column(asked=(0,), lists=2) == [8]
