"""The page's QR code: first where the layout prints it, then anywhere on the scan; zxing-cpp reads, pyzbar is the second opinion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import zxingcpp

from omr.imaging import frames
from omr.model.layout import Box
from omr.model.page import Gray, PageCode, Points, Transform
from omr.register.repair import repaired

PREFIX = "OMR1"
MARGIN_MM = 5.0
"""Cut around the code: its quiet zone, and what a first transform from few markers may be off."""
LOWEST_PX_PER_MM = 8.0
"""The crop's resolution is the scan's, but at least 200 dpi: small modules read better enlarged."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A code of ours and the pixel (1, 2) of its centre."""

    code: PageCode
    centre: Points


def parsed(text: str) -> PageCode | None:
    """``OMR1/exam/form/page/serial`` taken apart, or None for any other text."""
    parts = text.split("/")
    if len(parts) != 5 or parts[0] != PREFIX or not parts[3].isdecimal():
        return None
    return PageCode(exam=parts[1], form=parts[2], page=int(parts[3]), serial=parts[4])


@lru_cache(maxsize=1)
def _pyzbar() -> Any | None:  # noqa: ANN401  # a module without types that may be absent
    try:
        from pyzbar import pyzbar  # noqa: PLC0415  # needs a library of the system; reading goes on without it
    except (ImportError, OSError):
        return None
    return pyzbar


def codes_in(picture: Gray, *, thorough: bool) -> list[Seen]:
    """Codes of ours in a picture, each with the pixel of its centre."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    read = zxingcpp.read_barcodes(picture, formats=formats, try_rotate=thorough, try_downscale=thorough, try_invert=False)
    seen = []
    for symbol in read:
        at = symbol.position
        seen.append((symbol.text, [(point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]))
    return _ours(seen)


def second_opinion(picture: Gray) -> list[Seen]:
    """The same by pyzbar where it is installed."""
    library = _pyzbar()
    if library is None:
        return []
    read = library.decode(picture, symbols=[library.ZBarSymbol.QRCODE])
    return _ours([(symbol.data.decode("utf-8", "replace"), [(point.x, point.y) for point in symbol.polygon]) for symbol in read])


def _ours(symbols: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> list[Seen]:
    codes = [(parsed(text), np.array(corners, dtype=np.float64)) for text, corners in symbols]
    return [Seen(code, corners.mean(axis=0, keepdims=True)) for code, corners in codes if code is not None]


def cut(image: Gray, transform: Transform, box: Box) -> tuple[Gray, np.ndarray[Any, np.dtype[np.float64]]]:
    """The code's place upright with a margin, and the matrix from its pixels back to the scan's."""
    at, change = frames(transform, np.array([box.centre]))
    per_mm = max(LOWEST_PX_PER_MM, float(np.sqrt(abs(np.linalg.det(change[0])))))
    width, height = round((box.w + 2 * MARGIN_MM) * per_mm), round((box.h + 2 * MARGIN_MM) * per_mm)
    back = np.empty((2, 3))
    back[:, :2] = change[0] / per_mm
    back[:, 2] = at[0] - back[:, :2] @ ((width - 1) / 2, (height - 1) / 2)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(image, back, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,))
    return np.asarray(crop, dtype=np.uint8), back


def _part(image: Gray, transform: Transform, box: Box) -> tuple[Gray, Points]:
    """The part of the scan that shows the code, turned as it may be, and the pixel (1, 2) of its first corner: to turn it upright takes
    0.2 ms of CPU, and few codes need that.
    """
    wide = Box(box.x - MARGIN_MM, box.y - MARGIN_MM, box.w + 2 * MARGIN_MM, box.h + 2 * MARGIN_MM)
    px = np.maximum(transform(np.array(wide.corners)), 0)  # a negative end would count from the far side of the scan
    left, top = px.min(axis=0).astype(int)
    right, bottom = px.max(axis=0).astype(int) + 1
    return np.ascontiguousarray(image[top:bottom, left:right]), np.array([[left, top]], dtype=np.float64)


def code_at(image: Gray, transform: Transform, box: Box) -> Seen | None:
    """The code in its printed place: in the scan as it is, then upright, then smoothed and enlarged, then by the second reader, then with
    what is lost drawn anew.
    """
    part, corner = _part(image, transform, box)
    seen = codes_in(part, thorough=False) if part.size else []
    if seen:
        return Seen(seen[0].code, seen[0].centre + corner)
    crop, back = cut(image, transform, box)
    seen = codes_in(crop, thorough=False) or codes_in(crop, thorough=True)
    if not seen:
        smooth = np.asarray(cv2.GaussianBlur(crop, (0, 0), 1.0), dtype=np.uint8)
        seen = codes_in(smooth, thorough=True) or second_opinion(crop) or second_opinion(smooth) or _repaired(image, crop, back, box)
    if not seen:
        return None
    return Seen(seen[0].code, seen[0].centre @ back[:, :2].T + back[:, 2])


def _repaired(image: Gray, crop: Gray, back: np.ndarray[Any, np.dtype[np.float64]], box: Box) -> list[Seen]:
    """The code drawn anew from what is left of it, with the crop's pixel of its centre."""
    there = cv2.warpAffine(np.full_like(image, 255), back, crop.shape[::-1], flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    for whole, centre in repaired(crop, np.asarray(there, dtype=np.uint8), box.w / (box.w + 2 * MARGIN_MM)):
        seen = codes_in(whole, thorough=False)
        if seen:
            return [Seen(seen[0].code, centre)]
    return []


def code_anywhere(image: Gray) -> Seen | None:
    """A code of ours anywhere on the scan; slow, so only where it was not in its place."""
    seen = codes_in(image, thorough=True) or second_opinion(image)
    return seen[0] if seen else None
