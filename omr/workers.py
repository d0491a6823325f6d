"""Processes that may hang or die without loss: work goes to them in chunks, and whatever fails is named, one by one."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Overdue
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from omr.errors import BadInput

if TYPE_CHECKING:
    from pebble import ProcessPool

AHEAD = 4
"""Chunks waiting for each process: enough that none idles, few enough that memory stays flat."""
BREAKDOWNS = 3
"""Times in a row that all processes may be lost before a chunk was done: somebody may kill them, but hardly that often."""
WORKER_BYTES = 6 << 30
"""Address space of a worker: a page of 150 megapixels with all of its copies needs 2 GB."""
PRELOADED = ("omr.work", "omr.page_half", "omr.ingest.pdf", "pebble", "numpy.ma")
"""Imported once, by the process that all others are forked from, which took 0.3 s of CPU; each other then begins in 0.025 s instead of
0.075. (Whoever asks NumPy for a median imports its masked arrays.)
"""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For the processes: NumPy's matrix products otherwise keep a thread spinning on every core, and a page costs 80 ms of CPU, not 29."""
KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""For the processes, where malloc is glibc's: the pictures of one page are made in the memory of the last one's, not in pages that the
kernel clears anew. A page with 250 boxes costs 37 ms of CPU, not 41; one with 100 boxes half a millisecond less. And that memory comes in
pages of 2 MB where the kernel has them (transparent huge pages, from glibc 2.35 on): a page of 100 boxes costs 0.7 of 19 ms less, since
samples that lie in far rows are found without looking up each row's place.
"""

Task = TypeVar("Task")
Result = TypeVar("Result")
Group = TypeVar("Group")


class Work(NamedTuple, Generic[Task, Result]):
    """What is done to a chunk of tasks in a process, and what a task comes to that hung (True) or ended its process (False)."""

    done: Callable[[Sequence[Task]], list[Result]]
    failed: Callable[[Task, bool], Result]


class _Sent(NamedTuple):
    """Tasks on their way to a process of that pool."""

    tasks: Sequence[Any]
    future: Future[Any]
    pool: ProcessPool


class Workers:
    """The processes, begun with the first work. They are started anew where all of them were lost at once, as when one is killed
    between two tasks. ``seconds`` is the longest that one chunk, or one task by itself, may take.
    """

    def __init__(self, count: int, seconds: float, begin: Callable[..., None] | None = None, *arguments: object) -> None:
        self._count, self._seconds = count, seconds
        self._begin, self._arguments = begin, arguments
        self._pool: ProcessPool | None = None
        self._breakdowns = 0
        self._environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._environment = dict(os.environ)
        own = {name: value for name, value in os.environ.items() if name in KEPT_MEMORY}
        os.environ.update(ONE_THREAD | KEPT_MEMORY | own)  # whoever tunes malloc knows why
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()
        os.environ.clear()
        os.environ.update(self._environment)

    def each(self, work: Work[Task, Result], chunks: Iterable[tuple[Group, Sequence[Task]]]) -> Iterator[tuple[Group, list[Result]]]:
        """What the work made of every chunk, in order. Raises BadInput where the processes are lost again and again."""
        remaining = iter(chunks)
        waiting = deque((group, self._send(work, tasks)) for group, tasks in islice(remaining, self._count * AHEAD))
        while waiting:
            group, sent = waiting[0]
            try:
                results = self._read(work, sent)
            except BrokenProcessPool:
                self._broke()
                waiting = deque((group, self._again(work, sent)) for group, sent in waiting)
                continue
            waiting.popleft()
            yield group, results
            waiting.extend((group, self._send(work, tasks)) for group, tasks in islice(remaining, 1))

    def _send(self, work: Work[Task, Result], tasks: Sequence[Task]) -> _Sent:
        """Have these tasks done, in one process one after the other. Raises BadInput where processes end as they begin, time and again."""
        while True:
            try:
                if self._pool is None or not self._pool.active:
                    self._stop()
                    self._pool = self._started()
                return _Sent(tasks, self._pool.schedule(work.done, args=[tasks], timeout=self._seconds), self._pool)
            except BrokenProcessPool:  # a process was killed in the very moment in which it was made
                self._stop()
                self._pool = None
                self._broke()

    def _read(self, work: Work[Task, Result], sent: _Sent) -> list[Result]:
        """How tasks that were sent ended; where their process hung or died they are sent again one by one, to name the one.

        Raises BrokenProcessPool where nobody does them any more.
        """
        from pebble import ProcessExpired  # noqa: PLC0415  (felt at start-up)

        try:
            results: list[Result] = self._wait(sent)
        except (Overdue, ProcessExpired) as failure:
            if len(sent.tasks) == 1:
                return [work.failed(sent.tasks[0], isinstance(failure, Overdue))]
            return [result for task in sent.tasks for result in self._read(work, self._send(work, [task]))]
        self._breakdowns = 0
        return results

    def _wait(self, sent: _Sent) -> list[Any]:
        """The result of a task. A process killed in the very moment of taking one leaves it with nobody: then none ever comes."""
        try:
            results: list[Any] = sent.future.result(timeout=(AHEAD + 2) * self._seconds)
        except Overdue:
            if sent.future.done():
                raise
            self._stop()
            raise BrokenProcessPool("a task was lost") from None
        return results

    def _again(self, work: Work[Task, Result], sent: _Sent) -> _Sent:
        """The same task if it ended or can still end; sent once more if it was lost with its processes."""
        ended = sent.future.done() and not isinstance(sent.future.exception(), BrokenProcessPool)
        can_end = sent.pool is self._pool and sent.pool.active
        return sent if ended or can_end else self._send(work, sent.tasks)

    def _broke(self) -> None:
        """Note that the processes were lost. Raises BadInput where that happens again and again before anything is done."""
        self._breakdowns += 1
        if self._breakdowns > BREAKDOWNS:
            raise BadInput(
                "the processes that read pages end as soon as they start",
                "free some memory, or give --workers 1, then run the same command again: nothing stored is lost",
            )

    def _started(self) -> ProcessPool:
        from pebble import ProcessPool  # noqa: PLC0415

        method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
        context = get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload(list(PRELOADED))
        return ProcessPool(max_workers=self._count, initializer=_begin, initargs=(self._begin, self._arguments), context=context)

    def _stop(self) -> None:
        """End all processes at once: where the run was interrupted they are in the way, else nothing is left to do."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def _begin(begin: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    """What a process needs before its first work."""
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if begin is not None:
        begin(*arguments)
