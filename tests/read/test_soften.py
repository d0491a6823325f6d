"""The print as scanners soften it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from read.drawn import Print, layout_page, reference, thrice

from omr.model.exam import Shape
from omr.read import expected
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


def test_thin_outlines_that_a_scanner_made_black_are_not_taken_for_blurred_ones() -> None:
    """Blurred, hardly a sample of a thin outline is as dark as print: the level came from those few, and paper was explained best."""
    page, _, unmarked = thrice(Print(shape=Shape.CIRCLE, side=5.5, line=0.1, letters=True))
    thin = expected(page, unmarked)
    sharp, *blurred = (soft.outline.places.size for soft in thin.softs)
    assert min(blurred) >= sharp
    black = np.minimum(thin.print.astype(float) * 2.5, 255).astype(np.uint8)
    assert matched(black, thin.softs).soft.blur == 0


def test_a_page_without_boxes_has_no_print_to_soften() -> None:
    nothing = np.zeros((0, 40, 40), np.uint8)
    assert softened(nothing, nothing) == ()
