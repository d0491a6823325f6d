"""The paper of each box's patch: how much darker everything else is, and whether a shadow ends on it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from omr.imaging import median, row_ranked
from omr.model.page import Gray

Floats = npt.NDArray[np.float32]

BLOCK = 4
"""Samples each way of which paper is the mean."""
SHADOW = 0.5
"""Share of the page's typical light that the darkest shadow leaves in which boxes are read."""
COVERED = 0.9
"""Share of the paper near it below which a patch may be covered by a mark, so that its paper is looked for around it."""
STRIP = 0.3
"""Share of a patch along each side of it that tells the light there, whatever is drawn: wider than a stroke."""
PRINTED, PRINT = 20, -1
"""Darkness from which a sample, or a block, is part of print; and what stands for a block's light then, which says nothing."""


def darkness(
    patches: Gray, near: npt.NDArray[np.intp], around: Callable[[npt.NDArray[np.intp]], Floats] | None = None
) -> tuple[Gray, Floats, Floats]:
    """How much darker than its own paper each sample is (255 = black), each patch's paper (n,) as a grey value, and as a share of what is
    typical of the patches ``near`` it (n, k): a shadow falls over many boxes.

    Paper is the 80th percentile of 4 × 4 block means, so that neither noise nor a filled box moves it; a patch much darker than
    those around it, or than the darkest shadow, is measured against nearly their paper, so that a stain cannot hide as paper. But first
    the paper of dark ones is looked for further ``around`` (their numbers → grey values), where patches are so small that a mark fills one.
    """
    if not len(patches):
        return patches, np.zeros(0, np.float32), np.zeros(0, np.float32)
    own = paper_of(patches)
    light = _light_near(own, near)
    covered = np.flatnonzero(own < COVERED * light)
    if around and len(covered):
        own[covered] = np.maximum(own[covered], around(covered))
        light = _light_near(own, near)
    paper = np.maximum(np.maximum(own, 0.8 * light), 1.0)
    shade = np.asarray(own / light, dtype=np.float32)
    levels = np.array(sorted(set(paper.tolist())), dtype=np.float32)
    bright = np.arange(256, dtype=np.float32) * (255.0 / levels)[:, None]
    tables = np.asarray(255.0 - np.minimum(bright, 255.0), dtype=np.uint8)
    members = [np.flatnonzero(paper == level) for level in levels]  # few: paper is of one grey
    usual = max(range(len(levels)), key=lambda place: len(members[place]))
    dark = _looked_up(patches, tables[usual])  # all of them, since to put them together from parts would move each twice
    for place, rows in enumerate(members):
        if place != usual:
            dark[rows] = _looked_up(patches[rows], tables[place])
    return dark, own, shade


def paper_of(patches: Gray) -> Floats:
    """The grey value of each patch's paper (n,)."""
    blocks = _blocks(patches).reshape(len(patches), -1)
    return row_ranked(blocks, int(blocks.shape[1] * 0.8)).astype(np.float32)


def _light_near(own: Floats, near: npt.NDArray[np.intp]) -> Floats:
    """What is typical of the patches near each one (n,), or the darkest shadow."""
    usual = np.partition(own[near], near.shape[1] // 2, axis=1)[:, near.shape[1] // 2]
    return np.asarray(np.maximum(np.maximum(usual, SHADOW * median(own)), 1.0), dtype=np.float32)


def _looked_up(patches: Gray, table: Gray) -> Gray:
    return np.asarray(cv2.LUT(patches.reshape(-1, patches.shape[2]), table), dtype=np.uint8).reshape(patches.shape)


def lit(patches: Gray, printed: Gray) -> Floats:
    """The light on the darkest side of each patch over that on its brightest (n,): 1 on even paper, little where a shadow ends.
    ``printed`` is the darkness of the print there: a side that is mostly print is left out.
    """
    if not len(patches):
        return np.zeros(0, np.float32)
    blocks = np.where(_blocks(printed) < PRINTED, _blocks(patches).astype(np.int16), PRINT)
    wide = round(STRIP * blocks.shape[1])
    sides = blocks[:, :wide], blocks[:, -wide:], blocks[:, :, :wide], blocks[:, :, -wide:]
    light = np.stack([_light(side.reshape(len(patches), -1)) for side in sides])
    darkest, brightest = np.where(light == PRINT, 255, light).min(axis=0), np.maximum(light.max(axis=0), 1)
    return np.asarray(np.minimum(darkest / brightest, 1), dtype=np.float32)


def _light(side: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """What a tenth of the paper at a side is as light as, or lighter (n,), since a broad stroke along it hides more than half; PRINT where
    most of it is print.
    """
    wide = side.shape[1]
    print_ = np.count_nonzero(side == PRINT, axis=1)
    place = print_ + (0.9 * np.maximum(wide - 1 - print_, 0)).astype(np.intp)
    light = np.take_along_axis(np.sort(side, axis=1), np.minimum(place, wide - 1)[:, None], axis=1)[:, 0]
    return np.where(2 * print_ <= wide, light, np.int16(PRINT))


def _blocks(patches: Gray) -> Gray:
    """The means of BLOCK × BLOCK samples of each patch."""
    n, high, wide = patches.shape
    coarse = cv2.resize(patches.reshape(n * high, wide), (wide // BLOCK, n * high // BLOCK), interpolation=cv2.INTER_AREA)
    return np.asarray(coarse, dtype=np.uint8).reshape(n, high // BLOCK, wide // BLOCK)
