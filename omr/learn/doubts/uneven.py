"""Items with fewer or more options than most: an option that was not found, or one that is none, looks like that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from omr.learn.items.sections import Named

LEAST = 5
"""Of fewer items none is usual."""
NAMED = 6
"""So many are named."""


def uneven(named: Sequence[Named]) -> list[str]:
    """What is told of the items that lack options of most of the others, or have more of the same kind."""
    items = [one for one in named if one.entry.outlines]
    if len(items) < LEAST:
        return []
    labels, count = Counter(one.entry.labels for one in items).most_common(1)[0]
    odd = [one for one in items if set(one.entry.labels) < set(labels) or set(one.entry.labels) > set(labels)]
    if not odd:
        return []
    shown = ", ".join(f"{one.section}/{one.item} ({len(one.entry.labels)})" for one in odd[:NAMED]) + (" …" if len(odd) > NAMED else "")
    return [f"{len(odd)} items have fewer or more options than the {len(labels)} that {count} items have: {shown}; look at the proof"]
