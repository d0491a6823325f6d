"""The paper that a picture of a page shows."""

from __future__ import annotations

import math
from collections.abc import Collection

PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4), "A5": (148.0, 210.0), "Legal": (215.9, 355.6)}
OTHERS = ((297.0, 420.0), (279.4, 431.8), (176.0, 250.0), (139.7, 215.9), (107.95, 139.7), (105.0, 148.0), (105.0, 297.0), (99.0, 210.0))
"""Taken only where a scanner tells them: A3, Tabloid, B5, halves and quarters of a sheet, a third."""
SCREEN_DPI = 100.0
"""Screen shots and exports carry 72 or 96 dpi, whatever they show; scanners tell more."""
DIFFERS = 0.05
"""A page whose sides differ by less from what its resolution says is scaled, or cut at its edges."""
ASPECT_TOLERANCE = 0.012
"""Sides of a picture may miss a paper's aspect by that share (cut edges); Letter and Legal differ from A4 by 8 % and more."""
EXACT = 0.001
"""A whole page at 150 dpi and more misses its paper's aspect by less; A4's and A5's differ by 0.003."""
SIDES_MM = (60.0, 500.0)
"""A page whose file says it is smaller or larger has no believable size."""


PHOTO_TOLERANCE = 0.05
"""The same on a photo: its sheet is curled, and its camera unknown."""


def paper_size(columns: int, rows: int, dpi: float | None) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Size in mm of a picture of a whole page, and what is doubtful about it.

    A resolution that gives a known paper is believed, a scanner's for any paper; else the paper of its aspect is, in doubt the more
    usual one. What a scanner's resolution says of it is told where it is not that.
    """
    scanned = dpi is not None and dpi >= SCREEN_DPI
    if dpi and (told := _told(columns, rows, dpi, (*PAPERS.values(), *(OTHERS if scanned else ())))):
        return told, ()
    errors = {name: abs(max(rows, columns) / min(rows, columns) * w / h - 1) for name, (w, h) in PAPERS.items()}
    name = min(errors, key=lambda one: errors[one])
    if errors[name] > EXACT:
        name = next((one for one, off in errors.items() if off <= ASPECT_TOLERANCE), name)
    known, error = PAPERS[name], errors[name]
    scale = math.sqrt(known[0] * known[1] / (rows * columns))
    size = (columns * scale, rows * scale)
    if error > ASPECT_TOLERANCE and dpi and all(SIDES_MM[0] < side / dpi * 25.4 < SIDES_MM[1] for side in (rows, columns)):
        return (columns / dpi * 25.4, rows / dpi * 25.4), (f"the paper is no known size; its {dpi:g} dpi are believed",)
    if error > ASPECT_TOLERANCE:
        return size, (f"the paper's size is not known; it is taken for {name}: correct it with `size PAGE WIDTH HEIGHT`",)
    if dpi is None or not scanned or abs(columns / dpi * 25.4 / size[0] - 1) < DIFFERS:
        return size, ()
    other = f"{columns / dpi * 25.4:.0f} × {rows / dpi * 25.4:.0f} mm"
    return size, (
        f"the page is taken for {name} by its shape, though its {dpi:g} dpi make it {other}: correct it with `size PAGE WIDTH HEIGHT`",
    )


def photographed_size(width: float, height: float, dpi: float | None) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Size in mm of a sheet that is so many pixels wide and high in its picture, and what is doubtful about it: that of the paper of
    nearest aspect, unless a scan's resolution tells another one.
    """
    if dpi and (told := _told(width, height, dpi)):
        return told, ()
    aspect = max(width, height) / min(width, height)
    usual = (known for name, known in PAPERS.items() if name != "A5")  # which has A4's aspect
    short, long = min(usual, key=lambda known: abs(aspect * known[0] / known[1] - 1))
    if abs(aspect * short / long - 1) > PHOTO_TOLERANCE:
        return paper_size(round(width), round(height), None)
    return ((short, long) if width < height else (long, short)), ()


def _told(width: float, height: float, dpi: float, papers: Collection[tuple[float, float]] = PAPERS.values()) -> tuple[float, float] | None:
    """The size in mm of a picture by its resolution, if that is about a known paper's."""
    size = (width / dpi * 25.4, height / dpi * 25.4)
    known = any(all(abs(a - b) < 0.02 * b for a, b in zip(sorted(size), one, strict=True)) for one in papers)
    return size if known else None
