"""A form learned from a page that somebody has filled in: its picture as print alone would be, by what the other boxes of a kind show.

A mark left in the reference would be expected on every scan, and hide a mark in the same box; an outline under correction fluid would be
missed on none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import quantile
from omr.learn.paper.blank import Word
from omr.learn.paper.nearby import Nearby
from omr.model.exam import Shape
from omr.model.layout import REFERENCE_PX_PER_MM, WIDE_MM, Box, LayoutOption, LayoutPage
from omr.model.page import Gray

AROUND_MM = 0.4
"""A box is cleaned with so much around it: the next box begins further away, or behind a wall that both share."""
PAPER_MM = 4.0
PAPER_QUANTILE = 0.9
"""The paper's own grey: of what lies so near to a box, so many are at most as light; a filled box covers less."""
KIN, DOZEN = 5, 12
"""Of so many boxes that print the same, fewer than half are marked; with fewer boxes of one label those of all labels are asked, but for
labels of a dozen boxes and more.
"""
SAME_LABEL = 2
"""So many unmarked boxes of one label show what is printed in a marked one; with fewer, boxes of all labels do."""
DARKER = 0.14
"""Share of full black inside by which the boxes of a label are mostly darker than those of others where a student has marked that option
in most items: on scans of 55 blank forms letters differ by 0.08 at most, and crosses cover 0.3.
"""
LETTERED = 0.9
"""Share of the boxes of one size that hold print from which that is their letters, and no marks typed into some."""
CLOSE_MM = 0.15
"""So near to a box its outline may be blurred; what lies from there to ``AROUND_MM`` is the ground that the box is printed on."""
OUTLINE_MM = 0.3
"""So far within a box its outline may reach."""
EVEN = 0.03
"""Of the paper's brightness: around a box on a printed ground the middle half of the pixels differ by no more; around a mark they do."""
TINT = 0.02
"""Of the paper's brightness: one ground's boxes follow each other in smaller steps; the lightest tint in use takes off 0.04."""
SAME_MM = 0.2
"""Boxes of one size differ by no more: they are measured to a pixel or two."""
EXCESS = 0.015
"""Share of full black, over a whole box, by which a marked box exceeds the others: a dot of 0.7 mm in a box of 5 mm. Of 1,400 boxes of
three scanned and typeset blanks none exceeds them by 0.006."""
PART_MM = 5.0
"""The side of such a box: larger cells are looked at by parts of that size."""
UNLIKE = 4.0
"""Times what the boxes of a kind usually exceed each other by, where different letters are printed in them."""
PRINTED = 0.6
"""Of the paper's brightness: darker is print."""
LOST = 0.5
"""Of its print: a box that shows no more was covered or erased; a coarse black-and-white scan loses a side of four."""

Floats = npt.NDArray[np.float32]


def unmarked(picture: Gray, page: LayoutPage, words: Sequence[Word] = ()) -> tuple[Gray, int]:
    """The picture (``REFERENCE_PX_PER_MM``) with marked and erased boxes as print alone would show them, and how many those were. ``words``
    are those of a page that can be read: a box with its own letter in it is no mark for being unlike those with others.
    """
    cleaned = picture.copy()
    count = 0
    options = [option for field in page.fields for option in field.options]
    lengths = {id(option): len(field.options) for field in page.fields for option in field.options}
    darks = {id(option): _darkness(picture, option) for option in options}
    for judged, kin in _groups(options, _grounds(picture, options), _letters(options, words), lengths, darks):
        shape = np.median([(option.box.w, option.box.h) for option in kin], axis=0) + 2 * AROUND_MM
        w, h = (round(side * REFERENCE_PX_PER_MM) for side in shape)
        papers = {id(option): _paper(picture, option) for option in (*judged, *kin)}
        seen = {id(option): _cut(picture, option, (w, h)).astype(np.float32) / papers[id(option)] for option in (*judged, *kin)}
        usual = np.median([seen[id(option)] for option in kin], axis=0).astype(np.float32)
        darker = cv2.erode(_soft(usual), np.ones((3, 3), np.uint8))  # print may lie a pixel beside
        excess = {place: _within(np.maximum(darker - _soft(patch), 0)) for place, patch in seen.items()}
        most = max(EXCESS, UNLIKE * float(np.median([excess[id(option)] for option in kin])))
        marked = {place for place, share in excess.items() if share > most}
        for option in judged:
            paper, patch = papers[id(option)], seen[id(option)]
            if id(option) in marked:
                same = [seen[id(one)] for one in kin if id(one) not in marked and _is_named_alike(one, option, lengths)]
                own = np.median(same, axis=0).astype(np.float32) if len(same) >= SAME_LABEL else usual
                _put(cleaned, option, own * paper, np.maximum)
                count += 1
            elif _is_lost(patch, usual):
                _put(cleaned, option, usual * paper, np.minimum)
                count += 1
    return cleaned, count


