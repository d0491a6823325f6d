"""Which outlines are options: those of one size, several of them, that are no letters of a word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from omr.learn.outlines.cells import frames_of_options, names_and_gaps, without_an_option
from omr.learn.outlines.leaning import levelled
from omr.learn.outlines.letters import CAPITAL_MM, SQUARE, draws, in_word, is_among, is_in_column, is_letter, without_astray
from omr.learn.outlines.outlines import OPTION_MM, Outline
from omr.learn.paper.blank import PX_PER_MM, Word
from omr.learn.paper.nearby import Nearby
from omr.model.exam import Shape
from omr.model.layout import Box
from omr.model.page import Gray

ALIKE = 0.08
ALIKE_MM = 0.15
"""Sides of outlines of one kind differ by no more (share of the side, plus pixels of a coarse scan)."""
RIVAL = 8
"""Outlines of another size that are so many times fewer, or still fewer, are strays of this one."""
BESIDE = 0.5
LOWER = 0.85
"""Of a square's side: an outline lower than that and nearer to it than that is the 0 or O that labels it."""
LABELLED_MM = 8.0
"""A larger square is no box that a letter labels: it is the cell of a table, and what stands beside it the first option of its row."""
NEIGHBOUR = 3.0
"""Of its width: options of one item are mostly that near."""
LINE = 0.15
"""Of its sides: what stands on its row or in its column is off by no more."""
MIDDLE = 0.5
"""Of an outline's sides: no wall reaches into it, not even a circle's into its corners."""
INKED = 0.05
"""A dot or a thin stroke in the middle covers more."""
SOLID = 0.6
"""No letter covers so much; black around a white number, 0.74 and more."""
LEAST, LEAST_SIGNS = 2, 3
"""Outlines of a family; a text may open two of its paragraphs by "[En]" and "[Fr]"."""
COLUMN = 4
"""Outlines of one kind below one another: a scan seldom bends so many of a column, and none of them is as the others are."""
SEVERAL = 3
"""Outlines of a row that are no labels show that one as wide is none."""
RARE = 0.3
"""Where more of a page's outlines hold ink, it is their labels."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An outline that may be an option; ``inside`` is what is printed in it, None where nothing is."""

    outline: Outline
    inside: Word | None = None
    inked: float = 0.0
    """Share of its middle that is printed on."""
    frame: Box | None = None
    """The cell of a table in which it stands."""
    card: Box | None = None
    """The frame of its own around one or several questions in which it stands."""

    @property
    def box(self) -> Box:
        return self.outline.box

    @property
    def x(self) -> float:
        return self.box.x + self.box.w / 2

    @property
    def y(self) -> float:
        return self.box.y + self.box.h / 2


def spots(
    outlines: tuple[Outline, ...],
    words: tuple[Word, ...],
    mask: Gray,
    wide: tuple[Outline, ...] = (),
    sure: tuple[Outline, ...] = (),
) -> tuple[list[Spot], list[Word]]:
    """Outlines of a size to be marked, or ``wide`` and yet to be marked, with what stands in them (words, ink of ``mask``), and the words
    that stand in none; those that are ``sure`` to be marked name nothing by what they print.
    """
    large = {id(outline) for outline in (*wide, *sure)}
    small = without_astray([one for one in outlines if max(one.box.w, one.box.h) <= OPTION_MM or id(one) in large])
    near = Nearby(word.box for word in words)
    letters = {id(one) for one in small if any(is_letter(one, words[i]) for i in near.of(one.box, one.box.h)) or in_word(one, words)}
    plain = [outline for outline in small if outline.given or outline.signs or outline.placed or id(outline) not in letters]
    known = {id(outline) for outline in plain}
    small = [one for one in small if id(one) in known or is_in_column(one, plain) or (not one.hidden and is_among(one, plain))]
    drawn = {i for outline in small for i in near.of(outline.box, outline.box.h) if draws(words[i], outline)}
    words = tuple(word for i, word in enumerate(words) if i not in drawn)
    near = Nearby(word.box for word in words)
    inside, outside = _parted(words, small, near)
    known = {id(outline) for outline in small}
    walls = [one for one in outlines if one.cell and id(one) not in known]
    printed = {i for i, one in enumerate(walls) if any(stands_in(words[k].box, one.box) for k in near.of(one.box))}
    known = {id(outline) for outline in sure}
    options = {i for i, outline in enumerate(small) if id(outline) in known}
    names, gaps = (some - options for some in names_and_gaps(small, walls, inside, printed, mask))
    around = frames_of_options(small)
    around |= without_an_option(small, around, inside.keys())
    outside += [inside[i] for i in sorted(names)]
    kept = [i for i in range(len(small)) if i not in names | gaps | around]
    cells = [one.box for one in outlines if one.cell]
    cards = [one.box for one in outlines if not one.cell and one.shape is Shape.BOX and min(one.box.w, one.box.h) > OPTION_MM]
    found = [(small[i], inside.get(i), small[i].box) for i in kept]
    return [Spot(one, word, filled(mask, box), _frame(box, cells), _frame(box, cards)) for one, word, box in found], outside


