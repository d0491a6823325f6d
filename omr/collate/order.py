"""What the order of the stack gives away: a sheet that stuck to another in the feeder, a page that lies elsewhere than its sheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from omr.model.exam import Assignment
from omr.model.response import Gap, PageRow, Stray

LEAST_RUN = 5
"""Sheets in a row that rise or fall in the order of sheets.csv from which a stack counts as ordered: of shuffled sheets, one run in
sixty is as long, and only one with nothing but unread sheets between two neighbours would be told."""
NEIGHBOURS = 0.5
"""Share of the sheets of several pages whose pages lie together from which a sheet whose pages do not is told: of stacks scanned
front sides first, or shuffled, hardly any do."""


def gaps(rows: Sequence[PageRow], assignments: Sequence[Assignment]) -> tuple[Gap, ...]:
    """The sheets of ``sheets.csv`` that were never read, though those before and after them follow each other in an ordered stack.

    A stack of one form alone is compared with that form's sheets: `omr sheet` prints each form by itself. Students who were absent
    leave such gaps too; which it was, an attendance list says.
    """
    printed = {assignment.serial: place for place, assignment in enumerate(assignments)}
    pages = {sheet: found for sheet, found in _pages(rows).items() if sheet in printed}
    first = {sheet: found[0] for sheet, found in pages.items()}
    every = _Printed.of(assignments, first)
    forms = {form: _Printed.of([one for one in assignments if one.form == form], first) for form in {one.form for one in assignments}}
    found = []
    for run in _runs([(sheet, printed[sheet]) for sheet in first]):
        codes = {assignments[place].form for _, place in run}
        pool = forms[codes.pop()] if len(codes) == 1 else every
        for (sheet, _), (other, _) in pairwise(run):
            if unread := pool.unread_between(sheet, other):
                last = max(index for index in pages[sheet] if index < first[other])
                found.append(Gap(unread, last, first[other]))
    return tuple(sorted(found, key=lambda gap: gap.after))


@dataclass(frozen=True, slots=True)
class _Printed:
    """Sheets in the order in which they were printed, and how many before each place were read."""

    sheets: Sequence[Assignment]
    places: Mapping[str, int]
    read: Sequence[int]

    @classmethod
    def of(cls, sheets: Sequence[Assignment], read: Collection[str]) -> _Printed:
        places = {one.serial: place for place, one in enumerate(sheets)}
        return cls(sheets, places, [0, *accumulate(one.serial in read for one in sheets)])

    def unread_between(self, one: str, other: str) -> tuple[Assignment, ...]:
        """The sheets printed between two, in the direction from one to the other; none if any of them was read."""
        low, high = sorted((self.places[one], self.places[other]))
        if self.read[high] > self.read[low + 1]:
            return ()
        between = tuple(self.sheets[low + 1 : high])
        return between if self.places[one] == low else between[::-1]


def _runs(sequence: Sequence[tuple[str, int]]) -> Iterator[Sequence[tuple[str, int]]]:
    """The longest stretches of (sheet, place) whose places only rise, or only fall, as far as they are long enough."""
    start, rising = 0, True
    for at in range(1, len(sequence) + 1):
        step = at < len(sequence) and sequence[at][1] > sequence[at - 1][1]
        if at - start == 1:
            rising = step
        if at == len(sequence) or step != rising:
            if at - start >= LEAST_RUN:
                yield sequence[start:at]
            start, rising = at - 1, step


def strays(rows: Sequence[PageRow]) -> tuple[Stray, ...]:
    """The sheets whose pages lie apart in the scans, in a batch where most lie together.

    Of a sheet and the page of another that lies within it, the other is told: the one whose pages enclose a whole sheet, or, where
    none does, both. A page scanned again later counts where it was scanned first. Sheets called by a scan were put together by their order.
    """
    scans = {row.ref.scan for row in rows}
    pages = _pages(rows)
    rank = {index: place for place, index in enumerate(sorted(index for found in pages.values() for index in found))}
    spans = {sheet: (rank[found[0]], rank[found[-1]], len(found)) for sheet, found in pages.items() if len(found) > 1}
    apart = {sheet for sheet, (low, high, count) in spans.items() if high - low + 1 > count}
    if len(apart) > (1 - NEIGHBOURS) * len(spans):
        return ()
    enclosing = apart & _enclosing({sheet: (rank[found[0]], rank[found[-1]]) for sheet, found in pages.items()})
    at = {rank[index]: sheet for sheet, found in pages.items() for index in found}
    plain = [0, *accumulate(at[place] not in enclosing for place in range(len(at)))]
    told = [sheet for sheet in apart if sheet in enclosing or plain[spans[sheet][1] + 1] - plain[spans[sheet][0]] > spans[sheet][2]]
    printed = (sheet for sheet in told if sheet not in scans)
    return tuple(sorted((Stray(sheet, *_widest(pages[sheet], rank)) for sheet in printed), key=lambda stray: stray.before))


def _pages(rows: Sequence[PageRow]) -> Mapping[str, Sequence[int]]:
    """Sheet → the rows of its pages in the order of the scans, each page where it was scanned first; by their first page."""
    found: dict[str, list[int]] = {}
    known: set[tuple[str, int | None]] = set()
    for index, row in enumerate(rows):
        if row.sheet and (row.sheet, row.form_page) not in known:
            known.add((row.sheet, row.form_page))
            found.setdefault(row.sheet, []).append(index)
    return found


def _enclosing(spans: Mapping[str, tuple[int, int]]) -> set[str]:
    """The sheets between whose first and last page another sheet lies with all of its pages."""
    found = set()
    nearest = len(spans) and max(high for _, high in spans.values()) + 1  # the least last page of all sheets that begin later
    for sheet, (_, high) in sorted(spans.items(), key=lambda one: one[1], reverse=True):
        if nearest < high:
            found.add(sheet)
        nearest = min(nearest, high)
    return found


def _widest(indices: Sequence[int], rank: Mapping[int, int]) -> tuple[int, int]:
    """The two pages of a sheet, one after the other, between which most others lie."""
    return max(pairwise(indices), key=lambda pair: rank[pair[1]] - rank[pair[0]])
