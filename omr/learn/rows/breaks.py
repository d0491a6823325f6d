"""Where a row of outlines is cut: between the options of two items, by what is printed there and by the row's pitch."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.in_cells import share_a_line, share_a_wall
from omr.learn.words.kinds import names_a_version
from omr.learn.words.titles import Phrase, opens_a_part
from omr.learn.words.wording import Name, item_name
from omr.model.layout import Box

WIDER = 1.45
"""Times the row's narrowest pitch: a wider step begins another item, where nothing printed says otherwise."""
APART, LEAST_STEPS, EVEN = 3.0, 2, 1.1
"""Times the usual step: parts of a row that stand further apart may have pitches of their own; of so many steps, evenly so."""
FAR, FAR_MM = 14.0, 50.0
"""Of an outline's width, and in mm: options of one item are further apart only where no column of text begins between them."""
AGAIN = 5.0
"""Of an outline's width: columns of a bubbled name, each with the same letter in a row, are nearer."""
FARTHEST_MM = 70.0
"""With nothing printed between them, as in the columns of a table: no further apart."""
MARGIN_MM = 18.0
"""The text of a further column begins no further left of its outlines."""
ROWS = 3
"""Outlines below each other that are a column of several questions."""
FLUSH_MM = 1.5
"""Lines of one column begin no further apart, on a scan askew."""
NEAR_MM = 45.0
"""Above and below a row: there each column has text of its own."""
QUESTION_MM = 15.0
"""Above the first row of options: what stands higher is the head of the page."""
LINE_MM = 12.0
"""A shorter line of text is a part of a formula, or of a table."""
LETTER_MM = 4.5
"""A letter with the spaces around it is no wider, and columns of text stand further apart."""
SPACE_MM = 2.0
"""Words of a text are no further apart."""
LEVEL = 0.5
"""Of a line's height: the middles of words on one line differ by no more."""
CAPTION = 2.0
"""Of an outline's width: what it says begins no further to its right."""
CENTRED_MM = 0.5
"""What stands in the middle of a cell is as near to the one as to the other of those beside it, but for so much."""
CODED = re.compile(r"[^\W\d_]\d{1,3}[.)]?")
FIRST = {"A", "a"}
"""Letters that call the first option of an item, not what stands before them."""
BAND = 0.75
"""Of an outline's height above and below its middle: what stands there is on its line."""


def is_number(word: Word) -> bool:
    """Whether a word is an item's number, "21.", and no plain one."""
    name = item_name(word.text)
    return name is not None and name.style == "digit" and name.text != word.text


def opens_an_item(number: Word, letter: Word) -> bool:
    """Whether two words are an item's number and its first option's letter, as in "D ○ 21. A ○"; a plain number opens none but "21 A ○"."""
    return len(letter.text) == 1 and (is_number(number) or (number.text.isdecimal() and letter.text in FIRST))


def is_nearer_to_next(row: list[Spot], i: int, gap: tuple[Word, ...]) -> bool:
    """Whether a gap's last word is nearer to outline ``i`` than to what stands before the word; in a cell of its own, as near."""
    previous = gap[-2].right if len(gap) > 1 else row[i - 1].box.x + row[i - 1].box.w
    celled = len(gap) == 1 and _stands_in_a_cell(gap[0], row[i - 1], row[i])
    return row[i].box.x - gap[-1].right < gap[-1].box.x - previous + (CENTRED_MM if celled else 0.0)


def _stands_in_a_cell(word: Word, left: Spot, right: Spot) -> bool:
    """Whether a word between two outlines has a cell of a table to itself: they are cells, or stand in cells that it does not stand in."""
    if left.outline.cell and right.outline.cell:
        return True
    frames = [spot.frame for spot in (left, right) if spot.frame]
    return len(frames) > 1 and not any(frame.x < word.box.centre[0] < frame.x + frame.w for frame in frames)


