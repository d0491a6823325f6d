"""What waits on the graders' desk: built once, kept up to date by every decision and every scan. The store is the truth, this its index.

Knows nothing of the web. Every method may be called from any thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from threading import RLock

from omr.files import ExamFolder
from omr.model.calibration import Calibration
from omr.model.exam import ItemRef, Kind
from omr.model.response import Response, ResponseStatus, SheetItem, Target
from omr.results import exam_of
from omr.review.web.book import Book
from omr.review.web.fresh import Again, Look, Told, look
from omr.review.web.hands import Grader, Hands
from omr.review.web.index import Index
from omr.review.web.task import Progress, Task
from omr.store import Batch, Noted


class Desk:
    """Everything that waits for a person in one batch."""

    def __init__(
        self,
        batch: Batch,
        exam: ExamFolder,
        calibration: Calibration,
        now: Callable[[], float] = time.time,
        told: Told = lambda _done, _all: None,
        again: Again = exam_of,
    ) -> None:
        """``told`` hears how far the first look through the batch is; ``again`` gives the exam once the batch's own is another one."""
        self.batch, self.lock = batch, RLock()
        self._calibration, self._again = calibration, again
        self._index = Index(self._is_number, now)
        self._hands = Hands(batch.graders, now)
        self._stale: set[str] = set()
        self._looks = 0
        self._take_over(look(batch, exam, calibration, told))

    def _is_number(self, response: Response) -> bool:
        return self.book.exam.exam.item(ItemRef(response.section, response.item)).kind is Kind.NUMBER

    # keeping up with the store

    def catch_up(self) -> None:
        """Hear of decisions that other processes stored, and put aside what stands on sheets of which new pages came."""
        with self.lock:
            new = self.batch.graders.since(self._index.heard)
            self._index.note(new)
            for noted in new:
                self._follow(noted)
            if any(noted.decision.target is not Target.ITEM for noted in new):
                self._look_again()
            self._put_aside()

    def refresh(self) -> bool:
        """Take up what other processes scanned since the last look; gives whether there was anything.

        The look itself holds nobody up: meanwhile the sheets that it is about are put aside and all others are handed out.
        """
        with self.lock:
            if self.batch.changes.latest() == self._last.change and self.batch.exam_folder == self._last.place:
                return False
            last, looks = self._last, self._looks
        found = self._look(last)
        with self.lock:
            if looks == self._looks:  # else somebody looked in the meantime, and newer
                self._take_over(found)
        return True

    def _look_again(self) -> None:
        self._take_over(self._look(self._last))

    def _look(self, last: Look) -> Look:
        return look(self.batch, last.exam, self._calibration, lambda _done, _all: None, last, self._again)

    def _take_over(self, found: Look) -> None:
        """Have the batch as that look saw it, and then follow what was decided since."""
        self._looks += 1
        self._last, self._audited = replace(found, responses=()), {*found.audited}
        self.book = Book(self.batch, found.exam, self._calibration, found.collation, found.sheets)
        self._index.note(self.batch.graders.since(self._index.heard))
        self._index.forget(found.names)
        self._index.take_up(found.responses)
        self._stale.clear()
        self._put_aside()
        if not self._audited:
            self._reveal()
        later = self.batch.graders.since(found.heard)
        for noted in later:
            self._follow(noted)
        if any(noted.decision.target is not Target.ITEM for noted in later):
            self._look_again()

    def _put_aside(self) -> None:
        """What another process scanned may have changed these sheets: nobody is asked about them before they are looked at."""
        latest = self.batch.changes.latest()
        if latest != self._last.change:
            came = self.batch.changes.serials(self._last.change)
            self._stale |= came & self.book.sheets.keys()
            if "" in came:  # pages without a serial are put together by their order
                self._stale |= {name for name, sheet in self.book.sheets.items() if not any(page.code.serial for page in sheet.pages)}

    def _follow(self, noted: Noted) -> None:
        task = self._index.follow(noted)
        if task and task.key in self._audited:
            self._audited.remove(task.key)
            if not self._audited:
                self._reveal()

    def _reveal(self) -> None:
        """No item of an audit's sample is open (any more): what the machine thinks of the others need not be hidden."""
        blind = [self._index[number] for number in self._index.waiting if not self._index[number].response.why]
        for name in dict.fromkeys(task.response.sheet for task in blind):
            said = {SheetItem(name, one.section, one.item): one for one in self.book.responses(name)}
            for task in blind:
                response = said.get(task.key)
                if response and response.status is ResponseStatus.UNSURE:
                    task.response = response

    # handing out

    def take(self, grader: Grader, count: int, skipped: Collection[int] = (), held: Collection[int] = ()) -> tuple[Task, ...]:
        """So many items that no other grader has at hand, besides those ``held`` already, whose leases are made longer.

        What this grader skipped comes last.
        """
        with self.lock:
            self.catch_up()
            fresh = self._free(grader, count, {*held, *skipped})
            if len(fresh) < count and not held:
                fresh += self._free(grader, count - len(fresh), {*held, *fresh})
            got = self._lease([*self._of(held, grader), *fresh], grader)
            return tuple(self._index[number] for number in fresh if number in got)

    def claim(self, tasks: Iterable[int], count: int, grader: Grader) -> tuple[Task, ...]:
        """So many of these items, in their order, that no other grader has at hand."""
        with self.lock:
            wanted = list(islice(self._of(tasks, grader), count))
            got = self._lease(wanted, grader)
            return tuple(self._index[number] for number in wanted if number in got)

    def give_back(self, tasks: Iterable[int], grader: Grader) -> None:
        """Items that a grader will not decide now."""
        with self.lock:
            self._hands.give_back([self._index[number].key for number in tasks], grader)

    def _of(self, tasks: Iterable[int], grader: Grader) -> Iterator[int]:
        """Those of the items that wait and may be handed to this grader."""
        for number in tasks:
            task = self.task(number)
            if task and number in self._index.waiting and task.response.sheet not in self._stale and self._hands.is_free(task.key, grader):
                yield number

    def _free(self, grader: Grader, count: int, without: Collection[int]) -> list[int]:
        return list(islice(self._of((number for number in self._index.waiting if number not in without), grader), count))

    def _lease(self, tasks: Sequence[int], grader: Grader) -> frozenset[int]:
        def more(count: int) -> list[SheetItem]:
            return [self._index[number].key for number in self._free(grader, count, {*tasks})]

        got = self._hands.lease([self._index[number].key for number in tasks], more, grader)
        return frozenset(number for number in tasks if self._index[number].key in got)

    # looking

    def task(self, number: int) -> Task | None:
        return self._index[number] if 0 <= number < len(self._index) else None

    def find(self, key: SheetItem) -> Task | None:
        """The item of that name, if it ever waited."""
        return self._index.find(key)

    def waits(self, number: int) -> bool:
        """Whether that item waits still, on the page on which it was shown."""
        return number in self._index.waiting

    def waiting(self) -> tuple[Task, ...]:
        """All items that wait."""
        with self.lock:
            self.catch_up()
            return tuple(self._index[number] for number in self._index.waiting)

    def settled(self, sheet: str) -> bool:
        """Whether no page of that sheet came since it was looked at; if one did, it is looked at now."""
        with self.lock:
            if sheet in self._stale:
                self._look_again()
                return False
            return True

    def latest(self, count: int) -> tuple[Noted, ...]:
        """The decisions stored last, oldest first."""
        return self.batch.graders.since(max(0, self._index.heard - count))

    def seen(self, *named: str) -> int:
        """The id of the latest decision about a thing (see ``omr.model.response.about``), 0 for none."""
        return self._index.seen(*named)

    def progress(self) -> Progress:
        with self.lock:
            return self._index.progress()

    def blind(self, responses: Iterable[Response]) -> tuple[Response, ...]:
        """These responses as a grader may see them: while an audit's sample is open, what waits shows nothing that was read."""
        tasks = ((one, self.find(SheetItem(one.sheet, one.section, one.item))) for one in responses)
        return tuple(task.response if task and self.waits(task.id) and not task.response.why else one for one, task in tasks)
