"""Rows outside of all items of a page that are none: they tell the version, the school grade, or are an example."""

from __future__ import annotations

from omr.learn.outlines.entries import Entry
from omr.learn.rows.grids import COUNTS
from omr.learn.words.wording import item_name
from omr.model.layout import Field, FieldKind, LayoutOption

ALIGNED_MM = 2.5
"""Items of one column begin above one another to that tolerance."""
SAME_MM = 0.25
"""Steps from outline to outline that differ by less are equal."""
LEAST = 6
"""Items whose numbers were not read that stand in columns, where the row above them stands in none."""

LEVEL = 0.5
"""Of an outline's height: rows side by side are on one line to that tolerance."""
CAPTION = 3.0
"""Of an outline's width, from its left: what a list's option says begins no further right."""
FEW = 4
"""Rows of a form's head at most: the version, the grade, the sex."""
MANY, FAR = 20, 3.0
"""Of so many rows in columns, one that stands so many of their steps above them all is none, be its outlines at the same steps."""


def without_unnumbered(entries: list[Entry], page: int, *, readable: bool) -> tuple[list[Entry], list[Field], list[str]]:
    """The items, such rows as fields of no known kind, and what is told of them. Of a page that could be read, a row that says something
    is an item, but outside of many numbered ones.
    """
    numbered = [one for one in entries if one.printed]
    rows, why = _outside_numbered(entries, numbered, readable=readable)
    if not rows:
        row, why = _above_numbered(entries, numbered) if numbered or readable else _above_columns(entries)
        rows = [] if row is None or (readable and (row.read or len(numbered) < LEAST)) else [row]
    if not rows and not readable and not numbered:
        rows, why = _beside_columns(entries)
    fields = [Field(FieldKind.OTHER, row.box, options=_options(row)) for row in rows]
    return [one for one in entries if not any(one is row for row in rows)], fields, [_told(row, why, page) for row in rows]


def _options(row: Entry) -> tuple[LayoutOption, ...]:
    return tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(row.labels, row.outlines, strict=True))


def _told(row: Entry, why: str, page: int) -> str:
    (x, y), count = row.outlines[0].box.centre, len(row.outlines)
    return (
        f"the row of {count} outlines at {x:.0f}, {y:.0f} mm is taken for no item, since {why}; if it tells the version, correct by "
        f"`field {page} {x:.0f} {y:.0f} form_code`"
    )


def _outside_numbered(entries: list[Entry], numbered: list[Entry], *, readable: bool) -> tuple[list[Entry], str]:
    """The few rows without a number above all of many that count from 1 without a gap, left of them all, or right and on no row's line,
    and the lists that say nothing beside their outlines, where all those are rows; those that hold marks are examples, be there parts of
    such beside them, "A B ● D E".
    """
    others = [one for one in entries if not one.printed and not (readable and one.inked)]
    ranks = {name.rank for one in numbered if (name := item_name(one.printed)) and name.style == "digit"}
    if not others or len(others) > FEW or len(numbered) < MANY or ranks != set(range(1, len(ranks) + 1)):
        return [], ""
    lists = any(one.vertical for one in numbered)
    if any((lists and one.vertical) or not (_is_bare_list(one) or _stands_outside(one, numbered)) for one in others):
        return [], ""
    outside = all(_stands_outside(one, numbered) for one in others)
    return others, f"all {len(numbered)} others are numbered" + (" and it stands outside of them" if outside else " rows")


def _is_bare_list(entry: Entry) -> bool:
    """Whether nothing is printed beside a list's outlines, only what they hold themselves: a column of letters tells the version."""
    level = (
        (one, spot.box) for spot in entry.outlines for one in entry.text if abs(one.centre[1] - spot.box.centre[1]) < LEVEL * spot.box.h
    )
    return entry.vertical and not any(one.x < box.x + CAPTION * box.w for one, box in level)


