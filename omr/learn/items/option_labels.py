"""What the options of an item are called: by the letter in them, the heading of their column, the words beside them, or their place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from omr.learn.items.under import labels_under
from omr.learn.outlines.families import Spot
from omr.learn.paper.blank import Word
from omr.learn.rows.headed import headings
from omr.learn.rows.runs import Run
from omr.learn.words.titles import COUNTED, lists_answers, opens_a_part, phrases
from omr.learn.words.wording import SIGNS, Name, is_sequence, item_name, option_label
from omr.model.layout import Box

SHORT = 3
"""Letters of a heading that is believed however near the next one stands."""
SPACE_MM = 1.6
"""Words of a text are no further apart (11 points, justified)."""
OTHER_TEXT_MM = 5.0
"""What stands so far after the words of a row's last option is another text."""
OTHER_TEXT = 2.0
"""Times the room of what stands after the others: so far behind a row's last option is another text."""
FLUSH_MM = 0.7
AS_NEAR_MM = 0.5
"""A letter that is farther from its outline by no more than that stands amid two."""
CAPTION = 1.5
"""Of an outline's width: what it says begins no further to its right."""
ASKED = 3.0
"""Of an outline's height: the question of a row of options is no further above it."""
ASKED_MM = 18.0
"""It begins no further left of them."""
COLUMN_GAP_MM = 8.0
"""Columns of text stand further apart than words of a line, and than a number and the question after it."""
LINE_MM = 5.5
"""Lines of one question are no further below one another, from the foot of one to the middle of the next above."""
TAB_MM = 12.7
"""A tab stop of a word processor's, half an inch: a number and the question after it stand no further apart."""
PARAGRAPH_MM = 9.0
"""The same where a list of statements stands between, set off from them."""
QUESTION = 2
"""Words of one behind its number, at least."""
HANGING_MM = 3.0
"""A question is set off from its number in the margin by no less."""
HEADER_MM = 1.5
"""Labels above columns stand on one line to that tolerance."""


def option_labels(run: Run, words: list[Word], spots: Sequence[Spot] = ()) -> tuple[tuple[str, ...], bool]:
    """The labels in printed order, and whether they were read (else they are A, B, C … by place); ``spots`` are all rows' outlines."""
    inside, beside = _inside(run), _beside(run)
    if not any(inside) and (under := labels_under(run, words, spots)):
        return under, True
    if not any(inside) and all(map(_holds_a_letter, run.spots)):  # of another alphabet: what stands around does not call them
        return by_place(len(run.spots)), False
    above, headed = ((), ()) if _is_captioned(run) else (_above(run, words), headings(run, words))
    if above and headed and not _counts(above):
        above = headed  # of "Ne sait pas" a word may stand above the outline
    for read in (inside, above, beside, headed):
        if len(set(read)) == len(run.spots) and all(read):
            return read, True
    return by_place(len(run.spots)), False


def by_place(count: int) -> tuple[str, ...]:
    """A, B, C, …: what options are called whose labels are not read."""
    return tuple(_letter(i) for i in range(count))


def _inside(run: Run) -> tuple[str, ...]:
    texts = [spot.inside.text if spot.inside else "" for spot in run.spots]
    return tuple(SIGNS.get(text) or option_label((text,)) for text in texts)


def _holds_a_letter(spot: Spot) -> bool:
    return spot.inside is not None and any(character.isalnum() for character in spot.inside.text)


def _is_captioned(run: Run) -> bool:
    """Whether each outline has its text right after it: then what stands above it belongs to other options."""
    after = zip(run.spots, run.gaps, strict=True) if run.gaps else ()
    return bool(run.gaps) and all(gap and gap[0].box.x - spot.box.x - spot.box.w < CAPTION * spot.box.w for spot, gap in after)


def _above(run: Run, words: list[Word]) -> tuple[str, ...]:
    """The nearest short word above each outline, if they all stand on one line and count up."""
    if run.vertical:
        return ()
    found = []
    for spot in run.spots:
        column = [word for word in words if _heads(word, spot)]
        if not column:
            return ()
        found.append(max(column, key=lambda word: word.middle))
    labels = tuple(option_label((word.text,)) for word in found)
    level = max(word.middle for word in found) - min(word.middle for word in found) < HEADER_MM
    others = [word for word in words if not any(word is one for one in found)]
    alone = all(_stands_alone(word, others if len(label) <= SHORT else words) for label, word in zip(labels, found, strict=True))
    return labels if level and alone and is_sequence(labels) else ()


