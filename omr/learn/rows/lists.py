"""Options one below the other: a question's text, then an outline a line, each with what it says to its right."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.breaks import on_two_cards
from omr.learn.rows.counted import called_before, line_before, rank_of, starts_over, whole_line_before
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.runs import Run
from omr.learn.words.titles import COUNTED, phrases
from omr.learn.words.wording import item_name
from omr.model.layout import Box

MARGIN_MM, NESTED_MM = 18.0, 30.0
"""A question's text begins no further left of its boxes; a part's of a question, "2. … (a) … ○", where no column stands on the left."""
APART = 2.2
"""Times the usual step: a longer one begins another item even with nothing printed between."""
LEAST = 3
"""Options of a list whose length tells that of others."""
INDENT_MM = 2.0
"""What begins so far left of an outline is no text of its answer."""
QUESTIONS = 2
"""Of a column that show it."""
INDENTED_MM = 6.0
"""The first line of a paragraph is indented against the outlines below it by no more."""
BESIDE_MM = 8.0
"""What an outline says, "Yes ☐", ends no further before it."""
CODE_MM = 4.0
"""The number by which a questionnaire's answer is keyed in is no wider."""
LONGEST = 3.5
"""Times the usual step: what an answer says seldom goes over four lines."""
ARM_MM, ARM_WIDE = 0.35, 0.6
"""So near to an outline begins what sticks out of it above or below; and of its width, how far such an arm goes beside it."""
SPECK_MM = 0.5
"""Where text is not read, what is no higher is dirt, and no line of it."""
SLIVER_MM, SLIVER = 0.5, 3.0
"""Where text is not read, what is no wider and so many times as high is a piece of an upright line, as a pale frame around a question
breaks into; no question is an l or a 1 by itself.
"""
WRAPPED = 1.75
"""Times the usual step: where outlines have their words before them, text between two nearer ones is the second line of such words."""


def list_runs(singles: list[Run], words: list[Word]) -> list[Run]:
    """Single outlines chained downwards into items; what stays alone is returned as it was."""
    columns: list[list[Run]] = []
    for run in sorted(singles, key=lambda run: (run.x, run.y)):
        home = next((column for column in columns if abs(column[-1].x - run.x) < ALIGNED_MM), None)
        if home is None:
            columns.append([run])
        else:
            home.append(run)
    found = []
    beside = math.inf
    for column in reversed(columns):
        some = sorted(column, key=lambda run: run.y)
        left = max((other[0].x for other in columns if other[0].x < column[0].x - ALIGNED_MM and _stands_beside(other, some)), default=0.0)
        own = [replace(run, gaps=tuple(tuple(word for word in gap if word.box.x < beside) for gap in run.gaps)) for run in some]
        answers = _answers_begin(own, words, left)
        found += _chained(own if answers else some, words, left, answers)
        beside = answers - MARGIN_MM if answers else math.inf
    return found


def _stands_beside(other: list[Run], column: list[Run]) -> bool:
    """Whether an outline further left stands on the height of a list of a column: those between its lists belong to the same text,
    indented otherwise, "1. … (a) … ○" over "2. … ○".
    """
    ys = [run.y for run in column]
    near = APART * float(np.percentile(np.diff(ys), 25)) + 3 * column[0].spots[0].box.h if len(ys) > 1 else math.inf
    half = column[0].spots[0].box.h / 2
    return any(b - a < near and a - half < run.y < b + half for a, b in pairwise(ys) for run in other) or len(ys) == 1


