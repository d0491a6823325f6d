"""The items of a page by the headings that they stand under: below them in their column, or at its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise

from omr.learn.items.order import ALIGNED_MM, reading_order
from omr.learn.outlines.entries import Entry
from omr.learn.words.titles import Heading
from omr.learn.words.wording import item_name
from omr.model.layout import Box

INDENT_MM = 25.0
"""A heading may be indented against its items by no more."""
UNREAD_INDENT_MM = 40.0
"""The same where it could not be read, and what it begins with may have been taken for something else."""
COLUMN_MM = 45.0
"""Headings further left of a list stand in another column, where others are nearer; no column of text is narrower."""
QUESTIONS = 1.5
"""Items for each question at most, where lines of print are the questions of single items."""
RUN_ON = 0.25
"""Of the lines left of a column of text, fewer run into it."""
APART_MM = 20.0
"""Columns of rows with numbers begin no nearer to each other."""
QUESTION_MM = 25.0
"""A question of four lines has its first options no further below."""
LEVEL_MM = 2.0
"""Headings side by side have their items on one line, to that tolerance."""


def under_headings(entries: list[Entry], headings: list[Heading]) -> list[tuple[Heading | None, list[Entry]]]:
    """Entries by the heading that they stand under, in order; those above all headings first."""
    asking = _are_unread_questions(headings, entries)
    numbered = _are_numbered_questions(headings, entries)
    indent = UNREAD_INDENT_MM if asking else INDENT_MM
    above = [[i for i, one in enumerate(headings) if _is_over(one, entry, headings, indent)] for entry in entries]
    own = [
        [i for i in some if (entry.vertical or asking or numbered) and entry.left - headings[i].box.x < COLUMN_MM]
        for entry, some in zip(entries, above, strict=True)
    ]
    used = {max(some, key=lambda i: place(headings[i])) for some in own if some}
    groups: dict[int, list[Entry]] = {}
    for entry, mine, others in sorted(zip(entries, own, above, strict=True), key=lambda one: (not one[1], one[0].top)):
        asked = _at_the_foot(entry, headings, groups, used) if entry.vertical and not mine else None
        over = [i for i in others if headings[i].name or not _is_text(entry, entries) or _reaches(headings[i].box, entry)]
        best = max(mine or _of_its_column(over, entry, headings, entries), key=lambda i: place(headings[i]), default=-1)
        best = best if asked is None else asked
        used |= {best}
        groups.setdefault(best, []).append(entry)
    groups = _with_columns_carried_on(groups, headings)
    unread = not any(heading.name for heading in headings)
    lists = [entry for entry in entries if unread and _is_text(entry, entries)]
    columns = _columns([*_near(headings, groups), *(entry.frame for entry in lists)]) if unread else []
    groups = _by_column(groups, lists, columns)
    order = _levelled({i: _group_place(i, group, headings, lists, columns) for i, group in groups.items()})
    return [(headings[i] if i >= 0 else None, reading_order(_with_parts_named(groups[i]))) for i in order]


def _with_columns_carried_on(groups: dict[int, list[Entry]], headings: list[Heading]) -> dict[int, list[Entry]]:
    """The groups; what tops a column belongs to the heading lowest in a column before it, where its numbers count on from one there, and
    not from those of its own group.
    """
    found = dict(groups)
    for i, group in groups.items():
        columns = _in_columns(group) if i >= 0 else []
        for before, column in pairwise(columns):
            first = min(_ranks(column), default=1)
            lower = [j for j in found if j >= 0 and headings[j].box.y > headings[i].box.y and headings[j].box.x < column[0].left - APART_MM]
            foot = max(lower, key=lambda j: headings[j].box.y, default=None)
            if foot is not None and _ends_before(first, found[foot]) and not _ends_before(first, before):
                found[i] = [entry for entry in found[i] if not any(entry is one for one in column)]
                found[foot] = [*found[foot], *column]
    return {i: group for i, group in found.items() if group}


def _ends_before(number: int, entries: Sequence[Entry]) -> bool:
    """Whether a number counts on from those of other items."""
    ranks = _ranks(entries)
    return number - 1 in ranks and number not in ranks


def _in_columns(group: Sequence[Entry]) -> list[list[Entry]]:
    """Items by where their first outlines stand, from the left."""
    columns: list[list[Entry]] = []
    for entry in sorted(group, key=lambda entry: entry.left):
        if columns and entry.left - columns[-1][-1].left < APART_MM:
            columns[-1].append(entry)
        else:
            columns.append([entry])
    return columns


def _ranks(entries: Sequence[Entry]) -> list[int]:
    """The numbers that entries are called by."""
    return [name.rank for entry in entries if (name := item_name(entry.printed)) and name.style == "digit"]


def _of_its_column(over: list[int], entry: Entry, headings: list[Heading], entries: Sequence[Entry]) -> list[int]:
    """The headings ``over`` an item without those of other columns, on whose line an item of its own column stands: these do not part it,
    where another one heads it.
    """
    column = [one for one in entries if abs(one.box.x - entry.box.x) < ALIGNED_MM]
    kept = [i for i in over if not any(_is_beside(headings[i].box, one) for one in column)]
    return kept if any(abs(headings[i].box.x - entry.left) < INDENT_MM for i in kept) else over


def _is_beside(heading: Box, entry: Entry) -> bool:
    """Whether a line stands left of an item on the row of one of its outlines."""
    return heading.x < entry.box.x and any(heading.y < one.box.centre[1] < heading.y + heading.h for one in entry.outlines)


def _reaches(heading: Box, entry: Entry) -> bool:
    """Whether a line begins in the column of text in which an item stands, or reaches into it."""
    return heading.x + max(heading.w, COLUMN_MM) > entry.left


def _is_text(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an item is a list beside which none stands nearer than a column of text is wide: else its options are a column of a table."""
    level = (one for one in entries if one.vertical and abs(one.top - entry.top) < entry.box.h)
    return entry.vertical and not any(ALIGNED_MM < abs(one.box.x - entry.box.x) < COLUMN_MM for one in level)


