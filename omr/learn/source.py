"""Blank files → pages at one scale: PDF rendered with its text, pictures brought to size and set straight."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from omr.errors import BadInput
from omr.ingest import Kind, Source, ingest, survey
from omr.learn.blank import PX_PER_MM, BlankPage
from omr.learn.skew import straightened
from omr.learn.text import page_words
from omr.model.page import Gray, Unread

MM_PER_POINT = 25.4 / 72
PAPERS = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4), "A5": (148.0, 210.0), "Legal": (215.9, 355.6)}
ASPECT_TOLERANCE = 0.012
"""Sides of a picture may miss a paper's aspect by that share (cut edges); Letter and Legal differ from A4 by 8 % and more."""
SIDES_MM = (60.0, 500.0)
"""A page whose file says it is smaller or larger has no believable size."""


def blank_pages(files: Sequence[Path], given: Callable[[int], tuple[float, float] | None] = lambda _: None) -> Iterator[BlankPage]:
    """All pages of the blank files in order; ``given`` may tell the size in mm of a page. Raises BadInput for a file that is no
    picture and no PDF.
    """
    sources, problems = _surveyed(files)
    if problems:
        first = problems[0]
        raise BadInput(f"{first.ref.file} cannot be learned from: {first.detail}", "give the blank form as PDF, PNG, JPEG or TIFF")
    for number, source in enumerate(sources, 1):
        yield _pdf_page(source, number) if source.kind is Kind.PDF else _picture(source, number, given(number))


def _surveyed(files: Sequence[Path]) -> tuple[list[Source], list[Unread]]:
    found = list(survey(list(files)))
    return [one for one in found if isinstance(one, Source)], [one for one in found if isinstance(one, Unread)]


def _pdf_page(source: Source, number: int) -> BlankPage:
    document = pdfium.PdfDocument(source.path)
    try:
        page = document[source.page - 1]
        width, height = page.get_size()
        size = (width * MM_PER_POINT, height * MM_PER_POINT)
        image = rendered(page, PX_PER_MM)
        words = page_words(page, size)
        drawn = any(item.type in {pdfium.raw.FPDF_PAGEOBJ_PATH, pdfium.raw.FPDF_PAGEOBJ_TEXT} for item in page.get_objects(max_depth=5))
    except pdfium.PdfiumError as error:
        raise BadInput(f"{source.file}, page {source.page} cannot be opened ({error})", "save the blank form as PDF again") from error
    finally:
        document.close()
    where = f"{source.file}, page {source.page}"
    if drawn:
        return BlankPage(where, number, image, size, words, readable=bool(words))
    image, skew = straightened(image)
    return BlankPage(where, number, image, size, (), readable=False, doubts=_skew_doubt(skew))


def rendered(page: pdfium.PdfPage, px_per_mm: float) -> Gray:
    """A PDF page in grey at exactly ``px_per_mm`` (a matrix, since the convenience call stretches to whole pixels)."""
    scale = px_per_mm * MM_PER_POINT
    width, height = (math.ceil(side * scale - 0.01) for side in page.get_size())
    bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium.raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    matrix = pdfium.raw.FS_MATRIX(scale, 0, 0, scale, 0, 0)
    clip = pdfium.raw.FS_RECTF(0, 0, width, height)
    pdfium.raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, ctypes.byref(matrix), ctypes.byref(clip), pdfium.raw.FPDF_ANNOT)
    return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(height, width)


def _picture(source: Source, number: int, given: tuple[float, float] | None) -> BlankPage:
    scan = ingest(source)
    if isinstance(scan, Unread):
        raise BadInput(f"{source.file}, page {source.page}: {scan.detail}", "give another copy of the blank form")
    rows, columns = scan.image.shape
    size, doubts = (given, ()) if given else paper_size(columns, rows, scan.dpi)
    width, height = (round(side * PX_PER_MM) for side in size)
    shrinking = width < columns
    image = cv2.resize(scan.image, (width, height), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC)
    image, skew = straightened(np.asarray(image, dtype=np.uint8))
    where = f"{source.file}, page {source.page}"
    return BlankPage(where, number, image, size, (), readable=False, doubts=(*doubts, *_skew_doubt(skew)))


def paper_size(columns: int, rows: int, dpi: float | None) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Size in mm of a picture of a whole page, and what is doubtful about it.

    A resolution that gives a known paper is believed; else the paper of the nearest aspect is, since screen shots and exports
    carry 72 or 96 dpi whatever they show.
    """
    if dpi:
        size = (columns / dpi * 25.4, rows / dpi * 25.4)
        for known in PAPERS.values():
            if all(abs(a - b) < 0.02 * b for a, b in zip(sorted(size), known, strict=True)):
                return size, ()
    name, known = min(PAPERS.items(), key=lambda paper: abs(max(rows, columns) / min(rows, columns) * paper[1][0] / paper[1][1] - 1))
    scale = math.sqrt(known[0] * known[1] / (rows * columns))
    size = (columns * scale, rows * scale)
    error = abs(max(rows, columns) / min(rows, columns) * known[0] / known[1] - 1)
    if error > ASPECT_TOLERANCE and dpi and all(SIDES_MM[0] < side / dpi * 25.4 < SIDES_MM[1] for side in (rows, columns)):
        return (columns / dpi * 25.4, rows / dpi * 25.4), (f"the paper is no known size; its {dpi:g} dpi are believed",)
    sure = error <= ASPECT_TOLERANCE
    return size, () if sure else (f"the paper's size is not known; it is taken for {name}: correct it with `size WIDTH HEIGHT`",)


def _skew_doubt(skew: float) -> tuple[str, ...]:
    return (f"the blank was scanned {skew:+.2f}° askew; its picture was set straight",) if skew else ()
