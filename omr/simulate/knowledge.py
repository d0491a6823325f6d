"""What students know: answers drawn from the key, with mistakes, gaps and double marks."""

from __future__ import annotations

import re

import numpy as np

from omr.model.exam import ChoiceAnswer, Exam, Item, ItemRef, Key, Kind, NumberAnswer
from omr.simulate.tables import Table

LARGEST_GUESS = 64
"""Wrong numbers are drawn from 0 to this."""
TRIES = 20000
"""Attempts to meet a condition by trial before a plain guess is written."""


def know(rng: np.random.Generator, exam: Exam, key: Key, share: float, table: Table) -> dict[ItemRef, str]:
    """The answers of a student who knows ``share`` (0-1) of the key; some items left open or marked twice as the table says."""
    return {item.ref: _answer(rng, item, key, share, table) for item in exam.items}


def _answer(rng: np.random.Generator, item: Item, key: Key, share: float, table: Table) -> str:
    if rng.random() < table.p_omit:
        return ""
    right = rng.random() < share
    if item.kind is Kind.NUMBER:
        return _numbers(rng, item, key, right=right)
    labels = [option.label for option in item.options]
    answer = key.get(item.ref)
    good = [set(way) for way in answer.alternatives] if isinstance(answer, ChoiceAnswer) else [{label} for label in labels]
    if right:
        marked = good[int(rng.integers(len(good)))]
    else:
        wrong = [label for label in labels if {label} not in good] or labels
        marked = {wrong[int(rng.integers(len(wrong)))]}
    if not item.choose_many and rng.random() < table.p_double:
        marked = marked | {labels[int(rng.integers(len(labels)))]}
    return "&".join(label for label in labels if label in marked)


def _numbers(rng: np.random.Generator, item: Item, key: Key, *, right: bool) -> str:
    answer = key.get(item.ref)
    values = {blank: str(int(rng.integers(0, LARGEST_GUESS))) for blank in item.blanks}
    if right and isinstance(answer, NumberAnswer):
        way = answer.alternatives[int(rng.integers(len(answer.alternatives)))]
        if isinstance(way, str):
            values = _meeting(rng, item, way) or values
        else:
            values = {blank: f"{value.normalize():f}" for blank, value in way.items()}
    return " ".join(f"{blank}={values[blank]}" for blank in item.blanks)


def _meeting(rng: np.random.Generator, item: Item, condition: str) -> dict[str, str] | None:
    """Small numbers that meet a condition over the blanks, the smallest first; None where none does."""
    from simpleeval import InvalidExpression, simple_eval  # noqa: PLC0415  (needed by few exams)

    names = [name for name in item.blanks if re.search(rf"\b{re.escape(name)}\b", condition)] or list(item.blanks)
    found: list[dict[str, str]] = []
    side = int(min(LARGEST_GUESS, TRIES ** (1 / len(names))))
    for place in np.ndindex(*(side,) * len(names)):
        values = dict(zip(names, place, strict=True))
        try:
            met = simple_eval(
                condition,
                names=values,
                functions={"floor": lambda x: int(x // 1), "ceil": lambda x: -int(-x // 1), "abs": abs, "min": min, "max": max},
            )
        except (InvalidExpression, ArithmeticError, TypeError):
            continue
        if met:
            found.append({blank: str(values.get(blank, 0)) for blank in item.blanks})
            if len(found) == 4:
                break
    return found[int(rng.integers(len(found)))] if found else None
