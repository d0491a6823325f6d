"""Items as found on a page, before they have their names: where they stand, what is printed beside them, what is to be read."""

from __future__ import annotations

from dataclasses import dataclass

from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import union
from omr.model.exam import Shape
from omr.model.layout import Blank, Box


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a page. ``printed`` is the name beside it ("" for none); ``labels`` go with ``outlines``; ``read`` tells whether
    the labels were printed; ``blanks`` make it a number item.
    """

    page: int
    printed: str
    outlines: tuple[Outline, ...] = ()
    labels: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    read: bool = True
    vertical: bool = False
    text: tuple[Box, ...] = ()
    """Where its name and its options' words are printed."""
    inked: float = 0.0
    """Share of its outlines that hold print which is not known to be a label."""
    headless: bool = False
    """Whether it is a list above which nothing is printed in its column."""

    @property
    def box(self) -> Box:
        return union([outline.box for outline in self.outlines] or [blank.box for blank in self.blanks])

    @property
    def frame(self) -> Box:
        """The whole row: outlines, name and words."""
        return union([self.box, *self.text])

    @property
    def left(self) -> float:
        """Where it begins, in mm: a list whose outlines stand at the ends of their lines, with its options' words."""
        level = [one.x for one in self.text if any(abs(one.centre[1] - spot.box.centre[1]) < spot.box.h / 2 for spot in self.outlines)]
        return min(self.box.x, *level) if self.vertical and level else self.box.x

    @property
    def shape(self) -> Shape:
        return self.outlines[0].shape if self.outlines else Shape.BOX

    @property
    def top(self) -> float:
        """Middle of the first line, in mm."""
        first = self.outlines[0].box if self.outlines else self.blanks[0].box
        return first.y + first.h / 2

    @property
    def foot(self) -> float:
        """Middle of the lowest line, in mm: that of a list is further down than its first; the last one may be in the next column."""
        return max(one.box.y + one.box.h / 2 for one in self.outlines or self.blanks)
