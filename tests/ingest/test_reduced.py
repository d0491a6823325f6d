"""A smaller copy that a TIFF keeps beside a page is a copy of it; any other small picture is a page that is too small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from ingest.files import picture

from omr.ingest import Source, ingest, survey
from omr.model.page import Gray, Status, Unread

PAGE = picture()
SMALLER = PAGE.reshape(150, 4, 105, 4).mean(axis=(1, 3)).astype(np.uint8)


def rows(path: Path, *frames: tuple[Gray, int]) -> list[str]:
    """How each frame of a TIFF ends; of each its kind is given, 1 for a smaller copy."""
    with tifffile.TiffWriter(path) as out:
        for image, kind in frames:
            out.write(image, subfiletype=kind, photometric="minisblack", metadata=None)
    ended = [ingest(found) if isinstance(found, Source) else found for found in survey([path])]
    return [f"{one.status} {one.reason}" if isinstance(one, Unread) else "ok" for one in ended]


def test_a_copy_beside_its_page_is_told_from_a_page(tmp_path: Path) -> None:
    copy = f"{Status.DUPLICATE} superseded"
    assert rows(tmp_path / "a.tif", (PAGE, 0), (SMALLER, 1), (PAGE[::-1], 0), (SMALLER[::-1], 1)) == ["ok", copy, "ok", copy]
    assert rows(tmp_path / "b.tif", (SMALLER, 1), (PAGE, 0)) == [copy, "ok"]


@pytest.mark.parametrize(
    "small",
    [(SMALLER, 0), (SMALLER[::-1], 1), (SMALLER[:105], 1), (PAGE[::-1], 1)],
    ids=["not called a copy", "another page", "another shape", "as large as the page"],
)
def test_a_small_page_of_its_own_stays_one(small: tuple[Gray, int], tmp_path: Path) -> None:
    assert rows(tmp_path / "a.tif", (PAGE, 0), small) == ["ok", "ok" if small[0].shape == PAGE.shape else f"{Status.REJECTED} too_small"]


def test_a_copy_without_its_page_stays_a_row_to_look_at(tmp_path: Path) -> None:
    assert rows(tmp_path / "a.tif", (SMALLER, 1)) == [f"{Status.REJECTED} too_small"]
