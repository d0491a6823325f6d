"""Practice forms: pages of boxes and circles in every size and print that offices use, so that no one sheet is what the reader knows."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from decimal import Decimal

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from omr.model.exam import Assignment, Exam, Form, Item, ItemRef, Kind, Option, Section, Shape
from omr.model.layout import Box, Field, FieldKind, Layout, LayoutOption, LayoutPage, Marker
from omr.model.page import Gray

PX_PER_MM = 16
"""Twice a reference picture's scale, so that it is an exact half; 406 dpi, above any scan that is simulated."""
PAGE_MM = (210, 297)
MARKER_MM = 10
EDGE_MM = 12
SIZES_MM = (3.0, 8.0)
"""Sides of boxes and circles found on printed forms."""
BUBBLES = 0.4
BUBBLES_MM = (2.7, 4.5)
"""Share of forms that are bubble sheets, as most offices print them: small circles or ovals, each around its letter."""
UNEVEN = 0.4
"""Share of forms, and of their letters, that printer or copier made bolder than the others: ink in a box that nobody put there."""
OVAL = 0.3
ASPECTS = (0.75, 1.9)
"""Share of forms whose boxes are not as wide as high, and their width as a multiple of their height."""
BRACKETS = 0.1
BRACKET_DEG = 55
"""Share of forms that print brackets instead of outlines, and how far round ones reach to either side of the horizontal."""
DROP_OUT = 0.1
DROP_OUT_GREYS = (110, 200)
"""Share of forms with outlines in a colour that scanners hardly see, and its greys."""
OUTLINES_MM = (0.12, 0.55)
BOLD = 0.4
OUTLINE_OFF = (0.75, 1.2)
LETTER_GREY_OFF = 40
"""How far a form's print may be from what its reference picture shows of it: share of bold letters, factor of an outline's width, greys."""
LETTER_SIZES = (0.45, 0.75)
"""Heights of letters, of the box's side."""
MOST_BOXES = 250
LABELS = ("ABCDEFGH", "ABCDEFGH", "abcdefgh", "12345678", "01234567", "TFPVSN", "VFOJMW")
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


@dataclass(frozen=True, slots=True)
class Style:
    """How a practice form is printed; lengths in mm, greys from 0 (black). ``size`` is a box's height, ``width`` its width."""

    shape: Shape
    size: float
    width: float
    brackets: bool
    outline: float
    grey: int
    letters: bool
    letter_grey: int
    weight: int
    uneven: float
    """Pixels by which letters are drawn bolder all around; share of them that are so by one pixel more."""
    options: int
    step: float
    pitch: float
    labels: str
    letter_size: float


def draw_style(rng: np.random.Generator) -> Style:
    """A style within what offices print."""
    bubbles = bool(rng.random() < BUBBLES)
    size = float(rng.uniform(*(BUBBLES_MM if bubbles else SIZES_MM)))
    width = size * float(rng.uniform(*ASPECTS)) if rng.random() < OVAL else size
    brackets = bool(rng.random() < BRACKETS)
    grey = int(rng.integers(0, 110)) if rng.random() < 0.4 else 0
    return Style(
        shape=Shape.BOX if rng.random() < 0.5 and not bubbles else Shape.CIRCLE,
        size=size,
        width=width,
        brackets=brackets,
        outline=float(rng.uniform(*OUTLINES_MM)),
        grey=int(rng.integers(*DROP_OUT_GREYS)) if rng.random() < DROP_OUT else grey,
        letters=brackets or bubbles or rng.random() < 0.5,
        letter_grey=int(rng.integers(0, 190)),
        weight=int(rng.random() < BOLD),
        uneven=UNEVEN if rng.random() < UNEVEN else 0.0,
        options=int(rng.integers(2, 7)),
        step=width * float(rng.uniform(1.25, 2.2)) + 0.5,
        pitch=size * float(rng.uniform(1.2, 1.8)) + 0.8,
        labels=LABELS[rng.integers(len(LABELS))],
        letter_size=float(rng.uniform(*LETTER_SIZES)),
    )


def as_known(style: Style, rng: np.random.Generator) -> Style:
    """The style as a reference picture shows it: printers and copiers draw lines thicker or thinner, and letters bolder or paler."""
    grey = int(np.clip(style.letter_grey + rng.integers(-LETTER_GREY_OFF, LETTER_GREY_OFF + 1), 0, 200))
    outline = style.outline * float(rng.uniform(*OUTLINE_OFF))
    return replace(style, outline=outline, letter_grey=grey, weight=int(rng.random() < BOLD / 4), uneven=0.0)


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
    block = style.options * style.step + style.width
    columns = max(1, int(width // block))
    fields: list[Field] = []
    for column in range(columns):
        y = top
        while y < bottom and (len(fields) + 1) * style.options <= MOST_BOXES:
            x0 = left + column * block
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
    for field in fields:
        for option in field.options:
            _outline(draw, option, style)
            if style.letters:
                x, y = (value * PX_PER_MM for value in option.box.centre)
                bold = style.weight + int(rng.random() < style.uneven)
                draw.text((x, y), option.label, fill=style.letter_grey, font=font, anchor="mm", stroke_width=bold)
    picture = np.array(image, dtype=np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for marker in markers:
        side = MARKER_MM * PX_PER_MM
        x, y = round(marker.box.x * PX_PER_MM), round(marker.box.y * PX_PER_MM)
        picture[y : y + side, x : x + side] = cv2.aruco.generateImageMarker(dictionary, marker.id, side)
    return picture


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