def cuts(row: list[Spot], gaps: list[tuple[Word, ...]], openings: Sequence[Word], *, said: bool = False) -> list[bool]:
    """For each gap, whether a new item begins after it: outlines that one line of the corrections gives side by side are one item. The only
    word of a gap names none where each outline has what it says behind it (``said``): "☐ 8 ☐ 16 ☐ 4 ☐ 24".
    """
    if not gaps:
        return []
    steps = np.diff([spot.x for spot in row])
    pairs = list(itertools.pairwise(row))
    alone = max(Counter(spot.frame for spot in row if spot.frame).values(), default=0) == 1
    wide = [bool(step > WIDER * steps.min()) and not (alone and share_a_wall(*pair)) for step, pair in zip(steps, pairs, strict=True)]
    far = [
        _is_far(step, after, gap, openings) or _says_the_same(step, before, after)
        for step, (before, after), gap in zip(steps.tolist(), pairs, gaps, strict=True)
    ]
    bubbled = [i for i, step in enumerate(wide, 1) if step and _counts_otherwise(row, i)]
    if own := bubbled or _of_other_pitches(steps.tolist()):  # each part has a pitch of its own
        edges = list(itertools.pairwise([0, *own, len(row)]))
        parts = [cuts(row[start:end], gaps[start : end - 1], openings, said=said) for start, end in edges]
        return [new for part in parts for new in (*part, True)][:-1]
    other = [on_two_cards(*pair) for pair in pairs]
    found = [any(some) for some in zip(_broken(row, gaps, wide, said=said), far, other, strict=True)]
    given = [spot.outline.given for spot in row]
    return [a != b if a and b else new for (a, b), new in zip(itertools.pairwise(given), found, strict=True)]


def _of_other_pitches(steps: Sequence[float]) -> list[int]:
    """Where the parts of a row begin that stand far apart, each even in itself, of which one would be cut at each step by the pitch of
    another: a student number beside a version.
    """
    far = [i for i, step in enumerate(steps) if step > APART * float(np.median(steps))]
    parts = [steps[start + 1 : end] for start, end in itertools.pairwise([-1, *far, len(steps)])]
    if not far or min(map(len, parts)) < LEAST_STEPS or any(max(part) > EVEN * min(part) for part in parts):
        return []
    return [i + 1 for i in far] if max(map(max, parts)) > WIDER * min(map(min, parts)) else []


def on_two_cards(one: Spot, other: Spot) -> bool:
    """Whether two outlines stand in frames of their own around one or several questions."""
    return one.card != other.card and None not in {one.card, other.card}


def _is_far(step: float, after: Spot, gap: tuple[Word, ...], openings: Sequence[Word]) -> bool:
    """Whether an outline is too far right of the one before for an option of its item: a column of text begins there."""
    if not gap:
        return step > FARTHEST_MM
    return step > min(FAR * after.box.w, FAR_MM) and any(_begins_at(word, after) for word in openings)


def _says_the_same(step: float, before: Spot, after: Spot) -> bool:
    """Whether one and the same letter is printed in two outlines far apart: each is its own column's, as the "E" below "A B C D" is."""
    if before.inside is None or after.inside is None or step < AGAIN * after.box.w:
        return False
    return before.inside.text == after.inside.text and after.inside.text.isalpha()


def _counts_otherwise(row: list[Spot], i: int) -> bool:
    """Whether digits are printed in the two outlines on the one side of a step, and letters in those on the other: beside items stands a
    bubbled number. A single letter, the N of "1 2 3 4 5 N", is one more option.
    """
    before, after = ([spot.inside.text if spot.inside else "" for spot in some] for some in (row[max(0, i - 2) : i], row[i : i + 2]))
    sides = [all(map(str.isdecimal, some)) - all(map(str.isalpha, some)) for some in (before, after) if len(some) > 1]
    return sorted(sides) == [-1, 1]


def _begins_at(word: Word, spot: Spot) -> bool:
    """Whether a line of text begins at or left of an outline, above or below its row."""
    near = BAND * spot.box.h < abs(word.middle - spot.y) < NEAR_MM
    return near and spot.x - MARGIN_MM < word.box.x < spot.x


def openings(family: Sequence[Spot], spots: Sequence[Spot], lines: Sequence[Phrase]) -> list[Word]:
    """The words that begin a line of text, by the rows of a family, and are not what any of the page's outlines says."""
    top = min(spot.y for spot in family) - QUESTION_MM
    long = [line.words[0] for line in lines if line.box.w > LINE_MM and line.box.y > top and not _is_carried_on(line, lines)]
    begun = (word for word in long if (word.text and not _is_within(word.text)) or (not word.text and not _is_alone(word, long, family)))
    return [word for word in begun if not any(_says(spot, word) for spot in spots)]


