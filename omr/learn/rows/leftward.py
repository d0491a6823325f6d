"""Options in scripts that are read from right to left: the first letter, א or أ, stands at the right, in the outline, above its column or
left of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.runs import Run

LEFTWARD = frozenset({"R", "AL"})
"""Unicode's directions of Hebrew and of Arabic letters."""


def leftward(runs: Sequence[Run], words: Sequence[Word]) -> list[Run]:
    """The runs, rows of outlines that hold such letters, or stand below or right of such words, in the order in which they are read."""
    letters = [word for word in words if word.text and _is_leftward(word.text)]
    return [
        replace(run, spots=tuple(reversed(run.spots)), gaps=tuple(reversed(run.gaps))) if _is_read_leftward(run, letters, words) else run
        for run in runs
    ]


def _is_read_leftward(run: Run, letters: Sequence[Word], words: Sequence[Word]) -> bool:
    texts = [spot.inside.text if spot.inside else "" for spot in run.spots]
    if not any(texts) and letters:
        heads = [_head(spot, words) for spot in run.spots]
        texts = heads if all(heads) and _is_leftward(heads[0]) else [gap[-1].text if gap else "" for gap in (run.before, *run.gaps[:-1])]
    return not run.vertical and len(texts) > 1 and all(text and _is_leftward(text) for text in texts)


def _head(spot: Spot, words: Sequence[Word]) -> str:
    """The nearest word above an outline, in its column."""
    above = [word for word in words if abs(word.box.centre[0] - spot.x) < spot.box.w / 2 and word.middle < spot.y - spot.box.h / 2]
    return max(above, key=lambda word: word.middle).text if above else ""


def _is_leftward(text: str) -> bool:
    return unicodedata.bidirectional(text[0]) in LEFTWARD
