"""Pictures are upright, true to the scan, and say what was read."""

from __future__ import annotations

import numpy as np
import pytest

from omr.model.layout import Box
from omr.model.response import Response, ResponseStatus
from omr.review.picture import GREEN, GREY, ORANGE, PAGE_PX_PER_MM, RED, around, overlay, upright
from tests.review.pages import FIELDS, PAGE, REF, evidence, registered


def test_a_crop_of_a_turned_page_is_upright_and_in_its_place() -> None:
    page = registered()
    cut = upright(page.scan.image, page.transform, Box(50, 16, 13, 13), 10)
    assert cut.shape == (130, 130)
    ink = np.argwhere(cut < 128)  # the square stands at 54 to 59, 20 to 25 mm
    assert np.allclose(ink.min(axis=0), (40, 40), atol=3)
    assert np.allclose(ink.max(axis=0), (90, 90), atol=3)


def test_what_lies_outside_the_scan_is_white() -> None:
    page = registered()
    assert (upright(page.scan.image, page.transform, Box(-90, -90, 20, 20), 4) == 255).all()


def test_a_crop_holds_its_row_with_context_and_stays_on_the_page() -> None:
    assert around(FIELDS[0], PAGE.size, (10, 6)) == Box(10, 14, 90, 18)
    assert around(FIELDS[3], PAGE.size, (30, 6)) == Box(0, 0, 105, 19)


@pytest.mark.parametrize(
    ("status", "response", "suggestion", "colour"),
    [
        (ResponseStatus.ANSWERED, "b", "", GREEN),
        (ResponseStatus.MULTIPLE, "b&d", "", RED),
        (ResponseStatus.UNSURE, "", "b", ORANGE),
        (ResponseStatus.OMITTED, "", "", GREY),
    ],
)
def test_the_overlay_shows_each_mark_in_the_colour_of_what_was_read(
    status: ResponseStatus, response: str, suggestion: str, colour: tuple[int, int, int]
) -> None:
    said = Response("S1", "", "1011", "1", "b", response, status, suggestion, ref=REF)
    picture = overlay(registered(), evidence(), [said])
    box = FIELDS[1].options[1].box
    row, column = round((box.y + 2.5) * PAGE_PX_PER_MM), round((box.x - 0.5) * PAGE_PX_PER_MM)
    near = picture[row, column - 1 : column + 2].reshape(-1, 3).tolist()
    assert list(colour) in near


def test_the_scan_is_not_drawn_on() -> None:
    page = registered()
    before = page.scan.image.copy()
    overlay(page, evidence(), [Response("S1", "", "1011", "1", "a", "c", ResponseStatus.ANSWERED, ref=REF)])
    assert (page.scan.image == before).all()
