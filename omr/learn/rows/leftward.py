"""Options in scripts that are read from right to left: the first letter, א or أ, stands at the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from omr.learn.rows.runs import Run

LEFTWARD = frozenset({"R", "AL"})
"""Unicode's directions of Hebrew and of Arabic letters."""


def leftward(runs: Sequence[Run]) -> list[Run]:
    """The runs, rows of outlines that hold such letters turned round: in the order in which they are read."""
    return [
        replace(run, spots=tuple(reversed(run.spots)), gaps=tuple(reversed(run.gaps))) if _is_read_leftward(run) else run for run in runs
    ]


def _is_read_leftward(run: Run) -> bool:
    texts = [spot.inside.text if spot.inside else "" for spot in run.spots]
    return not run.vertical and len(texts) > 1 and all(text and unicodedata.bidirectional(text[0]) in LEFTWARD for text in texts)
