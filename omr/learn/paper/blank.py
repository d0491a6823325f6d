"""What the search works on: one side of blank paper as a picture of known scale, and the words that are known to stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from omr.model.layout import Box
from omr.model.page import Gray

PX_PER_MM = 12.0
"""Scale of every picture that is searched: 305 dpi, a hairline of 0.2 mm is two pixels. Pixel (row, column) covers the mm from
``column / 12`` to ``(column + 1) / 12``."""


@dataclass(frozen=True, slots=True)
class Word:
    """Printed text without a space in it. ``text`` is "" where something is printed that could not be read."""

    text: str
    box: Box

    @property
    def right(self) -> float:
        return self.box.x + self.box.w

    @property
    def middle(self) -> float:
        return self.box.y + self.box.h / 2


class Recognition(Protocol):
    """Reads print in pictures."""

    def words(self, image: Gray, *, plain: bool = False) -> tuple[Word, ...]:
        """The words of a page at ``PX_PER_MM``, with their places in mm; of a ``plain`` text, clear print in lines, also doubtful ones."""

    def line(self, image: Gray, characters: str = "") -> str:
        """The text of a picture that shows one line; of these ``characters`` alone where some are given."""

    def quarters(self, image: Gray) -> int:
        """How many quarter turns to the left set a page's print upright; 0 where that is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class BlankPage:
    """One side of a blank form: ``image`` at ``PX_PER_MM``, ``size`` in mm. ``readable`` tells whether ``words`` carry their text; those
    of a picture are what ``ocr`` made of it, some of them wrong, and some lacking.
    """

    file: str
    number: int
    image: Gray
    size: tuple[float, float]
    words: tuple[Word, ...]
    readable: bool
    doubts: tuple[str, ...] = ()
    ocr: Recognition | None = None


def union(boxes: list[Box]) -> Box:
    """The smallest box around all of them."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.x + box.w for box in boxes) - x, max(box.y + box.h for box in boxes) - y)