def _heads(word: Word, spot: Spot) -> bool:
    """Whether a word stands above an outline, centred on it or flush with its left edge, or in its column of a table."""
    column = spot.frame is not None and 0 < word.box.centre[0] - spot.frame.x < spot.frame.w
    centred = abs(word.box.x + word.box.w / 2 - spot.x) < 0.6 * spot.box.w
    flush = abs(word.box.x - spot.box.x) < FLUSH_MM
    return (centred or flush or column) and word.middle < spot.y - 0.5 * spot.box.h


def _stands_alone(word: Word, words: list[Word]) -> bool:
    """Whether nothing is printed right before or after a word, as in running text."""
    line = [other for other in words if other is not word and abs(other.middle - word.middle) < HEADER_MM]
    return all(other.box.x - word.right > SPACE_MM or word.box.x - other.right > SPACE_MM for other in line)


def _beside(run: Run) -> tuple[str, ...]:
    """From the words after each outline, or the single word before each, whichever side the row uses."""
    last = 0 if run.vertical else len(run.spots) - 1
    run = replace(run, gaps=_without_text_beside(run))
    gaps = tuple(_own_words(gap) if i >= last else gap for i, gap in enumerate(run.gaps))
    if gaps and not run.vertical and all(len(gap) == 1 and len(gap[0].text) == 1 for gap in gaps[:-1]):
        gaps = (*gaps[:-1], _alone(gaps[-1]))
    after = _opening_letters(gaps) or tuple(option_label(tuple(word.text for word in gap)) for gap in gaps)
    after = () if _are_articles(gaps, after) else after
    before = _before_each(run)
    if _spans_lines(run) and before and _counts(tuple(sorted(before))) and min(before) in {"A", "a"}:
        return before  # be they printed down each column, "A. C." over "B. D."
    counts = bool(after) and _counts(after)  # as "7. [ ] A [ ] B" does after its boxes
    if not before or not is_sequence(before) or (counts and not _counts(before)):
        return before if before and all(before) and not any(run.gaps[-1]) else after  # "= 6 [ ] 7 [ ] 9 [ ]" does not count
    in_text = not _counts(before) and _is_captioned(run)
    return after if in_text else before  # of "She [ ] has [ ] have never been there" each box says what stands after it


def _spans_lines(run: Run) -> bool:
    """Whether a row's options stand on several lines."""
    return not run.vertical and abs(run.spots[-1].y - run.spots[0].y) > run.spots[0].box.h


def _opening_letters(gaps: Sequence[tuple[Word, ...]]) -> tuple[str, ...]:
    """The bare letters, or digits, that open what all of three or more options say, "A it was late", if they count on from the first."""
    letters = tuple(gap[0].text if gap else "" for gap in gaps)
    return letters if len(letters) >= SHORT and _counts(letters) and letters[0] in {"A", "a", "1"} else ()


def _are_articles(gaps: Sequence[tuple[Word, ...]], labels: tuple[str, ...]) -> bool:
    """Whether a bare letter that begins what an option says is a word of its text: of "a price", "the acid", the "a" would call the second
    one, and a key means the first by it.
    """
    bare = any(len(gap) > 1 and len(gap[0].text) == 1 == len(label) and label.isalpha() for gap, label in zip(gaps, labels, strict=True))
    return bare and any(len(label) > 1 for label in labels)


def _counts(labels: tuple[str, ...]) -> bool:
    return all(len(label) == 1 for label in labels) and is_sequence(labels)


