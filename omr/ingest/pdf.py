"""PDF → scans: the page's own image as the scanner made it; a page is rendered only where it is more than one image."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import islice

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from omr.imaging import is_blank, oriented, quarter_turned, squared
from omr.ingest.limits import LARGEST_AREA_PX, SMALLEST_SIDE_PX, size_problem
from omr.ingest.pdf_file import Document, open_problem, opened
from omr.ingest.pdf_image import (
    CUT_SHORT,
    DAMAGED,
    bitmap_gray,
    image_bytes,
    image_pixels,
    image_problem,
    is_cropped,
    is_stencil,
    pixels,
    placement,
)
from omr.ingest.source import Source, numbered_id, plainly
from omr.model.page import Reason, Scan, ScanRef, Status, Unread

POINTS_PER_INCH = 72
FORM_DEPTH = 6
MOST_OBJECTS = 100_000
"""Of a page; one full of typeset text, a letter an object, has 10,000."""
MOST_DRAWN_PX = 4 * LARGEST_AREA_PX
"""Of all images of a page: several layers of the largest image take some seconds to draw."""
LOWEST_RENDER_DPI, NEARLY, COVERED = 200, 0.99, 0.5
"""A page is drawn at so many dpi at least, or nearly (many a scan of 200 has a little less by its page's size); and is a scan where images
cover so much of it."""
WHOLE_PX, BLACK_BELOW = 1 - 1e-6, 128
"""So much smaller a page is drawn that a remainder of 1e-13 makes it no pixel wider, for which PDFium would blur all edges; and, since it
does so now and then all the same, the grey value below which what is drawn of images in black and white is black. Blurred, nobody
would know that the scanner may have lost light marks."""
LONGEST_RENDER_PX = 3508
"""A4 at 300 dpi: what a rendered page may have at most (the finest image on it decides below that)."""
SAMPLE_BYTES = 32
"""An image whose last bytes stand among the last of a PDF without an end is cut short; a whole one has its ``endstream`` after it."""
HIDDEN = "the page shows nothing, but hides a picture (behind a mask, or something white); export it again, or decide which page it is"
UNDRAWN = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
"""Annotations that show nothing on the page itself."""
INVISIBLE_TEXT = 3
"""Text rendering mode of the words that a scanner's text recognition lays under the image (ISO 32000-1, 9.3.6)."""


def ingest_pdf(source: Source, halve_from_dpi: float | None = None, smallest: int = SMALLEST_SIDE_PX) -> Scan | Unread:
    """One page of a PDF in grey, upright as the PDF shows it; the rest as in ``ingest``."""
    try:
        document = opened(source.path, source.page, source.hints)
    except pdfium.PdfiumError as error:
        return Unread(ScanRef(source.file, source.page, page_id(source)), Status.REJECTED, *open_problem(error))
    try:
        page = document.pdf[source.page - 1]
    except (pdfium.PdfiumError, IndexError):
        return page_unread(source, Reason.UNREADABLE_PAGE, "the PDF announces this page but does not hold it; scan the page again")
    try:
        return ingest_page(source, document, page, halve_from_dpi, smallest)
    except (pdfium.PdfiumError, UnicodeDecodeError) as error:  # the latter for names in the file that are no text
        return page_unread(source, Reason.UNREADABLE_PAGE, f"the page cannot be decoded ({plainly(error)}); scan the page again")
    finally:
        page.close()


def page_id(source: Source) -> str:
    """The id of a page that is not one image: the file's bytes and the page's number."""
    return numbered_id(source.path, source.page)


def page_unread(source: Source, reason: Reason, detail: str) -> Unread:
    return Unread(ScanRef(source.file, source.page, page_id(source)), Status.REJECTED, reason, detail)


def is_seen(item: pdfium.PdfObject) -> bool:
    """False for forms (their content is listed itself) and invisible text."""
    if item.type == raw.FPDF_PAGEOBJ_TEXT:
        return bool(raw.FPDFTextObj_GetTextRenderMode(item) != INVISIBLE_TEXT)
    return bool(item.type != raw.FPDF_PAGEOBJ_FORM)


def is_annotated(page: pdfium.PdfPage) -> bool:
    """Whether somebody wrote or drew on the page in a program: marks that lie above its image, and are no part of it."""
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_OBJECTS)):
        one = raw.FPDFPage_GetAnnot(page, place)
        kind = raw.FPDFAnnot_GetSubtype(one)
        raw.FPDFPage_CloseAnnot(one)
        if kind not in UNDRAWN:
            return True
    return False


