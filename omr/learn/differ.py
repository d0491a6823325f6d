"""Where forms that look alike differ: that place is their printed code, by which a scan is told from another form's."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from omr.learn.forms import Forms
from omr.learn.laid import laid, moved
from omr.learn.page import Found
from omr.learn.paper.blank import PX_PER_MM, Word, union
from omr.learn.paper.ink import ink
from omr.model.layout import Box, Field, FieldKind
from omr.model.page import Gray

THICK_MM = 0.45
"""Ink nearer than that to the other form's ink is the same print: two scans of one blank never lie quite alike."""
SPECK_MM2 = 0.08
"""Less ink than that is dirt."""
WORD_MM = 2.0
"""What differs no further apart belongs together."""
LARGEST_MM = (60.0, 15.0)
"""A form code is no larger."""
SAME_LINE = 0.5
"""Of a word's height: pieces of print on its line and so near to it belong to the code."""


def with_codes(forms: Forms) -> tuple[Forms, list[str]]:
    """The forms with a form-code field on every page that lacks one, where the pages' pictures show it; and what is doubtful."""
    if all(pages is forms[0][1] for _, pages in forms):  # one form, or several on one paper
        return forms, []
    doubts: list[str] = []
    changed = {code: list(pages) for code, pages in forms}
    for place in range(min(len(pages) for _, pages in forms)):
        side = [(code, pages[place]) for code, pages in forms]
        if all(_has_code(page) for _, page in side):
            continue
        boxes = _by_words(side) or _by_ink([page for _, page in side])
        where = f"page {place + 1} of forms {', '.join(code for code, _ in side)}"
        if boxes is None:
            doubts.append(f"{where}: no printed code tells them apart; such a page is left to a person")
            continue
        doubts.append(f"{where}: told apart by what is printed at {boxes[0].centre[0]:.0f}, {boxes[0].centre[1]:.0f} mm")
        for (code, page), box in zip(side, boxes, strict=True):
            kept = tuple(field for field in page.fields if field.kind is not FieldKind.FORM_CODE or field.options)
            changed[code][place] = replace(page, fields=(Field(FieldKind.FORM_CODE, box, printed=code), *kept), code=code)
    return list(changed.items()), doubts


def _has_code(page: Found) -> bool:
    return any(field.kind is FieldKind.FORM_CODE and not field.options for field in page.fields)


def _by_words(side: list[tuple[str, Found]]) -> list[Box] | None:
    """The code as a printed word of every page: the largest print of it that stands in one place on all of them."""
    hits = [[word for word in page.page.words if word.text.strip(".:()") == code] for code, page in side]
    for word in sorted(hits[0], key=lambda word: -word.box.h):
        row = [word, *(next((one for one in some if _in_place(one, word)), None) for some in hits[1:])]
        found = [one.box for one in row if one is not None]
        if len(found) == len(side):
            return found
    return None


def _in_place(one: Word, word: Word) -> bool:
    return abs(one.box.x - word.box.x) < WORD_MM and abs(one.middle - word.middle) < WORD_MM


def _by_ink(pages: list[Found]) -> list[Box] | None:
    """The code as the only small place where the pictures of all pages differ, in each page's own mm."""
    first = pages[0]
    mask = ink(first.page.image)
    pairs = [laid(first, page) for page in pages[1:]]
    fits = [pair for pair in pairs if pair is not None]
    if len(fits) < len(pairs):
        return None
    common: Box | None = None
    for pair in fits:
        box = _difference(mask, pair.mask)
        if box is None or (common is not None and not _near(common, box)):
            return None
        common = union([common, box]) if common else box
    if common is None:
        return None
    code = _whole(common, mask)
    return [code, *(moved(code, pair.matrix) for pair in fits)]


def _near(a: Box, b: Box) -> bool:
    return abs(a.centre[0] - b.centre[0]) < LARGEST_MM[0] / 4 and abs(a.centre[1] - b.centre[1]) < LARGEST_MM[1] / 2


def _difference(a: Gray, b: Gray) -> Box | None:
    """The one place where two pictures of ink differ; None where there is none, or several."""
    reach = 2 * round(THICK_MM * PX_PER_MM / 2) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    alone = ((a > 0) & (cv2.dilate(b, disc) == 0)) | ((b > 0) & (cv2.dilate(a, disc) == 0))
    _, names, stats, _ = cv2.connectedComponentsWithStats(alone.astype(np.uint8), connectivity=8)
    kept = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= SPECK_MM2 * PX_PER_MM**2)
    shown = np.isin(names, kept[kept > 0]).astype(np.uint8)
    joint = 2 * round(WORD_MM * PX_PER_MM / 2) + 1
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(shown, np.ones((joint, joint), np.uint8)), connectivity=8)
    half = joint // 2
    places = [
        Box((x + half) / PX_PER_MM, (y + half) / PX_PER_MM, (w - 2 * half) / PX_PER_MM, (h - 2 * half) / PX_PER_MM)
        for x, y, w, h, _ in stats[1:].tolist()
    ]
    return places[0] if len(places) == 1 and places[0].w < LARGEST_MM[0] and places[0].h < LARGEST_MM[1] else None


def _whole(box: Box, mask: Gray) -> Box:
    """The whole word of which a part differs: with the print on its line that stands close to it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    letters = [Box(x / PX_PER_MM, y / PX_PER_MM, w / PX_PER_MM, h / PX_PER_MM) for x, y, w, h, _ in stats[1:].tolist()]
    letters = [one for one in letters if one.h < LARGEST_MM[1] and one.w < LARGEST_MM[0] / 4]
    while True:
        near = [one for one in letters if _belongs(one, box)]
        grown = union([box, *near])
        if grown == box:
            return box
        box = grown


def _belongs(letter: Box, box: Box) -> bool:
    overlap = min(box.y + box.h, letter.y + letter.h) - max(box.y, letter.y)
    apart = max(letter.x - box.x - box.w, box.x - letter.x - letter.w)
    return overlap > SAME_LINE * min(box.h, letter.h) and apart < SAME_LINE * box.h
