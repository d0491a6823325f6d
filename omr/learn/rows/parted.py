"""Rows that run together with those of the block beside, where other rows in the same places are two: two grids, side by side, of which a
few rows are level with items whose numbers alone would part them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from omr.learn.paper.blank import Word
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.wording import is_sequence

LEAST = 3
"""Rows on either side that stand by themselves."""


def parted(runs: Sequence[Run]) -> list[Run]:
    """The runs, each cut where the runs of other rows, more of them than of its own kind, end and begin."""
    found: list[Run] = []
    for run in runs:
        alike = sum(_same(run, other) for other in runs)
        cut = next((i for i in range(2, len(run.spots) - 1) if _are_two(run, i, runs, max(LEAST, alike + 1))), None)
        found += [run] if cut is None or run.vertical else [_part(run, 0, cut), _part(run, cut, len(run.spots))]
    return found


def twice_headed(runs: Sequence[Run], words: Sequence[Word]) -> list[Run]:
    """The runs, each cut in its middle where the same labels head its columns twice, "A B C D   A B C D", and a wider space is between: an
    answer, and another place for it.
    """
    short = [word for word in words if len(word.text) == 1 and word.text.isalnum()]
    found: list[Run] = []
    for run in runs:
        half = len(run.spots) // 2
        twice = len(run.spots) == 2 * half and half > 1 and not run.vertical and not any(run.gaps[:-1]) and _is_wider(run, half)
        labels = _heads(run, short) if twice else ""
        cut = bool(labels) and labels[:half] == labels[half:] and is_sequence(tuple(labels[:half]))
        found += [_part(run, 0, half), _part(run, half, 2 * half)] if cut else [run]
    return found


def _is_wider(run: Run, half: int) -> bool:
    """Whether a row's middle step is wider than all others."""
    steps = [after.x - before.x for before, after in pairwise(run.spots)]
    return steps[half - 1] > max(*steps[: half - 1], *steps[half:]) + ALIGNED_MM


def _heads(run: Run, words: Sequence[Word]) -> str:
    """The letter nearest above each outline of a row; "" where one has none, or they stand on several lines."""
    above = [
        [word for word in words if abs(word.box.centre[0] - spot.x) < spot.box.w / 2 and word.middle < spot.box.y] for spot in run.spots
    ]
    if not all(above):
        return ""
    heads = [max(some, key=lambda word: word.middle) for some in above]
    level = max(word.middle for word in heads) - min(word.middle for word in heads) < heads[0].box.h / 2
    return "".join(word.text for word in heads) if level else ""


def lists_parted(runs: Sequence[Run]) -> list[Run]:
    """The runs, each of two outlines with text between cut where more single ones stand below and above both than pairs like it: a row of
    two lists side by side.
    """
    singles = [run.x for run in runs if len(run.spots) == 1]
    found: list[Run] = []
    for run in runs:
        alike = sum(_same(run, other) for other in runs)
        listed = len(run.spots) == 2 and bool(run.gaps[0]) and all(_count(singles, spot.x) >= max(LEAST, alike + 1) for spot in run.spots)
        found += [_part(run, 0, 1), _part(run, 1, 2)] if listed else [run]
    return found


def _count(xs: Sequence[float], x: float) -> int:
    return sum(abs(one - x) < ALIGNED_MM for one in xs)


def _are_two(run: Run, cut: int, runs: Sequence[Run], least: int) -> bool:
    """Whether at least so many runs end where a run is cut, and as many begin there, none with words where the cut is."""
    if run.gaps[cut - 1]:
        return False
    left, right = _part(run, 0, cut), _part(run, cut, len(run.spots))
    return all(sum(_same(part, other) for other in runs) >= least for part in (left, right))


def _part(run: Run, start: int, end: int) -> Run:
    before = run.before if start == 0 else ()
    return replace(run, spots=run.spots[start:end], before=before, gaps=run.gaps[start:end])


def _same(one: Run, other: Run) -> bool:
    """Whether two runs have their outlines in the same places across."""
    if len(one.spots) != len(other.spots) or one.vertical or other.vertical:
        return False
    return all(abs(a.x - b.x) < ALIGNED_MM for a, b in zip(one.spots, other.spots, strict=True))
