"""What is done in the processes that read: files opened and pages read, whatever goes wrong with one of them ending as its row.

Nothing of pixels is imported here until a process begins: the program that sends the work names these functions, and does without.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import TypeAlias

from omr.errors import OmrError
from omr.ingest.source import Source, is_unchanged, numbered_id
from omr.ingest.survey import Contents, opened, searched
from omr.model.page import PageHalf, PageResult, Reason, ScanRef, Status, Unread
from omr.store import Input, StoredPage, pack

Reader: TypeAlias = Callable[[Source, PageHalf], PageResult]

_given: tuple[PageHalf, Reader] | None = None
"""What a process was begun with. The processes share nothing, so each keeps its own."""


def begin(half: PageHalf, reader: Reader | None) -> None:
    """What a process needs before its first page; ``reader`` None is the page half itself."""
    global _given  # noqa: PLW0603
    import cv2  # noqa: PLC0415

    from omr.page_half import read_page  # noqa: PLC0415

    cv2.setNumThreads(1)  # the pages run side by side already
    _given = half, reader or read_page
    gc.freeze()  # what was imported is no garbage: to look at all of it time and again costs 0.1 ms of CPU a page


def open_files(files: Sequence[Input]) -> list[Contents]:
    """What each file holds."""
    return [_contents(file) for file in files]


def _contents(file: Input) -> Contents:
    try:
        return searched(file.place, opened(file.place, file.name))
    except MemoryError:
        return _closed(file, Reason.WORKER_DIED, "opening the file needs more memory than a file may take; export it anew as PDF")
    except OSError as error:
        return _closed(file, Reason.UNREADABLE_FILE, f"the file could not be read again ({error.strerror}); scan it again")
    except Exception as error:  # noqa: BLE001  (as for pages: a defect met in one file must not cost the others)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _closed(
            file, Reason.WORKER_DIED, f"a defect of omr was met in this file ({what}); report it, and export the file anew as PDF"
        )


def unopened(file: Input, overdue: bool) -> Contents:
    """What a file comes to whose opening hung (``overdue``) or ended its process."""
    if overdue:
        return _closed(file, Reason.TIME_LIMIT, "opening the file took too long; export it anew as PDF")
    return _closed(file, Reason.WORKER_DIED, "opening the file ended the process that opened it; export it anew as PDF")


def _closed(file: Input, reason: Reason, detail: str) -> Contents:
    return Contents(None, 0, Unread(ScanRef(file.name, 0, file.sha256), Status.REJECTED, reason, detail))


def read_pages(sources: Sequence[Source]) -> list[StoredPage]:
    """How each page ended."""
    if _given is None:
        raise RuntimeError("the process was not begun")
    half, reader = _given
    return [_one(source, half, reader) for source in sources]


def _one(source: Source, half: PageHalf, reader: Reader) -> StoredPage:
    try:
        page = pack(reader(source, half))
        if is_unchanged(source):
            return page
        return _lost(source, Reason.UNREADABLE_FILE, "the file changed while it was read; run the same command again to read it anew")
    except OmrError:
        raise  # what is wrong with the whole job ends it
    except MemoryError:
        return _lost(source, Reason.WORKER_DIED, "the page needs more memory than a page may take; scan it at a lower resolution")
    except OSError as error:
        return _lost(source, Reason.UNREADABLE_FILE, f"the file could not be read again ({error.strerror}); scan it again")
    except Exception as error:  # noqa: BLE001  (the border of the page half: a defect met on one page must not cost the others)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _lost(source, Reason.WORKER_DIED, f"a defect of omr was met on this page ({what}); report it, and read the page by eye")


def _lost(source: Source, reason: Reason, detail: str) -> StoredPage:
    return pack(Unread(ScanRef(source.file, source.page, _id_of(source)), Status.REJECTED, reason, detail))


def _id_of(source: Source) -> str:
    """The page's id by its file's bytes; empty where the file is gone."""
    try:
        return numbered_id(source.path, source.page)
    except OSError:
        return ""


def unread(source: Source, overdue: bool) -> StoredPage:
    """What a page comes to whose reading hung (``overdue``) or ended its process."""
    if overdue:
        return _lost(source, Reason.TIME_LIMIT, "the page took too long; scan it again, or at a lower resolution")
    return _lost(source, Reason.WORKER_DIED, "reading the page ended the process that read it; scan it again, or at a lower resolution")
