"""One page's way through the page half: ingest → register → read. The one module that every process with pixels needs whole."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np

from omr.errors import BadExam, FileProblem
from omr.ingest import Source, ingest
from omr.model.layout import LayoutPage
from omr.model.page import Gray, PageHalf, PageResult, RegisteredPage, Status, Unread
from omr.read import Expected, expected, read, read_at_half_from
from omr.register import Landmarks, register

FINE_DPI = 290.0
"""A JPEG of this resolution is decoded at half, 150 dpi, where its boxes would be read on the halved scan anyway: 39.0 instead of 41.5 ms
of CPU a page at 300 dpi. On 72 simulated sheets, a third of them at 300 dpi, that made no silent error more and sent fewer items to a
person (14.4 % instead of 17.4 % of those at 300 dpi); a page that is not registered so is taken whole.
"""


def read_page(source: Source, half: PageHalf) -> PageResult:
    """One page's way through the page half."""
    page = registered(source, half, halve_from_dpi(half))
    if isinstance(page, Unread):
        return page
    return read(page, known_page(half, page.code.form, page.code.page), half.calibration)


def registered(source: Source, half: PageHalf, halve_from: float | None) -> RegisteredPage | Unread:
    """The page that the source shows; at half its size from so many dpi, and again whole where that leads nowhere."""
    scan = ingest(source, halve_from)
    if isinstance(scan, Unread):
        return scan
    page = register(scan, half.exam, half.layout, partial(landmarks_in, half.folder))
    if isinstance(page, Unread) and page.status is Status.REJECTED and scan.shrunk > 1:
        return registered(source, half, None)
    return page


@cache
def halve_from_dpi(half: PageHalf) -> float | None:
    """The resolution from which JPEGs are decoded at half their size; None where a page is found by its print, whose details tell."""
    pages = [page for form in half.layout.forms.values() for page in form]
    if not all(page.markers for page in pages):
        return None
    return max(FINE_DPI, *map(read_at_half_from, pages))


@cache
def known_page(half: PageHalf, form: str, number: int) -> Expected:
    """A page of the layout, prepared once a process."""
    page = half.layout.page(form, number)
    return expected(page, reference_in(half.folder, page) if page.bubbled else None)


def landmarks_in(folder: Path, _form: str, page: LayoutPage) -> Landmarks | None:
    """A page's reference picture in an exam folder with its landmarks, once a process; None where the layout names no picture."""
    return _landmarks(folder / page.reference, page.number) if page.reference else None


@cache
def _landmarks(place: Path, number: int) -> Landmarks:
    return Landmarks(_picture(place, number))


def reference_in(folder: Path, page: LayoutPage) -> Gray | None:
    """The picture of the unfilled page, None where the layout names none; raises BadExam where it cannot be read."""
    return _picture(folder / page.reference, page.number) if page.reference else None


@cache
def _picture(place: Path, number: int) -> Gray:
    picture = cv2.imdecode(np.fromfile(place, dtype=np.uint8), cv2.IMREAD_GRAYSCALE) if place.is_file() else None
    if picture is None:
        raise BadExam((FileProblem(str(place), None, "no picture that can be read", f"the reference of page {number} in layout.json"),))
    return np.asarray(picture, dtype=np.uint8)
