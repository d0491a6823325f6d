"""An exam as its instructor means it: sections, items, options, key, forms and the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Texts: TypeAlias = Mapping[str, str]
"""One text per language code, in the order the exam declares its languages."""


class ItemRef(NamedTuple):
    """An item by the names of the base form."""

    section: str
    item: str


class Kind(StrEnum):
    """How an item is answered."""

    CHOICE = "choice"
    NUMBER = "number"


class Shape(StrEnum):
    """The printed outline around an option."""

    BOX = "box"
    CIRCLE = "circle"


class Cancelled(StrEnum):
    """What a mark struck out by the student means; the exam declares it, since no convention is common."""

    REVIEW = "review"
    IGNORE = "ignore"
    COUNT = "count"


class Partial(StrEnum):
    """How several blanks of one item earn its points."""

    NONE = "none"
    PER_BLANK = "per_blank"


@dataclass(frozen=True, slots=True)
class Option:
    """One of an item's printed choices; a ``fixed`` one speaks of others and keeps its place in every form."""

    label: str
    text: Texts = field(default_factory=dict)
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question: ``options`` for a choice, ``blanks`` (variable names) for numbers. ``points`` is what a right answer earns."""

    section: str
    name: str
    kind: Kind
    points: Decimal
    options: tuple[Option, ...] = ()
    blanks: tuple[str, ...] = ()
    choose_many: bool = False
    partial: Partial = Partial.NONE
    wrong: Decimal = Decimal(0)
    """Points for a wrong answer (zero or negative); ``multiple`` and ``omitted`` always earn 0."""

    @property
    def ref(self) -> ItemRef:
        return ItemRef(self.section, self.name)


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of items that share one kind and one outline."""

    name: str
    title: Texts
    kind: Kind
    items: tuple[Item, ...]
    shape: Shape = Shape.BOX
    each: bool = True
    """True when the sheet says "N points each"; False when items carry points of their own."""

    @property
    def points(self) -> Decimal:
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True, slots=True)
class Form:
    """A printed version. ``items[section]`` and ``options[item]`` give base names in printed order; what is absent keeps the base order."""

    code: str
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[ItemRef, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exam:
    """Everything of ``exam.yaml``. ``name`` is the short id carried by the QR code."""

    name: str
    title: Texts
    languages: tuple[str, ...]
    date: str
    time: str
    sections: tuple[Section, ...]
    forms: tuple[Form, ...]
    duration: str = ""
    student_digits: int = 8
    cancelled: Cancelled = Cancelled.REVIEW
    decimals: int = 2
    """Decimal places of totals in results (half up); sums are exact until then."""
    scale: Decimal | None = None
    """The maximum that totals are rescaled to, or None to leave them as points."""
    instructions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per language, the paragraphs printed on the cover; empty for the built-in ones."""
    silent_errors: float | None = None
    """The share of responses that may be silently wrong, at most, or None where the exam declares none."""
    fewest_digits: int | None = None
    """The digits of the shortest student number, where numbers differ in length (None: all have ``student_digits``)."""

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @property
    def points(self) -> Decimal:
        return sum((section.points for section in self.sections), Decimal(0))

    def section(self, name: str) -> Section:
        """The section of that name; raises KeyError if there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)

    def form(self, code: str) -> Form:
        """The form of that code; raises KeyError if there is none."""
        for form in self.forms:
            if form.code == code:
                return form
        raise KeyError(code)

    def item(self, ref: ItemRef) -> Item:
        """The item of that name; raises KeyError if there is none."""
        for item in self.section(ref.section).items:
            if item.name == ref.item:
                return item
        raise KeyError(ref)


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """Any of the alternatives is right; an alternative is a set of labels that must all be marked, and no other."""

    alternatives: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """Any of the alternatives is right. Each is either ``values`` (blank → number) or a ``condition`` over the blanks."""

    alternatives: tuple[Mapping[str, Decimal] | str, ...]


class Special(StrEnum):
    """Answers that need no reading: full points for everybody, an item that leaves the maximum, an answer that nobody has given yet."""

    EVERYBODY = "*"
    DROPPED = "-"
    UNKNOWN = "?"


Answer: TypeAlias = ChoiceAnswer | NumberAnswer | Special
Key: TypeAlias = Mapping[ItemRef, Answer]


def settled(key: Key) -> frozenset[ItemRef]:
    """The items of which no response moves a grade: those that are dropped, and those whose points everybody gets."""
    return frozenset(ref for ref, answer in key.items() if answer is Special.DROPPED or answer is Special.EVERYBODY)


@dataclass(frozen=True, slots=True)
class Student:
    """A row of the roster; ``extra`` are its further columns, which pass through untouched."""

    number: str
    name: str
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row of ``sheets.csv``: whose sheet a serial is (an empty student number for anonymous sheets). Without a form it is withdrawn: that
    sheet was printed by a layout which has changed since.
    """

    serial: str
    student_number: str
    form: str

    @property
    def is_withdrawn(self) -> bool:
        return not self.form
