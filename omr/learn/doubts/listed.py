"""Answers that are called by letters, "A. an answer", below one another or on a line, with no outline: a person is told that they are
there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import Word
from omr.learn.words.titles import Phrase, phrases
from omr.learn.words.wording import as_letter, item_name
from omr.model.layout import Box

LEAST_LISTS, LEAST_LETTERS = 3, 3
"""So many lists of so many letters are answers; a text may hold one."""
ALIGNED_MM = 1.0
BESIDE_MM = 15.0
"""An outline so near to a letter, on its line, is what is to be marked."""
LEVEL_MM = 2.0
STEP_MM = 25.0
"""The next answer begins no further below; one may take four lines."""
LINE_MM = 9.0
"""Lines of answers that stand side by side are no further below one another."""


def listed_letters(words: Sequence[Word], items: Sequence[Entry]) -> str:
    """What is told of lists of lettered answers of a page that could be read; "" where there are too few."""
    outlines = [outline.box for item in items for outline in item.outlines]
    said = {box for item in items for box in item.text}  # an answer may stand far before its outline
    free = [word for word in words if word.box not in said and not any(_is_beside(word.box, box) for box in outlines)]
    starts = [line.words[0] for line in phrases(free) if len(line.words) > 1 and _rank(line.words[0])]
    lists = _lists(starts, _goes_on)
    if len(lists) < LEAST_LISTS:
        lists = _lists([word for word in free if _rank(word)], _goes_on_beside)
        lists = lists if len(lists) > len(items) else []  # else the boxes of each question stand further off
    lists = [one for one in lists if not _is_answered(one, outlines)]
    if len(lists) < LEAST_LISTS:
        return ""
    x, y = lists[0][0].box.centre
    return (
        f"{len(lists)} lists of answers called by letters, from {x:.0f}, {y:.0f} mm on, have no outlines; where letters are to be circled, "
        "that is not read, and these are no items: print a box or a circle before each answer"
    )


def without_answers(lines: Sequence[Phrase], words: Sequence[Word], items: Sequence[Entry]) -> list[Phrase]:
    """The lines, without those of answers that are printed without outlines, "A) lipid  B) water", side by side or one below the other, and
    without the question right above such: they open no part of the page. No outline stands between the letters of such answers, or beside
    most of them, and a few may be anything. Of answers that have outlines below them, "Answer: ☐ A ☐ B", the question stays.
    """
    outlines = [outline.box for item in items for outline in item.outlines]
    beside = _bare(_lists([word for word in words if _rank(word)], _goes_on_beside), outlines)
    below = _bare(_lists([line.words[0] for line in lines if len(line.words) > 1 and _rank(line.words[0])], _goes_on), outlines)
    letters = {id(word) for one in (*beside, *below) for word in one}
    asked = [one for one in (*beside, *below) if not any(one is other and _is_answered(one, outlines) for other in below)]
    return [line for line in lines if id(line.words[0]) not in letters and not any(_asks(line, one[0]) for one in asked)]


def _bare(lists: Sequence[list[Word]], outlines: Sequence[Box]) -> list[list[Word]]:
    """Lists of letters that have no outlines, where there are several."""
    free = [one for one in lists if not any(one[0].middle < box.centre[1] < one[-1].middle for box in outlines)]
    bare = [one for one in free if 2 * sum(any(_is_beside(word.box, box) for box in outlines) for word in one) <= len(one)]
    return bare if len(bare) >= LEAST_LISTS else []


def _is_answered(one: Sequence[Word], outlines: Sequence[Box]) -> bool:
    """Whether outlines stand right below the last of some answers."""
    return any(0 < box.centre[1] - one[-1].middle < STEP_MM for box in outlines)


def _asks(line: Phrase, first: Word) -> bool:
    """Whether a line stands so near above the first of some answers that it begins their question."""
    return 0 < first.middle - line.words[0].middle < STEP_MM and abs(line.box.x - first.box.x) < BESIDE_MM


def _lists(starts: Sequence[Word], goes_on: Callable[[list[Word], Word], bool]) -> list[list[Word]]:
    """Letters that count on from A."""
    lists: list[list[Word]] = []
    for word in sorted(starts, key=lambda word: (round(word.middle / LEVEL_MM), word.box.x)):
        home = next((one for one in reversed(lists) if goes_on(one, word)), None)
        if home:
            home.append(word)
        elif _rank(word) == 1:
            lists.append([word])
    return [one for one in lists if len(one) >= LEAST_LETTERS]


def _goes_on_beside(one: list[Word], word: Word) -> bool:
    """Whether a letter stands on the line of the one before, or on the next line, further left."""
    last, down = one[-1], word.middle - one[-1].middle
    beside = abs(down) < LEVEL_MM and word.box.x > last.right
    return (beside or (LEVEL_MM <= down < LINE_MM and word.box.x < last.box.x)) and _rank(word) == len(one) + 1


def _goes_on(one: list[Word], word: Word) -> bool:
    """Whether a letter stands below the ones before."""
    below = 0 < word.middle - one[-1].middle < STEP_MM and abs(word.box.x - one[0].box.x) < ALIGNED_MM
    return below and _rank(word) == len(one) + 1


def _rank(word: Word) -> int:
    """1 for "A." or "(a)", 2 for "B." and so on; 0 for any other word."""
    name = item_name(word.text)
    letter = name and len(name.text) == 1 and name.text.isalpha()
    return as_letter(name).rank if name and letter else 0


def _is_beside(word: Box, outline: Box) -> bool:
    level = abs(word.y + word.h / 2 - outline.centre[1]) < max(LEVEL_MM, outline.h / 2)
    return level and outline.x - BESIDE_MM < word.x < outline.x + outline.w + BESIDE_MM
