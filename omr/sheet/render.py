"""A page of a PDF as an image whose scale is exact, so that a place in mm is a place in the picture."""

from __future__ import annotations

import ctypes
import math

import numpy as np
import pypdfium2 as pdfium

from omr.model.page import Gray

POINTS_PER_MM = 72 / 25.4


def render_page(pdf: bytes, page: int, px_per_mm: float) -> Gray:
    """Page ``page`` (from 1) of a PDF in grey, shape (rows, columns), at exactly ``px_per_mm``.

    The convenience call of pypdfium2 stretches a page to whole pixels (0.05 % on Letter, 0.1 mm at the far edge); a matrix
    does not.
    """
    document = pdfium.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        scale = px_per_mm / POINTS_PER_MM
        # 0.01 px forgives what the PDF's rounded page size adds to a whole number of pixels.
        width, height = (math.ceil(size * scale - 0.01) for size in sheet.get_size())
        bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium.raw.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        # FPDF_RenderPageBitmapWithMatrix already puts the page's top-left corner at (0, 0), y down, one pixel a point.
        matrix = pdfium.raw.FS_MATRIX(scale, 0, 0, scale, 0, 0)
        clip = pdfium.raw.FS_RECTF(0, 0, width, height)
        pdfium.raw.FPDF_RenderPageBitmapWithMatrix(bitmap, sheet, ctypes.byref(matrix), ctypes.byref(clip), pdfium.raw.FPDF_ANNOT)
        return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(height, width)
    finally:
        document.close()
