"""What character recognition adds to a page that carries no text: what its options are called, and its items. Where they stand is known
without it. A few letters are always misread, so what many rows say counts, and what counts up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase, digits

import numpy as np

from omr.learn.items.inscribed import alike, lines_of
from omr.learn.items.recognized_names import parted_anew, same
from omr.learn.items.recognized_numbers import with_numbers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import Spot
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM, BlankPage, Recognition, Word
from omr.learn.paper.ocr import misread
from omr.learn.paper.pieces import completed
from omr.learn.words.wording import is_sequence
from omr.model.layout import Box, Field
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
ERASED_MM = 0.4
"""Around an outline: it is erased with what stands in it before the words beside it are read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a page without its text showed: all ``candidates`` for options, the spots of ``print_`` outside of them, and how the
    items are told ``again`` from words that were recognized there.
    """

    candidates: Sequence[Spot]
    print_: Sequence[Word]
    again: Callable[[Sequence[Word]], list[Entry]]


def recognized(
    entries: list[Entry], fields: list[Field], page: BlankPage, mask: Gray, seen: Seen
) -> tuple[list[Entry], list[Field], list[str]]:
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
    taken = [*(spot.box for entry in entries for spot in entry.outlines), *(option.box for field in fields for option in field.options)]
    image = _without(page.image, dict.fromkeys([*taken, *(spot.box for spot in seen.candidates)]))
    second = seen.again(completed(page.ocr.words(image), seen.print_, image, page.ocr))
    entries = [_called(entry, inside.get(entry.outlines, ())) for entry in parted_anew(entries, second)] or entries
    return with_numbers(_named_beside(entries, second), second, page.image, page.ocr), fields, told


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
    counts = [tuple(one[:count]) for one in (ascii_uppercase, digits, digits[1:] + "0") if count <= len(one)]
    scales = [tuple(map(str, range(first, first + count))) for first in (0, 1) if len(digits) < first + count]
    counts += [one for one in scales if len("".join(one)) == len(letters)]  # with a number lost, 1 to 11 read as 0 to 10
    costs = sorted((cost, place) for place, cost in enumerate(misread(letters, ["".join(one) for one in counts]).tolist()))
    if len(costs) < 2 or costs[0][0] == costs[1][0]:
        return ()
    cost, place = costs[0]
    return counts[place] if cost <= (count + 1) // WRONG else ()


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
    if not labels or not all(label in digits for label in labels):
        return field
    return replace(field, options=tuple(replace(one, label=label) for one, label in zip(field.options, labels, strict=True)))


def _without(image: Gray, boxes: Iterable[Box]) -> Gray:
    """The page without outlines and what stands in them: next to letters, those are read as letters."""
    erased = image.copy()
    for box in boxes:
        edges = (box.y - ERASED_MM, box.y + box.h + ERASED_MM, box.x - ERASED_MM, box.x + box.w + ERASED_MM)
        top, foot, left, right = (max(0, round(edge * PX_PER_MM)) for edge in edges)
        erased[top:foot, left:right] = int(np.percentile(image[top:foot, left:right], 90)) if top < foot and left < right else 255
    return erased


def _named_beside(entries: list[Entry], second: Sequence[Entry]) -> list[Entry]:
    """The entries whose labels stand beside or above their outlines: as a second look says of most rows like them."""
    anew = {same(other): other for other in second if other.read}
    said: dict[tuple[int, bool], list[tuple[str, ...]]] = defaultdict(list)
    own: dict[int, tuple[str, ...]] = {}
    for entry, other in ((entry, anew.get(same(entry))) for entry in entries if entry.outlines and not entry.read):
        by_place = dict(zip((spot.box for spot in other.outlines), other.labels, strict=True)) if other else {}
        called = tuple(by_place[spot.box] for spot in entry.outlines) if by_place else ()
        own[id(entry)] = called
        if called and is_sequence(called) and (meant := _meant(called)):
            said[len(called), entry.vertical].append(meant)
    unread = Counter((len(entry.outlines), entry.vertical) for entry in entries if not entry.read)
    enough = {key: labels for key, some in said.items() if (labels := _most(some, unread[key]))}
    meant_by = {id(entry): enough.get((len(entry.outlines), entry.vertical), ()) for entry in entries}
    return [_called(entry, labels) if _may_say(own.get(id(entry), ()), labels := meant_by[id(entry)]) else entry for entry in entries]


def _may_say(own: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether what was read of an item's labels may be misread for those that most items have: not where most of it is something else."""
    return 2 * sum(one.upper() == other.upper() for one, other in zip(own, labels, strict=False)) >= len(own)


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
    return labels if all(len(label) > 1 and label.replace("_", "").isalpha() for label in labels) else ()
