"""A page is found where it is, in every position an office scans it, or it is refused with its reason."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from register.scene import (
    EXAM,
    FORM,
    MASTER,
    SERIAL,
    SIZE,
    as_scan,
    draw_print,
    error_mm,
    fine,
    layout,
    layout_page,
    mark,
    placed,
    px,
    scanned,
)

from omr.imaging import half_of, levels
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.model.page import Gray, Reason, RegisteredPage, Status, Unread
from omr.register import register
from omr.register.outlines import Picture, find_outlines
from omr.register.printed import chosen, outlined
from omr.register.reference import Landmarks

PAGE = layout_page()
LAYOUT = layout(PAGE)
CLOSE_MM = 0.08


@cache
def printed(without: tuple[int, ...] = ()) -> Gray:
    return mark(draw_print(PAGE, without=without), PAGE, share=0.3)


def found(image: Gray, of: Layout = LAYOUT) -> RegisteredPage:
    result = register(as_scan(image), EXAM, of)
    assert isinstance(result, RegisteredPage), (result.reason, result.detail)
    return result


def refused(image: Gray, of: Layout = LAYOUT) -> Unread:
    result = register(as_scan(image), EXAM, of)
    assert isinstance(result, Unread)
    return result


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 1.8, -2.5, 178.5, 92])
def test_any_turn_is_found_by_the_markers_themselves(turn: float) -> None:
    truth, shape = placed(PAGE.size, turn=turn)
    page = found(scanned(printed(), truth, shape))
    assert error_mm(page.transform, truth, PAGE) < CLOSE_MM
    assert page.skew_deg == pytest.approx((turn + 45) % 90 - 45, abs=0.05)
    assert page.dpi == pytest.approx(200, rel=0.002)
    assert (page.code.form, page.code.page, page.code.serial) == (FORM, 2, SERIAL)
    assert page.page is PAGE
    assert page.residual_mm < 0.15


def small_and_pale(line_mm: float) -> tuple[LayoutPage, Gray]:
    """A page of our own markers whose small circles are paler than the letters in them, and its print."""
    rows = [(column * 28 + row + 1, 30 + 60.0 * column, 50 + 8.0 * row) for column in range(3) for row in range(28)]
    fields = []
    for item, x, y in rows:
        options = tuple(LayoutOption(label, Shape.CIRCLE, Box(x + 6 * i, y, 2.9, 2.9)) for i, label in enumerate("ab"))
        fields.append(Field(FieldKind.CHOICE, Box(x - 2, y - 1, 14, 5), "1", str(item), options=options))
    page = replace(PAGE, fields=(*(field for field in PAGE.fields if not field.options), *fields))
    image = draw_print(replace(page, fields=tuple(field for field in page.fields if not field.options)))
    for option in (one for field in fields for one in field.options):
        x, y = option.box.centre
        cv2.circle(image, fine(x, y), round(1.3 * MASTER * 16), 200, px(line_mm), cv2.LINE_AA, 4)
        cv2.putText(image, option.label, (px(x - 0.7), px(y + 0.6)), cv2.FONT_HERSHEY_SIMPLEX, MASTER / 14, 0, 5, cv2.LINE_AA)
    return page, image


@pytest.mark.parametrize("line_mm", [0.15, 0.25])
def test_pale_circles_around_dark_letters_are_found_as_the_reference_shows_them(line_mm: float) -> None:
    page, image = small_and_pale(line_mm)
    size = round(SIZE[0] * REFERENCE_PX_PER_MM), round(SIZE[1] * REFERENCE_PX_PER_MM)
    known = Landmarks(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8))
    truth, shape = placed(SIZE, turn=0.8, stretch=(1.0, 1.01), bend=np.full((2, 6), 0.15))
    scan = as_scan(scanned(image, truth, shape))
    alone = register(scan, EXAM, layout(page))
    assert isinstance(alone, Unread) or error_mm(alone.transform, truth, page) > 1, "a letter draws an ideal circle towards itself"
    shown = register(scan, EXAM, layout(page), lambda _form, _page: known)
    assert isinstance(shown, RegisteredPage)
    assert error_mm(shown.transform, truth, page) < CLOSE_MM


@pytest.mark.parametrize("marker", [0, 1, 2, 3])
def test_any_one_marker_may_be_torn_off(marker: int) -> None:
    truth, shape = placed(PAGE.size, turn=0.8, stretch=(1.0, 1.012), bend=np.full((2, 6), 0.15))
    assert error_mm(found(scanned(printed((marker,)), truth, shape)).transform, truth, PAGE) < CLOSE_MM


@pytest.mark.parametrize("without", [(0, 1), (2, 3), (0, 3), (1, 2), (0, 2), (1, 3)])
def test_with_two_markers_gone_the_outlines_hold_the_page(without: tuple[int, ...]) -> None:
    truth, shape = placed(PAGE.size, turn=-0.7, stretch=(1.0, 1.01))
    assert error_mm(found(scanned(printed(without), truth, shape)).transform, truth, PAGE) < CLOSE_MM


@pytest.mark.parametrize("dpi", [100, 150, 300, 400])
def test_any_resolution(dpi: int) -> None:
    truth, shape = placed(PAGE.size, dpi=dpi, turn=0.5)
    assert error_mm(found(scanned(printed(), truth, shape)).transform, truth, PAGE, dpi) < CLOSE_MM


@pytest.mark.parametrize("scale", [0.94, 1.04])
def test_a_page_printed_smaller_or_larger(scale: float) -> None:
    truth, shape = placed(PAGE.size, stretch=(scale, scale))
    assert error_mm(found(scanned(printed(), truth, shape)).transform, truth, PAGE) < CLOSE_MM


def test_black_and_white() -> None:
    truth, shape = placed(PAGE.size, turn=0.6)
    image = np.where(scanned(printed(), truth, shape) < 140, 0, 255).astype(np.uint8)
    assert error_mm(found(image).transform, truth, PAGE) < CLOSE_MM


@pytest.mark.parametrize("turn", [0.6, 181, 91])
@pytest.mark.parametrize(("window_mm", "below"), [(2, 25), (2.5, 12), (3, 18), (4, 18)])
def test_markers_that_a_dynamic_threshold_has_bleached_from_within(window_mm: float, below: int, turn: float) -> None:
    truth, shape = placed(PAGE.size, turn=turn)
    image = scanned(printed(), truth, shape)
    noisy = np.clip(image + np.random.default_rng(3).normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    window = 2 * round(window_mm * 200 / 25.4 / 2) + 1
    bleached = cv2.adaptiveThreshold(noisy, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, window, below)
    page = found(np.asarray(bleached, dtype=np.uint8))
    assert error_mm(page.transform, truth, PAGE) < CLOSE_MM
    assert page.code.serial == SERIAL


def test_squares_that_are_white_within_are_no_bleached_markers() -> None:
    image = draw_print(PAGE, without=(0, 1, 2, 3))
    for marker in PAGE.markers:
        corners = np.rint(np.array(marker.box.corners) * px(1)).astype(int)
        cv2.rectangle(image, corners[0].tolist(), corners[2].tolist(), 0, 8)
    assert refused(image).reason is Reason.NO_REGISTRATION


def test_a_photo_with_perspective_and_shadow() -> None:
    truth, shape = placed(PAGE.size, tilt=(4e-4, -6e-4), turn=4, stretch=(0.85, 0.85))
    image = scanned(printed(), truth, shape)
    shadow = np.linspace(0.55, 1.0, image.shape[1])
    assert error_mm(found((image * shadow).astype(np.uint8)).transform, truth, PAGE) < CLOSE_MM * 1.5


def test_outlines_in_bright_light_are_as_sure_as_those_in_the_shade() -> None:
    truth, shape = placed(PAGE.size, turn=0.4)
    image = scanned(printed(), truth, shape)
    light = np.where(np.linspace(0, 1, image.shape[0]) < 0.8, 0.6, 1.0)[:, None]  # most of the page is in the shade
    image = (image * light).astype(np.uint8)
    seen = find_outlines(Picture(image, half_of(image), levels(image)), truth, PAGE)
    assert seen.sure[seen.centres[:, 1] > 0.82 * PAGE.size[1]].all()
    assert seen.sure.mean() > 0.9


def test_heavy_marks_do_not_pull_the_page() -> None:
    truth, shape = placed(PAGE.size, turn=0.4)
    image = scanned(mark(draw_print(PAGE), PAGE, share=0.65), truth, shape)
    assert error_mm(found(image).transform, truth, PAGE) < CLOSE_MM


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    turn=st.floats(-3, 3),
    quarter=st.sampled_from([0, 90, 180, 270]),
    across=st.floats(0.97, 1.02),
    along=st.floats(0.97, 1.02),
    bend=st.lists(st.floats(-0.35, 0.35), min_size=12, max_size=12),
    without=st.sampled_from([(), (0,), (1,), (2,), (3,)]),
)
@example(turn=0.0, quarter=180, across=1.0, along=1.0, bend=[0.0] * 12, without=(2,))
def test_a_known_transform_is_recovered(
    turn: float, quarter: int, across: float, along: float, bend: list[float], without: tuple[int, ...]
) -> None:
    truth, shape = placed(PAGE.size, turn=turn + quarter, stretch=(across, along), bend=np.reshape(bend, (2, 6)))
    assert error_mm(found(scanned(printed(without), truth, shape)).transform, truth, PAGE) < CLOSE_MM


def test_the_same_scan_gives_the_same_transform() -> None:
    truth, shape = placed(PAGE.size, turn=1)
    image = scanned(printed(), truth, shape)
    first, second = found(image).transform, found(image.copy()).transform
    assert np.array_equal(first.matrix, second.matrix)
    assert np.array_equal(first.bend, second.bend)


def test_the_scan_is_not_modified() -> None:
    truth, shape = placed(PAGE.size, turn=1)
    image = scanned(printed(), truth, shape)
    before = image.copy()
    image.flags.writeable = False
    found(image)
    assert np.array_equal(image, before)


def test_a_sheet_of_another_exam() -> None:
    truth, shape = placed(PAGE.size)
    result = refused(scanned(draw_print(PAGE, "OMR1/chem101/1011/2/00042X"), truth, shape))
    assert result.reason is Reason.OTHER_EXAM
    assert "chem101" in result.detail


@pytest.mark.parametrize("text", [f"OMR1/{EXAM}/9999/2/00042X", f"OMR1/{EXAM}/{FORM}/7/00042X"])
def test_an_unknown_form_or_page(text: str) -> None:
    truth, shape = placed(PAGE.size)
    result = refused(scanned(draw_print(PAGE, text), truth, shape))
    assert result.reason is Reason.UNKNOWN_FORM
    assert FORM in result.detail


def test_a_page_whose_code_is_gone() -> None:
    truth, shape = placed(PAGE.size)
    assert refused(scanned(draw_print(PAGE, ""), truth, shape)).reason is Reason.NO_CODE


def test_a_code_that_a_pen_has_crossed_is_still_read() -> None:
    image = draw_print(PAGE)
    cv2.line(image, (px(95), px(14)), (px(115), px(20)), 20, 7, cv2.LINE_AA)
    truth, shape = placed(PAGE.size, turn=0.5)
    assert found(scanned(image, truth, shape)).code.serial == SERIAL


def test_a_form_without_a_code_is_known_when_it_is_the_only_one() -> None:
    page = layout_page(1, code=False)
    truth, shape = placed(page.size, turn=180)
    result = found(scanned(draw_print(page), truth, shape), layout(page))
    assert (result.code.form, result.code.page, result.code.serial) == (FORM, 1, "")


def test_two_forms_without_a_code_are_not_guessed_between() -> None:
    page = layout_page(1, code=False)
    truth, shape = placed(page.size)
    both = Layout({"A": (page,), "B": (replace(page),)})
    assert refused(scanned(draw_print(page), truth, shape), both).reason is Reason.NO_CODE


def test_the_layout_is_chosen_by_the_code() -> None:
    other = layout_page(2, rows=20)
    truth, shape = placed(PAGE.size)
    image = scanned(draw_print(other, f"OMR1/{EXAM}/1012/2/00007K"), truth, shape)
    assert found(image, Layout({FORM: (PAGE,), "1012": (other,)})).page is other


def test_a_page_printed_from_another_layout_is_refused() -> None:
    truth, shape = placed(PAGE.size)
    result = refused(scanned(draw_print(layout_page(2, rows=20)), truth, shape))
    assert result.reason is Reason.NO_REGISTRATION
    assert "printed boxes" in result.detail


def test_markers_printed_turned() -> None:
    turned = replace(PAGE, markers=tuple(replace(marker, turn=marker.id) for marker in PAGE.markers))
    truth, shape = placed(PAGE.size, turn=90)
    assert error_mm(found(scanned(draw_print(turned), truth, shape), layout(turned)).transform, truth, turned) < CLOSE_MM


def test_a_blank_page_with_dirt_show_through_and_a_streak() -> None:
    rng = np.random.default_rng(3)
    image = np.clip(rng.normal(238, 3, (2339, 1654)), 0, 255)
    image[:, 700:703] -= 60
    image[900:1200, 300:900] -= 9
    image[400:404, 500:504] = 60
    image[:, :25] = 90
    result = refused(image.astype(np.uint8))
    assert (result.status, result.reason) == (Status.BLANK, Reason.BLANK_PAGE)


def test_a_page_with_a_few_written_words_is_not_blank() -> None:
    image = np.full((2339, 1654), 240, np.uint8)
    cv2.putText(image, "see other sheet", (300, 900), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2.0, 110, 3)
    assert refused(image).reason is Reason.NO_REGISTRATION


@pytest.mark.parametrize("level", [0, 40, 90])
def test_a_dark_page(level: int) -> None:
    truth, shape = placed(PAGE.size)
    image = (scanned(printed(), truth, shape).astype(float) * level / 255).astype(np.uint8)
    result = refused(image)
    assert result.reason is Reason.TOO_DARK
    assert "brighter" in result.detail


def test_a_page_with_boxes_outside_the_scan_is_not_read_as_empty() -> None:
    truth, shape = placed(PAGE.size)
    image = scanned(printed(), truth, shape)
    assert refused(np.ascontiguousarray(image[:, 340:])).reason is Reason.NO_REGISTRATION


def test_two_sheets_in_one_scan_are_not_read_as_one() -> None:
    truth, shape = placed(PAGE.size, dpi=150)
    image = scanned(printed(), truth, shape)
    result = refused(np.hstack([image, image]))
    assert result.reason is Reason.NO_REGISTRATION
    assert "more than one sheet" in result.detail


def test_noise_is_no_page() -> None:
    image = np.random.default_rng(5).integers(0, 256, (1200, 900)).astype(np.uint8)
    assert refused(image).reason is Reason.NO_REGISTRATION


def test_a_marker_drawn_elsewhere_is_overruled_by_the_others() -> None:
    image = printed((1,)).copy()
    stray = LayoutPage(2, PAGE.size, (Marker(1, Box(150, 35, 8, 8)),), ())
    image = np.minimum(image, draw_print(stray))
    truth, shape = placed(PAGE.size, turn=0.5)
    assert error_mm(found(scanned(image, truth, shape)).transform, truth, PAGE) < CLOSE_MM


def test_a_page_whose_outlines_are_missing_is_refused() -> None:
    truth, shape = placed(PAGE.size)
    result = refused(scanned(draw_print(replace(PAGE, fields=PAGE.fields[:1])), truth, shape, noise=12))
    assert result.reason is Reason.NO_REGISTRATION


def test_faint_outlines_under_dark_print_are_found() -> None:
    truth, shape = placed(PAGE.size, turn=0.5, bend=np.full((2, 6), 0.1))
    image = draw_print(PAGE)
    low, high = px(35), px(165)
    image[px(44) :, low:high] = 255 - (255 - image[px(44) :, low:high]) // 6
    image[px(275) :, :] = draw_print(PAGE)[px(275) :, :]
    assert error_mm(found(scanned(image, truth, shape, noise=6)).transform, truth, PAGE) < 0.15


def blacked_out(options: list[LayoutOption]) -> Gray:
    """A scan on which those of the outlines that stand in one corner are blacked out."""
    image = draw_print(PAGE)
    for x, y in (option.box.centre for option in options):
        if x < 95 and y > 200:
            cv2.rectangle(image, (px(x - 3.2), px(y - 3.2)), (px(x + 3.2), px(y + 3.2)), 30, -1)
    return scanned(image, *placed(PAGE.size, turn=0.4))


def test_a_part_of_the_page_is_off_by_all_of_its_outlines_and_not_by_those_alone_that_are_looked_for() -> None:
    assert isinstance(found(blacked_out(chosen(PAGE))), RegisteredPage)
    assert "in a part of the page" in refused(blacked_out(outlined(PAGE))).detail


def ringed(beside_mm: float) -> Gray:
    """A scan on which a broad pen has circled all outlines of one corner, which is printed so far beside its place."""
    image = draw_print(PAGE)
    rows, columns = slice(px(200), px(275)), slice(px(33), px(95))
    image[rows, columns] = np.roll(image[rows, columns], px(beside_mm), axis=1)
    for x, y in (option.box.centre for option in outlined(PAGE)):
        if x < 95 and y > 200:
            cv2.circle(image, fine(x + beside_mm, y), px(3.2) * 16, 30, px(0.9), cv2.LINE_AA, 4)
    return scanned(image, *placed(PAGE.size, turn=0.4))


def test_outlines_that_a_broad_pen_has_circled_are_where_they_are_printed() -> None:
    assert isinstance(found(ringed(0.0)), RegisteredPage)
    assert refused(ringed(1.5)).reason is Reason.NO_REGISTRATION


def test_a_page_bent_by_two_millimetres_is_found_by_a_wider_look() -> None:
    bend = np.array([[0.9, 0, 0, 0, -0.9, 0.9], [-1.0, 0, 0, 0, 0.9, 0]])
    truth, shape = placed(PAGE.size, bend=bend)
    assert error_mm(found(scanned(printed(), truth, shape)).transform, truth, PAGE) < CLOSE_MM


def test_a_marker_that_only_a_closer_look_shows_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = importlib.import_module("omr.register.register")

    real = whole.find_markers
    monkeypatch.setattr(whole, "find_markers", lambda *args, **options: tuple(m for m in real(*args, **options) if m.id != 2))
    used: list[int] = []
    place = whole.place
    monkeypatch.setattr(whole, "place", lambda page, seen, *rest: used.append(len(seen)) or place(page, seen, *rest))
    truth, shape = placed(PAGE.size, turn=1)
    assert error_mm(found(scanned(printed(), truth, shape)).transform, truth, PAGE) < CLOSE_MM
    assert used[-1] == 4
