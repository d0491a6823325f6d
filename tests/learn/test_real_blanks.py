"""Blank forms of other programs: learned with no hand-written line of layout."""

from __future__ import annotations

import numpy as np
import pytest
from real import real_folder

from omr.files import read_layout
from omr.learn import Learned, learn
from omr.model.layout import FieldKind, LayoutPage

pytestmark = pytest.mark.real


def only_page(learned: Learned) -> LayoutPage:
    (pages,) = learned.layout.forms.values()
    (page,) = pages
    return page


def test_dots_crosses_80q_is_learned_whole_and_in_order(request: pytest.FixtureRequest) -> None:
    page = only_page(learn([real_folder("dots-crosses-80q") / "blank.pdf"]))
    measured = read_layout(request.path.parents[1] / "real_exams" / "dots-crosses-80q" / "layout.json").forms["SAW"][0]
    assert [(f.section, f.item) for f in page.choices] == [(f.section, f.item) for f in measured.choices]
    for found, truth in zip(page.choices, measured.choices, strict=True):
        assert [o.label for o in found.options] == [o.label for o in truth.options]
        assert all(np.hypot(*np.subtract(a.box.centre, b.box.centre)) < 0.1 for a, b in zip(found.options, truth.options, strict=True))
    assert [marker.id for marker in page.markers] == [0, 1, 2, 3]


@pytest.mark.long
def test_open_mcr_75q_is_learned_with_its_grids_and_corner_marks() -> None:
    learned = learn([real_folder("open-mcr-75q") / "blank.pdf"])
    page = only_page(learned)
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 76)]
    assert {"".join(option.label for option in field.options) for field in page.choices} == {"ABCDE"}
    assert sum(field.kind is FieldKind.STUDENT_NUMBER and len(field.options) == 10 for field in page.fields) == 10
    assert sum(field.kind is FieldKind.NAME and len(field.options) == 26 for field in page.fields) == 20
    assert sorted(anchor.kind for anchor in page.anchors) == ["ell", "square", "square", "square"]
    assert sum(field.kind is FieldKind.NAME and not field.options for field in page.fields) == 3, "also the two boxes of the middle name"
    assert not any("marked or erased" in doubt for doubt in learned.doubts), "bubbles on a grey ground are no marks"


@pytest.mark.long
def test_mcq_ocr_90q_is_learned_from_its_picture_with_its_numbers_proved() -> None:
    learned = learn([real_folder("mcq-ocr-90q") / "blank.jpg"])
    page = only_page(learned)
    assert [field.item for field in page.choices] == [str(number) for number in range(1, 91)]
    assert {len(field.options) for field in page.choices} == {5}
    columns = [field.options[0].box.x for field in page.choices]
    assert columns == sorted(columns, key=lambda x: round(x / 30))  # counted downwards, in three columns
    assert len(page.anchors) == 4
    assert not any("names was read" in doubt for doubt in learned.doubts)


@pytest.mark.long
def test_small_boxes_of_a_filled_black_and_white_page_are_all_found_under_their_marks() -> None:
    page = only_page(learn([real_folder("checkbox-1bit") / "scans" / "upgrade__201303061208_0003_p0.png"]))
    assert [len(field.options) for field in page.choices] == [10, 10, 10, 5, 4, 5]
