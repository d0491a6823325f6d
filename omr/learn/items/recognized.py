"""What character recognition adds to a page that carries no text: what its options are called, and its items. Where they stand is known
without it. A few letters are always misread, so what many rows say counts, and what counts up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase, digits

import numpy as np

from omr.learn.items.inscribed import alike, lines_of
from omr.learn.items.option_labels import option_labels
from omr.learn.items.recognized_numbers import with_numbers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, BlankPage, Recognition, Word
from omr.learn.paper.ocr import misread
from omr.learn.rows.runs import REACH_MM, Run
from omr.learn.words.wording import is_sequence
from omr.model.layout import Field
from omr.model.page import Gray

TOLD = "labels, numbers and titles were recognized in the picture, which may read some wrong: look at the proof"
PAIRS = frozenset({"TF", "VF", "RF", "WF", "JN", "YN", "ON", "SN", "WO", "CE"})
"""Two letters that answer one question: true and false, yes and no, in the languages that are asked for."""
WRONG = 4
"""Of so many letters that count up, rounded up, one may be misread."""
MOST_LINES = 12
"""Lines of letters that are read on a page: a form has few different rows, and one line takes 0.2 s."""
AGREED, AGREED_WORDS = 0.6, 0.8
"""Shares of the rows read that must say the same for the others to be called so, of letters and of words."""
FEW = 3
"""Rows that say the same in words; fewer may have answers of their own."""
SPACE_MM, LINE = 60.0, 0.75
"""What stands further behind an outline is not said of it; and share of its height above and below its middle that is its line."""
ERASED_MM = 0.4
"""Around an outline: it is erased with what stands in it before the words beside it are read."""


def recognized(entries: list[Entry], fields: list[Field], page: BlankPage, mask: Gray) -> tuple[list[Entry], list[Field], list[str]]:
    """The items and fields with their labels and numbers as far as these can be read, and what is told of those that cannot."""
    positions = [field for field in fields if field.options and field.item]
    if page.ocr is None:
        return entries, fields, _untold(positions)
    inside = _inside([entry.outlines for entry in entries if entry.outlines and not entry.read], page.image, mask, page.ocr)
    inside |= _inside([_outlines(field) for field in positions], page.image, mask, page.ocr)
    entries = [_called(entry, inside.get(entry.outlines, ())) for entry in entries]
    fields = [_counted(field, inside.get(_outlines(field), ())) if field.options and field.item else field for field in fields]
    told = [TOLD, *_untold([field for field in positions if _outlines(field) not in inside])]
    if all(entry.read and entry.printed for entry in entries):
        return entries, fields, told
    words = page.ocr.words(_without(page.image, [*(entry.outlines for entry in entries), *map(_outlines, fields)]))
    runs = [_run(entry, words) if entry.outlines else None for entry in entries]
    entries = _named_beside(entries, runs, list(words))
    return with_numbers(entries, runs, page.image, page.ocr), fields, told


def _untold(positions: Sequence[Field]) -> list[str]:
    """What is told of bubbled numbers whose labels were not read."""
    firsts = dict.fromkeys(field.options[0].label for field in positions)
    told = f"the labels of bubbled numbers were not read; they are taken to count on from {', '.join(firsts)}: look at the proof"
    return [told] if firsts else []


def labels_meant(text: str, count: int) -> tuple[str, ...]:
    """So many labels that a line of recognized letters means, () where it plainly means none: those that count up with few letters wrong,
    or a known pair. Letters are capitals, as where labels go by place: a recognized c may be a C.
    """
    plain = "".join(text.split())
    letters = "".join(character for character in plain.upper() if character.isalnum())
    if count == 2 and letters in PAIRS and letters == plain.upper():
        return tuple(letters)
    counts = [one[:count] for one in (ascii_uppercase, digits, digits[1:] + "0") if count <= len(one)]
    costs = sorted((cost, place) for place, cost in enumerate(misread(letters, counts).tolist()))
    if len(costs) < 2 or costs[0][0] == costs[1][0]:
        return ()
    cost, place = costs[0]
    return tuple(counts[place]) if cost <= (count + 1) // WRONG else ()


def _inside(rows: Sequence[tuple[Outline, ...]], image: Gray, mask: Gray, ocr: Recognition) -> dict[tuple[Outline, ...], tuple[str, ...]]:
    """The labels of rows of outlines that print them inside."""
    by_count: dict[int, list[tuple[Outline, ...]]] = defaultdict(list)
    for row in rows:
        by_count[len(row)].append(row)
    found: dict[tuple[Outline, ...], tuple[str, ...]] = {}
    for count, some in by_count.items():
        for group in alike(some, mask)[:MOST_LINES]:
            read = (labels_meant(ocr.line(line), count) for line in lines_of([some[i] for i in group], image))
            labels = next(filter(None, read), ())
            found |= {some[i]: labels for i in group if labels}
    return found


def _outlines(field: Field) -> tuple[Outline, ...]:
    return tuple(Outline(option.shape, option.box) for option in field.options)


def _called(entry: Entry, labels: tuple[str, ...]) -> Entry:
    return replace(entry, labels=labels, read=True) if labels and not entry.read else entry


def _counted(field: Field, labels: tuple[str, ...]) -> Field:
    """A column of a bubbled number by the digits that it prints."""
    if not labels or not all(label.isdecimal() for label in labels):
        return field
    return replace(field, options=tuple(replace(one, label=label) for one, label in zip(field.options, labels, strict=True)))


def _without(image: Gray, rows: Sequence[tuple[Outline, ...]]) -> Gray:
    """The page without outlines and what stands in them: next to letters, those are read as letters."""
    erased = image.copy()
    for box in (one.box for row in rows for one in row):
        edges = (box.y - ERASED_MM, box.y + box.h + ERASED_MM, box.x - ERASED_MM, box.x + box.w + ERASED_MM)
        top, foot, left, right = (max(0, round(edge * PX_PER_MM)) for edge in edges)
        erased[top:foot, left:right] = int(np.percentile(image[top:foot, left:right], 90)) if top < foot and left < right else 255
    return erased


def _run(entry: Entry, words: Sequence[Word]) -> Run:
    """An item's outlines with the words on their lines: before the first, and after each up to the next."""
    boxes = [one.box for one in entry.outlines]
    lines = [[word for word in words if abs(word.middle - box.centre[1]) < LINE * box.h] for box in boxes]
    ends = [SPACE_MM + box.x for box in boxes] if entry.vertical else [*(box.x for box in boxes[1:]), boxes[-1].x + SPACE_MM]
    gaps = tuple(
        tuple(sorted((word for word in line if box.centre[0] < word.box.centre[0] < end), key=lambda word: word.box.x))
        for line, box, end in zip(lines, boxes, ends, strict=True)
    )
    left = [word for word in lines[0] if boxes[0].x - REACH_MM < word.box.centre[0] < boxes[0].x]
    before = tuple(sorted(left, key=lambda word: word.box.x))
    return Run(tuple(Spot(one) for one in entry.outlines), before, gaps, entry.vertical)


