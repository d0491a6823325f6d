"""A code of which a part is gone is read rightly or not at all."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from register.scene import EXAM, FORM, SERIAL, as_scan, draw_print, layout, layout_page, placed, px, scanned

from omr.model.layout import FieldKind
from omr.model.page import Gray, Reason, RegisteredPage, Unread
from omr.register import register
from omr.register.code import codes_in
from omr.register.repair import VERSIONS, pattern, repaired
from omr.sheet.symbols import LARGEST_QR_VERSION

PAGE = layout_page()
FIELD = PAGE.field(FieldKind.CODE)
assert FIELD is not None
LEFT, TOP, SIDE = px(FIELD.box.x), px(FIELD.box.y), px(FIELD.box.w)


def covered(left: float, top: float, right: float, bottom: float, grey: int = 255) -> Gray:
    """The page with this part (shares of its code's sides) painted over."""
    image = draw_print(PAGE)
    rows, columns = (slice(round(start + a * SIDE), round(start + b * SIDE)) for start, a, b in ((TOP, top, bottom), (LEFT, left, right)))
    image[rows, columns] = grey
    return image


def read(image: Gray, *, cut: int = 0) -> RegisteredPage | Unread:
    truth, shape = placed(PAGE.size, turn=0.7, stretch=(1.0, 1.01))
    return register(as_scan(scanned(image, truth, shape)[cut:]), EXAM, layout(PAGE))


@pytest.mark.parametrize(
    ("left", "top", "right", "bottom", "grey"),
    [
        (-0.1, -0.1, 1.1, 0.14, 255),
        (-0.05, -0.05, 0.3, 0.3, 255),
        (-0.05, 0.7, 0.3, 1.05, 0),
        (0.7, -0.05, 1.1, 0.28, 90),
        (-0.1, -0.1, 0.12, 1.1, 255),
    ],
)
def test_a_code_without_one_of_its_parts_is_read(left: float, top: float, right: float, bottom: float, grey: int) -> None:
    page = read(covered(left, top, right, bottom, grey))
    assert isinstance(page, RegisteredPage), page.detail
    assert (page.code.form, page.code.page, page.code.serial) == (FORM, 2, SERIAL)


def test_a_code_at_the_edge_of_a_scan_that_begins_too_late_is_read() -> None:
    late = round((FIELD.box.y + 0.12 * FIELD.box.h) * 200 / 25.4) if FIELD else 0
    page = read(draw_print(PAGE, without=(0, 1)), cut=late)
    assert isinstance(page, RegisteredPage), page.detail
    assert page.code.serial == SERIAL


def test_a_code_of_which_half_is_gone_is_not_guessed() -> None:
    page = read(covered(-0.1, -0.1, 1.1, 0.5))
    assert isinstance(page, Unread)
    assert page.reason is Reason.NO_CODE


@given(
    st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.05, 0.5), st.floats(0.05, 0.5), st.integers(0, 255)), max_size=5),
    st.integers(0, 999),
)
@pytest.mark.long
def test_whatever_is_painted_over_no_other_text_is_read(spots: list[tuple[float, float, float, float, int]], number: int) -> None:
    text = f"OMR1/IFT6135/1011/2/A{number:05}"
    modules = np.array([list(row) for row in segno.make(text, error="q", micro=False, boost_error=False).matrix], dtype=np.uint8)
    side = 200
    code = cv2.resize(np.where(modules, 30, 230).astype(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST)
    for x, y, w, h, grey in spots:
        code[round(y * side) : round((y + h) * side), round(x * side) : round((x + w) * side)] = grey
    crop = cv2.copyMakeBorder(code, 50, 50, 50, 50, cv2.BORDER_CONSTANT, value=(230,))
    texts = {
        "/".join(("OMR1", one.code.exam, one.code.form, str(one.code.page), one.code.serial))
        for whole, _ in repaired(crop, np.full_like(crop, 255), side / len(crop))
        for one in codes_in(whole, thorough=False)
    }
    assert texts <= {text}
    if not spots:
        assert texts == {text}


def test_every_size_that_is_printed_is_looked_for() -> None:
    assert range(1, LARGEST_QR_VERSION + 1) == VERSIONS


def test_print_that_is_no_code_shows_no_patterns() -> None:
    words = np.full((300, 300), 235, dtype=np.uint8)
    for row in range(20, 300, 18):
        cv2.putText(words, "Answer sheet 1011", (5, row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 20, 2)
    assert list(repaired(words, np.full_like(words, 255), 0.7)) == []
    assert list(repaired(np.full_like(words, 235), np.full_like(words, 255), 0.7)) == []


def test_patterns_are_a_part_of_every_code_of_their_size() -> None:
    for text in ("OMR1/A/1/1/", "OMR1/B/2/2/X1"):
        code = segno.make(text, error="q", version=2, micro=False, boost_error=False)
        modules = np.array([list(row) for row in code.matrix], dtype=np.int8)
        assert np.array_equal(modules[pattern(2).known], pattern(2).modules[pattern(2).known])
