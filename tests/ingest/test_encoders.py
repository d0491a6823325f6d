"""A page is the same page in whatever container and codec it arrives: same grey, same turn, and registered as the right form and page."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from ingest import encoders
from ingest.encoders import ALL, DPI, EXAM, PDFS, bilevel, by_img2pdf, packed, page, saved, shown, turned
from PIL import Image

from omr.files import read_layout
from omr.ingest import Source, ingest, survey
from omr.intake import take_in
from omr.model.page import Gray, RegisteredPage, Scan, ScanRef
from omr.register import register
from omr.store import Batch

LAYOUT = read_layout(EXAM / "layout.json")
STAMPED, STAMP_ROWS = "inline image and a stamp", 32
BLOCK = 8
"""Pixels across the squares whose mean grey is compared, so that the grain of lossy codecs does not count."""


def scans(*paths: Path) -> list[Scan]:
    found = [ingest(source) if isinstance(source, Source) else source for source in survey(paths)]
    assert all(isinstance(scan, Scan) for scan in found), found
    return [scan for scan in found if isinstance(scan, Scan)]


def one(path: Path, data: bytes) -> Scan:
    path.write_bytes(data)
    (scan,) = scans(path)
    return scan


def difference(found: Gray, expected: Gray) -> float:
    """The largest difference of any square's mean grey; a rendered page may have been drawn at another resolution."""
    if found.shape != expected.shape:
        assert found.shape[0] / found.shape[1] == pytest.approx(expected.shape[0] / expected.shape[1], rel=0.002)
        found = np.asarray(Image.fromarray(found).resize(expected.shape[::-1], Image.Resampling.BOX))
    rows, columns = (side // BLOCK for side in expected.shape)
    squares = [
        image[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).mean(axis=(1, 3)) for image in (found, expected)
    ]
    return float(np.abs(squares[0] - squares[1]).max())


def turns_of(scan: Scan) -> int:
    """By how many quarter turns the registered page stands in its scan, after seeing that it is the right page."""
    found = register(scan, "IFT6135", LAYOUT)
    assert isinstance(found, RegisteredPage), (found.reason, found.detail)
    assert (found.code.form, found.code.page) == ("1011", 2)
    (x0, y0), (x1, y1) = found.transform(np.array([[10.0, 10.0], [200.0, 10.0]]))
    return round(np.degrees(np.arctan2(y1 - y0, x1 - x0)) / 90) % 4


def tolerance(name: str) -> float:
    """Grey levels: what a colour profile does to black ink, what a lossy codec or another resolution does, and else what rounding does."""
    if "CMYK" in name:
        return 40
    return 12 if any(word in name for word in ("JPEG", "lossy", "OCR", "stamp", "layers", "palette", "strips", "soft mask")) else 2


def test_the_ruler_tells_an_inverted_a_turned_and_a_mirrored_page() -> None:
    assert difference(page(), page()) == 0
    for wrong in (255 - page(), np.rot90(page(), 2), page()[:, ::-1]):
        assert difference(np.ascontiguousarray(wrong), page()) > 100
    assert turns_of(Scan(ScanRef("drawn", 1, ""), np.rot90(page(), -1).copy(), DPI)) == 1


@pytest.mark.parametrize("name", ALL)
def test_the_page_comes_out_as_it_went_in(name: str, tmp_path: Path) -> None:
    scan = one(tmp_path / "scan", packed(name))
    expected = shown(name)
    if name == STAMPED:
        below = len(scan.image) * STAMP_ROWS // len(expected)
        assert difference(scan.image[-below:], expected[-STAMP_ROWS:]) > 30, "the stamp is seen"
        scan, expected = replace(scan, image=scan.image[:-below]), expected[:-STAMP_ROWS]
    assert difference(scan.image, expected) <= tolerance(name)
    if not name.startswith("WebP"):  # which knows no resolution
        assert scan.dpi == pytest.approx(DPI * scan.image.shape[1] / expected.shape[1], rel=0.02)
    assert turns_of(scan) == 0


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize(
    "name", ["JPEG", "G4, img2pdf", "JBIG2 generic MMR", "JPEG 2000 lossless, img2pdf", "Flate 8 bits", "strips", "two layers"]
)
def test_a_pages_rotate_is_a_turn_clockwise(name: str, degrees: int, tmp_path: Path) -> None:
    scan = one(tmp_path / "scan.pdf", turned(packed(name), degrees))
    expected = shown(name)
    assert difference(scan.image, np.ascontiguousarray(np.rot90(expected, -degrees // 90))) <= tolerance(name)
    assert turns_of(scan) == degrees // 90


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_an_exif_orientation_is_undone(kind: str, orientation: int, tmp_path: Path) -> None:
    """The stored image is turned or mirrored so that its orientation makes it upright again (TIFF 6.0, Orientation)."""
    upright = page()
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    scan = one(tmp_path / "scan", saved(np.ascontiguousarray(stored), kind, exif=exif))
    assert difference(scan.image, upright) <= 12
    assert turns_of(scan) == 0


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits"])
def test_each_page_of_a_tiff_is_a_scan_of_its_own(compression: str, tmp_path: Path) -> None:
    images = [Image.fromarray(np.ascontiguousarray(np.rot90(bilevel() if compression == "group4" else page(), k))) for k in range(4)]
    images = [image.convert("1") for image in images] if compression == "group4" else images
    path = tmp_path / "stack.tif"
    path.write_bytes(encoders.multi_page(images, compression=compression))
    found = scans(path)
    assert [scan.ref.page for scan in found] == [1, 2, 3, 4]
    assert len({scan.ref.scan for scan in found}) == 4
    assert [turns_of(scan) for scan in found] == [0, 3, 2, 1]


def test_each_page_of_a_pdf_of_all_codecs_is_a_scan_of_its_own(tmp_path: Path) -> None:
    whole = pikepdf.new()
    for name in PDFS:
        with pikepdf.open(io.BytesIO(packed(name))) as document:
            whole.pages.extend(document.pages)
    path = tmp_path / "all.pdf"
    whole.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    found = scans(path)
    assert [scan.ref.page for scan in found] == list(range(1, len(PDFS) + 1))
    assert all(turns_of(scan) == 0 for scan in found)


STACK = ("JPEG", "TIFF G4", "PNG 8 bits", "WebP lossy", "JPEG file")


def stack() -> dict[str, bytes]:
    names = ("a b.pdf", "été/copie n° 2.tif", "été/Groß.PNG", "日本/ページ.webp", "z'\"&.jpg")
    return {name: packed(codec) for name, codec in zip(names, STACK, strict=True)}


@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_a_folder_and_an_archive_with_spaces_and_accents_in_their_names(zipped: bool, tmp_path: Path) -> None:
    top = tmp_path / "Avril 2024 – été"
    for name, data in stack().items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    given, before = top, ""
    if zipped:
        given, before = tmp_path / "à lire.zip", "à lire.zip/"
        with zipfile.ZipFile(given, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in stack():
                archive.write(top / name, name)
    batch = Batch.open(tmp_path / "batch", create=True)
    assert take_in([given], batch).files == len(STACK)
    assert [taken.name for taken in batch.inputs()] == [before + name for name in sorted(stack(), key=lambda name: Path(name).parts)]
    assert all(turns_of(scan) == 0 for taken in batch.inputs() for scan in scans(taken.place))


def test_a_page_among_others_has_the_id_that_it_has_alone(tmp_path: Path) -> None:
    jpeg = saved(page(), "JPEG", quality=85)
    other = saved(np.ascontiguousarray(page()[::-1]), "JPEG")
    assert one(tmp_path / "1.pdf", by_img2pdf(jpeg)).ref.scan == one(tmp_path / "1.jpg", jpeg).ref.scan
    (tmp_path / "3.pdf").write_bytes(by_img2pdf(other, jpeg))
    assert scans(tmp_path / "3.pdf")[1].ref.scan == one(tmp_path / "1.jpg", jpeg).ref.scan
