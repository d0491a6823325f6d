"""Bubbled numbers and names: blocks whose labels run downwards, one column a digit or letter."""

from __future__ import annotations

from dataclasses import dataclass

from omr.learn.blank import union
from omr.learn.families import Spot
from omr.learn.runs import Run
from omr.learn.titles import Phrase, kind_of
from omr.model.layout import Box, Field, FieldKind, LayoutOption

ALIGNED_MM = 0.6
LEAST_ROWS = 4
STEP = 2.6
"""Of an outline's height: rows of one block are no further apart."""
TITLE_MM = 22.0
"""How far above a block its title may stand, with boxes to write in between."""


@dataclass(frozen=True, slots=True)
class Grid:
    """``columns`` of spots, each labelled downwards by ``labels``."""

    columns: tuple[tuple[Spot, ...], ...]
    labels: tuple[str, ...]

    @property
    def box(self) -> Box:
        return union([spot.box for column in self.columns for spot in column])


def stacks(runs: list[Run]) -> list[list[Run]]:
    """Runs with outlines in the same places across, close below one another, from the top."""
    found: list[list[Run]] = []
    for run in sorted((run for run in runs if not run.vertical), key=lambda run: (run.y, run.x)):
        home = next((stack for stack in found if _continues(stack[-1], run)), None)
        if home is None:
            found.append([run])
        else:
            home.append(run)
    return found


def _continues(above: Run, below: Run) -> bool:
    if not 0 < below.y - above.y < STEP * above.spots[0].box.h:
        return False
    return aligned(above, below)


def aligned(above: Run, below: Run) -> bool:
    """Whether two runs have as many outlines, in the same places across."""
    if len(above.spots) != len(below.spots):
        return False
    return all(abs(a.x - b.x) < ALIGNED_MM for a, b in zip(above.spots, below.spots, strict=True))


def inside_labels(run: Run) -> tuple[str, ...]:
    return tuple(spot.inside.text if spot.inside else "" for spot in run.spots)


def is_downward(run: Run) -> bool:
    """Whether one and the same label is printed in each outline of a row: then labels run downwards."""
    labels = set(inside_labels(run))
    return len(labels) == 1 and labels != {""}


def find_grids(runs: list[Run]) -> tuple[list[Grid], list[Run]]:
    """Grids, and the runs that are in none. Rows of equal labels that make no grid are examples in instructions."""
    downward = [run for run in runs if is_downward(run)]
    grids = []
    for stack in stacks(downward):
        labels = tuple(inside_labels(run)[0] for run in stack)
        if len(stack) >= LEAST_ROWS and len(set(labels)) == len(labels):
            grids.append(Grid(tuple(zip(*(run.spots for run in stack), strict=True)), labels))
    return _with_lone_columns(grids, [run for run in runs if not is_downward(run)])


def _with_lone_columns(grids: list[Grid], runs: list[Run]) -> tuple[list[Grid], list[Run]]:
    """Lists that count 0 to 9 or A to Z downwards inside their outlines are grids of one column."""
    rest = []
    for run in runs:
        labels = inside_labels(run)
        if run.vertical and "".join(labels) in {"0123456789", "1234567890", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}:
            grids.append(Grid((run.spots,), labels))
        else:
            rest.append(run)
    return grids, rest


def grid_title(box: Box, lines: list[Phrase], within: float = TITLE_MM) -> str:
    """The nearest phrase above a box that overlaps it, or else to its left; "" if there is none."""
    above = [line for line in lines if 0 <= box.y - line.box.y - line.box.h + 1 < within and _overlap(line.box, box) > 0]
    if above:
        nearest = max(above, key=lambda line: line.box.y)
        level = [line for line in above if abs(line.box.y - nearest.box.y) < nearest.box.h]
        return max(level, key=lambda line: _overlap(line.box, box)).text
    middle = box.y + box.h / 2
    left = [line for line in lines if line.box.y < middle < line.box.y + line.box.h + 1 and line.box.x + line.box.w <= box.x + 1]
    return max(left, key=lambda line: line.box.x).text if left else ""


def _overlap(a: Box, b: Box) -> float:
    return min(a.x + a.w, b.x + b.w) - max(a.x, b.x)


def grid_fields(grid: Grid, title: str) -> tuple[list[Field], str]:
    """One field a position, and a doubt ("" for none) where the title does not tell what the grid is."""
    letters = all(label.isalpha() for label in grid.labels)
    kind = kind_of(title) or (FieldKind.NAME if letters else FieldKind.STUDENT_NUMBER)
    doubt = (
        "" if kind_of(title) else f"a grid of {len(grid.columns)} columns without a known title is taken for the {kind.replace('_', ' ')}"
    )
    fields = []
    for position, column in enumerate(grid.columns, 1):
        options = tuple(LayoutOption(label, spot.outline.shape, spot.box) for label, spot in zip(grid.labels, column, strict=True))
        fields.append(Field(kind, union([spot.box for spot in column]), item=str(position), printed=title, options=options))
    return fields, doubt
