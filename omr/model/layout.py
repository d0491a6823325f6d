"""Where everything stands on a form's pages, in millimetres from the page's top-left corner (x right, y down)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from omr.model.exam import ItemRef, Shape

REFERENCE_PX_PER_MM = 8.0
"""The scale of every reference picture, that of an unfilled page: its column c covers the mm from c / 8 to (c + 1) / 8."""


WIDE_MM = 13.0
"""No outline that stands by itself is wider: what is, is a cell of a table."""
WIDE = 2.0
"""Of such a cell's height: how wide the part is that marks are looked for in. What stands beside it is told to a person."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in mm: the outer edge of a printed outline, or an area to write in."""

    x: float
    y: float
    w: float
    h: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Top-left, top-right, bottom-right, bottom-left: the order in which OpenCV gives a marker's corners."""
        return (self.x, self.y), (self.x + self.w, self.y), (self.x + self.w, self.y + self.h), (self.x, self.y + self.h)

    def gap_to(self, other: Box) -> float:
        """How far another box stands apart: the wider of the gaps across and down, in mm; negative where they overlap."""
        across = max(other.x - self.x - self.w, self.x - other.x - other.w)
        return max(across, other.y - self.y - self.h, self.y - other.y - other.h)


class FieldKind(StrEnum):
    """What a field is for."""

    CHOICE = "choice"
    NUMBER = "number"
    STUDENT_NUMBER = "student_number"
    NAME = "name"
    CODE = "code"
    """The QR code."""
    FORM_CODE = "form_code"
    """The printed, human-readable form code; with ``options`` where the student bubbles it."""
    VERSION = "version"
    """Where the student writes by hand which form it is."""
    OWNER = "owner"
    """Where the sheet itself names the student it was printed for; nothing to fill in, nothing to read."""
    OTHER = "other"
    """Printed to be filled in, but not read: a signature, a date, a course number."""


BUBBLED = (FieldKind.CHOICE, FieldKind.STUDENT_NUMBER, FieldKind.FORM_CODE)
"""The kinds whose options are read, in the order of a page's boxes: items, then whose sheet it is, then which form."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed ArUco marker; ``box`` is the outer edge of its black square, ``turn`` counts quarter turns clockwise as printed."""

    id: int
    box: Box
    dictionary: str = "4x4_50"
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """A printed corner mark of a form that has no ArUco markers: ``kind`` is ``square`` or ``ell``."""

    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class LayoutOption:
    """A printed outline to mark; ``label`` is the base form's, ``printed`` what this form shows there if it differs."""

    label: str
    shape: Shape
    box: Box
    printed: str = ""

    @property
    def target(self) -> Box:
        """Where it is marked: within its outline, or in the middle of a wide cell of a table, which nobody marks from wall to wall."""
        if self.box.w <= WIDE_MM:
            return self.box
        width = min(self.box.w, WIDE * self.box.h)
        return Box(self.box.centre[0] - width / 2, self.box.y, width, self.box.h)


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write one number on, by the name of its variable."""

    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to read. ``section`` and ``item`` are the base form's names (empty for other kinds); ``box`` frames the whole row.

    A bubbled student number, form code or name is one field a position: ``item`` is the position from 1, ``options`` its digits or letters.
    """

    kind: FieldKind
    box: Box
    section: str = ""
    item: str = ""
    printed: str = ""
    options: tuple[LayoutOption, ...] = ()
    blanks: tuple[Blank, ...] = ()

    @property
    def ref(self) -> ItemRef:
        """The name of its evidence: the item's; of other fields the kind and position, in a section "" that no exam has."""
        if self.kind in {FieldKind.CHOICE, FieldKind.NUMBER}:
            return ItemRef(self.section, self.item)
        return ItemRef("", f"{self.kind}.{self.item}" if self.item else self.kind.value)


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """One side of a form. ``reference`` names a picture of the unfilled page, relative to ``layout.json`` ("" for none)."""

    number: int
    size: tuple[float, float]
    markers: tuple[Marker, ...]
    fields: tuple[Field, ...]
    reference: str = ""
    anchors: tuple[Anchor, ...] = ()

    @property
    def choices(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.kind is FieldKind.CHOICE)

    @property
    def bubbled(self) -> tuple[Field, ...]:
        """All fields whose options are read, the items first."""
        return tuple(field for kind in BUBBLED for field in self.fields if field.kind is kind and field.options)

    def columns(self, kind: FieldKind) -> tuple[Field, ...]:
        """The positions of a bubbled student number or form code, in their order; none where it is not bubbled."""
        return tuple(sorted((field for field in self.bubbled if field.kind is kind), key=lambda field: (len(field.item), field.item)))

    def field(self, kind: FieldKind) -> Field | None:
        """The first field of a kind, or None."""
        return next((field for field in self.fields if field.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """All forms of an exam: form code → its pages in order."""

    forms: Mapping[str, tuple[LayoutPage, ...]]

    def page(self, form: str, number: int) -> LayoutPage:
        """That page; raises KeyError if the form or the page is not in the layout."""
        for page in self.forms[form]:
            if page.number == number:
                return page
        raise KeyError((form, number))

    @property
    def is_learned(self) -> bool:
        """Whether it was learned from blanks of somebody else: our own pages carry markers, and a code by which sheets are told apart."""
        return not any(page.markers or page.field(FieldKind.CODE) for pages in self.forms.values() for page in pages)
