"""A PDF as a file: opened, searched for what its images may be, its pages counted."""

from __future__ import annotations

import atexit
import mmap
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

import pypdfium2 as pdfium

from omr.ingest.salvage import Salvage, salvaged
from omr.ingest.source import SCAN_SUFFIXES, ZIP_SUFFIX, Hints, file_unread, stamp
from omr.ingest.uncounted import recounted
from omr.model.page import Reason, Unread
from omr.model.paths import path_text

HINTS = re.compile(rb"/(?:(S?Mask|ImageMask)|(Page)|Decode)\b")
"""Masks and inversions belong to their image's dictionary, which stands in plain text in every PDF: a file without the word has none. Pages
do so in most: where there are more than the file announces, it is looked at more closely.
"""
SMALLEST_PAGE_BYTES = 32
"""A page with a scan has an image of its own, whose dictionary alone is longer."""
TAIL_BYTES = 256
NO_PDF = b"no PDF"
MOST_ATTACHED, SHOWN_NAMES = 1000, 3
"""Attached files whose names are looked at, and told."""
PAGES_OPEN = 32
"""Pages read from one opening: some 20 MB of JPEGs at 200 dpi are kept; opening a file of 120 pages takes 0.1 ms."""
STREAM, STREAM_END = re.compile(rb"\bstream\r?\n"), re.compile(rb"\s{0,2}endstream")
LENGTH = re.compile(rb"/Length\s+([0-9]{1,12})\b(?!\s+[0-9]+\s+R)")
"""Where the bytes of an image (or font) begin and end, and how many its dictionary says they are, if not in another object."""
LONGEST_DICTIONARY = 4096
WINDOW_BYTES = 16 << 20
"""Bytes of a file searched at a time (a whole number of memory pages)."""
LONGEST_HINT = 16
"""Bytes by which windows overlap, so that a word across their border is found."""


@dataclass(frozen=True, slots=True)
class Document:
    """An open PDF; ``masked`` and ``inverted`` where some image in it may be so; ``tail``: the last bytes of one that is cut short."""

    pdf: pdfium.PdfDocument
    masked: bool
    inverted: bool
    tail: bytes = b""


def hints_in(path: Path) -> Hints:
    """What the file says of its images, and whether of all its pages. What was searched does not stay in memory."""
    masked = inverted = False
    searched = pages = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for start, end in _outside_streams(data):
            for hint in HINTS.finditer(data, start, end):
                pages += hint[2] is not None
                masked, inverted = masked or hint[1] is not None, inverted or hint.lastindex is None
            while hasattr(mmap, "MADV_DONTNEED") and searched + WINDOW_BYTES <= start:
                data.madvise(mmap.MADV_DONTNEED, searched, WINDOW_BYTES)
                searched += WINDOW_BYTES
    return Hints(masked, inverted, pages > 0 and _is_uncounted(path, pages))


def _is_uncounted(path: Path, written: int) -> bool:
    """Whether a PDF in which so many pages are written announces too few. One that was saved over itself, where a page was turned, holds
    that page twice, and is sound.
    """
    with suppress(pdfium.PdfiumError), closing(_pdfium(path)) as pdf:
        return written > len(pdf) and recounted(path, len(pdf)) is not None
    return False


