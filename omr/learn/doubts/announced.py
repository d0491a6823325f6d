"""Options that a column's heading announces and for which no outline was found: they would be missing without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omr.learn.items.option_labels import HEADER_MM
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import stands_in
from omr.learn.paper.blank import Word
from omr.learn.paper.nearby import Nearby
from omr.learn.words.wording import is_sequence, option_label
from omr.model.layout import Box

CENTRED = 0.35
"""Of the distance between two options: a heading stands so near above the middle of its column."""


def announced(entries: Sequence[Entry], words: Sequence[Word]) -> list[Box]:
    """Where options should be that have a heading and no outline: to the left or the right of a row of at least two. Where letters stand in
    the outlines, a heading further up is that of other rows.
    """
    outlines = [outline.box for entry in entries for outline in entry.outlines]
    near = Nearby(word.box for word in words)
    taken = {i for box in outlines for i in near.of(box) if stands_in(words[i].box, box)}
    said = {box for entry in entries for box in entry.text}  # what an option says heads none below it
    free = (word for i, word in enumerate(words) if word.text and i not in taken and word.box not in said)
    labelled = [(word, option_label((word.text,))) for word in free]
    inside = [words[i] for i in taken]
    headed = [entry for entry in entries if _counts(entry) and not _is_lettered(entry, inside)]
    return [box for entry in headed for box in _beyond(entry, labelled)]


def _is_lettered(entry: Entry, words: Sequence[Word]) -> bool:
    """Whether each outline of a row holds its label; ``words`` are those that stand in outlines."""
    pairs = zip(entry.outlines, entry.labels, strict=True)
    return all(any(option_label((word.text,)) == label and stands_in(word.box, one.box) for word in words) for one, label in pairs)


def _counts(entry: Entry) -> bool:
    short = all(len(label) == 1 for label in entry.labels)
    return len(entry.outlines) > 1 and entry.read and not entry.vertical and short and is_sequence(entry.labels)


def _beyond(entry: Entry, words: list[tuple[Word, str]]) -> list[Box]:
    first, last = entry.outlines[0].box, entry.outlines[-1].box
    step = (last.x - first.x) / (len(entry.outlines) - 1)
    places = (
        (first, entry.labels[0], -step, chr(ord(entry.labels[0]) - 1)),
        (last, entry.labels[-1], step, chr(ord(entry.labels[-1]) + 1)),
    )
    found = []
    for box, label, by, wanted in places:
        own = _heading(box, label, step, words)
        place = replace(box, x=box.x + by)
        other = _heading(place, wanted, step, words)
        if own and other and abs(own.middle - other.middle) < HEADER_MM:
            found.append(place)
    return found


def _heading(box: Box, label: str, step: float, words: list[tuple[Word, str]]) -> Word | None:
    """The nearest word above a place that is its label."""
    above = [
        word
        for word, text in words
        if text == label and word.middle < box.y and abs(word.box.x + word.box.w / 2 - box.centre[0]) < CENTRED * abs(step)
    ]
    return max(above, key=lambda word: word.middle, default=None)
