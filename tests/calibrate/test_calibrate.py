"""Fitting and choosing on examples whose answer is known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from omr.calibrate.choose import LARGEST_BLANK, LARGEST_EMPTY, LEAST_MARKED, Scores, choose
from omr.calibrate.collect import STATES, Examples, collect_group
from omr.calibrate.fit import EMPTY, MARKED, fit_ink
from omr.calibrate.forms import MOST_BOXES, PAGE_MM, SIZES_MM, practice_form, random_answers
from omr.calibrate.run import report
from omr.model.calibration import Thresholds
from omr.read.ink import ink_scores
from omr.read.measure import FEATURES
from omr.read.shape import INPUT


def examples(states: list[int], ink: list[float]) -> Examples:
    n = len(states)
    features = np.zeros((n, len(FEATURES)), np.float32)
    features[:, 0] = ink
    features[:, 1] = np.minimum(1, np.array(ink))
    return Examples(
        pictures=np.zeros((n, 2, INPUT, INPUT), np.uint8),
        features=features,
        states=np.array(states, np.int8),
        sheets=np.zeros(n, np.int32),
        harsh=np.zeros(n, np.bool_),
        kinds=np.full(n, "tick", "U60"),
        dpi=np.full(n, 200, np.int16),
        defects=np.full(n, "", "U120"),
    )


def scores(values: list[float]) -> Scores:
    both = np.array(values)
    return Scores(both, both, np.zeros_like(both))


def test_the_ink_reader_finds_that_more_ink_means_a_mark():
    rng = np.random.default_rng(1)
    states = [EMPTY] * 200 + [MARKED] * 200
    lot = examples(states, [*rng.uniform(0, 0.05, 200), *rng.uniform(0.4, 3, 200)])
    probabilities = ink_scores(lot.features, fit_ink(lot))
    assert probabilities[:200].max() < 0.5 < probabilities[200:].min()


def test_the_lines_stand_off_the_last_error():
    lot = examples([EMPTY] * 3 + [MARKED] * 3, [0.0] * 6)
    limits = choose(lot, scores([0.001, 0.002, 0.95, 0.96, 0.99, 0.999]))
    assert limits.marked > 0.95
    assert limits.blank < limits.empty


def test_clean_examples_bring_the_lines_no_nearer_than_allowed():
    lot = examples([EMPTY, MARKED], [0.0, 1.0])
    limits = choose(lot, scores([0.0, 1.0]))
    assert (limits.empty, limits.blank, limits.marked) == (LARGEST_EMPTY, LARGEST_BLANK, LEAST_MARKED)


def test_harsh_examples_do_not_move_the_lines():
    lot = examples([EMPTY, MARKED, EMPTY], [0.0, 1.0, 0.0])
    lot.harsh[2] = True
    assert choose(lot, scores([0.0, 1.0, 0.999])) == choose(examples([EMPTY, MARKED], [0.0, 1.0]), scores([0.0, 1.0]))


def test_the_report_counts_each_box_once():
    lot = examples([EMPTY, MARKED, MARKED], [0.0, 1.0, 1.0])
    limits = Thresholds(empty=0.1, blank=0.02, marked=0.9, cancelled=0.1, faint=0.15)
    lines = list(report(lot, scores([0.0, 1.0, 0.5]), limits))
    assert "| empty | 1 | 1 | 0 | 0 |" in lines
    assert "| marked | 2 | 0 | 1 | 1 |" in lines
    assert "| tick | 3 | 0 | 33.33% |" in lines


@pytest.mark.parametrize("number", [1, 2])
def test_a_practice_form_fits_its_page(number):
    form = practice_form(np.random.default_rng(number), number, 1)
    boxes = [option.box for field in form.layout.page("P", 1).choices for option in field.options]
    assert 0 < len(boxes) <= MOST_BOXES
    for box in boxes:
        assert SIZES_MM[0] <= box.w <= SIZES_MM[1]
        assert box.x + box.w < PAGE_MM[0]
        assert box.y + box.h < PAGE_MM[1]
    assert form.reference.shape == (PAGE_MM[1] * 8, PAGE_MM[0] * 8)
    assert set(random_answers(np.random.default_rng(1), form.exam)) == {item.ref for item in form.exam.items}


def test_examples_are_the_same_for_the_same_seed():
    one, two = (collect_group(5, 1, blank=False) for _ in range(2))
    assert one.count > 0
    assert np.array_equal(one.pictures, two.pictures)
    assert np.array_equal(one.states, two.states)
    assert set(one.states.tolist()) <= set(range(len(STATES)))


def test_blank_sheets_hold_no_mark():
    assert not collect_group(5, 0, blank=True).states.any()
