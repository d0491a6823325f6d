"""What the items of a picture are called, and how they are parted, by a second look at it as though it carried the recognized words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from string import ascii_uppercase

from omr.learn.items.option_labels import by_place
from omr.learn.items.order import reading_order
from omr.learn.outlines.entries import Entry
from omr.learn.words.wording import Name, item_name
from omr.model.layout import Box

COUNTING = 0.7
"""Share of the items whose names must count up, in some order of reading, for all to be believed."""
MISREAD = 1
"""Numbers that all say another count: of more an item was left out, or two are taken for one."""
LEAST = 3
"""Of fewer items all must."""
FEWEST = 4
"""Items whose numbers count up show that a page is parted rightly: of three, two may be read so by chance."""
LEVEL_MM = 2.5
DIGIT = "digit"

Names = dict[int, str]
"""What items are called, by the id of each."""


def same(entry: Entry) -> frozenset[Box]:
    """What tells an item in another look at its page: where its outlines stand."""
    return frozenset(spot.box for spot in entry.outlines)


def parted_anew(entries: Sequence[Entry], second: Sequence[Entry]) -> list[Entry]:
    """The items of a second look without what they are called, where they are others than at first, their numbers count up one by one as
    far as they were read, and no option is left out, nor joined to an item above over print that was not recognized; else none.
    """
    lost = {spot.box for one in entries for spot in one.outlines} - {spot.box for one in second for spot in one.outlines}
    if lost or {same(one) for one in entries} == {same(one) for one in second} or _is_less_even(second, entries):
        return []
    if any(_joins_a_named_row(one, entries) for one in second):
        return []
    names = counted(second, second)
    numbers = sorted(int(name) for name in names.values() if name.isdecimal())
    counts = len(numbers) == len(second) >= FEWEST and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    counts = counts and all(name.text == names[id(one)] for one in second if (name := item_name(one.printed)))
    counts = counts or _count_up(second)
    return [replace(one, printed="", labels=by_place(len(one.outlines)), read=False) for one in second] if counts else []


def with_loose_options(entries: Sequence[Entry], second: Sequence[Entry]) -> list[Entry]:
    """The entries; those of which a second look reads A, B, C, … on with outlines that were in no item at first, with these."""
    taken = {spot.box for entry in entries for spot in entry.outlines}
    counted_ = [other for other in second if other.read and "".join(other.labels).upper() == ascii_uppercase[: len(other.labels)]]
    found = []
    for entry in entries:
        more = [other for other in counted_ if other.vertical == entry.vertical and same(other) & taken == same(entry) < same(other)]
        named = replace(entry, outlines=more[0].outlines, labels=by_place(len(more[0].outlines)), read=False) if more else entry
        found.append(named)
    return found


def _count_up(entries: Sequence[Entry]) -> bool:
    """Whether a number of a section or of a question's part was read before each item, and all count up: "1.1", "1.2", "2.1"."""
    names = [_name(entry.printed) for entry in reading_order(list(entries))]
    parts = all(name is not None and name.style != DIGIT for name in names)
    return parts and len(names) >= FEWEST and _steps(names) == len(names) - 1


