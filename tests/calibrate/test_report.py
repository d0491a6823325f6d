"""The report's tables, by hand-made verdicts."""

from __future__ import annotations

from omr.calibrate.choose import Chosen, lines, rung
from omr.calibrate.judge import Verdict
from omr.calibrate.report import report

FOUND = [
    Verdict("everyday", 1, 200, ("tick",), (), "a", "a", sent=False, own=True),
    Verdict("everyday", 1, 200, ("tick", "light"), (), "b", "", sent=False, own=True),
    Verdict("everyday", 2, 300, ("none",), ("dirt",), "", "", sent=True, own=False),
    Verdict("harsh", 3, 150, ("cross", "double"), ("dirt", "fold"), "a&b", "a&b", sent=False, own=False),
    Verdict("harsh", 3, 150, ("dot",), ("dirt", "fold"), "ambiguous", "c", sent=False, own=False),
]


def told(certain: bool) -> list[str]:
    one = rung(2.5, FOUND)
    return list(report([], FOUND, Chosen(lines(2.5), one, certain, (one,))))


def test_each_response_is_counted_once_by_its_truth() -> None:
    text = told(certain=False)
    assert "| one mark | 1 | 1 | 0 |" in text
    assert "| several marks | 1 | 0 | 0 |" in text
    assert "| no mark | 0 | 0 | 1 |" in text
    assert "| a person cannot tell | 0 | 1 | 0 |" in text


def test_a_response_counts_under_each_of_its_kinds_and_defects() -> None:
    text = told(certain=False)
    assert "| everyday, the sample exam | 2 | 1 | 0 | 0.00% |" in text
    assert "| tick | 2 | 1 | 0 | 0.00% |" in text
    assert "| light | 1 | 1 | 0 | 0.00% |" in text
    assert "| dirt | 3 | 1 | 1 | 33.33% |" in text
    assert "| 150 dpi | 2 | 1 | 1 | 0.00% |" in text


def test_the_guarantee_names_its_distribution_and_whether_the_budget_is_proven() -> None:
    proven, unproven = ("\n".join(told(certain)) for certain in (True, False))
    assert "1 of 2 accepted ones are silent errors" in unproven
    assert "1 of 2 hold one" in unproven
    assert "`everyday`" in unproven
    assert "1 in 100,000 is not proven" in unproven
    assert "1 in 100,000 is proven" in proven
