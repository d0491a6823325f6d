"""What a person would say follows from what was drawn."""

from __future__ import annotations

import numpy as np
import pytest

from omr.model.exam import Cancelled, Shape
from omr.simulate.hand import PENS
from omr.simulate.plan import rivals_of
from omr.simulate.strokes import Stroke, polyline
from omr.simulate.truth import AMBIGUOUS, Drawn, Eye, Role, judge
from tests.simulate.scene import choice

FIELD = choice(Shape.CIRCLE, "a", 20, 20, "abcd")


def line(*points, pressure=0.8, width=0.4):
    drawn = polyline(points)
    return Stroke(drawn, np.full(len(drawn), width), np.full(len(drawn), pressure))


def cross(label, dx=0.0, size=3.0, pressure=0.8, role=Role.MARK, residue=1.0):
    x, y = next(option.box.centre for option in FIELD.options if option.label == label)
    x, h = x + dx, size / 2
    strokes = (line((x - h, y - h), (x + h, y + h), pressure=pressure), line((x - h, y + h), (x + h, y - h), pressure=pressure))
    return Drawn(label, role, ("cross",), strokes, PENS["black"], residue=residue)


def said(*marks, policy=Cancelled.REVIEW, eye=None):
    return judge(FIELD, marks, policy, eye=eye)[0]


def test_a_mark_in_an_outline_is_its_answer():
    assert said(cross("b")) == "b"


def test_nothing_drawn_is_omitted_and_its_kind_is_none():
    response, kinds, boxes = judge(FIELD, (), Cancelled.REVIEW)
    assert (response, kinds, {box.state for box in boxes}) == ("", ("none",), {"empty"})


def test_two_marks_are_joined_and_called_double():
    response, kinds, _ = judge(FIELD, (cross("c"), cross("a")), Cancelled.REVIEW)
    assert response == "a&c"
    assert "double" in kinds


def test_a_mark_halfway_between_two_outlines_is_ambiguous():
    assert said(cross("b", dx=4.25)) == AMBIGUOUS


def test_a_mark_just_beside_its_outline_belongs_to_it_and_a_far_one_is_ambiguous():
    assert said(cross("a", dx=-4.0, size=2)) == "a"
    assert said(cross("a", dx=-7.5, size=2)) == AMBIGUOUS


@pytest.mark.parametrize(("policy", "response"), [(Cancelled.REVIEW, "c"), (Cancelled.IGNORE, "c"), (Cancelled.COUNT, "a&c")])
def test_a_cancelled_mark_is_what_the_exam_declares(policy, response):
    struck = cross("a", role=Role.CANCELLED)
    assert said(struck, cross("c"), policy=policy) == response


@pytest.mark.parametrize(("residue", "response"), [(0.1, "c"), (0.5, AMBIGUOUS), (0.9, AMBIGUOUS)])
def test_what_an_eraser_left_decides(residue, response):
    rubbed = cross("a", pressure=0.7 * residue, role=Role.ERASED, residue=residue)
    assert said(rubbed, cross("c")) == response


def test_a_visible_residue_alone_is_ambiguous_and_an_invisible_one_omitted():
    assert said(cross("a", pressure=0.2, role=Role.ERASED, residue=0.25)) == AMBIGUOUS
    assert said(cross("a", pressure=0.03, role=Role.ERASED, residue=0.04)) == ""


def test_a_residue_that_a_1_bit_scan_blackens_is_ambiguous():
    rubbed = cross("a", pressure=0.2, role=Role.ERASED, residue=0.25)
    assert said(rubbed, cross("c")) == "c"
    assert said(rubbed, cross("c"), eye=Eye(shown=0.15)) == AMBIGUOUS


def test_a_rested_pen_counts_for_nothing_beside_a_mark_and_is_ambiguous_alone():
    x, y = FIELD.options[0].box.centre
    rested = Drawn("a", Role.RESTED, ("rested",), (line((x, y), (x + 0.1, y), width=0.3),), PENS["black"])
    assert said(rested, cross("c")) == "c"
    assert said(rested) == AMBIGUOUS


def test_a_tiny_dot_is_a_mark_from_somebody_who_marks_with_dots():
    x, y = FIELD.options[0].box.centre
    dot = Drawn("a", Role.MARK, ("dot",), (line((x, y), (x + 0.3, y), width=0.5),), PENS["black"])
    assert said(dot) == AMBIGUOUS
    assert said(dot, eye=Eye(dots=True)) == "a"


def test_a_ring_around_an_outline_marks_it():
    angle = np.linspace(0, 2 * np.pi, 60)
    x, y = FIELD.options[2].box.centre
    ring = line(*np.column_stack([x + 3 * np.cos(angle), y + 3 * np.sin(angle)]))
    assert said(Drawn("c", Role.MARK, ("circle_around",), (ring,), PENS["blue"])) == "c"


def test_a_pale_mark_beside_a_dark_one_is_ambiguous():
    assert said(cross("a", pressure=0.2), cross("c")) == AMBIGUOUS


def test_a_mark_that_belongs_to_another_item_is_ambiguous():
    other = choice(Shape.CIRCLE, "b", 20, 27, "abcd")
    x, y = other.options[1].box.centre
    stray = Drawn("b", Role.MARK, ("cross",), (line((x - 1, y - 1), (x + 1, y + 1)),), PENS["blue"])
    assert judge(FIELD, (stray,), Cancelled.REVIEW, rivals_of(FIELD, (FIELD, other)))[0] == AMBIGUOUS
