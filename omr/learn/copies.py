"""Pictures of two sheets that are one page of a form, filled in by two people: one of them is enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from omr.errors import BadInput
from omr.learn.laid import laid, moved
from omr.learn.page import Found
from omr.learn.paper.blank import Word
from omr.learn.words.wording import item_name
from omr.model.layout import Box

NEAR_MM = 1.5
"""So near to each other stands what two scans show of one print, once one is laid on the other."""
SAME = 0.7
"""Share of the options and of the words of a page that are found on the other: marks hide some, and names are written."""
LETTERS, LEAST = 3, 4
"""A word of so many letters is read as it is printed; so many tell what page it is."""


def told_copies(pages: Sequence[Found]) -> list[str]:
    """What is told of pages of one file that show the same print. Raises BadInput where pages of two files do."""
    found = []
    codes: dict[str, set[str]] = {}
    for page in pages:
        codes.setdefault(_file(page), set()).update({page.code} - {""})
    for one, other in combinations(pages, 2):
        if codes[_file(one)] != codes[_file(other)]:
            continue  # a form says which one it is on its cover alone
        if not _may_be_copies(one, other) or not _are_copies(one, other):
            continue
        same = f"{other.page.file} shows the same print and options as {one.page.file}"
        if _file(one) != _file(other):
            forms = "where they are forms of their own, give --form for each; where pages of one, put both into one file"
            remedy = f"give one of them if they are copies; {forms}"
            raise BadInput(f"{same}: two copies of one page, or two forms", remedy)
        found.append(f"{same}; if they are copies of one page, give one of them alone: pages of one form are put together to sheets")
    return found[:1]


def _file(found: Found) -> str:
    return found.page.file.rsplit(", page ", 1)[0]


def _may_be_copies(one: Found, other: Found) -> bool:
    """Whether two pages are pictures with about as many options, and with the same numbers as far as they are read."""
    if one.page.readable or other.page.readable or one.code != other.code:
        return False
    few, many = sorted(len(_options(found)) for found in (one, other))
    a, b = _names(one), _names(other)
    return bool(few) and few >= SAME * many and (not a or not b or len(a & b) >= SAME * min(len(a), len(b)))


def _are_copies(one: Found, other: Found) -> bool:
    """Whether options and words of a page stand in the same places on another one."""
    if min(len(_words(one)), len(_words(other))) < LEAST:
        return False
    pair = laid(one, other)
    if pair is None:
        return False
    words = [(moved(word.box, pair.matrix), word.text) for word in _words(one)]
    theirs = _words(other)
    there = [any(word.text == text and _is_near(word.box, box) for word in theirs) for box, text in words]
    places = np.array([moved(box, pair.matrix).centre for box in _options(one)])
    others = np.array([box.centre for box in _options(other)])
    near = np.linalg.norm(places[:, None] - others[None], axis=2).min(axis=1) < NEAR_MM
    return sum(there) >= SAME * min(len(words), len(theirs)) and float(near.mean()) >= SAME


def _is_near(a: Box, b: Box) -> bool:
    return abs(a.centre[0] - b.centre[0]) < NEAR_MM and abs(a.centre[1] - b.centre[1]) < NEAR_MM


def _words(found: Found) -> list[Word]:
    return [word for word in found.page.words if sum(map(str.isalpha, word.text)) >= LETTERS]


def _options(found: Found) -> list[Box]:
    return [outline.box for entry in found.entries for outline in entry.outlines]


def _names(found: Found) -> set[int]:
    return {name.rank for entry in found.entries if (name := item_name(entry.printed))}
