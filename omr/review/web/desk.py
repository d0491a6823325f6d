"""What waits on the graders' desk: built once, kept up to date by every decision. The store is the truth, this its index.

Knows nothing of the web. Every method may be called from any thread.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from threading import RLock

from omr.files import ExamFolder
from omr.interpret import interpret
from omr.model.calibration import Calibration
from omr.model.exam import Item, ItemRef, Kind
from omr.model.layout import Field, LayoutPage
from omr.model.page import PageEvidence
from omr.model.response import UNDECIDED, Collation, Decision, Response, ResponseStatus, Sheet, Target, about, in_force
from omr.results import Responses, audit_of, collation_of, reading, shown
from omr.review.decide import Known, check_decisions
from omr.review.web.grounds import grounds_of
from omr.store import Batch, Key, Noted

LEASE = 120.0
"""Seconds for which an item is handed to one grader; a page that is looked at asks again long before."""
AHEAD = 18
"""Items written down for a grader at once."""
RECENT = 60
"""Decisions from which the time that is left is estimated."""
LONGEST_PAUSE = 120.0
"""Seconds between two decisions from which a grader was away, not thinking."""


@dataclass(slots=True)
class Task:
    """One item that waits: its response as it was read, and the id of the latest decision about it (0 for none)."""

    id: int
    response: Response
    seen: int = 0

    @property
    def key(self) -> Key:
        return Key(self.response.sheet, self.response.section, self.response.item)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision: its id; or what was wrong with it; or the one that stands since, if it came too late."""

    made: int = 0
    problem: str = ""
    standing: Noted | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the graders are. ``left`` is the expected time in seconds, None before anybody decided."""

    decided: int
    waiting: int
    left: float | None


class Desk:
    """Everything that waits for a person in one batch."""

    def __init__(self, batch: Batch, exam: ExamFolder, calibration: Calibration, now: Callable[[], float] = time.time) -> None:
        assert exam.layout is not None
        self.batch, self.exam, self.layout = batch, exam, exam.layout
        self._calibration, self._now = calibration, now
        self._lock = RLock()
        self._tasks: list[Task] = []
        self._ids: dict[Key, int] = {}
        self._waiting: dict[int, None] = {}
        self._latest: dict[tuple[str, ...], int] = {}
        self._handed: dict[int, tuple[str, str, float]] = {}
        self._audited: set[Key] = set()
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
        self._audited = {Key(*place) for place in now.audit.open}
        self._take_up(shown(self.batch, now.responses, now.audit))
        said = {about(one) for one in in_force(now.decisions) if one.target is Target.ITEM}
        self._decided = len(said - {(Target.ITEM, *self._tasks[task].key) for task in self._waiting})
        for key, (who, until) in self.batch.graders.leases(self._now()).items():
            if key in self._ids:
                self._handed[self._ids[key]] = (who, "", until)

    def _take_up(self, responses: Iterable[Response]) -> None:
        """Choices come first and numbers after them: the hand stays at the letters, then at the digits."""
        fresh = [one for one in responses if one.status is ResponseStatus.UNSURE]
        for response in sorted(fresh, key=lambda one: self.item(one).kind is Kind.NUMBER):
            key = Key(response.sheet, response.section, response.item)
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
        task = self._ids.get(Key(decision.sheet, decision.section, decision.item))
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
                task = self._ids.get(Key(name, response.section, response.item))
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
        self._audited = {Key(*place) for place in audit.open}
        self._take_up(shown(self.batch, responses, audit))

    # handing out

    def take(self, who: str, session: str, count: int, skipped: Collection[int] = (), held: Collection[int] = ()) -> tuple[Task, ...]:
        """So many items that no other grader has at hand, besides those ``held`` already, whose leases are made longer.

        What this grader skipped comes last.
        """
        with self._lock:
            self.catch_up()
            now = self._now()
            mine = [task for task in held if self._is_free(task, who, session, now)]
            fresh = self._free(who, session, count, {*held, *skipped}, now)
            if len(fresh) < count and not held:
                fresh += self._free(who, session, count - len(fresh), {*held, *fresh}, now)
            return self._lease([*mine, *fresh], who, session, now, {*fresh})

    def claim(self, tasks: Iterable[int], count: int, who: str, session: str) -> tuple[Task, ...]:
        """So many of these items, in their order, that no other grader has at hand."""
        with self._lock:
            now = self._now()
            free = [task for task in tasks if self._is_free(task, who, session, now)][:count]
            return self._lease(free, who, session, now, {*free})

    def _free(self, who: str, session: str, count: int, without: Collection[int], now: float) -> list[int]:
        found: list[int] = []
        for task in self._waiting:
            if len(found) >= count:
                break
            if task not in without and self._is_free(task, who, session, now):
                found.append(task)
        return found

    def _is_free(self, task: int, who: str, session: str, now: float) -> bool:
        if task not in self._waiting:
            return False
        owner, theirs, until = self._handed.get(task, ("", "", 0.0))
        return until <= now or (owner == who and theirs in {session, ""})

    def _lease(self, tasks: Sequence[int], who: str, session: str, now: float, wanted: Collection[int]) -> tuple[Task, ...]:
        """Write down who has these at hand, and some more while we write: the disk is slower than all the rest."""
        until = now + LEASE
        ending = [task for task in tasks if not self._is_mine(task, who, session, now + LEASE / 2)]
        if ending:
            more = self._free(who, session, max(0, AHEAD - len(tasks)), {*tasks}, now)
            asked = [*ending, *more]
            got = {self._ids[key] for key in self.batch.graders.lease([self._tasks[task].key for task in asked], who, now, until)}
            self._handed |= {task: (who, session, until) if task in got else ("", "-", until) for task in asked}
        return tuple(self._tasks[task] for task in tasks if task in wanted and self._is_mine(task, who, session, now))

    def _is_mine(self, task: int, who: str, session: str, now: float) -> bool:
        owner, theirs, until = self._handed.get(task, ("", "", 0.0))
        return (owner, theirs) == (who, session) and until > now

    def give_back(self, tasks: Iterable[int], who: str, session: str) -> None:
        """Items that a grader will not decide now."""
        with self._lock:
            mine = [task for task in tasks if self._handed.get(task, ("", "", 0))[:2] == (who, session)]
            self.batch.graders.release([self._tasks[task].key for task in mine], who)
            for task in mine:
                del self._handed[task]

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
        task = self._ids.get(Key(decision.sheet, decision.section, decision.item))
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


def place_of(page: PageEvidence, response: Response, forms: Mapping[str, tuple[LayoutPage, ...]]) -> tuple[LayoutPage, Field] | None:
    """An item's field on a page that was found, None on one that a grader named."""
    if not page.residual_mm and not page.boxes:
        return None
    layout = next(one for one in forms[page.code.form] if one.number == page.code.page)
    field = next((one for one in layout.fields if (one.section, one.item) == (response.section, response.item)), None)
    return (layout, field) if field else None


def _pages(sheet: Sheet) -> object:
    return sheet.form, sheet.student_number, sheet.conflict, [(page.ref, page.code) for page in sheet.pages]
