"""A PDF that holds more pages than it says: its page tree announces too few, and whoever believes it never sees the last ones."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from omr.ingest.salvage import PAGE, dictionaries

ROOT = re.compile(rb"/Root\s+([0-9]{1,9})\s+[0-9]{1,5}\s+R\b")
TREE = re.compile(rb"/Pages\s+([0-9]{1,9})\s+[0-9]{1,5}\s+R\b")
KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
REFERENCE = re.compile(rb"([0-9]{1,9})\s+[0-9]{1,5}\s+R\b")
NOTHING = (0, b"")
COUNT = re.compile(rb"/Count\s+-?[0-9]+")


def recounted(path: Path, announced: int) -> bytes | None:
    """The PDF with its page tree's counts made nothing, so that whoever opens it counts the pages; None where it leads to no more of them
    than ``announced``. Only objects that stand in plain text are looked at, each in its last version. Raises OSError.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        nodes = _nodes(data, announced)
        if nodes is None:
            return None
        mended = bytearray(data)
    for start, text in nodes:
        mended[start : start + len(text)] = COUNT.sub(lambda found: b"/Count ".ljust(len(found[0]), b"0"), text)
    return bytes(mended)


def _nodes(data: mmap.mmap, announced: int) -> list[tuple[int, bytes]] | None:
    """Where each node of a page tree begins, and its text; None where it leads to no more pages than ``announced``."""
    roots = ROOT.findall(data)
    objects = {number: (start, text) for number, start, text in dictionaries(data)}
    tree = TREE.search(objects.get(int(roots[-1]), NOTHING)[1]) if roots else None
    if tree is None:
        return None
    todo, nodes, pages = [int(tree[1])], set[int](), 0
    while todo:
        number = todo.pop()
        text = objects.get(number, NOTHING)[1]
        kids = KIDS.search(text)
        if kids is None:
            pages += PAGE.search(text) is not None
        elif number not in nodes:
            nodes.add(number)
            todo += map(int, REFERENCE.findall(kids[1]))
    return [objects[number] for number in nodes] if pages > announced else None
