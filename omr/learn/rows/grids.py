"""Bubbled numbers and names: blocks whose labels run downwards, one column a digit or letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.outlines.rules import WALL_MM
from omr.learn.paper.blank import Word, union
from omr.learn.rows.runs import Run
from omr.learn.words.kinds import kind_of
from omr.learn.words.titles import Phrase
from omr.learn.words.wording import SIGNS
from omr.model.layout import Box, Field, FieldKind, LayoutOption

ALIGNED_MM = 0.6
"""Outlines that stand above one another to that tolerance are one column, and rows that begin so."""
LEAST_ROWS, PAIR = 4, 2
"""Rows of a block; and columns of its digits beside which letters or signs stand, or rows of these."""
STEP = 2.6
"""Of an outline's height: rows of one block are no further apart."""
NEAR = 2.5
"""Of an outline's width: a row's label stands no further before it, nor an outline's after it."""
COLUMN = 1.2
"""Times the step from outline to outline: nor does a label that has a column of the same table for itself."""
COUNTED = re.compile(r"(?:q|question|item|no)?[.\s]*\d{1,3}[.):]?", re.IGNORECASE)
"""The title of a grid that is an item of its own, a number to be answered in digits; so is one that ends in a question mark."""
COUNTS = ("0123456789", "1234567890", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""How the rows of such a block, or the options of one position, are counted."""
FIRST = "01"
"""Options that are digits count from one of them."""
TITLE_MM = 22.0
"""How far above a block its title may stand, with boxes to write in between."""
BESIDE_MM = 6.0
"""A title right before a box ends no further from it."""
ABOVE = 2.5
"""Of a box's height: from the top of a row to write in to the top of the grid below it."""


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
    near = 0 < below.y - above.y < STEP * above.spots[0].box.h or _are_in_cells_below(above.spots[0].frame, below.spots[0].frame)
    return near and aligned(above, below)


def _are_in_cells_below(above: Box | None, below: Box | None) -> bool:
    """Whether outlines stand in two cells of a table, wall to wall."""
    return above is not None and below is not None and abs(below.y - above.y - above.h) < WALL_MM


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
    """Grids, and the runs that are in none. Rows of equal labels that make no grid are examples in instructions; so are fewer than
    ``LEAST_ROWS``, unless numbers above them make them items.
    """
    grids, runs = _with_ends_apart(runs)
    downward = [run for run in runs if is_downward(run)]
    for stack in stacks(downward):
        labels = tuple(inside_labels(run)[0] for run in stack)
        if len(stack) > 1 and len(set(labels)) == len(labels):
            grids.append(_grid(stack, labels))
    more, rest = _labelled_beside([run for run in runs if not is_downward(run)])
    return _with_lone_columns(grids + more, rest)


def _with_ends_apart(runs: list[Run]) -> tuple[list[Grid], list[Run]]:
    """The columns of letters or signs before and after the digits of a number, "A 0 0 X" over "B 1 1 Y" over "2 2 Z", as grids, and the
    runs without them.
    """
    grids: list[Grid] = []
    kept = {id(run): run for run in runs}
    cores = {id(core): (run, core, start) for run in runs for start, core in _digits_amid(run)}
    for stack in stacks([core for _, core, _ in cores.values()]):
        rows = [cores[id(core)] for core in stack]
        ends = [spot for run, core, start in rows for i, spot in enumerate(run.spots) if not start <= i < start + len(core.spots)]
        digits = [inside_labels(core)[0] for core in stack]
        columns = [_carried_down(column, list(kept.values())) for column in _in_columns(ends)]
        if len(set(digits)) == len(stack) >= LEAST_ROWS and all(map(_is_counted_down, (column for column, _ in columns))):
            grids += [Grid((tuple(column),), tuple(_end_label(spot) for spot in column)) for column, _ in columns]
            kept |= {id(run): core for run, core, _ in rows}
            for run in (run for _, below in columns for run in below):
                del kept[id(run)]
    return grids, list(kept.values())


def _digits_amid(run: Run) -> list[tuple[int, Run]]:
    """The longest stretch of one and the same digit in a row, with its place; nothing where two outlines do not hold one."""
    labels = inside_labels(run)
    stretches = [
        (start, len(list(takewhile(labels[start].__eq__, labels[start:])))) for start in range(len(labels)) if labels[start].isdecimal()
    ]
    start, count = max(stretches, key=lambda one: one[1], default=(0, 0))
    if run.vertical or count < PAIR:
        return []
    part = slice(start, start + count)
    return [(start, replace(run, spots=run.spots[part], gaps=run.gaps[part]))]


def _in_columns(spots: list[Spot]) -> list[list[Spot]]:
    """Spots that stand above one another, from the top."""
    columns: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda spot: (spot.x, spot.y)):
        if columns and abs(spot.x - columns[-1][0].x) < ALIGNED_MM:
            columns[-1].append(spot)
        else:
            columns.append([spot])
    return [sorted(column, key=lambda spot: spot.y) for column in columns]


