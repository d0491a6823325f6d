"""What a TIFF holds behind the last of its pages: those of a scan that was broken off before the page was entered."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Bytes of a value, by the number of its type."""
WHOLE_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
"""How ``struct`` calls the types in which places and lengths are given."""
BIG = 43
"""What a file whose places take 8 bytes says it is, where others say 42."""
MOST_PLACES = 100_000
"""Strips of a page at most: one for each row."""
CHUNK = 1 << 20
"""Bytes looked at a time."""
DATA = ((273, 279), (324, 325), (513, 514))
"""Tags that say where strips, tiles or a JPEG stand, and those that say how long each is."""
DIRECTORIES = frozenset({330, 34665, 34853, 40965})
"""Tags that say where further directories stand: smaller copies, Exif, GPS, interoperability."""


def bytes_behind(path: Path) -> int:
    """Bytes behind all that a TIFF's directories speak of, zeros at its end not counted. Raises OSError, and ValueError or struct.error
    where a directory is damaged.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        last = max(_ends(data), default=len(data))
        for start in reversed(range(last, len(data), CHUNK)):  # never all at once: nothing says how much stands there
            if piece := data[start : start + CHUNK].rstrip(b"\0"):
                return start + len(piece) - last
        return 0


def _ends(data: mmap.mmap) -> Iterator[int]:
    """Where each directory ends, and all that it says of places in the file."""
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", data, 2)[0] == BIG
    size, number, many, step = (8, "Q", "Q", 20) if big else (4, "I", "H", 12)
    todo, seen = [struct.unpack_from(order + number, data, 8 if big else 4)[0]], set[int]()
    while todo:
        place = todo.pop()
        if not place or place in seen:
            continue
        seen.add(place)
        (count,) = struct.unpack_from(order + many, data, place)
        first = place + struct.calcsize(order + many)
        told: dict[int, tuple[int, ...]] = {}
        for start in range(first, first + count * step, step):
            tag, kind, length = struct.unpack_from(order + "HH" + number, data, start)
            inside, space = start + 4 + size, SIZES.get(kind, 0) * length
            at = inside if space <= size else struct.unpack_from(order + number, data, inside)[0]
            yield at + space
            if kind in WHOLE_NUMBERS and (tag in DIRECTORIES or any(tag in pair for pair in DATA)):
                if length > MOST_PLACES:
                    raise ValueError(f"a page of {length} strips")
                told[tag] = struct.unpack_from(f"{order}{length}{WHOLE_NUMBERS[kind]}", data, at)
        for places, lengths in DATA:
            yield from map(sum, zip(told.get(places, ()), told.get(lengths, ()), strict=False))
        end = first + count * step
        yield end + size
        todo += [*struct.unpack_from(order + number, data, end), *(one for tag in DIRECTORIES for one in told.get(tag, ()))]
