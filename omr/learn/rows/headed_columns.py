"""Columns of outlines that are items of their own, under their numbers: the options stand below one another, one in each row."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from omr.learn.outlines.families import Spot
from omr.learn.outlines.tables import VERDICTS
from omr.learn.paper.blank import Word
from omr.learn.rows.grids import COUNTS, LEAST_ROWS, Grid, label_beside, stacks
from omr.learn.rows.runs import Run
from omr.learn.words.wording import ascii_text, item_name, option_label

LETTERED = re.compile(r"[^\W\d_](\d{1,3})")
"""A number with the letter of its part before it, of any alphabet: the "A7" of a Russian form."""
LEAST_OPTIONS, FEW_ROWS = 2, 7
SCALE = 5
"""Numbers above the columns of rows A, B, C, …: as many as these may be what the rows are to be matched with."""
VERDICTS_OF_TWO = (("t", "f"), ("v", "f"), ("w", "f"), ("r", "f"), ("r", "w"), ("y", "n"), ("j", "n"), ("o", "n"), ("s", "n"))
"""Letters that stand for the two verdicts on a statement, in the order in which forms print them."""
MOST_OPTIONS = 10
"""Of one item; a name's letters are 26."""


def with_headed_columns(grids: list[Grid], runs: list[Run], words: list[Word]) -> tuple[list[Grid], list[Run]]:
    """Columns of a few letters, A to E, under the numbers of items: each is an item whose options stand below one another. So is each
    column of a few rows that have more outlines than an item has options.
    """
    transposed = [stack for stack in stacks(runs) if _are_columns(stack, words)]
    runs = [run for run in runs if not any(run is one for stack in transposed for one in stack)]
    runs += [run for stack in transposed for run in _columns_of(stack, words)]
    kept = []
    for grid in grids:
        heads = [head(column[0], words, column[1].y - column[0].y) for column in grid.columns]
        if len(grid.columns) > 1 and all(heads) and _are_options(grid.labels):
            runs = [
                *runs,
                *(Run(column, tuple(head), ((),) * len(column), vertical=True) for column, head in zip(grid.columns, heads, strict=True)),
            ]
        elif len(grid.labels) >= LEAST_ROWS:  # fewer are examples in instructions
            kept.append(grid)
    return kept, runs


def _are_options(labels: tuple[str, ...]) -> bool:
    """Whether letters printed in outlines below one another are those of one item: A, B, C, …, or T and F."""
    return "".join(labels) in COUNTS[-1][:MOST_OPTIONS] or tuple(label.lower() for label in labels) in VERDICTS_OF_TWO


def _are_columns(stack: list[Run], words: list[Word]) -> bool:
    """Whether the outlines of a few rows are options of items side by side: more of them than an item has, and a number above each."""
    if not LEAST_OPTIONS <= len(stack) <= FEW_ROWS or any(any(run.gaps[:-1]) for run in stack):
        return False
    heads = [head(spot, words, pitch(stack)) for spot in stack[0].spots]
    if not all(heads) or any(spot.inside for run in stack for spot in run.spots):
        return False
    if heads[0][0].text == "0" or all(map(_is_stated, stack)):
        return False
    return len(heads) > MOST_OPTIONS or (
        len(heads) > len(stack) and (_are_lettered(stack) or _are_verdicts(stack)) and _are_counted([head[0].text for head in heads])
    )


def _is_stated(run: Run) -> bool:
    """Whether several words stand before a row, which do not end in a letter: it is a statement to be marked on a scale of that many."""
    return len(run.before) > 1 and len(run.before[-1].text.strip(".:)")) > 1


def _are_lettered(stack: list[Run]) -> bool:
    """Whether nothing but a letter stands before each of some rows, the next one of any alphabet in each: they are options of columns."""
    letters = [_letter_before(run) for run in stack]
    counted = all(ord(after) == ord(letter) + 1 for letter, after in pairwise(letters) if letter and after)
    return all(letter.isalpha() for letter in letters) and counted


def _are_verdicts(stack: list[Run]) -> bool:
    """Whether two rows say "True" and "False", or a letter for each: they are the options of columns, and no statements."""
    words = [run.before[0].text if len(run.before) == 1 and not run.vertical else "" for run in stack]
    said = [ascii_text(word).strip(".:)").lower() for word in words]
    return len(stack) == len(VERDICTS_OF_TWO[0]) and (tuple(said) in VERDICTS_OF_TWO or all(re.fullmatch(VERDICTS, word) for word in said))


def _letter_before(run: Run) -> str:
    """The letter that alone stands before a row, however wide the first column of its table is; "" where more does."""
    text = run.before[0].text.strip(".:)") if len(run.before) == 1 and not run.vertical else ""
    return text if len(text) == 1 and text.isalpha() else ""


def _are_counted(heads: list[str]) -> bool:
    """Whether numbers above columns count up, further than a scale of answers does, or from a later one than 1."""
    ranks = [name.rank if (name := item_name(head)) and name.style == "digit" else 0 for head in heads]
    return all(after == rank + 1 for rank, after in pairwise(ranks)) and (ranks[0] > 1 or len(ranks) > SCALE)


def _columns_of(stack: list[Run], words: list[Word]) -> list[Run]:
    """The items of such rows, their options called by what stands before the rows, if it counts on from A or 1 or is a verdict."""
    before = [_letter_before(run) or label_beside(run) for run in stack]
    known = "".join(before) in {counted[: len(stack)] for counted in COUNTS[1:]}
    if _are_verdicts(stack):
        before, known = [option_label((run.before[0].text,)) for run in stack], True
    columns = zip(*(run.spots for run in stack), strict=True)
    return [
        Run(
            tuple(replace(spot, inside=Word(label, spot.box)) if known else spot for spot, label in zip(column, before, strict=True)),
            tuple(head(column[0], words, pitch(stack))),
            ((),) * len(stack),
            vertical=True,
        )
        for column in columns
    ]


def pitch(stack: list[Run]) -> float:
    """From row to row, in mm: their heads may stand as far above the first."""
    return stack[1].y - stack[0].y


def head(spot: Spot, words: list[Word], reach: float = 0.0) -> list[Word]:
    """What stands right above an outline, or within ``reach`` mm, and may be an item's number."""
    reach = max(reach, spot.box.h)
    above = [word for word in words if abs(word.box.centre[0] - spot.x) < spot.box.w / 2 and 0 < spot.box.y - word.middle < reach]
    return [named for word in above if (named := _as_number(word)) is not None][:1]


def _as_number(word: Word) -> Word | None:
    """The word where it may be an item's number; of a letter's, "A7", the number alone."""
    if not word.text or item_name(word.text):
        return word
    lettered = LETTERED.fullmatch(word.text)
    return replace(word, text=lettered.group(1)) if lettered else None