def _carried_down(column: list[Spot], runs: Sequence[Run]) -> tuple[list[Spot], list[Run]]:
    """A column with the single outlines below it, where it is longer than the digits, and the runs that these were."""
    below: list[Run] = []
    for run in sorted(runs, key=lambda run: run.y):
        alone = all(abs(spot.x - column[0].x) < ALIGNED_MM for spot in run.spots)
        if alone and 0 < run.spots[0].y - column[-1].y < STEP * column[-1].box.h and all(map(_end_label, run.spots)):
            column = [*column, *run.spots]
            below.append(run)
    return column, below


def _is_counted_down(column: Sequence[Spot]) -> bool:
    """Whether several outlines hold a letter or sign each, and no two the same."""
    labels = [_end_label(spot) for spot in column]
    return len(set(labels)) == len(labels) >= PAIR and all(labels)


def _end_label(spot: Spot) -> str:
    """The letter or sign that an outline holds, "" where it holds none."""
    text = spot.inside.text if spot.inside else ""
    return text if text.isalpha() else SIGNS.get(text, "")


def _grid(stack: list[Run], labels: tuple[str, ...]) -> Grid:
    return Grid(tuple(zip(*(run.spots for run in stack), strict=True)), labels)


def _labelled_beside(runs: list[Run]) -> tuple[list[Grid], list[Run]]:
    """Blocks of rows that are counted 0 to 9, or A to Z, to their left, after each outline, or behind the last: no list of items is."""
    grids, taken = [], set()
    for stack in stacks([run for run in runs if _label_of_row(run)]):
        labels = [_label_of_row(run) for run in stack]
        for counted in COUNTS:
            if (start := "".join(labels).find(counted)) >= 0:
                rows = stack[start : start + len(counted)]
                grids.append(_grid(rows, tuple(counted)))
                taken |= {id(run) for run in rows}
                break
    return grids, [run for run in runs if id(run) not in taken]


def _label_of_row(run: Run) -> str:
    return label_beside(run) or label_after(run) or _label_behind(run)


def _label_behind(run: Run) -> str:
    """The single character right behind the last outline of a row with nothing else printed in it, "" where there is none."""
    bare = len(run.spots) > 1 and not run.vertical and not any(run.gaps[:-1])
    return _right_after(run.spots[-1], run.gaps[-1]) if bare and run.gaps else ""


def label_beside(run: Run) -> str:
    """The single character right before a row, "" where there is none, or more than that."""
    text = run.before[-1].text.strip(".:)") if run.before and not run.vertical else ""
    return text if len(text) == 1 and is_beside(run) else ""


def is_beside(run: Run) -> bool:
    """Whether what is printed last before a row stands right before it, or amid the cell before its first one."""
    first = run.spots[0]
    step = run.spots[1].x - first.x if len(run.spots) > 1 and first.frame else 0.0
    return first.box.x - run.before[-1].right < NEAR * first.box.w or first.x - run.before[-1].box.centre[0] < COLUMN * step


def label_after(run: Run) -> str:
    """The single character right after each outline of a row, "" where it is not the same one throughout."""
    if run.vertical:
        return ""
    labels = {_right_after(spot, gap) for spot, gap in zip(run.spots, run.gaps, strict=True)}
    return labels.pop() if len(labels) == 1 else ""


