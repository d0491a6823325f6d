"""Practice forms: pages of boxes and circles in every size and print that offices use, so that no one sheet is what the reader knows."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from omr.calibrate.style import BRACKET_DEG, NUMBER_MM, NUMBERS_MM, Style, as_known, draw_style
from omr.model.exam import Assignment, Exam, Form, Item, ItemRef, Kind, Option, Section, Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.model.page import Gray

PX_PER_MM = 16
"""Twice a reference picture's scale, so that it is an exact half; 406 dpi, above any scan that is simulated."""
PAGE_MM = (210, 297)
MARKER_MM = 10
EDGE_MM = 12
MOST_BOXES = 250
FORM = "P"
SPARSE = 0.15
CHOOSE_MANY = 0.125
"""Share of practice forms on which several marks are an answer, so that any share of a page's boxes may be marked."""


@dataclass(frozen=True, slots=True, eq=False)
class Practice:
    """A form to practise on: its exam, layout, PDF (a sheet for each assignment) and the reference picture of its only page."""

    exam: Exam
    layout: Layout
    pdf: bytes
    reference: Gray
    assignments: tuple[Assignment, ...]


def practice_form(rng: np.random.Generator, number: int, sheets: int) -> Practice:
    """One form of a style drawn by ``rng``, printed on so many sheets."""
    import img2pdf  # noqa: PLC0415  (needed for calibrating alone)

    style = draw_style(rng)
    fields = _fields(style)
    many = rng.random() < CHOOSE_MANY
    items = tuple(
        Item("1", field.item, Kind.CHOICE, Decimal(1), tuple(Option(option.label) for option in field.options), choose_many=many)
        for field in fields
    )
    exam = Exam(f"PRACTICE{number}", {}, ("en",), "", "", (Section("1", {}, Kind.CHOICE, items, style.shape),), (Form(FORM),))
    markers = _markers()
    page = LayoutPage(1, (float(PAGE_MM[0]), float(PAGE_MM[1])), markers, fields)
    picture = _picture(style, fields, markers, rng)
    size = (img2pdf.mm_to_pt(PAGE_MM[0]), img2pdf.mm_to_pt(PAGE_MM[1]))
    sides = [_png(picture), _png(np.full_like(picture, 255))] * sheets  # the back of each leaf is empty
    pdf = img2pdf.convert(sides, layout_fun=img2pdf.get_layout_fun(size), nodate=True)
    reference = cv2.resize(_picture(as_known(style, rng), fields, markers, rng), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assignments = tuple(Assignment(f"P{number}-{sheet}", "", FORM) for sheet in range(sheets))
    return Practice(exam, Layout({FORM: (page,)}), pdf, np.asarray(reference, dtype=np.uint8), assignments)


def _png(picture: npt.NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def random_answers(rng: np.random.Generator, exam: Exam) -> dict[ItemRef, str]:
    """Mostly one mark an item, some two, some none: on every seventh sheet most or all. Where several marks are an answer, any number, by
    a taste of its own each sheet.
    """
    taste = float(rng.uniform(0.1, 0.95))
    omitted = float(rng.uniform(0.4, 1.0)) if rng.random() < SPARSE else 0.08
    answers = {}
    for item in exam.items:
        count = int(rng.choice([0, 1, 2], p=[omitted, 0.95 * (1 - omitted), 0.05 * (1 - omitted)]))
        if item.choose_many:
            count = int(rng.binomial(len(item.options), taste))
        labels = rng.choice([option.label for option in item.options], size=count, replace=False)
        answers[item.ref] = "&".join(sorted(map(str, labels)))
    return answers


def _markers() -> tuple[Marker, ...]:
    far_x, far_y = PAGE_MM[0] - EDGE_MM - MARKER_MM, PAGE_MM[1] - EDGE_MM - MARKER_MM
    corners = ((EDGE_MM, EDGE_MM), (far_x, EDGE_MM), (far_x, far_y), (EDGE_MM, far_y))
    return tuple(Marker(number, Box(x, y, MARKER_MM, MARKER_MM)) for number, (x, y) in enumerate(corners))


def _fields(style: Style) -> tuple[Field, ...]:
    left, top = EDGE_MM + 2.0, EDGE_MM + MARKER_MM + 6.0
    width, bottom = PAGE_MM[0] - 2 * left, PAGE_MM[1] - EDGE_MM - MARKER_MM - 4.0 - style.size
    number = NUMBERS_MM if style.numbers or style.cells else 0.0
    block = number + style.options * style.step + style.width
    columns = max(1, int(width // block))
    fields: list[Field] = []
    for column in range(columns):
        y = top
        while y < bottom and (len(fields) + 1) * style.options <= MOST_BOXES:
            x0 = left + column * block + number
            options = tuple(
                LayoutOption(label, style.shape, Box(round(x0 + i * style.step, 3), round(y, 3), round(style.width, 3), style.size))
                for i, label in enumerate(style.labels[: style.options])
            )
            row = Box(x0, y, style.options * style.step, style.size)
            fields.append(Field(FieldKind.CHOICE, row, "1", str(len(fields) + 1), options=options))
            y += style.pitch
    return tuple(fields)


def _picture(style: Style, fields: tuple[Field, ...], markers: tuple[Marker, ...], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    image = Image.new("L", (PAGE_MM[0] * PX_PER_MM, PAGE_MM[1] * PX_PER_MM), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=min(style.size, style.width) * PX_PER_MM * style.letter_size)
    small = ImageFont.load_default(size=min(style.size * style.letter_size, NUMBER_MM) * PX_PER_MM)
    for field in fields:
        _number(draw, field, style, small)
        for option in field.options:
            _outline(draw, option, style)
            x, y = (value * PX_PER_MM for value in option.box.centre)
            if style.letters:
                bold = style.weight + int(rng.random() < style.uneven)
                draw.text((x, y), option.label, fill=style.letter_grey, font=font, anchor="mm", stroke_width=bold)
            elif style.words:
                beside = x + style.step * PX_PER_MM / 2
                draw.text((beside, y), option.label, fill=style.letter_grey, font=font, anchor="mm", stroke_width=style.weight)
    picture = np.array(image, dtype=np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for marker in markers:
        side = MARKER_MM * PX_PER_MM
        x, y = round(marker.box.x * PX_PER_MM), round(marker.box.y * PX_PER_MM)
        picture[y : y + side, x : x + side] = cv2.aruco.generateImageMarker(dictionary, marker.id, side)
    return picture


def _number(draw: ImageDraw.ImageDraw, field: Field, style: Style, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> None:
    """The item's number before its row, in a table in a cell of its own."""
    box = field.options[0].box
    wall = max(1, round(style.outline * PX_PER_MM))
    left, top, right, bottom = (PX_PER_MM * value for value in (box.x - NUMBERS_MM, box.y, box.x, box.y + box.h))
    if style.cells:
        draw.rectangle((left + wall, top, right + wall - 1, bottom - 1), fill=style.ground, outline=style.grey, width=wall)
    if style.numbers:
        ink = min(style.letter_grey, max(0, style.ground - 60))
        draw.text((right - PX_PER_MM, (top + bottom) / 2), field.item, fill=ink, font=font, anchor="rm", stroke_width=style.weight)


def _outline(draw: ImageDraw.ImageDraw, option: LayoutOption, style: Style) -> None:
    box = option.box
    left, top, right, bottom = (value * PX_PER_MM for value in (box.x, box.y, box.x + box.w, box.y + box.h))
    edges = (left, top, right - 1, bottom - 1)
    width = max(1, round(style.outline * PX_PER_MM))
    if style.brackets:
        _brackets(draw, edges, option.shape, style.grey, width)
    elif option.shape is Shape.BOX:
        draw.rectangle(edges, outline=style.grey, width=width)
    else:
        draw.ellipse(edges, outline=style.grey, width=width)


def _brackets(draw: ImageDraw.ImageDraw, edges: tuple[float, float, float, float], shape: Shape, grey: int, width: int) -> None:
    """``[ ]`` or ``( )``, as forms made by word processors have them."""
    if shape is Shape.CIRCLE:
        for middle in (0, 180):
            draw.arc(edges, middle - BRACKET_DEG, middle + BRACKET_DEG, fill=grey, width=width)
        return
    left, top, right, bottom = edges
    foot = (right - left) / 5
    for outer, inner in ((left, left + foot), (right, right - foot)):
        draw.line([(inner, top), (outer, top), (outer, bottom), (inner, bottom)], fill=grey, width=width)