def _parted(words: Sequence[Word], outlines: Sequence[Outline], near: Nearby) -> tuple[dict[int, Word], list[Word]]:
    """The largest word in each outline, by the outline's place, and the words that stand in none; ``near`` finds words."""
    homes: dict[int, list[int]] = defaultdict(list)
    for place, outline in enumerate(outlines):
        for i in near.of(outline.box):
            if stands_in(words[i].box, outline.box):
                homes[i].append(place)
    inside: dict[int, Word] = {}
    outside = []
    for i, word in enumerate(words):
        home = min(homes[i], key=lambda place: outlines[place].box.w, default=None)  # of a circle in a cell, the circle
        if home is None:
            outside.append(word)
        elif home not in inside or word.box.h * word.box.w > inside[home].box.h * inside[home].box.w:
            inside[home] = word
    return inside, outside


def _frame(box: Box, cells: Sequence[Box]) -> Box | None:
    """The smallest cell around an outline."""
    return min((cell for cell in cells if stands_in(box, cell)), key=lambda cell: cell.w * cell.h, default=None)


def filled(mask: Gray, box: Box) -> float:
    """Share of ink in the middle of a box."""
    cut = (1 - MIDDLE) / 2
    x, y, w, h = (value * PX_PER_MM for value in (box.x + cut * box.w, box.y + cut * box.h, MIDDLE * box.w, MIDDLE * box.h))
    return float(mask[round(y) : round(y + h), round(x) : round(x + w)].mean() / 255)


def is_example(spots: Sequence[Spot], page_share: float, *, readable: bool) -> bool:
    """Whether outlines side by side show how to mark: most of them hold ink that is no label, as most of the page's do not."""
    return 2 * marked_share(spots) > 1 and (readable or page_share < RARE)


def is_solid(spots: Sequence[Spot]) -> bool:
    """Whether all of three and more outlines are filled: nobody marks them all, but item numbers are printed in white on black."""
    return len(spots) > 2 and all(spot.inked > SOLID for spot in spots)


def marked_share(spots: Sequence[Spot]) -> float:
    """Share of outlines that hold ink which is not known to be a label; a label printed in white is one amid ink."""
    labelled = [spot.inside is not None and bool(spot.inside.text) and spot.inked < SOLID for spot in spots]
    return inked_share([replace(spot, inked=0.0) if known else spot for spot, known in zip(spots, labelled, strict=True)])


def inked_share(spots: Sequence[Spot]) -> float:
    """Share of outlines that hold ink."""
    return sum(spot.inked > INKED for spot in spots) / max(1, len(spots))


def stands_in(inner: Box, outer: Box) -> bool:
    x, y = inner.centre
    in_x, in_y = outer.x < x < outer.x + outer.w, outer.y < y < outer.y + outer.h
    return in_x and in_y and inner.w < outer.w and inner.h < outer.h


