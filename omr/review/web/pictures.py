"""Pictures of the batch's pages, cut on demand and kept nowhere; outside the sheet view no name and no student number is on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import cv2
import numpy as np

from omr.model.layout import Box, Field, FieldKind, LayoutPage
from omr.model.page import Gray, PageEvidence, RegisteredPage, ScanRef
from omr.model.response import Response
from omr.review.cards import ROW_MARGIN_MM, THUMBNAIL_PX
from omr.review.picture import CROP_PX_PER_MM, JPEG_QUALITY, Colour, around, overlay, upright
from omr.review.scans import Scans

WALL_MARGIN_MM = (4.0, 2.5)
PAGE_PX_PER_MM = 5.0
"""A whole page of 210 mm is 1050 pixels wide: legible, and quickly there."""
HIDDEN = (FieldKind.NAME, FieldKind.STUDENT_NUMBER, FieldKind.OWNER, FieldKind.OTHER)
"""Fields that say who wrote; ``other`` may be a signature."""
HIDDEN_MARGIN_MM = 2.0
"""Handwriting reaches beyond its field."""
RISING = (FieldKind.NAME, FieldKind.OTHER)
"""Kinds of lines to write on: a signature rises above its own by as much as the field is high."""
COVER = 205
"""The grey that stands where something is hidden."""


def row_area(page: LayoutPage, field: Field, margin: tuple[float, float] = ROW_MARGIN_MM) -> Box:
    """What a crop of that row shows, in mm."""
    return around(field, page.size, margin)


class Pictures:
    """JPEG files of rows and pages. One thread at a time reads scans: the PDF library knows no threads."""

    def __init__(self, scans: Scans) -> None:
        self._scans, self._lock = scans, Lock()

    def use(self, scans: Scans) -> None:
        """Show those scans from now on."""
        with self._lock:
            self._scans = scans

    def row(self, ref: ScanRef, field: Field, margin: tuple[float, float] = ROW_MARGIN_MM) -> bytes | None:
        """A row as scanned, straightened."""
        with self._lock:
            page = self._scans.registered(ref)
        return _jpeg(hidden(page, row_area(page.page, field, margin), CROP_PX_PER_MM)) if page else None

    def version(self, ref: ScanRef) -> bytes | None:
        """Where a page says by bubbles or handwriting which form it is."""
        with self._lock:
            page = self._scans.registered(ref)
        fields = [one for one in page.page.fields if _says_its_form(one)] if page else []
        if page is None or not fields:
            return None
        options = tuple(option for field in fields for option in field.options)
        return _jpeg(hidden(page, row_area(page.page, replace(fields[0], options=options)), CROP_PX_PER_MM))

    def page(self, ref: ScanRef) -> bytes | None:
        """The whole page, straightened."""
        with self._lock:
            page = self._scans.registered(ref)
        return _jpeg(hidden(page, Box(0, 0, *page.page.size), PAGE_PX_PER_MM)) if page else None

    def sheet(self, evidence: PageEvidence, responses: Sequence[Response]) -> bytes | None:
        """For the sheet view alone: the page with all that was read drawn on it, or the scan as it came where it has no place."""
        with self._lock:
            page = self._scans.registered(evidence.ref)
        return _jpeg(overlay(page, evidence, responses)) if page else self.scan(evidence.ref)

    def scan(self, ref: ScanRef) -> bytes | None:
        """For the sheet view alone: a scan as it came."""
        with self._lock:
            scan = self._scans.scan(ref)
        if scan is None:
            return None
        scale = min(1.0, THUMBNAIL_PX / max(scan.image.shape))
        return _jpeg(np.asarray(cv2.resize(scan.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8))


def hidden(page: RegisteredPage, area: Box, px_per_mm: float) -> Gray:
    """That part of a page, with everything covered that says who wrote it."""
    cut = upright(page.scan.image, page.transform, area, px_per_mm)
    for field in page.page.fields:
        if field.kind in HIDDEN:
            cover = covered(field, page.page)
            left, top = cover.x - area.x, cover.y - area.y
            x, y, end, foot = (max(0, round(value * px_per_mm)) for value in (left, top, left + cover.w, top + cover.h))
            cut[y:foot, x:end] = COVER
    return cut


def covered(field: Field, page: LayoutPage) -> Box:
    """Where what is written in a field may reach, in mm; never over what is marked or written above it to be read."""
    left, right = field.box.x - HIDDEN_MARGIN_MM, field.box.x + field.box.w + HIDDEN_MARGIN_MM
    near, bottom = field.box.y - HIDDEN_MARGIN_MM, field.box.y + field.box.h + HIDDEN_MARGIN_MM
    top = near - (field.box.h if field.kind in RISING and not field.options else 0.0)
    read = (around(other, page.size, (0.0, 0.0)) for other in page.fields if other.kind not in HIDDEN)
    feet = [box.y + box.h for box in read if box.x < right and left < box.x + box.w and box.y < near]
    top = min(near, max([top, *feet]))
    return Box(left, top, right - left, bottom - top)


def _says_its_form(field: Field) -> bool:
    """Whether the student writes or bubbles there which form it is; a printed code has neither."""
    return field.kind is FieldKind.VERSION or (field.kind is FieldKind.FORM_CODE and bool(field.options))


def _jpeg(image: Gray | Colour) -> bytes:
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done, "OpenCV encodes every 8-bit image"
    return data.tobytes()
