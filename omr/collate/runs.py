"""In which order the scans lay on each other, as far as files tell: that of the pages in a file, and of the numbers in files' names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath
from statistics import median

from omr.collate.settle import Settled
from omr.model.page import Status, Unread
from omr.model.paths import in_order

NUMBER = re.compile("[0-9]+")
FEWEST_STEPS = 3
"""Steps between the numbers of files that show by how much these rise where none is lacking."""
LONGEST_COUNT = 5
"""Digits of a number that counts files, as scanners and cameras do; longer ones are times."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A scan in its run; ``doubt``: what makes it doubtful that it lay on the one before, as far as the names of files tell."""

    one: Settled
    doubt: str = ""


def runs(settled: Sequence[Settled], origins: Mapping[str, str]) -> Iterator[list[Placed]]:
    """Scans that follow each other: the pages of one file, and files of one page each that were found in one folder. ``origins``: file →
    where it was found; a file that is not in there is told by its name.

    Such files go by the numbers in their names, whenever they came: a folder that is still being copied, or a scanner that writes one page
    in colour, brings them in any order. Names that differ in more than numbers tell no order. Where most do (they are drawn by lot), or
    two differ in nothing but the kind of file (each kind has numbers of its own), no names of that folder do. A name that is used again
    begins anew, but for a file written anew because the first could not be read: it takes that one's place. What says of a file as a whole
    that something is wrong with it is none of its pages.
    """
    files: dict[str, list[Settled]] = defaultdict(list)
    for one in settled:
        files[one.result.ref.file].append(one)
    folders: dict[PurePosixPath, list[_File]] = defaultdict(list)
    for name, rows in files.items():
        pages = [one for one in rows if one.result.ref.page > 0] or rows
        if len(rows) > 1 or pages[0].result.ref.page > 1:
            yield [Placed(one) for one in pages]
        else:
            path = PurePosixPath(origins.get(name) or name)
            folders[path.parent].append(_File(pages[0], path))
    for found in folders.values():
        for session in _sessions(found):
            yield from _parts(sorted(session, key=lambda file: in_order(file.path.name)))


@dataclass(frozen=True, slots=True)
class _File:
    """A file of one page, and where it was found."""

    one: Settled
    path: PurePosixPath
    anew: bool = False
    """Whether it was written anew because the first could not be read, and may as well be of a later stack."""

    @property
    def pattern(self) -> str:
        """Its name but for the numbers and the kind of file: a scanner writes pages in colour as another kind."""
        return NUMBER.sub("#", self.path.stem)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(number) for number in NUMBER.findall(self.path.stem))

    @property
    def is_counted(self) -> bool:
        """Whether the only number in its name is as short as one that counts."""
        found = NUMBER.findall(self.path.stem)
        return len(found) == 1 and len(found[0]) <= LONGEST_COUNT


def _sessions(found: Sequence[_File]) -> Iterator[list[_File]]:
    """The files of a folder until a name is used again: numbers begin anew then."""
    session: dict[str, _File] = {}
    for file in found:
        before = session.get(file.path.name)
        if before and not _is_lost(before.one):
            yield [*session.values()]
            session = {}
        session[file.path.name] = replace(file, anew=file.path.name in session)
    yield [replace(file, anew=False) for file in session.values()]  # no later stack used the names again


def _is_lost(one: Settled) -> bool:
    return isinstance(one.result, Unread) and one.result.status is Status.REJECTED


def _parts(files: Sequence[_File]) -> Iterator[list[Placed]]:
    """Files in the order of their names, as far as that can be trusted."""
    usual = _usual_step(files)
    alike = [before.pattern == file.pattern for before, file in pairwise(files)]
    tell = 2 * sum(alike) >= len(alike) and len({file.path.stem for file in files}) == len(files)
    part = [Placed(files[0].one)]
    for (before, file), is_alike in zip(pairwise(files), alike, strict=True):
        if not (tell and is_alike):
            yield part
            part = []
        doubts = []
        if _step(before, file) > usual:
            doubts.append(f"no scan is numbered {_between(before, file)}, between the one before and this one")
        if before.anew or file.anew:
            doubts.append("one of them was written anew after it could not be read, as others of that name were later")
        part.append(Placed(file.one, "; ".join(doubts)))
    yield part


def _usual_step(files: Sequence[_File]) -> float:
    """By how much numbers rise where no file is lacking; without an end where they do not count files, but are times."""
    steps = [step for before, after in pairwise(files) if (step := _step(before, after))]
    if all(file.is_counted for file in files):
        return min(steps) if len(steps) >= FEWEST_STEPS else 1
    return 1 if steps and median(steps) == 1 else float("inf")


def _step(before: _File, after: _File) -> int:
    """By how much the last number in the names rises; 0 where they differ in anything else."""
    alike = before.pattern == after.pattern and before.numbers[:-1] == after.numbers[:-1]
    return after.numbers[-1] - before.numbers[-1] if alike and after.numbers else 0


def _between(before: _File, after: _File) -> str:
    first, last = before.numbers[-1] + 1, after.numbers[-1] - 1
    return f"{first}" if first == last else f"{first} to {last}"