def without_inner(boxes: Sequence[Box], options: Sequence[Outline]) -> tuple[Box, ...]:
    """The boxes but for those within an option's outline: a letter in it encloses paper, too. What stands in a cell may be its box."""
    whole = [one.box for one in options if not one.cell]
    return tuple(box for box in boxes if not any(stands_in(box, other) for other in whole))


def without_labels(outlines: tuple[Outline, ...]) -> tuple[Outline, ...]:
    """The outlines of an unread page but for those that are the labels of a square: a 0 or an O right beside it, and not the first of a row
    of outlines beside a cell of a table.
    """
    boxes = [one.box for one in outlines if one.shape is Shape.BOX and one.box.h <= LABELLED_MM]
    squares = [box for box in boxes if abs(box.w - box.h) < SQUARE * box.h]
    round_ = [one for one in outlines if one.shape is Shape.CIRCLE]
    labels = [one for one in round_ if not one.given and any(_labels(one.box, square) for square in squares)]
    known = {id(one) for one in labels}
    others = [one.box for one in round_ if id(one) not in known]
    known -= {id(one) for one in labels if _opens_a_row(one.box, others)}
    return tuple(one for one in outlines if id(one) not in known)


def _opens_a_row(first: Box, others: Sequence[Box]) -> bool:
    """Whether several others of its width stand on the row of an outline, none of which is beside a square."""
    level = (one for one in others if abs(one.centre[1] - first.centre[1]) < LINE * first.h)
    return sum(abs(one.w - first.w) < ALIKE_MM for one in level) >= SEVERAL


def _labels(small: Box, square: Box) -> bool:
    gap = max(small.x - square.x - square.w, square.x - small.x - small.w)
    level = abs(small.y + small.h / 2 - square.y - square.h / 2) < (1 - LOWER) * square.h + (square.h - small.h) / 2
    narrow = small.w < LOWER * small.h  # a digit is, a circle to be marked is not
    return level and narrow and small.h <= CAPITAL_MM and small.h < LOWER * square.h and -(1 - LOWER) * square.w < gap < BESIDE * square.w


def families(found: list[Spot]) -> list[list[Spot]]:
    """Spots by shape and size, the largest families first. One that stands in a row of another shape takes that shape: a letter
    that touches its outline can bend it.
    """
    groups: list[list[Spot]] = []
    for spot in sorted(found, key=lambda spot: (-spot.box.w * spot.box.h, spot.y, spot.x)):
        home = next((group for group in groups if _kind(spot) == _kind(group[0]) and _alike(group, spot)), None)
        if home is None:
            groups.append([spot])
        else:
            home.append(spot)
    groups = _nearest(groups)
    groups.sort(key=lambda group: -len(group))
    for small in reversed(groups):
        for spot in list(small):
            large = next((g for g in groups if len(g) > 4 * len(small) and _may_join(g, spot) and not _has_a_column(spot, small, g)), None)
            if large is not None:
                small.remove(spot)
                large.append(replace(spot, outline=replace(spot.outline, shape=large[0].outline.shape)))
    large_enough = [group for group in groups if len(group) >= (LEAST_SIGNS if group and group[0].outline.signs else LEAST)]
    return sorted(large_enough, key=lambda group: -len(group))


def _nearest(groups: list[list[Spot]]) -> list[list[Spot]]:
    """The groups, each spot in the one whose usual size is nearest to its own: where two sizes lie close, some of the smaller came to the
    larger. A few that a scan has bent take no spots away from many.
    """
    sizes = [_usual(group) for group in groups]
    found: list[list[Spot]] = [[] for _ in groups]
    for group in groups:
        alike = [i for i, other in enumerate(groups) if _kind(other[0]) == _kind(group[0])]
        rivals = [i for i in alike if RIVAL * len(groups[i]) > len(group)]
        for spot in group:
            # by both sides: a narrower one of each row is as far off either size in width
            off = [np.hypot(_width(spot) - sizes[i][0], spot.box.h - sizes[i][1]) for i in rivals]
            found[rivals[int(np.argmin(off))]].append(spot)
    return [group for group in found if group]


