"""Practice forms, and examples out of simulated sheets."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from omr.calibrate.collect import Lot, collect_group, kind_of
from omr.calibrate.examples import EMPTY, STATES, examples
from omr.calibrate.forms import MOST_BOXES, PAGE_MM, practice_form, random_answers
from omr.calibrate.judge import scored, verdicts
from omr.calibrate.style import ASPECTS, BUBBLES_MM, CELL_ASPECTS, CELLS_MM, SIZES_MM, TINY_MM, draw_style
from omr.files import data_folder, read_calibration
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM
from omr.read.expected import SIDE
from omr.read.ink import INPUTS
from omr.read.network import planes
from omr.read.shape import INPUT
from omr.sheet import render_page


@pytest.fixture(scope="module")
def lot() -> Lot:
    """Four sheets of a practice form."""
    return collect_group(5, 2)


@pytest.fixture(scope="module")
def to_fit() -> Lot:
    """The same, to fit on."""
    return collect_group(5, 2, to_fit=True)


@pytest.mark.parametrize("number", [1, 2, 6, 8])
def test_a_practice_form_fits_its_page(number):
    form = practice_form(np.random.default_rng(number), number, 1)
    boxes = [option.box for field in form.layout.page("P", 1).choices for option in field.options]
    assert 0 < len(boxes) <= MOST_BOXES
    for box in boxes:
        assert TINY_MM[0] <= box.h <= CELLS_MM[1]
        assert ASPECTS[0] * box.h - 0.01 <= box.w <= CELL_ASPECTS[1] * box.h + 0.01
        assert box.x + box.w < PAGE_MM[0]
        assert box.y + box.h < PAGE_MM[1]
    assert form.reference.shape == (PAGE_MM[1] * 8, PAGE_MM[0] * 8)
    assert set(random_answers(np.random.default_rng(1), form.exam)) == {item.ref for item in form.exam.items}


@pytest.mark.parametrize("shape", list(Shape))
def test_brackets_are_open_above_and_below(shape):
    number = next(n for n in count() if (style := draw_style(np.random.default_rng(n))).brackets and style.shape is shape)
    form = practice_form(np.random.default_rng(number), number, 1)
    box = form.layout.page("P", 1).choices[0].options[0].box
    left, top, right, middle = (round(8 * value) for value in (box.x, box.y, box.x + box.w, box.centre[1]))
    assert form.reference[middle, left - 2 : left + 4].min() < 255
    assert form.reference[middle, right - 4 : right + 2].min() < 255
    across = (left + right) // 2
    assert (form.reference[top - 2 : top + 3, across - 2 : across + 2] == 255).all()


def test_a_bubble_sheet_has_small_circles_each_around_its_letter():
    styles = [draw_style(np.random.default_rng(number)) for number in range(200)]
    small = [style for style in styles if style.size < SIZES_MM[0] and style.letters]
    assert small
    assert all(style.shape is Shape.CIRCLE for style in small)


def test_some_forms_have_boxes_and_circles_no_larger_than_a_line_of_text_and_empty():
    styles = [style for number in range(200) if (style := draw_style(np.random.default_rng(number))).size < BUBBLES_MM[0]]
    assert {style.shape for style in styles} == set(Shape)
    assert not any(style.letters or style.cells for style in styles)
    assert min(style.size for style in styles) < 2.0


def test_a_table_s_cells_share_their_walls():
    number = next(n for n in count() if (style := draw_style(np.random.default_rng(n))).cells and style.grey < 60)
    style = draw_style(np.random.default_rng(number))
    form = practice_form(np.random.default_rng(number), number, 1)
    (first, second), below = form.layout.page("P", 1).choices[0].options[:2], form.layout.page("P", 1).choices[1].options[0]
    assert second.box.x == pytest.approx(first.box.x + first.box.w - style.outline, abs=0.01)
    assert below.box.y == pytest.approx(first.box.y + first.box.h - style.outline, abs=0.01)
    y, x = (round(REFERENCE_PX_PER_MM * value) for value in (first.box.centre[1], first.box.centre[0]))
    across = form.reference[y, x : x + round(REFERENCE_PX_PER_MM * first.box.w)]
    walls = np.flatnonzero(np.diff((across < 160).astype(int)) == 1)
    assert len(walls) == 1


def test_some_forms_print_some_of_their_letters_bolder_than_their_reference_shows():
    number = next(
        n
        for n in count()
        if (style := draw_style(np.random.default_rng(n))).uneven and style.letters and style.size > 5 and style.letter_grey < 60
    )
    form = practice_form(np.random.default_rng(number), number, 1)
    printed = render_page(form.pdf, 1, REFERENCE_PX_PER_MM)
    ink = []
    for field in form.layout.page("P", 1).choices:
        box = field.options[0].box
        left, top, right, bottom = (round(REFERENCE_PX_PER_MM * v) for v in (box.x + 1, box.y + 1, box.x + box.w - 1, box.y + box.h - 1))
        ink.append([float(255 - picture[top:bottom, left:right].mean()) for picture in (printed, form.reference)])
    on_paper, on_reference = np.array(ink).T
    assert on_paper.max() > 1.15 * on_paper.min()
    assert on_reference.max() < 1.05 * on_reference.min()


def test_two_groups_of_eight_are_the_sample_exam_s_one_of_each_table(lot):
    kinds = [(own, table.name) for table, own in map(kind_of, range(16))]
    assert kinds == [(number % 8 < 2, ("everyday", "harsh")[number % 2]) for number in range(16)]
    assert (lot.own, lot.table) == kinds[2]


@pytest.mark.long
def test_examples_are_the_same_for_the_same_seed(lot):
    one, two = (examples([some]) for some in (lot, collect_group(5, 2)))
    assert one.count > 0
    assert np.array_equal(one.pictures, two.pictures)
    assert np.array_equal(one.inputs, two.inputs)
    assert np.array_equal(one.states, two.states)
    assert np.array_equal(one.wholes, two.wholes)
    assert one.inputs.shape == (one.count, INPUTS)
    assert set(one.states.tolist()) <= set(range(len(STATES)))


def test_finer_pictures_are_kept_of_what_was_drawn_taken_back_or_not(to_fit: Lot) -> None:
    made = examples([to_fit])
    assert made.wholes.shape == (int(made.drawn.sum()), 2, SIDE, SIDE)
    assert {STATES[state] for state in made.states[made.drawn].tolist()} == {"marked", "cancelled"}
    smaller = np.stack([planes(whole[:1], whole[1:], INPUT)[0] for whole in made.wholes[:20]])
    assert np.array_equal(smaller, made.pictures[made.drawn][:20].astype(np.float32) / np.float32(255))


def test_far_more_marks_are_taken_back_on_sheets_to_fit_on(lot: Lot, to_fit: Lot) -> None:
    def share(some: Lot) -> float:
        states = [box.state for sheet in some.sheets for box in sheet.boxes]
        return states.count("cancelled") / states.count("marked")

    assert share(to_fit) > 2 * share(lot)


@pytest.mark.long
def test_blank_sheets_of_the_sample_exam_hold_no_mark():
    made = collect_group(5, 0, blank=True)
    assert (made.own, made.table, made.exam.name) == (True, "everyday", "IFT6135")
    assert (examples([made]).states == EMPTY).all()


def test_a_sheet_is_judged_as_the_batch_half_reads_it(lot):
    fitted = read_calibration(data_folder("calibration"))
    (one,) = scored([lot], fitted)
    found = list(verdicts([one], fitted))
    assert len(found) == sum(len(sheet.rows) for sheet in lot.sheets)
    answered = [verdict for verdict in found if not verdict.sent]
    assert len(answered) > len(found) / 2
    assert sum(verdict.said == verdict.truth for verdict in answered) == len(answered) - sum(verdict.silent for verdict in found)


def test_items_of_a_page_that_was_not_found_count_as_sent(lot):
    fitted = read_calibration(data_folder("calibration"))
    lost = Lot(
        lot.table,
        lot.own,
        lot.exam,
        lot.layout,
        tuple(type(sheet)(sheet.number, sheet.form, sheet.dpi, (), sheet.rows, ()) for sheet in lot.sheets),
    )
    assert all(verdict.sent and not verdict.silent for verdict in verdicts(scored([lost], fitted), fitted))
