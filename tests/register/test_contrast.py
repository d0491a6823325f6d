"""Pages that print the same but for their numbers, and rows that look like each other: told apart by what is printed beside."""

from __future__ import annotations

import importlib
from functools import cache

import cv2
import numpy as np
import pytest

from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import Gray, PageCode, Reason, RegisteredPage, Scan, ScanRef, Status, Transform, Unread
from omr.register import Landmarks, register
from omr.register.contrast import brought, favours, is_in_its_row, moved
from omr.register.markers import ENOUGH
from omr.register.place import Place
from omr.register.reference import CELL_WEIGHT

SIZE = (150.0, 200.0)
ROWS, COLUMNS, STEP = 36, 4, 5.0
SIDE = 4.0
DPI = 200


@cache
def page(number: int) -> LayoutPage:
    """One of several pages of equal bubbles that print other numbers beside them."""
    fields = []
    for column in range(COLUMNS):
        for row in range(ROWS):
            x, y = 14.0 + 34.0 * column, 12.0 + STEP * row
            boxes = [Box(x + 6.0 * i, y, SIDE, SIDE) for i in range(4)]
            name = str((number - 1) * ROWS * COLUMNS + column * ROWS + row + 1)
            options = tuple(LayoutOption(label, Shape.CIRCLE, box) for label, box in zip("1234", boxes, strict=True))
            fields.append(Field(FieldKind.CHOICE, Box(x - 8, y, 32, SIDE), "1", name, options=options))
    return LayoutPage(number, SIZE, (), tuple(fields), reference=f"{number}.png")


