"""Long lists with a wide space in them, or some at a beat: questions whose options were taken for those of one look like that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from omr.learn.items.sections import Named
from omr.learn.outlines.entries import Entry

LEAST = 6
"""Options: two questions have no fewer together, and most questions have no more than five."""
WIDE = 2.2
"""Times the list's usual step: an answer on two lines makes a step of twice as much at most, a question between two answers one of 2.6."""
WIDER, BEATS = 1.5, 2
"""Times the usual step, and so often, after as many options each time: answers on two lines come in no such order."""
NAMED = 6
"""So many are named."""


def spaced(named: Sequence[Named]) -> list[str]:
    """What is told of such lists."""
    odd = [one for one in named if _has_a_wide_space(one.entry)]
    if not odd:
        return []
    shown = ", ".join(f"{one.section}/{one.item}" for one in odd[:NAMED]) + (" …" if len(odd) > NAMED else "")
    wide = "have a wide space in them, where another question may begin"
    return [f"{len(odd)} lists of {LEAST} options or more {wide}: {shown}; look at the proof"]


def _has_a_wide_space(entry: Entry) -> bool:
    if not entry.vertical or len(entry.outlines) < LEAST:
        return False
    middles = [one.box.centre[1] for one in entry.outlines]
    steps = [below - above for above, below in pairwise(middles) if below > above]  # a list may go on in the next column
    return bool(steps) and (max(steps) > WIDE * float(np.median(steps)) or _has_a_beat(steps))


def _has_a_beat(steps: Sequence[float]) -> bool:
    """Whether several spaces are wider, one after every so many options to the last."""
    wide = [i for i, step in enumerate(steps, 1) if step > WIDER * float(np.median(steps))]
    beat = wide[0] if wide else 0
    return len(wide) >= BEATS and beat > 1 and [*wide, len(steps) + 1] == list(range(beat, beat * (len(wide) + 2), beat))