def _named_beside(entries: list[Entry], runs: Sequence[Run | None], words: list[Word]) -> list[Entry]:
    """The entries whose labels stand beside or above their outlines: as most rows like them say."""
    said: dict[tuple[int, bool], list[tuple[str, ...]]] = defaultdict(list)
    for entry, run in zip(entries, runs, strict=True):
        labels, read = option_labels(run, words) if run and not entry.read else ((), False)
        if read and is_sequence(labels) and (meant := _meant(labels)):
            said[len(labels), entry.vertical].append(meant)
    unread = Counter((len(entry.outlines), entry.vertical) for entry in entries if not entry.read)
    enough = {key: labels for key, some in said.items() if (labels := _most(some, unread[key]))}
    return [_called(entry, enough.get((len(entry.outlines), entry.vertical), ())) for entry in entries]


def _most(said: Sequence[tuple[str, ...]], count: int) -> tuple[str, ...]:
    """The labels that speak for so many rows, () where none do: letters that most of those read say, and words that nearly all say, or
    each item has answers of its own.
    """
    labels, times = Counter(said).most_common(1)[0]
    if all(len(label) == 1 for label in labels):
        return labels if times >= AGREED * len(said) and (times > 1 or count == 1) else ()
    return labels if times >= max(FEW, AGREED_WORDS * len(said)) and 2 * times >= count else ()


def _meant(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The letters or digits that labels mean, or the labels themselves where they are words; else ()."""
    if all(len(label) == 1 for label in labels):
        meant = labels_meant("".join(labels), len(labels))
        return meant if "".join(meant) == "".join(labels).upper() else ()
    return labels if all(len(label) > 1 and label.isalpha() for label in labels) else ()
