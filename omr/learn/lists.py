"""Options one below the other: a question's text, then an outline a line, each with what it says to its right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from omr.learn.blank import Word
from omr.learn.families import Spot
from omr.learn.runs import Run

ALIGNED_MM = 0.6
MARGIN_MM = 18.0
"""A question's text begins no further left of its boxes."""
APART = 2.2
"""Times the usual step: a longer one begins another item even with nothing printed between."""


def list_runs(singles: list[Run], words: list[Word]) -> list[Run]:
    """Single outlines chained downwards into items; what stays alone is returned as it was."""
    columns: list[list[Run]] = []
    for run in sorted(singles, key=lambda run: (run.x, run.y)):
        home = next((column for column in columns if abs(column[-1].x - run.x) < ALIGNED_MM), None)
        if home is None:
            columns.append([run])
        else:
            home.append(run)
    found = []
    for column in columns:
        found += _chained(sorted(column, key=lambda run: run.y), words)
    return found


def _chained(column: list[Run], words: list[Word]) -> list[Run]:
    if len(column) == 1:
        return column
    steps = np.diff([run.y for run in column])
    usual = float(np.percentile(steps, 25))
    chains = [[column[0]]]
    for step, run in zip(steps, column[1:], strict=True):
        above, below = chains[-1][-1].spots[0], run.spots[0]
        together = 0 < above.outline.given == below.outline.given  # one line of the corrections gives both
        if not together and (step > APART * usual + 3 * below.box.h or question_between(above, below, words)):
            chains.append([run])
        else:
            chains[-1].append(run)
    return [_joined(chain, chains[i - 1][-1].spots[0] if i else None, words) for i, chain in enumerate(chains)]


def question_between(above: Spot, below: Spot, words: list[Word]) -> bool:
    """Whether a line of text begins at or left of the outlines, between the lines of the two."""
    return bool(_left_words(above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h, below, words))


def _left_words(top: float, bottom: float, spot: Spot, words: list[Word]) -> list[Word]:
    left, right = spot.box.x - MARGIN_MM, spot.box.x + 0.5 * spot.box.w
    return [word for word in words if left < word.box.x < right and top < word.middle < bottom]


def _joined(chain: list[Run], previous: Spot | None, words: list[Word]) -> Run:
    first = chain[0].spots[0]
    top = previous.y + 0.6 * previous.box.h if previous else first.y - 45.0
    lines = _left_words(top, first.y - 0.6 * first.box.h, first, words)
    before = tuple(sorted(lines, key=lambda word: (round(word.middle), word.box.x)))
    if len(chain) == 1:
        return replace(chain[0], before=chain[0].before or before)
    return Run(tuple(run.spots[0] for run in chain), before, tuple(run.gaps[0] for run in chain), vertical=True)
