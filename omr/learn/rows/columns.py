"""Columns of text whose outlines stand at the ends of their lines, level or nearly so with those of the column beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import BAND, FAR_MM, MARGIN_MM, is_number
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.kinds import names_a_version

GUTTER_MM = 5.0
"""Columns of text stand no nearer to each other."""
FLUSH_MM = 1.0
"""What an outline says begins no further left of its question."""
LEAST = 2
"""Questions that show a column."""


def columns_parted(runs: Sequence[Run], family: Sequence[Spot], openings: Sequence[Word]) -> list[Run]:
    """The runs, each cut between two outlines far apart where questions begin between them: lines of text (by the words that begin them,
    the ``openings``) that end at no outline of the ``family``, at or left of what stands between. It belongs to the outline after it.
    """
    asking = [word for word in openings if not any(_ends_at(word, spot) for spot in family)]
    found: list[Run] = []
    for run in runs:
        cuts = [] if run.vertical or not asking else [i for i in range(1, len(run.spots)) if _begins_a_column(run, i, runs, asking)]
        found += _cut(run, cuts)
    return found


def _ends_at(word: Word, spot: Spot) -> bool:
    return spot.x > word.right and abs(spot.y - word.middle) < BAND * spot.box.h


def _begins_a_column(run: Run, i: int, runs: Sequence[Run], asking: Sequence[Word]) -> bool:
    """Whether a column of text begins before the outline ``i`` of a run, by the questions among all rows in the same places."""
    gap, left, right = run.gaps[i - 1], run.spots[i - 1], run.spots[i]
    if not gap or right.x - left.x < FAR_MM:
        return False
    rows = [other for other in runs if not other.vertical and _has_both(other, left, right)]
    top, foot = min(row.y for row in rows) - MARGIN_MM, max(row.y for row in rows)
    start = gap[0].box.x
    begun = [word for word in asking if start - MARGIN_MM < word.box.x < start + FLUSH_MM and word.box.x > left.box.x + left.box.w]
    return sum(top < word.middle < foot for word in begun) >= min(LEAST, len(rows))


def _has_both(run: Run, left: Spot, right: Spot) -> bool:
    return all(any(abs(spot.x - one.x) < ALIGNED_MM for spot in run.spots) for one in (left, right))


def _cut(run: Run, cuts: Sequence[int]) -> list[Run]:
    edges = [0, *cuts, len(run.spots)]
    parts = []
    for start, end in pairwise(edges):
        gaps = (*run.gaps[start : end - 1], () if end in cuts else run.gaps[end - 1])
        parts.append(replace(run, spots=run.spots[start:end], before=run.gaps[start - 1] if start else run.before, gaps=gaps))
    return parts if cuts else [run]


def with_own_numbers(runs: Sequence[Run], words: Sequence[Word], spots: Sequence[Spot]) -> list[Run]:
    """The runs; of words on a run's line, that another outline stands on further left, only those from the number on that opens its own
    text, "R ☐ F ☐   11. Oxygen is … R ☐ F ☐", where one is set off from what stands before it.
    """
    found = []
    taken: set[int] = set()
    for run in runs:
        own = _own_words(run, words, spots)
        taken |= {id(word) for word in own}
        found.append(replace(run, before=own) if own else run)
    return [replace(run, gaps=tuple(tuple(word for word in gap if id(word) not in taken) for gap in run.gaps)) for run in found]


def _own_words(run: Run, words: Sequence[Word], spots: Sequence[Spot]) -> tuple[Word, ...]:
    first = run.spots[0].box
    beside = [spot.box.x + spot.box.w for spot in spots if spot.x < first.x and abs(spot.y - run.y) < spot.box.h]
    if run.vertical or not beside:
        return ()
    edge = max(beside)
    line = [word for word in words if edge < word.box.x < first.x and abs(word.middle - run.y) < BAND * first.h]
    line.sort(key=lambda word: word.box.x)
    if names_a_version(" ".join(word.text for word in line)):
        return tuple(line)  # "10 ○ ○ ○   Key ○ ○ ○": the number is not its own
    ends = [edge, *(word.right for word in line)]
    opening = [i for i, word in enumerate(line) if is_number(word) and word.box.x - ends[i] > GUTTER_MM]
    return tuple(line[opening[-1] :]) if opening else ()