def _joins_a_named_row(joined: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an item holds a whole row of the first look, below its own first one, before which something is printed that no word was
    recognized in: that row's number.
    """
    rows = [one for one in entries if not one.vertical and same(one) < same(joined) and one.top > joined.top + one.box.h / 2]
    before = [box for row in rows for box in row.text if box.x + box.w < row.box.x and abs(box.centre[1] - row.top) < row.box.h]
    return any(all(box.gap_to(word) > 0 for word in joined.text) for box in before)


def _is_less_even(second: Sequence[Entry], first: Sequence[Entry]) -> bool:
    """Whether all items had as many options at first and no longer have, though not all numbers were read: of a block whose numbers stand
    above its columns, too few were read to tell them, and its rows are no items.
    """
    sizes = [{len(one.outlines) for one in some} for some in (first, second)]
    return len(sizes[0]) == 1 < len(sizes[1]) and not all(item_name(one.printed) for one in second)


def counted(entries: Sequence[Entry], second: Sequence[Entry]) -> Names:
    """The names that a second look gives items, in their order, where each is another and they count up in some order of reading; a number
    that breaks the count or was not read is told by it. All items are named so, or none; what stands before the first is not counted.
    """
    called = {same(other): _name(other.printed) for other in second if other.printed}
    names = {id(entry): called.get(same(entry)) for entry in entries}
    across = sorted(entries, key=lambda one: (round(one.top / LEVEL_MM), one.box.x))
    orders = (reading_order(list(entries)), across)
    if all(name is None or name.style == DIGIT for name in names.values()):
        return _numbered(orders, {one: name.rank for one, name in names.items() if name})
    found = [[names[id(entry)] for entry in order] for order in orders]
    order, best = max(zip(orders, found, strict=True), key=lambda one: _steps(one[1]))
    texts = [name.text for name in best if name]
    whole = len(set(texts)) == len(order) and _steps(best) >= COUNTING * (len(order) - 1)
    return {id(entry): text for entry, text in zip(order, texts, strict=True)} if whole else {}


def counted_in_parts(entries: Sequence[Entry], second: Sequence[Entry]) -> Names:
    """The names that a second look gives items whose count begins anew in each part: "1." to "5." and again "1." to "4.", "(a)" to "(c)"
    below each question. A single one that was not read between its neighbours is told by them; else all items are named so, or none.
    """
    called = {same(other): _name(other.printed) for other in second if other.printed}
    order = reading_order(list(entries))
    names = [called.get(same(entry)) for entry in order]
    for i in range(1, len(names) - 1):
        before, after = names[i - 1], names[i + 1]
        if names[i] is None and before and after and before.style == after.style == DIGIT and after.rank == before.rank + 2:
            names[i] = Name(str(before.rank + 1), DIGIT, before.rank + 1)
    read = [name for name in names if name]
    if len(read) < max(FEWEST, len(order)) or read[0].rank != 1:
        return {}
    firsts = [i for i, name in enumerate(read) if name.rank == 1]
    counts = all(i in firsts or (read[i].style == read[i - 1].style and read[i].rank == read[i - 1].rank + 1) for i in range(len(read)))
    lengths = [after - before for before, after in pairwise([*firsts, len(read)])]
    if not counts or min(lengths) < 2 or max(lengths) < LEAST:
        return {}
    return {id(entry): name.text for entry, name in zip(order, read, strict=True)}


def _numbered(orders: Sequence[Sequence[Entry]], numbers: Mapping[int, int]) -> Names:
    """Items of which most have the number that their place in some order tells; else those whose numbers were all read and count up to the
    last, or grow from each to the next.
    """
    for order in orders:
        firsts = Counter(numbers[id(entry)] - i for i, entry in enumerate(order) if id(entry) in numbers)
        (first, times), (_, others) = [*firsts.most_common(2), (0, 0), (0, 0)][:2]
        if times >= (COUNTING if len(order) >= LEAST else 1) * max(len(order), 1) and others <= MISREAD:
            return {id(entry): str(number) for number, entry in enumerate(order, first) if number > 0}
    read = sorted(numbers.values())
    if len(read) < FEWEST or len(set(read)) < len(orders[0]):
        return {}
    if read == list(range(read[0], read[0] + len(read))):
        return {one: str(number) for one, number in sorted(numbers.items(), key=lambda item: item[1])}
    growing = next((order for order in orders if [numbers[id(entry)] for entry in order] == read), ())
    return {id(entry): str(numbers[id(entry)]) for entry in growing}


def _name(text: str) -> Name | None:
    """The name that a text is, "1a" one of the parts of 1."""
    name = item_name(text)
    part = name is not None and name.style == DIGIT and name.text[-1].isalpha()
    return Name(name.text, f"{name.rank}.", ord(name.text[-1].lower()) - ord("a") + 1) if name and part else name


def _steps(names: Sequence[Name | None]) -> int:
    """How many names count up from the one before: "8" after "7", "1.b" after "1.a", "2.a" after "1.c"."""
    return sum(before is not None and after is not None and _follows(before, after) for before, after in pairwise(names))


def _follows(before: Name, after: Name) -> bool:
    return after.rank == before.rank + 1 if after.style == before.style else after.rank == 1
