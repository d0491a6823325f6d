"""Options of one item on several lines, "a b" over "c d" under their question: rows that go on where the row above ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from omr.learn.paper.blank import Word
from omr.learn.rows.alike import with_alike
from omr.learn.rows.grids import ALIGNED_MM
from omr.learn.rows.lists import question_between
from omr.learn.rows.runs import Run
from omr.learn.words.titles import COUNTED
from omr.learn.words.wording import item_name, option_label

STEP = 4.0
"""Of an outline's height: the next line of the same options is no further below."""
NEAR = 2.0
"""Of an outline's width: what an option says begins no further to its right."""
ASKED_MM = 18.0
"""The next line of lettered outlines begins no further left of those above: there stands their number."""
FLUSH_MM = 0.8
"""An outline begins a bit further in than the letters above and below it."""
SPACE_MM = 3.0
"""A space that a browser moves down to the next line is no wider."""
CENTRED_MM = 1.5
"""The middles of centred lines differ by no more."""
LETTERS = "ABCDEFGHIJ"
GROUPS = 3
PAIR = 2
"""A line, and its rest."""
NEXT_LINE = 1.9
"""Of an outline's height: the next line of the same paragraph is no further below."""
NEARLY = 0.8
"""Of the named rows: a watermark or a stain hides some letters on a scan."""
LINES = 3
"""Where nothing could be read, so many questions or more, or all of a page, have their options on so many lines or fewer, with text above
and none between.
"""


def with_wrapped(runs: list[Run], words: Sequence[Word]) -> list[Run]:
    """The runs of a family, those that are lines of one item joined."""
    groups: list[list[Run]] = []
    listed = {id(run) for run in runs if _is_listed(run, runs)}
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        some = (group for group in reversed(groups) if id(run) not in listed and id(group[0]) not in listed)
        home = next((group for group in some if _goes_on(group, run, words) and not _is_of_the_column_beside(run, group[0], runs)), None)
        if home is None:
            groups.append([run])
        else:
            home.append(run)
    read = all(_read(run) for group in groups if len(group) > 1 for run in group)
    if read or _are_usual(groups, runs, words):
        return [_joined(group) for group in (groups if read else with_alike(groups))]
    pairs = _broken_lines(groups)
    return [*map(_joined, pairs), *(run for run in runs if not any(run is one for pair in pairs for one in pair))]


def _is_of_the_column_beside(run: Run, first: Run, runs: Sequence[Run]) -> bool:
    """Whether a single outline, or one of its column, stands beside another single one, a bit higher or lower than that: they are of two
    lists side by side that are not level.
    """
    level = (one for one in runs if one is not first and abs(one.y - first.y) < first.spots[0].box.h)
    return len(run.spots) == len(first.spots) == 1 and any(abs(one.x - run.x) < ALIGNED_MM < abs(one.x - first.x) for one in level)


def _broken_lines(groups: list[list[Run]]) -> list[list[Run]]:
    """The named rows of an unread page with the rest of their line, where nearly every one has that below it; else none."""
    pairs = [group for group in groups if len(group) == PAIR and _is_rest_of_a_line(*group)]
    named = sum(bool(group[0].before) and len(group[0].spots) > 1 for group in groups)
    return pairs if len(pairs) >= max(GROUPS, NEARLY * named) else []


def _are_usual(groups: list[list[Run]], runs: list[Run], words: Sequence[Word]) -> bool:
    """Whether several questions of an unread page, or all of them, have their options on few lines."""
    several = [group for group in groups if len(group) > 1]
    if len(several) < GROUPS:
        rows = any(len(group) == 1 and len(group[0].spots) > 1 for group in groups)
        if rows or any(run.before for group in several for run in group[1:]):
            return False
    asked = [group for group in several if _has_question(group[0], runs, words)]
    without = [group for group in several if not any(group is one for one in asked)]
    return max(map(len, several)) <= LINES and (not without or (len(asked) >= PAIR and _open_the_page(without, words)))


