"""Form codes with pen strokes over them: read where no other code can stand below, and left to a person everywhere else."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
import pytest
from register.scene import MASTER, as_scan, placed, scanned

from omr.files import data_folder, read_folder
from omr.model.layout import REFERENCE_PX_PER_MM, Layout, LayoutPage
from omr.model.page import Gray, RegisteredPage, Unread
from omr.register import Landmarks, register
from omr.register.form_code import code_field

FORMS = ("1011", "1012")
Stroke: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""From where to where, as shares of the code's box."""
ACROSS: dict[str, Stroke] = {
    "down the first": ((-0.1, -0.6), (0.3, 1.6)),
    "at the last": ((0.85, -0.7), (1.2, 0.8)),
    "below": ((-0.4, 1.3), (1.3, 0.75)),
}


@cache
def plain(form: str) -> tuple[LayoutPage, Gray]:
    """An answer page of the exam as a plain document, and its reference picture."""
    folder = read_folder(data_folder("sample_scans") / "ift6135-plain")
    assert folder.layout is not None
    page = folder.layout.page(form, 2)
    return page, np.asarray(cv2.imread(str(folder.folder / page.reference), cv2.IMREAD_GRAYSCALE), np.uint8)


@cache
def known(form: str) -> Landmarks:
    return Landmarks(plain(form)[1])


def seen(image: Gray, *forms: str) -> RegisteredPage | Unread:
    page = plain(forms[0])[0]
    truth, shape = placed(page.size, turn=0.8)
    layout = Layout({form: (plain(form)[0],) for form in forms})
    return register(as_scan(scanned(image, truth, shape, noise=4)), "e", layout, lambda form, _page: known(form))


def struck(page: LayoutPage, picture: Gray, stroke: Stroke, width_mm: float = 0.5) -> Gray:
    """The printed page with a pen stroke over its code."""
    large = cv2.resize(picture, None, fx=MASTER / REFERENCE_PX_PER_MM, fy=MASTER / REFERENCE_PX_PER_MM, interpolation=cv2.INTER_CUBIC)
    field = code_field(page)
    assert field is not None
    box = field.box
    a, b = (tuple(round(MASTER * side) for side in (box.x + x * box.w, box.y + y * box.h)) for x, y in stroke)
    return np.asarray(cv2.line(large, a, b, (40,), round(width_mm * MASTER), cv2.LINE_AA), np.uint8)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ACROSS)
def test_a_code_with_a_pen_stroke_over_it_is_read(form: str, where: str) -> None:
    found = seen(struck(*plain(form), ACROSS[where]), *FORMS)
    assert isinstance(found, RegisteredPage), found.detail
    assert found.code.form == form


@pytest.mark.parametrize("x", [0.78, 0.84, 0.9, 0.96])
@pytest.mark.parametrize("forms", [FORMS[:1], FORMS[1:]])
def test_another_exam_s_code_is_not_taken_for_the_only_form_s_for_a_stroke_over_its_digit(x: float, forms: tuple[str, ...]) -> None:
    (other,) = set(FORMS) - set(forms)
    found = seen(struck(*plain(other), ((x, -0.6), (x, 1.6))), *forms)
    assert isinstance(found, Unread), f"{other} was taken for {found.code.form}"


def test_a_broad_stroke_over_the_digit_that_tells_the_forms_apart_leaves_it_to_a_person() -> None:
    found = seen(struck(*plain("1012"), ((0.88, -0.6), (0.88, 1.6)), width_mm=2.5), *FORMS)
    assert isinstance(found, Unread), f"taken for {found.code.form}"
