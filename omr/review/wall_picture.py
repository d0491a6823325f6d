"""The audit wall as a picture and as a page whose boxes say what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from omr.export import replacing
from omr.model.layout import Box
from omr.model.page import Gray, RegisteredPage
from omr.review.cards import Pixels
from omr.review.picture import GREEN, GREY, ORANGE, RED, Colour, data_uri, upright
from omr.review.wall import Band, Brick, Wall

CELL = 44
"""Pixels of one box with its frame: forty in a row fill a large screen."""
FRAME = 3
ROW = 40
CONTEXT = 1.7
"""Side of a crop in sides of its box: a tail that leaves the box is seen."""
HEAD = 30
"""Pixels of a band's heading, whose upper edge is the line."""
INK, PAPER = (60, 40, 20), 255
SUFFIXES = frozenset({".html", ".htm", ".png"})
SAID = {True: GREEN, False: GREY, None: ORANGE}
WORDS = {True: "counts as a mark", False: "counts as empty", None: "a person is asked"}
LEGEND = "frame: green = counts as a mark, grey = counts as empty, orange = a person is asked; red corner = the two readers disagree"


def write_wall(path: Path, wall: Wall, pixels: Pixels, progress: Callable[[int, int], None] = lambda _done, _all: None) -> tuple[Path, ...]:
    """Writes the page to ``path`` and the picture beside it; gives both. Pages are opened one at a time."""
    crops = dict(_crops(wall.bricks, pixels, progress))
    pictures = [band_picture(band, crops) for band in wall.bands]
    legend = np.full((HEAD, ROW * CELL, 3), PAPER, np.uint8)
    _write(legend, LEGEND)
    name = path.stem if path.suffix.lower() in SUFFIXES else path.name  # of "april.2026" all is name
    page, image = path.with_name(f"{name}.html"), path.with_name(f"{name}.png")
    with replacing(image) as beside:
        beside.write_bytes(cv2.imencode(".png", np.vstack([legend, *pictures]))[1].tobytes())
    with replacing(page) as beside:
        beside.write_text(_html(wall, pictures), encoding="utf-8", newline="\n")
    return page, image


def _crops(bricks: Sequence[Brick], pixels: Pixels, progress: Callable[[int, int], None]) -> Iterator[tuple[Brick, Gray]]:
    """Each box as scanned, page by page; what has no picture any more is left out."""
    done = 0
    for ref, some in groupby(sorted(bricks, key=lambda one: (one.ref.file, one.ref.page, one.ref.scan)), key=lambda one: one.ref):
        page = pixels.registered(ref)
        for brick in some:
            if page and (crop := _crop(page, brick)) is not None:
                yield brick, crop
            done += 1
        progress(done, len(bricks))


def _crop(page: RegisteredPage, brick: Brick) -> Gray | None:
    fields = (field for field in page.page.fields if (field.section, field.item) == (brick.section, brick.item))
    box = next((option.box for field in fields for option in field.options if option.label == brick.label), None)
    if box is None:
        return None
    side = CONTEXT * max(box.w, box.h)
    x, y = box.x + brick.dx + (box.w - side) / 2, box.y + brick.dy + (box.h - side) / 2
    size = CELL - 2 * FRAME
    return np.asarray(
        cv2.resize(upright(page.scan.image, page.transform, Box(x, y, side, side), size / side), (size, size)), dtype=np.uint8
    )


def band_picture(band: Band, crops: Mapping[Brick, Gray]) -> Colour:
    """A heading under its line, and the boxes by rising probability, row by row."""
    rows = -(-len(band.bricks) // ROW)
    picture: Colour = np.full((HEAD + rows * CELL, ROW * CELL, 3), PAPER, np.uint8)
    picture[:3] = INK
    _write(picture, f"{band.title} - {len(band.bricks)} of {band.count} shown")
    for place, brick in enumerate(band.bricks):
        x, y = _corner(place)
        cell = picture[y : y + CELL - 1, x : x + CELL - 1]
        cell[:] = SAID[brick.marked]
        crop = crops.get(brick)
        inside = cell[FRAME - 1 : FRAME - 1 + CELL - 2 * FRAME, FRAME - 1 : FRAME - 1 + CELL - 2 * FRAME]
        inside[:] = PAPER if crop is None else crop[:, :, None]
        if brick.apart:
            cv2.fillConvexPoly(picture, np.array([(x, y), (x + CELL // 3, y), (x, y + CELL // 3)], np.int32), RED)
    return picture


def _corner(place: int) -> tuple[int, int]:
    return place % ROW * CELL, HEAD + place // ROW * CELL


def _write(picture: Colour, text: str) -> None:
    cv2.putText(picture, text, (6, 21), cv2.FONT_HERSHEY_SIMPLEX, 0.5, INK, 1, cv2.LINE_AA)


def _html(wall: Wall, pictures: Sequence[Colour]) -> str:
    """One file that needs no other; each box tells on hovering which it is and what was read."""
    parts = []
    for number, (band, picture) in enumerate(zip(wall.bands, pictures, strict=True)):
        areas = "\n".join(_area(place, brick) for place, brick in enumerate(band.bricks))
        heading = escape(f"{band.title} \N{EN DASH} {len(band.bricks)} of {band.count} shown")
        height, width = picture.shape[:2]
        size = f'width="{width}" height="{height}"'
        parts.append(
            f'<h2>{heading}</h2>\n<img src="{data_uri(picture)}" {size} usemap="#band{number}" alt="{heading}">\n'
            f'<map name="band{number}">\n{areas}\n</map>'
        )
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Audit wall</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        "<style>body{font:1rem/1.5 system-ui,sans-serif;margin:1.5rem;background:#fff;color:#14283c}"
        "h2{font-size:1rem;margin:1.5rem 0 .3rem}"
        "</style></head>\n"
        f"<body><h1>Audit wall</h1><p>Every box is one option of one sheet, sorted by the probability of a mark; {escape(LEGEND)}.</p>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _area(place: int, brick: Brick) -> str:
    x, y = _corner(place)
    said = f"sheet {brick.sheet}, section {brick.section}, item {brick.item}, option {brick.label}: {WORDS[brick.marked]}"
    title = escape(f"{said}; ink {brick.ink:.4f}, shape {brick.shape:.4f}; {brick.ref.file}, page {brick.ref.page}")
    return f'<area shape="rect" coords="{x},{y},{x + CELL},{y + CELL}" title="{title}" alt="{title}">'