def _chained(column: list[Run], words: list[Word], left: float, answers: float) -> list[Run]:
    """A column's lists; what stands further ``left`` belongs to another column. ``answers`` is where the answers begin whose boxes stand at
    the end of their lines, 0 where none do.
    """
    if len(column) == 1:
        return column
    steps = np.diff([run.y for run in column])
    usual = float(np.percentile(steps, 25))
    again = starts_over(column, left)
    labelled_before = all(_is_labelled_before(run) for run in column)
    named_before = bool(again) and called_before(column, left)
    words_before = labelled_before or named_before or (bool(again) and all(_said_before(run) for run in column))
    reach = column[0].spots[0].box.x - left if words_before else MARGIN_MM if left else NESTED_MM
    indented = _are_indented(column, words, reach)
    celled = _are_celled(column)
    chains = [[column[0]]]
    for i, (step, run) in enumerate(zip(steps, column[1:], strict=True), 1):
        above, below = chains[-1][-1].spots[0], run.spots[0]
        together = 0 < above.outline.given == below.outline.given  # one line of the corrections gives both
        asked = _asked_between(above, below, words, reach, indented=indented) and not (labelled_before and step < WRAPPED * usual)
        asked = asked or _begins_before(answers, above, below, words, left, far=step > LONGEST * usual)
        apart = step > APART * usual + 3 * below.box.h or asked or (celled and above.frame != below.frame) or on_two_cards(above, below)
        if not together and (again[i] if again else apart):
            chains.append([run])
        else:
            chains[-1].append(run)
    if not any(word.text for word in words):
        chains = [part for chain in chains for part in _parted_as_others(chain, chains, usual)]
    if answers or labelled_before or named_before:
        chains = [[replace(run, gaps=(_said(run, left, listed=bool(answers) or named_before),)) for run in chain] for chain in chains]
    if answers:  # the question begins further left than they do
        reach = column[0].spots[0].box.x - max(left, answers - MARGIN_MM)
    return [_joined(chain, chains[i - 1][-1].spots[0] if i else None, words, reach) for i, chain in enumerate(chains)]


def _parted_as_others(chain: list[Run], chains: list[list[Run]], usual: float) -> list[list[Run]]:
    """A list in parts as long as most others of its column, where it has a wide space after each part and nowhere else: a mark or
    handwriting hides the question there.
    """
    length, count = Counter(len(one) for one in chains if len(one) >= LEAST).most_common(1)[0] if len(chain) >= LEAST else (0, 0)
    wide = [i for i, (above, below) in enumerate(pairwise(chain), 1) if below.y - above.y > APART * usual]
    if count < QUESTIONS or wide != list(range(length, len(chain), length)) or len(chain) % length:
        return [chain]
    return [chain[i : i + length] for i in range(0, len(chain), length)]


def _answers_begin(column: list[Run], words: list[Word], left: float) -> float:
    """Where the answers of a column begin whose boxes stand at the end of their lines, far behind them; 0 where they do not."""
    boxes = [run.spots[0].box for run in column]
    lines = [[word for word in words if left < word.box.x < box.x and box.y < word.middle < box.y + box.h] for box in boxes]
    if not all(lines) or any(run.gaps[0] and not _is_code(run.gaps[0]) for run in column):
        return 0.0
    return float(np.median([min(word.box.x for word in line) for line in lines]))


def _begins_before(answers: float, above: Spot, below: Spot, words: list[Word], left: float, *, far: bool) -> bool:
    """Whether a line between two outlines begins further left than the answers do; if they are ``far`` apart, as far left."""
    top, bottom = above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h
    edge = answers + INDENT_MM if far and answers else answers - INDENT_MM
    return any(left < word.box.x < edge and top < word.middle < bottom for word in words)


def _are_celled(column: list[Run]) -> bool:
    """Whether the outlines of a column stand in cells of a table, several in each: the answers of one question beside it. A cell whose
    lines are broken may not have been found.
    """
    frames = Counter(run.spots[0].frame for run in column)
    unknown = frames.pop(None, 0)
    return len(frames) > 1 and min(frames.values()) > 1 and 2 * unknown < len(column)


def _are_indented(column: list[Run], words: list[Word], reach: float) -> bool:
    """Whether the questions of a column begin left of its outlines: then what begins below an outline is its answer's second line."""
    pairs = list(pairwise(run.spots[0] for run in column))
    between = [_left_words(above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h, below, words, reach) for above, below in pairs]
    starts = [min(word.box.x for word in some) - spot.box.x for some, (_, spot) in zip(between, pairs, strict=True) if some]
    return sum(start < -INDENT_MM for start in starts) >= QUESTIONS


def _asked_between(above: Spot, below: Spot, words: list[Word], reach: float, *, indented: bool) -> bool:
    lines = _left_words(above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h, below, words, reach)
    lines = [word for word in lines if word.text or not _is_stray(word.box, above.box, below.box)]
    asked = any(word.box.x < below.box.x - INDENT_MM for word in lines) if indented else bool(lines)
    return asked or _numbered_between(above, below, words)


