"""A printer: the sheet's PDF on paper, at its scale and place and with the toner that is left."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium

from omr.model.layout import Box, LayoutPage
from omr.model.page import Points
from omr.simulate.hand import between
from omr.simulate.ink import Image
from omr.simulate.tables import Table

POINTS_PER_MM = 72 / 25.4
LOW_TONER = 0.7
"""Below this share of black a page is named low_toner."""
BOLD_MM = 0.06
"""Toner spread by more than this makes a page named bold_print."""
CROSS = np.asarray(cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)), dtype=np.uint8)
BAND_ROWS = 512
"""Worn so many rows at a time, to hold little in memory."""
SCALED = (0.965, 1.025)
"""Beyond these scales a page is named print_scale."""


@dataclass(frozen=True, slots=True)
class Print:
    """How a page came out of the printer: ``scale``, ``dx`` and ``dy`` (mm), ``toner`` (share of black), ``loss`` (0-1: how blotchy),
    ``dropout`` (share of black of the outlines to mark; 1 = like the rest), ``gain`` (mm by which toner spread around lines).
    """

    scale: float
    dx: float
    dy: float
    toner: float
    loss: float
    dropout: float
    gain: float = 0.0

    def place(self, mm: Points) -> Points:
        """Where a place of the layout (n, 2) came to stand on the paper, both in mm."""
        return mm * self.scale + (self.dx, self.dy)

    @property
    def defects(self) -> tuple[str, ...]:
        named = {
            "bold_print": self.gain > BOLD_MM,
            "low_toner": self.toner < LOW_TONER,
            "toner_loss": self.loss > 0,
            "dropout": self.dropout < 1,
            "print_scale": not SCALED[0] <= self.scale <= SCALED[1],
        }
        return tuple(name for name, true in named.items() if true)


def draw_print(rng: np.random.Generator, table: Table, size: tuple[float, float]) -> Print:
    """A printer out of the table. Scaling keeps the middle of the paper (``size``, mm) in place, as printers do."""
    scale = between(rng, table.print_scale)
    dx, dy = (between(rng, table.print_shift) + (1 - scale) * length / 2 for length in size)
    loss = rng.uniform(0.2, 1.0) if rng.random() < table.p_toner_loss else 0.0
    dropout = rng.uniform(0.25, 0.6) if rng.random() < table.p_dropout else 1.0
    gain = between(rng.spawn(1)[0], table.dot_gain)
    return Print(scale, dx, dy, between(rng, table.toner), float(loss), float(dropout), gain)


def render(page: pdfium.PdfPage, how: Print, px_per_mm: float, *, colour: bool) -> Image:
    """The page of a PDF as printed, at ``px_per_mm`` of the paper: grey (rows, columns) or blue-green-red (rows, columns, 3)."""
    zoom = px_per_mm / POINTS_PER_MM
    width, height = (round(size * zoom) for size in page.get_size())
    kind = pdfium.raw.FPDFBitmap_BGR if colour else pdfium.raw.FPDFBitmap_Gray
    bitmap = pdfium.PdfBitmap.new_native(width, height, kind)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    scale = zoom * how.scale
    matrix = pdfium.raw.FS_MATRIX(scale, 0, 0, scale, how.dx * px_per_mm, how.dy * px_per_mm)
    clip = pdfium.raw.FS_RECTF(0, 0, width, height)
    pdfium.raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, ctypes.byref(matrix), ctypes.byref(clip), pdfium.raw.FPDF_ANNOT)
    image = np.array(bitmap.to_numpy(), dtype=np.uint8)
    return image if colour else image.reshape(height, width)


def wear(rng: np.random.Generator, image: Image, how: Print, layout: LayoutPage, px_per_mm: float) -> Image:
    """The print as the toner left it: spread, paler, blotchy, with holes in its black, its outlines in a drop-out colour."""
    if how.gain:
        image = _spread(image, how.gain * px_per_mm)
    if how.loss:
        image = _blotchy(rng, image, how)
    elif how.toner < 1:
        image = np.asarray(cv2.LUT(image, _paler(how.toner)), dtype=np.uint8)
    if how.dropout < 1:
        boxes = [option.box for field in layout.fields for option in field.options]
        _drop(image, boxes, how, px_per_mm)
    return image


def _spread(image: Image, by: float) -> Image:
    """The print grown by some pixels all around, a fraction of one by as much of its darkness."""
    for share in (*(1.0 for _ in range(int(by))), by % 1):
        grown = cv2.erode(image, CROSS)
        image = np.asarray(cv2.addWeighted(image, 1 - share, grown, share, 0), dtype=np.uint8)
    return image


def _paler(share: float) -> Image:
    return np.asarray(255 - (255 - np.arange(256)) * share, dtype=np.uint8)


def _blotchy(rng: np.random.Generator, image: Image, how: Print) -> Image:
    """Toner that did not stick: slow blotches over the page and small holes within black."""
    rows, columns = image.shape[:2]
    coarse = rng.uniform(0, 1, (rows // 160 + 2, columns // 160 + 2)).astype(np.float32)
    fine = rng.random((rows // 3 + 1, columns // 3 + 1), dtype=np.float32)
    blotch = cv2.resize(np.clip(coarse, 0, 1), (columns, rows), interpolation=cv2.INTER_LINEAR)
    holes = cv2.resize(fine, (columns, rows), interpolation=cv2.INTER_LINEAR)
    worn = np.empty_like(image)
    for top in range(0, rows, BAND_ROWS):
        band = slice(top, top + BAND_ROWS)
        stuck = how.toner * (1 - 0.45 * how.loss * blotch[band]) * np.clip(1.3 - holes[band] * 0.75 * how.loss, 0.2, 1)
        black = 255 - image[band]
        worn[band] = 255 - black * (stuck if image.ndim == 2 else stuck[..., None])
    return worn


def _drop(image: Image, boxes: Sequence[Box], how: Print, px_per_mm: float) -> None:
    for box in boxes:
        corners = np.round(
            how.place(np.array([(box.x - 0.2, box.y - 0.2), (box.x + box.w + 0.2, box.y + box.h + 0.2)])) * px_per_mm
        ).astype(int)
        part = image[corners[0, 1] : corners[1, 1], corners[0, 0] : corners[1, 0]]
        part[:] = cv2.LUT(part, _paler(how.dropout))
