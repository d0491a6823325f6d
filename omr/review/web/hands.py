"""Who has which item at hand: in the store, so that it outlives the server, and here, so that nobody waits for the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from omr.model.response import SheetItem
from omr.store import Graders

LEASE = 120.0
"""Seconds for which an item is handed to one grader; a page that is looked at asks again long before."""
AHEAD = 18
"""Items written down for a grader at once."""
NOBODY = ("", "", 0.0)


class Grader(NamedTuple):
    """One session: the name stands in the store, ``session`` tells two windows of one person apart."""

    who: str
    session: str


class Hands:
    """The leases of one batch."""

    def __init__(self, graders: Graders, now: Callable[[], float]) -> None:
        self._graders, self._now = graders, now
        self._handed = {key: (who, "", until) for key, (who, until) in graders.leases(now()).items()}

    def is_free(self, key: SheetItem, grader: Grader) -> bool:
        """Whether the item may be handed to this grader: nobody has it, or the same person had it before the server was started."""
        owner, session, until = self._handed.get(key, NOBODY)
        return until <= self._now() or (owner == grader.who and session in {grader.session, ""})

    def lease(self, keys: Sequence[SheetItem], more: Callable[[int], Sequence[SheetItem]], grader: Grader) -> frozenset[SheetItem]:
        """Hand these to a grader, and write some ``more`` down if any must be; gives those of ``keys`` that nobody else has."""
        ending = [key for key in keys if not self._is_mine(key, grader, LEASE / 2)]
        if ending:
            asked, now = [*ending, *more(max(0, AHEAD - len(keys)))], self._now()
            got = {*self._graders.lease(asked, grader.who, now, now + LEASE)}
            other = Grader("", "-")  # another process has it at hand
            self._handed |= {key: (*(grader if key in got else other), now + LEASE) for key in asked}
        return frozenset(key for key in keys if self._is_mine(key, grader, 0))

    def _is_mine(self, key: SheetItem, grader: Grader, still: float) -> bool:
        owner, session, until = self._handed.get(key, NOBODY)
        return (owner, session) == grader and until > self._now() + still

    def give_back(self, keys: Iterable[SheetItem], grader: Grader) -> None:
        """Items that a grader will not decide now."""
        mine = [key for key in keys if self._handed.get(key, NOBODY)[:2] == grader]
        self._graders.release(mine, grader.who)
        for key in mine:
            del self._handed[key]