def _open_the_page(groups: list[list[Run]], words: Sequence[Word]) -> bool:
    """Whether lines of options are the first that a page prints: their question stands on the page before."""
    (first, *more) = groups
    return not more and not any(word.middle < first[0].y - first[0].spots[0].box.h for word in words)


def _goes_on(group: list[Run], run: Run, words: Sequence[Word]) -> bool:
    first, last = group[0], group[-1]
    if not 0 < run.y - last.y < STEP * run.spots[0].box.h:
        return False
    if _names_count_on(group, run) and run.x > min((word.box.x for word in first.before), default=run.x):  # else it is another column's
        return True
    if _names_count_on(group, run) and not run.before and _begins_near(run, first, words):
        return True
    if _letters_before_count_on(group, run):
        return _begins_near(run, first, words)
    if _letters_count_on(group, run):
        return not run.before and first.x - ASKED_MM < run.x < max(one.spots[-1].box.x for one in group) + last.spots[-1].box.w
    if _was_too_long(group, run, words):
        return True
    if _is_rest_of_a_line(first, run):
        return _captioned(run) and _captioned(last) and (not _read(run) or _bare_letters_count_on(group, run))
    if len(first.spots) < 2 or first.before:
        return False
    if _is_broken_text(first, run):
        open_ended = not last.gaps[-1]  # "☐ red ☐" over "blue ☐ none"
        said = [*group[:-1], replace(last, gaps=(*last.gaps[:-1], run.before)) if open_ended else last]
        whole = replace(first, spots=first.spots[:-1], gaps=first.gaps[:-1]) if open_ended and first is last else first
        return _captioned(whole) and all(all(one.gaps) for one in said) and (not _read(run) or _counts_on(said, run))
    if run.before or last.before:
        return False
    if (
        not (_is_in_place(run, first) or _is_centred_below(run, last))
        or not (_captioned(last) and _captioned(run))
        or question_between(last.spots[0], run.spots[0], list(words))
        or _asks_further_left(first, last, run, words)
    ):
        return False
    return not _read(run) or _counts_on(group, run)


def _asks_further_left(first: Run, last: Run, run: Run, words: Sequence[Word]) -> bool:
    """Whether a line that begins with a number, "4.", stands between two lines of options at the first one's left, where the second one
    begins further right: its first option was found apart from the others.
    """
    box = first.spots[0].box
    between = (word for word in words if last.y + box.h / 2 < word.middle < run.y - box.h / 2 and COUNTED.fullmatch(word.text))
    return run.x - first.x > ALIGNED_MM and any(box.x - ASKED_MM < word.box.x < box.x + box.w for word in between)


def _begins_near(run: Run, first: Run, words: Sequence[Word]) -> bool:
    """Whether a line of options begins where the first one does, but for a space that is printed before it, with no question between."""
    return abs(run.x - first.x) < SPACE_MM and not question_between(first.spots[0], run.spots[0], list(words))


def _letters_before_count_on(group: list[Run], run: Run) -> bool:
    """Whether the letters right before a row's outlines count on from those of the lines above, "C. ○ … D. ○ …" below "A. ○ … B. ○ …", or
    down each column; nothing else stands before the row.
    """
    lines = [*group, run]
    if len(run.before) != 1 or len(group[0].spots) < PAIR or any(one.vertical or not one.before or not all(one.gaps[:-1]) for one in lines):
        return False
    letters = [option_label((word.text,)).upper() for one in lines for word in _last_before(one)]
    ranks = [LETTERS.index(letter) + 1 if len(letter) == 1 and letter in LETTERS else 0 for letter in letters]
    apart = any(one.spots[0].box.x - one.before[-1].right > NEAR * one.spots[0].box.w for one in lines)
    return ranks[0] == 1 and not apart and (_count(ranks) or (len(run.spots) > 1 and _count(ranks, len(run.spots))))


def _last_before(run: Run) -> list[Word]:
    """The word right before each outline of a row."""
    return [run.before[-1], *(gap[-1] for gap in run.gaps[:-1])]


