"""Lots: which responses are looked at, though nobody was asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from heapq import heappush, heappushpop

from omr.model.audit import Sampled
from omr.model.exam import Exam, Kind
from omr.model.response import Response, ResponseStatus, SheetItem

LOT_BYTES = 8
"""Of a hash: two of ten million responses draw the same lot once in 370,000 batches, and then the sheet's name decides."""


def lot(seed: int, *named: str) -> str:
    """A random number that is the same in every run: a hash of what it is about."""
    return blake2b("\n".join((str(seed), *named)).encode(), digest_size=LOT_BYTES).hexdigest()


def draw(responses: Iterable[Response], exam: Exam, earlier: Sequence[Sampled], wanted: int, seed: int) -> tuple[tuple[Sampled, ...], int]:
    """What is new in the sample, and how many responses it was drawn from.

    Every certain choice response that no grader has decided draws a lot, and the ``wanted`` lowest are the sample: so every response is
    as likely as any other, however often and in whatever order the batch grows. ``earlier`` are those drawn before whose scans still
    count; they stay, and only as many as are missing come to them. Where scans were added since, whatever drew a lot as low as theirs
    comes too, so that no scan is looked at less for being late: the sample is then larger than ``wanted``.
    """
    choices = {(item.section, item.name) for item in exam.items if item.kind is Kind.CHOICE}
    drawn = {(one.place, one.scan) for one in earlier}
    line = max((one.rank for one in earlier), default="")
    below: list[Sampled] = []
    above: list[tuple[int, SheetItem, Sampled]] = []  # a heap of the lowest lots above the line, the highest of them first
    eligible = 0
    for one in responses:
        if one.status is ResponseStatus.UNSURE or one.decided_by or one.ref is None or (one.section, one.item) not in choices:
            continue
        place = SheetItem(one.sheet, one.section, one.item)
        if (place, one.ref.scan) in drawn:
            continue
        eligible += 1
        rank = lot(seed, one.ref.scan, *place)
        if rank > line and len(above) >= wanted and int(rank, 16) > -above[0][0]:
            continue
        sampled = Sampled(place, one.form, one.ref.scan, one.response, one.status, one.confidence, rank)
        if rank <= line:
            below.append(sampled)
        elif len(above) < wanted:
            heappush(above, (-int(rank, 16), place, sampled))
        else:
            heappushpop(above, (-int(rank, 16), place, sampled))
    missing = max(0, wanted - len(earlier) - len(below))
    lowest = sorted((one for _, _, one in above), key=_order)[:missing]
    return tuple(sorted([*below, *lowest], key=_order)), eligible + len(earlier)


def _order(one: Sampled) -> tuple[str, SheetItem]:
    return one.rank, one.place
