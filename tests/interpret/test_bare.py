"""Boxes in which nothing is measured but what the page prints there."""

from __future__ import annotations

import pytest
from interpret.evidence import NOTHING, STRONG, box, first, marked, of_many, page, see_empty

from omr.interpret.bare import printed_around
from omr.model.exam import ItemRef
from omr.model.response import ResponseStatus


def around(outside: float, ink: float = 0.0, peak: float = 0.01) -> tuple[float, ...]:
    return (ink, peak, 0.0, 0.0, outside, *NOTHING[5:])


@pytest.mark.parametrize(
    ("features", "denied", "told"),
    [
        (around(0.04), 0.01, False),
        (around(0.04), 0.06, True),
        (around(0.06), 0.01, True),
        (around(0.0, ink=0.04), 0.01, True),
        (around(0.0, peak=0.035), 0.01, True),
    ],
    ids=["nothing", "seen by both", "around", "inside", "dark"],
)
def test_a_box_in_which_nothing_is_measured_is_empty_beside_a_mark_though_one_reader_hesitates(features, denied, told):
    assert (first(page(box("1", "a", 0.75, denied, features=features), marked("1", "c"))).status is ResponseStatus.UNSURE) is told
    assert first(page(box("1", "a", 0.75, denied, features=features))).status is ResponseStatus.UNSURE, "no mark speaks against it"


def column(*outside: float) -> float:
    """What is printed around the boxes a of so many items."""
    items = {ItemRef("1", str(number)): [see_empty("a")._replace(outside=value)] for number, value in enumerate(outside)}
    return printed_around(items).get(("1", "a"), 0.0)


def test_what_many_boxes_of_a_column_show_around_themselves_is_printed_there():
    assert column(*[0.0] * 6, *[0.2] * 6) == pytest.approx(0.3)
    assert column(*[0.0] * 11, 0.2) == 0.0, "a single box shows what somebody wrote"
    assert column(*[0.2] * 9) == 0.0, "of few boxes it cannot be told"
    assert column(*[1.0] * 12) == 0.5, "so much ink is written"


@pytest.mark.parametrize(("ink", "shape"), [(0.02, 0.001), (0.75, 0.02)], ids=["both deny it", "one hesitates"])
@pytest.mark.parametrize(("rows", "told"), [(6, False), (1, True)])
def test_the_edge_of_a_band_behind_every_other_row_is_nothing_written_beside_the_last_box(ink, shape, rows, told):
    edges = [box(str(row), "d", ink, shape, features=around(0.2)) for row in range(1, rows + 1)]
    said = of_many(12, *edges, *(marked(str(row), "b") for row in range(1, 13)))
    assert (said[ItemRef("1", "1")].status is ResponseStatus.UNSURE) is told


def beside_a_mark(
    *more, of_all: float = 0.06, ink: float = 0.07, shape: float = 0.03, excess: float = 0.0, choose_many: bool = False
) -> bool:
    """Whether a person is asked about the third of 16 items, box ``d`` of which a reader hesitates about, beside a mark; ``of_all`` is the
    ink in all boxes ``d``.
    """
    same = [box(str(row), "d", features=around(0.0, ink=of_all, peak=0.1)) for row in range(1, 17) if row != 3]
    said = of_many(
        16,
        box("3", "d", 0.6, shape, features=(*around(0.0, ink=ink, peak=0.1)[:7], excess, *NOTHING[8:])),
        *same,
        *(marked(str(row), "b") for row in range(1, 17)),
        *more,
        choose_many=choose_many,
    )
    return said[ItemRef("1", "3")].status is ResponseStatus.UNSURE


def test_what_most_boxes_of_a_column_show_is_no_second_mark():
    assert not beside_a_mark()
    assert beside_a_mark(of_all=0.0), "a speck is asked about"
    assert beside_a_mark(ink=0.1), "or what shows more than they do"
    assert beside_a_mark(shape=0.4), "or has the shape of a mark"
    assert beside_a_mark(of_all=0.5, ink=0.5), "or is much beside the mark"
    assert beside_a_mark(of_all=0.5, ink=0.35), "be it a fifth of it: a light dot beside a darker one"
    assert beside_a_mark(excess=0.2), "or lies upon its print"
    assert beside_a_mark(choose_many=True), "where several marks are an answer a column shows marks"


@pytest.mark.parametrize(("outside", "told"), [(0.4, False), (0.5, True)])
def test_what_reaches_over_from_the_next_mark_leaves_nothing_inside(outside, told):
    wide = marked("3", "c", features=(*STRONG[:4], 0.9, *STRONG[5:]))
    others = [marked(str(row), "a") for row in range(5, 13)]
    said = of_many(12, box("3", "d", 0.6, 0.05, features=around(outside, peak=0.0)), wide, *others)
    assert (said[ItemRef("1", "3")].status is ResponseStatus.UNSURE) is told


@pytest.mark.parametrize(("outside", "told"), [(0.4, False), (0.9, False), (1.0, True)])
def test_what_reaches_over_from_the_mark_of_the_next_row_is_not_written_beside_a_box(outside, told):
    wide = marked("2", "d", features=(*STRONG[:4], 0.9, *STRONG[5:]))
    rows = [marked(str(row), "b") for row in range(3, 13)]
    said = of_many(12, box("3", "d", features=around(outside)), wide, *rows)
    assert (said[ItemRef("1", "3")].status is ResponseStatus.UNSURE) is told
    assert of_many(12, box("3", "d", features=around(outside)), *rows)[ItemRef("1", "3")].why, "where no mark is near"