def _own_words(gap: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words after an option that ends its line, up to the first wide space: what follows is another column."""
    wide = (i for i, (word, after) in enumerate(itertools.pairwise(gap), 1) if after.box.x - word.right > OTHER_TEXT_MM)
    return gap[: next(wide, len(gap))]


def _without_text_beside(run: Run) -> tuple[tuple[Word, ...], ...]:
    """What is printed after each outline of a row, without what stands behind the last one, as a column beside does: much further from it
    than what stands after the others is from those.
    """
    spaces = [gap[0].box.x - spot.box.x - spot.box.w if gap else 0.0 for spot, gap in zip(run.spots, run.gaps, strict=False)]
    far = len(spaces) > 1 and all(run.gaps) and spaces[-1] > max(OTHER_TEXT_MM, OTHER_TEXT * max(spaces[:-1]))
    return (*run.gaps[:-1], ()) if far and not run.vertical else run.gaps


def _alone(gap: tuple[Word, ...]) -> tuple[Word, ...]:
    """The letter that begins what stands after a row's last option, where a wider space than that of words parts it from the rest."""
    apart = len(gap) > 1 and len(gap[0].text) == 1 and gap[1].box.x - gap[0].right > SPACE_MM
    return gap[:1] if apart else gap


def _before_each(run: Run) -> tuple[str, ...]:
    """Labels left of their outlines: the last word before each, which must be nearer to it than to the outline before; or as near, where
    they count, with nothing printed behind the last outline; or anywhere between the two, alone there, or called "a)", "b)", "c)".
    """
    run = replace(run, gaps=_without_text_beside(run))
    line = [word for word in run.before if word.middle > run.spots[0].box.y]  # not the question above a single outline
    if run.vertical or not line:
        return ()
    last = line[-1:]
    farther = 0.0
    for i, gap in enumerate(run.gaps[:-1]):
        if not gap:
            return ()
        word, spot, following = gap[-1], run.spots[i], run.spots[i + 1]
        last.append(word)
        if word.box.y > spot.box.y + spot.box.h:
            continue  # it stands before the next line of options
        previous = gap[-2].right if len(gap) > 1 else spot.box.x + spot.box.w
        farther = max(farther, (following.box.x - word.right) - (word.box.x - previous))
    labels = tuple(option_label((word.text,)) for word in last)
    near = farther < AS_NEAR_MM or all(len(gap) == 1 for gap in run.gaps[:-1])
    called = all(word.text[-1:] == ")" for word in last) and labels[0] in {"a", "A"}
    return labels if farther <= 0 or (_counts(labels) and (called or (near and not run.gaps[-1]))) else ()


def before_is_label(run: Run, labels: tuple[str, ...]) -> bool:
    """Whether the last word before the run is its first option's label, not the item's name."""
    return bool(run.before) and not run.vertical and _before_each(run) == labels and labels != ()


def name_above(run: Run, words: list[Word]) -> str:
    """The name at the start of the question right above a row of options that have their texts beside or in them, on whichever of its
    lines, be there statements "I.", "II." below it; "" where there is none.
    """
    statement = ""
    first = run.spots[0].box
    captioned = _is_captioned(run)
    said = captioned or all(spot.inside for spot in run.spots)
    if run.vertical or any(first.x - word.right < ASKED_MM for word in run.before) or not said:
        return ""  # what stands further to the left is another column
    cell = run.spots[0].frame
    left = [word for word in words if first.x - ASKED_MM < word.box.x < first.x + first.w and not (cell and word.box.x < cell.x)]
    foot, reach = first.y, ASKED * first.h
    while above := [word for word in left if foot - reach < word.middle < foot]:
        foot = max(word.middle for word in above) - HEADER_MM
        line = sorted((word for word in above if word.middle > foot), key=lambda word: word.box.x)
        starts = [0, *(i for i, (word, after) in enumerate(itertools.pairwise(line), 1) if after.box.x - word.right > COLUMN_GAP_MM)]
        text = line[_before_a_tab(line, starts, words)].text  # what stands further to the left is another column
        if opens_a_part(text) and (after := line[starts[-1] + 1 :]):
            text = after[0].text  # the 7 of "Question 7"
        asked = sum(abs(word.middle - line[0].middle) < HEADER_MM and line[0].box.x < word.box.x < run.spots[-1].x for word in words)
        name = item_name(text) if captioned or asked >= QUESTION else None  # else it is the number of the row above
        if name and not _is_statement(name, statement):
            return text
        statement = statement or (text if name else "")
        reach = PARAGRAPH_MM if statement else LINE_MM
    return statement


def _before_a_tab(line: Sequence[Word], starts: Sequence[int], words: Sequence[Word]) -> int:
    """Where a line's last text begins: at the number alone before it, "1.", that a tab parts from it, with nothing printed left of it."""
    start = starts[-1]
    number, text = line[starts[-2]] if len(starts) > 1 else line[start], line[start]
    alone = len(starts) > 1 and start - starts[-2] == 1 and re.fullmatch(COUNTED, number.text) is not None
    if not alone or text.box.x - number.right > TAB_MM:
        return start
    level = (word for word in words if word.box.x < number.box.x and abs(word.middle - number.middle) < HEADER_MM)
    return start if any(number.box.x - word.right < COLUMN_GAP_MM for word in level) else starts[-2]


def _is_statement(name: Name, below: str) -> bool:
    """Whether a line opens with the number of a statement that a question is about, "III.", or with the I. above such, ``below`` it."""
    return name.style == "roman" and (name.rank > 1 or bool(below))


def list_name(run: Run, words: list[Word]) -> str:
    """The name of a list's question where it is plainly one, the first word of a line ("2.", "Q2") or the one after "Question"; of several
    the lowest, be there statements "I.", "II." below it; "" where there is none.
    """
    if not run.vertical:
        return ""
    statement = ""
    for line in reversed(phrases(list(run.before))):
        first = line.words[0]
        name = item_name(first.text)
        if name and (statement or not first.text[-1].isalnum() or "." in first.text or not first.text[0].isdigit()):
            if not _is_statement(name, statement):
                return first.text
            statement = statement or first.text
        after = [word for word in words if _is_next(first, word)] if opens_a_part(first.text) else []
        if after and item_name(after[0].text):
            return after[0].text
    return statement or _hanging_number(run.before)


def _hanging_number(words: Sequence[Word]) -> str:
    """The plain number that stands alone in the margin left of a question, of which no line begins below it; "" where there is none."""
    first = min(words, key=lambda word: word.box.x, default=None)
    if first is None or not first.text.isdecimal() or len(words) < SHORT:
        return ""
    return first.text if all(word is first or word.box.x - first.right > HANGING_MM for word in words) else ""


def row_name(run: Run, words: list[Word]) -> str:
    """The number that stands first in the row of a table of which a list's outlines stand in one cell; "" where there is none."""
    cell = run.spots[0].frame
    if not run.vertical or cell is None or any(spot.frame != cell for spot in run.spots):
        return ""
    row = [word for word in words if word.box.x < cell.x and cell.y < word.middle < cell.y + cell.h]
    first = min(row, key=lambda word: word.box.x, default=None)
    name = item_name(first.text) if first else None
    return first.text if first and name and name.style == "digit" else ""


def _is_next(word: Word, other: Word) -> bool:
    return abs(other.middle - word.middle) < HEADER_MM and 0 < other.box.x - word.right < OTHER_TEXT_MM


def _letter(i: int) -> str:
    return chr(65 + i) if i < 26 else f"{chr(64 + i // 26)}{chr(65 + i % 26)}"


def run_name_words(run: Run, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Words that may name the run's item: those before it, without its first option's label."""
    before = run.before[:-1] if before_is_label(run, labels) else run.before
    return tuple(word.text for word in (before[:-1] if not run.vertical and _ends_in_a_number(before) else before))


def _ends_in_a_number(words: Sequence[Word]) -> bool:
    """Whether a line that begins with a number, "6." or "(b)", ends in another one, a space behind its last word: "6. A week has 7.", or
    behind the sign of a formula: "4. 0! = 1."; or one that begins with a letter in the last one of its text: "(b) It converges in R.".
    """
    first, last = (item_name(word.text) for word in (*words[:1], *words[-1:])) if len(words) > 1 else (None, None)
    if len(words) < len(("6.", "half", "2.")) or not (first and last) or words[0].text[-1] not in ".)":
        return False
    sentence = words[-1].text[-1] == "." and first.style != "digit"
    space = SPACE_MM if any(character.isalnum() for character in words[-2].text) else OTHER_TEXT_MM
    return (last.style == "digit" or sentence) and 0 < words[-1].box.x - words[-2].right < space


def text_boxes(run: Run, name: str) -> tuple[Box, ...]:
    """Where the item's name and its options' words stand."""
    named = [word.box for word in run.before if name and word.text == name][-1:]
    if not named and run.before and not run.before[-1].text and not run.vertical:
        named = [run.before[-1].box]  # unread, but in a name's place
    return (*named, *(word.box for gap in run.gaps for word in gap if word.right < run.spots[-1].box.x + 40))


def name_of(texts: tuple[str, ...], vertical: bool) -> str:
    """The item's printed name among the words before it: the last word, or the first one of a question's text; "" if none."""
    calculated = texts[-1:] == ("=",)  # "3) 9 + 4 = ○ 12 ○ 13"
    while texts and texts[-1] and not any(character.isalnum() for character in texts[-1]):  # the colon of "Question 7 :"
        texts = texts[:-1]
    opens = item_name(texts[0]) if texts else None
    if not texts or (opens and lists_answers(opens.text, texts[1:])):
        return ""  # "A) It melts B) It burns" says what the options stand for
    if calculated and not vertical:
        return texts[0] if len(texts) > 1 and item_name(texts[0]) else ""
    if vertical:
        starts = [i for i in range(len(texts)) if item_name(texts[i])]
        return texts[starts[-1]] if starts else ""
    asked = texts[1:2] if opens_a_part(texts[0]) else ()  # the 4 of "Question 4: Do you …"
    if _ends_in_a_letter(texts):
        return texts[0]
    return next((text for text in (texts[-1], texts[0], *asked) if item_name(text)), "")


def _ends_in_a_letter(texts: tuple[str, ...]) -> bool:
    """Whether a line begins with a number, "3." or the 3 of a table, and its text happens to end in a letter, "… (d)", whose answer stands
    on the next line.
    """
    if len(texts) < len(("3.", "made", "(d)")) or (item_name(texts[-2]) and not texts[-2].isdecimal()):
        return False  # of "at 90 C." the number is none of an item
    first, last = item_name(texts[0]), item_name(texts[-1])
    return first is not None and first.style == "digit" and last is not None and last.style != "digit"
