"""Both readers' scores: their shapes, their order, and that neither depends on which boxes are scored together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import cv2
import numpy as np
import pytest
from read.drawn import FINE, INK, Print, at, blank, box_of, cross, dot, layout_page, place, reference, registered, scanned, veil

from omr.files import data_folder, read_calibration
from omr.model.calibration import InkReader
from omr.model.layout import Box
from omr.model.page import Gray
from omr.read import expected
from omr.read.expected import SIDE
from omr.read.ink import INPUTS, RISING, ink_inputs, ink_scores, is_bare
from omr.read.measure import FEATURES, Measured, measure
from omr.read.network import planes
from omr.read.shape import BARE, CLASSES, INPUT, shape_scores

SEEN = np.zeros(40, dtype=np.bool_)
NO_INK = np.zeros(len(SEEN), np.float32)
"""Of the boxes of a page of 40: none is bare, all are looked at."""
MODEL = read_calibration(data_folder("calibration")).shape_model


@pytest.fixture(scope="module")
def marked() -> Measured:
    """A page on which the first box of row 0 is crossed, of row 1 filled."""
    form = Print()
    image = blank(form)
    cross(image, box_of(form, 0, 0))
    veil(image, box_of(form, 1, 0), 40)
    return measure(registered(scanned(image), form), expected(layout_page(form), reference(form)))


def test_the_network_sees_the_box_and_its_print_from_0_to_1() -> None:
    dark = np.full((3, SIDE, SIDE), 255, np.uint8)
    inputs = planes(dark, np.zeros_like(dark), INPUT)
    assert inputs.shape == (3, 2, INPUT, INPUT)
    assert inputs.dtype == np.float32
    assert (inputs[:, 0] == 1).all()
    assert (inputs[:, 1] == 0).all()


def test_boxes_do_not_run_into_each_other_on_their_way_to_the_network() -> None:
    dark = np.zeros((3, SIDE, SIDE), np.uint8)
    dark[1] = 255
    inputs = planes(dark, dark, INPUT)
    assert (inputs[[0, 2]] == 0).all()
    assert (inputs[1] == 1).all()


def test_shape_scores_are_probabilities_of_the_three_classes(marked: Measured) -> None:
    scores = shape_scores(marked.dark, marked.printed, SEEN, MODEL, NO_INK, ())
    assert scores.shape == (40, len(CLASSES))
    assert scores.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (scores >= 0).all()


def test_bare_boxes_are_not_looked_at(marked: Measured) -> None:
    ink = ink_scores(marked.features, read_calibration(data_folder("calibration")).ink)
    bare = is_bare(marked.features, ink)
    scores = shape_scores(marked.dark, marked.printed, bare, MODEL, NO_INK, ())
    assert not bare[[place(0, 0), place(1, 0)]].any()
    assert bare.sum() > 20
    assert np.array_equal(scores[bare], np.tile(np.float32(BARE), (int(bare.sum()), 1)))
    assert np.array_equal(scores[~bare], shape_scores(marked.dark, marked.printed, SEEN, MODEL, NO_INK, ())[~bare])


def test_a_box_with_ink_inside_or_around_is_not_bare() -> None:
    features = np.zeros((4, len(FEATURES)), np.float32)
    features[1, FEATURES.index("peak")] = 0.01
    features[2, FEATURES.index("outside")] = 0.05
    assert is_bare(features, np.array([0.001, 0.001, 0.001, 0.01], np.float32)).tolist() == [True, False, False, False]


def test_no_boxes_have_no_scores() -> None:
    nothing = np.zeros((0, SIDE, SIDE), np.uint8)
    assert shape_scores(nothing, nothing, SEEN[:0], MODEL, NO_INK[:0], ()).shape == (0, len(CLASSES))


def test_a_box_scores_the_same_alone_and_among_others(marked: Measured) -> None:
    together = shape_scores(marked.dark, marked.printed, SEEN, MODEL, NO_INK, ())
    each = [(marked.dark[row : row + 1], marked.printed[row : row + 1]) for row in range(6)]
    alone = np.concatenate([shape_scores(dark, printed, SEEN[:1], MODEL, NO_INK[:1], ()) for dark, printed in each])
    assert np.array_equal(together[:6], alone)


def test_both_readers_rank_marks_above_empty_boxes(marked: Measured) -> None:
    fitted = read_calibration(data_folder("calibration"))
    marks = [place(0, 0), place(1, 0)]
    for scores in (ink_scores(marked.features, fitted.ink), 1 - shape_scores(marked.dark, marked.printed, SEEN, MODEL, NO_INK, ())[:, 0]):
        assert scores[marks].min() > 0.9
        assert np.delete(scores, marks).max() < 0.02


def reader(weights: dict[int, float], bias: float = 0.0) -> InkReader:
    """One hidden unit that looks at some inputs, as they are."""
    row = tuple(weights.get(place, 0.0) for place in range(INPUTS))
    return InkReader((0.0,) * INPUTS, (1.0,) * INPUTS, (row,), (0.0,), (2.0,), bias)


def test_ink_scores_are_the_logistic_of_a_hidden_unit() -> None:
    features = np.zeros((2, len(FEATURES)), np.float32)
    features[1, FEATURES.index("spread")] = 0.5
    assert ink_inputs(features).shape == (2, INPUTS)
    expected = 1 / (1 + np.exp([1.0, 1.0 - 2 * np.tanh(2.0)]))
    assert ink_scores(features, reader({2: 4.0}, -1.0)) == pytest.approx(expected, rel=1e-5)


def test_a_box_is_seen_beside_the_page_s_empty_boxes_and_its_marks() -> None:
    features = np.zeros((20, len(FEATURES)), np.float32)
    features[:5, FEATURES.index("veil")] = 0.4
    features[5, FEATURES.index("veil")] = 0.2
    beside = ink_inputs(features)
    veil, above, place = 5, 11, 17
    assert beside[:, veil] == pytest.approx(features[:, FEATURES.index("veil")])
    assert (beside[0, above], beside[5, above], beside[9, above]) == pytest.approx((0.4, 0.2, 0.0))
    assert beside[0, place] == pytest.approx(0.4 / 0.45)
    assert beside[5, place] == pytest.approx(0.2 / 0.45)


def test_more_ink_never_speaks_against_a_mark() -> None:
    fitted = read_calibration(data_folder("calibration")).ink
    assert all(weight >= 0 for row in fitted.weights for weight in row[:RISING])
    assert all(weight >= 0 for weight in fitted.out)


def test_how_bright_a_box_s_part_of_the_page_is_says_nothing_about_its_mark() -> None:
    features = np.full((6, len(FEATURES)), 0.1, np.float32)
    lit = features.copy()
    lit[:, FEATURES.index("shade")] = np.linspace(0.7, 1.3, 6)
    assert np.array_equal(ink_inputs(features), ink_inputs(lit))


def test_no_input_outweighs_all_others() -> None:
    features = np.zeros((3, len(FEATURES)), np.float32)
    features[:, FEATURES.index("noise")] = 0.0, 0.2, 0.9
    noise = RISING + 1
    fitted = replace(reader({noise: 0.1}, 0.0), mean=(float(np.log(0.003)),) * INPUTS, spread=(0.1,) * INPUTS)
    scores = ink_scores(features, fitted)
    assert scores[0] < scores[1]
    assert scores[1] == scores[2]


def test_ink_scores_stay_numbers_whatever_is_measured() -> None:
    extreme = np.array([[0.0] * 12, [1e6] * 12, [0.0] * 7 + [-50.0] + [0.0] * 4], np.float32)
    scores = ink_scores(extreme, reader(dict.fromkeys(range(INPUTS), 1e3)))
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def tick(image: Gray, box: Box) -> None:
    """A tick that overshoots to the upper right."""
    x, y = box.centre
    path = np.array([at(x - 1.4, y), at(x - 0.4, y + 1.4), at(x + 2.6, y - 2.4)], np.int32)
    cv2.polylines(image, [path], isClosed=False, color=INK, thickness=round(0.4 * FINE), lineType=cv2.LINE_AA, shift=4)


MARKS = {
    "tick": tick,
    "cross": cross,
    "dot": partial(dot, diameter=1.6),
    "fill": partial(veil, grey=60),
}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("letters", [False, True], ids=["plain", "lettered"])
@pytest.mark.parametrize("seen", [True, False], ids=["reference", "drawn"])
def test_each_kind_of_mark_gives_ink_and_an_empty_box_none(mark: str, letters: bool, seen: bool) -> None:
    """On a letter, which may hide a dot stroke by stroke, the box as a whole is darker than its print."""
    form = Print(letters=letters)
    image = blank(form)
    rows = range(1, 10, 3)
    for row in rows:
        MARKS[mark](image, box_of(form, row, row % 4))
    found = measure(registered(scanned(image), form), expected(layout_page(form), reference(form) if seen else None))
    marks = [place(row, row % 4) for row in rows]
    ink = found.features[:, FEATURES.index("excess" if letters else "ink")]
    assert ink[marks].min() > 0.5
    assert np.delete(ink, marks).max() < 0.2 * ink[marks].min()


def test_what_the_network_sees_in_empty_boxes_of_a_label_it_sees_in_all_of_them(marked: Measured) -> None:
    """Letters that look like marks to it: odds fall by as much as they are high where there is surely no ink, and marks stay marks."""
    rows = (np.arange(2, 40),)
    dark = marked.dark.copy()
    dark[2:, 17:23, 17:21] = 110  # a letter that no reference foresaw
    before = 1 - shape_scores(dark, marked.printed, SEEN, MODEL, NO_INK, ())[:, 0]
    after = 1 - shape_scores(dark, marked.printed, SEEN, MODEL, NO_INK, rows)[:, 0]
    assert before[2:].min() > 0.01
    assert (after[2:] < before[2:]).all()
    assert np.array_equal(after[:2], before[:2])
    inked = np.ones_like(NO_INK)
    assert np.array_equal(1 - shape_scores(dark, marked.printed, SEEN, MODEL, inked, rows)[:, 0], before), "ink says that none is empty"
