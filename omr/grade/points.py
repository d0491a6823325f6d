"""What one response to one item earns: exact, without a table in sight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from omr.grade.condition import holds
from omr.model.exam import Answer, ChoiceAnswer, Item, NumberAnswer, Partial, Special
from omr.model.response import ResponseStatus

VALUE = re.compile(r"([^\W\d]\w*)=([+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?)?", re.ASCII)
"""One blank as responses write it: ``p=3``, ``p=-0.5``; ``p=`` is a blank left empty."""


def earned(item: Item, answer: Answer, response: str, status: ResponseStatus) -> Fraction | None:
    """Points of a response; None while it, or its answer, is undecided. A dropped item earns 0 (it leaves the maximum elsewhere).

    ``*`` pays everybody, whatever was marked. ``omitted`` earns 0, and so does ``multiple`` where one option was asked for.
    """
    if answer is Special.EVERYBODY:
        return Fraction(item.points)
    if answer is Special.DROPPED:
        return Fraction(0)
    if status is ResponseStatus.UNSURE or answer is Special.UNKNOWN:
        return None
    if status is ResponseStatus.OMITTED:
        return Fraction(0)
    if isinstance(answer, NumberAnswer):
        return _numbers(item, answer, response)
    if status is ResponseStatus.MULTIPLE and not takes_several(item, answer):
        return Fraction(0)
    return _choice(item, answer, response)


def takes_several(item: Item, answer: Answer) -> bool:
    """Whether several marks can be one right answer: the item says so, or its key does (``A&C``)."""
    return item.choose_many or (isinstance(answer, ChoiceAnswer) and any(len(labels) > 1 for labels in answer.alternatives))


def _choice(item: Item, answer: ChoiceAnswer, response: str) -> Fraction:
    marked = frozenset(label for label in response.split("&") if label)
    return Fraction(item.points if marked in answer.alternatives else item.wrong)


def _numbers(item: Item, answer: NumberAnswer, response: str) -> Fraction:
    given = read_values(response)
    best = max((_share(item, alternative, given) for alternative in answer.alternatives), default=Fraction(0))
    return Fraction(item.points) * best if best else Fraction(item.wrong)


def _share(item: Item, alternative: Mapping[str, Decimal] | str, given: Mapping[str, Fraction]) -> Fraction:
    """Which part (0 to 1) of the item is right by one alternative; a condition is right as a whole or not at all."""
    if isinstance(alternative, str):
        return Fraction(holds(alternative, given))
    right = sum(given.get(blank) == Fraction(value) for blank, value in alternative.items())
    if item.partial is Partial.PER_BLANK:
        return Fraction(right, len(alternative)) if alternative else Fraction(0)
    return Fraction(bool(alternative) and right == len(alternative))


def read_values(response: str) -> dict[str, Fraction]:
    """``p=3 s=2`` as numbers. Empty blanks are left out; a response that is not of this form has no values, hence earns nothing."""
    values: dict[str, Fraction] = {}
    for part in response.split():
        match = VALUE.fullmatch(part)
        if match is None or match[1] in values:
            return {}
        if match[2]:
            values[match[1]] = Fraction(match[2].replace(",", "."))
    return values
