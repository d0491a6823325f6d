"""Damage within an image's data is told, though decoders would give half a page without a word; habits of other encoders are no damage."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from ingest.encoders import PDFS, black, hand_made, packed, page, saved, shown, written
from ingest.test_encoders import difference
from pikepdf import Dictionary, Name
from PIL import Image

from omr.ingest import Source, ingest, survey
from omr.ingest.coded import CUT, samples_problem
from omr.model.page import Reason, Scan, Unread

Change = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 10, len(data) - 40)]


def overwritten(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) // 10, len(data) - 60)
    return data[:at] + rng.randbytes(40) + data[at + 40 :]


def zeroed(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) // 10, len(data) - 60)
    return data[:at] + bytes(40) + data[at + 40 :]


def in_stream(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The PDF with the data of its last image changed, and nothing else of it."""
    with pikepdf.open(io.BytesIO(packed(name))) as document:
        image = list(document.pages[0].get_images().values())[-1]
        image.write(change(image.read_raw_bytes()), filter=image.get("/Filter"), decode_parms=image.get("/DecodeParms"))
        return written(document)


def outcome(path: Path, data: bytes) -> Scan | Unread:
    path.write_bytes(data)
    (found,) = (ingest(source) if isinstance(source, Source) else source for source in survey([path]))
    return found


CHECKED = [name for name in PDFS if name not in {"in two forms", "inline image and a stamp"}]
BLIND = ("JBIG2", "JPEG 2000", "no filter", "run lengths")
"""Damage amid these data shows in no check; a cut does."""
SELF_HEALING = ("JPEG", "CMYK JPEG")
"""Huffman codes often fall into step again, on a page as white as a drawn one above all; progressive ones and whole Flate do not."""


@pytest.mark.parametrize("name", CHECKED)
def test_an_image_cut_short_in_a_whole_pdf(name: str, tmp_path: Path) -> None:
    for number in range(6):
        rng = random.Random(number)
        found = outcome(tmp_path / "scan.pdf", in_stream(name, lambda data, rng=rng: cut(data, rng)))
        assert isinstance(found, Unread), number
        assert found.reason is Reason.UNREADABLE_PAGE
        assert "scan the page again" in found.detail


@pytest.mark.parametrize("change", [overwritten, zeroed])
@pytest.mark.parametrize(
    "name",
    [name for name in CHECKED if not name.startswith((*BLIND, *SELF_HEALING)) or name in {"JPEG progressive", "JPEG deflated once more"}],
)
def test_damage_within_an_image_of_a_whole_pdf(name: str, change: Change, tmp_path: Path) -> None:
    for number in range(6):
        rng = random.Random(number)
        found = outcome(tmp_path / "scan.pdf", in_stream(name, lambda data, rng=rng: change(data, rng)))
        same = isinstance(found, Scan) and difference(found.image, shown(name)) < 12
        assert same or (isinstance(found, Unread) and found.reason is Reason.UNREADABLE_PAGE), number


@pytest.mark.parametrize("change", [overwritten, zeroed])
@pytest.mark.parametrize("name", ["TIFF G4", "TIFF Deflate", "TIFF tiled", "PNG 1 bit", "PNG colour and alpha", "WebP lossless"])
def test_damage_within_a_picture(name: str, change: Change, tmp_path: Path) -> None:
    whole = packed(name)
    for number in range(6):
        middle = change(whole[200:-400], random.Random(number))
        found = outcome(tmp_path / "scan", whole[:200] + middle + whole[-400:])
        assert isinstance(found, Unread), number
        assert found.reason in {Reason.UNREADABLE_PAGE, Reason.UNREADABLE_FILE}


@pytest.mark.parametrize(
    ("size", "bits_shown", "problem"),
    [(3 * 5, 8, None), (3 * 5 - 1, 8, CUT), (2 * 3, 8, None), (3 * 5 + 2, 8, None), (3, 1, None), (2, 1, CUT), (3, 0, None), (1, 0, CUT)],
)
def test_uncoded_samples_have_a_size_that_some_number_of_bits_gives(size: int, bits_shown: int, problem: str | None) -> None:
    """An image of 5 x 3; PDFium shows 2, 4 and 16 bits as 8, and knows nothing (0) of damaged colour spaces."""
    assert samples_problem(size, 5, 3, bits_shown) == problem


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_g4_tiff_is_compared_as_it_was_coded(orientation: int, tmp_path: Path) -> None:
    data = saved(Image.fromarray(~black()), "TIFF", compression="group4", tiffinfo={274: orientation, 278: 100})
    assert isinstance(outcome(tmp_path / "scan.tif", data), Scan)
    middle = len(data) // 2
    assert isinstance(outcome(tmp_path / "scan.tif", data[:middle] + bytes(40) + data[middle + 40 :]), Unread)


def fax(data: bytes, **parms: object) -> bytes:
    rows, columns = page().shape
    return hand_made(data, Name.CCITTFaxDecode, Dictionary(Columns=columns, Rows=rows, **parms), BitsPerComponent=1)


def coded(compression: str, **tags: object) -> bytes:
    from PIL.TiffImagePlugin import TiffImageFile

    data = saved(Image.fromarray(black()), "TIFF", compression=compression, tiffinfo={278: len(page()), **tags})
    with TiffImageFile(io.BytesIO(data)) as image:
        return data[image.tag_v2[273][0] :][: image.tag_v2[279][0]]


HABITS = {
    "no end mark": lambda: fax(coded("group4")[:-3], K=-1),
    "padded": lambda: fax(coded("group4") + bytes(64), K=-1),
    "more rows than the image": lambda: hand_made(
        coded("group4"), Name.CCITTFaxDecode, Dictionary(Columns=page().shape[1], K=-1), BitsPerComponent=1, Height=len(page()) - 40
    ),
    "one-dimensional": lambda: fax(coded("group3"), K=0, EndOfLine=True),
}


@pytest.mark.parametrize("name", HABITS)
def test_fax_encoders_have_habits(name: str, tmp_path: Path) -> None:
    found = outcome(tmp_path / "scan.pdf", HABITS[name]())
    assert isinstance(found, Scan), found
    expected = np.where(black(), 0, 255)[: len(found.image)]
    assert difference(found.image[:-8], expected[:-8]) < 2


@pytest.mark.parametrize("name", ["a.pdf", "a.tif"])
def test_a_reason_is_the_same_in_every_run(name: str, tmp_path: Path) -> None:
    """No address of an object and no path: results are compared byte by byte, and the batch may be moved."""
    data = in_stream("JPEG 2000 colour", lambda data: data[:2000]) if name == "a.pdf" else packed("TIFF G4")[:4] + bytes(90)
    (tmp_path / "other").mkdir()
    here, there = (outcome(tmp_path / folder / name, data) for folder in ("", "other"))
    assert isinstance(here, Unread)
    assert here == there
    assert "0x" not in here.detail
    assert str(tmp_path) not in here.detail
