"""Places right of a scan's options where something like their outline is drawn and none was found: a mark, or a coarse scan, hides it.

Options that stand where their words end have no column that tells of them; a row that lacks its marked one looks as others do.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.outlines.entries import Entry
from omr.learn.outlines.lattice import SHARE_DRAWN, is_no_letter, ring
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.read_letters import without_read_letters
from omr.learn.outlines.siblings import hangs_together
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.layout import Box
from omr.model.page import Gray

REACH_MM = 45.0
"""The next option of a row is no further, with its words between."""
LEVEL = 0.3
"""Of its height: so far up or down it stands, on a photo."""
CLEAR = 0.3
"""Of its width: it is no nearer to the one before."""
PART = 0.7
"""Of its sides: what is smaller is a letter of its words, or a piece of the mark."""


def outlines_on_rows(entries: Sequence[Entry], known: Sequence[Outline], words: Sequence[Word], mask: Gray) -> list[str]:
    """What is told of places right of the options of ``entries`` that look like their outlines; none of them is ``known``, or a letter of
    the recognized ``words``.
    """
    near = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8) > 0
    boxes = [one.box for one in known]
    found: list[Box] = []
    for one in (one for entry in entries for one in entry.outlines if not (one.cell or one.signs) and is_no_letter(one)):
        place = _beside(one, boxes, near)
        if place is not None and hangs_together(mask, place) and not any(_meets(place, box) for box in (*boxes, *found)):
            found += [box.box for box in without_read_letters([Outline(one.shape, place, hidden=True)], words)]
    if not found:
        return []
    x, y = found[0].centre
    return [f"{len(found)} places on the rows of items look like an outline of theirs, the first at {x:.0f}, {y:.0f} mm; if so, `add` them"]


def _beside(one: Outline, boxes: Sequence[Box], near: npt.NDArray[np.bool_]) -> Box | None:
    """Where right of an outline, before the next one, its line is drawn as its own is; the place where most of it is."""
    box = one.box
    large = [other for other in boxes if min(other.w / box.w, other.h / box.h) > PART]
    level = [other.x for other in large if abs(other.centre[1] - box.centre[1]) < box.h and box.x + box.w / 2 < other.x]
    start, end = box.x + (1 + CLEAR) * box.w, min([*level, box.x + box.w + REACH_MM]) - (1 + CLEAR) * box.w
    shifts = np.arange(round((start - box.x) * PX_PER_MM), round((end - box.x) * PX_PER_MM))
    reach = round(LEVEL * box.h * PX_PER_MM)
    ups = np.arange(-reach, reach + 1)
    column, row = ring(one, np.array([box.x, box.y, box.w, box.h]))
    rows, columns = row[:, None, None] + ups[:, None], column[:, None, None] + shifts
    if not shifts.size or rows.min() < 0 or rows.max() >= near.shape[0] or column.min() < 0 or column.max() >= near.shape[1]:
        return None
    shares = (near[rows, np.minimum(columns, near.shape[1] - 1)]).mean(axis=0)
    up, right = np.unravel_index(int(shares.argmax()), shares.shape)
    if shares[up, right] < SHARE_DRAWN * near[row, column].mean():
        return None
    return Box(box.x + float(shifts[right]) / PX_PER_MM, box.y + float(ups[up]) / PX_PER_MM, box.w, box.h)


def _meets(place: Box, other: Box) -> bool:
    """Whether an outline about as large stands at a place."""
    x, y = (abs(a - b) for a, b in zip(place.centre, other.centre, strict=True))
    as_large = min(other.w / place.w, other.h / place.h) > PART and max(other.w / place.w, other.h / place.h) < 2
    return x < place.w and y < place.h and as_large
