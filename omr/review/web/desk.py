"""What waits on the graders' desk: built once, kept up to date by every decision. The store is the truth, this its index.

Knows nothing of the web. Every method may be called from any thread.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, pairwise
from threading import RLock

from omr.files import ExamFolder
from omr.interpret import interpret
from omr.model.calibration import Calibration
from omr.model.exam import Item, ItemRef, Kind
from omr.model.layout import Field, LayoutPage
from omr.model.response import UNDECIDED, Collation, Decision, Response, ResponseStatus, Sheet, SheetItem, Target, about, in_force
from omr.results import Responses, audit_of, collation_of, reading, shown
from omr.review.decide import Known, check_decisions
from omr.review.web.grounds import grounds_of
from omr.review.web.hands import Grader, Hands
from omr.review.web.task import Outcome, Progress, Task, place_of
from omr.store import Batch, Noted

RECENT = 60
"""Decisions from which the time that is left is estimated."""
LONGEST_PAUSE = 120.0
"""Seconds between two decisions from which a grader was away, not thinking."""


class Desk:
    """Everything that waits for a person in one batch."""

    def __init__(self, batch: Batch, exam: ExamFolder, calibration: Calibration, now: Callable[[], float] = time.time) -> None:
        assert exam.layout is not None
        self.batch, self.exam, self.layout = batch, exam, exam.layout
        self._calibration, self._now = calibration, now
        self._lock = RLock()
        self._tasks: list[Task] = []
        self._ids: dict[SheetItem, int] = {}
        self._waiting: dict[int, None] = {}
        self._latest: dict[tuple[str, ...], int] = {}
        self._hands = Hands(batch.graders, now)
        self._audited: set[SheetItem] = set()
        self._heard, self._decided = 0, 0
        self._times: deque[float] = deque(maxlen=RECENT)
        self.sheets: dict[str, Sheet] = {}
        self.collation = Collation((), ())
        self._students = {student.number for student in exam.roster}
        self._build()

    # the index

    def _build(self) -> None:
        """Take up the whole batch as it stands in the store."""
        now = reading(self.batch, self.exam, self._calibration)
        self._note(self.batch.graders.since(0))
        self.collation, self.sheets = now.collation, {sheet.sheet: sheet for sheet in now.collation.sheets}
        self._audited = {SheetItem(*place) for place in now.audit.open}
        self._take_up(shown(self.batch, now.responses, now.audit))
        said = {about(one) for one in in_force(now.decisions) if one.target is Target.ITEM}
        self._decided = len(said - {(Target.ITEM, *self._tasks[task].key) for task in self._waiting})

    def _take_up(self, responses: Iterable[Response]) -> None:
        """Choices come first and numbers after them: the hand stays at the letters, then at the digits."""
        fresh = [one for one in responses if one.status is ResponseStatus.UNSURE]
        for response in sorted(fresh, key=lambda one: self.item(one).kind is Kind.NUMBER):
            key = SheetItem(response.sheet, response.section, response.item)
            seen = self._latest.get((Target.ITEM, *key), 0)
            if key in self._ids:
                self._tasks[self._ids[key]].response, self._tasks[self._ids[key]].seen = response, seen
            else:
                self._ids[key] = len(self._tasks)
                self._tasks.append(Task(len(self._tasks), response, seen))
            self._waiting[self._ids[key]] = None

    def _note(self, new: Sequence[Noted]) -> None:
        for noted in new:
            self._latest[about(noted.decision)] = noted.id
            self._heard = max(self._heard, noted.id)

    def catch_up(self) -> None:
        """Hear of decisions that other processes stored."""
        with self._lock:
            new = self.batch.graders.since(self._heard)
            self._note(new)
            for noted in new:
                self._follow(noted)
            if any(noted.decision.target is not Target.ITEM for noted in new):
                self._collate()

    def _follow(self, noted: Noted) -> None:
        """An item that was decided waits no longer; one whose decision was taken back waits again."""
        decision = noted.decision
        task = self._ids.get(SheetItem(decision.sheet, decision.section, decision.item))
        if decision.target is not Target.ITEM or task is None:
            return
        self._tasks[task].seen = noted.id
        if decision.value == UNDECIDED:
            if task not in self._waiting:
                self._waiting[task] = None
                self._decided -= 1
        elif task in self._waiting:
            del self._waiting[task]
            self._decided += 1
            self._times.append(self._now())
            if self._tasks[task].key in self._audited:
                self._audited.remove(self._tasks[task].key)
                if not self._audited:
                    self._reveal()

    def _reveal(self) -> None:
        """The last item of an audit's sample is decided: what the machine thinks of the others need be hidden no more."""
        for name in dict.fromkeys(self._tasks[task].response.sheet for task in self._waiting if not self._tasks[task].response.why):
            for response in self.responses(name):
                task = self._ids.get(SheetItem(name, response.section, response.item))
                if task in self._waiting and response.status is ResponseStatus.UNSURE:
                    self._tasks[task].response = response

    def _collate(self) -> None:
        """Make the sheets anew, and look again at the items of those that are not as they were."""
        before = self.sheets
        self.collation = collation_of(self.batch, self.exam)
        self.sheets = {sheet.sheet: sheet for sheet in self.collation.sheets}
        changed = tuple(one for one in self.collation.sheets if one.sheet not in before or _pages(one) != _pages(before[one.sheet]))
        gone = {*before} - {*self.sheets}
        names = gone | {sheet.sheet for sheet in changed}
        self._waiting = {task: None for task in self._waiting if self._tasks[task].response.sheet not in names}
        said = self.batch.decisions()
        responses = Responses(self.batch, self.exam.exam, self.layout, self._calibration, changed, said)
        audit = audit_of(self.batch, self.collation, self.exam.exam)
        self._audited = {SheetItem(*place) for place in audit.open}
        self._take_up(shown(self.batch, responses, audit))

    # handing out

    def take(self, grader: Grader, count: int, skipped: Collection[int] = (), held: Collection[int] = ()) -> tuple[Task, ...]:
        """So many items that no other grader has at hand, besides those ``held`` already, whose leases are made longer.

        What this grader skipped comes last.
        """
        with self._lock:
            self.catch_up()
            fresh = self._free(grader, count, {*held, *skipped})
            if len(fresh) < count and not held:
                fresh += self._free(grader, count - len(fresh), {*held, *fresh})
            mine = [task for task in held if task in self._waiting and self._hands.is_free(self._tasks[task].key, grader)]
            got = self._lease([*mine, *fresh], grader)
            return tuple(self._tasks[task] for task in fresh if task in got)

    def claim(self, tasks: Iterable[int], count: int, grader: Grader) -> tuple[Task, ...]:
        """So many of these items, in their order, that no other grader has at hand."""
        with self._lock:
            free = (task for task in tasks if task in self._waiting and self._hands.is_free(self._tasks[task].key, grader))
            wanted = list(islice(free, count))
            got = self._lease(wanted, grader)
            return tuple(self._tasks[task] for task in wanted if task in got)

    def give_back(self, tasks: Iterable[int], grader: Grader) -> None:
        """Items that a grader will not decide now."""
        with self._lock:
            self._hands.give_back([self._tasks[task].key for task in tasks], grader)

    def _free(self, grader: Grader, count: int, without: Collection[int]) -> list[int]:
        free = (task for task in self._waiting if task not in without and self._hands.is_free(self._tasks[task].key, grader))
        return list(islice(free, count))

    def _lease(self, tasks: Sequence[int], grader: Grader) -> frozenset[int]:
        def more(count: int) -> list[SheetItem]:
            return [self._tasks[task].key for task in self._free(grader, count, {*tasks})]

        got = self._hands.lease([self._tasks[task].key for task in tasks], more, grader)
        return frozenset(self._ids[key] for key in got)

    # deciding

    def decide(self, new: Sequence[tuple[Decision, int]]) -> tuple[Outcome, ...]:
        """Store decisions, each made on the latest one that its grader saw (its id, 0 for none)."""
        with self._lock:
            dated = [(replace(decision, when=datetime.now(UTC).isoformat(timespec="seconds")), seen) for decision, seen in new]
            problems = [self.problem(decision) for decision, _ in dated]
            sound = [(decision, seen, self._grounds(decision)) for (decision, seen), bad in zip(dated, problems, strict=True) if not bad]
            made = iter(self.batch.graders.decide(sound))
            self.catch_up()
            return tuple(self._outcome(one, bad, None if bad else next(made)) for (one, _), bad in zip(dated, problems, strict=True))

    def _outcome(self, decision: Decision, problem: str, made: int | None) -> Outcome:
        if problem or made:
            return Outcome(made or 0, problem)
        return Outcome(standing=self.batch.graders.of(decision)[-1])

    def problem(self, decision: Decision) -> str:
        """What is wrong with a decision, or "". A line of a file may be left empty; an answer may not."""
        if not decision.value.strip():
            return "''"
        sheets = {decision.sheet} & self.sheets.keys()
        scans = {row.ref.scan for row in self.collation.pages} if decision.target is Target.PAGE else {decision.based_on}
        known = Known(self.exam.exam, self.layout, sheets, scans, self._students)
        return "; ".join(f"{one.found}: {one.expected}" for one in check_decisions([(0, decision)], known))

    def undo(self, task: int, seen: int, who: str) -> Outcome:
        """Take the latest decision about an item back by a new one: what stood before it stands again."""
        with self._lock:
            response = self._tasks[task].response
            decision = self.decision(response, UNDECIDED, who)
            history = [noted.decision.value for noted in self.batch.graders.of(decision)]
            before = history[-2] if len(history) > 1 else UNDECIDED
            return self.decide([(replace(decision, value=before, reason="undo"), seen)])[0]

    def decision(self, response: Response, value: str, who: str, reason: str = "") -> Decision:
        """A decision about an item as it was shown."""
        scan = response.ref.scan if response.ref else ""
        named = {"sheet": response.sheet, "section": response.section, "item": response.item}
        return Decision(Target.ITEM, value, **named, scan=scan, who=who, reason=reason, based_on=scan)

    def _grounds(self, decision: Decision) -> str:
        if decision.target is not Target.ITEM:
            return ""
        task = self._ids.get(SheetItem(decision.sheet, decision.section, decision.item))
        waiting = self._tasks[task].response if task is not None else None
        if waiting is not None and waiting.why:  # what was read of it is at hand: its own page is enough
            sheet = self.sheets[decision.sheet]
            mine = self.batch.whole([page for page in sheet.pages if page.ref == waiting.ref])
            return grounds_of(waiting, replace(sheet, pages=mine), self.layout, self._calibration)
        sheet = self.whole(decision.sheet)
        response = next(one for one in self.read(sheet) if (one.section, one.item) == (decision.section, decision.item))
        return grounds_of(response, sheet, self.layout, self._calibration)

    # looking

    def task(self, number: int) -> Task | None:
        return self._tasks[number] if 0 <= number < len(self._tasks) else None

    def waiting(self) -> tuple[Task, ...]:
        """All items that wait."""
        with self._lock:
            self.catch_up()
            return tuple(self._tasks[task] for task in self._waiting)

    def latest(self, count: int) -> tuple[Noted, ...]:
        """The decisions stored last, oldest first."""
        return self.batch.graders.since(max(0, self._heard - count))

    def seen(self, target: Target, *named: str) -> int:
        """The id of the latest decision about a thing, 0 for none."""
        return self._latest.get((target, *named), 0)

    def progress(self) -> Progress:
        with self._lock:
            waiting, times = len(self._waiting), list(self._times)
            pauses = sorted(min(after - before, LONGEST_PAUSE) for before, after in pairwise(times))
            each = sum(pauses) / len(pauses) if pauses else None
            return Progress(self._decided, waiting, None if each is None else each * waiting)

    def item(self, response: Response) -> Item:
        return self.exam.exam.item(ItemRef(response.section, response.item))

    def whole(self, name: str) -> Sheet:
        """A sheet with all that was measured on it."""
        sheet = self.sheets[name]
        return replace(sheet, pages=self.batch.whole(sheet.pages))

    def read(self, sheet: Sheet) -> tuple[Response, ...]:
        """What the machine alone says of a sheet."""
        return interpret(sheet, self.exam.exam, self.layout, self._calibration, ())

    def responses(self, name: str) -> tuple[Response, ...]:
        """What a sheet says as it stands, decisions included."""
        said = in_force(noted.decision for noted in self.batch.graders.of_sheet(name))
        return interpret(self.whole(name), self.exam.exam, self.layout, self._calibration, said)

    def place(self, response: Response) -> tuple[LayoutPage, Field] | None:
        """Where an item stands on its page, or None where the page was not placed."""
        sheet = self.sheets.get(response.sheet)
        page = next((one for one in sheet.pages if one.ref == response.ref), None) if sheet else None
        return place_of(page, response, self.layout.forms) if page else None


def _pages(sheet: Sheet) -> object:
    return sheet.form, sheet.student_number, sheet.conflict, [(page.ref, page.code) for page in sheet.pages]
