"""Who circles options so widely that the readers hardly see it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from interpret.evidence import NOTHING, box, marked, of_many

from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Response


def ringed(item: str, label: str, share: float = 0.8, around: float = 2.0, ink: float = 0.0, **changed) -> BoxEvidence:
    """A box with a line around it: one reader sees a mark, the other does not."""
    features = (ink, 0.01, 0.0, 0.0, around, *NOTHING[5:], 0.0, 0.0, 1.0, share)
    return replace(box(item, label, 0.75, 0.003, features=features), **changed)


def third(*special: BoxEvidence, circles: int = 9, others: int = 0) -> Response:
    """What is said of the third item, where the test gives it, on a page of so many circles and ticks below it."""
    names = [str(number) for number in range(5, 5 + circles + others)]
    answers = [ringed(name, "bd"[int(name) % 2]) for name in names[:circles]] + [marked(name, "b") for name in names[circles:]]
    return of_many(30, *special, *answers)[ItemRef("1", "3")]


def test_a_circle_is_the_mark_of_who_circles_one_option_in_most_items():
    assert third(ringed("3", "a")).response == "a"
    assert "disagree" in third(ringed("3", "a"), circles=6).why, "of few circles it cannot be told"
    assert "disagree" in third(ringed("3", "a"), others=12).why, "nor among marks of another kind"


@pytest.mark.parametrize(
    "special",
    [
        [ringed("3", "a"), ringed("3", "c")],
        [ringed("3", "a"), ringed("3", "b", share=0.45)],
        [ringed("3", "a", share=0.55)],
        [ringed("3", "a", around=0.9)],
        [ringed("3", "a", ink=0.1)],
        [ringed("3", "a", ink=3.0), box("3", "c", 0.5, 0.5)],
    ],
    ids=["two circles", "between two options", "half a circle", "a thin one", "something inside", "another mark"],
)
def test_what_is_no_clear_circle_is_asked(special):
    assert third(*special).why


def test_between_the_circles_of_the_rows_above_and_below_an_empty_box_is_surrounded():
    assert third(ringed("3", "a"), ringed("2", "a")).response == "a"
    assert third(ringed("3", "a"), ringed("2", "a"), ringed("4", "a")).why


def test_a_circle_that_is_filled_by_one_who_circles_is_perhaps_struck_out():
    filled = ringed("3", "a", ink=3.0)
    struck = replace(filled, ink=1.0, shape=1.0, features=(3.0, 0.7, 0.8, *filled.features[3:]))
    assert "perhaps struck out" in third(struck).why
    half = replace(struck, features=(1.2, 0.4, 0.2, 0.75, *filled.features[4:11], 0.55))
    assert "perhaps struck out" in third(half).why, "the stroke hides a part of the circle"


def arc(label: str, core: float = 0.01, around: float = 0.8, share: float = 0.35) -> BoxEvidence:
    """What the circle around the option next to it leaves in a box of the third item."""
    return box("3", label, 0.8, 0.02, features=(0.6, 0.9, 0.1, core, around, *NOTHING[5:], 0.0, 0.0, 1.0, share))


def test_the_arc_of_a_circle_in_the_box_beside_it_is_no_second_mark():
    assert third(ringed("3", "a"), arc("b")).response == "a"
    assert third(ringed("3", "b"), arc("a"), replace(arc("c"), ink=0.03)).response == "b", "whether a reader hesitates about it or not"
    assert third(ringed("3", "a"), arc("b"), circles=6).why, "few circles tell nothing"


@pytest.mark.parametrize(
    "other",
    [arc("b", core=0.3), arc("b", around=1.5), arc("b", share=0.55), arc("c")],
    ids=["through its middle", "as much around it", "around most of it", "of a box further off"],
)
def test_what_is_more_than_an_arc_beside_a_circle_is_asked(other: BoxEvidence):
    assert third(ringed("3", "a"), other).why


def test_among_many_circles_one_that_neither_reader_takes_for_a_mark_is_one():
    assert third(replace(ringed("3", "a"), ink=0.4, shape=0.05)).response == "a"


def half_circled(item: str, share: float = 0.45, around: float = 0.3) -> list[BoxEvidence]:
    """A bubble around which a scan has left half of a light circle, and the next one, where that circle cuts it."""
    features = (0.0, 0.0, 0.0, 0.0, around, 0.0, *NOTHING[6:], 0.0, 0.0, 1.0, share)
    cut = marked(item, "b", features=(0.2, 0.4, 0.05, 0.3, 0.1, 0.5, 1.0, 0.3))
    return [box(item, "a", features=features), cut]


@pytest.mark.parametrize(("share", "around", "asked"), [(0.45, 0.3, True), (0.25, 0.3, False), (0.45, 0.1, False)])
def test_where_a_light_circle_cuts_the_next_bubble_is_no_certain_mark(share, around, asked):
    others = [marked(str(number), "c", features=(0.2, 0.4, 0.05, 0.3, 0.2, 0.5, 1.0, 0.3)) for number in range(5, 25)]
    said = of_many(30, *half_circled("3", share, around), *others)
    assert ("written beside it" in said[ItemRef("1", "3")].why) is asked
    assert not said[ItemRef("1", "5")].why


def test_where_light_circles_cut_several_bubbles_of_a_page_no_mark_of_it_is_certain():
    others = [marked(str(number), "c", features=(0.2, 0.4, 0.05, 0.3, 0.2, 0.5, 1.0, 0.3)) for number in range(5, 25)]
    cut = [one for item in ("1", "2", "3") for one in half_circled(item)]
    assert "part of a circle" in of_many(30, *cut, *others)[ItemRef("1", "5")].why
    assert not of_many(30, *cut[2:], *others)[ItemRef("1", "5")].why


@pytest.mark.parametrize("circles", [True, False])
def test_a_stroke_in_another_box_by_one_who_circles_was_perhaps_begun_by_mistake(circles: bool):
    circle = marked("3", "d", features=(0.3, 0.45, 0.07, 0.0, 2.0, 0.9, 1.0, 0.3, 0.0, 0.0, 1.0, 0.9))
    stroke = marked("3", "b", features=(0.3, 0.5, 0.07, 0.4, 0.0, 0.4, 1.0, 0.3, 0.0, 0.0, 1.0, 0.0))
    others = [replace(circle if circles else stroke, item=str(item)) for item in range(5, 15)]
    assert ("begun by mistake" in of_many(30, circle, stroke, *others)[ItemRef("1", "3")].why) is circles
