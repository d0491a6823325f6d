"""What graders said of the sample."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from omr.interpret import meaning
from omr.model.audit import Audit, Audited, Outcome, Sampled
from omr.model.exam import Exam, ItemRef
from omr.model.response import UNDECIDED, Decision, SheetItem, Target


def audit(
    samples: Sequence[Sampled], population: int, said: Iterable[tuple[int, Decision]], scans: Collection[tuple[str, str]], exam: Exam
) -> Audit:
    """The audit as it stands. ``said``: every decision of the batch with its place in the order of arrival, oldest first; the latest
    about an item is its outcome, if it arrived after the item was drawn (by the order of arrival, since graders' clocks and time zones
    differ) and was made on the very scan. ``scans``: the sheets with the scans that count.
    """
    latest = {
        SheetItem(decision.sheet, decision.section, decision.item): (number, decision)
        for number, decision in said
        if decision.target is Target.ITEM
    }
    return Audit(tuple(_audited(one, latest.get(one.place), scans, exam) for one in samples), population)


def _audited(one: Sampled, found: tuple[int, Decision] | None, scans: Collection[tuple[str, str]], exam: Exam) -> Audited:
    if (one.place.sheet, one.scan) not in scans:
        return Audited(one, Outcome.REPLACED)
    number, decision = found or (0, None)
    if decision is None or number <= one.after or decision.value.strip() == UNDECIDED or decision.based_on != one.scan:
        return Audited(one, Outcome.OPEN)
    try:
        told = meaning(decision.value.strip(), exam.item(ItemRef(one.place.section, one.place.item)))
    except KeyError:  # the exam was changed since
        told = None
    if told is None:
        return Audited(one, Outcome.OPEN)
    outcome = Outcome.AGREED if told == (one.status, one.response) else Outcome.SILENT_ERROR
    return Audited(one, outcome, decision.value, decision.who)