def _by_column(groups: Mapping[int, list[Entry]], lists: Sequence[Entry], columns: list[float]) -> dict[int, list[Entry]]:
    """The groups; of that without a heading, -1, the lists of each later column, which go before what its headings hold, as -2, -3, …"""
    found = {i: group for i, group in groups.items() if i >= 0}
    for entry in groups.get(-1, ()):
        own = _column(entry.left, columns) if entry in lists else 1
        found.setdefault(-max(1, own), []).append(entry)
    return found


def _group_place(
    i: int, group: Sequence[Entry], headings: list[Heading], lists: Sequence[Entry], columns: list[float]
) -> tuple[int, float, float]:
    """The column of a group, and its top and left: those without a heading go first on the page, or in their column; lists further right
    than their heading are of a later one.
    """
    if i < 0:
        return (-i if i < -1 else -1, 0.0, 0.0)
    start = max(headings[i].box.x, min((entry.left for entry in group if entry in lists), default=0.0))
    return _column(start, columns), min(entry.top for entry in group), headings[i].box.x


def _near(headings: list[Heading], groups: Mapping[int, Sequence[Entry]]) -> list[Box]:
    """The headings that stand near above their first items: what lies further above is the head of the page, across its columns."""
    near = [i for i, group in groups.items() if i >= 0 and min(entry.top for entry in group) - headings[i].box.y < QUESTION_MM]
    return [headings[i].box for i in near]


def _levelled(places: dict[int, tuple[int, float, float]]) -> list[int]:
    """Groups by column and from the top, those on one line, which a scan may hold askew, from the left; each by (column, top, left)."""
    rows: list[list[int]] = []
    for i in sorted(places, key=lambda i: places[i]):
        if rows and places[i][0] == places[rows[-1][0]][0] and places[i][1] - places[rows[-1][0]][1] < LEVEL_MM:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: places[i][2])]


