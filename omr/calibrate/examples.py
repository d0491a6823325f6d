"""Boxes to fit on, out of their sheets: what each reader looks at, beside what was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from omr.calibrate.collect import Lot, SeenPage, SeenSheet
from omr.read.expected import SIDE
from omr.read.ink import INPUTS, ink_inputs
from omr.read.shape import INPUT

STATES = ("empty", "marked", "cancelled", "ambiguous")
EMPTY, MARKED, CANCELLED, AMBIGUOUS = range(len(STATES))
RESTED = "rested"
"""A dot where a pen rested is no mark, but nobody should learn that small dots are none: to the readers it is as good as ambiguous."""

LEAST_SHOWN = 0.01
"""Ink inside or around (mm²) or darkness (1 = black) below which nobody sees a mark."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Boxes (n): ``pictures`` (n, 2, INPUT, INPUT) as seen and as printed, ``inputs`` (n, INPUTS) of the ink reader, ``states`` as numbers
    of STATES, and ``kinds``, what was drawn; ``wholes`` (m, 2, SIDE, SIDE), finer pictures of those that hold a mark, taken back or not.
    """

    pictures: npt.NDArray[np.uint8]
    inputs: npt.NDArray[np.float32]
    states: npt.NDArray[np.int8]
    kinds: npt.NDArray[np.str_]
    wholes: npt.NDArray[np.uint8]

    @property
    def drawn(self) -> npt.NDArray[np.bool_]:
        """Which boxes (n,) hold a mark, taken back or not."""
        return is_drawn(self.states)

    @property
    def count(self) -> int:
        return len(self.states)


def is_drawn(states: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Which of some states are those of a mark, taken back or not."""
    return np.asarray((states == MARKED) | (states == CANCELLED), dtype=np.bool_)


def examples(lots: Iterable[Lot]) -> Examples:
    """All boxes of some lots, in order."""
    parts = [_of_page(sheet, page) for lot in lots for sheet in lot.sheets for page in sheet.pages]
    return Examples(*(np.concatenate(column) for column in zip(_nothing(), *parts, strict=True)))


Part = tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.int8], npt.NDArray[np.str_], npt.NDArray[np.uint8]]


def _of_page(sheet: SeenSheet, page: SeenPage) -> Part:
    truths = {(truth.section, truth.item, truth.label): truth for truth in sheet.boxes}
    drawn = [truths[box.section, box.item, box.label] for box in page.evidence.boxes]
    states = np.array([AMBIGUOUS if RESTED in truth.kinds else STATES.index(truth.state) for truth in drawn], np.int8)
    measures = features(page)
    states[(states != EMPTY) & ~_shows(measures)] = AMBIGUOUS
    kinds = np.array(["+".join(truth.kinds) for truth in drawn], "U60")
    return _small(page.pictures), ink_inputs(measures), states, kinds, page.pictures[is_drawn(states)]


def _shows(measures: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Whether anything of a mark is left on the scan, (n,): from one that is lost altogether only guessing can be learned."""
    ink, peak, _, _, outside, *_ = measures.T
    return np.asarray((ink > LEAST_SHOWN) | (peak > LEAST_SHOWN) | (outside > LEAST_SHOWN), dtype=np.bool_)


def features(page: SeenPage) -> npt.NDArray[np.float32]:
    """A page's measures (n, 12), as ``omr.read.measure`` names them."""
    return np.array([box.features for box in page.evidence.boxes], np.float32)


def _small(pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    n, planes, side, _ = pictures.shape
    tall = cv2.resize(pictures.reshape(-1, side), (INPUT, n * planes * INPUT), interpolation=cv2.INTER_AREA)
    return np.asarray(tall, dtype=np.uint8).reshape(n, planes, INPUT, INPUT)


def _nothing() -> Part:
    small, whole = (np.zeros((0, 2, side, side), np.uint8) for side in (INPUT, SIDE))
    return small, np.zeros((0, INPUTS), np.float32), np.zeros(0, np.int8), np.zeros(0, "U60"), whole
