"""From a row of the results back to the very image it was read from."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from ingest.files import encoded, pdf, picture

from omr.errors import BadInput
from omr.ingest import ingest, survey
from omr.model.layout import Layout
from omr.model.page import Reason, Scan, ScanRef, Unread
from omr.review import Scans


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, Scan]:
    place = tmp_path / "stack.png"
    cv2.imwrite(str(place), np.tile(np.arange(0, 250, dtype=np.uint8), (1200, 4)))
    (source,) = survey([place])
    scan = ingest(source)
    assert isinstance(scan, Scan)
    return place, scan


def test_a_scan_is_found_by_its_file_page_and_bytes(stored: tuple[Path, Scan]) -> None:
    place, scan = stored
    found = Scans([("stack.png", place)], "exam", Layout({}), place.parent).scan(scan.ref)
    assert found is not None
    assert (found.image == scan.image).all()


@pytest.mark.parametrize("change", [{"file": "other.png"}, {"page": 0}, {"page": 2}])
def test_another_image_is_never_shown_instead(stored: tuple[Path, Scan], change: dict[str, object]) -> None:
    place, scan = stored
    ref = ScanRef(**{"file": scan.ref.file, "page": scan.ref.page, "scan": scan.ref.scan, **change})  # type: ignore[arg-type]
    assert Scans([("stack.png", place)], "exam", Layout({}), place.parent).scan(ref) is None


def test_a_file_that_was_written_anew_is_told(stored: tuple[Path, Scan]) -> None:
    place, scan = stored
    cv2.imwrite(str(place), np.zeros((1200, 1000), np.uint8))
    with pytest.raises(BadInput, match=r"page 1 of .*stack\.png.* is no longer the one that was scanned"):
        Scans([("stack.png", place)], "exam", Layout({}), place.parent).scan(scan.ref)


def test_of_two_files_with_one_name_the_right_one_is_shown(stored: tuple[Path, Scan], tmp_path: Path) -> None:
    place, scan = stored
    other = tmp_path / "other.png"
    cv2.imwrite(str(other), np.zeros((1200, 1000), np.uint8))
    assert Scans([("stack.png", other), ("stack.png", place)], "exam", Layout({}), place.parent).scan(scan.ref) is not None


def test_a_file_that_is_gone_does_not_hide_another_of_its_name(stored: tuple[Path, Scan], tmp_path: Path) -> None:
    place, scan = stored
    scans = Scans([("stack.png", tmp_path / "gone.png"), ("stack.png", place)], "exam", Layout({}), place.parent)
    assert scans.scan(scan.ref) is not None


def test_a_file_that_is_gone_is_told(stored: tuple[Path, Scan]) -> None:
    place, scan = stored
    place.unlink()
    with pytest.raises(BadInput, match="cannot be read any more"):
        Scans([("stack.png", place)], "exam", Layout({}), place.parent).scan(scan.ref)


def test_a_page_without_a_place_is_not_registered(stored: tuple[Path, Scan]) -> None:
    place, scan = stored
    assert Scans([("stack.png", place)], "exam", Layout({}), place.parent).registered(scan.ref) is None


@pytest.mark.parametrize("name", ["small.png", "small.jpg", "small.pdf"])
def test_a_scan_that_was_refused_for_having_few_pixels_is_shown_and_never_laid_out(tmp_path: Path, name: str) -> None:
    place, tiny = tmp_path / name, picture()[:300, :200]
    data = encoded(tiny, "PNG" if name.endswith("png") else "JPEG")
    place.write_bytes(pdf(data) if name.endswith("pdf") else data)
    (source,) = survey([place])
    refused = ingest(source)
    assert isinstance(refused, Unread)
    assert refused.reason is Reason.TOO_SMALL
    scans = Scans([(name, place)], "exam", Layout({}), tmp_path)
    shown = scans.scan(refused.ref)
    assert shown is not None
    assert sorted(shown.image.shape) == [200, 300]
    assert scans.registered(refused.ref) is None
