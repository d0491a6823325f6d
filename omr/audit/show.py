"""How the sample comes before graders: among what waits, in an order that tells nothing, and without what the machine read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from omr.audit.draw import lot
from omr.model.exam import Exam, ItemRef, Kind
from omr.model.response import Response, ResponseStatus, SheetItem


def to_show(
    responses: Iterable[Response],
    audited: Collection[SheetItem],
    decided: Collection[SheetItem],
    exam: Exam,
    seed: int,
    settled: Collection[ItemRef] = (),
) -> tuple[Response, ...]:
    """All that a grader is shown, in that order: the unsure responses and, among them, the ``audited`` ones (``Audit.open``).

    Nobody is asked about items that are ``settled`` (see ``omr.model.exam``), unless an audited one would stand alone so, and be known.

    While any is audited, choices come without guess, confidence and reason, so that those audited cannot be told from the others: an
    empty ``why`` says so. They are shuffled by sheet, by page and within the page, so that a page is opened once. Handwritten numbers
    come last, as does what was ``decided`` on an earlier scan, since it is shown with that decision.
    """
    needless = {*settled} - {ItemRef(place.section, place.item) for place in audited}
    asked = (one for one in responses if ItemRef(one.section, one.item) not in needless)
    waiting = [one for one in asked if one.status is ResponseStatus.UNSURE or _place(one) in audited]
    if not audited:
        return tuple(waiting)
    choices = {(item.section, item.name) for item in exam.items if item.kind is Kind.CHOICE}
    blind: list[Response] = []
    clear: list[Response] = []
    for one in waiting:
        like_others = _place(one) in audited or ((one.section, one.item) in choices and _place(one) not in decided)
        (blind if like_others else clear).append(one)
    return (*(_without_reading(one) for one in sorted(blind, key=lambda one: _shuffled(one, seed))), *clear)


def _place(one: Response) -> SheetItem:
    return SheetItem(one.sheet, one.section, one.item)


def _shuffled(one: Response, seed: int) -> tuple[str, ...]:
    scan = one.ref.scan if one.ref else ""
    return lot(seed, one.sheet), lot(seed, one.sheet, scan), lot(seed, *_place(one))


def _without_reading(one: Response) -> Response:
    return replace(one, response="", status=ResponseStatus.UNSURE, suggestion="", confidence=0.0, why="")
