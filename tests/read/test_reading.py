"""One page's evidence: scores in the layout's order, the page's own doubts, and ink beside the boxes."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from read.drawn import FINE, INK, OPTIONS, ROWS, Print, blank, box_of, cross, dot, layout_page, reference, registered, scanned

from omr.files import data_folder, read_calibration
from omr.imaging import half_of
from omr.interpret.agree import is_empty
from omr.interpret.doubt import MOSTLY_THERE
from omr.interpret.sight import STRAY
from omr.model.layout import LayoutPage
from omr.model.page import Gray, PageEvidence
from omr.read import expected, read
from omr.read.measure import FEATURES

CALIBRATION = read_calibration(data_folder("calibration"))
FORM = Print()


def evidence(image: Gray, *, seen: bool = True, **scanner: float) -> PageEvidence:
    return read(registered(scanned(image, **scanner), FORM), expected(layout_page(FORM), reference(FORM) if seen else None), CALIBRATION)


def crossed(*places: tuple[int, int]) -> Gray:
    image = blank(FORM)
    for row, column in places:
        cross(image, box_of(FORM, row, column))
    return image


def line_beside(image: Gray, row: int) -> None:
    """A stroke of 3 mm to the left of a row's first box, further out than the box's own patch."""
    box = box_of(FORM, row, 0)
    left, y = round((box.x - 3.2) * FINE), round(box.centre[1] * FINE)
    cv2.line(image, (left, y - round(1.5 * FINE)), (left, y + round(1.5 * FINE)), INK, round(0.5 * FINE))


def specks(shape: tuple[int, int]) -> Gray:
    """Seven tenths of the paper in grey specks of 1 mm."""
    small = np.random.default_rng(0).random((shape[0] // FINE, shape[1] // FINE)) < 0.7
    return np.where(cv2.resize(small.astype(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST) > 0, 120, 255).astype(np.uint8)


def test_every_box_of_the_layout_gets_its_scores_under_its_own_name() -> None:
    found = evidence(crossed((3, 1), (7, 2)))
    assert [(box.section, box.item, box.label) for box in found.boxes] == [
        ("1", str(row + 1), label) for row in range(ROWS) for label in OPTIONS
    ]
    sure = {(box.item, box.label) for box in found.boxes if min(box.ink, box.shape) > 0.9}
    empty = {(box.item, box.label) for box in found.boxes if max(box.ink, box.shape) < 0.02}
    assert sure == {("4", "b"), ("8", "c")}
    assert len(empty) == ROWS * len(OPTIONS) - 2
    assert {len(box.features) for box in found.boxes} == {len(FEATURES)}


@pytest.mark.parametrize(("paper", "told"), [(255.0, True), (245.0, False)])
def test_whether_a_scan_knows_grey_is_told_where_its_paper_is_all_white(paper, told) -> None:
    page = registered(scanned(blank(FORM), paper=paper, noise=0), FORM)
    seen = read(page, expected(layout_page(FORM), reference(FORM)), CALIBRATION)
    assert ("grey" in dict(seen.quality)) is told


def test_evidence_names_its_scan_and_says_how_it_was_seen() -> None:
    found = evidence(blank(FORM))
    assert (found.ref.scan, found.code.form) == ("drawn", "F")
    assert found.dpi == pytest.approx(200, abs=1)
    quality = dict(found.quality)
    assert quality["paper"] == pytest.approx(245, abs=2)
    assert quality["print"] == pytest.approx(1, abs=0.2)
    assert found.doubts == ()


def test_the_same_page_gives_the_same_evidence() -> None:
    image = crossed((3, 1))
    assert evidence(image) == evidence(image)


def test_a_page_outside_what_the_readers_were_fitted_on_is_a_doubt_as_a_whole() -> None:
    coarse = evidence(blank(FORM), dpi=80)
    assert any("80 dpi" in doubt for doubt in coarse.doubts)
    faint = evidence((255 - (255 - blank(FORM).astype(np.float64)) * 0.08).astype(np.uint8))
    assert any("too faint" in doubt for doubt in faint.doubts)
    dirty = evidence(np.minimum(blank(FORM), specks(blank(FORM).shape)))
    assert any("dirty" in doubt for doubt in dirty.doubts)


def test_ink_further_out_than_any_box_is_told_of_rows_that_look_empty() -> None:
    image = crossed((2, 0))
    line_beside(image, 2)
    line_beside(image, 5)
    told = {name: value for name, value in evidence(image).quality if name.startswith("around")}
    assert "around 1:3" not in told, "a mark in the row says enough"
    assert told["around 1:6"] == pytest.approx(3.0 * 0.5, rel=0.4)
    assert max(value for name, value in told.items() if name != "around 1:6") < 0.05


def test_a_mark_upon_the_word_beside_a_row_s_last_box_is_told_as_far_as_the_row_goes() -> None:
    image = crossed((2, 1))
    for row in (2, 5):
        last = box_of(FORM, row, 3)
        cross(image, replace(last, x=last.x + last.w + 6.5))
    told = {name: ink for name, ink in evidence(image).quality if name.startswith("around")}
    assert told.pop("around 1:6") > 0.5
    assert "around 1:3" not in told, "a mark in the row says enough"
    assert max(told.values()) < STRAY


def test_ink_around_a_row_with_several_marks_is_told_and_the_marks_own_is_not() -> None:
    image = crossed((3, 0), (3, 1), (5, 0), (5, 1), (7, 1))
    line_beside(image, 5)
    line_beside(image, 7)
    around = {name: ink for name, ink in evidence(image).quality if name.startswith("around")}
    assert around["around 1:4"] < STRAY < 0.5 < around["around 1:6"]
    assert "around 1:8" not in around, "one mark says enough by itself"


@pytest.mark.parametrize("off", [(0.0, 0.0), (0.3, -0.25)], ids=["in its place", "off its place"])
def test_a_stroke_through_text_beside_a_row_is_told_and_the_text_is_not(off: tuple[float, float]) -> None:
    image = blank(FORM)
    for row in range(ROWS):
        x, y = (round(place * FINE) for place in (20.0, 14.0 + 11.0 * row))
        cv2.putText(image, "19.", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 0, 3, cv2.LINE_AA)
    printed = np.asarray(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    y = round((12.6 + 11.0 * 5) * FINE)
    cv2.line(image, (round(20.4 * FINE), y + 10), (round(23.4 * FINE), y - 10), INK, round(0.5 * FINE))
    page = read(registered(scanned(image), FORM, off), expected(layout_page(FORM), printed), CALIBRATION)
    told = {name: value for name, value in page.quality if name.startswith("around")}
    assert told.pop("around 1:6") > STRAY
    assert max(told.values()) < STRAY


def test_the_end_of_a_shadow_is_told_of_the_boxes_that_it_falls_on() -> None:
    image = crossed((3, 1), (7, 2))
    x = round(box_of(FORM, 0, 2).centre[0] * FINE)
    image[:, x:] = image[:, x:] * 0.7
    rims = {name for name, _ in evidence(image).quality if name.startswith("rim")}
    assert rims == {f"rim 1:{row + 1}:{OPTIONS[2]}" for row in range(ROWS)}
    assert not [name for name, _ in evidence(crossed((3, 1), (7, 2))).quality if name.startswith("rim")]


def test_a_line_from_edge_to_edge_is_told_of_the_boxes_that_it_crosses() -> None:
    image = blank(FORM)
    x = round(box_of(FORM, 0, 2).centre[0] * FINE)
    image[:, x - 3 : x + 3] = 60
    page = registered(scanned(image), FORM)
    page = replace(page, half=half_of(page.scan.image))
    told = read(page, expected(layout_page(FORM), reference(FORM)), CALIBRATION).quality
    lines = {name for name, _ in told if name.startswith("line")}
    assert lines == {f"line 1:{row + 1}:{OPTIONS[2]}" for row in range(ROWS)}


def test_grey_lines_that_a_scan_in_black_and_white_makes_black_are_print_and_what_stands_between_is_not() -> None:
    image = blank(FORM)
    for row in range(ROWS):
        below = round((box_of(FORM, row, 0).y + FORM.side + 2.0) * FINE)
        cv2.line(image, (0, below), (image.shape[1], below), 0, round(0.4 * FINE))
    grey = np.asarray(255 - 0.4 * (255.0 - cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)), np.uint8)
    aside = box_of(FORM, 4, 0)
    dot(image, replace(aside, x=aside.x - 4.0), 0.8)
    told = dict(read(registered(scanned(image), FORM), expected(layout_page(FORM), grey), CALIBRATION).quality)
    around = {name: ink for name, ink in told.items() if name.startswith("around")}
    assert around.pop("around 1:5") > 0.2
    assert max(around.values()) < 0.01


@pytest.mark.parametrize("ink", [INK, 200], ids=["dark", "light"])
def test_the_tail_of_a_neighbour_s_mark_is_the_neighbour_s(ink: int) -> None:
    """A tick of the row above whose tail comes down beside the boxes of an empty row; the same line alone is nobody's."""
    form = Print(side=7.0)
    above, below = box_of(form, 3, 1), box_of(form, 4, 1)
    strays = []
    for begin in (above.centre, (above.x - 1.0, above.y + above.h + 1.5)):
        image = blank(form)
        ends = [(round(x * FINE), round(y * FINE)) for x, y in (begin, (below.x - 2.5, below.y + 2.0))]
        cv2.line(image, *ends, ink, round(0.4 * FINE))
        page = read(registered(scanned(image), form), expected(layout_page(form), reference(form)), CALIBRATION)
        strays.append(dict(page.quality)["around 1:5"])
    assert strays[0] < STRAY
    assert strays[1] > 10 * STRAY