def _usual(group: list[Spot]) -> tuple[float, float]:
    width, height = (float(np.median(sides)) for sides in ([_width(one) for one in group], [one.box.h for one in group]))
    return width, height


def _kind(spot: Spot) -> tuple[Shape, bool]:
    return spot.outline.shape, spot.outline.signs


def _width(spot: Spot) -> float:
    """A side that outlines of one kind have in common; signs are as far apart as the letter between them is wide, "[I] [M]"."""
    return spot.box.h if spot.outline.signs else spot.box.w


def _alike(group: list[Spot], spot: Spot) -> bool:
    width, height = _usual(group[:25])
    off = (abs(_width(spot) - width) - ALIKE * width, abs(spot.box.h - height) - ALIKE * height)
    return max(off) < ALIKE_MM


def _may_join(group: list[Spot], spot: Spot) -> bool:
    """Whether a spot is of a group's size, or of that of its neighbours there: of two sizes close together, a group holds some of both."""
    if group[0].outline.signs != spot.outline.signs:
        return False
    beside, column = _neighbours(group, spot)
    near = beside or column
    if _is_empty(spot) and 2 * sum(map(_is_empty, near)) < len(near):
        return False  # no letter bends it: it is a box to write in, before bubbles that print what they mean
    return bool(near) and (_alike(group, spot) or any(_alike(some, spot) for some in (beside, column) if some))


def _has_a_column(spot: Spot, kind: list[Spot], group: list[Spot]) -> bool:
    """Whether an empty spot stands in a column of its own kind, and none of a group with it: a circle before the boxes of each row, to take
    its answer back.
    """
    above, of_group = ([one for one in some if abs(one.x - spot.x) < LINE * spot.box.w] for some in (kind, group))
    return _is_empty(spot) and not of_group and len(above) >= COLUMN


def _is_empty(spot: Spot) -> bool:
    return spot.inside is None and spot.inked < INKED


def _neighbours(group: list[Spot], spot: Spot) -> tuple[list[Spot], list[Spot]]:
    """The spots of a group right beside another one; and those right above and below, which tell where a whole row of a number's bubbles
    came to the other group, or a browser's pixels made a column narrower.
    """
    w, h = spot.box.w, spot.box.h
    beside = [one for one in group if abs(one.y - spot.y) < LINE * h and abs(one.x - spot.x) < NEIGHBOUR * w]
    return beside, [one for one in group if abs(one.x - spot.x) < LINE * w and abs(one.y - spot.y) < NEIGHBOUR * h]


def rows(family: list[Spot]) -> list[list[Spot]]:
    """The family's spots in rows from the top, each from the left."""
    heights = levelled([spot.box for spot in family])
    lines: list[list[int]] = []
    for i in np.argsort(heights, kind="stable").tolist():
        if lines and abs(heights[i] - float(heights[lines[-1]].mean())) < 0.3 * family[i].box.h:
            lines[-1].append(i)
        else:
            lines.append([i])
    return [sorted(line, key=lambda spot: spot.x) for line in _of_tables([[family[i] for i in line] for line in lines])]


def _of_tables(lines: list[list[Spot]]) -> list[list[Spot]]:
    """Lines of spots, those of one row of a table as one: in cells of one height each stands below what it says, on one line or two."""
    alone = Counter(spot.frame for line in lines for spot in line)
    found: list[list[Spot]] = []
    for line in lines:
        frame = line[0].frame
        celled = frame is not None and all(spot.frame and alone[spot.frame] == 1 and _is_level(spot.frame, frame) for spot in line)
        home = next((one for one in found if celled and frame and one[0].frame and _is_level(one[0].frame, frame)), None)
        if home is None or any(alone[spot.frame] > 1 for spot in home):
            found.append(line)
        else:
            home += line
    return found


def _is_level(cell: Box, other: Box) -> bool:
    """Whether two cells are of one row of a table."""
    return abs(cell.y - other.y) < ALIKE_MM and abs(cell.h - other.h) < ALIKE_MM
