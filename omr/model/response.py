"""What the batch half says of a sheet: marks, responses, and the graders' decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from omr.model.exam import Assignment
from omr.model.page import PageEvidence, Reason, ScanRef, Status


class SheetItem(NamedTuple):
    """One item of one sheet."""

    sheet: str
    section: str
    item: str


class Mark(StrEnum):
    """What the evidence in one box amounts to."""

    EMPTY = "empty"
    MARKED = "marked"
    CANCELLED = "cancelled"
    UNSURE = "unsure"


class ResponseStatus(StrEnum):
    """What one item says."""

    ANSWERED = "answered"
    OMITTED = "omitted"
    MULTIPLE = "multiple"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Response:
    """One item of one sheet. ``response``: labels joined by ``&``, or ``p=3 s=2``; empty when omitted or unsure (the guess is
    in ``suggestion``). ``why`` names in plain words what makes an unsure one unsure. ``scan`` shows where it stands.
    """

    sheet: str
    student_number: str
    form: str
    section: str
    item: str
    response: str
    status: ResponseStatus
    suggestion: str = ""
    confidence: float = 0.0
    decided_by: str = ""
    why: str = ""
    ref: ScanRef | None = None


class Target(StrEnum):
    """What a decision is about."""

    ITEM = "item"
    PAGE = "page"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a grader said. ``value``: for an item its labels joined by ``&``, ``omitted``, or ``p=3 s=2``; for a page
    ``FORM/PAGE/SERIAL`` or ``blank``; for a sheet its student number. ``based_on`` is the scan it was made on ("" for an
    item whose page was not read).
    """

    target: Target
    value: str
    sheet: str = ""
    section: str = ""
    item: str = ""
    scan: str = ""
    who: str = ""
    when: str = ""
    reason: str = ""
    based_on: str = ""


UNDECIDED = "undecided"
"""The value of a decision that takes the earlier ones about the same thing back: what the machine read stands again."""


def about(decision: Decision) -> tuple[str, ...]:
    """What a decision is about: a later one about the same thing follows it."""
    if decision.target is Target.PAGE:
        return decision.target, decision.scan
    return decision.target, decision.sheet, decision.section, decision.item


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that nobody took back, oldest first."""
    every = tuple(decisions)
    latest = {about(decision): decision.value.strip() for decision in every}
    return tuple(one for one in every if UNDECIDED not in {latest[about(one)], one.value.strip()})


@dataclass(frozen=True, slots=True)
class PageRow:
    """A row of ``pages.csv``: how one scan ended, after collation. Numbers are None where the page was not registered."""

    ref: ScanRef
    status: Status
    reason: Reason | None = None
    form: str = ""
    form_page: int | None = None
    sheet: str = ""
    skew_deg: float | None = None
    dpi: float | None = None
    residual_mm: float | None = None
    detail: str = ""
    may_be: tuple[str, ...] = ()
    """As in ``Unread``."""


@dataclass(frozen=True, slots=True)
class Told:
    """What bubbled columns say together, a character each: ``text``, "" where nothing is certain; ``likely`` with "?" for a character
    that is not; ``why`` a person must look, "" where nothing is in doubt (nothing marked at all is certain too).
    """

    text: str = ""
    likely: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All pages of one student. ``problems`` are what a person must settle (a missing page, two papers with one serial); ``likely`` what
    its student number looks like where that is not certain.
    """

    sheet: str
    student_number: str
    form: str
    pages: tuple[PageEvidence, ...]
    problems: tuple[str, ...] = ()
    conflict: bool = False
    likely: str = ""

    @property
    def is_unnamed(self) -> bool:
        """Whether it has no serial, and its first scan's id stands for one."""
        return bool(self.pages) and self.sheet == self.pages[0].ref.scan

    @property
    def called(self) -> str:
        """What people call it: its serial, or where its first page is found."""
        ref = self.pages[0].ref if self.is_unnamed else None
        return f"{ref.file} p.\N{NO-BREAK SPACE}{ref.page}" if ref else self.sheet


@dataclass(frozen=True, slots=True)
class Gap:
    """Sheets that were never read, printed between two that were scanned one after the other: absent students, or a double feed.

    ``before`` and ``after`` are the places of those two in ``Collation.pages``.
    """

    sheets: tuple[Assignment, ...]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Stray:
    """A sheet whose pages lie apart in the scans; ``before`` and ``after`` are two of them in ``Collation.pages``."""

    sheet: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Collation:
    """Every scan accounted for, and the sheets they make, in the order of their serials."""

    pages: tuple[PageRow, ...]
    sheets: tuple[Sheet, ...]
    gaps: tuple[Gap, ...] = ()
    strays: tuple[Stray, ...] = ()

    def between(self, one: Gap | Stray) -> str:
        """The two scans between which something lies or is missing, in words."""
        first, second = self.pages[one.before].ref, self.pages[one.after].ref
        return f"{first.file} page {first.page} and {second.file} page {second.page}"
