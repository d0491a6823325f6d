"""The items that wait, by number and by name, and how far the graders are. Knows no store; the desk holds the lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from omr.model.response import UNDECIDED, Response, ResponseStatus, SheetItem, Target, about
from omr.review.web.task import Progress, Task
from omr.store import Noted

RECENT = 60
"""Decisions from which the time that is left is estimated."""
LONGEST_PAUSE = 120.0
"""Seconds between two decisions from which a grader was away, not thinking."""


class Index:
    """Everything that waits in one batch. ``heard`` is the id of the latest decision that it knows."""

    def __init__(self, is_number: Callable[[Response], bool], now: Callable[[], float]) -> None:
        self._is_number, self._now = is_number, now
        self.waiting: dict[int, None] = {}
        self.heard = 0
        self._tasks: list[Task] = []
        self._ids: dict[SheetItem, int] = {}
        self._latest: dict[tuple[str, ...], int] = {}
        self._items = 0
        self._taken_back: set[tuple[str, ...]] = set()
        self._reopened: set[int] = set()
        self._times: deque[float] = deque(maxlen=RECENT)

    def __getitem__(self, number: int) -> Task:
        return self._tasks[number]

    def __len__(self) -> int:
        return len(self._tasks)

    def find(self, key: SheetItem) -> Task | None:
        """The item of that name, as it was last taken up."""
        number = self._ids.get(key)
        return None if number is None else self._tasks[number]

    def take_up(self, responses: Iterable[Response]) -> None:
        """Choices come first and numbers after them: the hand stays at the letters, then at the digits.

        An item whose page is another one than before gets a new number, so that no answer to the old picture can count for the new one.
        """
        fresh = [one for one in responses if one.status is ResponseStatus.UNSURE]
        for response in sorted(fresh, key=self._is_number):
            key = SheetItem(response.sheet, response.section, response.item)
            seen, task = self._latest.get((Target.ITEM, *key), 0), self.find(key)
            if task is None or task.response.ref != response.ref:
                task = Task(len(self._tasks), response)
                self._tasks.append(task)
                self._ids[key] = task.id
            task.response, task.seen = response, seen
            self.waiting[task.id] = None
            if seen and (Target.ITEM, *key) not in self._taken_back:
                self._reopened.add(task.id)

    def forget(self, sheets: Collection[str]) -> None:
        """The items of these sheets wait no longer."""
        for number in [number for number in self.waiting if self._tasks[number].response.sheet in sheets]:
            self._leave(number)

    def _leave(self, number: int) -> None:
        del self.waiting[number]
        self._reopened.discard(number)

    def note(self, new: Sequence[Noted]) -> None:
        """Know these decisions, oldest first, as the latest ones about their things."""
        for noted in new:
            named = about(noted.decision)
            if noted.decision.target is Target.ITEM:
                self._items += named not in self._latest
                (self._taken_back.add if noted.decision.value == UNDECIDED else self._taken_back.discard)(named)
            self._latest[named] = noted.id
            self.heard = max(self.heard, noted.id)

    def follow(self, noted: Noted) -> Task | None:
        """An item that was decided waits no longer, and is given; one whose decision was taken back waits again."""
        decision = noted.decision
        task = self.find(SheetItem(decision.sheet, decision.section, decision.item)) if decision.target is Target.ITEM else None
        if task is None:
            return None
        task.seen = noted.id
        if decision.value == UNDECIDED:
            self.waiting.setdefault(task.id)
        elif task.id in self.waiting:
            self._leave(task.id)
            self._times.append(self._now())
            return task
        return None

    def seen(self, *named: str) -> int:
        """The id of the latest decision about a thing, 0 for none."""
        return self._latest.get(named, 0)

    def progress(self) -> Progress:
        """How many are decided and wait, and how long those may take, after the pace of the latest."""
        times = list(self._times)
        pauses = [min(after - before, LONGEST_PAUSE) for before, after in pairwise(times)]
        each = sum(pauses) / len(pauses) if pauses else None
        waiting = len(self.waiting)
        decided = self._items - len(self._taken_back) - len(self._reopened)
        return Progress(decided, waiting, None if each is None else each * waiting)
