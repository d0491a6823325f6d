"""How well a page was scanned, on pages whose place in the scan is known exactly."""

from __future__ import annotations

from dataclasses import replace

import cv2
import pytest
from read.drawn import Print, blank, layout_page, registered, scanned

from omr.imaging import half_of
from omr.model.layout import Box, Marker
from omr.model.page import RegisteredPage, ScanLook, Streak
from omr.read.expected import expected
from omr.read.look import look
from omr.read.measure import measure

MARKERS = (Marker(0, Box(8, 9, 5, 5)), Marker(1, Box(106, 9, 5, 5)))


def drawn(off: tuple[float, float] = (0.0, 0.0), paper: float = 231.0) -> RegisteredPage:
    page = registered(scanned(blank(Print()), paper=paper, noise=0), Print(), off)
    return replace(page, page=replace(page.page, markers=MARKERS), half=half_of(page.scan.image))


def looked(page: RegisteredPage) -> ScanLook:
    return look(page, measure(page, expected(layout_page(Print()), None)))


@pytest.mark.parametrize(("off", "edge"), [((0.0, 0.0), 7.9), ((-3.0, 0.0), 4.9), ((0.0, -12.0), -3.1), ((8.0, 0.0), 0.9)])
def test_the_nearest_marker_s_way_to_the_scan_s_edge_is_measured_and_negative_outside(off, edge) -> None:
    assert look(drawn(off), measure(drawn(), expected(layout_page(Print()), None))).edge_mm == pytest.approx(edge, abs=0.15)


def test_paper_and_print_are_measured_on_the_boxes() -> None:
    seen = looked(drawn())
    assert seen.paper == 231
    assert seen.contrast == pytest.approx(1.0, abs=0.15)
    assert seen.streaks == ()


def test_a_streak_s_place_is_told_in_pixels_of_the_scan() -> None:
    page = drawn()
    cv2.line(page.scan.image, (400, 0), (400, page.scan.image.shape[0]), 100, 2)
    (streak,) = looked(replace(page, half=half_of(page.scan.image))).streaks
    assert isinstance(streak, Streak)
    assert not streak.across
    assert streak.place == pytest.approx(400, abs=1)


def test_a_page_without_boxes_is_asked_for_its_edge_alone() -> None:
    page = drawn()
    bare = replace(page, page=replace(page.page, fields=()), half=None)
    seen = look(bare, measure(bare, expected(bare.page, None)))
    assert seen == ScanLook(edge_mm=seen.edge_mm)
    assert seen.edge_mm is not None
    unmarked = replace(bare, page=replace(bare.page, markers=()))
    assert look(unmarked, measure(unmarked, expected(bare.page, None))) == ScanLook()
