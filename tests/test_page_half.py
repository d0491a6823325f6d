"""One page's way: fine JPEGs at half their size, where that is enough, to the same evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pikepdf
import pytest

import omr.page_half
from omr.files import data_folder, read_calibration, read_folder
from omr.ingest import Source, ingest
from omr.ingest.source import Kind
from omr.model.layout import Layout, LayoutOption, LayoutPage
from omr.model.page import Gray, PageEvidence, PageHalf, RegisteredPage, Scan, Unread
from omr.page_half import FINE_DPI, halve_from_dpi, read_page
from omr.sheet import render_page

EXAMS = data_folder("sample_scans")
STREAK_PX = 900


def half_for(exam: str) -> PageHalf:
    folder = read_folder(EXAMS / exam)
    assert folder.layout is not None
    return PageHalf(folder.exam.name, folder.folder, folder.layout, read_calibration(data_folder("calibration")))


@cache
def page_at(dpi: int) -> bytes:
    """The first answer page as JPEG, with two crosses in it and a dark line from top to bottom, as from dirt on the glass."""
    picture = np.array(render_page((EXAMS / "ift6135/sheets/1011.pdf").read_bytes(), 2, dpi / 25.4))
    layout = read_folder(EXAMS / "ift6135").layout
    assert layout is not None
    for field in layout.page("1011", 2).choices[:2]:
        corners = np.rint(np.array(field.options[1].box.corners) * dpi / 25.4).astype(int)
        cv2.line(picture, corners[0].tolist(), corners[2].tolist(), 30, round(dpi / 50))
        cv2.line(picture, corners[1].tolist(), corners[3].tolist(), 30, round(dpi / 50))
    x = round(STREAK_PX * dpi / 300)
    picture[:, x : x + round(dpi / 75)] = 120
    return cv2.imencode(".jpg", picture * 0.94 + 6)[1].tobytes()


def source(folder: Path, dpi: int) -> Source:
    path = folder / f"{dpi}.pdf"
    path.write_bytes(img2pdf.convert(page_at(dpi), layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))))
    return Source(path, path.name, 1, Kind.PDF)


@pytest.mark.parametrize(("dpi", "shrunk"), [(300, 2), (200, 1)])
def test_a_fine_jpeg_is_decoded_at_half_its_size_and_still_tells_its_own_resolution(tmp_path: Path, dpi: int, shrunk: int) -> None:
    whole, half = ingest(source(tmp_path, dpi)), ingest(source(tmp_path, dpi), FINE_DPI)
    assert isinstance(whole, Scan)
    assert isinstance(half, Scan)
    assert half.shrunk == shrunk
    assert half.dpi == pytest.approx(dpi, abs=0.5)
    assert half.image.shape[1] == pytest.approx(whole.image.shape[1] / shrunk, abs=1)
    assert half.ref == whole.ref


def test_a_jpeg_file_is_decoded_at_half_only_where_it_says_how_fine_it_is(tmp_path: Path) -> None:
    data = page_at(300)
    with_dpi = data[:13] + b"\x01\x01\x2c\x01\x2c" + data[18:]  # JFIF: dots per inch, 300 × 300
    found: list[Scan | Unread] = []
    for name, content in (("silent.jpg", data), ("told.jpg", with_dpi)):
        (tmp_path / name).write_bytes(content)
        found.append(ingest(Source(tmp_path / name, name, 1, Kind.JPEG), FINE_DPI))
    assert [scan.shrunk for scan in found if isinstance(scan, Scan)] == [1, 2]


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_turned_page_is_turned_at_half_its_size_too(tmp_path: Path, degrees: int) -> None:
    turned = source(tmp_path, 300)
    with pikepdf.open(turned.path, allow_overwriting_input=True) as document:
        document.pages[0].Rotate = degrees
        document.save()
    whole, half = ingest(turned), ingest(turned, FINE_DPI)
    assert isinstance(whole, Scan)
    assert isinstance(half, Scan)
    expected = cv2.resize(whole.image, (half.image.shape[1], half.image.shape[0]), interpolation=cv2.INTER_AREA)
    assert float(np.abs(half.image.astype(float) - expected).mean()) < 2
    assert float(np.abs(half.image.astype(float) - np.rot90(half.image, 2)).mean()) > 5, "the ruler tells a page from its turned one"


def test_at_half_its_size_a_page_gives_the_same_answers_resolution_and_streak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = half_for("ift6135")
    fine = read_page(source(tmp_path, 300), half)
    monkeypatch.setattr(omr.page_half, "halve_from_dpi", lambda _half: None)
    whole = read_page(source(tmp_path, 300), half)
    assert isinstance(fine, PageEvidence)
    assert isinstance(whole, PageEvidence)
    assert marked(fine) == marked(whole)
    assert len(marked(fine)) == 2
    assert fine.code == whole.code
    assert fine.dpi == pytest.approx(whole.dpi, abs=0.3)
    assert fine.look.edge_mm == pytest.approx(whole.look.edge_mm, abs=0.1)
    assert [streak.place for streak in fine.look.streaks] == pytest.approx([streak.place for streak in whole.look.streaks], abs=2)
    assert abs(fine.look.streaks[0].place - STREAK_PX) < 5
    assert lines(fine) == lines(whole)


def marked(page: PageEvidence) -> set[tuple[str, str, str]]:
    return {(box.section, box.item, box.label) for box in page.boxes if box.ink > 0.9 and box.shape > 0.9}


def lines(page: PageEvidence) -> Sequence[str]:
    return [name for name, _ in page.quality if name.startswith("line ")]


def test_a_page_that_is_not_registered_at_half_its_size_is_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    register = omr.page_half.register

    def only_whole(scan: Scan, exam: str, layout: Layout, *more: object) -> RegisteredPage | Unread:
        tried.append(scan.shrunk)
        return register(scan if scan.shrunk == 1 else replace(scan, image=grey(scan.image)), exam, layout, *more)

    monkeypatch.setattr(omr.page_half, "register", only_whole)
    assert isinstance(read_page(source(tmp_path, 300), half_for("ift6135")), PageEvidence)
    assert tried == [2, 1]


def grey(image: Gray) -> Gray:
    """A picture of which nothing can be made: stripes."""
    stripes = np.full_like(image, 240)
    stripes[::7] = 20
    return stripes


def test_pages_are_halved_only_where_markers_place_them_and_boxes_are_large_enough() -> None:
    half = half_for("ift6135")
    assert halve_from_dpi(half) == FINE_DPI
    assert halve_from_dpi(half_for("ift6135-plain")) is None
    assert (halve_from_dpi(replace(half, layout=smaller(half.layout))) or 0) > 350


def smaller(layout: Layout) -> Layout:
    """The layout with boxes of half the size."""

    def of(option: LayoutOption) -> LayoutOption:
        return replace(option, box=replace(option.box, w=option.box.w / 2, h=option.box.h / 2))

    def on(page: LayoutPage) -> LayoutPage:
        return replace(page, fields=tuple(replace(field, options=tuple(map(of, field.options))) for field in page.fields))

    return replace(layout, forms={code: tuple(map(on, pages)) for code, pages in layout.forms.items()})
