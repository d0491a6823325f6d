"""Whether a TIFF's coded strips and tiles are whole: libtiff forgives damage, and Pillow passes on no warning of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from omr.ingest.coded import CUT, fax_problem, flate_problem, is_unwritten, jpeg_problem
from omr.model.page import Gray

COMPRESSION, FILL_ORDER, STRIPS, ROWS_A_STRIP, STRIP_BYTES, TILES, TILE_BYTES, JPEG_TABLES = 259, 266, 273, 278, 279, 324, 325, 347
GROUP4, JPEG = 4, 7
NOT_CODED = frozenset({1, 2, 3})
"""Plain pixels, and fax codes that fill up with zeros: of these an honest strip may end in zeros."""
DEFLATE = frozenset({8, 32946})
BITS_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
LARGEST_PIXEL_BYTES = 8
MOST_TIMES = 4
"""How often a file's bytes may be spoken of by its strips: copies of pages share them, bombs do so thousands of times."""


def tiff_problem(path: Path, tags: Mapping[int, Any], gray: Gray) -> str | None:
    """What is wrong with a frame's coded data; ``gray`` as it was decoded, before any turn. Raises ValueError, TypeError, OSError."""
    code, tiled = tags.get(COMPRESSION, 1), TILES in tags
    if code == JPEG:
        tables = bytes(tags.get(JPEG_TABLES, b""))[:-2]
        return _first(jpeg_problem(tables + piece[2:] if tables else piece) for piece in pieces(path, tags))
    if code in DEFLATE:
        check = partial(flate_problem, most=(gray.size + 1) * LARGEST_PIXEL_BYTES * (4 if tiled else 1))
        return _first(check(piece) for piece in pieces(path, tags))
    if code == GROUP4 and not tiled:
        data = b"".join(pieces(path, tags))
        return fax_problem(data.translate(BITS_TURNED) if tags.get(FILL_ORDER) == 2 else data, gray, tags.get(ROWS_A_STRIP, 0))
    return CUT if code not in NOT_CODED and any(is_unwritten(piece) for piece in pieces(path, tags)) else None


def pieces(path: Path, tags: Mapping[int, Any]) -> Iterator[bytes]:
    """The coded bytes of each strip or tile."""
    starts, sizes = (tags[TILES], tags[TILE_BYTES]) if TILES in tags else (tags[STRIPS], tags[STRIP_BYTES])
    if sum(sizes) > MOST_TIMES * path.stat().st_size:
        raise ValueError("its strips overlap")
    with path.open("rb") as file:
        for start, size in zip(starts, sizes, strict=True):
            file.seek(start)
            yield file.read(size)


def _first(problems: Iterator[str | None]) -> str | None:
    return next(filter(None, problems), None)
