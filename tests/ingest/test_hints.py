"""What a PDF's dictionaries say of masks and inversions is found wherever they stand, and never in the bytes of an image."""

from __future__ import annotations

from pathlib import Path

import pytest

from omr.ingest.pdf_file import WINDOW_BYTES, hints_in
from omr.ingest.source import Hints

WORDS = b"some bytes with /SMask and /Decode "


def stream(data: bytes, length: str, entries: str = "") -> bytes:
    return f"4 0 obj\n<< /Type /XObject /Length {length} {entries} >>\nstream\n".encode() + data + b"\nendstream\nendobj\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scan.pdf"


def test_the_bytes_of_an_image_are_passed_over_and_its_dictionary_is_not(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7\n" + stream(WORDS, str(len(WORDS))) + stream(WORDS, str(len(WORDS)), "/Decode [1 0]"))
    assert hints_in(file) == Hints(masked=False, inverted=True)


@pytest.mark.parametrize("length", ["3", "999999", "7 0 R", "999999999999"])
def test_where_a_length_is_not_told_or_wrong_all_that_follows_is_searched(file: Path, length: str) -> None:
    data = WORDS[: WORDS.index(b"/")]
    masked = stream(data, str(len(data)), "/SMask 5 0 R")
    file.write_bytes(b"%PDF-1.7\n" + stream(data, str(len(data))) + stream(data, length) + masked)
    assert hints_in(file) == Hints(masked=True, inverted=False)


def test_a_word_across_two_windows_is_found(file: Path) -> None:
    begin = b"%PDF-1.7\n" + stream(b"", "7 0 R")
    start = begin.index(b"stream\n") + len(b"stream\n")
    file.write_bytes(begin + bytes(start + WINDOW_BYTES - len(begin) - 4) + b"/ImageMask true")
    assert hints_in(file) == Hints(masked=True, inverted=False)


def test_a_mask_behind_many_large_images_is_found(file: Path) -> None:
    large = bytes(WINDOW_BYTES)
    file.write_bytes(b"%PDF-1.7\n" + 3 * stream(large, str(len(large))) + stream(b"x", "1", "/Mask [0 0]"))
    assert hints_in(file) == Hints(masked=True, inverted=False)