def _letters_count_on(group: list[Run], run: Run) -> bool:
    """Whether the letters in a row's outlines count on from those above, "E" below "A B C D": it begins no item."""
    texts = [spot.inside.text if spot.inside else "" for one in (*group, run) for spot in one.spots]
    letters = "".join(texts) if all(len(text) == 1 for text in texts) else ""
    return len(letters) > len(run.spots) + 1 and letters.isascii() and letters.upper() in LETTERS and letters[0] in "Aa"


def _is_rest_of_a_line(first: Run, run: Run) -> bool:
    """Whether a row without a name begins a line below a named one, where the name or a bit before it does, and stands not under its
    options: "Question 1: ☐ A ☐ B" over "☐ C ☐ D" is one line that the column was too narrow for.
    """
    if run.before or run.vertical or not first.before:
        return False
    start = min(word.box.x for word in first.before)
    return start - ASKED_MM < run.x < start + FLUSH_MM and not any(
        abs(spot.x - one.x) < ALIGNED_MM for spot in run.spots for one in first.spots
    )


def _was_too_long(group: list[Run], run: Run, words: Sequence[Word]) -> bool:
    """Whether a line of options is the rest of the line right above, which had no room for the first of them: "1. Which …? ☐ a ☐ b ☐ c"
    over "☐ d", flush with the number or with the text behind it.
    """
    first, last = group[0], group[-1]
    if run.before or len(first.spots) < PAIR or not first.before or not (_captioned(last) and _captioned(run)):
        return False
    box = run.spots[0].box
    flush = any(abs(word.box.x - box.x) < FLUSH_MM for word in sorted(first.before, key=lambda word: word.box.x)[:PAIR])
    close = run.y - last.y < NEXT_LINE * box.h
    said = [tuple(word.text for word in gap) for one in (*group, run) for gap in one.gaps]
    if not (flush and close and all(map(_read, (*group, run))) and len(set(said)) == len(said)):
        return False
    width = run.gaps[0][-1].right - box.x
    return last.gaps[-1][-1].right + width > max(word.right for word in words)


def _bare_letters_count_on(group: list[Run], run: Run) -> bool:
    texts = [gap[0].text for one in (*group, run) for gap in one.gaps]
    return "".join(texts) == LETTERS[: len(texts)]


def _names_count_on(group: list[Run], run: Run) -> bool:
    """Whether the letters right behind a row's outlines count on from the first ones of their item, "☐ (c)" below "1. … ☐ (a) … ☐ (b)"."""
    names = [item_name(gap[0].text) if gap else None for one in (*group, run) for gap in one.gaps]
    ranks = [name.rank if name and name.style == "letter" else 0 for name in names]
    return ranks == list(range(1, len(ranks) + 1))


def _is_listed(run: Run, runs: Sequence[Run]) -> bool:
    """Whether an outline stands alone in its line, with one right above or below it whose letter is the next: they are a list."""
    alone = [other for other in runs if len(other.spots) == len(run.spots) == 1 and abs(other.x - run.x) < ALIGNED_MM]
    near = [other for other in alone if abs(other.y - run.y) < STEP * run.spots[0].box.h]
    above, below = ([other for other in near if (other.y < run.y) is up and other is not run] for up in (True, False))
    return any(_names_follow(other, run) for other in above) or any(_names_follow(run, other) for other in below)


def _names_follow(run: Run, other: Run) -> bool:
    """Whether the letter right behind an outline is the next after that behind another one."""
    first, second = (item_name(one.gaps[0][0].text) if one.gaps[0] else None for one in (run, other))
    return first is not None and second is not None and first.style == second.style == "letter" and second.rank == first.rank + 1


def _is_broken_text(first: Run, run: Run) -> bool:
    """Whether a row's line begins with text flush with the first outline above: the rest of what the option at that line's end says."""
    text = run.before[:1]
    flush = bool(text) and abs(text[0].box.x - first.spots[0].box.x) < FLUSH_MM
    return flush and item_name(text[0].text) is None


