"""What the columns of a table are called where their headings have several words, or lines: "Strongly agree", "Ne sait pas"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from omr.learn.paper.blank import Word
from omr.learn.rows.in_cells import WALL_MM
from omr.learn.rows.runs import Run
from omr.learn.words.titles import phrases
from omr.learn.words.wording import ascii_text

LINE = 1.3
"""Of a line's height: the next line of one heading is no further above."""
SPACE = 0.7
"""Of a word's height: words of a text are no further apart."""
LEVEL = 0.5
"""Of a word's height: the middles of words on one line differ by no more."""
OVER_MM = 0.5
"""A heading reaches over the middle between two columns by no more."""
LONGEST = 40
"""Letters of a heading; a longer text is none."""
ANYWHERE = 9.0
"""Of a line's height: whatever stands on one line of a heading is read together."""
UPRIGHT = 1.5
"""Height by width of a word that is printed upwards."""
LARGER = 1.4
"""Times the height of a heading's words: those of a line above it, in type so much larger, are a title's. A letter like the y adds 0.3."""
TALL = re.compile(r"[A-Z0-9bdfhklt]")
"""Letters as high as a word can be, but for what hangs below its line."""


def headings(run: Run, words: Sequence[Word]) -> tuple[str, ...]:
    """What stands above each outline of a row, as a name of several words, "Strongly_agree"; () unless all columns have one of their own.

    Rows between them and the row print nothing in these columns.
    """
    edges = _edges(run)
    if not edges:
        return ()
    line = [word for word in words if word.middle < run.y - 0.5 * run.spots[0].box.h]
    blocks = [_lowest(line, left, right) for left, right in itertools.pairwise(edges)]
    if not all(blocks):
        return ()
    top = max(min(word.box.y for word in block) for block in blocks)
    foot = min(max(word.box.y + word.box.h for word in block) for block in blocks)
    if top > foot:
        return ()
    found = tuple(_name(block) for block in blocks)
    return found if all(found) and len(set(found)) == len(found) else ()


def _edges(run: Run) -> list[float]:
    """Where the columns of a row's outlines begin and end, in mm: the cells of a table do not stand evenly; nothing where it has no two."""
    xs = [spot.x for spot in run.spots]
    if len(xs) < 2 or run.vertical:
        return []
    cells = [spot.frame for spot in run.spots if spot.frame]
    if len(cells) == len(xs) and all(abs(right.x - left.x - left.w) < WALL_MM for left, right in itertools.pairwise(cells)):
        return [*(cell.x for cell in cells), cells[-1].x + cells[-1].w]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(xs)]
    return [2 * xs[0] - middles[0], *middles, 2 * xs[-1] - middles[-1]]


def _lowest(line: Sequence[Word], left: float, right: float) -> list[Word]:
    """The lines of print next above a row in one of its columns, that stand close below one another; those of a text that goes on in the
    next column are none.
    """
    column = [word for word in line if left < word.box.x + word.box.w / 2 < right]
    found: list[Word] = []
    for word in sorted(column, key=lambda word: -word.middle):
        if found:
            tall = max(one.box.h for one in (word, *found))
            if min(one.box.y for one in found) - word.box.y - word.box.h > LINE * tall:
                break
        if _runs_on(word, line, left, right) or _is_larger(word, found):
            return [one for one in found if abs(one.middle - word.middle) > LEVEL * word.box.h]
        found.append(word)
    return found


def _is_larger(word: Word, below: Sequence[Word]) -> bool:
    """Whether a word is printed in larger type than a heading below it."""
    sizes = [one.box.h for one in below if _is_tall(one)]
    return bool(sizes) and _is_tall(word) and word.box.h > LARGER * max(sizes)


def _is_tall(word: Word) -> bool:
    return re.search(TALL, word.text) is not None and word.box.h < UPRIGHT * word.box.w


def _runs_on(word: Word, line: Sequence[Word], left: float, right: float) -> bool:
    """Whether a word is of a text that goes on in the next column."""
    if word.box.x < left - OVER_MM or word.right > right + OVER_MM:
        return True
    level = [one for one in line if one is not word and abs(one.middle - word.middle) < LEVEL * word.box.h]
    beside = [one for one in level if not left < one.box.x + one.box.w / 2 < right]
    return any(max(one.box.x - word.right, word.box.x - one.right) < SPACE * min(word.box.w, word.box.h) for one in beside)


def _name(block: Sequence[Word]) -> str:
    """The words of one heading in the order in which they are read, joined."""
    upright = all(word.box.h > UPRIGHT * word.box.w for word in block if len(word.text) > 2)
    if upright and any(len(word.text) > 2 for word in block):
        ordered = sorted(block, key=lambda word: (round(word.box.x), -word.box.y))
    else:
        ordered = [word for line in phrases(list(block), ANYWHERE) for word in line.words]
    text = re.sub(r"[^0-9A-Za-z]+", "_", ascii_text(" ".join(word.text for word in ordered))).strip("_")
    return text if len(text) <= LONGEST else ""
