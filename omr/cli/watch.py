"""``omr scan --watch``: what a scanner drops into a folder, as it comes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from omr.cli.asked import Asked, Prepared
from omr.cli.opening import opened_batch
from omr.cli.saying import bar, listed, say, say_forgotten

if TYPE_CHECKING:
    from omr.files import ExamFolder
    from omr.scan import Scanned
    from omr.store import Batch
    from omr.watch import Waiting, Watched


def watch_folder(folder: Path, asked: Asked, ready: Prepared) -> None:
    """Read what comes into the folder until the user stops it; what is left in it unread is noted in the batch."""
    from omr.ingest.listing import left_out  # noqa: PLC0415
    from omr.store import RUNNING  # noqa: PLC0415
    from omr.watch import OPENING_SECONDS, Watched, guarded  # noqa: PLC0415
    from omr.workers import Workers  # noqa: PLC0415

    opening = Workers(1, OPENING_SECONDS)
    watched = Watched(folder, asked.batch, asked.exam, guarded(opening))
    for other in left_out([folder], (asked.batch, asked.exam)):
        say(f"{other} holds files of omr itself: nothing in it is taken for a scan.")
    with opened_batch(asked.batch, create=True) as opened, opened.scanning(), Ending() as ending, opening:
        opened.watching.begin(watched.folder)
        try:
            _read_arrivals(watched, opened, ready.exam, partial(ready.read, batch=opened, found_in=folder), ending)
        except KeyboardInterrupt:
            if opened.meta("scan_state") == RUNNING:
                raise  # in the midst of reading
        left = watched.left()
        opened.watching.end((one.name for one in left), watched.folder)
        _say_left(left)


def _read_arrivals(watched: Watched, batch: Batch, exam: ExamFolder, read: Callable[..., Scanned], ending: Ending) -> None:
    """Read what comes, and say what came, until KeyboardInterrupt."""
    from time import monotonic  # noqa: PLC0415

    from omr.model.paths import path_text  # noqa: PLC0415
    from omr.store import RUNNING  # noqa: PLC0415
    from omr.watch import Paced, arrivals, wakes_of  # noqa: PLC0415

    told: dict[str, int] = {}
    say_sum = Paced(lambda: _say_sum(batch, exam, told), monotonic)
    if batch.meta("scan_state") == RUNNING:
        with bar("Reading what the last run left") as progress:
            say_forgotten(read((), progress=progress).forgotten)
    else:
        read(())
    say(f"Watching {watched.folder}. Each file is read once it is whole; end with Ctrl-C.")
    for news in arrivals(watched, ending.heeded(wakes_of(watched.folder)), monotonic):
        for stuck in news.stuck:
            say(f"  {stuck.name}: {stuck.why}; it is read as soon as it can be")
        if news.files:
            with bar("Reading scans") as progress:
                done = read(news.files, progress=progress)
            _say_arrival([path_text(path.relative_to(watched.folder)) for path in news.files], done.pages)
        with ending.held():
            say_sum(due=bool(news.files))


def _say_arrival(names: Sequence[str], pages: int) -> None:
    say(f"{listed(names)}: " + (f"read {pages} pages." if pages else "nothing new."))


def _say_sum(batch: Batch, exam: ExamFolder, told: dict[str, int]) -> None:
    """The page sum so far, and what is to better at the scanner: each thing when it begins, and when it has doubled."""
    from omr.results import advice_of, collation_of, count  # noqa: PLC0415

    collation = collation_of(batch, exam)
    say(f"{count(collation)}.")
    for one in advice_of(batch, collation):
        if len(one.scans) >= 2 * told.get(one.about, 0):
            told[one.about] = len(one.scans)
            say(f"  {one}")


def _say_left(left: Sequence[Waiting]) -> None:
    for waiting in left:
        say(f"  {waiting.name} was not read: {waiting.why}")
    if left:
        say("Let the scanner finish, then run the same command again; what stays damaged is read as far as it goes by: omr scan FILE")


class Ending:
    """Within it, the end of a service or of a shift (SIGTERM) is an interruption like Ctrl-C, and neither is ever lost.

    Python raises KeyboardInterrupt wherever it is at that moment, and ignores what is raised while an object is taken away: so an
    interruption is also remembered, and heeded at the next wake. Where Ctrl-C is ignored, as in a shell's background, it stays so.
    """

    def __init__(self) -> None:
        self._asked = False
        self._held = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            if number == signal.SIGTERM or signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._interrupt)
        return self

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def heeded(self, wakes: Iterable[object]) -> Iterator[object]:
        """The same wakes, until an interruption; raises KeyboardInterrupt at the first after one."""
        for wake in wakes:
            if self._asked:
                raise KeyboardInterrupt
            yield wake

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within it an interruption is only remembered: one that falls between the steps of a look into the batch leaves its lock
        behind, and nothing more can be written.
        """
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def _interrupt(self, _number: int, _frame: object) -> None:
        self._asked = True
        if not self._held:
            raise KeyboardInterrupt
