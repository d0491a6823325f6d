"""Of several bubbled grids on a page, which one is the student number, and which the version: a sheet has one of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from omr.learn.words.kinds import is_personal, kind_of, names_a_number
from omr.model.layout import Field, FieldKind

MOST_OF_AN_ANSWER = 4
"""Digits: several numbers of as few, all without a title, are answers."""
ONE_OF = (FieldKind.STUDENT_NUMBER, FieldKind.FORM_CODE)
MOST_OF_A_CODE = 4
"""Digits of a form's code."""


def one_of_each(fields: list[Field], page: int) -> tuple[list[Field], list[str]]:
    """The fields, with every bubbled grid but the best one of its kind made ``other``, and what a person should look at: those, and grids
    that nothing names.
    """
    doubts = []
    for kind in ONE_OF:
        grids = _grids([field for field in fields if field.kind is kind and field.options])
        if len(grids) < 2:
            continue
        if kind is FieldKind.STUDENT_NUMBER and _are_answers(grids):
            fields = [replace(field, kind=FieldKind.OTHER) if any(field in grid for grid in grids) else field for field in fields]
            doubts += [_answer_told(grid) for grid in grids]
            continue
        best = min(grids, key=_rank)
        for grid in grids:
            if grid is not best:
                fields = [replace(field, kind=FieldKind.OTHER) if field in grid else field for field in fields]
                doubts.append(_told(grid, best, kind, page))
    return fields, [*_untitled(fields), *doubts]


def _are_answers(grids: list[list[Field]]) -> bool:
    """Whether each grid has as many columns as another one, no more than an answer has digits, and no title says what they are."""
    sizes = Counter(map(len, grids))
    return min(sizes.values()) > 1 and max(sizes) <= MOST_OF_AN_ANSWER and all(kind_of(grid[0].printed) is None for grid in grids)


def _answer_told(grid: list[Field]) -> str:
    x, y = grid[0].box.centre
    return (
        f"the grid of {len(grid)} columns at {x:.0f}, {y:.0f} mm is one of several alike without a title, and no item: answers bubbled in "
        "digits are not read; `grid PAGE X Y W H choice down LABELS` makes each column an item"
    )


def _untitled(fields: list[Field]) -> list[str]:
    """What is told of grids whose titles do not say that they are what they are taken for."""
    found = []
    for kind in (FieldKind.STUDENT_NUMBER, FieldKind.NAME):
        for grid in _grids([field for field in fields if field.kind is kind and field.options]):
            title = grid[0].printed
            named = kind is FieldKind.STUDENT_NUMBER and kind_of(title) is FieldKind.NAME and not names_a_number(title)
            if kind_of(title) is None or named:
                found.append(f"a grid of {len(grid)} columns without a known title is taken for the {kind.replace('_', ' ')}")
    return found


def _grids(columns: list[Field]) -> list[list[Field]]:
    """Columns by the grid that they belong to: a grid begins where the positions start over."""
    grids: list[list[Field]] = []
    for field in columns:
        if not grids or field.item in {"", "1"}:
            grids.append([])
        grids[-1].append(field)
    return grids


def _rank(grid: list[Field]) -> tuple[bool, bool, int, float, float]:
    """The best one has the title of a person's number; else it has the most columns, else it stands first. A form's code of so many digits
    is the number of a booklet: beside it, the letters of a version are the code.
    """
    first = grid[0].box
    counted = grid[0].kind is FieldKind.FORM_CODE and len(grid) > MOST_OF_A_CODE
    return not is_personal(grid[0].printed), counted, -len(grid), first.y, first.x


def _told(grid: list[Field], best: list[Field], kind: FieldKind, page: int) -> str:
    x, y = grid[0].box.centre
    named = f"{grid[0].printed!r}" if grid[0].printed else "without a title"
    return (
        f"the bubbles at {x:.0f}, {y:.0f} mm ({named}) are not taken for the {kind.replace('_', ' ')}, since those at "
        f"{best[0].box.centre[0]:.0f}, {best[0].box.centre[1]:.0f} mm are; if they are it, correct by "
        f"`field {page} {x:.0f} {y:.0f} {kind}`"
    )
