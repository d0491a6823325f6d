"""What character recognition adds to a page that carries no text: what its options are called, and its items. Where they stand is known
without it. A few letters are always misread, so what many rows say counts, and what counts up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from string import ascii_uppercase, digits

from omr.learn.items.inscribed import alike, lines_of
from omr.learn.items.recognized_names import parted_anew, same, with_loose_options
from omr.learn.items.recognized_numbers import with_numbers
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import SOLID, Spot, filled
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import BlankPage, Recognition, Word
from omr.learn.paper.erased import erased
from omr.learn.paper.ocr import misread
from omr.learn.paper.pieces import completed
from omr.learn.rows.grids import COUNTS
from omr.learn.rows.runs import COLUMN_MM
from omr.learn.rows.sideways import sideways
from omr.learn.words.titles import Phrase
from omr.learn.words.wording import is_sequence
from omr.model.layout import Box, Field, FieldKind, LayoutOption
from omr.model.page import Gray

TOLD = "labels, numbers and titles were recognized in the picture, which may read some wrong: look at the proof"
PAIRS = frozenset({"TF", "VF", "RF", "WF", "JN", "YN", "ON", "SN", "WO", "CE"})
"""Two letters that answer one question: true and false, yes and no, in the languages that are asked for."""
VERDICTS = frozenset("".join(PAIRS))
LEAST_ALIKE = 5
"""Outlines of a row that all print one verdict."""
SECOND, LEAST_SECOND = "FGHJK", 4
"""The letters of every other item on many American sheets, F to J without an I, and how many of them: fewer may be other letters."""
WRONG = 4
"""Of so many letters that count up, rounded up, one may be misread."""
MOST_LINES = 12
"""Lines of letters that are read on a page: a form has few different rows, and one line takes 0.2 s."""
AGREED, AGREED_WORDS = 0.6, 0.8
"""Shares of the rows read that must say the same for the others to be called so, of letters and of words."""
HALF = 0.5
"""Share of an item's outlines that hold ink: then labels are printed in them, and the words beside are what these stand for."""
FEW = 3
"""Rows that say the same in words; fewer may have answers of their own."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a page without its text showed: all ``candidates`` for options, the spots of ``print_`` outside of them, and how the
    items and form codes are told ``again`` from words that were recognized there and labels in outlines; ``lines`` may be titles, and
    ``loose`` rows are in no item.
    """

    candidates: Sequence[Spot]
    print_: Sequence[Word]
    again: Callable[[Sequence[Word], Mapping[Box, str]], tuple[list[Entry], list[Field]]]
    lines: list[Phrase]
    loose: Sequence[tuple[Outline, ...]] = ()


def recognized(
    entries: list[Entry], fields: list[Field], page: BlankPage, mask: Gray, seen: Seen
) -> tuple[list[Entry], list[Field], list[str]]:
    """The items and fields with their labels and numbers as far as these can be read, and what is told of those that cannot."""
    bubbled = [field for field in fields if field.options]
    positions = [field for field in bubbled if field.item]
    if page.ocr is None:
        return entries, fields, _untold(positions)
    inside = _inside([entry.outlines for entry in entries if entry.outlines and not entry.read], page.image, mask, page.ocr)
    inside |= _inside([_outlines(field) for field in bubbled], page.image, mask, page.ocr)
    entries = [_labelled(entry, inside.get(entry.outlines, ()), mask) for entry in entries]
    fields = [_counted(field, inside.get(_outlines(field), ())) if field.options else field for field in fields]
    told = [TOLD, *_untold([field for field in positions if _outlines(field) not in inside])]
    if all(entry.read and entry.printed for entry in entries):
        return entries, fields, told
    taken = [*(spot.box for entry in entries for spot in entry.outlines), *(option.box for field in fields for option in field.options)]
    image = erased(page.image, dict.fromkeys([*taken, *(spot.box for spot in seen.candidates)]))
    words = completed(page.ocr.words(image), seen.print_, image, page.ocr)
    printed = {spot.box: label for row, labels in inside.items() for spot, label in zip(row, labels, strict=True)}
    loose = _inside(seen.loose, page.image, mask, page.ocr)
    printed |= {spot.box: label for row, labels in loose.items() for spot, label in zip(row, labels, strict=True)}
    printed |= _verdicts([entry.outlines for entry in entries if not (entry.read or entry.vertical)], page.image, page.ocr)
    second, codes = seen.again(words, printed)
    entries, fields = _without_codes(entries, fields, codes)
    fields = [*fields, *_loose_code(codes, fields, loose)]
    if parts := parted_anew(entries, second):
        inside |= _inside([entry.outlines for entry in parts if entry.outlines not in inside], page.image, mask, page.ocr)
        entries = [_labelled(entry, inside.get(entry.outlines, ()), mask) for entry in parts]
    else:
        entries = with_loose_options(entries, second)
    entries, fields, doubts = _without_positions(_named_beside(entries, second), fields, mask, seen, words)
    return with_numbers(entries, second, page.image, page.ocr), fields, [*told, *doubts]