def test_the_end_of_a_mark_in_another_row_s_box_is_told_as_such() -> None:
    """The tail of row 6's tick ends in row 5's box; row 3's own light mark goes out, too, but leads nowhere."""
    image = crossed((0, 0), (1, 1), (5, 2), (7, 3), (8, 0))
    for (row, column), length in (((4, 2), 9.0), ((2, 1), 3.5)):
        x, y = box_of(FORM, row, column).centre
        cv2.line(image, at_px(x, y), at_px(x, y + length), INK, round(0.4 * FINE))
    told = {name: share for name, share in evidence(image).quality if name.startswith("end")}
    assert list(told) == ["end 1:5:c"]
    assert told["end 1:5:c"] > MOSTLY_THERE


def test_the_end_of_a_circle_s_tail_in_another_row_s_box_is_told_as_such() -> None:
    """One who circles goes on from row 6 into the box above, where as little ink as a circle leaves inside would be no sign."""
    image = blank(FORM)
    for row, column in ((0, 0), (1, 1), (5, 2), (7, 3), (8, 0)):
        cv2.circle(image, at_px(*box_of(FORM, row, column).centre), round(3.6 * FINE), INK, round(0.4 * FINE))
    x, y = box_of(FORM, 4, 2).centre
    cv2.line(image, at_px(x, y - 1.5), at_px(x, y + 9.0), INK, round(0.4 * FINE))
    told = {name: share for name, share in evidence(image).quality if name.startswith("end")}
    assert told["end 1:5:c"] > MOSTLY_THERE


