"""Forms that differ in nothing but their printed code: told apart by it, or left to a person."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from register.scene import MASTER, as_scan, mark, placed, scanned
from register.test_reference import plain

from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, Layout, LayoutPage
from omr.model.page import Gray, Reason, RegisteredPage, Unread
from omr.register import Landmarks, register
from omr.sheet.symbols import qr_path

CODES = ("1011", "1013", "1018")
PLACE = Box(92, 286, 14, 4)


def printed(code: str) -> tuple[LayoutPage, Gray]:
    """The answer page of the sample exam with a code at its foot and nothing else to tell its form."""
    page, picture = plain("1011", 2)
    picture = picture.copy()
    left, top, wide, high = (round(side * REFERENCE_PX_PER_MM) for side in (PLACE.x, PLACE.y, PLACE.w, PLACE.h))
    picture[top - 12 : top + high + 12, left - 20 : left + wide + 20] = 255
    cv2.putText(picture, code, (left + 2, top + high - 3), cv2.FONT_HERSHEY_COMPLEX, 1.1, (0,), 2, cv2.LINE_AA)
    fields = tuple(field for field in page.fields if field.kind is not FieldKind.FORM_CODE)
    return replace(page, fields=(*fields, Field(FieldKind.FORM_CODE, PLACE, printed=code))), picture


@cache
def form(code: str) -> tuple[LayoutPage, Landmarks]:
    page, picture = printed(code)
    return page, Landmarks(picture)


def layout_of(*codes: str) -> Layout:
    return Layout({code: (form(code)[0],) for code in codes})


def known(code: str, _page: LayoutPage) -> Landmarks:
    return form(code)[1]


@cache
def filled(code: str) -> Gray:
    page, picture = printed(code)
    large = cv2.resize(picture, None, fx=MASTER / REFERENCE_PX_PER_MM, fy=MASTER / REFERENCE_PX_PER_MM, interpolation=cv2.INTER_CUBIC)
    return mark(np.asarray(large, dtype=np.uint8), page, share=0.3)


def seen(image: Gray, *codes: str, turn: float = 0.8, noise: float = 4) -> RegisteredPage | Unread:
    truth, shape = placed(form("1011")[0].size, turn=turn)
    scan = scanned(image, truth, shape, noise=noise)
    return register(as_scan(scan), "e", layout_of(*codes), known)


def over_code(image: Gray, *strokes: tuple[tuple[float, float], tuple[float, float]], width_mm: float = 0.5, grey: int = 30) -> Gray:
    """The page with strokes over its code, from and to places in mm of the code's box."""
    image = image.copy()
    for ends in strokes:
        a, b = (tuple(round(side * MASTER) for side in (PLACE.x + x, PLACE.y + y)) for x, y in ends)
        cv2.line(image, a, b, (grey,), round(width_mm * MASTER), cv2.LINE_AA)
    return image


@pytest.mark.parametrize("code", CODES)
def test_each_form_is_told_by_its_code(code: str) -> None:
    found = seen(filled(code), *CODES)
    assert isinstance(found, RegisteredPage), found.detail
    assert found.code.form == code
    assert found.page is form(code)[0]


@pytest.mark.parametrize("code", CODES)
def test_each_form_is_told_in_black_and_white_and_upside_down(code: str) -> None:
    truth, shape = placed(form(code)[0].size, turn=181.0)
    scan = scanned(filled(code), truth, shape, noise=6)
    scan = cv2.resize(scan, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    found = register(as_scan(np.where(scan > 170, 255, 0).astype(np.uint8)), "e", layout_of(*CODES), known)
    assert isinstance(found, RegisteredPage), found.detail
    assert found.code.form == code


def test_a_code_that_is_scribbled_out_is_left_to_a_person() -> None:
    strokes = tuple(((x, -0.5), (x + 1.5, 4.5)) for x in np.arange(-0.5, 13, 0.7).tolist())
    refused = seen(over_code(filled("1013"), *strokes, width_mm=0.7), *CODES)
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.NO_CODE
    assert all(f"form {code}" in refused.detail for code in CODES)


def test_a_digit_changed_by_pen_is_never_taken_for_another_form() -> None:
    box_x = 10.6  # left edge of the last digit: strokes that make an 8 of the 3
    closed = over_code(filled("1013"), ((box_x, 0.9), (box_x, 3.4)), width_mm=0.4)
    found = seen(closed, *CODES)
    assert isinstance(found, Unread) or found.code.form == "1013"


def test_a_form_that_the_layout_lacks_is_taken_for_none_of_its_forms() -> None:
    refused = seen(filled("1018"), "1011", "1013")
    assert isinstance(refused, Unread)
    assert refused.reason in {Reason.UNKNOWN_FORM, Reason.NO_CODE}
    assert "reads 101" in refused.detail


def test_a_form_whose_last_digit_is_nearly_another_form_s_is_taken_for_none() -> None:
    refused = seen(filled("1018"), "1010", "1011")
    assert isinstance(refused, Unread), "8 looks like 0 where no form of the layout has an 8"


def test_another_form_is_not_taken_for_the_only_one() -> None:
    refused = seen(filled("1018"), "1011")
    assert isinstance(refused, Unread)
    assert "101" in refused.detail


def test_the_only_form_is_read_where_its_code_is_covered() -> None:
    covered = over_code(filled("1011"), ((-1.0, 2.0), (15.0, 2.0)), width_mm=6)
    found = seen(covered, "1011")
    assert isinstance(found, RegisteredPage), found.detail


def test_a_sheet_of_another_exam_is_refused_by_its_name() -> None:
    path = qr_path("OTHER1", "1", 2, "A0001B")
    size = int(str(path["n"]))
    modules = np.zeros((size, size), np.uint8)
    for part in str(path["d"]).split("M")[1:]:
        x, rest = part.split(" ", 1)
        y, run = rest.split("h", 1)
        modules[int(y), int(x) : int(x) + int(run.split("v")[0])] = 1
    page = np.full((2338, 1654), 250, np.uint8)
    symbol = np.kron(255 * (1 - modules), np.ones((7, 7), np.uint8))
    page[200 : 200 + len(symbol), 1200 : 1200 + len(symbol)] = symbol
    refused = register(as_scan(page), "e", layout_of("1011"), known)
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.OTHER_EXAM
    assert "OTHER1" in refused.detail


def test_a_digit_that_is_partly_lost_is_read_where_it_can_be_no_other() -> None:
    middle = ((0.5, 2.2), (3.0, 2.2))  # of the first digit
    found = seen(over_code(filled("1013"), middle, width_mm=0.28, grey=250), *CODES)
    assert isinstance(found, RegisteredPage), found.detail
    assert found.code.form == "1013"
