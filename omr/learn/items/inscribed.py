"""The letters printed in outlines of a page that carries no text, as one line of clear print: what stands at one place of many rows is one
letter, and their median shows it without noise and marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from omr.learn.outlines.outlines import Outline
from omr.learn.paper.blank import PX_PER_MM
from omr.learn.paper.pictures import picture
from omr.model.layout import Box
from omr.model.page import Gray

Darkness = npt.NDArray[np.float32]
Pictures = npt.NDArray[np.float64]

AROUND = (1.1, 0.85, 0.72)
"""Parts of an outline's box that are looked at: a letter that touches a thin ring is seen in the middle alone."""
FINE = 3
"""Times the page's scale: strokes of small letters are parted from the ring."""
FAINT = 50.0
"""Grey values: what is no darker anywhere is paper."""
INK = (0.25, 0.45)
"""Shares of its darkest place from which a place is print: thin strokes are pale, and thick ones run into the ring unless less is taken."""
RING, LEAST = 0.75, 0.2
"""Shares of a box's width and height from which print is the outline itself, and of its height from which it is part of a letter."""
HIGH, GAP = 48, 60
"""Pixels: letters' height in the line, and the white between them."""
EVENLY, GRAIN = 95, 20.0
"""Percentile of a picture that is paper, and grey values that its grain makes darker."""
ALIKE = 0.6
"""Two pictures of one letter correlate so well."""
ROOM_MM = 0.3
"""Of white around a word."""
HALF = 0.5
"""Share of a row's options that must look like another's: in the others somebody may have made a mark."""
LEAST_ROWS = 2
"""Rows that print other letters: one alone may be marked."""
OTHERWISE, TURNS = 0.8, 5
"""Halves of a group whose means correlate less print other letters: on scans, those of the same letters have 0.85 and more, F G H J beside
A B C D 0.69. And how often rows change to the half that they are more like.
"""


def alike(rows: Sequence[tuple[Outline, ...]], mask: Gray) -> list[list[int]]:
    """The rows that print the same, by their places, largest first. ``rows`` have one number of outlines each."""
    shown = [np.array([picture(mask, one.box) for one in row]) for row in rows]
    groups: list[list[int]] = []
    for i, pictures in enumerate(shown):
        like = ((pictures * shown[group[0]]).sum(axis=1) > ALIKE for group in groups)
        home = next((group for group, same in zip(groups, like, strict=True) if float(same.mean()) >= HALF), None)
        if home is None:
            groups.append([i])
        else:
            home.append(i)
    return sorted((part for group in groups for part in _parted(group, shown)), key=len, reverse=True)


def _parted(group: list[int], shown: Sequence[Pictures]) -> list[list[int]]:
    """A group, in two where its rows are alike in pairs only: a letter in a ring looks much like any other letter in it, one by one."""
    pictures = np.array([shown[i] for i in group])
    other = np.median((pictures * pictures[0]).sum(axis=2), axis=1)
    second = other < (other.min() + other.max()) / 2
    for _ in range(TURNS):
        if second.sum() < LEAST_ROWS or (~second).sum() < LEAST_ROWS:
            return [group]
        means = [_unit(pictures[half].mean(axis=0)) for half in (~second, second)]
        near = [np.median((pictures * mean).sum(axis=2), axis=1) for mean in means]
        second = near[1] > near[0]
    if second.sum() < LEAST_ROWS or (~second).sum() < LEAST_ROWS or np.median((means[0] * means[1]).sum(axis=1)) > OTHERWISE:
        return [group]
    halves = ([i for i, is_second in zip(group, second, strict=True) if bool(is_second) is wanted] for wanted in (False, True))
    return [part for half in halves for part in _parted(half, shown)]


def _unit(pictures: Pictures) -> Pictures:
    """Pictures of a row with length 1."""
    lengths = np.linalg.norm(pictures, axis=1, keepdims=True)
    return pictures / np.where(lengths > 0, lengths, 1.0)


def lines_of(rows: Sequence[tuple[Outline, ...]], image: Gray) -> Iterator[Gray]:
    """What rows that print the same show at each place, as one line, by every way of looking that shows something everywhere."""
    for ink, part in product(INK, AROUND):
        letters = [_letter([row[place].box for row in rows], image, part, ink) for place in range(len(rows[0]))]
        if all(letter is not None for letter in letters):
            yield _line([letter for letter in letters if letter is not None])


def line_beside(boxes: Sequence[Box], image: Gray) -> Gray:
    """One line with what stands in some boxes, side by side."""
    return _line(
        [_darkness(_cut(image, Box(box.x - ROOM_MM, box.y - ROOM_MM, box.w + 2 * ROOM_MM, box.h + 2 * ROOM_MM), 1.0)) for box in boxes]
    )


def _darkness(shown: npt.NDArray[Any]) -> Darkness:
    """How much darker a picture is than its paper, whose grain is none."""
    paper = max(float(np.percentile(shown, EVENLY)), 1.0)
    dark = 255 - np.clip(shown.astype(np.float32) * (255 / paper), 0, 255)
    return np.where(dark > GRAIN, dark, 0).astype(np.float32)


def _letter(boxes: Sequence[Box], image: Gray, part: float, ink: float) -> Darkness | None:
    """The darkness of the print in boxes that show the same, without their outline, cut to its edges; None where there is none."""
    cut = [_cut(image, box, part) for box in boxes]
    height, width = (round(float(np.median([one.shape[axis] for one in cut]))) for axis in (0, 1))
    if not (height and width and all(one.size for one in cut)):
        return None
    shown = np.median([cv2.resize(one, (width, height)).astype(np.float32) for one in cut], axis=0)
    dark = np.clip(cv2.resize(_darkness(shown), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC), 0, 255)
    if dark.max() < FAINT:
        return None
    kept = _of_letters(np.asarray(dark > ink * dark.max(), dtype=np.uint8), part)
    if not kept.any():
        return None
    rows, columns = np.nonzero(kept)
    seen = np.where(kept > 0, dark * (255 / dark.max()), 0).astype(np.float32)
    return seen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _cut(image: Gray, box: Box, part: float) -> Gray:
    (x, y), w, h = box.centre, part * box.w, part * box.h
    x0, y0, x1, y1 = (max(0, round(value * PX_PER_MM)) for value in (x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    return image[y0:y1, x0:x1]


def _of_letters(print_: Gray, part: float) -> Gray:
    """Where print is a letter's, with the soft edge around it: it ends within the picture and is smaller than the outline."""
    high, wide = print_.shape
    _, names, stats, _ = cv2.connectedComponentsWithStats(print_, connectivity=8)
    kept = np.zeros_like(print_)
    for i, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        whole = x > 0 and y > 0 and x + w < wide and y + h < high
        outline = w > RING * wide / part and h > RING * high / part
        if whole and not outline and h > LEAST * high:
            kept[names == i] = 1
    return np.asarray(cv2.dilate(kept, np.ones((2 * FINE + 1, 2 * FINE + 1), np.uint8)), dtype=np.uint8)


def _line(letters: Sequence[Darkness]) -> Gray:
    """Letters side by side on white, on one foot."""
    scale = HIGH / max(letter.shape[0] for letter in letters)
    white = np.zeros((HIGH, GAP), np.float32)
    parts = [white]
    for letter in letters:
        sized = cv2.resize(letter, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)[:HIGH]
        parts += [np.pad(sized, ((HIGH - sized.shape[0], 0), (0, 0))), white]
    line = np.pad(np.concatenate(parts, axis=1), ((GAP, GAP), (0, 0)))
    return np.asarray(255 - np.clip(line, 0, 255), dtype=np.uint8)
