"""Spots of print that character recognition passed over, laid out as lines of one text and read again: a number or a letter that stands
alone on a page is often taken for no text at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from omr.learn.paper.blank import PX_PER_MM, Recognition, Word
from omr.model.layout import Box
from omr.model.page import Gray

LEAST_MM, WIDE = 1.0, 5.0
"""What is lower is a stop or a speck; and of its height, how wide a piece may be: longer words are not passed over."""
MOST = 400
"""Where more is unread, the text is in no language that is known; reading so many takes four seconds."""
NEAR_MM = 0.3
"""A spot whose middle lies no further outside of a word that was read is a part of it."""
ROOM_MM = 0.25
"""Of white around a piece."""
HIGH, ON_A_LINE = 40, 14
"""Pixels: height of a usual piece; and how many stand on a line."""
GAPS = (2.5, 1.5)
"""Of that height, the white between two of them: nearer ones are joined now and then, further ones misread a bit more often."""
AROUND = 12
"""Pixels around a piece in which what was read is its."""
PAPER = 90
"""Percentile of a piece that is paper."""
Span = tuple[int, int, int, int]
"""Left, right, top and foot of a piece in the picture, in pixels."""


def completed(words: Sequence[Word], print_: Sequence[Word], image: Gray, ocr: Recognition) -> tuple[Word, ...]:
    """The words recognized on a page, with those of the spots of print that none of them covers."""
    small = (one for one in print_ if one.box.h > LEAST_MM and one.box.w < WIDE * one.box.h)
    spots = [one for one in small if not any(_covers(word, one) for word in words)]
    if not spots or len(spots) > MOST:
        return tuple(words)
    spots.sort(key=lambda one: (round(one.middle), one.box.x))
    texts = [_pieces([one.box for one in spots], image, ocr, gap) for gap in GAPS]
    found = [Word(text, one.box) for one, text in zip(spots, map(_likelier, *texts), strict=True) if text]
    whole = [word for word in words if any(map(str.isalnum, word.text)) or not any(_covers(one, word) for one in found)]
    return (*whole, *found)


def _covers(word: Word, spot: Word) -> bool:
    (x, y), box = spot.box.centre, word.box
    return box.x - NEAR_MM < x < box.x + box.w + NEAR_MM and box.y - NEAR_MM < y < box.y + box.h + NEAR_MM


def _likelier(wide: str, near: str) -> str:
    """Of two readings the one that is a number, else the first that is anything."""
    return next((text for text in (wide, near) if text.strip("()[].:").isdecimal()), wide or near)


def _pieces(boxes: Sequence[Box], image: Gray, ocr: Recognition, gap: float) -> list[str]:
    """What is read in each of some boxes."""
    picture, spans = laid_out(boxes, image, gap)
    texts = [""] * len(boxes)
    for word in ocr.words(picture, plain=True):
        x, y = (value * PX_PER_MM for value in word.box.centre)
        for i, (left, right, top, foot) in enumerate(spans):
            if left - AROUND < x < right + AROUND and top - AROUND < y < foot + AROUND:
                texts[i] += word.text
    return texts


def laid_out(boxes: Sequence[Box], image: Gray, gap: float) -> tuple[Gray, list[Span]]:
    """What stands in some boxes as lines of one text on white, and where each is."""
    scale = HIGH / (float(np.median([box.h for box in boxes])) * PX_PER_MM)
    cut = [cv2.resize(_cut(image, box), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC) for box in boxes]
    spans: list[Span] = []
    foot = 0
    for start in range(0, len(cut), ON_A_LINE):
        line = cut[start : start + ON_A_LINE]
        foot += HIGH + max(piece.shape[0] for piece in line)
        left = HIGH
        for piece in line:
            high, wide = piece.shape
            spans.append((left, left + wide, foot - high, foot))
            left += wide + round(gap * HIGH)
    picture = np.full((foot + HIGH, max(right for _, right, _, _ in spans) + HIGH), 255, np.uint8)
    for piece, (left, right, top, low) in zip(cut, spans, strict=True):
        picture[top:low, left:right] = np.clip(piece * (255 / max(float(np.percentile(piece, PAPER)), 1.0)), 0, 255)
    return picture, spans


def _cut(image: Gray, box: Box) -> Gray:
    edges = (box.x - ROOM_MM, box.y - ROOM_MM, box.x + box.w + ROOM_MM, box.y + box.h + ROOM_MM)
    x0, y0, x1, y1 = (max(0, round(edge * PX_PER_MM)) for edge in edges)
    return image[y0:y1, x0:x1]
