"""Letters to be circled, "1. A B C D", with no outline around them: they are no options, but a person is told that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.learn.paper.blank import Word
from omr.learn.paper.pictures import MIDDLE, likeness, picture
from omr.learn.words.wording import is_sequence
from omr.model.layout import Box
from omr.model.page import Gray

LEAST_ROWS = 5
LEAST_LETTERS = 3
"""Of one item; words of one letter stand so many side by side in no text."""
LETTER_MM = 4.5
"""No letter to be circled is higher, nor much wider than high."""
WIDE = 1.4
APART = 1.2
FARTHEST = 7.0
"""Of their height: letters to be circled stand further apart than those of a word, and no further than that."""
LEVEL_MM = 0.8
INDENT_MM = 3.5
"""A further digit in the number before them moves the letters of a row by less."""
ALIKE = 0.85
"""Letters of one column of a page that could not be read correlate so well, row by row."""


def bare_letters(words: Sequence[Word], mask: Gray) -> str:
    """What is told of rows of letters among the ``words`` that stand in no outline; "" where there are too few."""
    rows = [chain for line in _lines(words) for chain in _chains(line)]
    blocks: list[list[list[Word]]] = []
    for row in rows:
        home = next((block for block in blocks if _continues(block[-1], row)), None)
        if home is None:
            blocks.append([row])
        else:
            home.append(row)
    found = [row for block in blocks if len(block) >= LEAST_ROWS and _prints_the_same(block, mask) for row in block]
    if not found:
        return ""
    x, y = found[0][0].box.centre
    return (
        f"{len(found)} rows of {len(found[0])} letters without an outline, from {x:.0f}, {y:.0f} mm on, look as if they were to be "
        "circled; circles around bare letters are not read, and these are no items: print a box, a circle or brackets around each letter"
    )


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words by their lines, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if lines and word.middle - lines[-1][0].middle < LEVEL_MM:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box.x) for line in lines]


def _chains(line: list[Word]) -> list[list[Word]]:
    """Letters that stand side by side at wide steps, behind something else, their number."""
    chains: list[list[Word]] = []
    for before, word in pairwise(line):
        if not _is_letter(word) or not before.right < word.box.x < before.right + FARTHEST * word.box.h:
            continue
        if chains and chains[-1][-1] is before and APART * word.box.h < word.box.x - before.box.x:
            chains[-1].append(word)
        elif not (_is_letter(before) and before.text.isalpha()):
            chains.append([word])
    return [chain for chain in chains if len(chain) >= LEAST_LETTERS and _counts_on(chain)]


def _is_letter(word: Word) -> bool:
    one = len(word.text.strip(".)")) == 1 and word.text[0].isalpha() if word.text else word.box.w < WIDE * word.box.h
    return one and word.box.h < LETTER_MM


def _counts_on(chain: list[Word]) -> bool:
    return not any(word.text for word in chain) or is_sequence(tuple(word.text.strip(".)") for word in chain))


def _continues(above: list[Word], row: list[Word]) -> bool:
    """Whether a row stands below another one, with as many letters."""
    below = row[0].middle - above[0].middle > 0
    return below and len(above) == len(row) and all(abs(a.box.x - b.box.x) < INDENT_MM for a, b in zip(above, row, strict=True))


def _prints_the_same(block: list[list[Word]], mask: Gray) -> bool:
    """Whether each column prints one letter: known where the letters were read, else by their pictures."""
    if all(word.text for row in block for word in row):
        return len({tuple(word.text for word in row) for row in block}) == 1
    columns = zip(*block, strict=True)
    return all(likeness(np.array([picture(mask, _around(word.box)) for word in column])) > ALIKE for column in columns)


def _around(box: Box) -> Box:
    (x, y), w, h = box.centre, box.w / MIDDLE, box.h / MIDDLE
    return Box(x - w / 2, y - h / 2, w, h)
