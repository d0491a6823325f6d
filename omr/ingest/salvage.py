"""A PDF whose end is missing: its pages are there, but what leads to them stood at the end. A new end is written for them in memory."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

OBJECT = re.compile(rb"obj\b")
NUMBER = re.compile(rb"(?<![0-9])([0-9]{1,9})[ \r\n]+[0-9]{1,5}[ \r\n]+$")
NUMBER_BYTES = 24
DICTIONARY_END = re.compile(rb"\bendobj\b|\bstream\b")
LONGEST_DICTIONARY = 2_000_000
"""A page tree of 100,000 pages takes 1.3 MB; longer is image data that only looks like a dictionary."""
CATALOG = re.compile(rb"/Type\s*/Catalog\b")
TREE = re.compile(rb"/Type\s*/Pages\b")
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
LINEARISED_PAGES = re.compile(rb"/Linearized\b.*?/N\s+([0-9]{1,7})\b", re.DOTALL)
"""A linearised PDF names the number of its pages in its first object (ISO 32000-1, annex F)."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """The PDF with a new end; ``complete`` where its own page tree, or its first object, still says how many pages there were."""

    data: bytes
    complete: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """Object numbers: the last catalog, the root of the page tree, the pages in the file's order; the highest, and pages announced."""

    catalog: int | None
    tree: int | None
    pages: tuple[int, ...]
    highest: int
    announced: int | None


def salvaged(path: Path) -> Salvage | None:
    """The PDF with a new trailer, and a new page tree where its own is lost; None where no page can be found.

    Only objects that stand in plain text are found, not those in compressed object streams. Raises OSError.
    """
    data = path.read_bytes()
    found = _found(data)
    if found.tree is None and not found.pages:
        return None
    free = found.highest + 1
    root, added = found.catalog, b""
    if found.tree is None:
        missing = max(0, (found.announced or 0) - len(found.pages))
        kids = [*found.pages, *range(free + 2, free + 2 + missing)]
        refs = b" ".join(b"%d 0 R" % number for number in kids)
        added += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (free, len(kids), refs)
    if found.tree is None or root is None:
        root = free + 1
        added += b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (root, free if found.tree is None else found.tree)
    end = b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (root, free + 2)
    complete = found.tree is not None or found.announced is not None
    return Salvage(data + b"\nendstream\nendobj\n" + added + end, complete)


def dictionaries(data: bytes | mmap.mmap) -> Iterator[tuple[int, int, bytes]]:
    """Each object's number, where it begins, and its text up to its stream or its end; what the next one's beginning cuts off is none.

    So no byte is looked at twice, however often a hostile file begins an object.
    """
    numbered = ((int(found[1]), match.end()) for match in OBJECT.finditer(data) if (found := _number(data, match.start())))
    last = (0, len(data) + NUMBER_BYTES)
    for (number, start), (_, following) in pairwise(chain(numbered, (last,))):
        end = DICTIONARY_END.search(data, start, min(following, start + LONGEST_DICTIONARY))
        if end:
            yield number, start, data[start : end.start()]


def _number(data: bytes | mmap.mmap, at: int) -> re.Match[bytes] | None:
    return NUMBER.search(data[max(0, at - NUMBER_BYTES) : at])


def _found(data: bytes) -> _Found:
    catalog, tree, announced, highest = None, None, None, 0
    pages: dict[int, None] = {}
    for number, _, text in dictionaries(data):
        highest = max(highest, number)
        if CATALOG.search(text):
            catalog = number
        elif TREE.search(text):
            tree = tree if b"/Parent" in text else number
        elif PAGE.search(text):
            pages[number] = None
        elif linearised := LINEARISED_PAGES.search(text):
            announced = int(linearised[1])
    return _Found(catalog, tree, tuple(pages), highest, announced)
