"""Items with fewer or more options than most: an option that was not found, or one that is none, looks like that; and rows without any
name or label among lists: circles of a figure look like that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from omr.learn.items.sections import Named

LEAST = 5
"""Of fewer items none is usual."""
USUAL = 0.75
"""Of the items, so many have options in one number where each says its own, or none has a usual number."""
NAMED = 6
"""So many are named."""


def uneven(named: Sequence[Named]) -> list[str]:
    """What is told of the items that lack options of most of the others, or have more of the same kind; and of rows among lists."""
    items = [one for one in named if one.entry.outlines]
    if len(items) < LEAST:
        return []
    labels, count = Counter(one.entry.labels for one in items).most_common(1)[0]
    size = len(labels)
    odd = [one for one in items if set(one.entry.labels) < set(labels) or set(one.entry.labels) > set(labels)]
    if 2 * count < len(items):  # each says its own
        other, many = Counter(len(one.entry.labels) for one in items).most_common(1)[0]
        if many >= USUAL * len(items):
            size, count, odd = other, many, [one for one in items if len(one.entry.labels) != other]
    lists = [one for one in items if one.entry.vertical]
    rows = [one for one in items if not (one.entry.vertical or one.entry.printed or one.entry.read)]
    few = len(lists) >= LEAST and len(rows) < len(items) / LEAST
    told = [f"{len(odd)} items have fewer or more options than the {size} that {count} items have: {_shown(odd)}"] if odd else []
    told += [f"{len(rows)} items are rows without a name among {len(lists)} lists, as figures look: {_shown(rows)}"] if rows and few else []
    return [f"{one}; look at the proof" for one in told]


def _shown(odd: Sequence[Named]) -> str:
    return ", ".join(f"{one.section}/{one.item} ({len(one.entry.labels)})" for one in odd[:NAMED]) + (" …" if len(odd) > NAMED else "")
