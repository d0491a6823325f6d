"""Where a grade stands while items wait: exact, in the exam's points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from omr.files import ExamFolder
from omr.grade.points import earned
from omr.model.exam import Item, ItemRef, Special
from omr.model.response import Response


@dataclass(frozen=True, slots=True)
class Standing:
    """``total`` of what is decided; what waits may move it between ``least`` and ``most``; ``of`` is the exam's maximum."""

    total: Fraction
    least: Fraction
    most: Fraction
    of: Fraction


def points_of(exam: ExamFolder, response: Response) -> Fraction | None:
    """What a response earns, None while it waits."""
    item = _item(exam, response)
    return earned(item, exam.key[item.ref], response.response, response.status)


def standing(exam: ExamFolder, responses: Iterable[Response]) -> Standing:
    """Where one sheet's grade stands."""
    total = least = most = of = Fraction(0)
    for response in responses:
        item, points = _item(exam, response), points_of(exam, response)
        of += 0 if exam.key[item.ref] is Special.DROPPED else Fraction(item.points)
        if points is None:
            least, most = least + min(Fraction(item.wrong), Fraction(0)), most + Fraction(item.points)
        else:
            total += points
    return Standing(total, total + least, total + most, of)


def shown(points: Fraction | None) -> str:
    """Points as people write them: at most two decimals, none that says nothing."""
    return "–" if points is None else f"{float(points):.2f}".rstrip("0").rstrip(".")


def _item(exam: ExamFolder, response: Response) -> Item:
    return exam.exam.item(ItemRef(response.section, response.item))
