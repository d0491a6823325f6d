"""A page of boxes or circles drawn straight into a scan, so that every stroke's size in mm is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind, LayoutOption, LayoutPage
from omr.model.page import Gray, PageCode, RegisteredPage, Scan, ScanRef, Transform
from omr.read import expected
from omr.read.measure import FEATURES, Measured, measure

SIZE = (120.0, 120.0)
FINE = 16
"""Pixels per mm while drawing: every scan is this picture reduced."""
ROWS, OPTIONS = 10, "abcd"
INK = 30


@dataclass(frozen=True)
class Print:
    """How the form is printed."""

    shape: Shape = Shape.BOX
    side: float = 4.5
    line: float = 0.3
    letters: bool = False
    width: float | None = None


def layout_page(form: Print) -> LayoutPage:
    fields = []
    for row in range(ROWS):
        boxes = [Box(25.0 + 18.0 * column, 10.0 + 11.0 * row, form.width or form.side, form.side) for column in range(len(OPTIONS))]
        options = tuple(LayoutOption(label, form.shape, box) for label, box in zip(OPTIONS, boxes, strict=True))
        fields.append(Field(FieldKind.CHOICE, Box(25, boxes[0].y, 70, form.side), "1", str(row + 1), options=options))
    return LayoutPage(1, SIZE, (), tuple(fields))


def at(x: float, y: float) -> tuple[int, int]:
    """A point in mm as OpenCV draws with 4 fractional bits; whole coordinates are pixel centres."""
    return round((x * FINE - 0.5) * 16), round((y * FINE - 0.5) * 16)


def blank(form: Print, letter_weight: int = 3) -> Gray:
    """The page as printed, FINE pixels per mm; ``letter_weight`` is the thickness of its letters in pixels."""
    image = np.full((round(SIZE[1] * FINE), round(SIZE[0] * FINE)), 255, np.uint8)
    for option in (option for field in layout_page(form).choices for option in field.options):
        b, half, thick = option.box, form.line / 2, round(form.line * FINE)
        if option.shape is Shape.BOX:
            cv2.rectangle(image, at(b.x + half, b.y + half), at(b.x + b.w - half, b.y + b.h - half), 0, thick, cv2.LINE_AA, 4)
        else:
            cv2.circle(image, at(*b.centre), round((b.w - form.line) / 2 * FINE * 16), 0, thick, cv2.LINE_AA, 4)
        if form.letters:
            scale = b.h * FINE / 50
            (wide, high), _ = cv2.getTextSize(option.label.upper(), cv2.FONT_HERSHEY_SIMPLEX, scale, letter_weight)
            x, y = round(b.centre[0] * FINE - wide / 2), round(b.centre[1] * FINE + high / 2)
            cv2.putText(image, option.label.upper(), (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, 0, letter_weight, cv2.LINE_AA)
    return image


def reference(form: Print) -> Gray:
    """The picture of the unfilled page at 8 px/mm."""
    return np.asarray(cv2.resize(blank(form), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def thrice(form: Print) -> tuple[LayoutPage, Gray, Gray]:
    """The page with its columns printed again 6 and 12 mm further to the right, FINE pixels per mm, and unfilled at 8 px/mm."""
    page, rights = layout_page(form), {"1": 0.0, "2": 6.0, "3": 12.0}
    fields = tuple(_moved(field, section, right) for section, right in rights.items() for field in page.fields)
    image, unmarked = (
        np.asarray(np.minimum.reduce([np.roll(one, round(right * scale), axis=1) for right in rights.values()]), np.uint8)
        for one, scale in ((blank(form), FINE), (reference(form), FINE / 2))
    )
    return replace(page, fields=fields), image, unmarked


def _moved(field: Field, section: str, right: float) -> Field:
    options = tuple(replace(option, box=replace(option.box, x=option.box.x + right)) for option in field.options)
    return replace(field, section=section, options=options)


def dot(image: Gray, box: Box, diameter: float, dx: float = 0.0, dy: float = 0.0) -> None:
    x, y = box.centre
    cv2.circle(image, at(x + dx, y + dy), round(diameter / 2 * FINE * 16), INK, -1, cv2.LINE_AA, 4)


def cross(image: Gray, box: Box, width: float = 0.4, share: float = 0.7) -> None:
    (x, y), half = box.centre, share * box.w / 2
    for way in (-1, 1):
        cv2.line(image, at(x - half, y - way * half), at(x + half, y + way * half), INK, round(width * FINE), cv2.LINE_AA, 4)


def veil(image: Gray, box: Box, grey: int) -> None:
    """A pencil's even fill, up to the outline; print shows through."""
    x, y = box.centre
    fill = np.full_like(image, 255)
    cv2.circle(fill, at(x, y), round(0.45 * box.w * FINE * 16), grey, -1, cv2.LINE_AA, 4)
    np.minimum(image, fill, out=image)


def box_of(form: Print, row: int, column: int) -> Box:
    return layout_page(form).choices[row].options[column].box


def place(row: int, column: int) -> int:
    """The row in arrays of boxes."""
    return row * len(OPTIONS) + column


def scanned(image: Gray, dpi: float = 200.0, paper: float = 245.0, noise: float = 1.5, seed: int = 0) -> Gray:
    """The drawn page as a scanner gives it."""
    factor = dpi / 25.4 / FINE
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float64) * paper / 255
    return np.clip(small + np.random.default_rng(seed).normal(0, noise, small.shape), 0, 255).astype(np.uint8)


def registered(scan: Gray, form: Print, off: tuple[float, float] = (0.0, 0.0)) -> RegisteredPage:
    """The scan with a registration that is ``off`` by so many mm."""
    px = scan.shape[1] / SIZE[0]
    matrix = np.array([[px, 0, off[0] * px - 0.5], [0, px, off[1] * px - 0.5], [0, 0, 1.0]])
    transform = Transform(matrix, np.zeros((2, 6)), SIZE)
    dpi = px * 25.4
    ref = ScanRef("drawn.png", 1, "drawn")
    return RegisteredPage(Scan(ref, scan, dpi), PageCode("e", "F", 1, "S"), layout_page(form), transform, 0.0, dpi, 0.05)


def small_circles() -> Print:
    return replace(Print(), shape=Shape.CIRCLE, side=3.0, letters=True)


def named(measured: Measured, name: str) -> np.ndarray:
    return measured.features[:, FEATURES.index(name)]


def measured_of(image, form: Print, *, seen: bool = True, off=(0.0, 0.0), **scanner) -> Measured:
    known = expected(layout_page(form), reference(form) if seen else None)
    return measure(registered(scanned(image, **scanner), form, off), known)
