"""Lots are fair, the same in every run, and never drawn twice; what is shown does not tell what was drawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from omr.audit import audit, audit_lines, draw, to_show
from omr.model.audit import Audit, Outcome, Sampled
from omr.model.exam import ItemRef
from omr.model.page import ScanRef
from omr.model.response import UNDECIDED, Decision, Response, ResponseStatus, SheetItem, Target
from tests.grade.exams import choice, exam, number

EXAM = exam(choice("a"), choice("b"), number("n", "ps"))
ANSWERED, UNSURE = ResponseStatus.ANSWERED, ResponseStatus.UNSURE


def response(sheet: int, item: str = "a", scan: str = "", **others: object) -> Response:
    ref = ScanRef("stack.pdf", sheet + 1, scan or f"scan{sheet}")
    named = Response(f"S{sheet:03}", "", "1011", "1", item, "c", ANSWERED, "", 0.99, ref=ref)
    return replace(named, **others)  # type: ignore[arg-type]


BATCH = [response(sheet, item) for sheet in range(50) for item in "ab"]


def drawn(responses: list[Response], wanted: int, earlier: tuple[Sampled, ...] = (), seed: int = 1) -> tuple[Sampled, ...]:
    return draw(responses, EXAM, earlier, wanted, seed)[0]


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_others() -> None:
    first = drawn(BATCH, 10)
    assert len(first) == 10
    assert drawn(BATCH[::-1], 10) == first
    assert drawn(BATCH, 10, seed=2) != first


def test_what_was_read_is_kept() -> None:
    (one,) = drawn([response(7)], 3)
    assert (one.place, one.scan, one.response, one.status, one.confidence) == (SheetItem("S007", "1", "a"), "scan7", "c", ANSWERED, 0.99)


@pytest.mark.parametrize(
    "change", [{"status": UNSURE}, {"decided_by": "ann"}, {"ref": None}, {"section": "2", "item": "n"}], ids=lambda one: next(iter(one))
)
def test_what_was_asked_or_decided_and_what_is_no_choice_is_not_drawn(change: dict[str, object]) -> None:
    assert draw([replace(response(1), **change)], EXAM, (), 5, 1) == ((), 0)  # type: ignore[arg-type]


def test_drawing_again_tops_up_and_never_draws_twice() -> None:
    first = drawn(BATCH, 10)
    assert drawn(BATCH, 10, first) == ()
    more = drawn(BATCH, 25, first)
    assert sorted([*first, *more], key=lambda one: one.rank) == list(drawn(BATCH, 25))


def test_what_a_grader_has_decided_meanwhile_stays_in_the_sample() -> None:
    first = drawn(BATCH, 10)
    places = {one.place for one in first}
    now = [replace(one, decided_by="ann") if SheetItem(one.sheet, one.section, one.item) in places else one for one in BATCH]
    assert draw(now, EXAM, first, 10, 1) == ((), len(BATCH))


def test_scans_that_come_later_are_looked_at_as_often_as_the_first() -> None:
    late = [response(sheet, item) for sheet in range(50, 100) for item in "ab"]
    first = drawn(BATCH, 40)
    new = drawn([*BATCH, *late], 40, first)
    assert {one.place.sheet for one in new} <= {one.sheet for one in late}
    assert [*sorted([*first, *new], key=lambda one: one.rank)] == list(drawn([*BATCH, *late], len(first) + len(new)))


def test_every_response_is_as_likely_as_any_other() -> None:
    times = Counter(one.place for seed in range(300) for one in drawn(BATCH, 20, seed=seed))
    assert len(times) == len(BATCH)  # each is expected 60 times, with a standard deviation of 7
    assert 30 < min(times.values()) <= max(times.values()) < 90


def test_no_sample_changes_nothing_of_what_is_shown() -> None:
    unsure = response(3, status=UNSURE, why="faint", suggestion="c")
    assert to_show([*BATCH, unsure], (), (), EXAM, 1) == (unsure,)


def test_sampled_responses_cannot_be_told_from_those_that_are_unsure() -> None:
    unsure = [response(sheet, "a", status=UNSURE, why="faint", suggestion="c", confidence=0.6) for sheet in range(50, 80)]
    digits = response(3, "n", section="2", status=UNSURE, why="a handwritten number")
    again = response(90, status=UNSURE, why="decided on an earlier scan", suggestion="c")
    audited = {one.place for one in drawn(BATCH, 30)}
    shown = to_show([*BATCH, *unsure, digits, again], audited, {SheetItem("S090", "1", "a")}, EXAM, 1)
    assert shown[-2:] == (digits, again)
    blind = shown[:-2]
    assert {SheetItem(one.sheet, one.section, one.item) for one in blind} == audited | {SheetItem(one.sheet, "1", "a") for one in unsure}
    assert {(one.status, one.response, one.suggestion, one.why, one.confidence) for one in blind} == {(UNSURE, "", "", "", 0.0)}
    turns = sum((one.sheet < "S050") != (two.sheet < "S050") for one, two in pairwise(blind))
    assert turns > 15  # of 59: sorted lists would have one
    assert to_show([*BATCH[::-1], *unsure, digits, again], audited, {SheetItem("S090", "1", "a")}, EXAM, 1) == shown


def test_items_that_are_settled_are_shown_only_beside_a_sampled_response_that_would_be_known_by_standing_alone() -> None:
    unsure = [response(3, item, status=UNSURE, why="faint", suggestion="c") for item in "ab"]
    assert to_show(unsure, (), (), EXAM, 1, {ItemRef("1", "a")}) == (unsure[1],)
    audited = {SheetItem("S005", "1", "a")}
    shown = to_show([*unsure, response(5)], audited, (), EXAM, 1, {ItemRef("1", "a")})
    assert {(one.sheet, one.item) for one in shown} == {("S003", "a"), ("S003", "b"), ("S005", "a")}


SAMPLE = Sampled(SheetItem("S001", "1", "a"), "1011", "scan1", "a&c", ResponseStatus.MULTIPLE, 0.9, "00", after=5)


def outcome(value: str, number: int = 6, **others: str) -> Outcome:
    decision = Decision(Target.ITEM, value, **{"sheet": "S001", "section": "1", "item": "a", "based_on": "scan1", **others})
    (one,) = audit([SAMPLE], 100, [(number, decision)], {("S001", "scan1")}, EXAM).audited
    return one.outcome


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a&c", Outcome.AGREED),
        ("c&a", Outcome.AGREED),
        ("a", Outcome.SILENT_ERROR),
        ("omitted", Outcome.SILENT_ERROR),
        (UNDECIDED, Outcome.OPEN),
        ("z", Outcome.OPEN),
    ],
)
def test_an_outcome_is_what_a_grader_said(value: str, expected: Outcome) -> None:
    assert outcome(value) is expected


def test_a_decision_of_before_the_drawing_or_on_another_scan_is_no_outcome() -> None:
    assert outcome("a", number=5) is Outcome.OPEN
    assert outcome("a", based_on="scan9") is Outcome.OPEN
    assert outcome("a", based_on="") is Outcome.OPEN


@pytest.mark.parametrize("scans", [{("S001", "scan2")}, {("S002", "scan1")}, set()])
def test_what_was_scanned_again_falls_out(scans: set[tuple[str, str]]) -> None:
    decision = Decision(Target.ITEM, "a", "S001", "1", "a", based_on="scan1")
    (one,) = audit([SAMPLE], 100, [(6, decision)], scans, EXAM).audited
    assert one.outcome is Outcome.REPLACED


def test_the_bounds_are_told_in_words() -> None:
    samples = [replace(SAMPLE, place=SheetItem(f"S{sheet:03}", "1", item), scan=f"scan{sheet}") for sheet in range(150) for item in "ab"]
    agreed = [Decision(Target.ITEM, "a&c", one.place.sheet, "1", one.place.item, based_on=one.scan) for one in samples]
    said = [(6 + place, decision) for place, decision in enumerate(agreed)]
    scans = {(one.place.sheet, one.scan) for one in samples}
    first, second, third = audit_lines(audit(samples, 30_000, said, scans, EXAM))
    assert first == "Audit: 300 of 300 sampled responses were decided, 0 of them otherwise than read."
    assert "at most 0.994% of the 30000 choice responses" in second
    assert "(at most 298)" in second
    assert "0 of 150 sampled sheets showed one; with 95% confidence at most 1.98%" in third
    wrong = [(number, replace(one, value="a") if place < 3 else one) for place, (number, one) in enumerate(said)]
    first, _, third = audit_lines(audit(samples, 30_000, wrong, scans - {("S149", "scan149")}, EXAM))
    assert (
        first
        == "Audit: 298 of 298 sampled responses were decided, 3 of them otherwise than read; 2 more were scanned again and say nothing."
    )
    assert third.startswith("Errors cluster by sheet: 2 of 149")
    assert audit_lines(Audit()) == ()
