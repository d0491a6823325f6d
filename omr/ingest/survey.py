"""How many images each file holds, without decoding any of them. The scans of a ZIP archive are files of their own (``archive``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from omr.ingest.archive import archive_problem
from omr.ingest.pdf import count_pdf_pages
from omr.ingest.picture import count_frames
from omr.ingest.source import Kind, Source, check_paths, file_unread, head_of, is_scan, named_files, sniff
from omr.model.page import Reason, Unread


def survey(paths: Sequence[Path]) -> Iterator[Source | Unread]:
    """Every image in the files and folders, one by one and in order; a file that cannot be read is one Unread.

    Raises BadInput at once where a path does not exist.
    """
    check_paths(paths)
    return _survey(paths)


def _survey(paths: Sequence[Path]) -> Iterator[Source | Unread]:
    for path, file, asked_for in named_files(paths):
        yield from survey_file(path, file, asked_for=asked_for)


def survey_file(path: Path, file: str, *, asked_for: bool) -> Iterator[Source | Unread]:
    """The images of one file. A file in a folder that neither by name nor by content is a scan is passed over."""
    try:
        head = head_of(path)
    except OSError as error:
        yield file_unread(path, file, Reason.UNREADABLE_FILE, f"the file cannot be opened ({error.strerror}); check its permissions")
        return
    if not is_scan(path, asked_for=asked_for):
        return
    kind = sniff(head)
    if not head:
        yield file_unread(path, file, Reason.EMPTY_FILE, "the file is empty (0 bytes); scan or copy it again")
    elif kind is None:
        detail = "the file is no PDF, TIFF, JPEG, PNG, WebP or ZIP, whatever its name says; export it as PDF"
        yield file_unread(path, file, Reason.NOT_A_SCAN, detail)
    elif kind is Kind.ZIP:
        yield file_unread(path, file, *archive_problem(path))
    else:
        yield from _pages(path, file, kind)


def _pages(path: Path, file: str, kind: Kind) -> Iterator[Source | Unread]:
    count, problem = count_pdf_pages(path, file) if kind is Kind.PDF else count_frames(path, file, kind)
    for page in range(1, count + 1):
        yield Source(path, file, page, kind)
    if problem:
        yield problem
