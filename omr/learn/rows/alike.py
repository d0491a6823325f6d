"""Options of one item on several lines, where marks and handwriting hide that they belong together: by the other items of the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from omr.learn.outlines.families import Spot, inked_share
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.wording import item_name

USUAL = 3
"""Items of a page whose options stand in the same way: then others do that stand in this way, too."""
LEAST = 2
"""Lines of such an item."""


def with_alike(groups: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """The groups of runs that are an item each, those joined whose outlines stand as those of the page's usual item do, but for names that
    were read.
    """
    shapes = [(group, _steps([spot for run in group for spot in run.spots])) for group in groups if len(group) >= LEAST]
    usual = max((sum(_are_same(steps, other) for _, other in shapes), steps) for _, steps in shapes) if shapes else (0, [])
    if usual[0] < USUAL:
        return [list(group) for group in groups]
    whole = [group for group, steps in shapes if _are_same(steps, usual[1])]
    rest = [group for group in groups if not any(group is one for one in whole)]
    joined: list[list[Run]] = []
    while found := next((some for run in chain.from_iterable(rest) if (some := _block(run, usual[1], rest))), None):
        joined.append(found)
        rest = [group for group in rest if not any(run is one for run in found for one in group)]
    return [*map(list, whole), *joined, *map(list, rest)]


def _block(first: Run, steps: Sequence[tuple[float, float]], groups: Sequence[Sequence[Run]]) -> list[Run]:
    """The runs of whole groups whose outlines stand in these steps from the first one of a run, and are no others; else nothing."""
    every = [(spot, run, group) for group in groups for run in group for spot in run.spots]
    places = [(first.x + across, first.y + down) for across, down in steps]
    found = [next((one for one in every if _stands_at(one[0], place)), None) for place in places]
    runs = list({id(one[1]): one[1] for one in found if one}.values())
    theirs = {id(run) for one in found if one for run in one[2]}
    whole = None not in found and len(theirs) == len(runs) and sum(len(run.spots) for run in runs) == len(steps)
    named = any(item_name(word.text) for run in runs if run.y > first.y + ALIGNED_MM for word in run.before[-1:])
    return runs if whole and not named and _are_marked([spot for run in runs for spot in run.spots]) else []


def _are_marked(spots: Sequence[Spot]) -> bool:
    """Whether some outlines hold what others do not; of a blank form another look may tell more."""
    return any(spot.outline.hidden for spot in spots) or 0 < inked_share(spots) < 1


def _steps(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """How far outlines stand from the first one, line by line from above, and from the left on a line, however a photo bends it."""
    lines: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda spot: spot.y):
        if lines and spot.y - lines[-1][-1].y < ALIGNED_MM:
            lines[-1].append(spot)
        else:
            lines.append([spot])
    left, top = min(spot.x for spot in spots), lines[0][0].y
    return [(spot.x - left, spot.y - top) for line in lines for spot in sorted(line, key=lambda spot: spot.x)]


def _are_same(steps: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]]) -> bool:
    return len(steps) == len(others) and all(
        max(abs(one[0] - other[0]), abs(one[1] - other[1])) < ALIGNED_MM for one, other in zip(steps, others, strict=True)
    )


def _stands_at(spot: Spot, place: tuple[float, float]) -> bool:
    return max(abs(spot.x - place[0]), abs(spot.y - place[1])) < ALIGNED_MM