def ingest_page(source: Source, document: Document, page: pdfium.PdfPage, halve_from_dpi: float | None, smallest: int) -> Scan | Unread:
    """The page's one image, or the page rendered where it is more, or not all of it (or where its image has a mask, or is one), or where
    something is drawn upon it.
    """
    objects = list(islice(page.get_objects(max_depth=FORM_DEPTH), MOST_OBJECTS + 1))
    seen = [item for item in objects if is_seen(item)]
    images = [item for item in seen if isinstance(item, pdfium.PdfImage)]
    if not seen:
        return page_unread(source, Reason.UNREADABLE_PAGE, "the PDF page holds no image at all, or it is damaged; scan the page again")
    sizes = [pixels(image) for image in images]
    if len(objects) > MOST_OBJECTS or sum(width * height for width, height in sizes) > MOST_DRAWN_PX:
        detail = "the PDF page is made of too many objects or images to be drawn; scan the page again, or export it as one image"
        return page_unread(source, Reason.TOO_LARGE, detail)
    for image, size in zip(images, sizes, strict=True):
        problem = size_problem(*size, smallest)
        if problem and (problem[0] is Reason.TOO_LARGE or len(seen) == 1):
            return page_unread(source, *problem)
        if document.tail and bytes(image_bytes(image)[-SAMPLE_BYTES:]) in document.tail:
            return page_unread(source, Reason.UNREADABLE_PAGE, CUT_SHORT)
    more = len(seen) > 1 or len(images) != 1 or is_annotated(page)
    if more or document.masked or is_stencil(images[0]) or is_cropped(images[0], page):
        return rendered(source, page, images, smallest)
    return embedded(source, document, page, images[0], halve_from_dpi, smallest)


def embedded(
    source: Source, document: Document, page: pdfium.PdfPage, image: pdfium.PdfImage, halve_from_dpi: float | None, smallest: int
) -> Scan | Unread:
    """The image's own pixels, turned and mirrored to the quarter turn in which the page shows it."""
    data = image_bytes(image)
    ref = ScanRef(source.file, source.page, hashlib.sha256(data).hexdigest())
    a, b, c, d = placement(image)
    across_in, down_in = np.hypot(a, b) / POINTS_PER_INCH, np.hypot(c, d) / POINTS_PER_INCH
    columns, rows = image.get_px_size()
    fine = halve_from_dpi is not None and columns >= halve_from_dpi * across_in > 0 and rows >= halve_from_dpi * down_in > 0
    fine = fine and image.get_filters() == ["DCTDecode"]
    gray = image_pixels(image, data, inverted=document.inverted, shrink=2 if fine else 1, smallest=smallest)
    if isinstance(gray, tuple):
        return Unread(ref, Status.REJECTED, *gray)
    shrunk = 2 if fine and gray.shape[1] < columns else 1
    dpi = None
    if min(across_in, down_in) > 0:
        gray = squared(gray, gray.shape[1] / across_in, gray.shape[0] / down_in)
        dpi = float(gray.shape[1] / across_in) * shrunk
    if abs(b) > abs(a):
        gray = oriented(gray, transpose=True, mirror_x=c > 0, mirror_y=b > 0)
    elif a < 0 or d < 0:
        gray = oriented(gray, transpose=False, mirror_x=a < 0, mirror_y=d < 0)
    turns = page.get_rotation() // 90
    return Scan(ref, quarter_turned(gray, turns) if turns else gray, dpi, shrunk)


def rendered(source: Source, page: pdfium.PdfPage, images: list[pdfium.PdfImage], smallest: int) -> Scan | Unread:
    """The page drawn by PDFium at the resolution of its finest image, within limits. Raises PdfiumError where it cannot decode one of the
    images, which it would leave out of the drawing without a word.
    """
    for image in images:
        damage = image_problem(image, image_bytes(image), bitmap_gray(image.get_bitmap(render=False)))
        if damage is not None:
            return page_unread(source, Reason.UNREADABLE_PAGE, DAMAGED.format(damage))
    width, height = page.get_size()
    finest = max((image.get_px_size()[0] / max(1e-6, np.hypot(*placement(image)[:2])) for image in images), default=0.0)
    is_scan = _cover(images, width * height)
    lowest = LOWEST_RENDER_DPI / POINTS_PER_INCH
    scale = float(min(finest if finest > NEARLY * lowest else lowest, LONGEST_RENDER_PX / max(width, height)))
    problem = size_problem(round(width * scale), round(height * scale), smallest)
    if problem:
        return page_unread(source, *problem)
    gray = bitmap_gray(page.render(scale=scale * WHOLE_PX, grayscale=True))
    if is_scan and not np.ptp(gray) and any(not is_blank(bitmap_gray(image.get_bitmap(render=False))) for image in images):
        return page_unread(source, Reason.UNREADABLE_PAGE, HIDDEN)
    if is_scan and not is_annotated(page) and all(image.get_metadata().bits_per_pixel == 1 for image in images):
        gray = np.where(gray < BLACK_BELOW, np.uint8(0), np.uint8(255))
    return Scan(ScanRef(source.file, source.page, page_id(source)), gray, scale * POINTS_PER_INCH)


def _cover(images: Sequence[pdfium.PdfImage], area: float) -> bool:
    """Whether images cover most of a page, which is then a scan."""
    shown = (placement(image) for image in images)
    return sum(abs(a * d - b * c) for a, b, c, d in shown) >= COVERED * area
