"""Rows that run together with those of the block beside, where other rows in the same places are two: two grids, side by side, of which a
few rows are level with items whose numbers alone would part them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run

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
