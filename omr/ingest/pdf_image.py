"""One image of a PDF: its pixels as the PDF means them, where they are placed, and whether its coded data are whole."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from omr.ingest.coded import (
    BAD,
    fax_problem,
    flate_problem,
    jbig2_problem,
    jpeg_2000_problem,
    jpeg_2000_size,
    jpeg_problem,
    samples_problem,
    unpacked,
)
from omr.ingest.jpeg import is_cut_short, jpeg_gray, jpeg_header
from omr.ingest.limits import SMALLEST_SIDE_PX, size_problem
from omr.model.page import Gray, Reason

PLAIN_COLOURS = frozenset({raw.FPDF_COLORSPACE_DEVICEGRAY, raw.FPDF_COLORSPACE_DEVICERGB, raw.FPDF_COLORSPACE_ICCBASED})
PLAIN_COLOURS |= {raw.FPDF_COLORSPACE_CALGRAY, raw.FPDF_COLORSPACE_CALRGB}
"""Colour spaces in which a JPEG's own grey is the page's grey; others (separations, indexed, CMYK) are left to PDFium."""
PART_SHOWN = (0.2, 0.75)
"""Share of an image's width, or height, that a page shows of its own where it is a part of it: above, software cropped a margin; below,
the image is placed wrongly, and its corner says nothing.
"""
DAMAGED = "an image of the page is damaged in the PDF ({}); scan the page again"
LARGEST_PIXEL_BYTES = 9
"""Four inks of 16 bits, and a predictor's byte."""
UNPACKED_HERE = frozenset({"FlateDecode", "ASCII85Decode", "ASCIIHexDecode"})
CUT_SHORT = "the end of the page's image is missing in the PDF; scan the page again"


def image_bytes(image: pdfium.PdfImage) -> memoryview:
    """The image's bytes as they stand in the PDF. Room that nobody clears before spares 0.16 of 20 ms of CPU a page at 200 dpi."""
    room = np.empty(raw.FPDFImageObj_GetImageDataRaw(image, None, 0), np.uint8)
    raw.FPDFImageObj_GetImageDataRaw(image, room.ctypes.data, len(room))
    return room.data


def pixels(image: pdfium.PdfImage) -> tuple[int, int]:
    """Width and height; of JPEG 2000 as its own header says, since PDFium believes that and not the PDF."""
    header = None
    if image.get_filters()[-1:] == ["JPXDecode"]:
        header = jpeg_2000_size(image_bytes(image))
    return header or image.get_px_size()


def placement(image: pdfium.PdfImage) -> tuple[float, float, float, float]:
    """The matrix (a, b, c, d) that places the image's unit square on the page."""
    matrix = _matrix(image)
    return matrix.a, matrix.b, matrix.c, matrix.d


def _matrix(image: pdfium.PdfImage) -> pdfium.PdfMatrix:
    """From the image's unit square to the page, through all forms around it."""
    matrix, around = image.get_matrix(), image.container
    while around is not None:
        matrix, around = matrix.multiply(around.get_matrix()), around.container
    return matrix


def is_cropped(image: pdfium.PdfImage, page: pdfium.PdfPage) -> bool:
    """Whether the page shows no more than a part of its image: of one scan of two pages, many programs make two that each hide a half."""
    left, bottom, right, top = _matrix(image).on_rect(0, 0, 1, 1)
    box_left, box_bottom, box_right, box_top = page.get_bbox()
    if not (left < right and bottom < top):
        return False
    across = (min(right, box_right) - max(left, box_left)) / (right - left)
    up = (min(top, box_top) - max(bottom, box_bottom)) / (top - bottom)
    return bool(PART_SHOWN[0] <= min(across, up) < PART_SHOWN[1])


def is_stencil(image: pdfium.PdfImage) -> bool:
    """Whether the image is a mask through which the page's colour is painted: it has no colours of its own (ISO 32000-1, 8.9.6.2)."""
    about = image.get_metadata()
    return bool(about.bits_per_pixel == 1 and about.colorspace == raw.FPDF_COLORSPACE_UNKNOWN)


def image_pixels(
    image: pdfium.PdfImage, data: memoryview, *, inverted: bool, shrink: int = 1, smallest: int = SMALLEST_SIDE_PX
) -> Gray | tuple[Reason, str]:
    """Grey pixels as the PDF means them (its own /Decode and colour space), or what is wrong. Raises PdfiumError, and
    UnicodeDecodeError for a damaged name.

    A JPEG may be decoded at a size that many times smaller: its shape tells.
    """
    if image.get_filters() == ["DCTDecode"]:
        header = jpeg_header(data)
        if header is None or is_cut_short(data):
            return Reason.UNREADABLE_PAGE, CUT_SHORT
        if (problem := size_problem(header.width, header.height, smallest)) is not None:
            return problem
        if not inverted and is_plain(image) and header.components in {1, 3} and header.bits == 8:
            gray = jpeg_gray(data, shrink)
            return gray if gray is not None else (Reason.UNREADABLE_PAGE, "the page's JPEG image is damaged; scan the page again")
    gray = bitmap_gray(image.get_bitmap(render=False))
    damage = image_problem(image, data, gray)
    return gray if damage is None else (Reason.UNREADABLE_PAGE, DAMAGED.format(damage))


def image_problem(image: pdfium.PdfImage, data: memoryview, gray: Gray | None = None) -> str | None:
    """What is wrong with the image's coded data, of which PDFium says nothing; ``gray`` as it was decoded, if it was."""
    filters, rest = image.get_filters(), data
    about = image.get_metadata()
    most = (about.width * about.height + 1) * LARGEST_PIXEL_BYTES
    while len(filters) > 1:
        plain = unpacked(rest, filters[0], most)
        if plain is None:
            return None if filters[0] not in UNPACKED_HERE else BAD
        filters, rest = filters[1:], memoryview(plain)
    match filters:
        case ["FlateDecode"]:
            return flate_problem(rest, most)
        case ["DCTDecode"]:
            return jpeg_problem(rest)
        case ["JPXDecode"]:
            return jpeg_2000_problem(rest)
        case ["JBIG2Decode"]:
            return jbig2_problem(rest)
        case ["CCITTFaxDecode"]:
            return fax_problem(rest, gray if gray is not None else bitmap_gray(image.get_bitmap(render=False)))
        case _:
            size = len(memoryview(image.get_data(decode_simple=True)).cast("B"))
            return samples_problem(size, about.width, about.height, about.bits_per_pixel)


def is_plain(image: pdfium.PdfImage) -> bool:
    """Whether the image's samples are grey or RGB as they stand."""
    return bool(image.get_metadata().colorspace in PLAIN_COLOURS)


def bitmap_gray(bitmap: pdfium.PdfBitmap) -> Gray:
    """A copy of PDFium's pixels in grey."""
    pixels = bitmap.to_numpy()
    if pixels.ndim == 2:
        return np.array(pixels, dtype=np.uint8)
    code = cv2.COLOR_BGR2GRAY if pixels.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels), code), dtype=np.uint8)
