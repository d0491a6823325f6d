"""A folder that a scanner drops files into: each file is handed out once it is there to its end, and again whenever it changes."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from omr.errors import BadInput
from omr.ingest.listing import check_apart, files_below
from omr.ingest.source import Kind, head_of, is_promised, is_scan, odd_file, sniff
from omr.ingest.whole import lacks
from omr.model.paths import path_text
from omr.workers import Work, Workers

SETTLE_SECONDS = 2.0
"""A file that has not changed for so long is looked into; scanners write every few 100 ms while they feed."""
GROWING_SECONDS = 20.0
"""The same for a TIFF: it is whole after each of its pages, and a feeder may rest between two; one that rests longer is read as it is,
and again when it has grown.
"""
PATIENCE_SECONDS = 60.0
"""A file that has not changed for so long and is still not whole is told: the scanner waits for paper, or a copy was cut off."""
STIRRED_SECONDS, STILL_SECONDS = 0.5, 5.0
"""Between two looks at the folder while something changes in it, and while nothing does: a network share may not tell of changes."""
OPENING_SECONDS = 60.0
"""Longest time that looking into one file may take."""
LOOKING_SHARE = 0.05
"""Share of the time that looking at the folder may take: a listing of 20,000 files takes 0.2 s, on a slow share many seconds."""
TEMPORARY = frozenset({".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download"})
"""Names under which programs write what they rename once it is whole."""
JUST_CAME = "it came, or changed, just now"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file or folder that cannot be read as it stands, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class News:
    """What one look at the folder brought: ``files`` to read now, in the order of their paths; ``stuck``: what must be told, once."""

    files: tuple[Path, ...] = ()
    stuck: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Size and time of change of every file that may be a scan, and the folders that cannot be listed, and
    what is no file, with the reason.
    """

    files: dict[Path, tuple[int, int]]
    shut: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was last seen: its size and time of change, the time since when it is so, and when to look into it."""

    stamp: tuple[int, int]
    since: float
    due: float
    settled: bool = False
    told: bool = False


class Watched:
    """The folder as it was last seen. What omr itself keeps below it (the batch, the exam) is none of its scans."""

    def __init__(self, folder: Path, batch: Path, exam: Path, lacking: Callable[[Path], str] = lacks) -> None:
        if not folder.is_dir():
            raise BadInput(f"there is no folder {folder} to watch", "make it, or give the folder that the scanner writes to")
        self.folder = folder
        self._lacking = lacking
        self._apart = (batch, exam)
        check_apart([folder], batch, exam, kept=("",))
        self._seen: dict[Path, _Seen] = {}
        self._shut: dict[str, str] = {}

    def look(self, now: float, listing: Listing | None = None) -> News:
        """What is ready at the time ``now`` (seconds of any clock), and what must be told, by what is listed then."""
        listing = listing or self.listed()
        stuck = [Waiting(name, why) for name, why in listing.shut.items() if name not in self._shut]
        files: list[Path] = []
        seen = dict(self._seen) if listing.shut else {}  # a share that is gone for a minute comes back with files that were read
        for path, stamp in listing.files.items():
            seen[path] = self._looked_into(path, stamp, now, files, stuck)
        self._seen, self._shut = seen, listing.shut
        return News(tuple(sorted(files)), tuple(stuck))

    @property
    def is_settled(self) -> bool:
        """Whether all files were handed out, as far as anybody has looked."""
        return all(one.settled for one in self._seen.values())

    def left(self) -> tuple[Waiting, ...]:
        """What is in the folder now and was not handed out as it stands, in the order of its names."""
        listing = self.listed()
        waiting = [Waiting(name, why) for name, why in listing.shut.items()]
        for path, stamp in listing.files.items():
            known = self._seen.get(path)
            if (known is None or not known.settled or known.stamp != stamp) and (why := self._why_not_yet(path)) is not None:
                waiting.append(Waiting(self._name(path), why or JUST_CAME))
        return tuple(sorted(waiting, key=lambda one: one.name))

    def _looked_into(self, path: Path, stamp: tuple[int, int], now: float, files: list[Path], stuck: list[Waiting]) -> _Seen:
        known = self._seen.get(path)
        if known is None or known.stamp != stamp:
            return _Seen(stamp, now, now + SETTLE_SECONDS)
        if known.settled or now < known.due:
            return known
        why = self._why_not_yet(path)
        if why == "" and now - known.since < GROWING_SECONDS and _may_grow(path):
            return replace(known, due=known.since + GROWING_SECONDS)
        if not why:
            if why is not None:
                files.append(path)
            return replace(known, settled=True)
        late = now - known.since >= PATIENCE_SECONDS
        if late and not known.told:
            stuck.append(Waiting(self._name(path), why))
        return replace(known, due=now + SETTLE_SECONDS, told=late)

    def _why_not_yet(self, path: Path) -> str | None:
        """Why a scan cannot be read yet, "" where it can; None for a file that neither by name nor by content is a scan."""
        temporary = path.suffix.lower() in TEMPORARY
        try:
            if not is_scan(path, asked_for=False):
                return None
        except OSError:
            return None
        return "it still carries the name of an unfinished file" if temporary else self._lacking(path)

    def _name(self, path: Path) -> str:
        return path_text(path.relative_to(self.folder))

    def listed(self) -> Listing:
        """What is in the folder now."""
        listed: dict[Path, tuple[int, int]] = {}
        shut: dict[str, str] = {}

        def refused(error: OSError) -> None:
            shut[path_text(Path(error.filename))] = f"the folder cannot be listed ({error.strerror})"

        for path in files_below(self.folder, self._apart, refused):
            if (stamp := _stamp(path)) is not None:
                listed[path] = stamp
            elif is_promised(path) and (odd := odd_file(path)):
                shut[self._name(path)] = odd
        return Listing(listed, shut)


def _may_grow(path: Path) -> bool:
    try:
        return sniff(head_of(path)) is Kind.TIFF
    except OSError:
        return False


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of change; None where the file is gone already, or is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return (seen.st_size, seen.st_mtime_ns) if stat.S_ISREG(seen.st_mode) else None


def guarded(opening: Workers) -> Callable[[Path], str]:
    """``lacks`` in a process that may hang or die. A file that makes it do so is handed out as if it were whole, and gets its row there."""
    work = Work(_lacking, _lacks_nothing)

    def asked(path: Path) -> str:
        ((_, (why,)),) = opening.each(work, [(None, [path])])
        return why

    return asked


def _lacking(paths: Sequence[Path]) -> list[str]:
    return [lacks(path) for path in paths]


def _lacks_nothing(_path: Path, _overdue: bool) -> str:
    return ""


def arrivals(watched: Watched, wakes: Iterable[object], clock: Callable[[], float]) -> Iterator[News]:
    """What each look at the folder brought, often nothing, until ``wakes`` ends.

    ``wakes`` gives something true whenever anything may have changed in the folder, and something false now and then.
    """
    stirred, began, cost = True, float("-inf"), 0.0
    for wake in chain((True,), wakes):
        stirred = stirred or bool(wake)
        pause = STIRRED_SECONDS if stirred or not watched.is_settled else STILL_SECONDS
        if (now := clock()) < began + max(pause, cost / LOOKING_SHARE):
            continue
        began, stirred = now, False
        listing = watched.listed()
        cost = clock() - began
        yield watched.look(now, listing)


class Paced:
    """Does something costly often, but never for more than a share of the time."""

    def __init__(self, act: Callable[[], None], clock: Callable[[], float], share: float = LOOKING_SHARE) -> None:
        self._act, self._clock, self._share = act, clock, share
        self._due = False
        self._rest = float("-inf")

    def __call__(self, *, due: bool = False) -> None:
        """Do it now if it is due, since this call or an earlier one, and enough time has passed since it was done."""
        self._due = self._due or due
        began = self._clock()
        if self._due and began >= self._rest:
            self._act()
            self._due = False
            self._rest = began + (self._clock() - began) / self._share


def wakes_of(folder: Path) -> Iterator[object]:
    """Wakes by the operating system's own word of changes, and twice a second without one; raises KeyboardInterrupt."""
    import watchfiles  # noqa: PLC0415  (felt at start-up)
    from watchfiles._rust_notify import WatchfilesRustInternalError  # noqa: PLC0415  (it has no public name)

    pause = int(1000 * STIRRED_SECONDS)
    listen = partial(watchfiles.watch, watch_filter=None, rust_timeout=pause, yield_on_timeout=True, ignore_permission_denied=True)
    deaf = False
    while True:
        try:
            for wake in listen(folder):
                yield wake or deaf  # what came while nobody listened
                deaf = False
        except WatchfilesRustInternalError:  # it cannot tell of a name that is no UTF-8; what changed is looked for all the same
            time.sleep(STIRRED_SECONDS)
            deaf = True
            yield True
        else:
            return