def _are_unread_questions(headings: list[Heading], entries: list[Entry]) -> bool:
    """Whether lines of print that could not be read mostly are the question of one item each."""
    return not any(heading.name for heading in headings) and len(entries) <= QUESTIONS * len(headings)


def _are_numbered_questions(headings: list[Heading], entries: list[Entry]) -> bool:
    """Whether lines that open with a number, each with its own, mostly are the question of one item each."""
    numbers = [heading.name for heading in headings if heading.name.isdecimal()]
    return len(set(numbers)) == len(numbers) and 0 < len(entries) <= QUESTIONS * len(numbers)


def _columns(used: list[Box]) -> list[float]:
    """Where the columns of a page's text begin, in mm; of two columns close together, a few lines run into one."""
    starts: list[float] = []
    right = 0.0
    for own in sorted(used, key=lambda one: one.x):
        x = own.x
        left = [one for one in used if one.x < x]
        over = sum(box.x + box.w > x for box in left)
        apart = bool(starts) and x > starts[-1] + COLUMN_MM and over < RUN_ON * len(left)
        starts += [x] if x > right or apart else []
        right = max(right, x + own.w)
    return starts


def _column(x: float, starts: list[float]) -> int:
    return sum(start <= x for start in starts)


def _is_over(heading: Heading, entry: Entry, headings: list[Heading], indent: float) -> bool:
    above = heading.box.y < entry.top and heading.box.x < entry.left + indent
    return above and _same_column(heading, entry, headings)


def _at_the_foot(entry: Entry, headings: list[Heading], groups: Mapping[int, Sequence[Entry]], used: AbstractSet[int]) -> int | None:
    """The question at the foot of the column to the left whose options begin a column of further questions: the lowest there, and no
    options are below it, or those of its parts, "(a)", of which this is the next, "(b)".
    """
    if not any(0 <= entry.left - one.box.x < COLUMN_MM for one in headings):
        return None
    left = [i for i, one in enumerate(headings) if one.box.x < entry.left - COLUMN_MM]
    nearest = max((headings[i].box.x for i in left), default=0.0)
    lowest = max((i for i in left if nearest - headings[i].box.x < INDENT_MM), key=lambda i: headings[i].box.y, default=None)
    if lowest is None or not headings[lowest].name or headings[lowest].box.y < entry.top:
        return None
    return None if lowest in used and not _is_next_part(entry, groups.get(lowest, ())) else lowest


def _is_next_part(entry: Entry, parts: Sequence[Entry]) -> bool:
    """Whether an entry is called by the letter that follows those of a question's parts, or its own stands in the column before."""
    name = item_name(entry.printed)
    lettered = any(other is not None and other.style == "letter" for other in (name, *(item_name(part.printed) for part in parts)))
    return bool(parts) and lettered and (entry.headless if name is None else name.rank == len(parts) + 1)


def _with_parts_named(group: list[Entry]) -> list[Entry]:
    """A question's parts in order; those without a letter, which stands in the column before, are called by their place."""
    names = [item_name(entry.printed) for entry in group]
    parts = list(enumerate(zip(group, names, strict=True), 1))
    counted = all(entry.headless if name is None else (name.style, name.rank) == ("letter", i) for i, (entry, name) in parts)
    if not any(names) or not counted:
        return group
    return [entry if name else replace(entry, printed=f"({chr(96 + i)})") for i, (entry, name) in parts]


def _same_column(heading: Heading, entry: Entry, headings: list[Heading]) -> bool:
    """False where another heading on the same line stands nearer to the entry from the left."""
    level = [one for one in headings if abs(one.box.y - heading.box.y) < 2 and heading.box.x < one.box.x <= entry.left + 1]
    return not level


def place(heading: Heading) -> tuple[int, float]:
    return round(heading.box.y), heading.box.x
