"""Printed words of a page without text: pieces of ink that stand together, each a Word whose text is not known."""

from __future__ import annotations

import cv2
import numpy as np

from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.model.layout import Box
from omr.model.page import Gray

LETTER_MM = (0.12, 9.0)
"""From a stroke of an equals sign to a heading."""
GAP = 0.35
"""Of the letters' height: pieces nearer to each other belong to one word."""


def blobs(mask: Gray, outlines: tuple[Outline, ...]) -> tuple[Word, ...]:
    """Words of an ink mask, without the outlines themselves; what stands inside of an outline is one too."""
    left = mask.copy()
    for outline in outlines:
        _erase(left, outline)
    _, _, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    boxes = [Box(*(float(value) / PX_PER_MM for value in row[:4])) for row in stats[1:]]
    letters = [box for box in boxes if LETTER_MM[0] < box.h < LETTER_MM[1] and 0.1 < box.w < 3 * LETTER_MM[1]]
    return tuple(_merged(sorted(letters, key=lambda box: (box.x, box.y))))


def _erase(mask: Gray, outline: Outline) -> None:
    """Blank the ring of an outline, keeping what is printed inside."""
    x, y, w, h = (round(value * PX_PER_MM) for value in (outline.box.x, outline.box.y, outline.box.w, outline.box.h))
    pad = 2
    rows, columns = slice(max(0, y - pad), y + h + pad), slice(max(0, x - pad), x + w + pad)
    part = mask[rows, columns]
    count, names = cv2.connectedComponents(part, connectivity=8)
    edge = np.zeros_like(part)
    thick = round(0.35 * PX_PER_MM) + pad
    edge[:thick], edge[-thick:], edge[:, :thick], edge[:, -thick:] = 255, 255, 255, 255
    touched = np.unique(names[(edge > 0) & (part > 0)])
    del count
    part[np.isin(names, touched[touched > 0])] = 0


def _merged(letters: list[Box]) -> list[Word]:
    """Letters from left to right, each joined to the word that it carries on."""
    words: list[Box] = []
    tall: list[float] = []
    for box in letters:
        for i in range(len(words) - 1, max(-1, len(words) - 60), -1):
            if _carries_on(words[i], tall[i], box):
                word = words[i]
                x1, y1 = max(word.x + word.w, box.x + box.w), max(word.y + word.h, box.y + box.h)
                x, y = min(word.x, box.x), min(word.y, box.y)
                words[i] = Box(x, y, x1 - x, y1 - y)
                tall[i] = max(tall[i], box.h)
                break
        else:
            words.append(box)
            tall.append(box.h)
    return [Word("", box) for box in words if max(box.h, box.w) > 0.8]


def _carries_on(word: Box, tall: float, letter: Box) -> bool:
    overlap = min(word.y + word.h, letter.y + letter.h) - max(word.y, letter.y)
    return overlap > -0.3 * tall and overlap > 0.3 * min(word.h, letter.h) - 0.3 * tall and letter.x - word.x - word.w < GAP * tall
