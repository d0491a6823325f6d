"""Lists that go on at the top of the next column: "c" and "d" of the question whose "a" and "b" end the column before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.entries import Entry
from omr.learn.unread import COLUMN_MM

LETTERS = "ABCDEFGHIJ"


def with_tails(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, lists without a name that begin with a later letter joined to the list above the end of the column before that ends
    with the letter before.
    """
    kept = list(entries)
    for tail in [entry for entry in entries if _goes_on(entry)]:
        heads = [entry for entry in kept if entry is not tail and _ends_before(entry, tail)]
        head = max(heads, key=lambda entry: (entry.box.x, entry.foot), default=None)
        if head is None or any(_stands_below(entry, head) for entry in kept) or any(_stands_below(tail, entry) for entry in kept):
            continue
        whole = replace(
            head,
            outlines=(*head.outlines, *tail.outlines),
            labels=(*head.labels, *tail.labels),
            text=(*head.text, *tail.text),
        )
        kept = [whole if entry is head else entry for entry in kept if entry is not tail]
    return kept


def _goes_on(entry: Entry) -> bool:
    return _is_list(entry) and not entry.printed and entry.labels[0].upper() in LETTERS[1:]


def _is_list(entry: Entry) -> bool:
    return entry.read and (entry.vertical or len(entry.outlines) == 1) and all(len(label) == 1 for label in entry.labels)


def _ends_before(entry: Entry, tail: Entry) -> bool:
    """Whether a list of a column further left ends with the letter before that of a tail."""
    if not _is_list(entry) or entry.shape is not tail.shape or entry.box.x > tail.box.x - COLUMN_MM or entry.foot < tail.top:
        return False
    return chr(ord(entry.labels[-1]) + 1) == tail.labels[0]


def _stands_below(entry: Entry, other: Entry) -> bool:
    """Whether an entry stands below another one in its column."""
    return entry is not other and abs(entry.box.x - other.box.x) < COLUMN_MM and entry.top > other.foot
