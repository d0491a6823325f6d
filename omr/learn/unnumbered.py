"""The one row above all numbered items of an unread page that has no number itself: it tells the version, or is an example."""

from __future__ import annotations

from omr.learn.entries import Entry
from omr.model.layout import Field, FieldKind, LayoutOption


def without_unnumbered(entries: list[Entry], page: int) -> tuple[list[Entry], list[Field], list[str]]:
    """The items, such a row as a field of no known kind, and what is told of it."""
    numbered = [one for one in entries if one.printed]
    others = [one for one in entries if not one.printed]
    if not numbered or len(others) != 1 or others[0].vertical or others[0].top >= min(one.top for one in numbered):
        return entries, [], []
    (row,) = others
    options = tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(row.labels, row.outlines, strict=True))
    (x, y), count = row.outlines[0].box.centre, len(row.outlines)
    told = (
        f"the row of {count} outlines at {x:.0f}, {y:.0f} mm is taken for no item, since all {len(numbered)} others are numbered and it "
        f"stands above them; if it tells the version, correct by `field {page} {x:.0f} {y:.0f} form_code`"
    )
    return numbered, [Field(FieldKind.OTHER, row.box, options=options)], [told]