def _is_within(text: str) -> bool:
    """Whether a word begins no text, but goes on behind a formula that breaks its line: "then", in small letters, and no "a)"."""
    return text[:1].islower() and item_name(text) is None


def _is_alone(word: Word, others: Sequence[Word], family: Sequence[Spot]) -> bool:
    """Whether an unread line begins over a column of outlines in which no other line begins flush with it: a letter before it was taken
    for something else, and a column of so many questions has as many lines.
    """
    asked = [spot for spot in family if word.box.x < spot.x < word.box.x + MARGIN_MM]
    return len(asked) >= ROWS and not any(other is not word and abs(other.box.x - word.box.x) < FLUSH_MM for other in others)


def _is_carried_on(line: Phrase, lines: Sequence[Phrase]) -> bool:
    """Whether an unread line goes on with another one's text, behind a letter that looks like an outline: the o of "which of the"."""
    level = (other.box for other in lines if abs(other.words[-1].middle - line.words[0].middle) < LEVEL * line.box.h)
    return not line.words[0].text and any(0 < line.box.x - box.x - box.w < LETTER_MM for box in level)


def _says(spot: Spot, word: Word) -> bool:
    """Whether a word stands right behind an outline, or is the unread word that has grown together with it."""
    right = spot.box.x + spot.box.w
    behind = right <= word.box.x < right + CAPTION * spot.box.w
    return abs(word.middle - spot.y) < BAND * spot.box.h and (behind or (not word.text and word.box.x < spot.x < word.right))


def _broken(row: list[Spot], gaps: list[tuple[Word, ...]], wide: list[bool], *, said: bool) -> list[bool]:
    worded = [bool(gap) for gap in gaps]
    if _count_from_one(gaps):
        return wide if any(wide) and not all(wide) else [False] * len(gaps)
    if any(again := _named_again(gaps)):
        return again
    numbered = [len(gap) == 2 and opens_an_item(*gap) for gap in gaps]
    if any(numbered) and all(len(gap) == 1 for gap, new in zip(gaps, numbered, strict=True) if not new):
        return numbered  # "A ○ B ○ 21. A ○ B ○"
    if any(worded) and not all(worded) and all(len(gap) == 1 and is_number(gap[0]) for gap in gaps if gap):
        return worded  # "○ ○ ○ ○ 100. ○ ○ ○ ○", however near a wide number stands to the option before
    named = [not (said and len(gap) == 1) and _name_before(row, i + 1, gap) is not None for i, gap in enumerate(gaps)]
    if any(named) and not all(named):
        titled = [name or (step and (_titles_a_version(gap) or _is_a_code(gap))) for name, step, gap in zip(named, wide, gaps, strict=True)]
        return _parted_again(row, gaps, titled)
    if all(named):
        return _restarts(row, gaps, wide)
    if not any(worded):
        return _without_loose(row, wide)
    if all(worded):
        return _spaced(row, gaps, wide)
    worded_steps = [a and b for a, b in zip(wide, worded, strict=True)]
    if any(word.text for gap in gaps for word in gap) or not any(worded_steps):
        return wide
    return _parted_again(row, gaps, worded_steps)


def _titles_a_version(gap: tuple[Word, ...]) -> bool:
    """Whether words between two outlines say that the next ones tell the form: "10 ○ ○ ○   Key ○ ○ ○"."""
    return names_a_version(" ".join(word.text for word in gap))


def _is_a_code(gap: tuple[Word, ...]) -> bool:
    """Whether all that stands between two outlines is a number with a letter, as the R1 of a reserve question beside those with numbers."""
    return len(gap) == 1 and CODED.fullmatch(gap[0].text) is not None


def _named_again(gaps: list[tuple[Word, ...]]) -> list[bool]:
    """For each gap, whether the outline after it is called as the first is, "○ a) 12 ○ b) 17 ○ a) 12": another item's first."""
    names = [item_name(gap[0].text) if gap else None for gap in gaps]
    if not all(name and name.style == "letter" for name in names):
        return []
    return [*(name == names[0] for name in names[1:]), False]


def _count_from_one(gaps: list[tuple[Word, ...]]) -> bool:
    """Whether the only words between outlines are the numbers 1, 2, 3, …: what the options say, however near the next one is."""
    return len(gaps) > 1 and [[word.text for word in gap] for gap in gaps] == [[str(i)] for i in range(1, len(gaps) + 1)]