@cache
def picture(number: int, scale: float = REFERENCE_PX_PER_MM) -> Gray:
    """The page as printed."""
    fine = 16
    image = np.full((round(SIZE[1] * fine), round(SIZE[0] * fine)), 255, np.uint8)
    for field in page(number).fields:
        first = field.options[0].box
        cv2.putText(image, field.item, (round((first.x - 8) * fine), round((first.y + 3) * fine)), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 4)
        for option in field.options:
            x, y = (round(value * fine) for value in option.box.centre)
            cv2.circle(image, (x, y), round((SIDE / 2 - 0.1) * fine), 0, 3)
            cv2.putText(image, option.label, (x - 10, y + 10), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return np.asarray(cv2.resize(image, None, fx=scale / fine, fy=scale / fine, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def way(scale: float, across: float = 0.0, down: float = 0.0) -> Transform:
    """From a page's mm to the pixels of a scan on which it lies so many mm further right and down."""
    matrix = np.array([[scale, 0, across * scale - 0.5], [0, scale, down * scale - 0.5], [0, 0, 1.0]])
    return Transform(matrix, np.zeros((2, 6)), SIZE)


def scanned(number: int) -> Gray:
    """The page filled and scanned: a bit askew, pale and noisy."""
    scale = DPI / 25.4
    image = picture(number, scale).copy()
    for i, field in enumerate(page(number).fields):
        x, y = (round(value * scale) for value in field.options[i * 7 % 4].box.centre)
        cv2.line(image, (x - 12, y - 12), (x + 12, y + 12), 60, 3)
    turn = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 0.6, 1.0)
    turned = cv2.GaussianBlur(cv2.warpAffine(image, turn, image.shape[::-1], borderValue=(255,)), (0, 0), 0.8)
    return np.clip(turned * 0.8 + np.random.default_rng(number).normal(30, 5, turned.shape), 0, 255).astype(np.uint8)


@cache
def known(number: int) -> Landmarks:
    return Landmarks(picture(number))


def registered(number: int, pages: tuple[int, ...]) -> object:
    layout = Layout({"A": tuple(page(one) for one in pages)})
    return register(Scan(ScanRef("", 1, ""), scanned(number), DPI), "E", layout, lambda _, one: known(one.number))


def test_a_scan_favours_its_own_page_over_one_with_other_numbers() -> None:
    scan = picture(1, 6.0)
    assert favours(scan, way(6.0), picture(1), [picture(2)])[0] > 0.9
    assert favours(scan, way(6.0), picture(2), [picture(1)])[0] < 0.1


def test_nothing_tells_between_equal_pages() -> None:
    assert favours(picture(1, 6.0), way(6.0), picture(1), [picture(1)]) == [0.5]


@pytest.mark.parametrize("step", [(0.0, 0.0), (0.0, STEP), (0.0, -STEP), (6.0, 0.0), (0.0, 2 * STEP)])
def test_a_page_laid_a_row_or_a_column_beside_is_noticed(step: tuple[float, float]) -> None:
    assert is_in_its_row(picture(1, 6.0), way(6.0, *step), page(1), picture(1)) is (step == (0.0, 0.0))


def test_a_picture_is_brought_to_where_another_page_lies() -> None:
    there = brought(picture(1), way(6.0), way(6.0, 2.0, -3.0))
    expected = moved(picture(1), -2.0, 3.0)
    assert np.abs(there.astype(int) - expected)[40:-40, 40:-40].max() < 40


@pytest.mark.parametrize("number", [1, 2])
def test_a_page_is_told_from_another_of_equal_bubbles_by_its_numbers(number: int) -> None:
    found = registered(number, (1, 2))
    assert isinstance(found, RegisteredPage)
    assert found.page.number == number
    x, y = found.transform(np.array([[SIZE[0] / 2, SIZE[1] / 2]]))[0]
    assert np.hypot(x - 150 / 25.4 * DPI / 2, y - 200 / 25.4 * DPI / 2) < 1.5


@pytest.mark.parametrize(("number", "sure", "told"), [(1, True, [1]), (1, False, [1, 2]), (2, True, [1, 2])])
def test_a_page_that_lies_on_no_outlines_is_compared_where_its_features_put_it(
    monkeypatch: pytest.MonkeyPatch, number: int, sure: bool, told: list[int]
) -> None:
    """Page 2 does not come to lie: page 1 is told from it if it is surely more alike, and a scan of page 2 is not taken for page 1."""
    by_print = importlib.import_module("omr.register.by_print")
    scan = Scan(ScanRef("", 1, ""), picture(number, 6.0), DPI)
    lies = RegisteredPage(scan, PageCode("E", "A", 1, ""), page(1), way(6.0), 0.0, DPI, 0.0)
    lost = Unread(scan.ref, Status.REJECTED, Reason.NO_REGISTRATION)
    monkeypatch.setattr(by_print, "_laid", lambda _, fit: lies if fit.page.number == 1 else lost)
    first = Place(way(6.0), np.zeros((0, 2)), np.zeros((0, 2)), 0)
    rivals = [by_print.Fit(matches, sure, "A", page(one), first, None) for one, matches in ((1, 300), (2, 200))]
    search = by_print._Search(scan, "E", [], lambda _, one: known(one.number), None)
    assert [fit.page.number for fit in by_print._of_one_page(search, rivals)] == told


PLACED = [
    (0, 0.15, ""),
    (0, 0.9, ""),
    (1, 0.15, "a row beside"),
    (1, 0.9, "a row beside"),
    pytest.param(-1, 0.15, "a row beside", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("rows", "share", "reason"), PLACED)
def test_a_page_must_lie_in_its_own_row(rows: int, share: float, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows next to it fit the outlines just as well where few features agree, or where many do, since a scan is cut."""
    at = way(DPI / 25.4, 0.0, rows * STEP)
    mm = np.array([[20.0, 20.0], [130.0, 20.0], [130.0, 180.0], [20.0, 180.0]])
    few = Place(at, mm, at(mm), ENOUGH, CELL_WEIGHT), round(share * len(known(1).features[0][0]))
    monkeypatch.setattr(importlib.import_module("omr.register.by_print"), "on_reference", lambda *_: few)
    monkeypatch.setattr(importlib.import_module("omr.register.by_print"), "on_repeating", lambda *_: few)
    monkeypatch.setattr(importlib.import_module("omr.register.blockwise").Blockwise, "on_reference", lambda *_: few)
    image = picture(1, DPI / 25.4)
    found = register(Scan(ScanRef("", 1, ""), image, DPI), "E", Layout({"A": (page(1),)}), lambda _, one: known(one.number))
    if reason:
        assert isinstance(found, Unread)
        assert found.reason is Reason.NO_REGISTRATION
        assert reason in found.detail
    else:
        assert isinstance(found, RegisteredPage)