def at_px(x: float, y: float) -> tuple[int, int]:
    return round(x * FINE), round(y * FINE)


def test_a_second_mark_in_a_wide_cell_is_told_wherever_it_stands_and_a_tail_is_the_mark_s_own() -> None:
    form = Print(width=17.5)
    image = blank(form)
    for row in (2, 5):
        dot(image, box_of(form, row, 0), 2.0)
    dot(image, box_of(form, 2, 1), 1.0, dx=7.0)
    begin = box_of(form, 5, 0).centre
    ends = [(round(x * FINE), round(y * FINE)) for x, y in (begin, (begin[0] + 7.5, begin[1] - 1.0))]
    cv2.line(image, *ends, INK, round(0.4 * FINE))
    told = dict(read(registered(scanned(image), form), expected(layout_page(form), reference(form)), CALIBRATION).quality)
    assert told["around 1:3"] == pytest.approx(np.pi / 4, rel=0.3)
    assert told["around 1:6"] < 0.05


def test_wide_cells_whose_sides_are_not_seen_are_not_moved_along_their_lines() -> None:
    form = Print(width=17.5, letters=True)
    image = blank(form)
    cross(image, replace(box_of(form, 4, 1), x=box_of(form, 4, 1).centre[0] - 3, w=6.0))
    turned = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 0.15, 1.0)  # what registration may leave over
    image = cv2.warpAffine(image, turned, image.shape[::-1], borderValue=(255,))
    found = read(registered(scanned(image, noise=4.0), form), expected(layout_page(form), reference(form)), CALIBRATION).boxes
    assert {box.dx for box in found} == {0.0}
    assert [(box.item, box.label) for box in found if max(box.ink, box.shape) > 0.1] == [("5", "b")]


def test_wide_cells_without_a_reference_picture_are_a_doubt_as_a_whole() -> None:
    form = Print(width=17.5)
    page = registered(scanned(blank(form)), form)
    assert any("too wide" in doubt for doubt in read(page, expected(layout_page(form), None), CALIBRATION).doubts)
    assert not read(page, expected(layout_page(form), reference(form)), CALIBRATION).doubts


def test_without_a_reference_picture_nothing_can_be_said_of_what_lies_around() -> None:
    assert not [name for name, _ in evidence(blank(FORM), seen=False).quality if name.startswith("around")]


@pytest.mark.parametrize("labels", [range(len(OPTIONS)), range(1)], ids=["every option", "the same option throughout"])
def test_without_a_reference_picture_the_same_mark_in_every_row_never_passes_for_print(labels: range) -> None:
    page = evidence(crossed(*((row, label) for row in range(ROWS) for label in labels)), seen=False)
    shown = [not is_empty(box, CALIBRATION.thresholds) for box in page.boxes]
    assert dict(page.quality)["guessed"] > 0.5 or sum(shown) == ROWS * len(labels)


def test_what_was_guessed_to_be_print_is_told_where_no_reference_shows_it() -> None:
    assert dict(evidence(blank(FORM), seen=False).quality)["guessed"] < 0.1
    assert "guessed" not in dict(evidence(blank(FORM)).quality)


def test_a_page_without_boxes_is_read_and_has_nothing_to_doubt() -> None:
    page = LayoutPage(1, (120.0, 120.0), (), ())
    found = read(replace(registered(scanned(blank(FORM), dpi=80), FORM), page=page), expected(page, None), CALIBRATION)
    assert (found.boxes, found.doubts) == ((), ())
