"""Rows and lists of outlines → items: their names and labels, and the bubbled form codes among them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from omr.learn.items.numbers_over import with_numbers_over
from omr.learn.items.option_labels import (
    before_is_label,
    list_name,
    name_above,
    name_of,
    option_labels,
    row_name,
    run_name_words,
    text_boxes,
)
from omr.learn.items.statements import with_statements
from omr.learn.items.tails import with_tails
from omr.learn.outlines.entries import Entry
from omr.learn.outlines.families import marked_share
from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import Word, union
from omr.learn.rows.grids import grid_title
from omr.learn.rows.runs import Run, says_nothing
from omr.learn.rows.wrapped import in_order
from omr.learn.words.kinds import VERSION_WORDS, kind_of, names_a_version
from omr.learn.words.titles import COUNTED, Phrase, opens_a_part, phrases
from omr.learn.words.wording import is_sequence, item_name, option_label
from omr.model.layout import Box, Field, FieldKind, LayoutOption

GUTTER_MM = 5.0
"""Columns of text stand no nearer to each other."""
TITLE_WORDS = (8, 4)
"""Words of such a title at most, over a row and over a list: a question that speaks of a series or a set is longer."""
LETTERS = 3
"""Of what a version is called at most; where it is called by words, "blue", its title has few."""
RANGE = r"\d+_\d+"
"""What a version is not called: the 18–25 of ages."""
MANY = 3
"""Rows below questions: of fewer, one may tell the version of the others."""
EVEN = 1.15
"""Times the usual step: rows of one column are no further apart."""
FORM_TITLE_MM = 9.0
"""The title of a bubbled form code stands right above it or on its line."""


def items_of(page: int, runs: list[Run], words: list[Word], lines: list[Phrase]) -> tuple[list[Entry], list[Field], list[Run]]:
    """Items of runs with several options, bubbled form codes, and runs of a single outline."""
    items: list[Entry] = []
    bubbled: list[Field] = []
    leftover: list[Run] = []
    single: list[Entry] = []
    several = [run for run in runs if len(run.spots) > 1]  # what a picture is drawn of stands alone
    runs_speak = any(word.text for word in words) and 2 * sum(map(says_nothing, several)) < len(several)
    spots = [spot for run in runs for spot in run.spots]
    for run in runs:
        labels, read = option_labels(run, words, spots)
        name = _name(run, labels, words)
        ordered, labels = in_order(run, labels)
        outlines = tuple(spot.outline for spot in run.spots)
        box = union([one.box for one in outlines])
        if len(run.spots) == 1 or (not read and runs_speak and says_nothing(run)):
            leftover.append(run)
            asked = "" if _line_before(run) else name  # not by what stands in the column beside
            single += [_entry(page, run, asked, labels, read=read)] if len(run.spots) == 1 and not _has_text_before(run) else []
        elif not name and (title := _version_title(run, labels, box, lines)) and not _is_one_of_many(run, runs, title, lines):
            bubbled.append(Field(FieldKind.FORM_CODE, box, printed=title, options=_options(outlines, labels)))
        else:
            items.append(_entry(page, ordered, name, labels, read=read))
    items = with_statements([entry for entry in with_tails([*items, *single], lines) if len(entry.outlines) > 1], words)
    items = with_numbers_over(items, words)
    taken = {one.box for entry in items for one in entry.outlines}
    leftover = [run for run in leftover if run.spots[0].box not in taken]
    return items, bubbled, leftover


def _name(run: Run, labels: tuple[str, ...], words: list[Word]) -> str:
    """What an item is called; the first outline of a list that goes on in the next column, as the list is."""
    alone = len(run.spots) == 1 and not _line_before(run)
    listed = replace(run, vertical=run.vertical or alone)
    question = name_above(run, words) or list_name(listed, words) or row_name(run, words)
    return question or name_of(run_name_words(run, labels), vertical=listed.vertical)


def _entry(page: int, run: Run, name: str, labels: tuple[str, ...], *, read: bool) -> Entry:
    outlines = tuple(spot.outline for spot in run.spots)
    text, inked = text_boxes(run, name), marked_share(run.spots)
    headless = (run.vertical or len(outlines) == 1) and not run.before
    return Entry(page, name, outlines, labels, read=read, vertical=run.vertical, text=text, inked=inked, headless=headless)


def _line_before(run: Run) -> list[Word]:
    """What is printed before a run on its own line, not above it."""
    return [word for word in run.before if word.middle > run.spots[0].box.y]


def _has_text_before(run: Run) -> bool:
    """Whether something is printed right before an outline, not in another column, but for the letter that calls it, "a) ☐ an answer"."""
    near = [word for word in _line_before(run) if run.spots[0].box.x - word.right < GUTTER_MM]
    names = [item_name(word.text) for word in near]
    return bool(near) and not (len(near) == 1 and names[0] is not None and names[0].style != "digit")


def _version_title(run: Run, labels: tuple[str, ...], box: Box, lines: list[Phrase]) -> str:
    """What says, before a run or above it, that it tells the form; "" where nothing does."""
    words = run.before[:-1] if before_is_label(run, labels) else run.before
    named = is_sequence(labels) and not (_say_more(run, labels) or any(re.fullmatch(RANGE, label) for label in labels))
    before = [line.text for line in phrases(list(words))[-1:] if named and names_a_version(line.text)]
    titled = not run.vertical and any(word.middle > box.y for word in words)  # then no line above it speaks of it
    above = grid_title(box, [line for line in lines if line.box.y + line.box.h > box.y] if titled else lines, FORM_TITLE_MM)
    worded = not titled and any(len(label) > LETTERS and label.isalpha() for label in labels) and not names_a_version(above)
    asked = above.rstrip().endswith("?") or _is_numbered(above, lines) or worded
    title = above if len(above.split()) <= TITLE_WORDS[run.vertical] and not asked and not _say_more(run, labels) else ""
    return before[0] if before else title if kind_of(title) is FieldKind.FORM_CODE else ""


def _say_more(run: Run, labels: tuple[str, ...]) -> bool:
    """Whether words stand behind each option but the last that do not call it: "○ converges ○ diverges", below "The series of 1/n"."""
    said = [{option_label((word.text,)) for word in gap} for gap in run.gaps[:-1]]
    return bool(said) and all(texts and not texts & set(labels) for texts in said)


def _is_one_of_many(run: Run, runs: list[Run], title: str, lines: list[Phrase]) -> bool:
    """Whether a row below a title stands in a column of rows that are items: before none is anything printed, and the title is a sentence,
    its question, "The set of primes is", as theirs are others; or the column's rows go on at its step, and their numbers were not read.
    """
    first = run.spots[0].box
    column = [one for one in runs if not one.vertical and len(one.spots) > 1 and abs(one.spots[0].box.x - first.x) < first.w / 2]
    if run.vertical or len(column) <= MANY:
        return False
    before = [_line_before(one) for one in column]
    if not any(before):
        return len(title.split()) > VERSION_WORDS
    beside = any(line.text == title and line.box.y < first.centre[1] < line.box.y + line.box.h for line in lines)
    return not beside and not any(word.text for words in before for word in words) and _goes_on(run, column)


def _goes_on(run: Run, column: list[Run]) -> bool:
    """Whether a column's rows stand as far from one another as the next one from the first."""
    levels = sorted(one.y for one in column)
    steps = [after - before for before, after in pairwise(levels)]
    own = min(abs(level - run.y) for level in levels if level != run.y)
    return own < EVEN * float(np.median(steps))


def _is_numbered(title: str, lines: list[Phrase]) -> bool:
    """Whether a line's text has the number of a question before it, a bit apart: "Question 7    The set of primes is"."""
    found = next((line.box for line in lines if line.text == title), None)
    level = [line for line in lines if found and line.box.x < found.x and abs(line.box.centre[1] - found.centre[1]) < found.h / 2]
    words = [word.text for word in level[-1].words] if level else []
    return any(re.fullmatch(COUNTED, text) for text in words[:1]) or (len(words) > 1 and opens_a_part(words[0]) and words[1][:1].isdigit())


def _options(outlines: tuple[Outline, ...], labels: tuple[str, ...]) -> tuple[LayoutOption, ...]:
    return tuple(LayoutOption(label, one.shape, one.box) for label, one in zip(labels, outlines, strict=True))
