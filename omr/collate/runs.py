"""In which order the scans lay on each other, as far as files tell: that of the pages in a file, and of the numbers in files' names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from statistics import median

from omr.collate.settle import Settled
from omr.model.page import Status, Unread
from omr.model.paths import in_order

NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A scan in its run; ``lacking``: the numbers between the name of the file before and its own, where files are numbered."""

    one: Settled
    lacking: str = ""


def runs(settled: Sequence[Settled], origins: Mapping[str, str]) -> Iterator[list[Placed]]:
    """Scans that follow each other: the pages of one file, and files of one page each that were found in one folder. ``origins``: file →
    where it was found; a file that is not in there is told by its name.

    Such files go by the numbers in their names, whenever they came: a folder that is still being copied, or a scanner that writes one page
    in colour, brings them in any order. Where names differ in more than numbers they must have come one after the other. A name that is
    used again begins anew, but for a file written anew because the first could not be read: it takes that one's place.
    """
    files: dict[str, list[Settled]] = defaultdict(list)
    for one in settled:
        files[one.result.ref.file].append(one)
    folders: dict[PurePosixPath, list[_File]] = defaultdict(list)
    for came, (name, pages) in enumerate(files.items()):
        if len(pages) > 1 or pages[0].result.ref.page > 1:
            yield [Placed(one) for one in pages]
        else:
            path = PurePosixPath(origins.get(name) or name)
            folders[path.parent].append(_File(pages[0], path, came))
    for found in folders.values():
        for session in _sessions(found):
            yield from _parts(sorted(session, key=lambda file: in_order(file.path.name)))


@dataclass(frozen=True, slots=True)
class _File:
    """A file of one page, where it was found, and its place in the order in which all came."""

    one: Settled
    path: PurePosixPath
    came: int

    @property
    def pattern(self) -> str:
        """Its name but for the numbers and the kind of file: a scanner writes pages in colour as another kind."""
        return NUMBER.sub("#", self.path.stem)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(number) for number in NUMBER.findall(self.path.stem))


def _sessions(found: Sequence[_File]) -> Iterator[list[_File]]:
    """The files of a folder until a name is used again: numbers begin anew then."""
    session: dict[str, _File] = {}
    for file in found:
        before = session.get(file.path.name)
        if before and not _is_lost(before.one):
            yield [*session.values()]
            session = {}
        session[file.path.name] = file
    yield [*session.values()]


def _is_lost(one: Settled) -> bool:
    return isinstance(one.result, Unread) and one.result.status is Status.REJECTED


def _parts(files: Sequence[_File]) -> Iterator[list[Placed]]:
    """Files in the order of their names, as far as that can be trusted."""
    steps = {after.one.index: step for before, after in pairwise(files) if (step := _step(before, after))}
    are_counted = bool(steps) and median(steps.values()) == 1
    came = {file.came: place for place, file in enumerate(sorted(files, key=lambda file: file.came))}
    part = [Placed(files[0].one)]
    for before, file in pairwise(files):
        if before.pattern != file.pattern and came[file.came] != came[before.came] + 1:
            yield part
            part = []
        jumps = are_counted and steps.get(file.one.index, 1) > 1
        part.append(Placed(file.one, _between(before, file) if jumps else ""))
    yield part


def _step(before: _File, after: _File) -> int:
    """By how much the last number in the names rises; 0 where they differ in anything else."""
    alike = before.pattern == after.pattern and before.numbers[:-1] == after.numbers[:-1]
    return after.numbers[-1] - before.numbers[-1] if alike and after.numbers else 0


def _between(before: _File, after: _File) -> str:
    first, last = before.numbers[-1] + 1, after.numbers[-1] - 1
    return f"{first}" if first == last else f"{first} to {last}"
