"""Where the lines are drawn, by hand-made counts."""

from __future__ import annotations

import pytest

from omr.calibrate import choose as choosing
from omr.calibrate.choose import STRICTNESS, choose, lines, rung
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


def chosen(monkeypatch: pytest.MonkeyPatch, errors: list[int], accepted: int, budget: float, sent: list[int] | None = None):
    """What is chosen where each rung, from strict to loose, makes so many errors and sends so many."""
    counts = dict(zip(STRICTNESS, zip(errors, sent or [0] * len(errors), strict=True), strict=True))

    def found(_lots, calibration):
        wrong, asked = next(counts[s] for s in STRICTNESS if lines(s) == calibration.thresholds)
        return [verdict(n, "b" if n < wrong else "a", sent=n >= accepted - asked) for n in range(accepted)]

    monkeypatch.setattr(choosing, "verdicts", found)
    return choose([], READERS, budget)


def test_the_loosest_lines_before_the_first_that_may_exceed_the_budget_are_chosen(monkeypatch):
    errors = [0, 0, 0, 50, *[0] * (len(STRICTNESS) - 4)]
    found = chosen(monkeypatch, errors, 1000, 0.01)
    assert found.certain
    assert found.rung.strictness == STRICTNESS[2], "a later rung is not looked at, however well it does"
    assert found.thresholds == lines(STRICTNESS[2])
    assert len(found.ladder) == len(STRICTNESS)


def test_where_nothing_is_proven_the_lines_with_the_least_loss_are_chosen(monkeypatch):
    errors = [0, 0, 1, 1, 1, 1, 5, 6, 9]
    sent = [800, 600, 400, 390, 380, 370, 360, 350, 340]
    found = chosen(monkeypatch, errors, 1000, 1e-5, sent)
    assert not found.certain
    assert found.rung.strictness == STRICTNESS[5], "an error less is worth 100 questions, neither 300 nor none"
    errors_spared = [0, 0, *[6] * 7]
    assert chosen(monkeypatch, errors_spared, 1000, 1e-5, sent).rung.strictness == STRICTNESS[1]


def test_where_the_strictest_lines_have_the_least_loss_they_are_chosen(monkeypatch):
    assert chosen(monkeypatch, [0, *[9] * 8], 1000, 1e-5).rung.strictness == STRICTNESS[0]
