"""Each frame of a TIFF is read as if it were read alone, whichever was read before, and the way to it is not walked anew."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from ingest.files import picture
from PIL import TiffImagePlugin

from omr.ingest import Source, frames, ingest, survey
from omr.ingest.frames import frame
from omr.model.page import Scan, Unread

FRAMES = 6


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Frames of several sizes, codecs, depths, turns and resolutions, some of which do not say their own."""
    path = tmp_path / "stack.tif"
    with tifffile.TiffWriter(path) as out:
        for number in range(FRAMES):
            image = np.ascontiguousarray(picture(number)[: 600 - 10 * number])
            image = image.astype(np.uint16) * 257 if number == 4 else image
            said = {"resolution": (100 + 20 * number,) * 2, "resolutionunit": "INCH"} if number % 3 == 0 else {}
            turn = [(274, "H", 1, 3, True)] if number in {1, 4} else []
            out.write(image, compression=[None, "zlib"][number % 2], extratags=turn, photometric="minisblack", metadata=None, **said)
    return path


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    if frames._kept.last is not None:
        frames._kept.last.closing.close()
        frames._kept.last = None


def scans(path: Path, numbers: list[int]) -> dict[int, Scan]:
    sources = [one for one in survey([path]) if isinstance(one, Source)]
    assert len(sources) == FRAMES
    found = {number: ingest(sources[number - 1]) for number in numbers}
    assert all(isinstance(scan, Scan) for scan in found.values()), found
    return {number: scan for number, scan in found.items() if isinstance(scan, Scan)}


@pytest.mark.parametrize("order", [[1, 2, 3, 4, 5, 6], [1, 3, 5, 6], [6, 5, 4, 3, 2, 1], [2, 2, 5, 1, 5]])
def test_a_frame_is_the_same_whichever_was_read_before(order: list[int], stack: Path) -> None:
    for number, scan in scans(stack, order).items():
        copy = stack.with_name(f"{number}.tif")
        copy.write_bytes(stack.read_bytes())
        alone = scans(copy, [number])[number]
        assert (scan.dpi, np.array_equal(scan.image, alone.image)) == (alone.dpi, True)


def test_the_next_frame_is_one_step_away(stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    load = TiffImagePlugin.ImageFileDirectory_v2.load
    monkeypatch.setattr(TiffImagePlugin.ImageFileDirectory_v2, "load", lambda self, fp: (read.append(fp.tell()), load(self, fp))[1])
    steps = []
    for number in range(1, FRAMES + 1):
        before = len(read)
        with frame(stack, number):
            pass
        steps.append(len(set(read[before:])))
    assert max(steps) == 1


def test_after_a_frame_that_cannot_be_decoded_the_next_is_read(stack: Path) -> None:
    data = bytearray(stack.read_bytes())
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        place, size = tiff.pages[3].dataoffsets[0], tiff.pages[3].databytecounts[0]
    data[place : place + size] = bytes(size)
    stack.write_bytes(data)
    sources = [one for one in survey([stack]) if isinstance(one, Source)]
    assert [isinstance(ingest(source), Unread) for source in sources] == [False, False, False, True, False, False]


def directories(count: int) -> bytes:
    """A TIFF of so many pages, of which each says its size and where pixels stand, and has none of its own."""
    entries = [(256, 3, 1, 500), (257, 3, 1, 500), (273, 4, 1, 8), (279, 4, 1, 250_000)]
    size = 2 + 12 * len(entries) + 4
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    pages = (struct.pack("<H", len(entries)) + body + struct.pack("<I", 8 + size * (number + 1)) for number in range(count - 1))
    return b"II*\0" + struct.pack("<I", 8) + b"".join(pages) + struct.pack("<H", len(entries)) + body + bytes(4)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_tiff_that_leads_back_to_an_earlier_page_gives_those_before_and_a_row_for_the_rest(page: int, tmp_path: Path) -> None:
    size = (len(directories(2)) - 8) // 2
    data = bytearray(directories(4) + bytes(4000))
    data[8 + 3 * size - 4 : 8 + 3 * size] = struct.pack("<I", 8 + size * (page - 1))
    (tmp_path / "a.tif").write_bytes(data)
    *pages, rest = survey([tmp_path / "a.tif"])
    assert (len(pages), isinstance(rest, Unread) and "leads from page 3 back to an earlier one" in rest.detail) == (3, True)


def pages_of(tmp_path: Path, data: bytes) -> list[str]:
    """The file's images, and what is told of what is none."""
    (tmp_path / "a.tif").write_bytes(data)
    return [one.detail if isinstance(one, Unread) else "page" for one in survey([tmp_path / "a.tif"])]


TILED = {"tile": (64, 64), "compression": "zlib"}


@pytest.mark.parametrize(("wide", "order", "options"), [(False, "<", {}), (False, ">", {}), (True, "<", {}), (False, "<", TILED)])
def test_a_tiff_whose_last_page_was_never_entered_has_a_row_for_that(
    tmp_path: Path, order: Any, options: dict[str, Any], *, wide: bool
) -> None:
    out = io.BytesIO()
    with tifffile.TiffWriter(out, bigtiff=wide, byteorder=order) as file:
        for seed in range(2):
            file.write(np.random.default_rng(seed).integers(0, 255, (256, 256), np.uint8), **options)
    assert pages_of(tmp_path, out.getvalue()) == ["page"] * 2
    assert pages_of(tmp_path, out.getvalue() + bytes(5000)) == ["page"] * 2, "filled up with zeros, as some devices do"
    *pages, told = pages_of(tmp_path, out.getvalue() + b"\1" * 3000)
    assert (pages, "behind page 2 of the TIFF stand 3000 bytes of a page that was never entered" in told) == (["page"] * 2, True)


@pytest.mark.parametrize(("count", "filler", "refused"), [(40, 0, True), (40, 4000, False)])
def test_a_tiff_that_announces_more_pages_than_it_can_hold_is_refused(count: int, filler: int, refused: bool, tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(directories(count) + bytes(filler))
    found = list(survey([tmp_path / "a.tif"]))
    assert len(found) == (1 if refused else count)
    assert refused == (isinstance(found[0], Unread) and "which so short a file cannot hold" in found[0].detail)
