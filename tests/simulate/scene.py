"""A small exam with a printed page of its own, made without the typesetter."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from io import BytesIO

import cv2
import img2pdf
import numpy as np
from PIL import Image

from omr.model.exam import Assignment, ChoiceAnswer, Exam, Form, Item, ItemRef, Key, Kind, NumberAnswer, Option, Section, Shape
from omr.model.layout import Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker

PX_PER_MM = 8
SIZE = (105.0, 148.0)
ITEMS = "abcdef"


def options(shape: Shape, x: float, y: float, labels: str, size: float = 4.5, pitch: float = 8.5) -> tuple[LayoutOption, ...]:
    return tuple(LayoutOption(label, shape, Box(x + i * pitch, y, size, size)) for i, label in enumerate(labels))


def choice(shape: Shape, item: str, x: float, y: float, labels: str) -> Field:
    found = options(shape, x, y, labels)
    last = found[-1].box
    return Field(FieldKind.CHOICE, Box(x, y, last.x + last.w - x, last.h), "1" if shape is Shape.BOX else "3", item, options=found)


@cache
def layout() -> Layout:
    corners = ((6, 6), (91, 6), (91, 134), (6, 134))
    markers = tuple(Marker(i, Box(x, y, 8, 8)) for i, (x, y) in enumerate(corners))
    boxes = tuple(choice(Shape.BOX, item, 20, 30 + 7 * i, "TF") for i, item in enumerate(ITEMS))
    circles = tuple(choice(Shape.CIRCLE, item, 50, 30 + 7 * i, "abcd") for i, item in enumerate(ITEMS))
    blanks = (Blank("p", Box(20, 80, 15, 6)), Blank("s", Box(40, 80, 15, 6)))
    number = Field(FieldKind.NUMBER, Box(20, 80, 35, 6), "2", "a", blanks=blanks)
    name = Field(FieldKind.NAME, Box(20, 100, 60, 7))
    page = LayoutPage(1, SIZE, markers, (*boxes, *circles, number, name))
    return Layout({"1011": (page, LayoutPage(2, SIZE, markers, ()))})


@cache
def pdf(sheets: int = 3) -> bytes:
    """The sheets as printed: outlines and markers, as pictures in a PDF."""
    image = np.full((int(SIZE[1] * PX_PER_MM), int(SIZE[0] * PX_PER_MM)), 255, np.uint8)
    page = layout().forms["1011"][0]
    for marker in page.markers:
        b = marker.box
        cv2.rectangle(image, *_corners(b), 0, -1)
    for option in (option for field in page.fields for option in field.options):
        b = option.box
        if option.shape is Shape.BOX:
            cv2.rectangle(image, *_corners(b), 0, 2)
        else:
            cv2.circle(image, tuple(round(v * PX_PER_MM) for v in b.centre), round(b.w / 2 * PX_PER_MM), 0, 2)
    buffer = BytesIO()
    Image.fromarray(image).save(buffer, "PNG", dpi=(PX_PER_MM * 25.4,) * 2)
    sized = img2pdf.get_layout_fun((img2pdf.mm_to_pt(SIZE[0]), img2pdf.mm_to_pt(SIZE[1])))
    data = img2pdf.convert([buffer.getvalue()] * (2 * sheets), layout_fun=sized)
    assert data is not None
    return data


def _corners(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    return (round(box.x * PX_PER_MM), round(box.y * PX_PER_MM)), (round((box.x + box.w) * PX_PER_MM), round((box.y + box.h) * PX_PER_MM))


@cache
def exam() -> Exam:
    def section(name: str, labels: str, shape: Shape) -> Section:
        items = tuple(Item(name, item, Kind.CHOICE, Decimal(1), tuple(map(Option, labels))) for item in ITEMS)
        return Section(name, {"en": name}, Kind.CHOICE, items, shape)

    number = Section("2", {"en": "2"}, Kind.NUMBER, (Item("2", "a", Kind.NUMBER, Decimal(2), blanks=("p", "s")),))
    sections = (section("1", "TF", Shape.BOX), number, section("3", "abcd", Shape.CIRCLE))
    return Exam("DEMO", {"en": "Demo"}, ("en",), "2022-04-25", "9:00", sections, (Form("1011"),))


def key() -> Key:
    answers = {item.ref: ChoiceAnswer((frozenset({item.options[0].label}),)) for item in exam().items if item.options}
    return {**answers, ItemRef("2", "a"): NumberAnswer(("floor((64+2*p-8)/s)+1 == 32",))}


def assignments(count: int = 3) -> tuple[Assignment, ...]:
    return tuple(Assignment(f"A000{i + 1}X", "", "1011") for i in range(count))
