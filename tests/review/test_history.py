"""Years later every decision says who made it, when, and on what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omr.errors import UsageProblem
from omr.model.response import Decision, Target
from omr.review.history import history_lines, of
from omr.review.web.deciding import decide, decision_on
from omr.review.web.hands import Grader
from omr.store import Noted
from tests.review.desks import CALIBRATION, desk_of, sheets

ITEM = Decision(Target.ITEM, "a", "S1", "1", "i", who="kim", when="2026-01-05T10:00:00+00:00", reason="clear")
SHEET = Decision(Target.SHEET, "20123456", "S1")
PAGE = Decision(Target.PAGE, "blank", scan="ab" * 32)
ALL = [Noted(number, one, "2026-01-06T00:00:00+00:00") for number, one in enumerate((ITEM, SHEET, PAGE, replace(ITEM, sheet="S2")), 1)]


def test_each_decision_is_a_line() -> None:
    assert list(history_lines(ALL, grounds=True))[:3] == [
        "2026-01-05T10:00:00+00:00  kim  item S1 1 i := a (clear)",
        "2026-01-06T00:00:00+00:00  -  sheet S1 := 20123456",
        "2026-01-06T00:00:00+00:00  -  page abababababab := blank",
    ]


@pytest.mark.parametrize(
    ("sheet", "item", "found"), [("", "", [1, 2, 3, 4]), ("S1", "", [1, 2]), ("", "1:i", [1, 4]), ("S2", "1:i", [4]), ("S2", "1:j", [])]
)
def test_the_history_of_a_sheet_or_an_item(sheet: str, item: str, found: list[int]) -> None:
    assert [one.id for one in of(ALL, sheet, item)] == found


def test_the_history_of_a_sheet_holds_what_was_said_of_the_scans_that_ever_were_its_pages() -> None:
    said = [("A1/1/S1", "one"), ("A1/2/S2", "two"), ("blank", "one"), ("undecided", "two"), ("A1/1/", "S1")]
    noted = [Noted(number, Decision(Target.PAGE, value, scan=scan), "") for number, (value, scan) in enumerate(said, 5)]
    assert [one.id for one in of([*ALL, *noted], "S1", "")] == [1, 2, 5, 7, 9]
    assert [one.id for one in of([*ALL, *noted], "S1", "1:i")] == [1]


@pytest.mark.parametrize("item", ["zz", ":a", "1:", "1"])
def test_an_item_without_its_section_is_a_usage_error(item: str) -> None:
    with pytest.raises(UsageProblem, match="--item SECTION:ITEM"):
        of(ALL, "", item)


def test_the_evidence_of_a_decision_stands_below_it(tmp_path) -> None:
    batch = sheets(tmp_path, ["A0001B"], unsure=1)
    desk = desk_of(batch)
    (task,) = desk.take(Grader("kim", "session"), 1)
    decide(desk, [(decision_on(task.response, "T", "kim"), 0)])
    text = "\n".join(history_lines(batch.graders.all(), grounds=True))
    batch.close()
    assert "read as T, unsure, 60% sure: T: a faint or small mark" in text
    assert "T 0.6 0.6 0.0; F 0.001 0.001 0.0" in text
    assert f"marked {CALIBRATION.thresholds.marked:g}" in text
    assert f"calibration {CALIBRATION.id[:12]}, omr " in text
    assert "stack.pdf, page 2" in text
