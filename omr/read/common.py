"""The print as a page shows it itself: what its boxes of one label have in common, told from what somebody marked in them."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import ranked
from omr.model.page import Gray
from omr.read.alike import OWN_MOST
from omr.read.expected import SIDE, Expected
from omr.read.paper import PRINTED
from omr.read.stacks import within

CORE_RANK = 10
"""Percentile of the boxes' darkness that shows what is in all of them: print."""
LETTER_RANK = 60
"""Percentile that shows the whole letter around such a core: it stands a little off in each box."""
MOST_LETTER, UNALIKE, LEAST_LETTER = 0.3, 1.6, 0.02
"""Largest mean darkness inside that a letter gives (1 = black), how many times the least label's at most, and what noise adds."""
SAME = 0.9
"""Correlation that different labels' letters stay below: up to 0.86 at 3 mm."""
OWN_KERNEL = np.ones((3, 3), np.uint8)
"""Print may spread by a sample beyond its place."""
OWN_HEAVIER, OWN_PALER = 2.0, 0.5
"""How much darker or paler than the reference a page may print."""
OWN_RANK = 0.45
"""Share of a label's boxes, the palest at each sample, that shows its print: of labels of which an item has one mark, only one can have
fewer unmarked boxes, and that one is seen beside the others."""
OWN_PALEST, OWN_STEADY, OWN_NOISE = 2, 1.4, 8
"""Rank of the box that shows a label's print where most of its boxes are marked; how many times darker, and by how many greys, boxes of
one label are without marks."""
OWN_LEFT = 1
"""The same rank among all boxes of a label that are as much darker than its print: two that are not marked are enough."""
FEWEST_LABELS, OWN_UNALIKE, OWN_SLACK = 2, 1.5, 0.1
"""Labels that can tell print from marks beside each other, and how much more than the least one a label's print may spread."""


