"""From a row of the results back to the pixels: the scan is read and registered again, only when somebody looks at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from omr.errors import BadInput
from omr.ingest import Source, ingest
from omr.ingest.limits import SMALLEST_SIDE_PX
from omr.ingest.source import head_of, numbered_id, sniff
from omr.model.layout import Layout
from omr.model.page import RegisteredPage, Scan, ScanRef
from omr.page_half import landmarks_in
from omr.register import register
from omr.store import Batch

REMEMBERED = 4
"""Pages kept in memory: a sheet's own, since its items are looked at together (an A4 page at 300 dpi takes 9 MB)."""


@dataclass(frozen=True, slots=True)
class _Inputs(Iterable[tuple[str, Path]]):
    """The files of a batch that were taken in until it is asked."""

    batch: Batch

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        return ((taken.name, taken.place) for taken in self.batch.inputs() if taken.sha256)


class Scans:
    """The scans of one batch, on demand."""

    def __init__(self, inputs: Iterable[tuple[str, Path]], exam: str, layout: Layout, folder: Path, remembered: int = REMEMBERED) -> None:
        """``inputs``: each file by the office's name for it and by where its bytes are; where two have one name, both are tried. They are
        gone through again when one is asked for that was not among them: it may have been scanned since.
        ``folder`` holds the layout's reference pictures; ``remembered`` pages are kept in memory.
        """
        self._inputs = inputs
        self._places: dict[str, list[Path]] = {}
        self._exam, self._layout, self._folder = exam, layout, folder
        self.scan = lru_cache(remembered)(self._scan)
        self.registered = lru_cache(remembered)(self._registered)

    @classmethod
    def of(cls, batch: Batch, exam: str, layout: Layout, remembered: int = REMEMBERED) -> Scans:
        return cls(_Inputs(batch), exam, layout, batch.exam_folder, remembered)

    def _scan(self, ref: ScanRef) -> Scan | None:
        """The image, or None where there is none to show. Raises BadInput if the batch has lost the file, or it was written anew."""
        if ref.page < 1:
            return None
        tried = tuple(self._places.get(ref.file, ()))
        lost: list[BadInput] = []
        found = self._found(ref, tried, lost) or self._found(ref, self._new(ref.file, tried), lost)
        if found is None and lost:
            raise lost[0]
        return found

    def _new(self, file: str, tried: Collection[Path]) -> tuple[Path, ...]:
        """Where else that file is, now."""
        self._places = {}
        for name, place in self._inputs:
            self._places.setdefault(name, []).append(place)
        return tuple(place for place in self._places.get(file, ()) if place not in tried)

    def _found(self, ref: ScanRef, places: Iterable[Path], lost: list[BadInput]) -> Scan | None:
        """The image in one of these places; ``lost`` takes those that cannot be read, or hold another by now: it may have been in there."""
        for place in places:
            try:
                kind = sniff(head_of(place))
                found = ingest(Source(place, ref.file, ref.page, kind), smallest=1) if kind else None
            except OSError as problem:
                remedy = "put the file back there, or scan it from where it is now, into the same batch"
                lost.append(BadInput(f"{place} ({ref.file}) cannot be read any more: {problem.strerror}", remedy))
                continue
            if isinstance(found, Scan) and _is_the_one(found, ref, place):
                return replace(found, ref=ref)
            if isinstance(found, Scan):
                remedy = "put back the file that was scanned, or scan that again from where it is now, into the same batch"
                lost.append(BadInput(f"page {ref.page} of {place} ({ref.file}) is no longer the one that was scanned", remedy))
        return None

    def _registered(self, ref: ScanRef) -> RegisteredPage | None:
        """The page with its place found, or None where it has none (rejected pages, and those that a grader named)."""
        scan = self.scan(ref)
        if scan is None or min(scan.image.shape) * scan.shrunk < SMALLEST_SIDE_PX:  # which was not looked for when it was read either
            return None
        page = register(scan, self._exam, self._layout, partial(landmarks_in, self._folder))
        return page if isinstance(page, RegisteredPage) else None


def _is_the_one(found: Scan, ref: ScanRef, place: Path) -> bool:
    """Whether the image is the one that was taken in. One that was refused before its pixels were decoded is known by its file's bytes."""
    return found.ref.scan == ref.scan or numbered_id(place, ref.page) == ref.scan
