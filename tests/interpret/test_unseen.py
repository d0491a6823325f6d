"""Marks that only the ink reader sees, on a whole page."""

from __future__ import annotations

import pytest
from interpret.evidence import INK, LABELS, LIMITS, PEAK, STRONG, box, of_many

from omr.interpret.marks import see
from omr.interpret.unseen import by_ink
from omr.model.exam import ItemRef
from omr.model.page import BoxEvidence
from omr.model.response import Response


def inked(item: str, label: str, ink: float = INK, peak: float = PEAK, score: float = 0.995) -> BoxEvidence:
    """A mark of which the shape reader sees nothing."""
    return box(item, label, score, 0.01, features=(ink, peak, *STRONG[2:]))


def third(*special: BoxEvidence, count: int = 9, columns: str = "abd") -> Response:
    """What is said of the third item, as the test gives it, on a page of so many other marks that only the ink reader sees."""
    others = [inked(str(row), columns[row % len(columns)]) for row in range(5, 5 + count)]
    return of_many(16, *special, *others)[ItemRef("1", "3")]


def test_where_ink_alone_picks_one_box_in_most_items_those_are_the_marks():
    assert third(inked("3", "c")).response == "c"
    assert "disagree" in third(inked("3", "c"), count=6).why, "of few it cannot be told"
    assert "disagree" in third(inked("3", "b"), columns="b").why, "nor where it picks the same in each row: a fold does so, too"


@pytest.mark.parametrize(
    "special",
    [
        [inked("3", "c", ink=0.6 * INK)],
        [inked("3", "c", ink=1.2 * INK)],
        [inked("3", "c", peak=0.5 * PEAK)],
        [inked("3", "c", score=0.98)],
        [inked("3", "c"), box("3", "a", features=(0.3 * INK, 0.1, *STRONG[2:]))],
        [inked("3", "c"), inked("3", "a")],
    ],
    ids=["erased", "struck out", "pale", "ink is not sure", "ink elsewhere", "two"],
)
def test_what_is_not_like_the_others_is_asked(special):
    assert third(*special).why


def test_what_shows_through_from_the_back_is_no_mark():
    through = [inked(str(row), "abd"[row % 3], peak=0.15) for row in range(3, 16)]
    assert of_many(16, *through)[ItemRef("1", "3")].why


def test_what_another_s_stroke_or_a_scanner_s_line_may_have_left_is_asked():
    marked = {ItemRef("1", str(row)): LABELS[row % 4] for row in range(12)}
    boxes = {
        ref: [inked(ref.item, label) if label == chosen else box(ref.item, label) for label in LABELS] for ref, chosen in marked.items()
    }
    seen = {ref: [see(one, None, LIMITS) for one in members] for ref, members in boxes.items()}
    first = ItemRef("1", "0")
    assert set(by_ink(seen, boxes, frozenset(boxes), {})) == set(boxes)
    assert set(by_ink(seen, boxes, frozenset(boxes), {first: {marked[first]}})) == set(boxes) - {first}
