"""A tiny exam, its layout and a scan drawn by hand, slightly turned."""

from __future__ import annotations

import cv2
import numpy as np

from omr.model.exam import Shape
from omr.model.layout import Blank, Box, Field, FieldKind, Layout, LayoutOption, LayoutPage
from omr.model.page import BoxEvidence, PageCode, PageEvidence, RegisteredPage, Scan, ScanRef, Transform
from tests.grade.exams import choice, exam, number

PX_PER_MM = 5.0
REF = ScanRef("stack.pdf", 2, "ab" * 32)
EXAM = exam(choice("a"), choice("b"), number("n", "ps"))


def options(y: float, printed: str = "") -> tuple[LayoutOption, ...]:
    return tuple(LayoutOption(label, Shape.BOX, Box(30 + 12 * index, y, 5, 5), printed) for index, label in enumerate("abcd"))


FIELDS = (
    Field(FieldKind.CHOICE, Box(20, 20, 70, 6), "1", "a", "", options(20)),
    Field(FieldKind.CHOICE, Box(20, 40, 70, 6), "1", "b", "q", options(40, "z")),
    Field(FieldKind.NUMBER, Box(20, 60, 70, 8), "2", "n", blanks=(Blank("p", Box(30, 60, 20, 8)), Blank("s", Box(60, 60, 20, 8)))),
    Field(FieldKind.STUDENT_NUMBER, Box(20, 5, 60, 8)),
)
PAGE = LayoutPage(1, (105.0, 90.0), (), FIELDS)
LAYOUT = Layout({"1011": (PAGE,)})


def registered() -> RegisteredPage:
    """A black square fills option c of item a; the page lies turned by 5 degrees on the scan."""
    turn = np.radians(5)
    spin = np.array([[np.cos(turn), -np.sin(turn), 10], [np.sin(turn), np.cos(turn), 2], [0, 0, 1]])
    transform = Transform(np.diag([PX_PER_MM, PX_PER_MM, 1]) @ spin, np.zeros((2, 6)), PAGE.size)
    image = np.full((520, 640), 255, np.uint8)
    box = FIELDS[0].options[2].box
    cv2.fillConvexPoly(image, np.round(transform(np.array(box.corners))).astype(np.int32), 0)
    return RegisteredPage(Scan(REF, image), PageCode("test", "1011", 1, "S1"), PAGE, transform, 5.0, 127.0, 0.05)


def evidence() -> PageEvidence:
    boxes = tuple(BoxEvidence("1", item, label, 0.0, 0.0, 0.0, 0.0, 0.0) for item in "ab" for label in "abcd")
    return PageEvidence(REF, PageCode("test", "1011", 1, "S1"), 5.0, 127.0, 0.05, boxes)


class Pixels:
    """Where the static page gets its pictures from; ``known`` False where the scan is lost."""

    def __init__(self, *, known: bool = True, placed: bool = True) -> None:
        self._known, self._placed = known, placed

    def scan(self, ref: ScanRef) -> Scan | None:
        return registered().scan if self._known and ref == REF else None

    def registered(self, ref: ScanRef) -> RegisteredPage | None:
        return registered() if self._known and self._placed and ref == REF else None
