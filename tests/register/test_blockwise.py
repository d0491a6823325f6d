"""Pages that no ordinary way finds: curled ones, and photographed tables that an app has made black and white."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from register.scene import as_scan, error_mm, placed, scanned
from register.test_reference import FORM, LAYOUT, filled, references

from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import Gray, Reason, RegisteredPage, Transform, Unread
from omr.register import Landmarks, by_print, register
from omr.register.blockwise import lies_on_its_print
from omr.register.contrast import is_in_its_row_everywhere
from omr.register.features import Features
from omr.register.grown import grown

CURLED_MM = 0.2
TABLE_MM = 0.2
SIZE = (150.0, 200.0)
CELL, TOP, LEFT, ROWS = 6.0, 44.0, 12.0, 22


@cache
def table(*, numbers: bool = True) -> tuple[LayoutPage, Gray]:
    """Three blocks of numbered rows of five cells, one grid of lines; the numbers stand on grey."""
    image = np.full((round(SIZE[1] * REFERENCE_PX_PER_MM), round(SIZE[0] * REFERENCE_PX_PER_MM)), 240, dtype=np.uint8)

    def px(*mm: float) -> tuple[int, ...]:
        return tuple(round(one * REFERENCE_PX_PER_MM) for one in mm)

    fields = []
    for block in range(3):
        x = LEFT + block * 7 * CELL
        for row in range(ROWS):
            y = TOP + row * CELL
            cv2.rectangle(image, px(x, y), px(x + 2 * CELL, y + CELL), (190,), -1)
            if numbers:
                text = str(block * ROWS + row + 1)
                cv2.putText(image, text, px(x + 2, y + CELL - 1.5), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (40,), 2, cv2.LINE_AA)
            boxes = [Box(x + (2 + column) * CELL, y, CELL, CELL) for column in range(5)]
            options = tuple(LayoutOption(label, Shape.BOX, box) for label, box in zip("abcde", boxes, strict=True))
            fields.append(Field(FieldKind.CHOICE, Box(x, y, 7 * CELL, CELL), "1", str(block * ROWS + row + 1), options=options))
            for box in (Box(x, y, 2 * CELL, CELL), *boxes):
                cv2.rectangle(image, px(box.x, box.y), px(box.x + box.w, box.y + box.h), (60,), 2, cv2.LINE_AA)
    if numbers:
        cv2.putText(image, "Answers of the entrance test", px(20, 20), cv2.FONT_HERSHEY_SIMPLEX, 2, (40,), 4, cv2.LINE_AA)
        cv2.putText(image, "name: . . . . . . . . . . . . . .", px(20, 34), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (40,), 3, cv2.LINE_AA)
    return LayoutPage(1, SIZE, (), tuple(fields), reference="1.png"), image


@cache
def known(*, numbers: bool = True) -> Landmarks:
    return Landmarks(table(numbers=numbers)[1])


def photographed(picture: Gray, dpi: float = 150) -> tuple[Gray, Transform]:
    """Askew, then made black and white by what is around each point, as apps do."""
    truth, shape = placed(SIZE, dpi=dpi, turn=12.0, tilt=(6e-4, 9e-4), stretch=(0.85, 0.85), shift=(15.0, 25.0))
    shape = (round(shape[0] * 1.3), round(shape[1] * 1.4))
    way = truth.matrix @ np.diag([1 / REFERENCE_PX_PER_MM, 1 / REFERENCE_PX_PER_MM, 1.0])
    seen = cv2.warpPerspective(cv2.GaussianBlur(picture, (0, 0), 1.0), way, shape[::-1], borderValue=(240,))
    around = round(dpi / 4) | 1
    return np.asarray(cv2.adaptiveThreshold(seen, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, 0, around, 12), dtype=np.uint8), truth


@pytest.fixture
def no_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages drawn here have features enough; those that have not are photos of people's forms."""
    monkeypatch.setattr(by_print, "_fits", lambda _search, _effort: [])
    monkeypatch.setattr(by_print, "_repeating", lambda search: by_print._chosen(search, []))


@pytest.mark.usefixtures("no_other_way")
def test_a_photographed_table_in_black_and_white_is_found() -> None:
    page, picture = table()
    image, truth = photographed(picture)
    found = register(as_scan(image), "e", Layout({FORM: (page,)}), lambda _form, _page: known())
    assert isinstance(found, RegisteredPage), found.detail
    assert error_mm(found.transform, truth, page) < TABLE_MM


@pytest.mark.usefixtures("no_other_way")
def test_among_many_forms_a_page_is_not_sought_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    page, picture = table()
    image, _ = photographed(picture)
    monkeypatch.setattr(by_print, "MOST_LAID", 0)
    ended = register(as_scan(image), "e", Layout({FORM: (page,)}), lambda _form, _page: known())
    assert isinstance(ended, Unread)
    assert ended.reason is Reason.NO_REGISTRATION