def _without_positions(
    entries: list[Entry], fields: list[Field], mask: Gray, seen: Seen, words: Sequence[Word]
) -> tuple[list[Entry], list[Field], list[str]]:
    """The entries but for rows of digits that are the positions of a number, now that they are read; the fields with those; and doubts.
    Such rows have no number before them.
    """
    rows = [entry for entry in entries if entry.read and "".join(entry.labels) in COUNTS and not entry.vertical]
    rows = [entry for entry in rows if _is_nameless(entry, words)]
    kept, positions, doubts = sideways(rows, seen.lines, seen.print_, mask)
    gone = {id(entry) for entry in rows} - {id(entry) for entry in kept}
    return [entry for entry in entries if id(entry) not in gone], [*fields, *positions], doubts


def _is_nameless(entry: Entry, words: Sequence[Word]) -> bool:
    """Whether nothing is printed right before a row, or all of it was read, and is words, "tens"."""
    first = entry.outlines[0].box
    printed = [box for box in entry.text if 0 < first.x - box.x - box.w < COLUMN_MM]
    read = [word for box in printed for word in words if word.box.gap_to(box) < 0]
    return not printed or (bool(read) and all(len(word.text) > 1 and word.text.isalpha() for word in read))


def _without_codes(entries: list[Entry], fields: list[Field], codes: Sequence[Field]) -> tuple[list[Entry], list[Field]]:
    """The entries but for those that a second look knows by their title to tell the form, and the fields with them."""
    told = {frozenset(option.box for option in code.options): code.printed for code in codes}
    found = [(entry, told[same(entry)]) for entry in entries if same(entry) in told and not entry.printed]
    if len(found) != 1 or any(field.kind is FieldKind.FORM_CODE for field in fields):
        return entries, fields
    ((entry, title),) = found
    options = tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(entry.labels, entry.outlines, strict=True))
    return [one for one in entries if one is not entry], [*fields, Field(FieldKind.FORM_CODE, entry.box, printed=title, options=options)]


def _loose_code(codes: Sequence[Field], fields: Sequence[Field], loose: Mapping[tuple[Outline, ...], tuple[str, ...]]) -> list[Field]:
    """The row that a second look knows by its title to tell the form, where it was an example of marks at first: its letters are ink."""
    told = {frozenset(option.box for option in code.options): code for code in codes}
    rows = [(row, labels, frozenset(one.box for one in row)) for row, labels in loose.items()]
    found = [
        replace(told[boxes], options=tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(labels, row, strict=True)))
        for row, labels, boxes in rows
        if boxes in told
    ]
    return found if len(found) == 1 and not any(field.kind is FieldKind.FORM_CODE for field in fields) else []


def _untold(positions: Sequence[Field]) -> list[str]:
    """What is told of bubbled numbers whose labels were not read."""
    firsts = dict.fromkeys(field.options[0].label for field in positions)
    told = f"the labels of bubbled numbers were not read; they are taken to count on from {', '.join(firsts)}: look at the proof"
    return [told] if firsts else []


def labels_meant(text: str, count: int) -> tuple[str, ...]:
    """So many labels that a line of recognized letters means, () where it plainly means none: those that count up with few letters wrong,
    or down two columns, or a known pair. Letters are capitals, as where labels go by place: a recognized c may be a C.
    """
    plain = "".join(text.split())
    letters = "".join(character for character in plain.upper() if character.isalnum())
    if count == 2 and letters in PAIRS and letters == plain.upper():
        return tuple(letters)
    if letters == _down_two_columns(count):
        return tuple(letters)
    counts = [tuple(one[:count]) for one in (ascii_uppercase, digits, digits[1:] + "0") if count <= len(one)]
    counts += [tuple(SECOND[:count])] if LEAST_SECOND <= count <= len(SECOND) else []
    scales = [tuple(map(str, range(first, first + count))) for first in (0, 1) if len(digits) < first + count]
    counts += [one for one in scales if len("".join(one)) == len(letters)]  # with a number lost, 1 to 11 read as 0 to 10
    costs = sorted((cost, place) for place, cost in enumerate(misread(letters, ["".join(one) for one in counts]).tolist()))
    if len(costs) < 2 or costs[0][0] == costs[1][0]:
        return ()
    cost, place = costs[0]
    most = 0 if counts[place] == tuple(SECOND[:count]) else (count + 1) // WRONG  # with its E lost, E F G H reads so
    return counts[place] if cost <= most else ()


