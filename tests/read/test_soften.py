"""The print as scanners soften it, and as a page's own boxes show it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from read.drawn import Print, blank, box_of, layout_page, reference, registered, scanned, veil

from omr.files import data_folder, read_calibration
from omr.model.exam import Shape
from omr.model.page import Gray
from omr.read import expected, read
from omr.read.expected import own_print
from omr.read.measure import FEATURES, measure
from omr.read.soften import BLURS, matched, softened

FORM = Print(letters=True)
KNOWN = expected(layout_page(FORM), reference(FORM))


@pytest.mark.parametrize("blur", BLURS)
def test_the_softness_that_a_page_shows_is_found(blur: float) -> None:
    softs = softened(KNOWN.print, KNOWN.inside)
    (soft,) = (one for one in softs if one.blur == blur)
    assert matched(soft.print, softs).soft.blur == blur


@pytest.mark.parametrize("level", [0.5, 0.8])
def test_the_level_that_a_page_shows_is_found(level: float) -> None:
    pale = np.asarray(cv2.convertScaleAbs(KNOWN.print.reshape(-1, 40), alpha=level), dtype=np.uint8).reshape(KNOWN.print.shape)
    match = matched(pale, KNOWN.softs)
    assert match.level == pytest.approx(level, abs=0.03)
    assert match.letter_level == pytest.approx(level, abs=0.05)


def test_a_page_without_boxes_has_no_print_to_soften() -> None:
    nothing = np.zeros((0, 40, 40), np.uint8)
    assert softened(nothing, nothing) == ()


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
    own = own_print(black, KNOWN.print, KNOWN)
    near = np.stack([cv2.dilate(one, np.ones((3, 3), np.uint8)) for one in KNOWN.print])
    assert (own[near == 0] == 0).all()
