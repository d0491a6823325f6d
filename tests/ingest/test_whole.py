"""A file that is still being written is told from one that is there to its end, at whatever byte it stands."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from ingest.files import encoded, pdf, picture
from PIL import Image

from omr.ingest import Kind, Source, ingest
from omr.ingest.whole import lacks
from omr.model.page import Reason, Scan, Unread

PAGES = [encoded(picture(seed)) for seed in range(3)]
CUTS = 40


def tiff(compression: str) -> bytes:
    images = [Image.fromarray(picture(seed)).convert("1" if compression == "group4" else "L") for seed in range(3)]
    return encoded(images[0], "TIFF", compression=compression, save_all=True, append_images=images[1:])


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("page.jpg", PAGES[0])
    return out.getvalue()


TURNED = Image.Exif()
TURNED[274] = 3
FILES = {
    "stack.pdf": pdf(*PAGES),
    "page.jpg": PAGES[0],
    "page.png": encoded(picture(), "PNG"),
    "page.webp": encoded(picture(), "WEBP", lossless=True),
    "lossy.webp": encoded(picture(), "WEBP", quality=80),
    "turned.webp": encoded(picture(), "WEBP", quality=80, exif=TURNED.tobytes()),
    "raw.tif": tiff("raw"),
    "fax.tif": tiff("group4"),
    "lzw.tif": tiff("tiff_lzw"),
    "deflate.tif": tiff("tiff_deflate"),
    "jpeg.tif": tiff("jpeg"),
    "packbits.tif": tiff("packbits"),
    "pages.zip": archive(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_lacks_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    assert lacks(path) == ""


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_off_anywhere_lacks_its_end(tmp_path: Path, name: str) -> None:
    path, data = tmp_path / name, FILES[name]
    for cut in (0, *(len(data) * step // CUTS for step in range(1, CUTS)), len(data) - 160):
        path.write_bytes(data[:cut])
        assert lacks(path), cut


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"raw.tif"}))  # the zeros of plain pixels are black: only time tells
def test_a_file_whose_length_is_reserved_lacks_what_is_not_written_yet(tmp_path: Path, name: str) -> None:
    path, data = tmp_path / name, FILES[name]
    for written in (0, len(data) // 3, len(data) - 160):
        path.write_bytes(data[:written].ljust(len(data) + 5000, b"\0"))
        assert lacks(path), written


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith((".webp", ".tif")) and name != "raw.tif"))
def test_a_page_whose_end_was_never_written_is_no_page(tmp_path: Path, name: str) -> None:
    path, data = tmp_path / name, FILES[name]
    kind = Kind.WEBP if name.endswith("webp") else Kind.TIFF
    last = Source(path, name, 3 if kind is Kind.TIFF else 1, kind)
    path.write_bytes(data)
    assert isinstance(ingest(last), Scan)
    path.write_bytes(data[:-400].ljust(len(data), b"\0"))
    unread = ingest(last)
    assert isinstance(unread, Unread)
    assert unread.reason in {Reason.UNREADABLE_PAGE, Reason.UNREADABLE_FILE}


def test_a_pdf_with_its_end_but_without_its_pages_is_not_whole(tmp_path: Path) -> None:
    path, data = tmp_path / "hole.pdf", FILES["stack.pdf"]
    path.write_bytes(data[:100] + bytes(len(data) - 200) + data[-100:])
    assert lacks(path) == "parts of the PDF file are missing"


def test_what_is_no_scan_is_whole_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"Dear all")
    assert lacks(path) == ""


def test_a_file_that_is_gone_is_said_to_be_so(tmp_path: Path) -> None:
    assert lacks(tmp_path / "gone.pdf") == "it cannot be opened (No such file or directory)"