def _stands_outside(row: Entry, numbered: list[Entry]) -> bool:
    top, left = min(one.top for one in numbered), min(one.box.x for one in numbered)
    if row.foot < top or row.box.x + row.box.w < left or _is_a_score(row, numbered):
        return True
    right = max(one.box.x + one.box.w for one in numbered)
    return row.box.x > right and all(abs(row.top - one.top) > LEVEL * one.box.h for one in numbered)


def _is_a_score(row: Entry, numbered: list[Entry]) -> bool:
    """Whether a row of the ten digits stands below all items, which have fewer options: what an office fills in."""
    ten = "".join(row.labels) in COUNTS[0] and len(row.labels) == len(COUNTS[0])
    return ten and row.top > max(one.foot for one in numbered) and all(len(one.outlines) < len(row.outlines) for one in numbered)


def _beside_columns(entries: list[Entry]) -> tuple[list[Entry], str]:
    """The few rows that stand in no column, and have another number of outlines than each of many that do."""
    lists = [one for one in entries if one.vertical]
    if lists:
        return _bare_lists(lists, [one for one in entries if not one.vertical])
    loose = [one for one in entries if not any(_is_in_column(one, other) for other in entries if other is not one)]
    others = [one for one in entries if not any(one is row for row in loose)]
    if not loose or len(loose) > FEW or len(others) < MANY:
        return [], ""
    usual = {len(one.outlines) for one in others}
    if any(len(one.outlines) in usual for one in loose):
        return [], ""
    return loose, f"all {len(others)} others stand in columns and have other numbers of outlines"


def _bare_lists(lists: list[Entry], rows: list[Entry]) -> tuple[list[Entry], str]:
    """The few lists that say nothing beside their outlines and stand outside of many rows: a column of letters for the version."""
    if len(lists) > FEW or len(rows) < MANY or not all(_is_bare_list(one) and _stands_outside(one, rows) for one in lists):
        return [], ""
    return lists, f"all {len(rows)} others are rows and it stands outside of them"


def _above_numbered(entries: list[Entry], numbered: list[Entry]) -> tuple[Entry | None, str]:
    """The only row without a number, above all that have one."""
    others = [one for one in entries if not one.printed]
    if not numbered or len(others) != 1 or others[0].vertical or others[0].top >= min(one.top for one in numbered):
        return None, ""
    return others[0], f"all {len(numbered)} others are numbered and it stands above them"


def _above_columns(entries: list[Entry]) -> tuple[Entry | None, str]:
    """The first row, where all others stand in columns, each below or above another one, and it stands in none of them and has its
    outlines at other steps.
    """
    if len(entries) <= LEAST or any(one.vertical for one in entries):
        return None, ""
    row, *others = sorted(entries, key=lambda one: one.top)
    columns = all(any(_is_in_column(one, other) for other in others if other is not one) for one in others)
    if not columns or any(_is_in_column(row, one) or one.top - row.top < row.box.h for one in others):
        return None, ""
    if any(abs(_step(row) - _step(one)) < SAME_MM for one in others) and not _is_far_above(row, others):
        return None, ""
    return row, f"all {len(others)} others stand in columns and it stands above them"


def _is_far_above(row: Entry, others: list[Entry]) -> bool:
    """Whether a row stands many of their steps above all others, which fill several columns."""
    first = min(one.top for one in others)
    top = [one for one in others if one.top - first < one.box.h]
    below = [one.top - first for one in others if one.top - first >= one.box.h]
    return len(top) > 1 and len(others) >= MANY and bool(below) and first - row.top > FAR * min(below)


def _is_in_column(one: Entry, other: Entry) -> bool:
    """Whether two rows begin above one another."""
    return abs(one.outlines[0].box.x - other.outlines[0].box.x) < ALIGNED_MM


def _step(entry: Entry) -> float:
    """Between the middles of two outlines, in mm."""
    first, last = entry.outlines[0].box.centre[0], entry.outlines[-1].box.centre[0]
    return (last - first) / max(1, len(entry.outlines) - 1)
