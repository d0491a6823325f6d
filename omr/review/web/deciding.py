"""Decisions, each stored with what it was made on, and none on what is no longer so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from omr.bubbles import whole_pages
from omr.model.response import UNDECIDED, Decision, Response, SheetItem, Target
from omr.review.decide import Known, check_decisions
from omr.review.web.desk import Desk
from omr.review.web.grounds import grounds_of
from omr.review.web.task import Outcome


def decide(desk: Desk, new: Sequence[tuple[Decision, int]]) -> tuple[Outcome, ...]:
    """Store decisions, each made on the latest one that its grader saw (its id, 0 for none)."""
    with desk.lock:
        desk.catch_up()
        dated = [(replace(decision, when=datetime.now(UTC).isoformat(timespec="milliseconds")), seen) for decision, seen in new]
        refused = [_refused(desk, decision) for decision, _ in dated]
        sound = [(decision, seen, _grounds(desk, decision)) for (decision, seen), no in zip(dated, refused, strict=True) if no is None]
        made = iter(desk.batch.graders.decide(sound))
        desk.catch_up()
        return tuple(no or _outcome(desk, decision, next(made)) for (decision, _), no in zip(dated, refused, strict=True))


def undo(desk: Desk, latest: Decision, seen: int) -> Outcome:
    """Take the latest decision about a thing back by a new one: what stood before it stands again, unless that was said of a scan which
    has since been replaced.

    ``latest`` says what it is about, who takes it back and on which scan; its value says nothing.
    """
    with desk.lock:
        earlier = [noted.decision for noted in desk.batch.graders.of(latest)][-2:-1]
        stood = [one.value for one in earlier if latest.target is not Target.ITEM or one.based_on == latest.based_on]
        before = stood[0] if stood else UNDECIDED
        return decide(desk, [(replace(latest, value=before, reason="undo"), seen)])[0]


def decision_on(response: Response, value: str, who: str, reason: str = "") -> Decision:
    """A decision about an item as it was shown."""
    scan = response.ref.scan if response.ref else ""
    named = {"sheet": response.sheet, "section": response.section, "item": response.item}
    return Decision(Target.ITEM, value, **named, scan=scan, who=who, reason=reason, based_on=scan)


def _refused(desk: Desk, decision: Decision) -> Outcome | None:
    if decision.target is Target.ITEM:
        desk.settled(decision.sheet)
        if not desk.book.holds(decision.sheet, decision.based_on):
            return Outcome(moved=True)
    problem = _problem(desk, decision)
    return Outcome(problem=problem) if problem else None


def _problem(desk: Desk, decision: Decision) -> str:
    """What is wrong with a decision, or "". A line of a file may be left empty; an answer may not."""
    if not decision.value.strip():
        return "''"
    book = desk.book
    sheets = {decision.sheet} & book.sheets.keys()
    scans = {row.ref.scan for row in book.collation.pages} if decision.target is Target.PAGE else {decision.based_on}
    known = Known(book.exam.exam, book.layout, sheets, scans, book.students)
    return "; ".join(f"{one.found}: {one.expected}" for one in check_decisions([(0, decision)], known))


def _outcome(desk: Desk, decision: Decision, made: int | None) -> Outcome:
    return Outcome(made) if made else Outcome(standing=desk.batch.graders.of(decision)[-1])


def _grounds(desk: Desk, decision: Decision) -> str:
    if decision.target is not Target.ITEM:
        return ""
    budget = desk.book.exam.exam.silent_errors
    book, task = desk.book, desk.find(SheetItem(decision.sheet, decision.section, decision.item))
    if task is not None and task.response.why:  # what was read of it is at hand: its own page is enough
        sheet = book.sheets[decision.sheet]
        mine = whole_pages(book.batch, [page for page in sheet.pages if page.ref == task.response.ref], book.layout)
        return grounds_of(task.response, replace(sheet, pages=mine), book.layout, book.calibration, budget)
    sheet = book.whole(decision.sheet)
    response = next(one for one in book.read(sheet) if (one.section, one.item) == (decision.section, decision.item))
    return grounds_of(response, sheet, book.layout, book.calibration, budget)