def _parted_again(row: list[Spot], gaps: list[tuple[Word, ...]], breaks: list[bool]) -> list[bool]:
    """Of a row that is cut where something is printed, the parts cut again where a step is wide among their own, as beside the
    column of one outline that no number names: only where outlines hold print, an empty one is the wider column of a table.
    """
    found = list(breaks)
    edges = [0, *(i + 1 for i, new in enumerate(breaks) if new), len(row)]
    for start, end in itertools.pairwise(edges):
        steps = np.diff([spot.x for spot in row[start:end]])
        if len(steps) and all(spot.inside for spot in row[start:end]) and not any(gaps[start : end - 1]):
            found[start : end - 1] = (steps > WIDER * steps.min()).tolist()
    return found


def _without_loose(row: list[Spot], wide: list[bool]) -> list[bool]:
    """Of wide steps with nothing printed in them, or in the outlines, those that set no outline apart by itself: the first column of a
    table may be wider than the others.
    """
    if any(spot.inside for spot in row):
        return wide
    edges = [True, *wide, True]
    return [step and not (edges[i] or edges[i + 2]) for i, step in enumerate(wide)]


def _spaced(row: list[Spot], gaps: list[tuple[Word, ...]], wide: list[bool]) -> list[bool]:
    """Of wide steps those that hold a white space wider than others, and than between words, too: others only hold a longer text, and so
    does a table's cell, of whose text a scan shows parts.
    """
    white = [_whitest(row[i].box, gap, row[i + 1].box) for i, gap in enumerate(gaps)]
    lines = [share_a_line(*pair) for pair in itertools.pairwise(row)]
    return [step and space > max(WIDER * min(white), SPACE_MM) and not line for step, space, line in zip(wide, white, lines, strict=True)]


def _whitest(left: Box, gap: tuple[Word, ...], right: Box) -> float:
    """The widest space between two outlines that nothing is printed on, in mm."""
    ends = [left.x + left.w, *(word.right for word in gap)]
    starts = [*(word.box.x for word in gap), right.x]
    return max(start - end for start, end in zip(starts, ends, strict=True))


def _name_before(row: list[Spot], i: int, gap: tuple[Word, ...]) -> Name | None:
    """The item name right before outline ``i``, if the gap's last word is one and is nearer to it than to the outline before."""
    if not gap or not gap[-1].text:
        return None
    name = item_name(gap[-1].text)
    return name if name and is_nearer_to_next(row, i, gap) and not _ends_words(gap) else None


def _ends_words(gap: tuple[Word, ...]) -> bool:
    """Whether a plain number is the last word of what the option before says, "○ under 30 ○ 30–50", and no "Question 30"."""
    if not gap[1:] or not gap[-1].text.isdecimal():
        return False
    word = gap[-2]
    return word.text.isalpha() and len(word.text) > 1 and not opens_a_part(word.text) and gap[-1].box.x - word.right < SPACE_MM


def _restarts(row: list[Spot], gaps: list[tuple[Word, ...]], wide: list[bool]) -> list[bool]:
    """Every outline has a name before it: these are option labels, and a new item begins where they start over, or where two
    names stand in one gap.
    """
    names = [_name_before(row, i + 1, gap) for i, gap in enumerate(gaps)]
    doubled = [sum(item_name(word.text) is not None for word in gap) > 1 for gap in gaps]
    if any(doubled) and not _are_further_letters(names, gaps):
        return doubled
    ranks = [name.rank for name in names if name]
    if len(row) == 2 or all(b == a + 1 for a, b in itertools.pairwise(ranks)):
        return wide if any(wide) and not all(wide) else [False] * len(gaps)
    return [i > 0 and rank <= ranks[i - 1] for i, rank in enumerate(ranks)] if len(set(ranks)) < len(ranks) else [True] * len(gaps)


def _are_further_letters(names: Sequence[Name | None], gaps: list[tuple[Word, ...]]) -> bool:
    """Whether letters before outlines count on, of which none is an item's first, and what stands before each is no item's number: the 160
    of "A. ○ 160 B. ○ 180" is what the option says.
    """
    ranks = [name.rank for name in names if name and name.style == "letter" and name.rank > 1]
    counted = len(ranks) == len(names) and all(b == a + 1 for a, b in itertools.pairwise(ranks))
    return counted and not any(is_number(word) for gap in gaps for word in gap[:-1])
