"""Rows of outlines → runs: the options of one item side by side, parted by what is printed between them and by their pitch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import BAND, CAPTION, LEVEL, cuts, is_nearer_to_next, opens_an_item
from omr.learn.words.wording import item_name

ROW = 2
"""Outlines side by side that are a row."""
REACH_MM = 175.0
"""How far to the left of its first option an item's text is looked for."""
SPACE_MM, COLUMN_MM = 2.0, 15.0
"""Words of a text are no further apart; a column of text is further from the one beside it than a number from its first option."""
SILENT_MM = 12.0
"""What stands further behind a row's last option is not said of it."""
CENTRED = 0.35
"""Of an outline's width: the middle of a word that stands over or under it is off its own by no more."""
FLUSH_MM = 1.0
"""Lines of one text begin no further apart."""
CELL = 0.5
"""The same for the cell of a table: a row's own text stands between its walls."""


@dataclass(frozen=True, slots=True)
class Run:
    """Options of one item in printed order. ``before`` are the words to their left (or, of a list, above), nearest last;
    ``gaps`` the words after each option up to the next one.
    """

    spots: tuple[Spot, ...]
    before: tuple[Word, ...] = ()
    gaps: tuple[tuple[Word, ...], ...] = ()
    vertical: bool = False

    @property
    def x(self) -> float:
        return self.spots[0].x

    @property
    def y(self) -> float:
        return self.spots[0].y


def says_nothing(run: Run) -> bool:
    """Whether no word stands before a row, in it, or right after it: the boxes that print a page's number for machines."""
    last = run.spots[-1].box
    after = [word for word in run.gaps[-1][:1] if word.box.x - last.x - last.w < SILENT_MM] if run.gaps else []
    inside = [spot for spot in run.spots if spot.inside]
    return not run.vertical and not run.before and not any(run.gaps[:-1]) and not after and not inside


def row_runs(row: list[Spot], words: list[Word], openings: Sequence[Word] = (), others: Sequence[Spot] = ()) -> list[Run]:
    """The runs of one row, from the left; ``openings`` are the words that begin a line of text. Where several of the ``others``, outlines
    of another kind, stand between two, these belong to different items.
    """
    gaps = _gaps(row, words)
    cut = [False] * (len(row) - 1) if _are_numbers_asked_for(gaps) else cuts(row, gaps[1:-1], openings, said=_are_said(row, gaps))
    breaks = [new or _are_between(left, right, others) for new, (left, right) in zip(cut, itertools.pairwise(row), strict=True)]
    edges = [0, *(i + 1 for i, new in enumerate(breaks) if new), len(row)]
    runs = []
    for start, end in itertools.pairwise(edges):
        before = gaps[start]
        if start:
            before = before[_first_of_next(row, start, before) :]
        after = [gaps[i + 1] for i in range(start, end)]
        if end < len(row):  # what names the next item is not this option's text
            after[-1] = after[-1][: _first_of_next(row, end, after[-1])]
        runs.append(Run(tuple(row[start:end]), before, tuple(after)))
    return runs


def _are_numbers_asked_for(gaps: Sequence[tuple[Word, ...]]) -> bool:
    """Whether a plain number stands before each outline, a question before the first of them, and nothing behind the last: the numbers are
    what its options say, "7. 3 + 4 = 6 ☐ 7 ☐ 9 ☐", and name no items.
    """
    labels = [gap[-1].text for gap in gaps[:-1] if gap]
    asked = len(gaps[0]) > 1 and item_name(gaps[0][0].text) is not None
    return asked and not gaps[-1] and all(len(gap) == 1 for gap in gaps[1:-1]) and all(map(str.isdecimal, labels)) and len(gaps) > ROW + 1


def _are_said(row: list[Spot], gaps: Sequence[tuple[Word, ...]]) -> bool:
    """Whether nothing stands before a row, and what each outline says right behind it."""
    after = zip(row, gaps[1:], strict=True)
    return not gaps[0] and all(gap and gap[0].box.x - spot.box.x - spot.box.w < CAPTION * spot.box.w for spot, gap in after)


def _are_between(left: Spot, right: Spot, others: Sequence[Spot]) -> bool:
    """Whether a row of outlines of another kind stands between two."""
    level = (one for one in others if abs(one.y - left.y) < LEVEL * left.box.h)
    return sum(left.box.x + left.box.w < one.x < right.box.x for one in level) >= ROW


def _gaps(row: list[Spot], words: list[Word]) -> list[tuple[Word, ...]]:
    """Words left of the first outline, between each two, and right of the last, each from the left; those flush there, from the top."""
    reach = (CELL if row[0].outline.cell else BAND) * row[0].box.h
    line = [word for word in words if abs(word.middle - row[0].y) < reach or _spans(word, row[0])]
    line = [word for word in line if not any(_is_centred_off(word, spot) for spot in row)]
    edges = [row[0].box.x - REACH_MM, *(spot.x for spot in row), row[-1].box.x + REACH_MM]
    found = []
    for left, right in itertools.pairwise(edges):
        between = [word for word in line if left < word.box.x + word.box.w / 2 < right]
        flush = min((word.box.x for word in between), default=0.0) + FLUSH_MM
        found.append(tuple(sorted(between, key=lambda word: (max(word.box.x, flush), word.box.y))))  # "d)" before what stands below it
    return found


def _is_centred_off(word: Word, spot: Spot) -> bool:
    """Whether a word stands in the middle right above or below an outline, which it calls: it is between no two of them."""
    return abs(word.box.centre[0] - spot.x) < CENTRED * spot.box.w and abs(word.middle - spot.y) > spot.box.h / 2


def _spans(word: Word, spot: Spot) -> bool:
    return word.box.y < spot.y < word.box.y + word.box.h


def _first_of_next(row: list[Spot], i: int, gap: tuple[Word, ...]) -> int:
    """The place in the gap before outline ``i`` of the first word that belongs to that outline's item; so does all that follows it, such as
    the A of "21. A ○", as far from its outline as from the number.
    """
    return next((place for place, word in enumerate(gap) if _names_next(row, i, word, gap)), len(gap))


def _names_next(row: list[Spot], i: int, word: Word, gap: tuple[Word, ...]) -> bool:
    """Whether a word in the gap before outline ``i`` belongs to that outline's item: it stands in its cell of a table, or not in that of
    the outline before; else it is the last one, or nearer to it.
    """
    before, after = row[i - 1].frame, row[i].frame
    if before and after and before != after:
        x, y = word.box.centre
        within = [cell.x < x < cell.x + cell.w and cell.y < y < cell.y + cell.h for cell in (before, after)]
        if any(within):
            return within[1]
    if word is gap[-1]:
        return is_nearer_to_next(row, i, gap) or (item_name(word.text) is not None and not _ends_a_text(row[i], gap))
    space = word.box.x - row[i - 1].box.x - row[i - 1].box.w
    if word is gap[-2] and opens_an_item(word, gap[-1]) and (row[i].box.x - gap[-1].right < space or is_nearer_to_next(row, i, gap)):
        return True
    return row[i].box.x - word.right < space


def _ends_a_text(spot: Spot, gap: tuple[Word, ...]) -> bool:
    """Whether a number is the last word of what the option before says, "b) 39", and the next outline begins another column."""
    word = gap[-1]
    return len(gap) > 1 and word.text.isdecimal() and word.box.x - gap[-2].right < SPACE_MM and spot.box.x - word.right > COLUMN_MM
