"""The print as a page's own boxes show it, told from marks."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from read.drawn import OPTIONS, ROWS, Print, blank, box_of, cross, layout_page, reference, registered, scanned, veil

from omr.files import data_folder, read_calibration
from omr.model.exam import Shape
from omr.model.page import Gray
from omr.read import Expected, expected, read
from omr.read.alike import tellers
from omr.read.common import common_print, own_print
from omr.read.expected import SIDE
from omr.read.measure import FEATURES, measure

N = ROWS * len(OPTIONS)
FORM = Print(letters=True)
KNOWN = expected(layout_page(FORM), reference(FORM))


def printed_letters(known: Expected, rows: np.ndarray, size: int) -> np.ndarray:
    """Darkness of all boxes, with a dark square in the middle of some."""
    dark = np.zeros((N, SIDE, SIDE), np.uint8)
    half = SIDE // 2
    dark[rows, half - size : half + size, half - size : half + size] = 200
    assert (dark[rows] <= known.inside[rows]).all()
    return dark


def test_what_every_box_of_its_label_shows_is_print() -> None:
    known = expected(layout_page(Print()), None)
    dark = np.zeros((N, SIDE, SIDE), np.uint8)
    for place in range(len(OPTIONS)):
        dark[place :: len(OPTIONS), SIDE // 2 - 3 : SIDE // 2 + 3, SIDE // 2 - 6 + 4 * place : SIDE // 2 - 2 + 4 * place] = 200
    common, untold = common_print(dark, known)
    assert (common[dark > 0] == 200).all()
    assert not untold


def test_the_same_in_every_box_of_all_labels_is_a_student_s_marks_and_no_print() -> None:
    known = expected(layout_page(Print()), None)
    assert not common_print(printed_letters(known, np.arange(N), 3), known)[0].any()


def test_what_one_label_alone_shows_is_a_student_s_mark_and_no_print() -> None:
    known = expected(layout_page(Print()), None)
    common, untold = common_print(printed_letters(known, np.arange(0, N, len(OPTIONS)), 3), known)
    assert not common.any()
    assert not untold


def test_a_page_on_which_print_cannot_be_told_from_marks_is_a_doubt_as_a_whole() -> None:
    """One label shows much more than the letters of the others: a larger letter, or the same mark throughout."""
    calibration, unseen = read_calibration(data_folder("calibration")), expected(layout_page(FORM), None)
    assert not read(registered(scanned(blank(FORM)), FORM), unseen, calibration).doubts
    image = blank(FORM)
    for row in range(ROWS):
        cross(image, box_of(FORM, row, 1))
    page = registered(scanned(image), FORM)
    assert any("reference picture" in doubt for doubt in read(page, unseen, calibration).doubts)
    assert not read(page, KNOWN, calibration).doubts


def test_what_covers_more_than_a_letter_could_is_no_print() -> None:
    known = expected(layout_page(Print()), None)
    assert not common_print(printed_letters(known, np.arange(N), 8), known)[0].any()


def test_bold_letters_on_all_boxes_are_print() -> None:
    bold = measure(registered(scanned(blank(FORM, letter_weight=6)), FORM), KNOWN)
    assert bold.features[:, FEATURES.index("ink")].max() < 0.12


@pytest.mark.parametrize("grey", [40, 90, 150])
@pytest.mark.parametrize(("shape", "side"), [(Shape.BOX, 4.5), (Shape.BOX, 3.2), (Shape.CIRCLE, 4.5), (Shape.CIRCLE, 3.2)])
@pytest.mark.parametrize("rows", [5, 6, 8, 10])
def test_filling_one_option_throughout_turns_no_mark_into_print(shape: Shape, side: float, grey: int, rows: int) -> None:
    form = Print(shape=shape, side=side, letters=True)
    known = expected(layout_page(form), reference(form))
    fitted = read_calibration(data_folder("calibration"))
    image = blank(form)
    for row in range(rows):
        veil(image, box_of(form, row, 1), grey)
    evidence = read(registered(scanned(image), form), known, fitted)
    filled = [box for box in evidence.boxes if box.label == "b" and int(box.item) <= rows]
    others = [box for box in evidence.boxes if box not in filled]
    assert min(max(box.ink, box.shape) for box in filled) > 0.9
    assert max(max(box.ink, box.shape) for box in others) < fitted.thresholds.blank


def test_own_print_stays_near_the_print() -> None:
    black: Gray = np.full_like(KNOWN.print, 255)
    own = own_print(black, KNOWN.print, np.full(N, 255.0, np.float32), KNOWN)
    near = np.stack([cv2.dilate(one, np.ones((3, 3), np.uint8)) for one in KNOWN.print])
    assert (own[near == 0] == 0).all()


def test_the_boxes_of_one_label_on_two_grounds_tell_no_print_from_marks() -> None:
    """A student who marks that option throughout marks it on both."""
    (rows, *_), black = KNOWN.alike, np.full_like(KNOWN.print, 255)
    halves = rows[::2], rows[1::2]
    alone = replace(KNOWN, alike=halves, tellers=tellers(halves))
    assert (own_print(black, KNOWN.print, np.full(N, 255.0, np.float32), alone) == KNOWN.print).all()
    assert (own_print(black, KNOWN.print, np.full(N, 255.0, np.float32), KNOWN) != KNOWN.print).any()