def _right_after(spot: Spot, gap: tuple[Word, ...]) -> str:
    near = bool(gap) and gap[0].box.x - spot.box.x - spot.box.w < NEAR * spot.box.w
    return gap[0].text if near and len(gap[0].text) == 1 else ""


def _with_lone_columns(grids: list[Grid], runs: list[Run]) -> tuple[list[Grid], list[Run]]:
    """Lists that count 0 to 9 or A to Z downwards inside their outlines are grids of one column; so are those that begin with a later
    digit, a part of a column beside shorter ones, as dates have them.
    """
    rest = []
    for run in runs:
        labels = inside_labels(run)
        counted = "".join(labels)
        within = len(labels) > 1 and all(labels) and counted in COUNTS[0] and counted[0] not in FIRST
        if run.vertical and (counted in COUNTS or within):
            grids.append(Grid((run.spots,), labels))
        else:
            rest.append(run)
    return grids, rest


def grid_title(box: Box, lines: list[Phrase], within: float = TITLE_MM) -> str:
    """What stands right before a box and names a field; else the nearest phrase above it that overlaps it, or else to its left; "" if
    there is none.
    """
    middle = box.y + box.h / 2
    left = [line for line in lines if line.box.y < middle < line.box.y + line.box.h + 1 and line.box.x + line.box.w <= box.x + 1]
    before = [line for line in lines if 0 <= box.x + 1 - line.box.x - line.box.w < BESIDE_MM and _rise(line.box, box) > 0]
    if before and kind_of(before[-1].text):
        return before[-1].text
    above = [line for line in lines if 0 <= box.y - line.box.y - line.box.h + 1 < within and _overlap(line.box, box) > 0]
    if above:
        nearest = max(above, key=lambda line: line.box.y)
        level = [line for line in above if abs(line.box.y - nearest.box.y) < nearest.box.h]
        return max(level, key=lambda line: _overlap(line.box, box)).text
    return max(left, key=lambda line: line.box.x).text if left else _corner_number(box, lines, within)


def _corner_number(box: Box, lines: list[Phrase], within: float) -> str:
    """The number of a question that stands above a box, but left of it, as beside the empty boxes over its bubbles; "" if there is none."""
    near = (
        line.text
        for line in lines
        if COUNTED.fullmatch(line.text) and 0 <= box.x + 1 - line.box.x - line.box.w < BESIDE_MM and 0 <= box.y - line.box.y < within
    )
    return next(near, "")


def _overlap(a: Box, b: Box) -> float:
    return min(a.x + a.w, b.x + b.w) - max(a.x, b.x)


def _rise(a: Box, b: Box) -> float:
    """How far two boxes stand on one line."""
    return min(a.y + a.h, b.y + b.h) - max(a.y, b.y)


def grid_fields(grid: Grid, title: str) -> tuple[list[Field], str]:
    """One field a position, and a doubt ("" for none) where they are answers."""
    letters = all(label.isalpha() for label in grid.labels)
    columns = [tuple(spot.outline for spot in column) for column in grid.columns]
    return position_fields(columns, grid.labels, title, FieldKind.NAME if letters else FieldKind.STUDENT_NUMBER)


def position_fields(
    positions: Sequence[Sequence[Outline]], labels: tuple[str, ...], title: str, usual: FieldKind
) -> tuple[list[Field], str]:
    """One field a position, each with its outlines by their labels, of the ``usual`` kind where the title does not tell; and a doubt (""
    for none) where they are answers.
    """
    told = kind_of(title)
    if told is None and (COUNTED.fullmatch(title.strip()) or title.rstrip().endswith("?")):
        usual, told = FieldKind.OTHER, FieldKind.OTHER
    digits = usual is FieldKind.STUDENT_NUMBER
    kind = usual if told is None or (digits and told is FieldKind.NAME) else told  # names have no digits
    fields = []
    for place, outlines in enumerate(positions, 1):
        options = tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(labels, outlines, strict=True))
        fields.append(Field(kind, union([one.box for one in outlines]), item=str(place), printed=title, options=options))
    if usual is FieldKind.OTHER:
        lost = "is no item: answers bubbled in digits are not read; `grid PAGE X Y W H choice down LABELS` makes each column an item"
        return fields, f"the grid of {len(positions)} columns called {title.strip()!r} {lost}"
    return fields, ""
