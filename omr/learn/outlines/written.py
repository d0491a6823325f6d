"""Boxes to write in by hand which form it is: "Version: [  ]"."""

from __future__ import annotations

from omr.learn.outlines.families import stands_in
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.learn.words.kinds import names_a_version
from omr.learn.words.titles import Phrase, phrases
from omr.model.exam import Shape
from omr.model.layout import Box, Field, FieldKind

LEAST_MM, MOST_MM = (5.0, 4.0), (45.0, 20.0)
"""Width and height of a box for a letter or a short code; smaller ones are to be ticked."""
ONE_SIZE = 1.25
BEFORE_MM, ABOVE_MM = 8.0, 4.0
"""Its title stands so near before it, or above it."""


def without_versions(outlines: tuple[Outline, ...], words: tuple[Word, ...]) -> tuple[tuple[Outline, ...], list[Field]]:
    """The other outlines, and the places where a version is written."""
    titles = [line for line in phrases(list(words)) if names_a_version(_last(line))]
    found = [one for one in outlines if _is_roomy(one) and any(_is_title(title, one.box) for title in titles)]
    found = [one for one in found if not _is_printed_in(one, words) and not any(_are_options(one, other) for other in outlines)]
    return tuple(one for one in outlines if one not in found), [Field(FieldKind.VERSION, one.box) for one in found]


def _last(line: Phrase) -> str:
    """Its last word: "Version A" before a box to tick ends otherwise, and so does a remark, "(un dígito por fila)"."""
    last = (line.text.rstrip(" :.").split() or [""])[-1]
    return "" if last.endswith(")") else last


def _is_roomy(outline: Outline) -> bool:
    w, h = outline.box.w, outline.box.h
    return outline.shape is Shape.BOX and LEAST_MM[0] <= w <= MOST_MM[0] and LEAST_MM[1] <= h <= MOST_MM[1]


def _are_options(one: Outline, other: Outline) -> bool:
    """Whether two boxes stand side by side and are of one size: options to tick, or places for several digits."""
    a, b = one.box, other.box
    level = one is not other and abs(a.centre[1] - b.centre[1]) < a.h / 3
    return level and max(a.w, b.w) < ONE_SIZE * min(a.w, b.w) and max(a.h, b.h) < ONE_SIZE * min(a.h, b.h)


def _is_printed_in(outline: Outline, words: tuple[Word, ...]) -> bool:
    return any(stands_in(word.box, outline.box) for word in words)


def _is_title(title: Phrase, box: Box) -> bool:
    """Whether it ends right before the box on its line, or stands right above where the box begins."""
    t = title.box
    level = box.y < t.y + t.h and t.y < box.y + box.h
    before = level and -0.5 < box.x - t.x - t.w < BEFORE_MM
    above = 0 <= box.y - t.y - t.h < ABOVE_MM and abs(box.x - t.x) < box.w
    return before or above
