"""The print of a page as scanners of different softness show it: prepared once, so that a page only has to compare."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import median, quantile
from omr.model.page import Gray

Floats = npt.NDArray[np.float32]

BLURS = (0.0, 0.6, 0.9, 1.3, 1.8)
"""Gaussian widths in samples (0.19 mm) tried for the scanner's softness; 1.8 is a page at 100 dpi out of focus."""
PROBES = 30
"""Boxes from which softness and print level are told; their medians are steady from 20 on."""
THINNED = slice(None, None, 2)
"""Every other sample each way tells as much."""
PRINT = 60
"""Darkness from which a sample of the reference counts as print."""
LETTER_RANK = 0.65
"""Quantile of the letters' own level: above the median since a 1-bit scan keeps only parts of a grey letter, all of them black."""
LARGEST_LEVEL = 4.0
"""A letter printed at a quarter of black may be black on a 1-bit scan."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some samples of the probes: their places among all thinned samples, and the print's darkness there."""

    places: npt.NDArray[np.intp]
    darkness: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """The print of all boxes (n, side, side) at one softness, and the samples of the probes that tell it: lines of the outlines, of the
    letters, and whatever of the outlines' soft edges is still seen.
    """

    blur: float
    print: Gray
    outline: Part
    letter: Part
    edge: Part


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """How a page shows its print: softness, the darkness of outlines and letters over the reference's (as applied, and as the mean)."""

    soft: Soft
    level: float
    letter_level: float
    letters: float


def probes(count: int) -> npt.NDArray[np.intp]:
    """The boxes looked at, evenly over the page."""
    return np.unique(np.linspace(0, count - 1, PROBES).astype(np.intp))


def is_unlined(printed: Gray, inside: Gray) -> bool:
    """Whether the boxes are printed without outlines, as a form is learned from a photo that an app has whitened: letters alone stand
    ``inside`` of them.
    """
    if not len(printed):
        return False
    chosen = probes(len(printed))
    print_, within = (patches[chosen, THINNED, THINNED] > least for patches, least in ((printed, PRINT), (inside, 0)))
    lined = (print_ & ~within).any(axis=(1, 2))  # some boxes of a filled page are: by the end of a mark
    return bool(2 * lined.sum() < len(chosen) and (print_ & within).sum() > PROBES)


def softened(printed: Gray, inside: Gray, *, unlined: bool = False) -> tuple[Soft, ...]:
    """The print (n, side, side) at every softness; ``inside`` (0 or 255) tells letters from outlines. Where it is ``unlined``, letters
    tell what outlines do elsewhere.
    """
    n, side, _ = printed.shape
    if not n:
        return ()
    chosen = probes(n)
    within = _thin(inside[chosen]) > 0
    telling = within if unlined else ~within
    lines = int(((_thin(printed[chosen]) > PRINT) & telling).sum())
    made = []
    for blur in BLURS:
        tall = printed.reshape(-1, side)
        soft = tall if blur == 0 else np.asarray(cv2.GaussianBlur(tall, (0, 0), blur), dtype=np.uint8)
        soft = soft.reshape(printed.shape)
        seen = _thin(soft[chosen])
        wanted = _darkest(seen, telling, lines), (seen > PRINT / 2) & within, (seen > PRINT / 4) & telling
        parts = [Part(np.flatnonzero(where), seen[where].astype(np.float32)) for where in wanted]
        made.append(Soft(blur, soft, *parts))
    return tuple(made)


def _darkest(seen: Gray, telling: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.bool_]:
    """Of the samples that are ``telling`` those as dark as the darkest so many: a thin outline, blurred, is nowhere as dark as print."""
    if not count:
        return np.zeros_like(telling)
    least = max(int(np.sort(seen[telling])[-count]), 1)
    return np.asarray((seen >= least) & telling, dtype=np.bool_)


def _thin(patches: Gray) -> Gray:
    return np.ascontiguousarray(patches.reshape(-1, patches.shape[2])[THINNED, THINNED]).ravel()


def matched(dark: Gray, softs: tuple[Soft, ...]) -> Match:
    """The softness at which the print is most like what the page shows around its boxes, and how dark the print then is."""
    seen = _thin(dark[probes(len(dark))]).astype(np.float32)
    best, least = Match(softs[0], 1.0, 1.0, 1.0), np.inf
    for soft in softs:
        if not soft.outline.places.size:
            continue
        level = median(seen[soft.outline.places] / soft.outline.darkness)
        error = median(np.abs(seen[soft.edge.places] - np.float32(level) * soft.edge.darkness))
        if error < least:
            best, least = _levels(seen, soft, level), error
    return best


def _levels(seen: Floats, soft: Soft, level: float) -> Match:
    if soft.letter.places.size <= PROBES:
        return Match(soft, _clipped(level), _clipped(level), 1.0)
    there = seen[soft.letter.places]
    letter_level = quantile(there / soft.letter.darkness, LETTER_RANK)
    return Match(soft, _clipped(level), _clipped(letter_level), float(np.mean(there) / np.mean(soft.letter.darkness)))


def _clipped(level: float) -> float:
    return min(max(level, 0.1), LARGEST_LEVEL)
