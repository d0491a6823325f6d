"""The fitted numbers that the readers and the decision use: measured things, kept in ``calibration/`` and never in code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

Rows: TypeAlias = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class InkReader:
    """P(mark) = 1 / (1 + exp(-(bias + Σ out · tanh(weights · x + biases)))), x being ``omr.read.ink.ink_inputs`` less ``mean``, over
    ``spread``. The weights of all inputs that can only speak for a mark, and all of ``out``, are at least 0: more ink never speaks
    against a mark (a monotone network, after Sill, "Monotonic Networks", NIPS 1997).
    """

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: Rows
    biases: tuple[float, ...]
    out: tuple[float, ...]
    bias: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where ``interpret`` draws its lines, on the probability that both readers together give a mark, from 0 to 1."""

    empty: float
    """At or below this: empty, beside a certain mark."""
    blank: float
    """At or below this in every box of an item: nothing was marked. Stricter, since nothing else speaks for it."""
    marked: float
    """At or above this: marked."""
    veto: float
    """Each reader's own probability below which there is no certain mark, whatever the other says; 1 - veto likewise for an empty box."""
    cancelled: float
    """Cancel score at or above this: perhaps struck out, a matter for the exam's policy."""
    faint: float
    """A mark with less than this share of the sheet's typical ink is no certain mark."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Lines together with the share of silent errors that they were shown to stay below (95 % confidence, on unseen sheets)."""

    thresholds: Thresholds
    bound: float


@dataclass(frozen=True, slots=True)
class PageRange:
    """What the readers were fitted on; a page outside it is a doubt as a whole."""

    least_dpi: float
    least_contrast: float
    """Printed outline's darkness over the paper's brightness."""
    most_noise: float
    """Standard deviation of empty paper over the paper's brightness."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole fitted reader. ``id`` is the hash of its files; ``shape_model`` the bytes of the shape reader's network (ONNX),
    ``taken_back_model`` those of the one that looks again at marks that were perhaps taken back.
    """

    id: str
    ink: InkReader
    thresholds: Thresholds
    page_range: PageRange
    shape_model: bytes = b""
    taken_back_model: bytes = b""
    ladder: tuple[Rung, ...] = ()
    """Every setting of the lines that was tested, from strict to loose."""

    def lines_for(self, budget: float | None) -> Thresholds:
        """The loosest lines that keep an exam's budget of silent errors a response: down the ladder until one does not (fixed-sequence
        testing). The strictest there are where none is shown to keep it; the calibration's own where the exam declares none.
        """
        if budget is None or not self.ladder:
            return self.thresholds
        kept = list(takewhile(lambda rung: rung.bound <= budget, self.ladder))
        return kept[-1].thresholds if kept else self.ladder[0].thresholds

    @property
    def least_budget(self) -> float:
        """The smallest budget that is shown to be kept, by the strictest lines."""
        return self.ladder[0].bound if self.ladder else 1.0