def _is_stray(spot: Box, above: Box, below: Box) -> bool:
    """Whether a spot of print is a piece of an upright line, or sticks out of one of two outlines."""
    return (spot.w <= SLIVER_MM and spot.h > SLIVER * spot.w) or _reaches_out(spot, above) or _reaches_out(spot, below)


def _reaches_out(arm: Box, box: Box) -> bool:
    """Whether a spot of print is what sticks out of an outline above or below it: the arm of a cross, or the tail of a tick."""
    apart = max(arm.y - box.y - box.h, box.y - arm.y - arm.h)
    beside = max(box.x - arm.x, arm.x + arm.w - box.x - box.w)
    out = abs(arm.centre[1] - box.centre[1]) > box.h / 2
    return out and apart < ARM_MM and beside < ARM_WIDE * box.w and arm.h < box.h


def _numbered_between(above: Spot, below: Spot, words: list[Word]) -> bool:
    """Whether a line between two outlines, begun a bit further right than they, opens with an item's number: "2. Which …"."""
    top, bottom, x = above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h, below.box.x
    lines = phrases([word for word in words if top < word.middle < bottom])
    first = (line.words[0].text for line in lines if x <= line.box.x < x + below.box.w + INDENTED_MM and len(line.words) > 1)
    return any(item_name(text) is not None and text[:1].isdigit() and not text[-1].isalnum() for text in first)


def question_between(above: Spot, below: Spot, words: list[Word], reach: float = MARGIN_MM) -> bool:
    """Whether a line of text begins at or left of the outlines, between the lines of the two."""
    return bool(_left_words(above.y + 0.6 * above.box.h, below.y - 0.6 * below.box.h, below, words, reach))


def _left_words(top: float, bottom: float, spot: Spot, words: list[Word], reach: float) -> list[Word]:
    """Words of lines that begin no further left than ``reach``: one that begins before runs on from the column beside, up to the number
    of a question that stands close to its end.
    """
    left, right = spot.box.x - reach, spot.box.x + 0.5 * spot.box.w
    lines = phrases([word for word in words if top < word.middle < bottom and word.box.x < right and (word.text or word.box.h > SPECK_MM)])
    return [word for line in lines for word in (line.words if left < line.box.x else _from_a_number(line.words, left, spot.box.x))]


def _from_a_number(line: Sequence[Word], left: float, right: float) -> Sequence[Word]:
    """The words of a line from the first "10." on that stands between two places across; none where there is none."""
    starts = (i for i, word in enumerate(line) if left < word.box.x < right and COUNTED.fullmatch(word.text))
    return line[next(starts, len(line)) :]


def _joined(chain: list[Run], previous: Spot | None, words: list[Word], reach: float) -> Run:
    first = chain[0].spots[0]
    top = previous.y + 0.6 * previous.box.h if previous else first.y - 45.0
    lines = _left_words(top, first.y - 0.6 * first.box.h, first, words, reach)
    before = tuple(sorted(lines, key=lambda word: (round(word.middle), word.box.x)))
    if len(chain) == 1:
        return replace(chain[0], before=chain[0].before or before)
    return Run(tuple(run.spots[0] for run in chain), before, tuple(run.gaps[0] for run in chain), vertical=True)


def _is_labelled_before(run: Run) -> bool:
    """Whether what an outline says stands right before it, and nothing right after it, or a code that could not be read."""
    after = run.gaps[0][0].box.x - run.spots[0].box.x - run.spots[0].box.w if run.gaps[0] else BESIDE_MM
    return bool(_said_before(run)) and (after >= BESIDE_MM or _is_code(run.gaps[0]))


def _is_code(gap: tuple[Word, ...]) -> bool:
    """Whether all that stands behind an outline is one narrow word that could not be read."""
    return len(gap) == 1 and not gap[0].text and gap[0].box.w < CODE_MM


def _said(run: Run, left: float, *, listed: bool) -> tuple[Word, ...]:
    """What an outline with its words before it says; of one ``listed`` among answers that begin far before it, with the letter set off
    from them.
    """
    if not listed:
        return _said_before(run)
    line = whole_line_before(run, left)
    return line if line and rank_of(line[0].text) else line_before(run)


def _said_before(run: Run) -> tuple[Word, ...]:
    """The words that stand right before an outline, as one phrase."""
    line = line_before(run)
    return line if line and run.spots[0].box.x - line[-1].right < BESIDE_MM else ()