def _down_two_columns(count: int) -> str:
    """The letters of so many options in two columns, row by row, that count down the columns: A C, B D."""
    half = count // 2
    return "".join(ascii_uppercase[place] for i in range(half) for place in (i, half + i)) if half > 1 and count == 2 * half else ""


def _verdicts(rows: Sequence[tuple[Outline, ...]], image: Gray, ocr: Recognition) -> dict[Box, str]:
    """The letters in rows of outlines that each print one and the same, all T in the one and F in the next: what columns say. None where
    one row prints anything else.
    """
    found: dict[Box, str] = {}
    for row in rows if len(rows) <= MOST_LINES and all(len(row) >= LEAST_ALIKE for row in rows) else []:
        read = (Counter("".join(ocr.line(line).split())).most_common(1) for line in lines_of([row], image))
        letter = next((one for one, times in chain.from_iterable(read) if one in VERDICTS and times >= AGREED_WORDS * len(row)), "")
        if not letter:
            return {}
        found |= {one.box: letter for one in row}
    return found


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


def _labelled(entry: Entry, labels: tuple[str, ...], mask: Gray) -> Entry:
    """The entry by the labels in its outlines, whose ink is no mark then, unless it fills one."""
    filled_ = sum(filled(mask, one.box) > SOLID for one in entry.outlines)
    return replace(_called(entry, labels), inked=filled_ / len(entry.outlines)) if labels and not entry.read else entry


def _counted(field: Field, labels: tuple[str, ...]) -> Field:
    """A column of a bubbled number by the digits that it prints."""
    if not labels or not all(label in digits for label in labels):
        return field
    return replace(field, options=tuple(replace(one, label=label) for one, label in zip(field.options, labels, strict=True)))


def _named_beside(entries: list[Entry], second: Sequence[Entry]) -> list[Entry]:
    """The entries whose labels stand beside or above their outlines: as a second look says of most rows like them."""
    anew = {same(other): other for other in second if other.read}
    said: dict[tuple[int, bool], list[tuple[str, ...]]] = defaultdict(list)
    own: dict[int, tuple[str, ...]] = {}
    for entry, other in ((entry, anew.get(same(entry))) for entry in entries if entry.outlines and not entry.read):
        by_place = dict(zip((spot.box for spot in other.outlines), other.labels, strict=True)) if other else {}
        called = _counting(tuple(by_place[spot.box] for spot in entry.outlines)) if by_place else ()
        own[id(entry)] = called
        worded = any(len(label) > 1 and label.isalpha() for label in called)
        if called and is_sequence(called) and not (worded and entry.inked > HALF) and (meant := _meant(called)):
            said[len(called), entry.vertical].append(meant)
    unread = Counter((len(entry.outlines), entry.vertical) for entry in entries if not entry.read)
    enough = {key: labels for key, some in said.items() if (labels := _most(some, unread[key]))}
    meant_by = {id(entry): enough.get((len(entry.outlines), entry.vertical), ()) for entry in entries}
    return [_called(entry, labels) if _may_say(own.get(id(entry), ()), labels := meant_by[id(entry)]) else entry for entry in entries]


def _counting(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels; those of a scale of numbers of which one, between others, was read as a letter: "0 L 2 3 4 5" is no "1 2 3 4 N"."""
    for first in (0, 1) if len(labels) > WRONG else ():
        scale = tuple(str(first + place) for place in range(len(labels)))
        others = [i for i, label in enumerate(labels) if label != scale[i]]
        if len(others) == 1 and 0 < others[0] < len(labels) - 1 and labels[others[0]].isalpha():
            return scale
    return labels


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
    """The letters or numbers that labels mean, or the labels themselves where they are words; else ()."""
    if all(len(label) == 1 for label in labels) or all(map(str.isdecimal, labels)):
        meant = labels_meant("".join(labels), len(labels))
        return meant if "".join(meant) == "".join(labels).upper() else ()
    return labels if all(len(label) > 1 and label.replace("_", "").isalpha() for label in labels) else ()
