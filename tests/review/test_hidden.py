"""Outside the sheet view no picture shows who wrote."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from omr.files import data_folder, read_layout
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.review.web.pictures import COVER, HIDDEN_MARGIN_MM, PAGE_PX_PER_MM, Pictures, covered, hidden
from tests.review.pages import FIELDS, PAGE, REF, evidence, registered

NUMBER = FIELDS[3].box
"""Where the student wrote the number."""


def written(kind: FieldKind = FieldKind.STUDENT_NUMBER):
    """The page with something written over the number's field and a little beyond it; that field may be of another kind."""
    found = registered()
    fields = tuple(replace(field, kind=kind) if field.box == NUMBER else field for field in FIELDS)
    page = replace(found, page=replace(found.page, fields=fields))
    x, y, w, h = NUMBER.x - 1, NUMBER.y - 1, NUMBER.w + 2, NUMBER.h + 2
    corners = page.transform(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]))
    cv2.fillConvexPoly(page.scan.image, np.round(corners).astype(np.int32), 0)
    return page


def pictures(page) -> Pictures:
    return Pictures(SimpleNamespace(registered=lambda ref: page if ref == REF else None, scan=lambda _: page.scan))


def image(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)


def dark_above_the_items(picture: np.ndarray, px_per_mm: float, top: float) -> bool:
    rows = round((NUMBER.y + NUMBER.h + HIDDEN_MARGIN_MM - top) * px_per_mm)
    return bool((picture[: max(rows, 0)] < COVER - 40).any())


def test_the_test_s_page_shows_the_number_where_nothing_hides_it() -> None:
    whole = image(pictures(written()).sheet(evidence(), []))
    assert dark_above_the_items(whole, whole.shape[1] / PAGE.size[0], 0)


@pytest.mark.parametrize("kind", [FieldKind.STUDENT_NUMBER, FieldKind.NAME, FieldKind.OWNER, FieldKind.OTHER])
def test_the_whole_page_shows_nothing_that_says_who_wrote(kind) -> None:
    whole = image(pictures(written(kind)).page(REF))
    assert whole.shape == (PAGE.size[1] * PAGE_PX_PER_MM, PAGE.size[0] * PAGE_PX_PER_MM)
    assert not dark_above_the_items(whole, PAGE_PX_PER_MM, 0)
    assert (whole < 60).any()  # the mark of item a is still to be seen


@pytest.mark.parametrize("margin", [(10.0, 6.0), (4.0, 2.5), (20.0, 20.0)])
def test_a_row_beside_the_number_shows_none_of_it(margin) -> None:
    row = image(pictures(written()).row(REF, FIELDS[0], margin))
    assert not dark_above_the_items(row, 8.0, max(0.0, FIELDS[0].box.y - margin[1]))
    assert (row < 60).any()


LINE = Field(FieldKind.OTHER, Box(50, 100, 60, 8))


def cover_of(field: Field, *others: Field) -> Box:
    return covered(field, LayoutPage(1, (210, 297), (), (field, *others)))


@pytest.mark.parametrize("kind", [FieldKind.NAME, FieldKind.OTHER])
def test_a_signature_that_rises_above_its_line_is_covered(kind) -> None:
    assert cover_of(replace(LINE, kind=kind)) == Box(48, 90, 64, 20)


def test_boxes_to_mark_are_covered_with_their_margin_alone() -> None:
    grid = replace(LINE, kind=FieldKind.STUDENT_NUMBER, options=(LayoutOption("0", Shape.CIRCLE, Box(51, 101, 3, 3)),))
    assert cover_of(grid) == Box(48, 98, 64, 12)


@pytest.mark.parametrize(("foot", "top"), [(80, 90), (94, 94), (99, 98)])
def test_an_item_above_a_signature_stays_to_be_seen(foot, top) -> None:
    mark = LayoutOption("A", Shape.BOX, Box(60, foot - 4, 4, 4))
    item = Field(FieldKind.CHOICE, Box(60, foot - 4, 40, 4), "1", "a", options=(mark,))
    assert cover_of(LINE, item).y == top
    assert cover_of(LINE, replace(item, box=Box(120, foot - 4, 40, 4), options=())).y == 90, "it stands elsewhere"


def test_the_scan_is_not_drawn_on() -> None:
    page = written()
    before = page.scan.image.copy()
    hidden(page, Box(0, 0, *PAGE.size), 4)
    assert (page.scan.image == before).all()


def test_the_sheets_that_we_print_say_in_their_layout_where_they_name_somebody() -> None:
    layout = read_layout(data_folder("sample_scans") / "ift6135" / "layout.json")
    for cover, *answers in layout.forms.values():
        owner, name = cover.field(FieldKind.OWNER), cover.field(FieldKind.NAME)
        assert owner.box.w * owner.box.h > 1000
        assert owner.box.y > name.box.y + name.box.h
        assert all(page.field(FieldKind.OWNER) is None for page in answers)  # the name stands on the cover alone
