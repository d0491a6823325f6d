"""How the items of a page that could not be read are counted: a hypothesis is right when each digit looks the same everywhere.

Item numbers are printed in one type. Counting columns first or rows first says which digit stands where; only under the right
one do all glyphs said to be a 3 look alike and unlike those said to be an 8.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.items.order import ALIGNED_MM, reading_order
from omr.learn.outlines.entries import Entry
from omr.learn.paper.blank import PX_PER_MM
from omr.model.layout import Box
from omr.model.page import Gray

GLYPH = (16, 24)
"""Width and height in pixels that a digit is brought to."""
DIGIT_ASPECT = 0.68
"""Width by height of a digit, with what joins it to the next."""
ROUND = 1.1
"""Of its height, how far beside a word a digit is looked for that was taken for an outline."""
COLUMN = 2
LEVEL_MM = 0.7
WHITE = 1.3
"""Times the usual step from row to row: a wider one parts blocks."""
LEAST = 12
"""Fewer numbers prove nothing: from 12 on, several digits come more than once."""
RIGHT = 0.85
"""Share of glyphs that must look most like their own digit; chance gives 0.1, another order 0.3."""
SURE, SURER, LAST = 0.93, 0.05, 300
"""Where counting does not begin with 1, the share of glyphs that must do so, by how much more than counting from 1, and the last number
tried. Counted from 1, "34" to "60" have 0.87 of them right by chance: all last digits, and most of the first.
"""
LENGTHS = 0.9
"""Share of numbers that must have as many glyphs as digits."""


def numbered(entries: list[Entry], mask: Gray) -> list[Entry]:
    """Entries with their printed numbers, where one way of counting proves right; else as they were."""
    columns = [entry for entry in entries if _in_column(entry, entries)]
    listed = [entry for entry in entries if entry in columns or _is_beside(entry, entries, columns)]
    if len(listed) < LEAST or any(entry.printed for entry in entries):
        return entries
    glyphs = {id(entry): _glyphs(mask, entry.text[0]) if entry.text else [] for entry in listed}
    first = min(listed, key=lambda one: one.top)
    others = [entry for entry in listed if entry is not first]  # the first may tell the version, above its column
    ways = [_numbers(some, glyphs) for some in (listed, others) if len(some) >= LEAST]
    # One entry too many moves the numbers of a single column, and that still proves.
    share, found = max(ways, key=lambda way: way[0])
    if share + SURER < 1:
        share, found = max((share, found), _later_numbers(listed, glyphs, share), key=lambda way: way[0])
    if share < RIGHT:
        return entries
    named = [replace(entry, printed=found[id(entry)]) for entry in listed if id(entry) in found]
    return [*sorted(named, key=lambda one: int(one.printed)), *(entry for entry in entries if id(entry) not in found)]


def _numbers(entries: list[Entry], glyphs: dict[int, list[npt.NDArray[np.float32]]]) -> tuple[float, dict[int, str]]:
    """The number of each entry under the first way of counting that proves right, and the share of digits that do; 0 where none does."""
    for order in _orders(entries):
        plain = [str(i) for i in range(1, len(order) + 1)]
        padded = [number.zfill(len(plain[-1])) for number in plain]
        for some, numbers in [*((some, plain) for some in _readings(order, glyphs)), ([glyphs[id(entry)] for entry in order], padded)]:
            if (share := _proven(some, numbers)) >= RIGHT:
                return share, {id(entry): number for entry, number in zip(order, numbers, strict=True)}
    return 0.0, {}


def _later_numbers(entries: list[Entry], glyphs: dict[int, list[npt.NDArray[np.float32]]], share: float) -> tuple[float, dict[int, str]]:
    """The numbers of a page that goes on counting, by the later number to begin with that proves right, and clearly better than counting
    from 1, which has that ``share`` of digits right: whatever the first number is, all last digits come again after ten.
    """
    best, found = max(share + SURER, SURE), {}
    for order in _orders(entries):
        for some in _readings(order, glyphs):
            for first in range(2, LAST - len(order)):
                numbers = [str(i) for i in range(first, first + len(order))]
                if (proven := _proven(some, numbers)) > best:
                    best, found = proven, {id(entry): number for entry, number in zip(order, numbers, strict=True)}
    return (best, found) if found else (0.0, {})


def _orders(entries: list[Entry]) -> list[list[Entry]]:
    """The orders in which a page may be counted, each once."""
    across = sorted(entries, key=lambda one: (round(one.top / 2.5), one.box.x))
    orders = (reading_order(entries), _column_by_column(entries), across, _band_by_band(entries))
    return list({tuple(map(id, order)): order for order in orders}.values())


def _readings(order: list[Entry], glyphs: dict[int, list[npt.NDArray[np.float32]]]) -> list[list[list[npt.NDArray[np.float32]]]]:
    """The glyphs of the numbers as they stand, and without what may stand around them: of "1)", "Q1", "(1)"."""
    return [[glyphs[id(entry)][cut] for entry in order] for cut in (slice(None), slice(-1), slice(1, None), slice(1, -1))]


def _column_by_column(entries: list[Entry]) -> list[Entry]:
    """Each column to its end, across the white spaces between blocks of rows."""
    columns: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda one: one.box.x):
        if columns and entry.box.x - columns[-1][-1].box.x < ALIGNED_MM:
            columns[-1].append(entry)
        else:
            columns.append([entry])
    return [entry for column in columns for entry in sorted(column, key=lambda one: one.top)]


def _band_by_band(entries: list[Entry]) -> list[Entry]:
    """The same between white spaces that go across the page: the blocks of an answer card, five rows each, are counted to the right."""
    rows = sorted(entries, key=lambda one: one.top)
    steps = np.diff([one.top for one in rows])
    usual = float(np.median(steps[steps > LEVEL_MM])) if (steps > LEVEL_MM).any() else 0.0
    cuts = [0, *(i for i, step in enumerate(steps.tolist(), 1) if step > WHITE * usual), len(rows)]
    return [entry for start, end in pairwise(cuts) for entry in _column_by_column(rows[start:end])]


def _in_column(entry: Entry, entries: list[Entry]) -> bool:
    """Whether others stand right above or below: what stands alone is a version or an example."""
    return sum(abs(other.box.x - entry.box.x) < 1.0 for other in entries) > COLUMN


def _is_beside(entry: Entry, entries: list[Entry], columns: list[Entry]) -> bool:
    """Whether one of two in a column stands on a row of the columns beside: the last column may be that short."""
    two = sum(abs(other.box.x - entry.box.x) < 1.0 for other in entries) == COLUMN
    return two and any(abs(other.top - entry.top) < LEVEL_MM and len(other.outlines) == len(entry.outlines) for other in columns)


def _glyphs(mask: Gray, box: Box) -> list[npt.NDArray[np.float32]]:
    """Pictures of the characters of a word from the left, without stops; a round 0 next to the box belongs to it too."""
    x, y, w, h = (round(value * PX_PER_MM) for value in (box.x, box.y, box.w, box.h))
    room = round(ROUND * h)
    left, top = max(0, x - room), max(0, y - 2)
    part = mask[top : y + h + 2, left : x + w + room]
    _, names, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    inside = [i for i in range(1, len(stats)) if stats[i][3] > 0.6 * h and _is_whole(stats[i].tolist(), part)]
    found = []
    for i in sorted(inside, key=lambda i: stats[i][0]):
        left, top, width, height, _ = stats[i].tolist()
        glyph = np.where(names[top : top + height, left : left + width] == i, 1.0, 0.0).astype(np.float32)
        for piece in _pieces(glyph):
            picture = cv2.resize(piece, GLYPH, interpolation=cv2.INTER_AREA)
            found.append(np.append(picture.ravel(), 6.0 * min(1.0, piece.shape[1] / height)).astype(np.float32))
    return found


def _is_whole(stats: list[int], part: Gray) -> bool:
    """Whether a piece of ink ends within the picture: an option's outline does not."""
    x, y, w, h, _ = stats
    return x > 0 and y > 0 and x + w < part.shape[1] and y + h < part.shape[0]