def _within(excess: Floats) -> float:
    """How much of a patch lies inside its box's outline, as a share of the whole patch: a heading's bar may lie close around it. Of a
    large cell, the share of its darkest part that is as large as a box: a mark takes no more of it.
    """
    edge = round((AROUND_MM + OUTLINE_MM) * REFERENCE_PX_PER_MM)
    inner = excess[edge:-edge, edge:-edge]
    if max(excess.shape) <= (WIDE_MM + 2 * AROUND_MM) * REFERENCE_PX_PER_MM:
        return float(inner.sum()) / excess.size
    rows, columns = (min(side, round(PART_MM * REFERENCE_PX_PER_MM)) for side in inner.shape)
    parts = cv2.boxFilter(inner, cv2.CV_32F, (columns, rows), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(np.max(parts)) / float((rows + 2 * edge) * (columns + 2 * edge))


def _letters(options: Sequence[LayoutOption], words: Sequence[Word]) -> dict[int, str]:
    """What is printed in each option's box, by its id, where anything is: its own label, or else the first word."""
    near = Nearby(word.box for word in words)
    inside = ((option, [words[i].text for i in near.of(option.box) if _holds(option.box, words[i].box)]) for option in options)
    return {id(option): _label(option) if _label(option) in texts else texts[0] for option, texts in inside if texts}


def _is_named_alike(one: LayoutOption, other: LayoutOption, lengths: Mapping[int, int]) -> bool:
    return _label(one) == _label(other) and lengths[id(one)] == lengths[id(other)]


def _label(option: LayoutOption) -> str:
    return option.printed or option.label


def _holds(box: Box, text: Box) -> bool:
    x, y = text.centre
    return box.x < x < box.x + box.w and box.y < y < box.y + box.h


def _groups(
    options: Sequence[LayoutOption],
    grounds: Sequence[int],
    letters: Mapping[int, str],
    lengths: Mapping[int, int],
    darks: Mapping[int, float],
) -> list[tuple[list[LayoutOption], list[LayoutOption]]]:
    """Options of one shape, size, ground and label, and their kin: each other, or where they are few of their label all of their size,
    but for those that show a letter of their own. Where nearly all of one size show letters, those with another one than their label are
    no kin of the rest: labels that nobody could read go by place. Of a label most of whose boxes are marked those of the others are kin.
    """
    sizes: list[tuple[LayoutOption, int, list[LayoutOption]]] = []
    for option, ground in zip(options, grounds, strict=True):
        home = next((some for first, same, some in sizes if ground == same and _alike(first, option)), None)
        if home is None:
            sizes.append((option, ground, [option]))
        else:
            home.append(option)
    groups = []
    for _, _, some in sizes:
        all_lettered = sum(id(option) in letters for option in some) >= LETTERED * len(some)
        labels: dict[tuple[str, str], list[LayoutOption]] = {}
        for option in some:
            labels.setdefault((_label(option), letters.get(id(option), "") if all_lettered else ""), []).append(option)
        dark = _mostly_dark(labels, darks)
        light = [option for label, kin in labels.items() if label not in dark for option in kin]
        groups.append(([option for label in dark for option in labels.pop(label)], light))
        enough = DOZEN if any(len(kin) < KIN for kin in labels.values()) else KIN
        groups += [(part, part) for kin in labels.values() if len(kin) >= enough for part in _by_length(kin, lengths)]
        few = [option for kin in labels.values() if len(kin) < enough for option in kin]
        own = [option for option in few if id(option) in letters and (all_lettered or letters[id(option)] == _label(option))]
        groups.append(([option for option in few if not any(option is one for one in own)], light))
    return [(judged, kin) for judged, kin in groups if judged and len(kin) > 2]


def _mostly_dark(labels: Mapping[tuple[str, str], Sequence[LayoutOption]], darks: Mapping[int, float]) -> list[tuple[str, str]]:
    """The labels most of whose boxes are darker than most of those of the others."""
    usual = {label: float(np.median([darks[id(option)] for option in kin])) for label, kin in labels.items()}
    levels = sorted(usual.values())
    least = levels[(len(levels) - 1) // 2]
    return [label for label, level in usual.items() if level > least + DARKER]


def _darkness(picture: Gray, option: LayoutOption) -> float:
    """How dark it is inside a box's outline, as a share of full black."""
    w, h = (max(1, round((side - 2 * OUTLINE_MM) * REFERENCE_PX_PER_MM)) for side in (option.box.w, option.box.h))
    return max(0.0, 1 - float(_cut(picture, option, (w, h)).mean()) / _paper(picture, option))


def _by_length(kin: list[LayoutOption], lengths: Mapping[int, int]) -> list[list[LayoutOption]]:
    """Options of one label, apart by the number of options in their rows (``lengths``, by their id), where each part is ``KIN`` or more:
    labels that nobody could read go by place, and the second of ten digits is called B, too.
    """
    parts: dict[int, list[LayoutOption]] = {}
    for option in kin:
        parts.setdefault(lengths[id(option)], []).append(option)
    return list(parts.values()) if min(map(len, parts.values())) >= KIN else [kin]


def _grounds(picture: Gray, options: Sequence[LayoutOption]) -> list[int]:
    """The number of the ground that each option is printed on: paper, or a tint that lies evenly around ``KIN`` boxes or more. What
    darkens the surroundings of fewer, or unevenly, is a mark, and its box belongs to the ground that is nearest.
    """
    around = [_around(picture, option) for option in options]
    even = np.sort([level for level, spread in around if level > PRINTED and spread < EVEN])
    parts = np.split(even, np.flatnonzero(np.diff(even) > TINT) + 1)
    tints = np.array([np.median(part) for part in parts if len(part) >= KIN])
    return [int(np.abs(tints - level).argmin()) if tints.size else 0 for level, _ in around]


def _around(picture: Gray, option: LayoutOption) -> tuple[float, float]:
    """How bright it is around a box, and how far the middle half of its pixels differ: shares of the paper's brightness. A box at the edge
    of a tint, which is as dark within as what lies darker around it, stands on the tint.
    """
    near = round(CLOSE_MM * REFERENCE_PX_PER_MM)
    wide = round((AROUND_MM - CLOSE_MM) * REFERENCE_PX_PER_MM)
    w, h = (round(side * REFERENCE_PX_PER_MM) + 2 * (near + wide) for side in (option.box.w, option.box.h))
    ring = np.ones((h, w), dtype=bool)
    ring[wide:-wide, wide:-wide] = False
    smooth = cv2.blur(_cut(picture, option, (w, h)), (3, 3))
    paper = _paper(picture, option)
    low, high = (quantile(smooth[ring], share) / paper for share in (0.25, 0.75))
    inner = 2 * (near + wide)
    within = quantile(smooth[inner:-inner, inner:-inner].ravel(), 0.75) / paper if min(w, h) > 2 * inner else high
    return (low, 0.0) if high - low >= EVEN and abs(within - low) < TINT else (high, high - low)


def _alike(one: LayoutOption, other: LayoutOption) -> bool:
    same: Shape = one.shape
    return same is other.shape and abs(one.box.w - other.box.w) < SAME_MM and abs(one.box.h - other.box.h) < SAME_MM


def _paper(picture: Gray, option: LayoutOption) -> float:
    w, h = (round((side + 2 * PAPER_MM) * REFERENCE_PX_PER_MM) for side in (option.box.w, option.box.h))
    return max(1.0, quantile(_cut(picture, option, (w, h)).ravel(), PAPER_QUANTILE))


def _cut(picture: Gray, option: LayoutOption, size: tuple[int, int]) -> Gray:
    x, y = option.box.centre
    return np.asarray(cv2.getRectSubPix(picture, size, (x * REFERENCE_PX_PER_MM - 0.5, y * REFERENCE_PX_PER_MM - 0.5)), dtype=np.uint8)


def _is_lost(patch: Floats, usual: Floats) -> bool:
    """Whether most of what the others print is not there, not even a pixel beside."""
    near = cv2.erode(patch, np.ones((3, 3), np.uint8))
    ink = usual < PRINTED
    return bool(ink.any() and (near[ink] > (1 + PRINTED) / 2).mean() > LOST)


def _soft(patch: Floats) -> Floats:
    """A hairline is as dark whether it falls on one row of pixels or between two."""
    return np.asarray(cv2.blur(patch, (3, 3)), dtype=np.float32)


def _put(picture: Gray, option: LayoutOption, print_alone: Floats, choice: np.ufunc) -> None:
    """Each pixel of a box becomes what print alone would show, which may be darker than a pencil's mark upon it; around the box, where
    other print may stand, the lighter or the darker (``choice``) of that and what it is.
    """
    rows, columns = print_alone.shape
    x, y = (centre * REFERENCE_PX_PER_MM - side / 2 for centre, side in zip(option.box.centre, (columns, rows), strict=True))
    left, top = round(x), round(y)
    move = np.array([[1, 0, x - left], [0, 1, y - top]], dtype=np.float32)
    shown = np.rint(cv2.warpAffine(print_alone, move, (columns, rows), borderMode=cv2.BORDER_REPLICATE))
    inside, edge = np.zeros((rows, columns), np.bool_), round(AROUND_MM * REFERENCE_PX_PER_MM)
    inside[edge:-edge, edge:-edge] = True
    here = picture[max(0, top) : top + rows, max(0, left) : left + columns]
    part = slice(max(0, -top), max(0, -top) + here.shape[0]), slice(max(0, -left), max(0, -left) + here.shape[1])
    there = np.clip(shown, 0, 255).astype(np.uint8)[part]
    here[:] = np.where(inside[part], there, choice(here, there))