def _is_in_place(run: Run, first: Run) -> bool:
    """Whether a line's outlines stand below those of the first one; where it can be read what they say, its first one is enough."""
    below = all(any(abs(spot.x - one.x) < ALIGNED_MM for one in first.spots) for spot in run.spots)
    return below or (_read(run) and _read(first) and abs(run.x - first.x) < ALIGNED_MM)


def _is_centred_below(run: Run, above: Run) -> bool:
    """Whether a shorter line of options is centred as the one above is, of which each option is captioned."""
    ends = [(one.spots[0].box.x, one.gaps[-1][-1].right if one.gaps[-1] else 0.0) for one in (run, above)]
    (left, right), (start, end) = ends
    return right - left < end - start and abs(left + right - start - end) < 2 * CENTRED_MM


def _captioned(run: Run) -> bool:
    return all(gap and gap[0].box.x - spot.box.x - spot.box.w < NEAR * spot.box.w for spot, gap in zip(run.spots, run.gaps, strict=True))


def _read(run: Run) -> bool:
    return all(word.text for gap in run.gaps for word in gap)


def _counts_on(group: list[Run], run: Run) -> bool:
    """Whether the options' names, "a)" to "d)", count on from line to line, or down each column, "A C" over "B D"; or not all have a name,
    or the first line's are none, formulas that do not count, and each says something else.
    """
    gaps = [gap for one in (*group, run) for gap in one.gaps]
    ranks = [name.rank for gap in gaps if (name := item_name(gap[0].text) or item_name(f"{gap[0].text}."))]
    bare = group[0].gaps[0][0].text.isdecimal()  # the 1 of a fraction's numerator, and no "1." or "a)"
    formulas = not run.before and (bare or ranks[:1] != [1]) and not _count(ranks[: len(group[0].gaps)])
    if len(ranks) < len(gaps) or formulas:
        return len({tuple(word.text for word in gap) for gap in gaps}) == len(gaps)
    return _count(ranks) or _count(ranks, len(run.gaps))


def _count(ranks: Sequence[int], columns: int = 1) -> bool:
    """Whether numbers count on one by one, or each one from that above it where they stand in so many columns."""
    follow = all(after == before + 1 for before, after in zip(ranks, ranks[columns:], strict=False))
    return follow and len(set(ranks)) == len(ranks) > columns


def _has_question(run: Run, runs: list[Run], words: Sequence[Word]) -> bool:
    """Whether a line of text stands above a run, below what is above it in its column."""
    above = [other for other in runs if other.y < run.y - run.spots[0].box.h and abs(other.x - run.x) < ALIGNED_MM]
    if not above:
        return any(word.middle < run.y - run.spots[0].box.h and word.box.x < run.x for word in words)
    return question_between(max(above, key=lambda other: other.y).spots[0], run.spots[0], list(words))


def _joined(group: list[Run]) -> Run:
    if len(group) == 1:
        return group[0]
    gaps = [gap for run in group for gap in run.gaps]
    if _letters_before_count_on(group[:-1], group[-1]):  # the letter before a line is printed behind the line above
        ends = list(accumulate(len(run.gaps) for run in group))
        for end, run in zip(ends, group[1:], strict=False):
            gaps[end - 1] = (*gaps[end - 1], *run.before)
    return replace(group[0], spots=tuple(spot for run in group for spot in run.spots), gaps=tuple(gaps))


def in_order(run: Run, labels: tuple[str, ...]) -> tuple[Run, tuple[str, ...]]:
    """Options on several lines and their labels by their letters: "A C" over "B D" is read down each column."""
    order = sorted(range(len(labels)), key=lambda i: labels[i])
    letters = "".join(labels[i] for i in order)
    lettered = len(letters) == len(labels) and letters.isascii() and letters.upper() == LETTERS[: len(labels)]
    if run.vertical or not lettered or abs(run.spots[-1].y - run.spots[0].y) < run.spots[0].box.h:
        return run, labels
    gaps = tuple(run.gaps[i] for i in order) if len(run.gaps) == len(order) else run.gaps
    return replace(run, spots=tuple(run.spots[i] for i in order), gaps=gaps), tuple(labels[i] for i in order)
