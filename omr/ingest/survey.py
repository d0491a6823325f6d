"""How many images each file holds, without decoding any of them. The scans of a ZIP archive are files of their own (``archive``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from omr.ingest.mpo import may_hold_several
from omr.ingest.source import Hints, Kind, Source, check_paths, file_unread, head_of, is_scan, named_files, odd_file, sniff
from omr.model.page import Reason, ScanRef, Status, Unread

ONE_IMAGE = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
"""Kinds whose files are one image each, but for a JPEG that names several: to count it, none need be opened."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: so many images of one kind, and what is wrong with it as a whole; ``hints`` as in ``Source``."""

    kind: Kind | None
    images: int
    problem: Unread | None = None
    hints: Hints | None = None

    def sources(self, path: Path, file: str, sha256: str = "") -> Iterator[Source]:
        """The images, in order; ``sha256`` as in ``Source``."""
        if self.kind is not None:
            for page in range(1, self.images + 1):
                yield Source(path, file, page, self.kind, sha256, self.hints)


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
    """The images of one file, here and now. A file in a folder that neither by name nor by content is a scan is passed over."""
    if odd := odd_file(path):
        yield Unread(ScanRef(file, 0, ""), Status.REJECTED, Reason.UNREADABLE_FILE, odd)
        return
    with suppress(OSError):  # which the first look says better
        if not is_scan(path, asked_for=asked_for):
            return
    found = glance(path, file) or opened(path, file)
    yield from found.sources(path, file)
    if found.problem:
        yield found.problem


def glance(path: Path, file: str) -> Contents | None:
    """What the first bytes say; None where a decoder must open the file, which is done where it can neither hang nor end the program."""
    try:
        head = head_of(path)
    except OSError as error:
        detail = f"the file cannot be opened ({error.strerror}); check its permissions"
        return Contents(None, 0, file_unread(path, file, Reason.UNREADABLE_FILE, detail))
    kind = sniff(head)
    if not head:
        return Contents(None, 0, file_unread(path, file, Reason.EMPTY_FILE, "the file is empty (0 bytes); scan or copy it again"))
    if kind is None:
        detail = "the file is no PDF, TIFF, JPEG, PNG, WebP or ZIP, whatever its name says; export it as PDF; unpack an archive"
        return Contents(None, 0, file_unread(path, file, Reason.NOT_A_SCAN, detail))
    return Contents(kind, 1) if kind in ONE_IMAGE and not (kind is Kind.JPEG and may_hold_several(path)) else None


def opened(path: Path, file: str) -> Contents:
    """What a PDF, TIFF, ZIP or JPEG of several pictures says of itself when it is opened. Raises OSError where it is gone."""
    kind = sniff(head_of(path))
    if kind is Kind.ZIP:
        from omr.ingest.archive import archive_problem  # noqa: PLC0415

        return Contents(kind, 0, file_unread(path, file, *archive_problem(path)))
    if kind is Kind.PDF:
        from omr.ingest.pdf_file import count_pdf_pages  # noqa: PLC0415  (felt at start-up, and only who opens files pays for it)

        return Contents(kind, *count_pdf_pages(path, file))
    from omr.ingest.picture import count_frames, count_pictures  # noqa: PLC0415

    if kind is Kind.JPEG:
        return Contents(kind, count_pictures(path))
    return Contents(kind, *count_frames(path, file))


def searched(path: Path, contents: Contents) -> Contents:
    """The same with the hints of a PDF, so that not every process that reads some of its pages searches it. Raises OSError."""
    if contents.kind is not Kind.PDF or not contents.images:
        return contents
    from omr.ingest.pdf_file import hints_of  # noqa: PLC0415

    return replace(contents, hints=hints_of(path))
