"""A page of a PDF is what the page shows: not what it hides of its image, and nothing that could not be drawn is white paper."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from ingest.encoders import bilevel, black, by_img2pdf, hand_made, page, points, saved, written
from ingest.test_encoders import difference, scans, turns_of
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen.canvas import Canvas

from omr.ingest import Source, ingest, survey
from omr.model.page import Scan, Unread


@pytest.mark.parametrize("box", ["MediaBox", "CropBox"])
def test_pages_that_show_a_half_each_of_one_image_are_scans_of_their_own(box: str, tmp_path: Path) -> None:
    """As software makes two pages of a sheet of A3, or of a book that lay open."""
    width, height = points()
    right = np.ascontiguousarray(page()[::-1, ::-1])
    both = saved(np.hstack([page(), right]), "JPEG", quality=90)
    columns = 2 * page().shape[1]
    twin = hand_made(both, Name.DCTDecode, Width=columns, content=f"q {2 * width} 0 0 {height} 0 0 cm /Im0 Do Q")
    with pikepdf.open(io.BytesIO(twin)) as document:
        document.pages[0].MediaBox = Array([0, 0, 2 * width, height])
        document.pages.append(document.pages[0])
        for number, one in enumerate(document.pages):
            one[f"/{box}"] = Array([number * width, 0, (number + 1) * width, height])
        (tmp_path / "a.pdf").write_bytes(written(document))
    found = scans(tmp_path / "a.pdf")
    assert [turns_of(scan) for scan in found] == [0, 2]
    assert found[0].ref.scan != found[1].ref.scan
    assert all(difference(scan.image, shown) <= 12 for scan, shown in zip(found, (page(), right), strict=True))


@pytest.mark.parametrize("share", [0.9, 1e-7, 0.0])
def test_a_crop_of_margins_leaves_the_image_as_it_is_and_so_does_a_page_that_shows_next_to_nothing(share: float, tmp_path: Path) -> None:
    """Of an image that is placed wrongly, a white corner must not make a blank page."""
    width, height = points()
    with pikepdf.open(io.BytesIO(hand_made(saved(page(), "JPEG", quality=90), Name.DCTDecode))) as document:
        document.pages[0].CropBox = Array([width * (1 - share), height * (1 - share), width, height])
        (tmp_path / "a.pdf").write_bytes(written(document))
    (scan,) = scans(tmp_path / "a.pdf")
    assert scan.image.shape == page().shape


@pytest.mark.parametrize(("shown", "blank"), [(page(), False), (np.full((800, 600), 240, np.uint8), True)])
def test_a_page_that_hides_all_of_its_scan_is_no_blank_one(shown: np.ndarray, blank: bool, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(by_img2pdf(saved(shown, "JPEG", dpi=(100, 100))))) as document:
        image = document.pages[0].Resources.XObject[next(iter(document.pages[0].get_images()))]
        mask = document.make_stream(bytes(1))
        mask.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8))
        image.SMask = mask
        (tmp_path / "a.pdf").write_bytes(written(document))
    (found,) = (ingest(source) for source in survey([tmp_path / "a.pdf"]) if isinstance(source, Source))
    if blank:
        assert isinstance(found, Scan)
    else:
        assert isinstance(found, Unread)
        assert "hides a picture" in found.detail


def test_ink_drawn_as_a_stencil_among_the_pages_own_commands(tmp_path: Path) -> None:
    """By their short names, as drivers of printers write it: no word in the file's dictionaries names it a mask."""
    rows, columns = page().shape
    width, height = points()
    ink = zlib.compress(np.packbits(~black(), axis=1).tobytes()).hex()
    content = f"0 g q {width} 0 0 {height} 0 0 cm BI /W {columns} /H {rows} /IM true /F [/AHx /Fl] ID {ink}> EI Q"
    (tmp_path / "a.pdf").write_bytes(hand_made(b"", content=content))
    (scan,) = scans(tmp_path / "a.pdf")
    assert difference(scan.image, bilevel()) <= 12
    assert turns_of(scan) == 0


def test_a_page_of_several_images_of_which_one_cannot_be_drawn_is_rejected(tmp_path: Path) -> None:
    """PDFium leaves it out without a word, and half of the page would be white."""
    width, height = points()
    halves = [saved(half, "JPEG", quality=90) for half in np.array_split(page(), 2)]
    rows = len(page()) // 2
    content = f"q {width} 0 0 {height / 2} 0 {height / 2} cm /Im0 Do Q q {width} 0 0 {height / 2} 0 0 cm /Im1 Do Q"
    outcomes = []
    for space in (Name.DeviceGray, Name.DeviceRGB):  # the grey image cannot be of three colours
        with pikepdf.open(io.BytesIO(hand_made(halves[0], Name.DCTDecode, Height=rows, content=content))) as document:
            lower = document.pages[0].Resources.XObject.Im0.__copy__()
            lower.write(halves[1], filter=Name.DCTDecode)
            lower.ColorSpace = space
            document.pages[0].Resources.XObject.Im1 = document.make_indirect(lower)
            (tmp_path / "a.pdf").write_bytes(written(document))
        (source,) = survey([tmp_path / "a.pdf"])
        assert isinstance(source, Source)
        outcomes.append(ingest(source))
    assert [one.reason.value if isinstance(one, Unread) else "read" for one in outcomes] == ["read", "unreadable_page"]


@pytest.mark.parametrize(("kind", "drawn"), [("Square", True), ("Ink", True), ("Link", False)])
def test_what_somebody_draws_upon_a_scan_in_a_program_is_on_the_page(kind: str, drawn: bool, tmp_path: Path) -> None:
    width, height = points()
    box = [0.4 * width, 0.4 * height, 0.6 * width, 0.6 * height]
    annotation = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array(box), C=Array([0, 0, 0]), IC=Array([0, 0, 0]))
    annotation.InkList = Array([Array(box)])
    annotation.BS = Dictionary(W=20)
    with pikepdf.open(io.BytesIO(hand_made(saved(page(), "JPEG", quality=90), Name.DCTDecode))) as document:
        (tmp_path / "plain.pdf").write_bytes(written(document))
        document.pages[0].Annots = Array([document.make_indirect(annotation)])
        (tmp_path / "drawn.pdf").write_bytes(written(document))
    (before,), (after,) = scans(tmp_path / "plain.pdf"), scans(tmp_path / "drawn.pdf")
    middle = tuple(slice(int(0.48 * side), int(0.52 * side)) for side in after.image.shape)
    assert bool(after.image[middle].mean() < 60) is drawn
    assert (before.ref.scan == after.ref.scan) is not drawn


def test_what_was_filled_in_on_a_screen_is_on_the_page(tmp_path: Path) -> None:
    """As a box ticked in a form that somebody laid over a scan."""
    cv2.imwrite(str(tmp_path / "scan.png"), np.full((2200, 1700), 240, np.uint8))
    sheet = Canvas(str(tmp_path / "a.pdf"), pagesize=(612, 792))
    sheet.drawImage(str(tmp_path / "scan.png"), 0, 0, 612, 792)
    sheet.acroForm.checkbox(name="a", x=200, y=400, size=60, checked=True, buttonStyle="cross")
    sheet.save()
    (scan,) = scans(tmp_path / "a.pdf")
    scale = scan.image.shape[0] / 792
    drawn = scan.image[round((792 - 455) * scale) : round((792 - 405) * scale), round(205 * scale) : round(255 * scale)]
    assert drawn.min() < 60
    assert scan.image[: round(300 * scale)].min() > 200
