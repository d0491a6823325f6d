"""Circles and boxes of a picture that are characters of recognized words: the zeros of "300 km/s", the o of "cytoplasm"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from omr.learn.outlines.letters import CAPITAL_MM, NARROW, ROUND, SMALL_MM, is_beside, is_in_column
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word
from omr.model.exam import Shape
from omr.model.layout import Box

LEAST = 3
"""Characters of a word: of fewer, "OA", one may be the circle before a label."""
WITHIN_MM = 0.35
"""A character stands no further out of its word."""
FULL = 0.85
"""Of the width from one digit to the next: a zero takes so much of it, circles to be marked stand further apart."""
LEVEL = 0.5
"""Of its height: a box that is told by the pitch of others stands so far beside the line of the word that it is taken from."""
EDGE_MM = 0.3
"""Where an outline begins a word, gives it its height and is read as a letter of it, "Cle" for "☐ A", their edges are so near."""
SIGNS = "OoQ0Xx"
"""An outline, or a marked one, is read so before what it says: "OTrue"."""
LONE = {"0", "O", "o"}
"""What a zero that stands alone is read as."""
ROW = re.compile("[OoQ0Xx@]{3}")
"""Three circles or boxes side by side are read so, and by chance a marked one beside them as a letter: "BHOOOO"."""
LABEL = re.compile("[A-Za-z][.):]?$")
"""How a word ends that is read of a marked outline and its label, "EAC." for a ticked box and "C."."""
LABELS, FLUSH_MM = 3, 0.6
"""Labels of other outlines that end where it does, by no more than an M is wider than an I."""
SHARE = 2 / 3
"""Of a word of several letters: what was not found by its contour and takes more of it is what the word was read from, a tick for "wil"."""
MARKS = ".,:'?!"
"""Behind a word or between the digits of a number."""


def without_read_letters(outlines: Sequence[Outline], words: Sequence[Word]) -> tuple[Outline, ...]:
    """The outlines of a page but for those that are read as characters of its recognized ``words``; what stands exactly above or below
    several others, or beside one, is none.
    """
    known = [one for one in outlines if not any(_is_in(one, word) and not _is_labelled(one, word, words) for word in words)]
    ids = {id(one) for one in known}
    found = [one for one in known if not one.hidden]
    return tuple(one for one in outlines if id(one) in ids or is_in_column(one, known) or _is_in_row(one, found))


def is_read(outline: Outline, words: Sequence[Word]) -> bool:
    """Whether an outline that is no option, and no higher than letters of a text, is read: as a part of a word, or alone as a 0."""
    box = outline.box
    narrow = outline.shape is Shape.CIRCLE and box.w < NARROW * box.h
    texts = [word.text for word in words if _holds(word.box, box)]
    return not outline.given and box.h < CAPITAL_MM and any(len(text) >= LEAST or (narrow and text in LONE) for text in texts)


def _holds(word: Box, box: Box) -> bool:
    across = word.x - WITHIN_MM < box.x and box.x + box.w < word.x + word.w + WITHIN_MM
    return across and max(word.y - box.y, box.y + box.h - word.y - word.h) < LEVEL * box.h


def _is_in_row(outline: Outline, found: Sequence[Outline]) -> bool:
    """Whether what was not found by its contour stands beside an outline of its kind that was: a row of bubbled letters reads as a word."""
    return outline.hidden and any(one.shape is outline.shape and is_beside(outline.box, one.box) for one in found)


def _is_in(outline: Outline, word: Word) -> bool:
    """Whether an outline is a zero of a number, a small o of a word, or a part of a word that was not found by its contour."""
    a, b = outline.box, word.box
    text = "".join(one for one in word.text if one not in MARKS)
    if outline.given or len(text) < LEAST or not (b.x - WITHIN_MM < a.x and a.x + a.w < word.right + WITHIN_MM):
        return False
    out = max(b.y - a.y, a.y + a.h - b.y - b.h)
    worded = text.isalpha() and any(one.upper() not in ROUND for one in text) and not ROW.search(text)
    if outline.hidden:
        drawn = max(abs(a.x - b.x), abs(a.y - b.y), abs(a.y + a.h - b.y - b.h)) < EDGE_MM
        return worded and not drawn and a.w < SHARE * b.w and out < LEVEL * a.h and _at(text, (a.centre[0] - b.x) / b.w) not in SIGNS
    if outline.signs or outline.shape is not Shape.CIRCLE or out > WITHIN_MM:
        return False
    place = (a.centre[0] - b.x) / b.w
    near = {_at(text, place - 1 / len(text)), _at(text, place), _at(text, place + 1 / len(text))}
    if text.isdecimal():
        return "0" in near and FULL * b.w / len(word.text) < a.w < NARROW * a.h
    return worded and a.h <= SMALL_MM and any(one in near for one in "oO")


def _is_labelled(outline: Outline, word: Word, words: Sequence[Word]) -> bool:
    """Whether what was not found by its contour begins a word that ends as the labels of other outlines do, and where they end."""
    label = LABEL.search(word.text)
    box = outline.box
    begins = outline.hidden and label is not None and abs(box.x - word.box.x) < EDGE_MM and box.centre[0] < word.box.centre[0]
    alike = (other for other in words if LABEL.fullmatch(other.text) and label and other.text[1:] == label[0][1:])
    return begins and sum(abs(other.right - word.right) < FLUSH_MM for other in alike) >= LABELS


def _at(text: str, place: float) -> str:
    """The character of a word at a place, 0 at its beginning and 1 at its end."""
    return text[min(len(text) - 1, max(0, int(place * len(text))))]