def _pieces(glyph: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
    """Digits that run into each other, cut apart where the least ink is."""
    height, width = glyph.shape
    count = max(1, round(width / height / DIGIT_ASPECT))
    ink_of = glyph.sum(axis=0)
    cuts = [0]
    for i in range(1, count):
        low, high = round((i - 0.25) * width / count), round((i + 0.25) * width / count)
        cuts.append(low + int(np.argmin(ink_of[low : high + 1])))
    pieces = [glyph[:, a:b] for a, b in zip(cuts, [*cuts[1:], width], strict=True)]
    return [piece for piece in pieces if piece.shape[1] > 1]


def _proven(found: list[list[npt.NDArray[np.float32]]], numbers: list[str]) -> float:
    """The share of glyphs that look most like the digit that they are said to be; 0 where too few numbers have as many glyphs as digits."""
    fitting = [(glyphs, number) for glyphs, number in zip(found, numbers, strict=True) if len(glyphs) == len(number)]
    if len(fitting) < LENGTHS * len(numbers):
        return 0.0
    pairs = [(digit, glyph) for glyphs, number in fitting for digit, glyph in zip(number, glyphs, strict=True)]
    digits = np.array([int(digit) for digit, _ in pairs])
    pictures = np.array([glyph for _, glyph in pairs])
    totals = np.array([pictures[digits == digit].sum(axis=0) for digit in range(10)])
    counts = np.bincount(digits, minlength=10).astype(np.float64)
    right = sum(_nearest(picture, int(digit), totals, counts) == digit for picture, digit in zip(pictures, digits, strict=True))
    return float(right / len(pairs))


def _nearest(picture: npt.NDArray[np.float32], own: int, totals: npt.NDArray[np.float64], counts: npt.NDArray[np.float64]) -> int:
    """The digit whose mean picture, without this one, is nearest."""
    sums, numbers = totals.copy(), counts.copy()
    sums[own] -= picture
    numbers[own] -= 1
    means = sums / np.maximum(numbers, 1)[:, None]
    distances = np.where(numbers > 0, np.linalg.norm(means - picture, axis=1), np.inf)
    return int(np.argmin(distances))
