"""Choosing where the decision draws its lines: by risk control, on sheets that no reader was fitted on.

One number, the strictness, sets all lines. Strictness falls step by step, and each step is tested for the hypothesis that silent errors
are more frequent than the budget; the first that cannot be rejected ends the search. So the order of the tests is fixed beforehand,
and the last line passed keeps the budget with the stated confidence (Angelopoulos et al., "Learn then Test", 2021, fixed-sequence testing).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from omr.audit.bound import most
from omr.calibrate.judge import Scored, Verdict, verdicts
from omr.model.calibration import Calibration, Thresholds
from omr.simulate import AMBIGUOUS

BUDGET = 1e-5
"""Silent errors a response that an exam may have, unless it says otherwise."""
STRICTNESS = tuple(round(6.0 - 0.5 * step, 2) for step in range(9))
"""Log odds that a mark needs, from strict to loose: 2.0 at least, which is 88 %. Scanners that no simulator has foreseen are harder than
any held-out sheet, so that what few errors these hold must not draw the lines where the readers are hardly surer than not."""
EMPTY_AT, BLANK_AT = 1.25, 1.5
"""Log odds that an empty box needs beside a certain mark, and in an item without one, as a multiple of a mark's."""
WORTH = 100
"""Questions to a grader that a silent error outweighs, where the lines must be drawn without a proof."""
VETO = 0.6
"""Probability that each reader alone must give, so that one of them is never sure enough for both."""
CANCELLED_AT = 0.1
"""Cancel score from which a mark may be struck out: 9 times out of 10 it is not, and a person looks all the same."""
FAINT = 0.15
"""Share of the sheet's typical ink below which a mark beside stronger ones needs a person."""
TABLE = "everyday"
"""The distribution that the guarantee speaks of."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What one strictness does to the held-out sheets of ``TABLE``: responses, those accepted, silent errors, and the same by sheet;
    ``unclear`` are accepted ones that a person could not tell either: they should have been sent, but nobody can call them wrong.
    """

    strictness: float
    responses: int
    accepted: int
    errors: int
    sheets: int
    sheets_with_errors: int
    unclear: int

    @property
    def bound(self) -> float:
        """Upper bound of the share of silent errors among accepted responses."""
        return most(self.errors, self.accepted)

    @property
    def sheet_bound(self) -> float:
        """Upper bound of the share of sheets that hold a silent error: errors cluster, and sheets are what is drawn independently."""
        return most(self.sheets_with_errors, self.sheets)

    @property
    def review_rate(self) -> float:
        return 1 - self.accepted / self.responses if self.responses else 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines, the rung they stand on, whether it keeps the budget for certain, and every rung tried."""

    thresholds: Thresholds
    rung: Rung
    certain: bool
    ladder: tuple[Rung, ...]


def lines(strictness: float) -> Thresholds:
    """All lines of one strictness."""
    marked, empty, blank = (1 / (1 + math.exp(-odds)) for odds in (strictness, -EMPTY_AT * strictness, -BLANK_AT * strictness))
    return Thresholds(round(empty, 6), round(blank, 6), round(marked, 6), VETO, CANCELLED_AT, FAINT)


def choose(held_out: Sequence[Scored], readers: Calibration, budget: float = BUDGET) -> Chosen:
    """The loosest lines that keep the budget. Where even the strictest are not tested often enough to say so, those with the least loss,
    a silent error counting as ``WORTH`` questions: ``certain`` then tells that the budget is not proven. (Stricter lines alone spare few
    errors: most look like a mark, or like paper, to both readers.)
    """
    ladder = tuple(rung(strictness, list(verdicts(held_out, _with(readers, strictness)))) for strictness in STRICTNESS)
    passed = 0
    while passed < len(ladder) and ladder[passed].bound <= budget:
        passed += 1
    last = passed - 1 if passed else _cheapest(ladder)
    return Chosen(lines(ladder[last].strictness), ladder[last], passed > 0, ladder)


def _cheapest(ladder: Sequence[Rung]) -> int:
    """The place of the rung with the least loss, the strictest of equals."""
    return min(range(len(ladder)), key=lambda place: WORTH * ladder[place].errors + ladder[place].responses - ladder[place].accepted)


def _with(readers: Calibration, strictness: float) -> Calibration:
    return replace(readers, thresholds=lines(strictness))


def rung(strictness: float, found: Sequence[Verdict]) -> Rung:
    """Count what the lines of a strictness made of the held-out sheets."""
    here = [verdict for verdict in found if verdict.table == TABLE]
    wrong = [verdict for verdict in here if verdict.silent and verdict.truth != AMBIGUOUS]
    unclear = sum(verdict.silent and verdict.truth == AMBIGUOUS for verdict in here)
    accepted = sum(not verdict.sent for verdict in here)
    return Rung(strictness, len(here), accepted, len(wrong), len({v.sheet for v in here}), len({v.sheet for v in wrong}), unclear)
