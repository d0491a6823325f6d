"""Pages without any marker, found by their own print: the sample exam's sheets with their markers and codes painted over."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from register.scene import MASTER, as_scan, error_mm, mark, placed, scanned

from omr.files import data_folder, read_folder
from omr.model.layout import REFERENCE_PX_PER_MM, FieldKind, Layout, LayoutPage
from omr.model.page import Gray, Reason, RegisteredPage, Status, Transform, Unread
from omr.register import Landmarks, register
from omr.register.features import features_of
from omr.register.place import no_bend
from omr.register.reference import by_cells, on_reference

FORM, OTHER = "1011", "1012"
CLOSE_MM = 0.08
PHOTO_MM = 0.12


@cache
def plain(form: str, number: int) -> tuple[LayoutPage, Gray]:
    """A page of the sample exam as somebody would print it who knows nothing of us, and its reference picture."""
    folder = read_folder(data_folder("sample_scans") / "ift6135")
    assert folder.layout is not None
    page = folder.layout.page(form, number)
    picture = cv2.imread(str(folder.folder / page.reference), cv2.IMREAD_GRAYSCALE)
    ours = [marker.box for marker in page.markers] + [field.box for field in page.fields if field.kind is FieldKind.CODE]
    for box in ours:
        x, y, w, h = (round(side * REFERENCE_PX_PER_MM) for side in (box.x, box.y, box.w, box.h))
        picture[max(0, y - 4) : y + h + 4, max(0, x - 4) : x + w + 4] = 255
    fields = tuple(field for field in page.fields if field.kind is not FieldKind.CODE)
    return replace(page, markers=(), fields=fields), np.asarray(picture, dtype=np.uint8)


LAYOUT = Layout({FORM: (plain(FORM, 1)[0], plain(FORM, 2)[0])})


@cache
def known(form: str, number: int) -> Landmarks:
    return Landmarks(plain(form, number)[1])


def references(form: str, page: LayoutPage) -> Landmarks:
    return known(form, page.number)


def filled() -> Gray:
    page, picture = plain(FORM, 2)
    large = cv2.resize(picture, None, fx=MASTER / REFERENCE_PX_PER_MM, fy=MASTER / REFERENCE_PX_PER_MM, interpolation=cv2.INTER_CUBIC)
    return mark(np.asarray(large, dtype=np.uint8), page, share=0.3)


def both(beside: Gray) -> RegisteredPage | Unread:
    """The answer page in a scan beside which something else lies, as on the glass for A3."""
    truth, shape = placed(LAYOUT.page(FORM, 2).size, dpi=150)
    return register(as_scan(np.hstack([scanned(filled(), truth, shape), beside])), "e", LAYOUT, references)


@pytest.mark.parametrize(("number", "turned"), [(1, 0), (2, 0), (2, 2)])
def test_two_pages_in_one_scan_are_not_read_as_one(number: int, turned: int) -> None:
    page, picture = plain(FORM, number)
    truth, shape = placed(page.size, dpi=150)
    master = cv2.resize(picture, None, fx=MASTER / REFERENCE_PX_PER_MM, fy=MASTER / REFERENCE_PX_PER_MM)
    result = both(np.rot90(scanned(np.asarray(master, dtype=np.uint8), truth, shape), turned))
    assert isinstance(result, Unread)
    assert (result.reason, result.status) == (Reason.NO_REGISTRATION, Status.REJECTED)
    assert "more than one sheet" in result.detail


@pytest.mark.parametrize("grey", [250, 60])
def test_an_empty_half_of_a_scan_is_no_second_page(grey: int) -> None:
    _, (rows, columns) = placed(LAYOUT.page(FORM, 2).size, dpi=150)
    assert isinstance(both(np.full((rows, columns), grey, dtype=np.uint8)), RegisteredPage)


@pytest.mark.parametrize("turn", [0.0, 1.8, -2.5, 90.0, 180.0, 271.0])
def test_a_marked_page_is_found_at_any_turn(turn: float) -> None:
    page = LAYOUT.page(FORM, 2)
    truth, shape = placed(page.size, turn=turn, stretch=(0.97, 0.98))
    found = register(as_scan(scanned(filled(), truth, shape)), "e", LAYOUT, references)
    assert isinstance(found, RegisteredPage), found.detail
    assert (found.code.form, found.code.page, found.code.serial) == (FORM, 2, "")
    assert error_mm(found.transform, truth, page) < CLOSE_MM


def test_a_page_photographed_askew_is_found() -> None:
    page = LAYOUT.page(FORM, 2)
    truth, shape = placed(page.size, turn=4.0, tilt=(3e-4, 5e-4), stretch=(0.85, 0.85))
    found = register(as_scan(scanned(filled(), truth, shape)), "e", LAYOUT, references)
    assert isinstance(found, RegisteredPage), found.detail
    assert error_mm(found.transform, truth, page) < PHOTO_MM


def test_a_sheet_that_fills_a_quarter_of_a_photo_is_found() -> None:
    page = LAYOUT.page(FORM, 2)
    truth, _ = placed(page.size, turn=25.0, tilt=(2e-4, 3e-4), stretch=(0.6, 0.6), shift=(70.0, 50.0))
    shape = (2300, 1900)
    printed = np.where(scanned(np.zeros_like(filled()), truth, shape) > 200, 80, scanned(filled(), truth, shape))
    found = register(as_scan(printed.astype(np.uint8)), "e", LAYOUT, references)
    assert isinstance(found, RegisteredPage), found.detail
    assert error_mm(found.transform, truth, page) < PHOTO_MM


def test_the_same_scan_gives_the_same_transform_whatever_came_before() -> None:
    truth, shape = placed(LAYOUT.page(FORM, 2).size, turn=0.7)
    scan = as_scan(scanned(filled(), truth, shape))
    first = register(scan, "e", LAYOUT, references)
    cv2.setRNGSeed(12345)
    again = register(scan, "e", LAYOUT, references)
    assert isinstance(first, RegisteredPage)
    assert isinstance(again, RegisteredPage)
    assert np.array_equal(first.transform.matrix, again.transform.matrix)
    assert np.array_equal(first.transform.bend, again.transform.bend)


@pytest.mark.parametrize(("agreeing", "believed"), [(58, False), (160, True)])
def test_a_place_on_which_few_features_agree_is_not_believed(agreeing: int, believed: bool) -> None:
    """58 of 800 agreed on a real form laid two rows too low, where its boxes fall on the boxes of other rows."""
    rng = np.random.default_rng(3)
    points, bits = rng.uniform(40, 1600, (800, 2)), rng.integers(0, 256, (800, 32), dtype=np.uint8)
    others, noise = rng.uniform(40, 1600, (800, 2)), rng.integers(0, 256, (800, 32), dtype=np.uint8)
    others[:agreeing], noise[:agreeing] = points[:agreeing] + np.array([0, 85]), bits[:agreeing]
    known = Landmarks(np.zeros((8, 8), dtype=np.uint8))
    vars(known)["features"] = ((points, bits),)
    found = on_reference(np.zeros((2376, 1680), dtype=np.uint8), (others, noise), LAYOUT.page(FORM, 2), known, 0)
    assert (found is not None) is believed


def test_forms_that_look_alike_are_left_to_a_person() -> None:
    alike = Layout({FORM: (plain(FORM, 2)[0],), "same": (plain(FORM, 2)[0],)})
    truth, shape = placed(LAYOUT.page(FORM, 2).size)
    refused = register(as_scan(scanned(filled(), truth, shape)), "e", alike, lambda _form, page: known(FORM, page.number))
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.NO_CODE
    assert "form 1011" in refused.detail
    assert "form same" in refused.detail


def test_another_page_is_refused() -> None:
    only_cover = Layout({FORM: (plain(FORM, 1)[0],)})
    truth, shape = placed(LAYOUT.page(FORM, 2).size)
    refused = register(as_scan(scanned(filled(), truth, shape)), "e", only_cover, references)
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.NO_REGISTRATION


def test_an_empty_page_is_blank_and_no_page() -> None:
    white = np.random.default_rng(1).normal(240, 3, (2339, 1654)).clip(0, 255).astype(np.uint8)
    ended = register(as_scan(white), "e", LAYOUT, references)
    assert isinstance(ended, Unread)
    assert ended.status is Status.BLANK


def test_a_page_without_a_reference_is_not_found() -> None:
    truth, shape = placed(LAYOUT.page(FORM, 2).size)
    refused = register(as_scan(scanned(filled(), truth, shape)), "e", LAYOUT, lambda _form, _page: None)
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.NO_REGISTRATION


def in_shadow(picture: Gray, light: float) -> Gray:
    """The picture with the left half in a shadow that leaves so much of the light."""
    shade = np.where(np.arange(picture.shape[1]) < picture.shape[1] / 2, light, 1.0)
    return np.asarray(picture * cv2.GaussianBlur(shade[None], (0, 0), 20), dtype=np.uint8)


def test_print_in_a_shadow_shows_as_many_features_as_in_the_light() -> None:
    _, picture = plain(FORM, 2)
    lit, shaded = (features_of(image, 0)[0][:, 0] < picture.shape[1] / 2 for image in (picture, in_shadow(picture, 0.5)))
    assert shaded.sum() > 0.8 * lit.sum() > 100


def test_features_hold_a_part_of_the_page_by_what_they_say_together() -> None:
    rng = np.random.default_rng(2)
    transform = Transform(np.diag([8.0, 8.0, 1.0]), no_bend(), (210.0, 297.0))
    mm = rng.uniform((0, 0), (210, 297), (800, 2))
    aside = np.array([1.0, -2.0])
    px = transform(mm) + aside + rng.normal(0, 2, mm.shape) + np.where(rng.random((800, 1)) < 0.1, 30, 0)
    middles, seen = by_cells(transform, mm, px)
    assert len(middles) == 16
    assert np.abs(seen - transform(middles) - aside).max() < 1.5
