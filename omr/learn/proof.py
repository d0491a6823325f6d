"""The proof picture of a learned page: everything found is drawn and named, so that a person sees at once what is wrong."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.paper.blank import PX_PER_MM
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutPage
from omr.model.page import Gray

Colour = npt.NDArray[np.uint8]
SCALE = 8.0
"""Pixels per mm of the proof."""
FRACTION = 4
"""Binary places of a drawn point."""
STEP_MM = 10
"""From one line of the grid to the next, by which a person reads places for a corrections file."""
GREEN, BLUE, ORANGE, PURPLE, RED, TEAL = (40, 140, 20), (200, 60, 20), (0, 120, 230), (170, 30, 150), (30, 30, 230), (130, 130, 0)
"""BGR: options, item names, fields, marks, what belongs to nothing, options of fields."""
GREY = (150, 150, 150)
GRID_PALENESS = 0.93
"""Times its brightness, what a line of the grid leaves of the picture."""


def proof(image: Gray, page: LayoutPage, unused: tuple[Box, ...]) -> Colour:
    """Picture (rows, columns, 3) in BGR of a page, from its picture at ``PX_PER_MM``."""
    factor = SCALE / PX_PER_MM
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    pale = (255 - (255 - small.astype(np.float32)) * 0.55).astype(np.uint8)
    picture = np.asarray(cv2.cvtColor(pale, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    _grid(picture)
    for marker in page.markers:
        _frame(picture, marker.box, PURPLE, 4)
        _write(picture, f"marker {marker.id}", marker.box.x, marker.box.y + marker.box.h + 2.5, PURPLE)
    for anchor in page.anchors:
        _frame(picture, anchor.box, PURPLE, 4)
        _write(picture, anchor.kind, anchor.box.x, anchor.box.y + anchor.box.h + 2.5, PURPLE)
    for field in page.fields:
        _field(picture, field)
    for box in unused:
        _frame(picture, box, RED, 3)
        _write(picture, "unused", box.x, box.y - 0.5, RED)
    return picture


def _grid(picture: Colour) -> None:
    """A pale line every 10 mm, each with its mm at the page's edge."""
    rows, columns = picture.shape[:2]
    for mm in range(STEP_MM, int(columns / SCALE), STEP_MM):
        picture[:, round(mm * SCALE)] = picture[:, round(mm * SCALE)] * GRID_PALENESS
        _write(picture, str(mm), mm - 1.2, 0.0, GREY)
    for mm in range(STEP_MM, int(rows / SCALE), STEP_MM):
        picture[round(mm * SCALE)] = picture[round(mm * SCALE)] * GRID_PALENESS
        _write(picture, str(mm), 0.5, mm + 0.7, GREY)


def _field(picture: Colour, field: Field) -> None:
    item = field.kind in {FieldKind.CHOICE, FieldKind.NUMBER}
    for option in field.options:
        _outline(picture, option.shape, option.box, GREEN if item else TEAL)
        if item or field.kind is FieldKind.FORM_CODE:
            _write(picture, option.label, option.box.x + option.box.w * 0.25, option.box.y + option.box.h * 0.75, GREEN)
    for blank in field.blanks:
        _frame(picture, blank.box, GREEN if item else TEAL, 2)
        _write(picture, blank.name, blank.box.x + 0.5, blank.box.y + 2.6, GREEN if item else TEAL)
    if item:
        first = (field.options[0].box if field.options else field.blanks[0].box) if field.options or field.blanks else field.box
        _write(
            picture,
            f"{field.section}/{field.item}",
            max(0.0, first.x - 1.4 * len(f"{field.section}/{field.item}") - 1.5),
            first.y + 1.2,
            BLUE,
        )
    elif not field.item or field.item == "1":
        _frame(picture, field.box, ORANGE, 2)
        _write(picture, f"{field.kind.value}: {field.printed}".strip(" :"), field.box.x, field.box.y - 0.5, ORANGE)


def _outline(picture: Colour, shape: Shape, box: Box, colour: tuple[int, int, int]) -> None:
    if shape is Shape.BOX:
        _frame(picture, box, colour, 2)
        return
    x, y = box.centre
    axes = (_fixed(box.w / 2 + 0.5 / SCALE), _fixed(box.h / 2 + 0.5 / SCALE))
    cv2.ellipse(picture, (_fixed(x), _fixed(y)), axes, 0, 0, 360, colour, 2, cv2.LINE_AA, FRACTION)


def _frame(picture: Colour, box: Box, colour: tuple[int, int, int], thick: int) -> None:
    corner = (_fixed(box.x + box.w), _fixed(box.y + box.h))
    cv2.rectangle(picture, (_fixed(box.x), _fixed(box.y)), corner, colour, thick, cv2.LINE_AA, FRACTION)


def _fixed(mm: float) -> int:
    """Mm as OpenCV's fixed-point pixels, whose whole numbers are the middles of pixels."""
    return round((mm * SCALE - 0.5) * (1 << FRACTION))


def _write(picture: Colour, text: str, x: float, y: float, colour: tuple[int, int, int]) -> None:
    place = (round(x * SCALE), round(max(2.5, y) * SCALE))
    plain = text.encode("ascii", "replace").decode()
    cv2.putText(picture, plain, place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, (255, 255, 255), 4, cv2.LINE_AA)
    cv2.putText(picture, plain, place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, colour, 1, cv2.LINE_AA)
