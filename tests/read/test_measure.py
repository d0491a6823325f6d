"""What the ink measurements say of drawn pages on which every stroke is known."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from read.drawn import (
    FINE,
    INK,
    Print,
    at,
    blank,
    box_of,
    cross,
    dot,
    layout_page,
    measured_of,
    named,
    place,
    reference,
    registered,
    scanned,
    small_circles,
    thrice,
    veil,
)

from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.read import expected
from omr.read.align import aligned
from omr.read.measure import FEATURES, measure

FORMS = [Print(), Print(Shape.CIRCLE, 5.2, letters=True), Print(Shape.BOX, 8.0, 0.5), Print(Shape.CIRCLE, 3.0), small_circles()]


@pytest.mark.parametrize("dpi", [100, 150, 200, 300, 400])
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_an_unmarked_page_holds_no_ink(form, dpi):
    found = measured_of(blank(form), form, dpi=dpi)
    area = form.side**2
    assert named(found, "ink").max() < 0.02 * area
    assert named(found, "excess").max() < 0.03 * area
    assert named(found, "reach").max() < 0.2


@pytest.mark.parametrize("diameter", [0.8, 1.2, 2.0])
def test_ink_is_the_area_drawn_in_square_millimetres(diameter):
    form = Print()
    image = blank(form)
    dot(image, box_of(form, 3, 1), diameter)
    found = measured_of(image, form, dpi=300)
    area = math.pi * diameter**2 / 4 * (1 - 30 / 255)
    assert named(found, "ink")[place(3, 1)] == pytest.approx(area, rel=0.15)
    assert named(found, "excess")[place(3, 1)] == pytest.approx(area, rel=0.15, abs=0.1)
    assert np.delete(named(found, "ink"), place(3, 1)).max() < 0.05


@pytest.mark.parametrize("paper", [250, 200, 150])
def test_grey_paper_changes_no_measurement(paper):
    form = Print(letters=True)
    image = blank(form)
    cross(image, box_of(form, 2, 2))
    found, usual = (measured_of(image, form, paper=one, noise=0) for one in (paper, 245))
    assert named(found, "ink") == pytest.approx(named(usual, "ink"), abs=0.03)
    assert found.paper == pytest.approx(paper, abs=2)


@pytest.mark.parametrize("off", [(0.3, 0.0), (-0.3, 0.2), (0.0, -0.4)])
@pytest.mark.parametrize("form", [Print(), Print(Shape.CIRCLE, 5.2, letters=True), small_circles()], ids=str)
def test_print_off_its_place_is_found_and_is_no_ink(form, off):
    image = blank(form)
    for row in range(0, 10, 2):
        cross(image, box_of(form, row, row % 4))
    found = measured_of(image, form, off=off)
    marks = np.zeros(40, bool)
    marks[[place(row, row % 4) for row in range(0, 10, 2)]] = True
    assert found.shifts == pytest.approx(np.tile(np.negative(off), (40, 1)), abs=0.12)
    assert named(found, "ink")[~marks].max() < 0.5 * named(found, "ink")[marks].min()


def test_a_pencil_over_a_letter_in_a_circle_of_3_mm_stands_out():
    """Print and its tolerance cover most of so small a circle: only what lies inside as a whole shows the pencil."""
    form = small_circles()
    image = blank(form, letter_weight=7)  # printed bolder than the reference
    for row in range(0, 10, 3):
        veil(image, box_of(form, row, 1), 150)
    found = measured_of(image, form)
    marks = np.zeros(40, bool)
    marks[[place(row, 1) for row in range(0, 10, 3)]] = True
    for name in ("excess", "veil"):
        assert named(found, name)[~marks].max() < 0.5 * named(found, name)[marks].min(), name


def test_letters_printed_bolder_than_the_reference_are_no_ink():
    form = Print(Shape.CIRCLE, 5.2, letters=True)
    found = measured_of(blank(form, letter_weight=7), form)
    assert named(found, "excess").max() < 0.25


@pytest.mark.parametrize("seen", [True, False])
def test_a_page_filled_in_everywhere_is_not_taken_for_its_print(seen):
    form = Print(Shape.CIRCLE, 4.5)
    image = blank(form)
    for row in range(10):
        for column in range(4):
            veil(image, box_of(form, row, column), 60)
    found = measured_of(image, form, seen=seen)
    assert named(found, "excess").min() > 2.0
    assert named(found, "veil").min() > 0.3


def test_a_label_dotted_in_every_row_is_not_taken_for_its_print():
    form = Print(Shape.CIRCLE, 4.5)
    image = blank(form)
    for row in range(10):
        dot(image, box_of(form, row, 2), 1.6)
    found = measured_of(image, form, seen=False)
    marks = np.arange(40) % 4 == 2
    assert named(found, "ink")[marks].min() > 1.0
    assert named(found, "ink")[~marks].max() < 0.05


def test_a_mark_in_the_box_below_is_none_outside_of_the_box_above():
    form = Print()
    narrow = [Field(FieldKind.CHOICE, Box(25, 10 + 6 * row, 9, 4.5), "1", str(row), options=(
        LayoutOption("a", Shape.BOX, Box(25, 10 + 6 * row, 9, 4.5)),)) for row in range(4)]  # fmt: skip
    page = LayoutPage(1, (120.0, 120.0), (), tuple(narrow))
    image = np.full_like(blank(form), 255)
    for field in narrow:
        b = field.options[0].box
        cv2.rectangle(image, at(b.x, b.y), at(b.x + b.w, b.y + b.h), 0, 4, cv2.LINE_AA, 4)
    unmarked = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    x, y = narrow[2].options[0].box.centre
    cv2.line(image, at(x - 1.5, y - 2.1), at(x + 1.5, y + 2.1), 30, 6, cv2.LINE_AA, 4)
    found = measure(replace(registered(scanned(image), form), page=page), expected(page, unmarked))
    assert named(found, "ink")[2] > 0.5
    assert named(found, "outside")[[1, 3]].max() < 0.02


def test_two_unmarked_boxes_of_each_label_tell_what_its_print_is():
    form = Print(Shape.CIRCLE, 3.0, letters=True)
    page, image, unmarked = thrice(form)
    boxes = [option.box for field in page.choices for option in field.options]
    marks = ~np.isin(np.arange(len(boxes)) // 4, [1, 3])
    for marked in np.flatnonzero(marks):
        veil(image, boxes[marked], 110)
    found = measure(replace(registered(scanned(image), form), page=page), expected(page, unmarked))
    assert named(found, "ink")[marks].min() > 0.3
    assert named(found, "ink")[~marks].max() < 0.05


def test_boxes_under_correction_fluid_do_not_tell_what_is_printed_in_the_others():
    form = Print(Shape.CIRCLE, 3.0, letters=True)
    page, image, unmarked = thrice(form)
    for box in (option.box for field in page.choices[1:4:2] for option in field.options):
        cv2.rectangle(image, at(box.x - 1, box.y - 1), at(box.x + box.w + 1, box.y + box.h + 1), 255, -1, cv2.LINE_AA, 4)
    found = measure(replace(registered(scanned(image), form), page=page), expected(page, unmarked))
    assert named(found, "ink").max() < 0.004


def test_marks_in_most_boxes_of_every_label_are_not_taken_for_their_print():
    form = Print(Shape.CIRCLE, 4.5, letters=True)
    image = blank(form)
    marks = np.zeros(40, bool)
    for row in range(10):
        for option in range(4):
            if (row + option) % 3:
                cross(image, box_of(form, row, option))
                marks[place(row, option)] = True
    found = measured_of(image, form)
    assert named(found, "ink")[marks].min() > 0.7
    assert named(found, "ink")[~marks].max() < 0.1


def test_letters_are_told_without_a_reference():
    form = Print(Shape.CIRCLE, 5.2, letters=True)
    image = blank(form)
    for row in range(0, 10, 3):
        cross(image, box_of(form, row, row % 4))
    found = measured_of(image, form, seen=False)
    marks = np.zeros(40, bool)
    marks[[place(row, row % 4) for row in range(0, 10, 3)]] = True
    assert named(found, "ink")[~marks].max() < 0.3 * named(found, "ink")[marks].min()


def test_a_stroke_around_a_box_counts_as_outside():
    form = Print()
    image = blank(form)
    x, y = box_of(form, 4, 1).centre
    cv2.circle(image, (round(x * FINE), round(y * FINE)), round(3.5 * FINE), 30, round(0.4 * FINE))
    found = measured_of(image, form)
    assert named(found, "outside")[place(4, 1)] > 1.0
    assert named(found, "ink")[place(4, 1)] < 0.1


def test_a_circle_around_a_box_shows_in_all_directions_and_a_cross_in_few():
    form = Print()
    image = blank(form)
    x, y = box_of(form, 4, 1).centre
    cv2.circle(image, (round(x * FINE), round(y * FINE)), round(3.3 * FINE), 30, round(0.4 * FINE))
    cross(image, box_of(form, 6, 2))
    found = measured_of(image, form)
    assert named(found, "ring")[place(4, 1)] == 1.0
    assert named(found, "ring")[place(6, 2)] <= 0.3
    assert not named(found, "ring")[place(8, 3)]


def test_pale_letters_are_told_without_a_reference():
    form = Print(Shape.CIRCLE, 5.2, letters=True)
    image = np.where(blank(form) < 200, 150, 255).astype(np.uint8)
    cross(image, box_of(form, 3, 1))
    found = measured_of(image, form, seen=False)
    others = np.delete(named(found, "ink"), place(3, 1))
    assert others.max() < 0.2 * named(found, "ink")[place(3, 1)]


def test_a_stain_is_seen_as_shade():
    form = Print()
    image = blank(form)
    b = box_of(form, 5, 2)
    top, left = round((b.y - 6) * FINE), round((b.x - 6) * FINE)
    patch = image[top : top + 16 * FINE, left : left + 16 * FINE]
    patch[:] = (patch * 0.6).astype(np.uint8)
    found = measured_of(image, form)
    assert named(found, "shade")[place(5, 2)] < 0.75
    assert np.delete(named(found, "shade"), place(5, 2)).min() > 0.95


def test_a_small_circle_filled_beyond_its_patch_is_no_stain_and_a_stain_on_it_is_one():
    form = Print(Shape.CIRCLE, 1.8, 0.2)
    image = blank(form)
    dot(image, box_of(form, 5, 2), 3.2)
    image = np.where(image == INK, np.uint8(120), image)
    b = box_of(form, 2, 1)
    top, left = round((b.y - 3.5) * FINE), round((b.x - 3.5) * FINE)
    patch = image[top : top + 9 * FINE, left : left + 9 * FINE]
    patch[:] = (patch * 0.6).astype(np.uint8)
    found = measured_of(image, form)
    assert found.covered == (place(5, 2),)
    assert named(found, "shade")[place(5, 2)] > 0.95
    assert named(found, "peak")[place(5, 2)] == pytest.approx(0.5, abs=0.08)
    assert named(found, "shade")[place(2, 1)] < 0.75


def test_a_mark_along_one_side_of_a_small_circle_is_no_end_of_a_shadow():
    form = Print(Shape.CIRCLE, 1.8, 0.2)
    image = blank(form)
    dot(image, box_of(form, 5, 2), 3.2, dx=0.6)
    image[round(box_of(form, 2, 1).centre[1] * FINE) :] = (image[round(box_of(form, 2, 1).centre[1] * FINE) :] * 0.8).astype(np.uint8)
    found = measured_of(image, form)
    assert found.lit[place(5, 2)] > 0.94
    assert found.lit[place(2, 0) : place(3, 0)].max() < 0.94
    assert found.covered == (place(5, 2),)


def test_noise_and_softness_of_the_scan_are_told():
    form = Print()
    clean, noisy = (measured_of(blank(form), form, noise=noise) for noise in (0.5, 25.0))
    assert noisy.noise > 4 * clean.noise
    soft = measured_of(cv2.GaussianBlur(blank(form), (0, 0), 0.25 * FINE), form)
    assert soft.blur > clean.blur


def test_neither_scan_nor_reference_is_changed():
    form = Print(letters=True)
    scan, picture = scanned(blank(form)), reference(form)
    before = scan.copy(), picture.copy()
    measure(registered(scan, form), expected(layout_page(form), picture))
    assert np.array_equal(scan, before[0])
    assert np.array_equal(picture, before[1])


def test_a_page_without_boxes_is_measured_as_nothing():
    known = expected(LayoutPage(1, (120.0, 120.0), (), ()), None)
    page = registered(scanned(blank(Print())), Print())
    assert measure(page, known).features.shape == (0, len(FEATURES))


def test_a_page_of_a_thousand_boxes_is_measured_as_its_parts_are():
    form = Print(Shape.CIRCLE, 3.0)
    known = expected(layout_page(form), reference(form))
    dark = np.tile(np.asarray(known.print), (25, 1, 1))
    many = replace(
        known,
        outline=np.tile(known.outline, (1, 1, 25)),
        neighbours=np.concatenate([known.neighbours + 40 * i for i in range(25)]),
        tells=np.tile(known.tells, (25, 1)),
    )
    moved, shifts = aligned(dark, many)
    few, few_shifts = aligned(dark[:40], known)
    assert np.array_equal(moved, np.tile(few, (25, 1, 1)))
    assert np.array_equal(shifts, np.tile(few_shifts, (25, 1)))
