"""Which boxes stand on the audit wall: those about which there may be a question all, the plain ones evenly sampled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import heappush, heappushpop

from omr.interpret.agree import is_empty, is_mark, together
from omr.model.calibration import Thresholds
from omr.model.page import BoxEvidence, ScanRef
from omr.model.response import Response, ResponseStatus, Sheet

MOST_BRICKS = 2400
"""On one wall: 40 in a row make 60 rows, which a person sees at a glance; cutting them from as many pages takes minutes."""
EDGES = (0.001, 0.01, 0.05, 0.2, 0.8, 0.95, 0.99, 0.999)
"""Probabilities between which boxes are sampled apart, so that the few in the middle are not lost among the many at the ends."""
APART = 0.5
"""Difference of the two readers' probabilities from which they disagree."""


@dataclass(frozen=True, slots=True, order=True)
class Brick:
    """One box: its ``probability`` of a mark, and whether it counts as one (None while its item waits for a person)."""

    probability: float
    sheet: str
    section: str
    item: str
    label: str
    ref: ScanRef = field(compare=False)
    page: int = field(compare=False)
    ink: float = field(compare=False)
    shape: float = field(compare=False)
    dx: float = field(compare=False)
    dy: float = field(compare=False)
    marked: bool | None = field(compare=False)

    @property
    def apart(self) -> bool:
        """Whether the two readers disagree."""
        return abs(self.ink - self.shape) >= APART


@dataclass(frozen=True, slots=True)
class Band:
    """The boxes between two lines, by rising probability: those shown, of ``count``."""

    title: str
    bricks: tuple[Brick, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands between the lines, from certainly empty to certainly marked."""

    bands: tuple[Band, ...]

    @property
    def bricks(self) -> tuple[Brick, ...]:
        return tuple(brick for band in self.bands for brick in band.bricks)


def choose_bricks(sheets: Iterable[tuple[Sheet, Sequence[Response]]], limits: Thresholds, most: int = MOST_BRICKS) -> Wall:
    """The wall of a batch, the same in every run. Memory holds ``most`` boxes of each class of probability, however many there are."""
    classes = [_Class(most) for _ in range(3 * (len(EDGES) + 1))]
    for sheet, responses in sheets:
        said = {(one.section, one.item): one for one in responses}
        for page in sheet.pages:
            for box in (one for one in page.boxes if one.section):  # a student number is nobody's concern here
                brick = _brick(sheet.sheet, page.ref, page.code.page, box, said.get((box.section, box.item)))
                which = sum(brick.probability >= edge for edge in EDGES)
                classes[3 * which + _band(box, limits)].add(brick)
    _share(classes, most)
    titles = (
        f"Empty: both readers together at most {limits.empty:.3g}",
        "Between the lines: the readers are unsure or disagree",
        f"Marked: both readers together at least {limits.marked:.3g}",
    )
    return Wall(tuple(_band_of(title, classes[place::3]) for place, title in enumerate(titles)))


class _Class:
    """Boxes of like probability: their count, and those that drew the lowest lots."""

    def __init__(self, most: int) -> None:
        self.count, self.shown = 0, 0
        self._most, self._heap = most, list[tuple[int, Brick]]()

    def add(self, brick: Brick) -> None:
        self.count += 1
        named = f"{brick.ref.scan}\n{brick.sheet}\n{brick.section}\n{brick.item}\n{brick.label}"
        lot = -int.from_bytes(blake2b(named.encode(), digest_size=8).digest())
        if len(self._heap) < self._most:
            heappush(self._heap, (lot, brick))
        elif lot > self._heap[0][0]:
            heappushpop(self._heap, (lot, brick))

    @property
    def bricks(self) -> list[Brick]:
        return [brick for _, brick in sorted(self._heap, key=lambda one: -one[0])[: self.shown]]


def _share(classes: Sequence[_Class], most: int) -> None:
    """Room for each class: small ones are shown whole, the large ones share what they leave."""
    left = most
    for place, one in enumerate(ranked := sorted(classes, key=lambda one: one.count)):
        one.shown = min(one.count, left // (len(ranked) - place))
        left -= one.shown


def _band_of(title: str, classes: Sequence[_Class]) -> Band:
    return Band(title, tuple(sorted(brick for one in classes for brick in one.bricks)), sum(one.count for one in classes))


def _band(box: BoxEvidence, limits: Thresholds) -> int:
    if is_empty(box, limits):
        return 0
    return 2 if is_mark(box, limits) else 1


def _brick(sheet: str, ref: ScanRef, page: int, box: BoxEvidence, said: Response | None) -> Brick:
    open_ = said is None or said.status is ResponseStatus.UNSURE
    marked = None if open_ or said is None else box.label in said.response.split("&")
    probability = together(box)
    return Brick(probability, sheet, box.section, box.item, box.label, ref, page, box.ink, box.shape, box.dx, box.dy, marked)
