"""Labels printed right below the outlines that they call, "○ ○ ○" over "A B C": nearer to these than to the row below."""

from __future__ import annotations

from collections.abc import Sequence

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.runs import Run
from omr.learn.words.wording import is_sequence, option_label

REACH = 1.0
"""Of an outline's height: what stands right below it ends no line further down."""
CENTRED = 0.35
"""Of an outline's width: the middle of such a word is off the outline's by no more."""
LEVEL_MM = 1.5
"""Labels of a row stand on one line to that tolerance."""


def labels_under(run: Run, words: Sequence[Word], spots: Sequence[Spot]) -> tuple[str, ...]:
    """The labels below a row's outlines, in printed order; () where not each has its own there, or one may belong to the row below, one
    of the ``spots``.
    """
    if run.vertical:
        return ()
    found = [_under(spot, words) for spot in run.spots]
    some = [word for word in found if word]
    if len(some) < len(found) or max(word.middle for word in some) - min(word.middle for word in some) > LEVEL_MM:
        return ()
    if any(_heads(word, above, spots) for word, above in zip(some, run.spots, strict=True)):
        return ()
    labels = tuple(option_label((word.text,)) for word in some)
    return labels if is_sequence(labels) else ()


def _under(spot: Spot, words: Sequence[Word]) -> Word | None:
    """The word centred right below an outline."""
    foot = spot.box.y + spot.box.h
    near = [
        word
        for word in words
        if abs(word.box.centre[0] - spot.x) < CENTRED * spot.box.w and foot < word.middle < foot + REACH * spot.box.h and word.text
    ]
    return min(near, key=lambda word: word.middle, default=None)


def _heads(word: Word, above: Spot, spots: Sequence[Spot]) -> bool:
    """Whether a word is as near to an outline below it as to the one above, or nearer."""
    gap = word.box.y - above.box.y - above.box.h
    foot = word.box.y + word.box.h
    below = [spot.box.y - foot for spot in spots if abs(spot.x - word.box.centre[0]) < spot.box.w and spot.y > word.middle]
    return min(below, default=gap + 1.0) <= gap
