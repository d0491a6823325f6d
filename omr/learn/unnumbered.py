"""The one row above all items of a page that is none: it tells the version, or is an example."""

from __future__ import annotations

from omr.learn.entries import Entry
from omr.model.layout import Field, FieldKind, LayoutOption

ALIGNED_MM = 2.5
"""Items of one column begin above one another to that tolerance."""
SAME_MM = 0.25
"""Steps from outline to outline that differ by less are equal."""
LEAST = 6
"""Items whose numbers were not read that stand in columns, where the row above them stands in none."""

MANY, FAR = 20, 3.0
"""Of so many rows in columns, one that stands so many of their steps above them all is none, be its outlines at the same steps."""


def without_unnumbered(entries: list[Entry], page: int, *, readable: bool) -> tuple[list[Entry], list[Field], list[str]]:
    """The items, such a row as a field of no known kind, and what is told of it. Of a page that could be read, a row that says something
    is an item.
    """
    numbered = [one for one in entries if one.printed]
    row, why = _above_numbered(entries, numbered) if numbered or readable else _above_columns(entries)
    if row is None or (readable and (row.read or len(numbered) < LEAST)):
        return entries, [], []
    options = tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(row.labels, row.outlines, strict=True))
    (x, y), count = row.outlines[0].box.centre, len(row.outlines)
    told = (
        f"the row of {count} outlines at {x:.0f}, {y:.0f} mm is taken for no item, since {why} and it "
        f"stands above them; if it tells the version, correct by `field {page} {x:.0f} {y:.0f} form_code`"
    )
    return [one for one in entries if one is not row], [Field(FieldKind.OTHER, row.box, options=options)], [told]


def _above_numbered(entries: list[Entry], numbered: list[Entry]) -> tuple[Entry | None, str]:
    """The only row without a number, above all that have one."""
    others = [one for one in entries if not one.printed]
    if len(others) != 1 or others[0].vertical or others[0].top >= min(one.top for one in numbered):
        return None, ""
    return others[0], f"all {len(numbered)} others are numbered"


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
    return row, f"all {len(others)} others stand in columns"


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
