"""A page's picture without its outlines: what stands beside them is read better, since next to letters they are read as letters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from omr.learn.paper.blank import PX_PER_MM, BlankPage, Word
from omr.model.layout import Box
from omr.model.page import Gray

ERASED_MM = 0.4
"""Around an outline: it is erased with what stands in it."""


def erased(image: Gray, boxes: Iterable[Box]) -> Gray:
    """The picture with the colour of the paper around them in the place of some boxes."""
    left_over = image.copy()
    for box in boxes:
        edges = (box.y - ERASED_MM, box.y + box.h + ERASED_MM, box.x - ERASED_MM, box.x + box.w + ERASED_MM)
        top, foot, left, right = (max(0, round(edge * PX_PER_MM)) for edge in edges)
        left_over[top:foot, left:right] = int(np.percentile(image[top:foot, left:right], 90)) if top < foot and left < right else 255
    return left_over


def words_beside(page: BlankPage, boxes: Iterable[Box]) -> tuple[Word, ...]:
    """The words of a picture, recognized without its outlines, and those recognized before in whose place now nothing is."""
    if page.ocr is None:
        return page.words
    boxes = list(dict.fromkeys(boxes))
    words = page.ocr.words(erased(page.image, boxes))
    others = (word for word in page.words if not any(word.box.gap_to(box) <= 0 for box in boxes))
    return (*words, *(word for word in others if not any(word.box.gap_to(one.box) <= 0 for one in words)))
