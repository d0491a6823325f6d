"""Where the lines are drawn, by hand-made counts."""

from __future__ import annotations

import pytest

from omr.calibrate import choose as choosing
from omr.calibrate.choose import MARGIN, STRICTNESS, choose, lines, rung
from omr.calibrate.judge import Verdict
from omr.model.calibration import Calibration, InkReader, PageRange

READERS = Calibration("", InkReader((), (), (), (), (), 0.0), lines(1.0), PageRange(90, 0.1, 0.1))


def verdict(sheet: int, said: str = "a", *, sent: bool = False, table: str = "everyday", truth: str = "a") -> Verdict:
    return Verdict(table, sheet, 200, ("tick",), (), truth, said, sent, own=False)


def test_stricter_lines_lie_further_apart():
    strict, loose = lines(4.0), lines(1.0)
    assert strict.blank < strict.empty < loose.empty < 0.5 < loose.marked < strict.marked
    assert strict.blank < loose.blank


def test_a_rung_counts_everyday_sheets_alone_and_errors_by_sheet():
    found = [
        verdict(1),
        verdict(1, "b"),
        verdict(1, "b"),
        verdict(2, sent=True),
        verdict(3, "b", table="harsh"),
        verdict(2, truth="ambiguous"),
    ]
    one = rung(2.0, found)
    assert (one.responses, one.accepted, one.errors, one.sheets, one.sheets_with_errors, one.unclear) == (5, 4, 2, 2, 1, 1)
    assert one.review_rate == pytest.approx(0.2)


def chosen(monkeypatch: pytest.MonkeyPatch, errors: list[int], accepted: int, budget: float):
    """What is chosen where each rung, from strict to loose, makes so many errors."""
    counts = dict(zip(STRICTNESS, errors, strict=True))

    def found(_lots, calibration):
        strictness = next(s for s in STRICTNESS if lines(s) == calibration.thresholds)
        return [verdict(n, "b" if n < counts[strictness] else "a") for n in range(accepted)]

    monkeypatch.setattr(choosing, "verdicts", found)
    return choose([], READERS, budget)


def test_the_loosest_lines_before_the_first_that_may_exceed_the_budget_are_chosen(monkeypatch):
    errors = [0, 0, 0, 50, *[0] * (len(STRICTNESS) - 4)]
    found = chosen(monkeypatch, errors, 1000, 0.01)
    assert found.certain
    assert found.rung.strictness == STRICTNESS[2], "a later rung is not looked at, however well it does"
    assert found.thresholds == lines(STRICTNESS[2])
    assert len(found.ladder) == len(STRICTNESS)


def test_where_nothing_is_proven_lines_stand_a_margin_stricter_than_a_margin_helps(monkeypatch):
    errors = [1] * 6 + list(range(2, len(STRICTNESS) - 4))
    found = chosen(monkeypatch, errors, 1000, 1e-5)
    assert not found.certain, "too few sheets prove nothing, and that is said"
    assert found.rung.strictness == STRICTNESS[5] + MARGIN, "each looser one makes an error more"
    falling = list(range(len(STRICTNESS)))
    assert chosen(monkeypatch, falling, 1000, 1e-5).rung.strictness == STRICTNESS[0], "nothing is stricter"
