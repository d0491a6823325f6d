"""What a person at the scanner can better: judged over all pages of a batch, from what was measured on each. No pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from omr.model.page import PageEvidence, PageResult, Reason, ScanRef, Status
from omr.model.response import PageRow

DARKEST_PAPER = 180.0
"""Grey value of paper; everyday scanners give 210 to 255, and below 180 a pencil's contrast is gone."""
PALEST_PRINT = 0.3
"""Darkness of printed outlines, 1 = full black; the palest of our real scans have 0.38."""
LEAST_DPI = 142.0
"""A scan at a nominal 150 dpi measures 145 at least: printers and feeders stretch by up to 3 %."""
CUT_MM = 0.0
"""A corner marker that reaches over the scan's edge is cut off."""
SKEW_DEG, SKEW_SPREADS, SKEW_PAGES = 1.5, 3.5, 8
"""A page is askew by so many degrees, and so many of the batch's own spreads, from the batch's median (Iglewicz & Hoaglin 1993: the
modified z-score of an outlier); fewer pages have no usual."""
STREAK_PAGES = 5
"""Pages that must show a line at the same place: a printed or drawn line stays with its paper, and no two papers lie quite alike."""
STREAK_GAP = 6
"""Pages in a row on which a line may be hidden (on white paper a light one shows only in print)."""
STREAK_MM = 0.6
"""By how much the places of one line may differ; the sensor's own are within a pixel."""
MM_PER_INCH = 25.4
SHOWN = 12
"""Runs of pages named in one line."""
NOT_AGAIN = frozenset({Reason.OTHER_EXAM, Reason.UNKNOWN_FORM, Reason.ENCRYPTED, Reason.NOT_A_SCAN})
"""Rejections that another pass through the scanner would not better."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to better: what it is (``about`` names it apart from its pages), what to do, and the scans that show it."""

    about: str
    remedy: str
    scans: tuple[ScanRef, ...]
    again: bool = True
    """Whether these scans are to be made again."""

    def __str__(self) -> str:
        count = f"{len(self.scans)} page{'s' if len(self.scans) != 1 else ''}"
        return f"{self.about[0].upper()}{self.about[1:]}: {count} ({named(self.scans)}). {self.remedy}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A streak on one page: the page's number in the batch, and the streak's place in mm from the scan's edge."""

    page: int
    mm: float


def advise(results: Iterable[PageResult], rows: Sequence[PageRow]) -> tuple[Advice, ...]:
    """What to better, from every scan's result and its row after collation, both in order of intake.

    Scans that others replaced no longer need to be made again; streaks are looked for on all of them.
    """
    pages: list[tuple[PageEvidence, PageRow]] = []
    rejected: list[ScanRef] = []
    for result, row in zip(results, rows, strict=True):
        if isinstance(result, PageEvidence):
            pages.append((result, row))
        if row.status is Status.REJECTED and row.reason not in NOT_AGAIN:
            rejected.append(row.ref)
    found = [*_streaked([page for page, _ in pages]), *_single([page for page, row in pages if row.status is Status.READ])]
    if rejected:
        found.append(Advice("rejected scans", "Their reasons are told at the end of the scan, and in pages.csv.", tuple(rejected)))
    return tuple(found)


def scan_again(advice: Sequence[Advice]) -> tuple[ScanRef, ...]:
    """All scans to be made again, in the order of their files and pages."""
    return tuple(sorted({ref for one in advice if one.again for ref in one.scans}, key=lambda ref: (ref.file, ref.page)))