def _outside_streams(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """The parts of a PDF (from, to) without the bytes of its images; from the first stream on whose length its dictionary does not
    tell, or not rightly, all the rest, in windows. To search the bytes of a page at 200 dpi takes 0.5 ms of CPU.
    """
    start = 0
    while stream := STREAM.search(data, start):
        yield start, stream.end()
        told = LENGTH.findall(data, max(start, stream.start() - LONGEST_DICTIONARY), stream.start())
        start = stream.end()
        if not told or not STREAM_END.match(data, start + int(told[-1])):
            break
        start += int(told[-1])
    for window in range(start, len(data), WINDOW_BYTES):
        yield window, window + WINDOW_BYTES + LONGEST_HINT


@lru_cache(maxsize=8)
def _remembered_hints(path: Path, _stamp: tuple[int, int, int]) -> Hints:
    return hints_in(path)


def hints_of(path: Path) -> Hints:
    """As ``hints_in``; a file is searched once a process. Raises OSError."""
    return _remembered_hints(path, stamp(path))


@lru_cache(maxsize=1)
def _document(path: Path, _stamp: tuple[int, int, int], _run: int, hints: Hints) -> Document:
    pdf, rest = _loaded(path, hints)
    pdf.init_forms()  # or what was filled in on a screen would not be drawn; nothing where there is no form
    return Document(pdf, hints.masked, hints.inverted, path.read_bytes()[-TAIL_BYTES:] if rest else b"")


def _loaded(path: Path, hints: Hints) -> tuple[pdfium.PdfDocument, Salvage | None]:
    """The PDF, with what a new end was written for where its own is missing. Raises PdfiumError, OSError."""
    try:
        pdf = _pdfium(path)
        more = recounted(path, len(pdf)) if hints.uncounted else None
        return (pdf, None) if more is None else (_pdfium(more), None)
    except pdfium.PdfiumError as error:
        rest = None if is_locked(error) else salvaged(path)
        if rest is None:
            raise
        return _pdfium(rest.data), rest


def _pdfium(given: Path | bytes) -> pdfium.PdfDocument:
    """The PDF as PDFium opens it. Of some files it does not say what is wrong with them and leaves what it said of the file before: such
    a one would be called protected because another is. So it is asked again after a file of which it says that it is none.
    """
    try:
        return pdfium.PdfDocument(given)
    except pdfium.PdfiumError:
        with suppress(pdfium.PdfiumError):
            pdfium.PdfDocument(NO_PDF)
        return pdfium.PdfDocument(given)


def is_locked(error: pdfium.PdfiumError) -> bool:
    """Whether the PDF cannot be opened for want of its password."""
    return "assword" in str(error)


atexit.register(_document.cache_clear)  # before pdfium's own end, which would complain of a document still open


def opened(path: Path, page: int = 1, hints: Hints | None = None) -> Document:
    """The open document; kept open for the next pages, so that page 1000 costs as much as page 1. Raises PdfiumError, OSError.
    It is searched for ``hints`` once a process where they are not known.

    PDFium keeps every image it has given out, so the document is opened anew for each run of pages, and memory stays flat.
    """
    state = stamp(path)
    return _document(path, state, page // PAGES_OPEN, hints_of(path) if hints is None else hints)


def count_pdf_pages(path: Path, file: str) -> tuple[int, Unread | None]:
    """How many pages a PDF announces (a cheap look at its page tree), and what is wrong with the file as a whole."""
    try:
        pdf, rest = _loaded(path, hints_of(path))
    except pdfium.PdfiumError as error:
        return 0, file_unread(path, file, *open_problem(error))
    try:
        count, attached = len(pdf), attached_scans(pdf)
    finally:
        pdf.close()
    if count > path.stat().st_size // SMALLEST_PAGE_BYTES:
        detail = f"the PDF announces {count} pages, which so short a file cannot hold; it is damaged, or made to do harm"
        return 0, file_unread(path, file, Reason.UNREADABLE_FILE, f"{detail}; scan or export it again")
    if count == 0:
        return 0, file_unread(path, file, Reason.UNREADABLE_FILE, "the PDF has no pages; scan it again")
    if rest is not None and not rest.complete:
        detail = f"the PDF is cut short: {count} pages were found in it, how many are missing nobody can say; scan or copy it again"
        return count, file_unread(path, file, Reason.UNREADABLE_FILE, detail)
    if attached:
        more = f" and {len(attached) - SHOWN_NAMES} more" if len(attached) > SHOWN_NAMES else ""
        detail = f"scans are attached to the PDF and were not read: {', '.join(attached[:SHOWN_NAMES])}{more}"
        return count, file_unread(path, file, Reason.NOT_A_SCAN, f"{detail}; save them as files, and scan those too")
    return count, None


def attached_scans(pdf: pdfium.PdfDocument) -> list[str]:
    """The names of files attached to a PDF (a "portfolio") that promise scans."""
    names = []
    for number in range(min(pdf.count_attachments(), MOST_ATTACHED)):
        with suppress(pdfium.PdfiumError, UnicodeDecodeError):
            name = path_text(PurePath(pdf.get_attachment(number).get_name()))
            if PurePath(name).suffix.lower() in {*SCAN_SUFFIXES, ZIP_SUFFIX}:
                names.append(name)
    return names


def open_problem(error: pdfium.PdfiumError) -> tuple[Reason, str]:
    """Why a PDF could not be opened."""
    if is_locked(error):
        return Reason.ENCRYPTED, "the PDF is protected by a password; save a copy without protection"
    return Reason.UNREADABLE_FILE, f"the PDF is damaged or cut short and none of its pages can be found ({error}); scan or copy it again"
