"""Pictures of registered pages, upright in the page's own frame: what a person looks at to decide."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.model.exam import ItemRef, Shape
from omr.model.layout import Box, Field, FieldKind
from omr.model.page import BoxEvidence, Gray, PageEvidence, RegisteredPage, Transform
from omr.model.response import Response, ResponseStatus

Colour = npt.NDArray[np.uint8]
"""An image (rows, columns, 3), blue green red."""

CROP_PX_PER_MM = 8.0
"""As fine as an ordinary scan (203 dpi): a crop shows what the machine saw."""
PAGE_PX_PER_MM = 6.0
"""A whole page fits a large screen and its marks stay legible."""
JPEG_QUALITY = 82
GREEN, RED, ORANGE, GREY = (60, 150, 30), (40, 30, 210), (0, 130, 240), (190, 180, 170)


def upright(image: Gray, transform: Transform, area: Box, px_per_mm: float) -> Gray:
    """The part of a scan that shows ``area`` (mm), straightened; what lies outside the scan is white."""
    columns, rows = max(1, round(area.w * px_per_mm)), max(1, round(area.h * px_per_mm))
    x = area.x + (np.arange(columns) + 0.5) / px_per_mm
    y = area.y + (np.arange(rows) + 0.5) / px_per_mm
    mm = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    at = transform(mm).astype(np.float32).reshape(rows, columns, 2)
    cut = cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return np.asarray(cut, dtype=np.uint8)


def around(field: Field, size: tuple[float, float], margin: tuple[float, float]) -> Box:
    """A field's row and what can be marked or written in it, with ``margin`` mm of context (beside, above and below), inside the page."""
    boxes = [field.box, *(option.box for option in field.options), *(blank.box for blank in field.blanks)]
    beside, above = margin
    left, top = max(0.0, min(box.x for box in boxes) - beside), max(0.0, min(box.y for box in boxes) - above)
    right = min(size[0], max(box.x + box.w for box in boxes) + beside)
    bottom = min(size[1], max(box.y + box.h for box in boxes) + above)
    return Box(left, top, right - left, bottom - top)


def data_uri(image: Gray | Colour) -> str:
    """An image as a JPEG inside a web address, for a page that needs no other file."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done, "OpenCV encodes every 8-bit image"
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def overlay(page: RegisteredPage, evidence: PageEvidence, responses: Sequence[Response]) -> Colour:
    """The page with everything that was read drawn on it: green a found mark, red a multiple one, orange unsure, grey empty.

    ``responses`` may be those of the whole sheet; outlines stand where they were found, not where they were expected.
    """
    width, height = page.page.size
    whole = upright(page.scan.image, page.transform, Box(0, 0, width, height), PAGE_PX_PER_MM)
    picture: Colour = np.repeat(whole[:, :, None], 3, axis=2)
    said = {ItemRef(response.section, response.item): response for response in responses}
    found = {(box.section, box.item, box.label): box for box in evidence.boxes}
    for field in page.page.fields:
        response = said.get(ItemRef(field.section, field.item))
        if field.kind in {FieldKind.CHOICE, FieldKind.NUMBER} and response is not None:
            _draw_field(picture, field, response, found)
    return picture


def _draw_field(picture: Colour, field: Field, response: Response, found: dict[tuple[str, str, str], BoxEvidence]) -> None:
    unsure = response.status is ResponseStatus.UNSURE
    if unsure:
        _tint(picture, field.box)
    for blank in field.blanks:
        _outline(picture, blank.box, Shape.BOX, ORANGE if unsure else GREEN, 2)
    chosen = set((response.suggestion if unsure else response.response).split("&"))
    strong = {ResponseStatus.UNSURE: ORANGE, ResponseStatus.MULTIPLE: RED}.get(response.status, GREEN)
    for option in field.options:
        seen = found.get((field.section, field.item, option.label))
        box = Box(option.box.x + seen.dx, option.box.y + seen.dy, option.box.w, option.box.h) if seen else option.box
        colour = strong if option.label in chosen else GREY
        _outline(picture, box, option.shape, colour, 3 if option.label in chosen else 1)


def _tint(picture: Colour, box: Box) -> None:
    x, y, right, bottom = (round(value * PAGE_PX_PER_MM) for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    part = picture[max(y, 0) : bottom, max(x, 0) : right]
    part[:] = np.minimum(part, np.array((190, 228, 255), dtype=np.uint8))


def _outline(picture: Colour, box: Box, shape: Shape, colour: tuple[int, int, int], thickness: int) -> None:
    """Drawn just outside the printed outline, so that the mark itself stays visible."""
    grow = 0.5
    left, top = round((box.x - grow) * PAGE_PX_PER_MM), round((box.y - grow) * PAGE_PX_PER_MM)
    right, bottom = round((box.x + box.w + grow) * PAGE_PX_PER_MM), round((box.y + box.h + grow) * PAGE_PX_PER_MM)
    if shape is Shape.CIRCLE:
        axes = ((right - left) // 2, (bottom - top) // 2)
        cv2.ellipse(picture, ((left + right) // 2, (top + bottom) // 2), axes, 0, 0, 360, colour, thickness, cv2.LINE_AA)
    else:
        cv2.rectangle(picture, (left, top), (right, bottom), colour, thickness)