@pytest.mark.usefixtures("no_other_way")
@pytest.mark.parametrize("rows", [1, 2])
def test_a_table_whose_first_rows_are_gone_is_not_laid_a_row_further(rows: int) -> None:
    """Its outline is that of a table with fewer rows, and nothing else says which are which."""
    page, picture = table(numbers=False)
    cut = picture.copy()
    cut[: round((TOP + rows * CELL) * REFERENCE_PX_PER_MM) - 4] = 240
    image, truth = photographed(cut)
    ended = register(as_scan(image), "e", Layout({FORM: (page,)}), lambda _form, _page: known(numbers=False))
    assert isinstance(ended, Unread) or error_mm(ended.transform, truth, page) < TABLE_MM


@pytest.mark.parametrize("aside", [(0.0, CELL), (0.0, -CELL), (CELL, 0.0), (-CELL, 0.0)])
def test_a_page_laid_a_row_or_column_further_is_told(aside: tuple[float, float]) -> None:
    page, picture = table()
    image, truth = photographed(picture)
    step = np.array([[1, 0, aside[0]], [0, 1, aside[1]], [0, 0, 1.0]])
    assert is_in_its_row_everywhere(image, truth, page, picture)
    assert not is_in_its_row_everywhere(image, Transform(truth.matrix @ step, truth.bend, SIZE), page, picture)


def test_a_page_that_lies_right_in_one_half_and_a_row_further_in_the_other_is_told() -> None:
    """Half of a curled page may be taken for the rows beside: the page as a whole is more like itself all the same."""
    page, picture = table()
    image, truth = photographed(picture)
    sheared = Transform(truth.matrix, np.array([[0, 0, 0, 0, 0, 0], [CELL / 2, CELL / 2, 0, 0, 0, 0.0]]), SIZE)
    assert not is_in_its_row_everywhere(image, sheared, page, picture)


@pytest.mark.usefixtures("no_other_way")
@pytest.mark.parametrize(
    "bend", [(0, 0, 0, 0, 6.0, 0, 3.0, 0, 0, 0), pytest.param((0, 0, 0, 2.0, -7.0, 0, 2.0, 0, 0, 0), marks=pytest.mark.long)]
)
def test_a_page_curled_by_several_mm_is_found(bend: tuple[float, ...]) -> None:
    page = LAYOUT.page(FORM, 2)
    truth, shape = placed(page.size, turn=1.2, bend=np.array([[0.0] * 10, bend]))
    found = register(as_scan(scanned(filled(), truth, shape)), "e", LAYOUT, references)
    assert isinstance(found, RegisteredPage), found.detail
    assert error_mm(found.transform, truth, page) < CURLED_MM


def test_features_on_a_smooth_bend_are_followed_from_the_part_that_a_homography_fits() -> None:
    rng = np.random.default_rng(4)
    size, scale = (210.0, 297.0), np.diag([5.0, 5.0, 1.0])
    bent = Transform(scale, np.array([[0.0] * 10, [-8.0, 0, 0, 0, 8.0, 0, 0, 0, 0, 0]]), size)
    mm = rng.uniform((5, 5), (205, 290), (600, 2))
    bits = rng.integers(0, 256, (600, 32), dtype=np.uint8)
    px = bent(mm)
    astray = rng.random(600) < 0.4
    px[astray] = rng.uniform((0, 0), (1000, 1400), (int(astray.sum()), 2))
    theirs: Features = (mm * REFERENCE_PX_PER_MM - 0.5, bits)
    found = grown(theirs, (px, bits), scale, size)
    assert found is not None
    places = np.array([(x, y) for x in (10.0, 60.0, 105.0, 150.0, 200.0) for y in (20.0, 150.0, 280.0)])
    assert np.linalg.norm(found(places) - bent(places), axis=1).max() / 5 < 0.5


@pytest.mark.parametrize("aside", [0.0, 2.0])
def test_a_corner_that_curls_further_than_the_bend_is_told(aside: float) -> None:
    """Most outlines are not looked for one by one: boxes of such a corner stood beside their print, and nothing said so."""
    page, picture = table()
    x, y = (np.asarray(axis, np.float32) for axis in np.meshgrid(np.arange(picture.shape[1]), np.arange(picture.shape[0])))
    corner = np.clip((x + y) / (REFERENCE_PX_PER_MM * 40) - 6.5, 0, 1)
    seen = np.asarray(cv2.remap(picture, x, y + corner * np.float32(aside * REFERENCE_PX_PER_MM), cv2.INTER_LINEAR), dtype=np.uint8)
    scale = np.array([[REFERENCE_PX_PER_MM, 0, -0.5], [0, REFERENCE_PX_PER_MM, -0.5], [0, 0, 1.0]])
    assert lies_on_its_print(seen, Transform(scale, np.zeros((2, 6)), SIZE), page, known()) is (aside == 0)