def named(scans: Sequence[ScanRef]) -> str:
    """Scans as a person would write them down: ``stack.pdf p. 3–7, 12; more.pdf p. 1``."""
    texts = []
    shown = 0
    for file, refs in groupby(sorted({(ref.file, ref.page) for ref in scans}), key=lambda ref: ref[0]):
        runs = _runs([page for _, page in refs])
        if shown >= SHOWN:
            break
        told = [f"{first}–{last}" if last > first else str(first) for first, last in runs[: SHOWN - shown] if last]
        more = ", …" if len(runs) > SHOWN - shown else ""
        shown += len(runs)
        texts.append(f"{file} p. {', '.join(told)}{more}" if told else file)
    files = len({ref.file for ref in scans})
    return "; ".join(texts) + (f"; and {files - len(texts)} more files" if files > len(texts) else "")


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of whole numbers that follow each other, from ascending ones."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _single(pages: Sequence[PageEvidence]) -> list[Advice]:
    """What is wrong with pages one by one."""
    level = _Usual.of([page.skew_deg for page in pages])
    dark = [page for page in pages if _below(page.look.paper, DARKEST_PAPER)]
    pale = [page for page in pages if _below(page.look.contrast, PALEST_PRINT)]
    cut = [page for page in pages if _below(page.look.edge_mm, CUT_MM)]
    askew = [page for page in pages if level.excludes(page.skew_deg)]
    coarse = [page for page in pages if page.look.paper is not None and page.dpi < LEAST_DPI]
    kinds = (
        Advice("too dark", "Scan again, brighter.", _refs(dark)),
        Advice("too pale", "Scan again, with more contrast.", _refs(pale)),
        Advice("cut off at a corner", "Scan again, whole: straighten the stack, widen the scan area.", _refs(cut)),
        Advice("more askew than the others", "They were read; set the feeder's guides against the paper.", _refs(askew), again=False),
        Advice("resolution below 150 dpi", "They were read, with more to review; set the scanner to 200 dpi.", _refs(coarse), again=False),
    )
    return [advice for advice in kinds if advice.scans]


def _refs(pages: Sequence[PageEvidence]) -> tuple[ScanRef, ...]:
    return tuple(page.ref for page in pages)


def _below(measured: float | None, least: float) -> bool:
    return measured is not None and measured < least


@dataclass(frozen=True, slots=True)
class _Usual:
    """A batch's usual value and how far from it is unusual; 0 where there are too few pages to have a usual."""

    middle: float
    reach: float

    @classmethod
    def of(cls, values: Sequence[float]) -> _Usual:
        if len(values) < SKEW_PAGES:
            return cls(0.0, 0.0)
        middle = median(values)
        spread = 1.4826 * median(abs(value - middle) for value in values)  # a normal distribution's standard deviation
        return cls(middle, max(SKEW_DEG, SKEW_SPREADS * spread))

    def excludes(self, value: float) -> bool:
        return 0 < self.reach < abs(value - self.middle)


def _streaked(pages: Sequence[PageEvidence]) -> list[Advice]:
    """Lines that stay at one place of the scanner while the papers change."""
    looked = [page for page in pages if page.look.paper is not None]
    lines: dict[tuple[bool, bool], list[_Line]] = {}
    for number, page in enumerate(looked):
        nominal = round(page.dpi, -1)  # stretched paper leaves the sensor's places where they are
        for streak in page.look.streaks:
            lines.setdefault((streak.across, streak.depth < 0), []).append(_Line(number, streak.place * MM_PER_INCH / nominal))
    found = []
    for (across, dark), those in sorted(lines.items()):
        for mm, numbers in _steady(those):
            edge = "the top edge" if across else "the left edge"
            about = f"a {'dark' if dark else 'light'} line {mm:.0f} mm from {edge}, at the same place on many scans"
            remedy = "Clean the scanner's glass (the narrow strip that the feeder draws the paper over), then look at these pages."
            found.append(Advice(about, remedy, tuple(looked[number].ref for number in numbers), again=False))
    return found


def _steady(lines: Sequence[_Line]) -> list[tuple[float, list[int]]]:
    """Places (mm) at which lines stay over many pages, with those pages, the most frequent first."""
    rest = sorted(lines, key=lambda line: line.mm)
    found = []
    while len(rest) >= STREAK_PAGES:
        start, end = _densest([line.mm for line in rest])
        pages = sorted({line.page for line in rest[start:end]})
        if len(pages) < STREAK_PAGES:
            break
        steady = [page for run in _unbroken(pages) if len(run) >= STREAK_PAGES for page in run]
        if steady:
            found.append((median(line.mm for line in rest[start:end]), steady))
        rest = rest[:start] + rest[end:]
    return found


def _densest(places: Sequence[float]) -> tuple[int, int]:
    """Where (from, to) the most of these ascending places lie within ``STREAK_MM``."""
    best, start = (0, 0), 0
    for end, place in enumerate(places):
        while place - places[start] > STREAK_MM:
            start += 1
        if end + 1 - start > best[1] - best[0]:
            best = start, end + 1
    return best


def _unbroken(pages: Sequence[int]) -> list[list[int]]:
    """Ascending page numbers, parted where more than ``STREAK_GAP`` are missing between two."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page - runs[-1][-1] <= STREAK_GAP + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return runs
