"""Lists that go on at the top of the next column: "c" and "d" of the question whose "a" and "b" end the column before, or answers without
letters above which no question stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.items.option_labels import by_place
from omr.learn.items.unread import COLUMN_MM
from omr.learn.outlines.entries import Entry
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.lists import MARGIN_MM
from omr.learn.words.titles import Phrase
from omr.model.layout import Box

LETTERS = "ABCDEFGHIJ"


def with_tails(entries: Sequence[Entry], lines: Sequence[Phrase]) -> list[Entry]:
    """The entries, lists without a name that begin with a later letter joined to the list above the end of the column before that ends
    with the letter before; and those without letters or a question, where others of their column have one, to the last list there, if no
    question is among the ``lines`` below it.
    """
    kept = list(entries)
    for tail in [entry for entry in entries if _goes_on(entry) or _lacks_a_question(entry, entries)]:
        heads = [entry for entry in kept if entry is not tail and _ends_before(entry, tail)]
        heads = [entry for entry in heads if _is_lettered(tail) or not any(_asks_below(line.box, entry) for line in lines)]
        head = max(heads, key=lambda entry: (entry.box.x, entry.foot), default=None)
        if head is None or any(_stands_below(entry, head) for entry in kept) or any(_stands_below(tail, entry) for entry in kept):
            continue
        kept = [_joined(head, tail) if entry is head else entry for entry in kept if entry is not tail]
    return kept


def _joined(head: Entry, tail: Entry) -> Entry:
    outlines, labels = (*head.outlines, *tail.outlines), (*head.labels, *tail.labels)
    read = head.read and tail.read and len(set(labels)) == len(labels)
    return replace(
        head, outlines=outlines, labels=labels if read else by_place(len(outlines)), read=read, vertical=True, text=(*head.text, *tail.text)
    )


def _goes_on(entry: Entry) -> bool:
    return _is_lettered(entry) and not entry.printed and entry.labels[0].upper() in LETTERS[1:]


def _lacks_a_question(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an entry is a list without letters that has nothing above it, as the lists below it have."""
    if not entry.headless or _is_lettered(entry) or entry.printed:
        return False
    return any(other.vertical and not other.headless and abs(other.box.x - entry.box.x) < ALIGNED_MM for other in entries)


def _is_lettered(entry: Entry) -> bool:
    return entry.read and (entry.vertical or len(entry.outlines) == 1) and all(len(label) == 1 for label in entry.labels)


def _ends_before(entry: Entry, tail: Entry) -> bool:
    """Whether a list of a column further left ends with the letter before that of a tail, or both have no letters."""
    if entry.shape is not tail.shape or entry.box.x > tail.box.x - COLUMN_MM or entry.foot < tail.top:
        return False
    if not _is_lettered(tail):
        return (entry.vertical or len(entry.outlines) == 1) and not entry.headless and not _is_lettered(entry)
    if not _is_lettered(entry):
        return False
    return chr(ord(entry.labels[-1]) + 1) == tail.labels[0]


def _asks_below(line: Box, entry: Entry) -> bool:
    """Whether a line of print begins below a list, at its outlines or a bit further left: the next question."""
    last = entry.outlines[-1].box
    return line.y > entry.foot + last.h / 2 and entry.box.x - MARGIN_MM < line.x < last.x + last.w


def _stands_below(entry: Entry, other: Entry) -> bool:
    """Whether an entry stands below another one in its column."""
    return entry is not other and abs(entry.box.x - other.box.x) < COLUMN_MM and entry.top > other.foot