def common_print(dark: Gray, known: Expected) -> tuple[Gray, bool]:
    """What nearly all boxes of one label show on a page: the letter printed in it, where no reference picture tells; and whether some
    label's boxes have something in common of which nothing says if it is print or the same mark throughout.

    A student who marks every box of one label, or of all, must not have those marks taken for print: letters cover little, one label's
    no more than ``UNALIKE`` times what the others' do, and they differ from label to label, as crosses in all boxes do not.
    """
    common = np.zeros_like(dark)
    cores = [np.percentile(dark[rows], CORE_RANK, axis=0) for rows in known.alike]
    if _sameness([np.where(known.inside[rows[0]] > 0, core, 0) for core, rows in zip(cores, known.alike, strict=True)]) > SAME:
        return common, False  # the same in all boxes of the page: if it is marks, an item has too many
    covered = [
        float(core[known.inside[rows[0]] > 0].sum() / 255 / known.inner_count[rows[0]])
        for core, rows in zip(cores, known.alike, strict=True)
    ]
    most = min(MOST_LETTER, UNALIKE * min(covered, default=0.0) + LEAST_LETTER)
    for core, cover, rows in zip(cores, covered, known.alike, strict=True):
        if cover <= most:
            around = cv2.dilate((core > PRINTED).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
            common[rows] = np.where(around, np.percentile(dark[rows], LETTER_RANK, axis=0), 0).astype(np.uint8)
    return common, max(covered, default=0.0) > most


def _sameness(shapes: list[npt.NDArray[np.float64]]) -> float:
    """How alike most pairs of some shapes are: the middle one of their correlations; 1 where there is no pair, or nothing in them."""
    pairs = [_correlation(one, other) for place, one in enumerate(shapes) for other in shapes[:place]]
    return float(np.median(pairs)) if pairs else 1.0


def _correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    least = min(float(one.std()), float(other.std()))
    return float(np.mean((one - one.mean()) * (other - other.mean()))) / float(one.std() * other.std()) if least else 1.0


def own_print(dark: Gray, printed: Gray, inside_dark: npt.NDArray[np.float32], known: Expected) -> Gray:
    """The print as this page shows it itself: what nearly half of the boxes of one label show at most, near where the reference prints.
    ``inside_dark`` (n,) sums each box's darkness inside its outline.

    Scanners and copiers draw letters bolder, thinner, paler or blacker than any blur of the reference; beside each other the boxes of one
    page tell. A student who marks the same option throughout must not have those marks taken for print: they would spread it far more
    than a copier spreads the letters of all options alike, so a label that does so keeps the reference's print.
    """
    if len({known.names[rows[0]][-1] for rows in known.alike}) < FEWEST_LABELS:
        return printed
    first = known.tellers[0]
    usual = _ranked(dark[known.tellers], int(OWN_RANK * OWN_MOST))
    inside = known.inside[first]
    for label, palest, rank in _mostly_marked(inside_dark / known.inner_count, printed, known):
        usual[label] = _ranked(dark[palest], rank)
    there = printed[first]
    highest = cv2.convertScaleAbs(_grown(there), alpha=OWN_HEAVIER).reshape(there.shape)
    lowest = cv2.convertScaleAbs(there.reshape(-1, SIDE), alpha=OWN_PALER).reshape(there.shape)
    own = np.minimum(np.maximum(usual, lowest), highest)
    more, room = (within(np.maximum(top, there) - there, inside) for top in (own, highest))
    spread = more / np.maximum(room, 1.0)
    result = printed.copy()
    for place in np.flatnonzero(spread <= OWN_UNALIKE * spread.min() + OWN_SLACK):
        result[known.alike[place]] = own[place]
    return result


def _grown(patches: Gray) -> Gray:
    """The print (n, SIDE, SIDE) spread by a sample, each patch by itself: rows of paper between them keep them apart."""
    apart = np.zeros((len(patches), SIDE + 1, SIDE), np.uint8)
    apart[:, :SIDE] = patches
    grown = np.asarray(cv2.dilate(apart.reshape(-1, SIDE), OWN_KERNEL), dtype=np.uint8).reshape(apart.shape)
    return grown[:, :SIDE].reshape(-1, SIDE)


def _mostly_marked(shown: npt.NDArray[np.float32], printed: Gray, known: Expected) -> Iterator[tuple[int, npt.NDArray[np.intp], int]]:
    """The labels of ``alike`` most of whose boxes are much darker than their palest ones, so marked; and boxes of each, with the rank among
    them of what shows its print. ``shown`` (n,) is the mean darkness inside.

    Where a label is so much darker than its print, its palest boxes are looked for among all; not among those that show less than
    their print, under correction fluid or where a scan has lost it.
    """
    first = known.tellers[0]
    foreseen = within(printed[first], known.inside[first]) / known.inner_count[first]
    for label, (rows, tellers) in enumerate(zip(known.alike, known.tellers.T, strict=True)):
        ordered = rows[np.argsort(shown[rows], kind="stable")]
        least = float(foreseen[label])
        palest = ordered[shown[ordered] >= OWN_PALER * least][:OWN_MOST]
        usual = float(shown[ordered[int(OWN_RANK * len(rows))]])
        if len(palest) > OWN_LEFT and _is_far_below(max(least, float(shown[palest[OWN_LEFT]])), usual):
            yield label, palest, OWN_LEFT
            continue
        among = np.sort(shown[tellers]).tolist()
        if _is_far_below(among[OWN_PALEST], among[int(OWN_RANK * OWN_MOST)]):
            yield label, tellers, OWN_PALEST


def _is_far_below(pale: float, usual: float) -> bool:
    return usual > OWN_STEADY * pale + OWN_NOISE


def _ranked(patches: Gray, place: int) -> Gray:
    """The value of rank ``place`` at each sample of some patches, along their first axis."""
    stack = np.ascontiguousarray(patches)
    return ranked(stack.reshape(len(stack), -1, SIDE), place).reshape(stack.shape[1:])
