"""Which boxes of a page show the same print: they carry one label, and the reference shows one letter in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import median
from omr.model.layout import LayoutOption
from omr.model.page import Gray

Rows = npt.NDArray[np.intp]
Shown = npt.NDArray[np.float32]

ENOUGH_ALIKE = 8
"""Boxes of one label from which their common print can be told from marks: a lower quartile of fewer is chance."""
OWN_MOST = 15
"""Boxes of a label that tell how a page prints it, evenly over the page; of fewer, some are counted twice."""
TINT = 5.0
"""Darkness (0 to 255) by which the grounds of boxes differ: the lightest tints in use have 10."""
SAME_LETTER = 0.85
"""Correlation of two boxes' prints, each about its own middle, from which they show the same letter: A and Đ of 1.5 mm have 0.7, B and S
0.9, two of one letter 0.9 to 1.0."""
TOLD = 0.75
"""Share of a label's boxes whose letters must be told; where a reference is so coarse that less are, all of them are taken for alike."""
UNPRINTED = 32.0
"""Standard deviation of the darkness (0 to 255) inside a box below which nothing is printed in it."""
OUTLINE = np.ones((5, 5), np.uint8)
"""So many samples inside may be the inner edge of a thick outline."""
SAME_PLACE = 0.9
"""Correlation of two boxes' letters from which they stand at the same place: half a sample aside they have less."""


def alike(options: Sequence[LayoutOption], printed: Gray, inside: Gray) -> tuple[Rows, ...]:
    """The rows of the options that carry the same label at the same size and show the same letter at the same place, where they are
    ``ENOUGH_ALIKE``. ``printed`` (n, SIDE, SIDE) is what the reference shows, ``inside`` (n, SIDE, SIDE) says where that is looked at.
    """
    grounds = (some for rows in labelled(options) for some in by_ground(rows, printed, inside))
    return tuple(part for rows in grounds for some in by_letter(rows, printed, inside) for part in parted(some, printed, inside))


def labelled(options: Sequence[LayoutOption]) -> Iterator[Rows]:
    """The rows of the options that carry the same label at the same size, where they are ``ENOUGH_ALIKE``."""
    rows: dict[tuple[str, float, float], list[int]] = defaultdict(list)
    for row, option in enumerate(options):
        rows[option.printed or option.label, round(option.box.w, 1), round(option.box.h, 1)].append(row)
    yield from (np.array(members, dtype=np.intp) for members in rows.values() if len(members) >= ENOUGH_ALIKE)


def by_ground(rows: Rows, printed: Gray, inside: Gray) -> list[Rows]:
    """The boxes of one label, apart where they stand on paper and on tints, as every other row of a form may; without the few of a ground
    that are not ``ENOUGH_ALIKE``.
    """
    ground = np.array([median(printed[row][inside[row] > 0].astype(np.uint16)) for row in rows])
    order = np.argsort(ground, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(ground[order]) > TINT) + 1)
    return [rows[np.sort(part)] for part in parts if len(part) >= ENOUGH_ALIKE] or [rows]


def by_letter(rows: Rows, printed: Gray, inside: Gray) -> list[Rows]:
    """The boxes of one label, apart where the reference shows other letters: where nobody read those, options go by their place, and the
    first of A to D and the first of T and F are both called A. The few of a letter that are not ``ENOUGH_ALIKE`` are left out: better the
    reference's print than another letter's.
    """
    side = inside.shape[-1]
    clear = cv2.erode(inside[rows].reshape(-1, side), OUTLINE).reshape(-1, side, side) > 0
    likeness = _likeness(_centred(np.where(clear, printed[rows], 0).astype(np.float32)))
    blank = printed[rows][:, clear[0]].std(axis=1) < UNPRINTED
    near = (likeness >= SAME_LETTER) | np.eye(len(rows), dtype=np.bool_)
    near[np.ix_(blank, blank)] = True
    left, parts = np.ones(len(rows), dtype=np.bool_), []
    while left.any():
        part = _reached(near, int(left.argmax()))
        left &= ~part
        if part.sum() >= ENOUGH_ALIKE:
            parts.append(rows[part])
    return parts if sum(map(len, parts)) >= TOLD * len(rows) else [rows]


def _reached(near: npt.NDArray[np.bool_], first: int) -> npt.NDArray[np.bool_]:
    """Which places (n,) are near a first one, or near one that is, by what is near what (n, n)."""
    part = np.zeros(len(near), dtype=np.bool_)
    grown = near[first]
    while (grown != part).any():
        part, grown = grown, np.asarray(near[grown].any(axis=0))
    return part


def _centred(shown: Shown) -> Shown:
    """Pictures (n, side, side), each moved so that the middle of its darkness is its own (n, side * side)."""
    side = shown.shape[-1]
    ticks = np.arange(side) - (side - 1) / 2
    dark = np.maximum(shown.sum(axis=(1, 2)), 1.0)
    off = (shown.sum(axis=1) @ ticks / dark, shown.sum(axis=2) @ ticks / dark)
    moves = (np.array([[1, 0, -x], [0, 1, -y]], dtype=np.float32) for x, y in zip(*off, strict=True))
    moved = [cv2.warpAffine(one, move, (side, side)).ravel() for one, move in zip(shown, moves, strict=True)]
    return np.array(moved, dtype=np.float32)


def _likeness(shown: Shown) -> Shown:
    """The correlations (n, n) of pictures (n, samples) with each other; 0 where nothing is to be seen."""
    level = shown - shown.mean(axis=1, keepdims=True)
    level /= np.maximum(np.linalg.norm(level, axis=1, keepdims=True), 1.0)
    return np.asarray(level @ level.T, dtype=np.float32)


def parted(rows: Rows, printed: Gray, inside: Gray) -> list[Rows]:
    """The boxes of one letter, apart where the reference shows it at other places: between pixels it is drawn now on one, now on two of
    them, and what most boxes of both kinds have in common would lack half of its stroke.
    """
    likeness = _likeness(printed[rows][:, inside[rows[0]] > 0].astype(np.float32))
    left, firsts = np.arange(len(rows)), []
    while len(left):
        near = likeness[left[0], left] >= SAME_PLACE
        near[0] = True
        if near.sum() >= ENOUGH_ALIKE:
            firsts.append(int(left[0]))
        left = left[~near]
    if len(firsts) < 2:
        return [rows]
    nearest = likeness[firsts].argmax(axis=0)
    return [rows[nearest == place] for place in range(len(firsts))]


def tellers(labels: tuple[Rows, ...]) -> Rows:
    """Of each label's boxes those that tell how a page prints it (OWN_MOST, labels)."""
    chosen = [rows[np.linspace(0, len(rows) - 1, OWN_MOST).astype(np.intp)] for rows in labels]
    return np.array(chosen, dtype=np.intp).reshape(-1, OWN_MOST).T
