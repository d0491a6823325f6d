"""A JPEG file may hold several pictures: each that is a page is a row, whether it can be read or not, and previews are none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from ingest.files import close, encoded, picture
from PIL import Image

from omr.ingest import Source, ingest, survey
from omr.model.page import Scan, Unread

FIRST, SECOND = (Image.fromarray(picture(seed)) for seed in range(2))
SECOND = SECOND.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
PREVIEW = FIRST.resize((160, 228))


def several(*pictures: Image.Image) -> bytes:
    return encoded(pictures[0], "MPO", save_all=True, append_images=list(pictures[1:]))


def start_of_second(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as image:
        image.seek(1)
        return int(image.offset)  # type: ignore[attr-defined]


def outcomes(path: Path, data: bytes) -> list[Scan | Unread]:
    path.write_bytes(data)
    return [ingest(found) if isinstance(found, Source) else found for found in survey([path])]


@pytest.mark.parametrize("pictures", [(FIRST, SECOND), (FIRST, SECOND, PREVIEW)])
def test_each_page_of_a_jpeg_of_several_pictures_is_read(pictures: tuple[Image.Image, ...], tmp_path: Path) -> None:
    first, second = outcomes(tmp_path / "a.jpg", several(*pictures))
    assert isinstance(first, Scan)
    assert isinstance(second, Scan)
    assert close(first.image, picture(0))
    assert close(second.image, picture(1)[::-1])
    assert (second.ref.page, second.dpi, second.ref.scan != first.ref.scan) == (2, 100, True)


def test_a_preview_is_no_page(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path / "a.jpg", several(FIRST, PREVIEW))) == 1


@pytest.mark.parametrize("what", ["lost", "overwritten", "damaged"])
def test_a_further_page_that_cannot_be_read_is_a_row(what: str, tmp_path: Path) -> None:
    data = several(FIRST, SECOND)
    start = start_of_second(data)
    spoilt = {
        "lost": data[:start],
        "overwritten": data[:start] + b"zz" + data[start + 2 :],
        "damaged": data[: start + 2000] + bytes(100) + data[start + 2100 :],
    }
    first, second = outcomes(tmp_path / "a.jpg", spoilt[what])
    assert isinstance(first, Scan)
    assert isinstance(second, Unread)
    assert second.ref.page == 2


def test_a_picture_before_whose_index_much_is_written_is_counted_too(tmp_path: Path) -> None:
    data = several(FIRST, SECOND)
    more = (b"\xff\xe1" + (40_000).to_bytes(2, "big") + bytes(39_998)) * 2 + b"\xff\xe2\x00\x0bICC_PROFI"
    assert len(outcomes(tmp_path / "a.jpg", data[:2] + more + data[2:])) == 2, "the index counts from its own place"
