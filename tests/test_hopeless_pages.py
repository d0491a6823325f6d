"""Pages of the sample exam that hold no answers, whatever was done to them: every item is sent to a person or the page is rejected."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest
import skimage.data

from omr.files import ExamFolder, data_folder, read_calibration, read_folder
from omr.interpret import interpret
from omr.model.exam import Kind
from omr.model.layout import Box
from omr.model.page import Gray, Scan, ScanRef, Unread
from omr.model.response import Response, ResponseStatus, Sheet
from omr.read import expected, read
from omr.register import register
from omr.sheet import render_page

PX_PER_MM = 200 / 25.4
FORM, NUMBER = "1011", 2
INK = 40


@cache
def exam() -> ExamFolder:
    return read_folder(data_folder("sample_scans") / "ift6135")


@cache
def blank() -> Gray:
    return render_page((exam().folder / "sheets" / f"{FORM}.pdf").read_bytes(), NUMBER, PX_PER_MM)


def boxes() -> list[Box]:
    return [option.box for field in exam().layout.page(FORM, NUMBER).choices for option in field.options]


def area(image: Gray) -> Gray:
    """The part of a page that holds its boxes, to draw into."""
    left, top = (min(getattr(box, side) for box in boxes()) for side in "xy")
    right, bottom = max(box.x + box.w for box in boxes()), max(box.y + box.h for box in boxes())
    return image[int(top * PX_PER_MM) - 5 : int(bottom * PX_PER_MM) + 5, int(left * PX_PER_MM) - 5 : int(right * PX_PER_MM) + 5]


def responses(image: Gray) -> list[Response]:
    """What is said of the page's choice items; nothing where it was rejected."""
    page = register(Scan(ScanRef("stack.pdf", NUMBER, "0"), image, 200), exam().exam.name, exam().layout)
    if isinstance(page, Unread):
        return []
    picture = cv2.imread(str(exam().folder / exam().layout.page(FORM, NUMBER).reference), cv2.IMREAD_GRAYSCALE)
    seen = read(page, expected(page.page, picture), calibration())
    sheet = Sheet(sheet=page.code.serial, form=FORM, student_number="", pages=(seen,))
    here = {(field.section, field.item) for field in page.page.choices}
    choices = {item.ref for item in exam().exam.items if item.kind is Kind.CHOICE} & here
    return [one for one in interpret(sheet, exam().exam, exam().layout, calibration(), ()) if (one.section, one.item) in choices]


@cache
def calibration():
    return read_calibration(data_folder("calibration"))


def all_filled(image: Gray) -> None:
    for box in boxes():
        x, y, w, h = (round(value * PX_PER_MM) for value in (box.x, box.y, box.w, box.h))
        image[y : y + h, x : x + w] = INK


def all_crossed(image: Gray) -> None:
    for box in boxes():
        (x, y), half = box.centre, 0.35 * box.w
        for way in (-1, 1):
            start, end = ((x - half, y - way * half), (x + half, y + way * half))
            cv2.line(image, *(tuple(round(v * PX_PER_MM) for v in point) for point in (start, end)), INK, 3, cv2.LINE_AA)


def a_cat(image: Gray) -> None:
    cat = cv2.cvtColor(skimage.data.cat(), cv2.COLOR_RGB2GRAY)
    part = area(image)
    part[:] = cv2.resize(cat, part.shape[::-1])


def a_page_of_text(image: Gray) -> None:
    part = area(image)
    part[:] = 255
    for line in range(14, part.shape[0], 22):
        cv2.putText(part, "the worst thing this program can do is to be silently wrong " * 3, (4, line), 0, 0.6, INK, 1, cv2.LINE_AA)


def scribbled_over(image: Gray) -> None:
    part = area(image)
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(0, length, 400) for length in part.shape[::-1]]).astype(np.int32)
    cv2.polylines(part, [points], isClosed=False, color=INK, thickness=4, lineType=cv2.LINE_AA)


@pytest.mark.parametrize("what", [all_filled, all_crossed, a_cat, a_page_of_text, scribbled_over], ids=lambda what: what.__name__)
def test_nothing_is_ever_answered_on_a_page_that_holds_no_answers(what: Callable[[Gray], None]) -> None:
    image = blank().copy()
    what(image)
    assert all(response.status is ResponseStatus.UNSURE for response in responses(image))


def test_a_heavy_streak_through_boxes_answers_none_of_their_items() -> None:
    image = blank().copy()
    column = boxes()[0].centre[0]
    image[:, round((column - 0.6) * PX_PER_MM) : round((column + 0.6) * PX_PER_MM)] = 20
    assert not [response for response in responses(image) if response.status is ResponseStatus.ANSWERED]


def test_the_same_page_untouched_is_read_as_left_blank_where_light_marks_would_show() -> None:
    grey = (blank() * 0.96).astype(np.uint8)
    assert {response.status for response in responses(grey)} == {ResponseStatus.OMITTED}


def test_where_paper_is_all_white_a_page_without_a_mark_is_asked_about() -> None:
    found = responses(blank())
    assert {response.status for response in found} == {ResponseStatus.UNSURE}
    assert all("lost light marks" in response.why and not response.suggestion for response in found)
