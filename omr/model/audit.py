"""The audit of a batch: a random sample of what nobody was asked about, and what graders said of it without knowing the reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from omr.model.response import ResponseStatus, SheetItem


@dataclass(frozen=True, slots=True)
class Sampled:
    """A response in the sample as the machine read it when it was drawn, on that ``scan``. ``rank`` is its lot: the lowest are drawn.

    ``after`` is the latest decision of the batch at that time (0 for none): only later ones are an outcome.
    """

    place: SheetItem
    form: str
    scan: str
    response: str
    status: ResponseStatus
    confidence: float
    rank: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class Draw:
    """One drawing of lots: ``wanted`` of a ``population`` of responses, and the ``calibration`` and ``thresholds`` (JSON) used."""

    seed: int
    wanted: int
    population: int
    calibration: str
    thresholds: str


class Outcome(StrEnum):
    """What became of a sampled response."""

    OPEN = "open"
    """Nobody has looked at it yet."""
    AGREED = "agreed"
    SILENT_ERROR = "silent_error"
    """A grader, not knowing the reading, said otherwise."""
    REPLACED = "replaced"
    """Its scan is no longer the one that counts, so it says nothing any more."""


@dataclass(frozen=True, slots=True)
class Audited:
    """A sampled response and what came of it; ``value`` is the grader's decision."""

    sampled: Sampled
    outcome: Outcome
    value: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole audit of a batch: every sampled response, and how many responses the last drawing was from (0 if there was none)."""

    audited: tuple[Audited, ...] = ()
    population: int = 0

    @property
    def open(self) -> frozenset[SheetItem]:
        """What graders have still to be shown."""
        return frozenset(one.sampled.place for one in self.audited if one.outcome is Outcome.OPEN)

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome is outcome for one in self.audited)

    @property
    def decided(self) -> int:
        return self.count(Outcome.AGREED) + self.count(Outcome.SILENT_ERROR)

    @property
    def errors(self) -> int:
        return self.count(Outcome.SILENT_ERROR)

    @property
    def sheets(self) -> tuple[int, int]:
        """Sheets with an error among their sampled responses, and sheets with any that was decided."""
        looked: Counter[str] = Counter()
        for one in self.audited:
            if one.outcome in {Outcome.AGREED, Outcome.SILENT_ERROR}:
                looked[one.sampled.place.sheet] += one.outcome is Outcome.SILENT_ERROR
        return sum(errors > 0 for errors in looked.values()), len(looked)
