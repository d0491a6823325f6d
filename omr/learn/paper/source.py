"""Blank files → pages at one scale: PDF rendered with its text, pictures brought to size and set straight."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium

from omr.errors import BadInput
from omr.ingest import Kind, Source, ingest, survey
from omr.learn.paper.blank import PX_PER_MM, BlankPage, Recognition
from omr.learn.paper.papers import paper_size
from omr.learn.paper.photos import TOLD, is_photo, laid_flat
from omr.learn.paper.skew import straightened
from omr.learn.paper.text import page_words
from omr.learn.paper.unbent import unbent
from omr.learn.paper.upright import upright
from omr.model.page import Gray, Unread

MM_PER_POINT = 25.4 / 72


def blank_pages(
    files: Sequence[Path],
    given: Callable[[int], tuple[float, float] | None] = lambda _: None,
    flat: Callable[[int], tuple[float, ...] | None] = lambda _: None,
    ocr: Recognition | None = None,
) -> Iterator[BlankPage]:
    """All pages of the blank files in order; ``given`` may tell the size in mm of a page, ``flat`` how a photo is laid flat; ``ocr`` reads
    those that are pictures. Raises BadInput for a file that is no picture and no PDF.
    """
    sources, problems = _surveyed(files)
    if problems:
        first = problems[0]
        raise BadInput(f"{first.ref.file} cannot be learned from: {first.detail}", "give the blank form as PDF, PNG, JPEG or TIFF")
    for number, source in enumerate(sources, 1):
        page = _pdf_page(source, number) if source.kind is Kind.PDF else _picture(source, number, given(number), flat(number))
        if page.readable or ocr is None:
            yield page
        elif flat(number):  # whose corners say where its top is
            yield replace(page, words=ocr.words(page.image), ocr=ocr)
        else:
            yield upright(page, ocr)


def _surveyed(files: Sequence[Path]) -> tuple[list[Source], list[Unread]]:
    found = list(survey(list(files)))
    return [one for one in found if isinstance(one, Source)], [one for one in found if isinstance(one, Unread)]


def _pdf_page(source: Source, number: int) -> BlankPage:
    document = pdfium.PdfDocument(source.path)
    try:
        document.init_forms()
        page = document[source.page - 1]
        drawn = any(item.type in {pdfium.raw.FPDF_PAGEOBJ_PATH, pdfium.raw.FPDF_PAGEOBJ_TEXT} for item in page.get_objects(max_depth=5))
        page = _as_printed(document, page, source.page - 1)
        width, height = page.get_size()
        size = (width * MM_PER_POINT, height * MM_PER_POINT)
        image = rendered(page, PX_PER_MM)
        words = page_words(page, size)
    except pdfium.PdfiumError as error:
        raise BadInput(f"{source.file}, page {source.page} cannot be opened ({error})", "save the blank form as PDF again") from error
    finally:
        document.close()
    where = f"{source.file}, page {source.page}"
    if drawn:
        return BlankPage(where, number, image, size, words, readable=bool(words))
    image, doubts = _straight(image)
    return BlankPage(where, number, image, size, (), readable=False, doubts=doubts)


def _as_printed(document: pdfium.PdfDocument, page: pdfium.PdfPage, place: int) -> pdfium.PdfPage:
    """The page with its form fields as part of its print: the check boxes of a form to be filled in on a screen are boxes on paper."""
    if pdfium.raw.FPDFPage_Flatten(page, pdfium.raw.FLAT_PRINT) != pdfium.raw.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[place]


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


def _picture(source: Source, number: int, given: tuple[float, float] | None, flat: tuple[float, ...] | None) -> BlankPage:
    scan = ingest(source)
    if isinstance(scan, Unread):
        raise BadInput(f"{source.file}, page {source.page}: {scan.detail}", "give another copy of the blank form")
    where = f"{source.file}, page {source.page}"
    if flat is None and not is_photo(scan.image):
        rows, columns = scan.image.shape
        size, doubts = (given, ()) if given else paper_size(columns, rows, scan.dpi)
        width, height = (round(side * PX_PER_MM) for side in size)
        way = cv2.INTER_AREA if width < columns else cv2.INTER_CUBIC
        image = np.asarray(cv2.resize(scan.image, (width, height), interpolation=way), dtype=np.uint8)
    else:
        image, size, doubts = laid_flat(scan.image, flat or (), given, where, scan.dpi)
        doubts = (*((TOLD,) if flat is None else ()), *doubts)
        return BlankPage(where, number, image, size, (), readable=False, doubts=doubts)
    image, told = _straight(image)
    return BlankPage(where, number, image, size, (), readable=False, doubts=(*doubts, *told))


def _straight(image: Gray) -> tuple[Gray, tuple[str, ...]]:
    """The picture of a page with its lines along the rows, and what is told of that."""
    image, skew = straightened(image)
    image, told = unbent(image)
    return image, (*((f"the blank was scanned {skew:+.2f}° askew; its picture was set straight",) if skew else ()), *told)
